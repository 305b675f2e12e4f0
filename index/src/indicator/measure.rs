//! Reads one figure at a digit: sign, number, range or tolerance, and unit.
//!
//! Decides which digits are no figure: model numbers (GCr15), standards, prices with a sign, ordinals. It must not
//! look for names or comparisons.

use super::glyph::{after_blanks, ends, is_letter, starts};
use super::grammar;
use super::number::{self, Digits};
use super::unit::Unit;

/// How the numbers of a figure stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One number.
    Single,
    /// Two ends: `58~62`, `50±2`.
    Range,
    /// A deviation to both sides: `±0.005`.
    Tolerance,
}

/// A figure as written.
#[derive(Debug)]
pub(super) struct Measure {
    /// Where it starts, its sign or diameter mark included.
    pub(super) start: usize,
    /// The position after the unit.
    pub(super) end: usize,
    pub(super) low: f64,
    /// Equal to `low` unless it is a range.
    pub(super) high: f64,
    pub(super) shape: Shape,
    pub(super) unit: Option<Unit>,
    /// The unit means nothing without a fitting name (转).
    pub(super) bound: bool,
    /// The unit is 度, which only the name can tell.
    pub(super) degree: bool,
    /// It is marked as a diameter: φ50.
    pub(super) diameter: bool,
}

/// Symbols of quantities that stand directly before their number.
const GLUED: &[&str] =
    &["Ra", "Rz", "Ry", "pH", "PH", "HRC", "HRA", "HRB", "HV", "HBW", "HBS", "HB", "HLD", "HL", "φ"];

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Plus,
    Minus,
    Both,
}

/// One number with its unit.
struct Part {
    value: f64,
    unit: Option<Unit>,
    bound: bool,
    degree: bool,
    end: usize,
}

/// Reads the figure whose first digit is at `at`; `floor` is where the previous figure ended. Returns the position
/// to go on from if the digits are no figure.
pub(super) fn read(chars: &[char], floor: usize, at: usize) -> Result<Measure, usize> {
    let (start, sign) = left(chars, floor, at).ok_or_else(|| token_end(chars, at))?;
    let mut first = part(chars, at)?;
    if sign == Sign::Minus {
        first.value = -first.value;
    }
    let diameter = chars.get(at.wrapping_sub(1)) == Some(&'φ');
    let shape = if sign == Sign::Both { Shape::Tolerance } else { Shape::Single };
    let mut measure = Measure {
        start,
        end: first.end,
        low: first.value,
        high: first.value,
        shape,
        unit: first.unit,
        bound: first.bound,
        degree: first.degree,
        diameter,
    };
    if shape == Shape::Single {
        measure.widen(chars, floor)?;
        measure.leave_brackets(chars, floor);
    }
    if is_test_load(chars, floor, &measure) { Err(measure.end) } else { Ok(measure) }
}

/// Where the figure starts and its sign; `None` if what stands before shows that it is no figure.
fn left(chars: &[char], floor: usize, at: usize) -> Option<(usize, Sign)> {
    let before = |distance: usize| {
        at.checked_sub(distance).filter(|index| *index >= floor).and_then(|index| chars.get(index))
    };
    let wordy = |char: Option<&char>| char.is_some_and(|char| is_letter(*char) || char.is_ascii_digit());
    match before(1) {
        Some('-') if ends(chars, floor, at, "+/-") => Some((at - 3, Sign::Both)),
        Some('-') if before(2) == Some(&'-') => Some((at, Sign::Plus)),
        Some('-') => (!wordy(before(2))).then_some((at - 1, Sign::Minus)),
        Some('+') => (!wordy(before(2))).then_some((at - 1, Sign::Plus)),
        Some('±') => Some((at - 1, Sign::Both)),
        Some('第' | '×' | '^' | '_' | '¥' | '$' | '€' | '£' | '#') => None,
        Some('/' | '.') => (!wordy(before(2))).then_some((at, Sign::Plus)),
        Some(char) if is_letter(*char) => {
            let glued = GLUED.iter().find(|word| ends(chars, floor, at, word))?;
            let length = glued.chars().count();
            let start = if *glued == "φ" { at - 1 } else { at };
            before(length + 1).is_none_or(|char| !is_letter(*char)).then_some((start, Sign::Plus))
        }
        _ => Some((at, Sign::Plus)),
    }
}

/// The position after a word of letters, digits and the marks that join them.
fn token_end(chars: &[char], at: usize) -> usize {
    let alphanumeric = |index: usize| chars.get(index).is_some_and(char::is_ascii_alphanumeric);
    let mut end = at;
    while alphanumeric(end)
        || (matches!(chars.get(end), Some('-' | '.' | '/' | '_')) && alphanumeric(end + 1))
    {
        end += 1;
    }
    end
}

fn part(chars: &[char], at: usize) -> Result<Part, usize> {
    let (value, end) = match number::read(chars, at) {
        Digits::Number(value, end) => (value, end),
        Digits::Noise(end) => return Err(end),
    };
    let place = match after_blanks(chars, end) {
        // The next cell of a table.
        place if chars.get(place) == Some(&'|') => after_blanks(chars, place + 1),
        place => place,
    };
    if let Some(found) = grammar::scan(chars, place)
        && !is_steel(chars, at, end, &found.unit)
        && !starts(chars, found.end, "×")
    {
        return Ok(Part { value, unit: Some(found.unit), bound: found.bound, degree: false, end: found.end });
    }
    let degree = chars.get(place) == Some(&'度') && chars.get(place + 1) != Some(&'数');
    let end = if degree { place + 1 } else { end };
    Ok(Part { value, unit: None, bound: false, degree, end })
}

/// True for the names of stainless steels, which look like litres: 316L.
fn is_steel(chars: &[char], start: usize, end: usize, unit: &Unit) -> bool {
    let number: String = chars.get(start..end).unwrap_or_default().iter().collect();
    unit.symbol() == "L" && ["304", "316", "317", "321", "347"].contains(&number.as_str())
}

impl Measure {
    /// Reads the second number of a range or a tolerance, if there is one. Digits that only look like a range
    /// (years, numbers of standards) are no figure.
    fn widen(&mut self, chars: &[char], floor: usize) -> Result<(), usize> {
        let place = after_blanks(chars, self.end);
        if chars.get(place) == Some(&'±') {
            self.tolerate(chars, after_blanks(chars, place + 1));
            return Ok(());
        }
        let Some((separator, length)) = separator(chars, place) else {
            return Ok(());
        };
        if matches!(separator, '至' | '到') && starts_from(chars, floor, self.start) {
            return Ok(());
        }
        let mut at = after_blanks(chars, place + length);
        let minus = chars.get(at) == Some(&'-');
        at += usize::from(minus || chars.get(at) == Some(&'+'));
        // The sign of the quantity may be repeated: φ180~φ400.
        at += GLUED.iter().find(|word| starts(chars, at, word)).map_or(0, |word| word.chars().count());
        if !chars.get(at).is_some_and(char::is_ascii_digit) {
            return Ok(());
        }
        let Ok(second) = part(chars, at) else {
            return Ok(());
        };
        let value = if minus { -second.value } else { second.value };
        match self.ends(value, &second, separator) {
            Some((low, high)) => {
                (self.low, self.high, self.shape) = (low, high, Shape::Range);
                (self.bound, self.degree, self.end) = (second.bound, second.degree, second.end);
                self.unit = second.unit;
                Ok(())
            }
            None if separator == '-' && self.unit.is_none() => Err(second.end),
            None => Ok(()),
        }
    }

    /// Takes the unit after brackets: `(25±2)μm`.
    fn leave_brackets(&mut self, chars: &[char], floor: usize) {
        let open =
            self.start.checked_sub(1).filter(|index| *index >= floor && chars.get(*index) == Some(&'('));
        if let Some(open) = open
            && self.shape == Shape::Range
            && self.unit.is_none()
            && chars.get(self.end) == Some(&')')
            && let Some(found) = grammar::scan(chars, self.end + 1)
        {
            (self.start, self.end, self.unit, self.bound) = (open, found.end, Some(found.unit), found.bound);
        }
    }

    /// The ends of a range in the unit of its second number, in order; `None` if the two numbers are no range.
    fn ends(&self, value: f64, second: &Part, separator: char) -> Option<(f64, f64)> {
        let first = match (&self.unit, &second.unit) {
            (None, _) if self.degree == second.degree || !self.degree => self.low,
            (Some(from), Some(to)) => from.convert(self.low, to)?,
            _ => return None,
        };
        if first <= value {
            return Some((first, value));
        }
        (separator != '-').then_some((value, first))
    }

    /// Reads the tolerance of a nominal value: `50±2℃`, `25℃±2℃`.
    fn tolerate(&mut self, chars: &[char], at: usize) {
        if !chars.get(at).is_some_and(char::is_ascii_digit) {
            return;
        }
        let Ok(second) = part(chars, at) else {
            return;
        };
        let same = self.unit.is_none() || second.unit.is_none() || self.unit == second.unit;
        if !same || (second.unit.is_none() && second.degree != self.degree && self.unit.is_none()) {
            return;
        }
        (self.low, self.high, self.shape) = (self.low - second.value, self.low + second.value, Shape::Range);
        (self.degree, self.end) = (self.degree || second.degree, second.end);
        if second.unit.is_some() {
            (self.unit, self.bound) = (second.unit, second.bound);
        }
    }
}

/// True for the load in the sign of a hardness: HV0.3 in `HV0.3≥1200`.
fn is_test_load(chars: &[char], floor: usize, measure: &Measure) -> bool {
    let next = chars.get(after_blanks(chars, measure.end));
    let more = next.is_some_and(|char| char.is_ascii_digit() || "≥≤><=".contains(*char));
    let sign = ["HV", "HB", "HBW"].iter().any(|sign| ends(chars, floor, measure.start, sign));
    sign && more && measure.shape == Shape::Single
}

/// The sign between the ends of a range, and its length. A double dash counts once.
fn separator(chars: &[char], at: usize) -> Option<(char, usize)> {
    let char = chars.get(at).copied().filter(|char| matches!(char, '~' | '-' | '至' | '到'))?;
    let doubled = matches!(char, '~' | '-') && chars.get(at + 1) == Some(&char) && char == '~';
    let dashes =
        char == '-' && chars.get(at + 1) == Some(&'-') && chars.get(at + 2).is_some_and(char::is_ascii_digit);
    Some((char, if doubled || dashes { 2 } else { 1 }))
}

/// True if a 由 or 从 before the figure shows that it is where a change starts, not the end of a range.
fn starts_from(chars: &[char], floor: usize, start: usize) -> bool {
    let clause = chars.get(floor.max(start.saturating_sub(16))..start).unwrap_or_default();
    let mut nearby = clause.iter().rev().take_while(|char| !"，,。；;、\n".contains(**char));
    nearby.any(|char| matches!(char, '由' | '从'))
}
