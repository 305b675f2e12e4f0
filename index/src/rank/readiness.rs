//! Signal: technology readiness (GB/T 22900, 1–9). Range 0..=1.
//!
//! Enterprises mostly want what runs (6 and more), universities mostly offer what works in the laboratory (up to
//! 4): the gap says how much development a partnership still has before it.
//!
//! Law: at or above the wanted level 1; every level short lowers the value; beyond the wanted level nothing is
//! lost.

/// Points for a technology that is ready.
pub const DEFAULT_WEIGHT: f64 = 10.0;

/// Levels short at which nothing is left.
const WORTHLESS_GAP: f64 = 5.0;

/// How ready the offer is for what is wanted; `None` if either side is silent.
#[must_use]
pub fn value(wanted: Option<u8>, offered: Option<u8>) -> Option<f64> {
    let gap = f64::from(wanted?.saturating_sub(offered?));
    Some((1.0 - gap / WORTHLESS_GAP).max(0.0))
}
