//! What a name means: which quantity it is about, whether less of it is better, and whether it tells a change.
//!
//! Names are compared by a small table of quantities and, where it says nothing, by the words they share. A quantity
//! is *whole* if its name says enough (寿命, 含水率) and *open* if it needs a word before it (强度, 精度): 抗折强度
//! and 抗压强度 are different things. It must not look at values, except that a percentage of accuracy is a hit
//! rate, not a deviation.

use super::dimension::Dimension;
use super::glyph::{Glyphs, is_han, is_letter};
use super::unit::Unit;
use super::words::{DECREASES, INCREASES};

/// Which way a quantity changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It grows: 效率提高15%.
    Increase,
    /// It shrinks: 能耗降低30%.
    Decrease,
}

/// The change a name ends with (效率提高, 成本下降率), if any.
pub(super) fn change(name: &str) -> Option<Change> {
    let trimmed = untailed(name);
    let ends = |verbs: &[&str]| verbs.iter().any(|verb| trimmed.ends_with(verb));
    if ends(INCREASES) {
        Some(Change::Increase)
    } else if ends(DECREASES) {
        Some(Change::Decrease)
    } else {
        None
    }
}

/// The name without its word of change; a word that holds its own noun leaves that (节能: 能耗).
fn unchanged(name: &str) -> String {
    let trimmed = untailed(name);
    if let Some((rest, noun)) = CHANGED_NOUNS
        .iter()
        .find_map(|(verb, noun)| Some((trimmed.strip_suffix(verb)?, noun)))
    {
        return format!("{rest}{noun}");
    }
    INCREASES
        .iter()
        .chain(DECREASES)
        .find_map(|verb| trimmed.strip_suffix(verb))
        .unwrap_or(name)
        .to_owned()
}

/// The name without what may follow a word of change: 增长率, 下降幅度.
fn untailed(name: &str) -> &str {
    ["率", "幅度", "量", "比例"]
        .iter()
        .find_map(|tail| name.strip_suffix(tail))
        .unwrap_or(name)
}

/// The quantity that a word of change means by itself: 节能 is about 能耗.
pub(super) fn means_itself(verb: &str) -> Option<&'static str> {
    CHANGED_NOUNS
        .iter()
        .find(|(known, _)| *known == verb)
        .map(|(_, noun)| *noun)
}

/// Words of change and the quantity that they mean.
const CHANGED_NOUNS: &[(&str, &str)] = &[
    ("节能", "能耗"),
    ("降耗", "能耗"),
    ("节电", "电耗"),
    ("节水", "水耗"),
    ("降本", "成本"),
    ("减重", "重量"),
    ("降噪", "噪声"),
    ("增产", "产量"),
    ("减排", "排放"),
    ("增效", "效率"),
    ("提速", "速度"),
    ("减薄", "厚度"),
];

/// Which side of a value is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Higher,
    Lower,
}

/// Quantities of which less is better.
const LOWER: &[&str] = &[
    "误差",
    "公差",
    "偏差",
    "精度",
    "精确度",
    "准确度",
    "粗糙度",
    "圆度",
    "平面度",
    "平行度",
    "垂直度",
    "同轴度",
    "圆柱度",
    "直线度",
    "跳动",
    "噪声",
    "噪音",
    "能耗",
    "功耗",
    "电耗",
    "水耗",
    "损耗",
    "耗",
    "损失",
    "含水",
    "水分",
    "含氧",
    "含硫",
    "杂质",
    "残留",
    "残余",
    "缺陷",
    "不良率",
    "不良品率",
    "废品",
    "次品",
    "故障率",
    "泄漏",
    "漏率",
    "漏电",
    "磨损",
    "延迟",
    "时延",
    "延时",
    "响应时间",
    "波动",
    "温升",
    "排放",
    "成本",
    "变形",
    "收缩率",
    "膨胀",
    "吸水率",
    "失重",
    "衰减",
    "自放电",
    "振动",
    "不确定度",
    "烧损",
    "误报",
    "漏报",
    "误检",
    "漏检",
    "误判",
    "分辨力",
    "偏移",
    "漂移",
    "不均匀",
    "挥发",
    "灰分",
    "Ra",
    "Rz",
    "烧失",
    "真空",
    "破损率",
    "退货率",
    "投诉",
    "不合格率",
    "空载",
    "铁损",
    "COD",
    "氨氮",
];

/// Quantities of which more is better.
const HIGHER: &[&str] = &[
    "寿命",
    "强度",
    "效率",
    "纯度",
    "良率",
    "良品率",
    "合格率",
    "成品率",
    "正品率",
    "收率",
    "回收",
    "准确率",
    "正确率",
    "转化率",
    "去除率",
    "脱除率",
    "保持率",
    "覆盖率",
    "处理量",
    "处理能力",
    "产能",
    "产量",
    "容量",
    "续航",
    "可靠",
    "透过率",
    "透光率",
    "识别率",
    "检出率",
    "命中率",
    "韧性",
    "耐火度",
    "耐温",
    "耐热",
    "耐高温",
    "使用温度",
    "工作温度",
    "最高温度",
    "利用率",
    "循环",
    "次数",
    "能量密度",
    "无故障",
    "MTBF",
    "附着力",
    "结合力",
    "成功率",
    "伸长率",
    "延伸率",
    "稳定性",
    "反射率",
    "存活率",
];

/// Which side is better for the quantity called `name` with this value.
pub(super) fn better(name: &str, unit: Option<&Unit>, value: f64) -> Option<Better> {
    match change(name) {
        Some(_) => return Some(Better::Higher),
        None if name.is_empty() => return None,
        None => {}
    }
    let about = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let measures = |dimension: Dimension| unit.is_some_and(|unit| unit.is(dimension));
    let share = measures(Dimension::NUMBER) && unit.is_some_and(|unit| unit.to_base(value) >= 0.5);
    if about(&["精度", "精确度", "准确度"]) && share {
        return Some(Better::Higher);
    }
    // A resolution in µm is a smallest step, one in pixels is not.
    if about(&["分辨率", "分辨力"]) && (measures(Dimension::LENGTH) || measures(Dimension::TIME)) {
        return Some(Better::Lower);
    }
    // The head of a Chinese noun stands last: 缺陷检出率 is about detection, not about defects.
    let last = |words: &[&str]| {
        words
            .iter()
            .filter_map(|word| name.rfind(word).map(|at| at + word.len()))
            .max()
    };
    match (last(LOWER), last(HIGHER)) {
        (None, None) => None,
        (lower, higher) if lower >= higher => Some(Better::Lower),
        _ => Some(Better::Higher),
    }
}

/// A quantity of the table: its family, whether it is whole, and its names.
struct Quantity(u8, bool, &'static [&'static str]);

/// First fit wins, so the special stand before the general. Members of a family are different quantities, but the
/// family's open name alone (强度, 温度, 粒径) may stand for any of them.
#[rustfmt::skip]
const QUANTITIES: &[Quantity] = &[
    Quantity(1, true, &["无故障", "MTBF"]),
    Quantity(2, true, &["容量保持率"]),
    Quantity(3, true, &["比容量", "克容量"]),
    Quantity(4, true, &["能量密度", "比能量"]),
    Quantity(5, true, &["寿命", "循环次数", "充放电次数", "服役时间"]),
    Quantity(6, true, &["耐低温", "最低温度"]),
    Quantity(6, true, &["耐温", "耐热", "耐高温", "耐火度", "使用温度", "工作温度", "运行温度", "服役温度", "适用温度",
        "最高温度", "耐受温度", "环境温度", "工况温度"]),
    Quantity(6, false, &["温度"]),
    Quantity(7, true, &["导热系数", "热导率", "导热率", "热传导系数", "导热"]),
    Quantity(8, true, &["热膨胀系数", "线膨胀系数", "线胀系数", "膨胀系数"]),
    Quantity(9, true, &["硬度"]),
    Quantity(10, true, &["D90", "d90"]),
    Quantity(10, true, &["D10", "d10"]),
    Quantity(10, true, &["D97", "d97"]),
    Quantity(10, true, &["D50", "d50", "中位径", "中粒径", "平均粒径", "平均粒度"]),
    Quantity(10, false, &["粒径", "粒度", "颗粒度", "颗粒尺寸"]),
    Quantity(11, true, &["抗折强度", "抗弯强度", "弯曲强度"]),
    Quantity(11, true, &["抗压强度", "耐压强度", "压缩强度"]),
    Quantity(11, true, &["抗拉强度", "拉伸强度", "抗张强度", "Rm"]),
    Quantity(11, true, &["屈服强度", "Rp0.2"]),
    Quantity(11, true, &["剪切强度", "抗剪强度"]),
    Quantity(11, true, &["结合强度", "粘结强度", "粘接强度"]),
    Quantity(11, false, &["强度"]),
    Quantity(12, true, &["粗糙度Rz", "Rz"]),
    Quantity(12, true, &["粗糙度", "Ra"]),
    Quantity(13, false, &["精度", "误差", "公差", "偏差", "准确度", "精确度"]),
    Quantity(14, true, &["含水率", "含水量", "水分", "水份"]),
    Quantity(15, true, &["纯度"]),
    Quantity(16, true, &["不良率", "废品率", "次品率", "缺陷率", "不合格率", "不良品率"]),
    Quantity(17, true, &["良率", "良品率", "合格率", "成品率", "正品率"]),
    Quantity(18, true, &["处理量", "处理能力", "处理规模", "处理速度"]),
    Quantity(19, true, &["产能", "产量", "生产能力", "年产", "日产"]),
    Quantity(20, true, &["噪声", "噪音", "声压级"]),
    Quantity(21, true, &["转速"]),
    Quantity(22, true, &["气孔率", "孔隙率"]),
    Quantity(23, true, &["摩擦系数", "摩擦因数"]),
    Quantity(24, true, &["伸长率", "延伸率"]),
    Quantity(25, true, &["扭矩", "转矩", "力矩"]),
    Quantity(26, true, &["透光率", "透过率", "透射率"]),
    Quantity(27, true, &["体积密度", "容重"]),
    Quantity(27, false, &["密度"]),
    Quantity(28, false, &["粘度", "黏度"]),
    Quantity(29, false, &["能耗", "电耗", "功耗"]),
    Quantity(30, false, &["成本"]),
    Quantity(31, false, &["含量", "质量分数"]),
    Quantity(32, false, &["识别率", "准确率", "正确率", "识别精度", "检出率"]),
    Quantity(33, false, &["去除率", "脱除率"]),
    Quantity(34, false, &["厚度", "壁厚", "膜厚"]),
    Quantity(35, false, &["重量", "自重", "质量"]),
    Quantity(36, false, &["效率"]),
    Quantity(37, false, &["功率"]),
    Quantity(38, false, &["速度", "速率"]),
    Quantity(39, false, &["直径", "外径", "内径", "孔径"]),
    Quantity(40, false, &["时间", "时长", "周期"]),
    Quantity(41, false, &["频率"]),
    Quantity(42, false, &["电压"]),
    Quantity(43, false, &["电流"]),
    Quantity(44, false, &["压力", "压强"]),
    Quantity(45, false, &["流量"]),
    Quantity(46, false, &["容量"]),
    Quantity(47, false, &["分辨率", "分辨力"]),
    Quantity(48, false, &["长度"]),
    Quantity(49, false, &["宽度", "幅宽"]),
    Quantity(50, false, &["高度"]),
    Quantity(51, false, &["深度"]),
    Quantity(52, false, &["面积"]),
    Quantity(53, false, &["系数"]),
];

/// Words that tell nothing about which quantity is meant.
const NOISE: &[&str] = &[
    "最大",
    "最高",
    "最低",
    "最小",
    "平均",
    "额定",
    "综合",
    "整体",
    "整机",
    "产品",
    "设备",
    "系统",
    "材料",
    "装置",
    "指标",
    "要求",
    "常温",
    "室温",
    "单位",
    "性能",
    "使用",
    "工作",
    "设计",
    "生产",
    "制造",
    "技术",
    "总",
    "达",
    "值",
    "级",
    "年",
    "日",
    "国产",
    "提高",
    "降低",
    "有效",
    "范围",
    "二氧化",
    "氧化",
];

/// What a name is about, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    nameless: bool,
    change: Option<Change>,
    /// Row of [`QUANTITIES`].
    quantity: Option<usize>,
    /// Bigrams and Latin words besides the quantity and noise.
    tokens: Vec<String>,
}

impl Subject {
    /// Reads a name.
    pub(super) fn of(name: &str) -> Self {
        let plain: String = Glyphs::of(name)
            .chars
            .into_iter()
            .filter(|char| !char.is_whitespace())
            .collect();
        let base = unchanged(&plain);
        let found = QUANTITIES
            .iter()
            .enumerate()
            .find_map(|(row, Quantity(_, _, names))| {
                names
                    .iter()
                    .find(|name| base.contains(**name))
                    .map(|name| (row, *name))
            });
        let mut rest = found.map_or_else(|| base.clone(), |(_, name)| base.replace(name, " "));
        // A second name of the same family repeats the first: 粒径D50.
        for name in found.iter().flat_map(|(row, _)| family_names(*row)) {
            rest = rest.replace(name, " ");
        }
        for noise in NOISE {
            rest = rest.replace(noise, " ");
        }
        Self {
            nameless: plain.is_empty(),
            change: change(&plain),
            quantity: found.map(|(row, _)| row),
            tokens: tokens(&rest),
        }
    }

    /// How close two names are: `None` if they are about different things, else 1 (related) to 3 (the same).
    /// `specific` and `conclusive` tell about their common dimension.
    pub(super) fn closeness(&self, other: &Self, specific: bool, conclusive: bool) -> Option<u8> {
        if self.change != other.change {
            return None;
        }
        if self.nameless || other.nameless {
            return specific.then_some(1);
        }
        let shared = self.tokens.iter().any(|token| other.tokens.contains(token));
        let bare = self.tokens.is_empty() || other.tokens.is_empty();
        let related = match (self.row(), other.row()) {
            (Some((one, _)), Some((two, _))) if one.0 != two.0 => false,
            (Some((one, here)), Some((_, there))) if here == there => one.1 || shared || bare,
            (Some((one, _)), Some((two, _))) => {
                // Two whole quantities of a family differ; its open name fits any of them if it stands alone.
                let open_alone = |side: &Self, quantity: &Quantity| !quantity.1 && side.tokens.is_empty();
                open_alone(self, one) || open_alone(other, two)
            }
            _ => shared,
        };
        match (related, self == other) {
            (_, true) => Some(3),
            (true, _) => Some(if shared { 2 } else { 1 }),
            (false, _) => conclusive.then_some(1),
        }
    }

    fn row(&self) -> Option<(&'static Quantity, usize)> {
        self.quantity
            .and_then(|row| QUANTITIES.get(row).map(|quantity| (quantity, row)))
    }
}

/// The open names of the family a row belongs to.
fn family_names(row: usize) -> impl Iterator<Item = &'static str> {
    let family = QUANTITIES.get(row).map(|quantity| quantity.0);
    let open = QUANTITIES
        .iter()
        .filter(move |quantity| Some(quantity.0) == family && !quantity.1);
    open.flat_map(|quantity| quantity.2.iter().copied())
}

/// True if the text ends with a quantity of the table.
pub(super) fn ends_with_quantity(text: &str) -> bool {
    QUANTITIES
        .iter()
        .any(|quantity| quantity.2.iter().any(|known| text.ends_with(known)))
}

/// True if the name is a quantity of the table.
pub(super) fn is_quantity(name: &str) -> bool {
    QUANTITIES
        .iter()
        .any(|quantity| quantity.2.iter().any(|known| name.contains(known)))
}

/// Han bigrams (or a lone Han character) and lower-case Latin words.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_latin = |char: char| is_letter(char) || char.is_ascii_digit();
    let same_kind = |a: &char, b: &char| (is_han(*a) && is_han(*b)) || (is_latin(*a) && is_latin(*b));
    let mut tokens = Vec::new();
    for word in chars.chunk_by(same_kind) {
        match word {
            [first, ..] if is_latin(*first) => tokens.push(word.iter().collect::<String>().to_lowercase()),
            [only] if is_han(*only) => tokens.push(only.to_string()),
            [first, _, ..] if is_han(*first) => {
                tokens.extend(word.windows(2).map(|pair| pair.iter().collect::<String>()))
            }
            _ => {}
        }
    }
    tokens
}
