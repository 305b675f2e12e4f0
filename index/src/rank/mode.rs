//! Signal: cooperation mode. 1 if the two sides share a mode, else 0.
//!
//! Law: symmetric; adding a mode on either side never lowers the value.

use crate::document::Modes;

/// Points for a mode in common.
pub const DEFAULT_WEIGHT: f64 = 6.0;

/// Whether some mode suits both; `None` if either side named none.
#[must_use]
pub fn value(wanted: Modes, offered: Modes) -> Option<f64> {
    if wanted.is_empty() || offered.is_empty() {
        return None;
    }
    Some(if wanted.0 & offered.0 == 0 { 0.0 } else { 1.0 })
}
