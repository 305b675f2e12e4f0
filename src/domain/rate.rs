//! Rates and targets are whole basis points (1/10000). A shown rate is cut off, never rounded up: 49.99 % is not 50 %.

use serde::{Deserialize, Serialize};

/// A share in basis points: 5500 is 55 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BasisPoints(pub i64);

impl BasisPoints {
    /// Reads `75`, `75%`, `75.5 %`, `75%以上` (以上 means at least, which a target always is). A number below 1 is
    /// taken for a share only if it came from a cell formatted as a percentage, which the caller must resolve.
    /// `None` if it is no percentage within 0–100.
    #[must_use]
    pub fn from_percent(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches("以上").trim();
        let text = text.trim_end_matches(['%', '％']).trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<2}").parse().ok()?;
        let value = whole * 100 + fraction;
        (value <= 10_000).then_some(Self(value))
    }

    /// As a percentage without superfluous zeros: `75`, `75.5`.
    #[must_use]
    pub fn to_percent(self) -> String {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => whole.to_string(),
            rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
            rest => format!("{whole}.{rest:02}"),
        }
    }
}

/// n / N in basis points, cut off; `None` for N = 0.
#[must_use]
pub fn rate(count: i64, of: i64) -> Option<BasisPoints> {
    (of > 0).then(|| BasisPoints(count.saturating_mul(10_000) / of))
}

/// How many more must count to reach a target: max(0, ceil(target × N / 10000) − n).
#[must_use]
pub fn needed(target: BasisPoints, count: i64, of: i64) -> i64 {
    let wanted = (target.0.saturating_mul(of) + 9_999).div_euclid(10_000);
    (wanted - count).max(0)
}
