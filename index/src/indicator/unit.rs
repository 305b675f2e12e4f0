//! Units as people write them, their dimension, and conversion between them.
//!
//! A unit is a product of atoms with whole powers (`W/(m·K)`, `万t/年`, `L·min⁻¹`), possibly after a Chinese
//! magnitude (万, 亿, 千). It keeps one spelling, its symbol, which reads back as the same unit and is what is
//! stored. Letter case matters except where only one reading makes sense (`Mpa`). It must not guess: a text that is
//! no unit stays as it is and compares only with itself.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dimension::Dimension;
use super::glyph::Glyphs;
use super::grammar;

/// The unit of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub enum Unit {
    /// A unit with a known dimension.
    Known(KnownUnit),
    /// Any other text, such as 级; comparable only with the same text.
    Other(Box<str>),
}

/// A unit with a dimension and a conversion; made by [`Unit::parse`].
#[derive(Clone)]
pub struct KnownUnit {
    pub(super) symbol: Box<str>,
    pub(super) dimension: Dimension,
    pub(super) factor: f64,
    pub(super) offset: f64,
}

impl fmt::Debug for KnownUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.symbol)
    }
}

impl PartialEq for KnownUnit {
    fn eq(&self, other: &Self) -> bool {
        self.symbol == other.symbol
    }
}

impl Unit {
    /// Reads a unit. The empty text is the unit of plain numbers; a text that is no unit becomes [`Unit::Other`],
    /// without blanks and in normal width.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let glyphs = Glyphs::of(text.trim());
        if glyphs.chars.is_empty() {
            return Self::number();
        }
        match grammar::scan(&glyphs.chars, 0) {
            Some(found) if found.end == glyphs.chars.len() => found.unit,
            _ => Self::Other(glyphs.chars.iter().filter(|char| !char.is_whitespace()).collect()),
        }
    }

    /// The unit of plain numbers, such as pH or a coefficient of friction.
    #[must_use]
    pub fn number() -> Self {
        Self::Known(KnownUnit { symbol: "".into(), dimension: Dimension::NUMBER, factor: 1.0, offset: 0.0 })
    }

    /// How the unit is written: `mm`, `℃`, `W/(m·K)`, `万次`; empty for plain numbers.
    #[must_use]
    pub fn symbol(&self) -> &str {
        match self {
            Self::Known(known) => &known.symbol,
            Self::Other(text) => text,
        }
    }

    /// What the unit measures; `None` for other texts.
    #[must_use]
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Known(known) => Some(known.dimension),
            Self::Other(_) => None,
        }
    }

    /// The same quantity in the unit `to`; `None` if the two cannot be compared.
    #[must_use]
    pub fn convert(&self, value: f64, to: &Self) -> Option<f64> {
        match (self, to) {
            (Self::Known(from), Self::Known(to)) if from == to => Some(value),
            (Self::Known(from), Self::Known(to)) if from.dimension == to.dimension => {
                Some((self.to_base(value) - to.offset) / to.factor)
            }
            (Self::Other(from), Self::Other(to)) if from == to => Some(value),
            _ => None,
        }
    }

    /// True if values of the two units can be compared.
    #[must_use]
    pub fn is_comparable(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(two)) => one.dimension == two.dimension,
            (Self::Other(one), Self::Other(two)) => one == two,
            _ => false,
        }
    }

    /// The value in base units (metres, kilograms, seconds, ℃, …).
    pub(super) fn to_base(&self, value: f64) -> f64 {
        match self {
            Self::Known(known) => value * known.factor + known.offset,
            Self::Other(_) => value,
        }
    }

    /// A difference of two values in base units: without the zero point of temperature scales.
    pub(super) fn difference_to_base(&self, value: f64) -> f64 {
        match self {
            Self::Known(known) => value * known.factor,
            Self::Other(_) => value,
        }
    }

    /// True if the unit measures `dimension`.
    pub(super) fn is(&self, dimension: Dimension) -> bool {
        self.dimension() == Some(dimension)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}
