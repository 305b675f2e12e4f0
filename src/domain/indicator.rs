//! Quantified indicators (量化指标), the same type in needs and capabilities, so that they can be compared.

use serde::{Deserialize, Serialize};

use super::vocabulary::vocabulary;

vocabulary! {
    /// How a value is meant.
    pub enum Comparator {
        /// At least.
        AtLeast = "ge" "≥",
        /// At most.
        AtMost = "le" "≤",
        /// Exactly.
        Equal = "eq" "=",
        /// Between two values.
        Between = "between" "～",
    }
}

/// One indicator: as somebody wrote it, and what was understood of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// As written: 回转精度 ≤ 2 μm.
    pub written: String,
    /// What was understood; `None` keeps the words only, and they are not compared with anything.
    pub figure: Option<Figure>,
}

/// An indicator that was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The quantity; may be empty.
    pub name: String,
    /// How the value is meant.
    pub comparator: Comparator,
    /// Lower bound in `unit`.
    pub low: Option<f64>,
    /// Upper bound in `unit`.
    pub high: Option<f64>,
    /// Unit symbol as written.
    pub unit: String,
    /// Present value in `unit`.
    pub current: Option<f64>,
    /// A need does not do without it; never so for what is offered.
    #[serde(default)]
    pub must: bool,
}

/// How a wish that is a must is marked in a line of words.
pub const MUST_MARK: &str = "（必须）";

impl Indicator {
    /// True for a wish that the need does not do without.
    #[must_use]
    pub fn is_must(&self) -> bool {
        self.figure.as_ref().is_some_and(|figure| figure.must)
    }

    /// In words, a must marked as one: what sheets and lines of a form say.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}{}", self.written, if self.is_must() { MUST_MARK } else { "" })
    }
}
