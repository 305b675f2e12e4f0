//! Signal: distance class by administrative division (GB/T 2260, six characters; functional zones have codes of
//! the same form). 1 in the same county unit, then city, province, elsewhere.
//!
//! Law: symmetric; sharing one more level never lowers the value.

use crate::document::Code;

/// Points for a partner next door.
pub const DEFAULT_WEIGHT: f64 = 5.0;

/// How near two divisions are; `None` if either is unknown.
#[must_use]
pub fn value(need: Option<Code>, offer: Option<Code>) -> Option<f64> {
    Some(match need?.shared_prefix(offer?) {
        6.. => 1.0,
        4..=5 => 0.8,
        2..=3 => 0.5,
        _ => 0.2,
    })
}
