//! Figures in needs and capabilities: found in Chinese text, read from forms, and compared.
//!
//! [`extract`] finds 寿命≥5000小时 or 良率由85%提高到95% in a text; [`Indicator::from_form`] takes the same from the
//! fields of a form; [`fit`] tells how well offered figures meet wanted ones, and why. Reasons are data: words for
//! people are made elsewhere. Nothing here reads files, clocks or other modules of this crate, and figures that it
//! cannot understand are left out instead of guessed.
//!
//! The laws, which the tests check:
//! - `extract` survives every text, in time proportional to its length; a text without digits gives nothing.
//! - Spans lie on character boundaries, in order, without overlap. Full-width digits and signs mean the same.
//! - The fit is in 0..=1; meeting everything is 1; nothing comparable is `None`.
//! - An offered figure that moves towards the wanted side never lowers the fit.
//! - Units do not matter (5 mm = 5000 μm), nor does the order of either list, nor do offered figures of another
//!   dimension.
//!
//! Left out on purpose: numbers in Chinese characters (一千八百度), grades (P4级, 5级), sizes (50×30 mm), units of
//! counting (300件, 3家), levels that are said not to be reached, and durations, percentages and counts whose name
//! stands in an earlier clause.
//!
//! The way of a figure: `glyph` brings the spelling to one form, `extract` walks over the digits, `measure` reads
//! the number (`number`) and the unit (`grammar` over `atoms`), `lead` the words before it (`words`), `name` the
//! noun; `judge` settles what is meant, `join` puts present and target values together, `plausible` drops what is no
//! indicator. `concept` knows which names mean the same (`quantities`), `unit` converts, `fit` compares.

mod atoms;
mod concept;
mod dimension;
mod extract;
mod fit;
mod form;
mod glyph;
mod grammar;
mod join;
mod judge;
mod lead;
mod measure;
mod name;
mod number;
mod plausible;
mod quantities;
mod unit;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use concept::Change;
pub use dimension::Dimension;
pub use extract::extract;
pub use fit::{IndicatorFit, IndicatorReason, Verdict, fit};
pub use form::{FormError, FormFields};
pub use unit::{KnownUnit, Unit};

/// How the value of an indicator is meant. Strict and weak comparisons (>, ≥) are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// ≥, 不低于, 以上: only `low` is set.
    AtLeast,
    /// ≤, 不超过, 以内, ±: only `high` is set.
    AtMost,
    /// =, 为, or no word at all: `low` and `high` are the same.
    Equal,
    /// A range: `low` and `high` are its ends.
    Between,
}

/// One figure: a quantity, a comparison, and values in the unit as written.
///
/// JSON leaves out what is unset; the unit is its symbol. An indicator made by hand may be inconsistent (no value
/// for its comparison); it then compares with nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// The quantity: 使用寿命, D50, 效率提高. May be empty.
    pub name: String,
    /// How the value is meant.
    pub comparator: Comparator,
    /// The lower bound, in [`unit`](Self::unit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper bound, in [`unit`](Self::unit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// The unit as written, Chinese magnitudes (万次) included.
    pub unit: Unit,
    /// The present value, in [`unit`](Self::unit), if the text or form tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<f64>,
    /// Where it stands in the original text, in bytes, words of comparison included; empty if it came from a form.
    #[serde(default, skip_serializing_if = "Range::is_empty")]
    pub span: Range<usize>,
}

impl Indicator {
    /// The change it tells, by its name: 效率提高 15 % is a change, not an efficiency of 15 %, and is only compared
    /// with other changes.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        concept::change(&self.name)
    }
}
