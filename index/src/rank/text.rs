//! Signal: words in common. Range 0..=1, rises with the absolute fit, never reaches 1 below a fit of 1.
//!
//! A description and the capability that answers it share a fifth to a third of their weight; word for word
//! copies reach 1. The curve spends most of the points where real pairs lie. It is the same for every need, so
//! that 30 points mean the same everywhere.
//!
//! Law: strictly rising; 0 at 0, 1 at 1.

/// Points for a perfect fit.
pub const DEFAULT_WEIGHT: f64 = 45.0;

/// Least fit of a proposal: what two texts of the same trade share by their common words stays below.
pub const DEFAULT_FLOOR: f64 = 0.025;

/// Fit at which the curve is half way up.
const HALF: f64 = 0.1;

/// Fit from which the other signals count in full.
const FULL_GATE: f64 = 0.08;

/// Share of the points for a fit.
#[must_use]
pub fn value(fit: f64) -> f64 {
    let fit = fit.clamp(0.0, 1.0);
    fit / (fit + HALF) * (1.0 + HALF)
}

/// How much the other signals count, 0..=1: in proportion to the fit until it is a real one.
#[must_use]
pub fn gate(fit: f64) -> f64 {
    (fit / FULL_GATE).clamp(0.0, 1.0)
}
