//! The table of unit atoms: what they are called, what they measure, and how much of the base unit they are.
//!
//! Base units are m, kg, s, ℃, A, mol, cd, lm, °, 1. A row spells out its decimal prefixes, so that `Pm` or `mmin`
//! never become units. It must hold data only; grammar is in `unit`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dimension::{Axis, Dimension};
use super::glyph::Glyphs;

/// Where an atom may be read in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// After any number.
    Free,
    /// After a number, but not if a Chinese word goes on (安 in 安全, 升 in 升级).
    Strict,
    /// Only as a part of a compound unit (转 in 转/分).
    Bound,
}

/// One unit without powers.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// The spelling used when the unit is shown or stored.
    pub(super) symbol: String,
    pub(super) dimension: Dimension,
    /// How many base units one of it is.
    pub(super) factor: f64,
    /// What is added after multiplying; only temperatures have it.
    pub(super) offset: f64,
    pub(super) rule: Use,
}

/// Symbol first, then other spellings; Latin prefixes; Chinese names that take Chinese prefixes.
struct Row(&'static [&'static str], &'static str, &'static [&'static str], Dimension, f64);

const PREFIXES: &[(char, &str, f64)] = &[
    ('p', "皮", 1e-12),
    ('n', "纳", 1e-9),
    ('μ', "微", 1e-6),
    ('m', "毫", 1e-3),
    ('c', "厘", 1e-2),
    ('d', "分", 1e-1),
    ('h', "百", 1e2),
    ('k', "千", 1e3),
    ('M', "兆", 1e6),
    ('G', "吉", 1e9),
    ('T', "太", 1e12),
];

const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.25 * DAY;
const GRAVITY: f64 = 9.806_65;

const NUMBER: Dimension = Dimension::NUMBER;
const LENGTH: Dimension = Dimension::LENGTH;
const TIME: Dimension = Dimension::TIME;
const AREA: Dimension = Dimension::of(&[(Axis::Length, 2)]);
const VOLUME: Dimension = Dimension::of(&[(Axis::Length, 3)]);
const MASS: Dimension = Dimension::of(&[(Axis::Mass, 1)]);
const MASS_FLOW: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Time, -1)]);
const FORCE: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Length, 1), (Axis::Time, -2)]);
const PRESSURE: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Length, -1), (Axis::Time, -2)]);
const ENERGY: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Length, 2), (Axis::Time, -2)]);
const POWER: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Length, 2), (Axis::Time, -3)]);
const CHARGE: Dimension = Dimension::of(&[(Axis::Current, 1), (Axis::Time, 1)]);
const VOLTAGE: Dimension = POWER.per_current(1);
const RESISTANCE: Dimension = POWER.per_current(2);
const VISCOSITY: Dimension = Dimension::of(&[(Axis::Mass, 1), (Axis::Length, -1), (Axis::Time, -1)]);
const FREQUENCY: Dimension = Dimension::of(&[(Axis::Time, -1)]);
const ROTATION: Dimension = Dimension::of(&[(Axis::Angle, 1), (Axis::Time, -1)]);

impl Dimension {
    /// This dimension divided by a power of the electric current.
    const fn per_current(self, power: i8) -> Self {
        self.with(Axis::Current, -power)
    }
}

/// The dimension of a scale of its own.
const fn own(axis: Axis) -> Dimension {
    Dimension::of(&[(axis, 1)])
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row(&["m"], "pnμmcdk", &["米"], LENGTH, 1.0),
    Row(&["inch", "英寸"], "", &[], LENGTH, 0.0254),
    Row(&["Å", "埃"], "", &[], LENGTH, 1e-10),
    Row(&["海里"], "", &[], LENGTH, 1852.0),
    Row(&["ha", "公顷"], "", &[], AREA, 1e4),
    Row(&["亩"], "", &[], AREA, 10_000.0 / 15.0),
    Row(&["m²", "平方米", "平米"], "", &[], AREA, 1.0),
    Row(&["cm²", "平方厘米"], "", &[], AREA, 1e-4),
    Row(&["mm²", "平方毫米"], "", &[], AREA, 1e-6),
    Row(&["m³", "立方米", "Nm^3", "Nm3", "立方"], "", &[], VOLUME, 1.0),
    Row(&["cm³", "立方厘米", "cc"], "", &[], VOLUME, 1e-6),
    Row(&["L", "l"], "μmd", &[], VOLUME, 1e-3),
    Row(&["100g"], "", &[], MASS, 0.1),
    Row(&["100km", "百公里"], "", &[], LENGTH, 1e5),
    Row(&["100mL", "100ml"], "", &[], VOLUME, 1e-4),
    Row(&["100mm"], "", &[], LENGTH, 0.1),
    Row(&["300mm"], "", &[], LENGTH, 0.3),
    Row(&["1000mm"], "", &[], LENGTH, 1.0),
    Row(&["g"], "nμmk", &["克"], MASS, 1e-3),
    Row(&["t", "吨"], "k", &[], MASS, 1e3),
    Row(&["tce", "吨标准煤", "吨标煤"], "", &[], MASS, 1e3),
    Row(&["kgce", "千克标准煤", "千克标煤", "公斤标准煤"], "", &[], MASS, 1.0),
    Row(&["t/h", "T/h", "TPH", "T/H"], "", &[], MASS_FLOW, 1e3 / 3600.0),
    Row(&["t/d", "T/d", "TPD", "T/D"], "", &[], MASS_FLOW, 1e3 / DAY),
    Row(&["s"], "pnμm", &["秒"], TIME, 1.0),
    Row(&["min", "mins", "分钟"], "", &[], TIME, 60.0),
    Row(&["h", "hr", "hrs", "小时", "个小时", "钟头"], "", &[], TIME, 3600.0),
    Row(&["d", "天"], "", &[], TIME, DAY),
    Row(&["周", "个星期", "星期"], "", &[], TIME, 7.0 * DAY),
    Row(&["个月"], "", &[], TIME, YEAR / 12.0),
    Row(&["年"], "", &[], TIME, YEAR),
    Row(&["Pa"], "mhkMG", &["帕", "帕斯卡"], PRESSURE, 1.0),
    Row(&["bar"], "m", &["巴"], PRESSURE, 1e5),
    Row(&["atm", "标准大气压", "个大气压", "大气压"], "", &[], PRESSURE, 101_325.0),
    Row(&["mmHg", "毫米汞柱"], "", &[], PRESSURE, 133.322),
    Row(&["mmH2O"], "", &[], PRESSURE, GRAVITY),
    Row(&["Torr", "torr"], "m", &[], PRESSURE, 133.322),
    Row(&["psi"], "", &[], PRESSURE, 6894.757),
    Row(&["W"], "nμmkMG", &["瓦", "瓦特"], POWER, 1.0),
    Row(&["VA"], "kM", &[], POWER, 1.0),
    Row(&["hp", "HP", "马力"], "", &[], POWER, 735.498_75),
    Row(&["J"], "mkMG", &["焦", "焦耳"], ENERGY, 1.0),
    Row(&["Wh"], "mkMGT", &["瓦时"], ENERGY, 3600.0),
    Row(&["kWh", "度电"], "", &[], ENERGY, 3.6e6),
    Row(&["eV"], "mkM", &[], ENERGY, 1.602_176_634e-19),
    Row(&["kWh/t", "度/吨", "度/t"], "", &[], ENERGY.with(Axis::Mass, 0), 3.6e3),
    Row(&["kcal", "大卡", "千卡"], "", &[], ENERGY, 4186.8),
    Row(&["V"], "nμmkM", &["伏", "伏特"], VOLTAGE, 1.0),
    Row(&["A"], "pnμmk", &["安", "安培"], own(Axis::Current), 1.0),
    Row(&["Ω", "ohm"], "μmkMGT", &["欧", "欧姆"], RESISTANCE, 1.0),
    Row(&["Ah"], "mk", &["安时"], CHARGE, 3600.0),
    Row(&["F"], "pnμm", &["法拉"], CHARGE.times_power(VOLTAGE, -1), 1.0),
    Row(&["H"], "nμm", &[], RESISTANCE.with(Axis::Time, -2), 1.0),
    Row(&["S"], "μmk", &["西门子"], NUMBER.times_power(RESISTANCE, -1), 1.0),
    Row(&["T"], "nμm", &["特斯拉"], PRESSURE.with(Axis::Length, 0).per_current(1), 1.0),
    Row(&["Gs", "高斯"], "k", &[], PRESSURE.with(Axis::Length, 0).per_current(1), 1e-4),
    Row(&["Hz"], "mkMGT", &["赫", "赫兹"], FREQUENCY, 1.0),
    Row(&["N"], "μmkM", &["牛", "牛顿"], FORCE, 1.0),
    Row(&["kgf", "公斤力", "千克力"], "", &[], FORCE, GRAVITY),
    Row(&["tf", "吨力"], "", &[], FORCE, 1e3 * GRAVITY),
    Row(&["N·m", "Nm"], "mk", &["牛米"], ENERGY, 1.0),
    Row(&["°", "deg"], "", &[], own(Axis::Angle), 1.0),
    Row(&["rad"], "μm", &["弧度"], own(Axis::Angle), 57.295_779_513_082_32),
    Row(&["角秒", "arcsec"], "", &[], own(Axis::Angle), 1.0 / 3600.0),
    Row(&["角分", "arcmin"], "", &[], own(Axis::Angle), 1.0 / 60.0),
    Row(&["r/min", "rpm", "RPM", "r.p.m", "Rpm", "R/min"], "", &[], ROTATION, 6.0),
    Row(&["Pa·s", "Pas"], "m", &[], VISCOSITY, 1.0),
    Row(&["cP", "cps", "CP", "厘泊"], "", &[], VISCOSITY, 1e-3),
    Row(&["cSt", "厘斯"], "", &[], Dimension::of(&[(Axis::Length, 2), (Axis::Time, -1)]), 1e-6),
    Row(&["W/(m·K)", "W/mK", "W/(mK)", "W/m-K", "W/mk", "W/(mk)", "W/m·k", "W/(m·k)", "W/(m.k)", "w/m·k",
        "w/(m·k)", "w/mk", "W/m.k"], "", &[], Dimension::HEAT_CONDUCTIVITY, 1.0),
    Row(&["MPa·m^1/2", "MPa·m1/2", "MPam1/2", "MPa*m^1/2", "MPa·m^1/^2", "MPa·m^(1/2)", "MPa·m^0.5"], "", &[],
        own(Axis::Toughness), 1.0),
    Row(&["mol", "摩尔"], "nμmk", &[], own(Axis::Amount), 1.0),
    Row(&["lm", "流明"], "k", &[], own(Axis::Flux), 1.0),
    Row(&["cd", "坎德拉"], "m", &[], own(Axis::Intensity), 1.0),
    Row(&["lx", "lux", "Lux", "勒克斯"], "k", &[], Dimension::of(&[(Axis::Flux, 1), (Axis::Length, -2)]), 1.0),
    Row(&["nit", "nits", "尼特"], "", &[], Dimension::of(&[(Axis::Intensity, 1), (Axis::Length, -2)]), 1.0),
    Row(&["%", "pct"], "", &[], NUMBER, 1e-2),
    Row(&["wt%", "wt.%", "%wt"], "", &[], NUMBER, 1e-2),
    Row(&["vol%", "vol.%"], "", &[], NUMBER, 1e-2),
    Row(&["at%", "at.%"], "", &[], NUMBER, 1e-2),
    Row(&["mol%"], "", &[], NUMBER, 1e-2),
    Row(&["%RH", "RH%", "%rh"], "", &[], NUMBER, 1e-2),
    Row(&["‰"], "", &[], NUMBER, 1e-3),
    Row(&["ppm", "PPM"], "", &[], NUMBER, 1e-6),
    Row(&["ppb", "PPB"], "", &[], NUMBER, 1e-9),
    Row(&["倍"], "", &[], NUMBER, 1.0),
    Row(&["百分点", "个百分点"], "", &[], own(Axis::Point), 1.0),
    Row(&["dB", "db", "DB", "dB(A)", "dBA", "分贝"], "", &[], own(Axis::Decibel), 1.0),
    Row(&["bps"], "kMGT", &[], Dimension::of(&[(Axis::Bit, 1), (Axis::Time, -1)]), 1.0),
    Row(&["B", "字节"], "kMGT", &[], own(Axis::Bit), 8.0),
    Row(&["bit", "比特"], "kMG", &[], own(Axis::Bit), 1.0),
    Row(&["像素", "px"], "", &[], own(Axis::Pixel), 1.0),
    Row(&["次", "cycles", "cycle", "个循环", "循环", "周次"], "", &[], Dimension::COUNT, 1.0),
    Row(&["HRC"], "", &[], own(Axis::RockwellC), 1.0),
    Row(&["HRA"], "", &[], own(Axis::RockwellA), 1.0),
    Row(&["HRB"], "", &[], own(Axis::RockwellB), 1.0),
    Row(&["HV"], "", &[], own(Axis::Vickers), 1.0),
    Row(&["HB", "HBW", "HBS"], "", &[], own(Axis::Brinell), 1.0),
    Row(&["HL", "HLD"], "", &[], own(Axis::Leeb), 1.0),
    Row(&["Shore A", "ShoreA", "邵氏A", "邵A", "HA"], "", &[], own(Axis::ShoreA), 1.0),
    Row(&["Shore D", "ShoreD", "邵氏D", "邵D"], "", &[], own(Axis::ShoreD), 1.0),
];

/// Units with a rule of their own, with the same columns but no prefixes.
#[rustfmt::skip]
const RULED: &[(Use, Row)] = &[
    (Use::Strict, Row(&["升"], "", &[], VOLUME, 1e-3)),
    (Use::Strict, Row(&["毫升"], "", &[], VOLUME, 1e-6)),
    (Use::Strict, Row(&["丝", "道"], "", &[], LENGTH, 1e-5)),
    (Use::Strict, Row(&["目"], "", &[], own(Axis::Mesh), 1.0)),
    (Use::Bound, Row(&["r", "转", "rev", "圈"], "", &[], own(Axis::Angle), 360.0)),
    (Use::Bound, Row(&["分"], "", &[], TIME, 60.0)),
    (Use::Bound, Row(&["时"], "", &[], TIME, 3600.0)),
    (Use::Bound, Row(&["日"], "", &[], TIME, DAY)),
    (Use::Bound, Row(&["月"], "", &[], TIME, YEAR / 12.0)),
    (Use::Bound, Row(&["a", "yr"], "", &[], TIME, YEAR)),
    (Use::Bound, Row(&["b"], "", &[], own(Axis::Bit), 1.0)),
    (Use::Bound, Row(&["Mb"], "", &[], own(Axis::Bit), 1e6)),
    (Use::Bound, Row(&["Gb"], "", &[], own(Axis::Bit), 1e9)),
];

const PIECES: &str = "件个只台套片支根块条辆颗粒瓶袋箱张头株包盒";

/// Common spellings that differ from a symbol of the table only by letter case or by an old name.
#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("公里", "km"), ("公斤", "kg"), ("KG", "kg"), ("Kg", "kg"), ("KM", "km"), ("MM", "mm"), ("CM", "cm"),
    ("um", "μm"), ("us", "μs"), ("uA", "μA"), ("uV", "μV"), ("uF", "μF"), ("uL", "μL"), ("ug", "μg"), ("uW", "μW"),
    ("ML", "mL"), ("Mpa", "MPa"), ("MPA", "MPa"), ("KPa", "kPa"), ("kpa", "kPa"), ("Kpa", "kPa"), ("KPA", "kPa"),
    ("Gpa", "GPa"), ("KW", "kW"), ("kw", "kW"), ("Kw", "kW"), ("KWh", "kWh"), ("kwh", "kWh"), ("KWH", "kWh"),
    ("kW·h", "kWh"), ("kW.h", "kWh"), ("A·h", "Ah"), ("mA·h", "mAh"), ("mah", "mAh"), ("MAH", "mAh"), ("AH", "Ah"),
    ("W·h", "Wh"), ("KV", "kV"), ("kv", "kV"), ("KVA", "kVA"), ("Kv", "kV"), ("HZ", "Hz"), ("hz", "Hz"),
    ("KHZ", "kHz"), ("KHz", "kHz"), ("khz", "kHz"), ("MHZ", "MHz"), ("Mhz", "MHz"), ("GHZ", "GHz"), ("Ghz", "GHz"),
    ("KN", "kN"), ("KJ", "kJ"), ("KB", "kB"), ("Kbps", "kbps"), ("微米级", "μm"), ("纳米级", "nm"),
];

/// Temperatures: factor and offset to ℃. A letter C alone is no temperature, it is a charging rate.
const TEMPERATURES: &[(&[&str], f64, f64)] = &[
    (&["℃", "摄氏度", "°c", "℃度"], 1.0, 0.0),
    (&["K", "开尔文"], 1.0, -273.15),
    (&["℉", "华氏度"], 5.0 / 9.0, -160.0 / 9.0),
];

/// All atoms by spelling.
static ATOMS: LazyLock<HashMap<Vec<char>, Atom>> = LazyLock::new(|| {
    let mut atoms = HashMap::new();
    let rows = ROWS.iter().map(|row| (Use::Free, row)).chain(RULED.iter().map(|(rule, row)| (*rule, row)));
    for (rule, row) in rows {
        add_row(&mut atoms, rule, row);
    }
    for piece in PIECES.chars() {
        let atom = Atom { dimension: own(Axis::Piece), ..atom(&piece.to_string(), Use::Bound) };
        add(&mut atoms, &piece.to_string(), atom);
    }
    for (spellings, factor, offset) in TEMPERATURES {
        let symbol = spellings.first().copied().unwrap_or_default();
        for spelling in *spellings {
            let dimension = Dimension::TEMPERATURE;
            let atom = Atom { dimension, factor: *factor, offset: *offset, ..atom(symbol, Use::Free) };
            add(&mut atoms, spelling, atom);
        }
    }
    for (alias, symbol) in ALIASES {
        if let Some(atom) = atoms.get(&Glyphs::of(symbol).chars).cloned() {
            add(&mut atoms, alias, atom);
        }
    }
    atoms
});

/// The longest spelling of the table.
static LONGEST: LazyLock<usize> = LazyLock::new(|| ATOMS.keys().map(Vec::len).max().unwrap_or(0));

fn atom(symbol: &str, rule: Use) -> Atom {
    Atom { symbol: symbol.to_owned(), dimension: NUMBER, factor: 1.0, offset: 0.0, rule }
}

fn add(atoms: &mut HashMap<Vec<char>, Atom>, spelling: &str, atom: Atom) {
    atoms.entry(Glyphs::of(spelling).chars).or_insert(atom);
}

/// Adds all spellings of a row, with and without prefixes.
fn add_row(atoms: &mut HashMap<Vec<char>, Atom>, rule: Use, row: &Row) {
    let Row(spellings, prefixes, han, dimension, factor) = row;
    let symbol = spellings.first().copied().unwrap_or_default();
    let plain = Atom { dimension: *dimension, factor: *factor, ..atom(symbol, rule) };
    for spelling in *spellings {
        add(atoms, spelling, plain.clone());
    }
    for name in *han {
        let short = name.chars().count() == 1 && !matches!(*name, "米" | "克" | "秒");
        add(atoms, name, Atom { rule: if short { Use::Strict } else { rule }, ..plain.clone() });
    }
    for (latin, chinese, scale) in PREFIXES.iter().filter(|(latin, ..)| prefixes.contains(*latin)) {
        let prefixed = Atom { symbol: format!("{latin}{symbol}"), factor: factor * scale, ..plain.clone() };
        for spelling in spellings.iter().filter(|spelling| spelling.is_ascii() || **spelling == symbol) {
            add(atoms, &format!("{latin}{spelling}"), prefixed.clone());
        }
        for name in *han {
            add(atoms, &format!("{chinese}{name}"), prefixed.clone());
        }
    }
}

/// The longest atom that stands in `chars` at `at`, and its length.
pub(super) fn longest(chars: &[char], at: usize) -> Option<(&'static Atom, usize)> {
    let rest = chars.get(at..)?;
    let lengths = 1..=rest.len().min(*LONGEST);
    lengths.rev().find_map(|length| ATOMS.get(rest.get(..length)?).map(|atom| (atom, length)))
}
