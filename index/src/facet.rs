//! What documents are counted by: codes, cooperation modes, readiness, prices, owners.
//!
//! Whatever a facet reads becomes a small set of keys, one for each value a document has, or the one key for nothing
//! stated ([`keys`]). Documents of the same keys are one class ([`classes`]), so that counting a document is adding one
//! to its class. A choice of values and a count of values ask the same keys, so that a count cannot differ from what
//! the choice would find ([`bound`]).

mod bound;
mod classes;
mod keys;

use std::ops::Range;

use crate::document::Code;
use crate::store::CodeColumn;

pub(crate) use bound::Bound;
pub(crate) use classes::KeptClasses;

/// What to count, or to choose by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facet {
    /// Codes of a column.
    Codes(CodeColumn),
    /// Codes of a column, counted by their first characters: `04.02` counts as `04`. A chosen code of at least that
    /// length stands for all below it; a shorter one for itself.
    Prefixes(CodeColumn, usize),
    /// Cooperation modes, by bit.
    Modes,
    /// Technology readiness.
    Readiness,
    /// Prices in fen by these ranges, upper ends excluded. A price may lie in several, or in none.
    Prices(Vec<Range<i64>>),
    /// Owners.
    Owners,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A code, or the beginning of codes.
    Code(Code),
    /// The bit of a cooperation mode.
    Mode(u8),
    /// Readiness 1–9.
    Readiness(u8),
    /// Which of the price ranges.
    Price(usize),
    /// The id of an owner.
    Owner(String),
    /// Nothing is stated.
    Unstated,
}

/// Only documents that have one of these values in this facet; none at all lets nothing through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refinement {
    /// The facet.
    pub facet: Facet,
    /// The values; those that no document has are harmless.
    pub values: Vec<Value>,
}

/// How many documents have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value.
    pub value: Value,
    /// Documents that have it and meet all refinements of other facets.
    pub count: u64,
    /// True if it is one of the values chosen.
    pub chosen: bool,
}
