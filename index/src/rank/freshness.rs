//! Signal: whole Beijing days since the capability was last confirmed. Range 0..=1.
//!
//! Law: 1 for half a year, then falling day by day to 0 after three years; a day in the future counts as today.

use crate::document::Day;

/// Points for a fresh entry.
pub const DEFAULT_WEIGHT: f64 = 4.0;

/// Days without loss.
const FRESH_DAYS: f64 = 183.0;

/// Days after which nothing is left.
const STALE_DAYS: f64 = 1_096.0;

/// How fresh the entry is on `as_of`; `None` if the day of its confirmation is unknown.
#[must_use]
pub fn value(updated_on: Option<Day>, as_of: Day) -> Option<f64> {
    let age = f64::from(as_of.0) - f64::from(updated_on?.0);
    Some(((STALE_DAYS - age) / (STALE_DAYS - FRESH_DAYS)).clamp(0.0, 1.0))
}
