//! Rows of the form's indicators as indicators, and back: numbers and ranges as people type them. Knows no text; what a
//! sentence says is read by the engine.
//!
//! Laws: a figure becomes a row that reads as it; a row that cannot be read is a problem with its name and value.

use super::indicator::{Comparator, Figure, Indicator};
use super::need_draft::NeedProblem;
use super::need_text::IndicatorRow;

/// A row as an indicator. Without a value that is wanted it is words only and no must, and so is what a present value
/// says that is no number.
pub(super) fn indicator(row: &IndicatorRow) -> Result<Indicator, NeedProblem> {
    let unit = row.unit.as_str();
    let now = number(&row.now);
    let words = |figure: &str| {
        let now = match row.now.as_str() {
            "" => String::new(),
            written => format!("（现 {}）", now.map_or_else(|| written.to_owned(), |now| now.to_string())),
        };
        let parts: Vec<&str> =
            [row.name.as_str(), figure, unit].into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}{now}", parts.join(" "))
    };
    if row.value.is_empty() {
        return Ok(Indicator { written: words(""), figure: None });
    }
    let comparator = Comparator::from_code(&row.comparator).unwrap_or(Comparator::AtLeast);
    let (name, value) = (row.name.clone(), row.value.clone());
    let (low, high) = if comparator == Comparator::Between {
        let ends = range(&row.value).filter(|(low, high)| low <= high);
        let (low, high) = ends.ok_or(NeedProblem::NotRange { row: name, value })?;
        (Some(low), Some(high))
    } else {
        let value = number(&row.value).ok_or(NeedProblem::NotNumber { row: name, value })?;
        match comparator {
            Comparator::AtLeast => (Some(value), None),
            Comparator::AtMost => (None, Some(value)),
            Comparator::Equal | Comparator::Between => (Some(value), Some(value)),
        }
    };
    let (name, unit, must) = (row.name.clone(), unit.to_owned(), row.must);
    let figure = Figure { name, comparator, low, high, unit, current: now, must };
    Ok(Indicator { written: words(&wanted(&figure)), figure: Some(figure) })
}

/// The comparison with its value, as people write it.
fn wanted(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.unwrap_or_default().to_string();
    match figure.comparator {
        Comparator::AtLeast => format!("≥ {}", number(figure.low)),
        Comparator::AtMost => format!("≤ {}", number(figure.high)),
        Comparator::Equal => format!("= {}", number(figure.low)),
        Comparator::Between => format!("{}～{}", number(figure.low), number(figure.high)),
    }
}

/// The row that reads as this indicator; `None` if there is none, so that its words are kept as they are.
#[must_use]
pub fn row_of(one: &Indicator) -> Option<IndicatorRow> {
    let figure = one.figure.as_ref()?;
    let row = row_of_figure(figure);
    indicator(&row).is_ok_and(|read| read == *one).then_some(row)
}

/// A figure as a row of the form.
#[must_use]
pub fn row_of_figure(figure: &Figure) -> IndicatorRow {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let value = match figure.comparator {
        Comparator::AtLeast => number(figure.low),
        Comparator::AtMost => number(figure.high),
        Comparator::Equal => number(figure.low.or(figure.high)),
        Comparator::Between => format!("{}～{}", number(figure.low), number(figure.high)),
    };
    let row = IndicatorRow {
        name: figure.name.clone(),
        comparator: figure.comparator.code().to_owned(),
        value,
        unit: figure.unit.clone(),
        now: number(figure.current),
        must: figure.must,
    };
    IndicatorRow::of_line(&row.line())
}

/// Full-width digits and signs as half-width ones.
pub(super) fn half_width(text: &str) -> String {
    let half = |ch: char| match u32::from(ch) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(ch),
        _ => ch,
    };
    text.chars().map(half).collect()
}

/// A number as people type it: `1,200`, `−5`, `0.01`, full-width too.
fn number(text: &str) -> Option<f64> {
    let text: String = half_width(text).replace(['−', '–'], "-").replace([',', ' '], "");
    let plain = text.chars().all(|ch| ch.is_ascii_digit() || "+-.eE".contains(ch));
    let digit = text.trim_start_matches(['+', '-', '.']).starts_with(|ch: char| ch.is_ascii_digit());
    text.parse().ok().filter(|value: &f64| plain && digit && value.is_finite())
}

/// Two numbers with a sign of range between them.
fn range(text: &str) -> Option<(f64, f64)> {
    let text = half_width(text).replace(['至', '到', '～', '—', '–', '−'], "~");
    if let Some((low, high)) = text.split_once('~') {
        return Some((number(low)?, number(high.trim_start_matches('~'))?));
    }
    // A hyphen after the first digit parts them; before it, it is a sign.
    let from = text.find(|ch: char| ch.is_ascii_digit())?;
    let at = text.get(from..)?.find('-')? + from;
    Some((number(text.get(..at)?)?, number(text.get(at + 1..)?)?))
}
