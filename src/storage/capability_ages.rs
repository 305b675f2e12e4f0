//! Which published capabilities have grown old: just what a reminder needs, for all institutions at once.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use crate::domain::capability::CapabilityStatus;
use crate::domain::freshness::FRESH_MONTHS;
use crate::domain::ids::{CapabilityId, InstitutionId};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// A capability that is to be confirmed again, with one of its holders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgedCapability {
    /// Id.
    pub id: CapabilityId,
    /// A holder; a capability of two comes twice.
    pub institution: InstitutionId,
    /// When its oldest statement was last confirmed.
    pub confirmed_at: Instant,
    /// The last day on which it is said to hold.
    pub valid_until: Option<BusinessDate>,
}

/// Those on show that are to be confirmed again on this day, in the order of their ids.
///
/// # Errors
/// If the database fails.
pub async fn aged_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    today: BusinessDate,
) -> Result<Vec<AgedCapability>, StorageError> {
    let seen = Seen::capabilities(viewer, 3);
    let sql = format!(
        "SELECT capability.id, holder.institution_id, capability.confirmed_at_ms, capability.valid_until_on \
         FROM capability JOIN capability_holder AS holder ON holder.capability_id = capability.id \
         WHERE capability.status = '{}' AND (capability.confirmed_at_ms < $1 OR capability.valid_until_on < $2) \
         AND {} ORDER BY capability.id, holder.position",
        CapabilityStatus::Published.code(),
        seen.sql()
    );
    // The whole of that day still counts as too long ago.
    let fresh = today.months_before(FRESH_MONTHS).plus_days(1).unwrap_or(today);
    let query = assembled(sql).bind(fresh.start_of_day().0).bind(today.to_string());
    let rows = seen.bind(query).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("capability", row);
            Ok(AgedCapability {
                id: read.parsed("id", CapabilityId::parse)?,
                institution: read.parsed("institution_id", InstitutionId::parse)?,
                confirmed_at: Instant(read.int("confirmed_at_ms")?),
                valid_until: read.maybe_date("valid_until_on")?,
            })
        })
        .collect()
}
