//! Weights of the signals: how many points each can add, under a version that stored proposals keep.

use serde::{Deserialize, Serialize};

use super::{Signal, budget, distance, field, freshness, indicators, mode, readiness, text};

/// Points each signal can add at most, and the fit below which a pair is not proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Name of this set; proposals made with it store it.
    pub version: String,
    /// Least absolute fit of a proposal, 0..=1.
    pub floor: f64,
    /// Words in common.
    pub text: f64,
    /// Figures.
    pub indicators: f64,
    /// Technical field and industry.
    pub field: f64,
    /// Technology readiness.
    pub readiness: f64,
    /// Cooperation mode.
    pub mode: f64,
    /// Budget against price.
    pub budget: f64,
    /// Distance class.
    pub distance: f64,
    /// Days since the last confirmation.
    pub freshness: f64,
}

/// Weights that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// A number is negative, infinite or not a number.
    #[error("the weight of '{0}' must be a number from 0 to 100")]
    OutOfRange(&'static str),
    /// Text has no weight, so nothing could be ranked.
    #[error("the weight of 'text' must be above 0")]
    NoText,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            version: "2026-11".to_owned(),
            floor: text::DEFAULT_FLOOR,
            text: text::DEFAULT_WEIGHT,
            indicators: indicators::DEFAULT_WEIGHT,
            field: field::DEFAULT_WEIGHT,
            readiness: readiness::DEFAULT_WEIGHT,
            mode: mode::DEFAULT_WEIGHT,
            budget: budget::DEFAULT_WEIGHT,
            distance: distance::DEFAULT_WEIGHT,
            freshness: freshness::DEFAULT_WEIGHT,
        }
    }
}

impl Weights {
    /// The most points a signal can add.
    #[must_use]
    pub fn of(&self, signal: Signal) -> f64 {
        match signal {
            Signal::Text => self.text,
            Signal::Indicators => self.indicators,
            Signal::Field => self.field,
            Signal::Readiness => self.readiness,
            Signal::Mode => self.mode,
            Signal::Budget => self.budget,
            Signal::Distance => self.distance,
            Signal::Freshness => self.freshness,
        }
    }

    /// Checks weights that come from a file or a form.
    ///
    /// # Errors
    /// Names the first weight that is out of range.
    pub fn check(&self) -> Result<(), WeightsError> {
        let named = [
            ("floor", self.floor * 100.0),
            ("text", self.text),
            ("indicators", self.indicators),
            ("field", self.field),
            ("readiness", self.readiness),
            ("mode", self.mode),
            ("budget", self.budget),
            ("distance", self.distance),
            ("freshness", self.freshness),
        ];
        if let Some((name, _)) = named.iter().find(|(_, weight)| !(0.0..=100.0).contains(weight)) {
            return Err(WeightsError::OutOfRange(name));
        }
        if self.text > 0.0 { Ok(()) } else { Err(WeightsError::NoText) }
    }
}
