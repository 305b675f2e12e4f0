//! Signal: budget against price, both in fen. Range 0..=1.
//!
//! Law: a price within the budget gives 1; above it the value falls with the ratio and is 0 from three times the
//! budget; scaling both sides changes nothing. 面议 on either side is unknown.

/// Points for a price within the budget.
pub const DEFAULT_WEIGHT: f64 = 5.0;

/// Price over budget at which nothing is left.
const TOO_DEAR: f64 = 3.0;

/// How well the price suits the budget; `None` if either is open or the budget is not positive.
#[must_use]
pub fn value(budget_fen: Option<i64>, price_fen: Option<i64>) -> Option<f64> {
    let (budget, price) = (budget_fen.filter(|budget| *budget > 0)?, price_fen.filter(|price| *price >= 0)?);
    let ratio = price as f64 / budget as f64;
    Some(((TOO_DEAR - ratio) / (TOO_DEAR - 1.0)).clamp(0.0, 1.0))
}
