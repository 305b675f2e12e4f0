//! Reads a unit at a place in a text: atoms with powers, multiplied and divided.
//!
//! Knows how units are put together (`W/(m·K)`, `m3·h-1`, `万t/年`, `1200HV0.3`), not what they are called; that is in
//! `atoms`. It must not read numbers.

use super::atoms::{self, Atom, Use};
use super::dimension::Dimension;
use super::glyph::{Glyphs, is_han, starts};
use super::unit::{KnownUnit, Unit};

/// A unit found in a text.
pub(super) struct Found {
    pub(super) unit: Unit,
    /// The position after it.
    pub(super) end: usize,
    /// True if it means nothing alone in running text (转, 件, 日, /K).
    pub(super) bound: bool,
}

/// Reads the longest unit in `chars` at `at`.
pub(super) fn scan(chars: &[char], at: usize) -> Option<Found> {
    let mut found = scan_as_written(chars, at)?;
    // Factors that together have a name of their own take it (W·h: Wh), so that symbols read back as themselves.
    for _ in 0..3 {
        let symbol = Glyphs::of(found.unit.symbol()).chars;
        match scan_as_written(&symbol, 0)
            .filter(|again| again.end == symbol.len() && again.unit != found.unit)
        {
            Some(again) => found.unit = again.unit,
            None => break,
        }
    }
    Some(found)
}

fn scan_as_written(chars: &[char], at: usize) -> Option<Found> {
    let mut reader = Reader { chars, at, terms: Vec::new() };
    let magnitude = if reader.term(1).is_some() { None } else { reader.magnitude() };
    let inverse = magnitude.is_none() && chars.get(at) == Some(&'/');
    if reader.terms.is_empty() && !inverse {
        reader.term(1)?;
    }
    reader.factors();
    reader.test_load();
    let last = reader.at.checked_sub(1).and_then(|index| chars.get(index))?;
    let glued = chars.get(reader.at).is_some_and(char::is_ascii_alphanumeric);
    if reader.terms.is_empty() || (glued && last.is_ascii_alphanumeric()) {
        return None;
    }
    let bound = match reader.terms.as_slice() {
        [(atom, power)] => atom.rule == Use::Bound || *power < 0,
        _ => false,
    };
    Some(Found { unit: unit(magnitude, &reader.terms), end: reader.at, bound })
}

/// Chinese magnitudes that may stand before a unit.
const MAGNITUDES: &[(&str, f64)] =
    &[("千万", 1e7), ("百万", 1e6), ("亿", 1e8), ("万", 1e4), ("千", 1e3), ("百", 1e2)];

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    terms: Vec<(&'static Atom, i8)>,
}

impl Reader<'_> {
    fn magnitude(&mut self) -> Option<(&'static str, f64)> {
        let found = MAGNITUDES.iter().find(|(word, _)| starts(self.chars, self.at, word)).copied()?;
        self.at += found.0.chars().count();
        Some(found)
    }

    /// Reads one atom with its power; moves on only if there is one.
    fn term(&mut self, sign: i8) -> Option<()> {
        let (atom, length) = atoms::longest(self.chars, self.at)?;
        let end = self.at + length;
        if atom.rule == Use::Strict && runs_on(self.chars, end) {
            return None;
        }
        let (power, end) = power(self.chars, end, atom);
        self.at = end;
        self.terms.push((atom, power * sign));
        Some(())
    }

    /// Reads `·x`, `/x`, `/(x·y)` as often as they follow. All after a stroke divides, as people mean `W/m·K`.
    fn factors(&mut self) {
        let mut sign = 1;
        while let Some(operator) = self.chars.get(self.at).copied() {
            let before = self.at;
            self.at += 1;
            let done = match operator {
                '/' | '每' => {
                    sign = -1;
                    if self.chars.get(self.at) == Some(&'(') { self.group() } else { self.term(sign) }
                }
                '·' | '*' | '.' => self.term(sign),
                _ => None,
            };
            if done.is_none() {
                self.at = before;
                return;
            }
        }
    }

    /// Reads `(x·y)` in a denominator.
    fn group(&mut self) -> Option<()> {
        let known = self.terms.len();
        self.at += 1;
        let mut read = self.term(-1);
        while read.is_some() && matches!(self.chars.get(self.at), Some('·' | '*' | '.' | '×')) {
            self.at += 1;
            read = self.term(-1);
        }
        if read.is_some() && self.chars.get(self.at) == Some(&')') {
            self.at += 1;
            return Some(());
        }
        self.terms.truncate(known);
        None
    }

    /// Skips the test load of a hardness, as in `1200HV0.3` or `220HBW10/3000`.
    fn test_load(&mut self) {
        if self.terms.iter().any(|(atom, _)| matches!(&*atom.symbol, "HV" | "HB")) {
            let load = |char: &&char| char.is_ascii_digit() || matches!(char, '.' | '/');
            self.at += self.chars.get(self.at..).unwrap_or_default().iter().take_while(load).count();
        }
    }
}

/// True if a Chinese word goes on at `at` that is none of those that follow a figure.
fn runs_on(chars: &[char], at: usize) -> bool {
    const FOLLOWING: &[&str] =
        &["以", "之", "左右", "上下", "及", "和", "与", "或", "的", "至", "到", "每", "内", "时"];
    chars.get(at).is_some_and(|char| is_han(*char)) && !FOLLOWING.iter().any(|word| starts(chars, at, word))
}

/// The power after an atom (`^2`, `^-1`, `3` after a length, `-1` at the end), and where it ends.
fn power(chars: &[char], at: usize, atom: &Atom) -> (i8, usize) {
    let digit = |index: usize| {
        chars.get(index).and_then(|char| char.to_digit(10)).and_then(|digit| i8::try_from(digit).ok())
    };
    let ends =
        |index: usize| !chars.get(index).is_some_and(|char| char.is_ascii_alphanumeric() || *char == '.');
    let raised = chars.get(at) == Some(&'^');
    let squared = atom.dimension == Dimension::LENGTH || atom.symbol == "s";
    let start = at + usize::from(raised);
    let negative = chars.get(start) == Some(&'-');
    match digit(start + usize::from(negative)) {
        Some(power) if raised && power > 0 => {
            (if negative { -power } else { power }, start + usize::from(negative) + 1)
        }
        // `min-1`, `m-3`: but not the range `5s-2`, so only after letters and before the end of the word.
        Some(power @ 1..=3)
            if negative && ends(start + 2) && atom.symbol.is_ascii() && atom.symbol != "%" =>
        {
            (-power, start + 2)
        }
        Some(power @ 2..=3) if !negative && squared && ends(start + 1) => (power, start + 1),
        _ => (1, at),
    }
}

/// Multiplies the terms and writes the symbol.
fn unit(magnitude: Option<(&str, f64)>, terms: &[(&Atom, i8)]) -> Unit {
    let (word, scale) = magnitude.unwrap_or(("", 1.0));
    let mut known = KnownUnit { symbol: "".into(), dimension: Dimension::NUMBER, factor: scale, offset: 0.0 };
    for (atom, power) in terms {
        known.dimension = known.dimension.times(atom.dimension, *power);
        known.factor *= atom.factor.powi(i32::from(*power));
    }
    if let [(atom, 1)] = terms {
        known.offset = atom.offset;
    }
    let join = |wanted: i8| {
        let with_sign = terms.iter().filter(|(_, power)| power.signum() == wanted);
        with_sign.map(|(atom, power)| raised(&atom.symbol, *power)).collect::<Vec<_>>()
    };
    let (above, below) = (join(1), join(-1));
    let mut symbol = format!("{word}{}", above.join("·"));
    match below.as_slice() {
        [] => {}
        [one] => symbol.extend(["/", one]),
        many => symbol.extend(["/(", &many.join("·"), ")"]),
    }
    known.symbol = symbol.into();
    Unit::Known(known)
}

/// An atom's symbol with the size of its power.
fn raised(symbol: &str, power: i8) -> String {
    const DIGITS: [&str; 10] = ["⁰", "", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
    format!("{symbol}{}", DIGITS.get(usize::from(power.unsigned_abs())).copied().unwrap_or_default())
}
