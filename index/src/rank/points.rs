//! Points: the numbers people see. Rounded once, then only added, so that what is shown always adds up.

use serde::{Serialize, Serializer};

/// Hundredths of a point, as an integer. A full score is 100.00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Points(i32);

impl Points {
    /// Rounds to hundredths of a point; what is not finite counts as nothing.
    #[must_use]
    pub fn rounded(points: f64) -> Self {
        Self((points * 100.0).round().clamp(f64::from(i32::MIN / 1_000), f64::from(i32::MAX / 1_000)) as i32)
    }

    /// The number in hundredths.
    #[must_use]
    pub fn hundredths(self) -> i32 {
        self.0
    }

    /// The number in points.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.map(|part| part.0).sum())
    }
}

impl std::fmt::Display for Points {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

/// Splits points in proportion to `shares` so that the pieces add up exactly (largest remainder; of equal
/// remainders the first). Without a positive share everything goes to the first piece.
#[must_use]
pub(crate) fn split(total: Points, shares: &[f64]) -> Vec<Points> {
    let sum: f64 = shares.iter().filter(|share| **share > 0.0).sum();
    let mut pieces = vec![Points(0); shares.len()];
    if sum <= 0.0 || !sum.is_finite() {
        if let Some(first) = pieces.first_mut() {
            *first = total;
        }
        return pieces;
    }
    let exact: Vec<f64> = shares.iter().map(|share| f64::from(total.0) * share.max(0.0) / sum).collect();
    for (piece, exact) in pieces.iter_mut().zip(&exact) {
        piece.0 = exact.floor() as i32;
    }
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| {
        (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())).then(a.cmp(&b))
    });
    let mut left = total.0 - pieces.iter().map(|piece| piece.0).sum::<i32>();
    for &at in order.iter().cycle().take(shares.len() * 2) {
        if left <= 0 {
            break;
        }
        pieces[at].0 += 1;
        left -= 1;
    }
    pieces
}
