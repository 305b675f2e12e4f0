//! Indicators that people fill into a form, field by field.
//!
//! It must not guess: an unknown comparison or an impossible value is an error for the form to show.

use std::fmt;
use std::str::FromStr;

use super::glyph::Glyphs;
use super::judge;
use super::unit::Unit;
use super::{Comparator, Indicator};

/// The fields of one row of a form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FormFields<'a> {
    /// The quantity: 使用寿命. May be empty.
    pub name: &'a str,
    /// A sign or word of comparison, as [`Comparator::from_str`] reads it.
    pub comparator: &'a str,
    /// The value, or the lower end of a range.
    pub value: Option<f64>,
    /// The upper end of a range; ignored by other comparisons.
    pub upper: Option<f64>,
    /// The unit as typed; empty for plain numbers. 度 is read by the name.
    pub unit: &'a str,
    /// The present value in the same unit.
    pub current: Option<f64>,
}

/// Why a row of a form is no indicator.
#[derive(Debug, Clone, PartialEq)]
pub enum FormError {
    /// The comparison is neither a known sign nor a known word.
    UnknownComparator(String),
    /// No value, or a range without its upper end.
    MissingValue,
    /// A value is infinite or not a number.
    NotFinite,
    /// The lower end of the range is above the upper end.
    ReversedRange {
        /// The lower end as given.
        low: f64,
        /// The upper end as given.
        high: f64,
    },
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownComparator(text) => write!(f, "'{text}' is no comparison; use ≥, ≤, = or ~"),
            Self::MissingValue => f.write_str("a value is missing"),
            Self::NotFinite => f.write_str("a value is not a finite number"),
            Self::ReversedRange { low, high } => write!(f, "the range starts at {low} above its end {high}"),
        }
    }
}

impl std::error::Error for FormError {}

#[rustfmt::skip]
const AT_LEAST: &[&str] = &[
    "≥", ">", ">=", "=>", "不低于", "不少于", "不小于", "大于", "大于等于", "高于", "超过", "至少", "以上",
    "at_least",
];
#[rustfmt::skip]
const AT_MOST: &[&str] = &[
    "≤", "<", "<=", "=<", "不高于", "不大于", "不超过", "不多于", "小于", "小于等于", "低于", "少于", "至多",
    "以下", "以内", "at_most",
];
#[rustfmt::skip]
const EQUAL: &[&str] = &[
    "=", "==", "等于", "为", "约", "≈", "equal",
];
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "~", "-", "至", "到", "范围", "区间", "介于", "之间", "between",
];

impl FromStr for Comparator {
    type Err = FormError;

    /// Reads signs (`≥`, `<=`, `＝`, `~`), Chinese words (不低于, 以内, 范围) and the names used in JSON.
    fn from_str(text: &str) -> Result<Self, FormError> {
        let plain: String = Glyphs::of(text).chars.into_iter().filter(|char| !char.is_whitespace()).collect();
        let table = [
            (AT_LEAST, Self::AtLeast),
            (AT_MOST, Self::AtMost),
            (EQUAL, Self::Equal),
            (BETWEEN, Self::Between),
        ];
        let found = table.iter().find(|(words, _)| words.contains(&plain.as_str()));
        found.map(|(_, comparator)| *comparator).ok_or_else(|| FormError::UnknownComparator(text.to_owned()))
    }
}

impl Indicator {
    /// Makes an indicator of a row of a form. Its span is empty.
    ///
    /// # Errors
    /// If the comparison is unknown, a value is missing or not finite, or a range ends below its start.
    pub fn from_form(fields: &FormFields<'_>) -> Result<Self, FormError> {
        let comparator: Comparator = fields.comparator.parse()?;
        let value = fields.value.ok_or(FormError::MissingValue)?;
        let (low, high) = match comparator {
            Comparator::AtLeast => (Some(value), None),
            Comparator::AtMost => (None, Some(value)),
            Comparator::Equal => (Some(value), Some(value)),
            Comparator::Between => (Some(value), Some(fields.upper.ok_or(FormError::MissingValue)?)),
        };
        if [low, high, fields.current].iter().flatten().any(|value| !value.is_finite()) {
            return Err(FormError::NotFinite);
        }
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            return Err(FormError::ReversedRange { low, high });
        }
        let unit = match fields.unit.trim() {
            "度" => judge::degree(fields.name).unwrap_or_else(|| Unit::parse("度")),
            text => Unit::parse(text),
        };
        let name = fields.name.trim().to_owned();
        Ok(Self { name, comparator, low, high, unit, current: fields.current, span: 0..0 })
    }
}
