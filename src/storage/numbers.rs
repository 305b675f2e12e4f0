//! Printed numbers by which people phone and file: XQ2026-0012. They rise without end within a Beijing year.

use super::error::StorageError;
use super::write::WriteTx;

/// A series of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Needs.
    Need,
    /// Capabilities.
    Capability,
    /// Institutions.
    Institution,
}

impl Series {
    /// The letters in front: 需求, 成果, 机构.
    #[must_use]
    pub fn letters(self) -> &'static str {
        match self {
            Self::Need => "XQ",
            Self::Capability => "CG",
            Self::Institution => "JG",
        }
    }
}

/// Hands out the next number of a series for the year of the transaction. A transaction that is taken back gives its
/// numbers back too.
///
/// # Errors
/// If the database fails.
pub async fn next_number(tx: &mut WriteTx, series: Series) -> Result<String, StorageError> {
    let key = format!("{}{}", series.letters(), tx.now().beijing_day().year());
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO printed_number (series, last) VALUES ($1, 1) \
         ON CONFLICT (series) DO UPDATE SET last = printed_number.last + 1 RETURNING last",
    )
    .bind(key.clone())
    .fetch_one(tx.conn())
    .await?;
    Ok(format!("{key}-{last:04}"))
}
