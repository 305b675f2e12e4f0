//! Signal: promised figures against wanted ones. Range 0..=1, the mean over the wanted figures that can be
//! compared; which those are and how near a miss counts is the business of [`crate::indicator`].
//!
//! Law: meeting every comparable figure gives 1; improving an offered figure never lowers the value; figures
//! that cannot be compared are neither agreement nor disagreement.

use crate::indicator::{self, Indicator, IndicatorFit};

/// Points for meeting every figure.
pub const DEFAULT_WEIGHT: f64 = 15.0;

/// Compares the figures of a need with those of one capability; `None` if nothing can be compared.
#[must_use]
pub fn compare(wanted: &[Indicator], offered: &[Indicator]) -> Option<IndicatorFit> {
    if wanted.is_empty() || offered.is_empty() {
        return None;
    }
    indicator::fit(wanted, offered)
}
