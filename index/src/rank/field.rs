//! Signal: technical field and industry. Range 0..=1, the mean of the two where both sides state them.
//!
//! Fields are two-level codes (国家重点支持的高新技术领域); industries are GB/T 4754 codes of two to four digits.
//! Law: more shared levels never lower the value; the best pair of codes counts; order does not matter.

use crate::document::Code;

/// Points for the same field and industry class.
pub const DEFAULT_WEIGHT: f64 = 10.0;

/// Value by shared leading digits of two industry codes: division, group, class.
const INDUSTRY_STEPS: [f64; 5] = [0.0, 0.0, 0.5, 0.8, 1.0];

/// How close the fields and industries are; `None` if neither kind is stated on both sides.
#[must_use]
pub fn value(
    need_fields: &[Code],
    need_industries: &[Code],
    offer_fields: &[Code],
    offer_industries: &[Code],
) -> Option<f64> {
    let field = best(need_fields, offer_fields, same_field);
    let industry = best(need_industries, offer_industries, same_industry);
    match (field, industry) {
        (Some(field), Some(industry)) => Some(f64::midpoint(field, industry)),
        (field, industry) => field.or(industry),
    }
}

fn best(wanted: &[Code], offered: &[Code], closeness: fn(Code, Code) -> f64) -> Option<f64> {
    let pairs = wanted.iter().flat_map(|&a| offered.iter().map(move |&b| closeness(a, b)));
    pairs.fold(None, |best, value| Some(best.map_or(value, |best: f64| best.max(value))))
}

/// Same code 1, same first level (the part before the dot) one half.
fn same_field(a: Code, b: Code) -> f64 {
    if a == b {
        return 1.0;
    }
    let level = |code: Code| code.to_string().split('.').next().map(str::to_owned);
    if level(a) == level(b) { 0.5 } else { 0.0 }
}

/// A code that names a whole division or group agrees with everything in it as far as it goes.
fn same_industry(a: Code, b: Code) -> f64 {
    let shared = a.shared_prefix(b);
    if shared == a.len().max(b.len()) {
        return 1.0;
    }
    INDUSTRY_STEPS.get(shared.min(4)).copied().unwrap_or(0.0)
}
