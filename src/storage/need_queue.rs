//! Needs that wait for somebody: for a review, for the enterprise's word, for the end of their term. Lists and counts
//! take one condition, so that they cannot differ.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::needs::needs_where;
use super::row::{Read, assembled};
use super::scope::Seen;
use crate::domain::need::{Need, NeedStatus};
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;

/// For what needs wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedQueue {
    /// For the county.
    CountyReview,
    /// For the city.
    CityReview,
    /// For the enterprise to confirm what was filed on its behalf.
    Confirmation,
    /// For whoever wrote them: returned, or being written anew.
    Returned,
    /// Their term ends on this day or before.
    Ending(BusinessDate),
}

impl NeedQueue {
    fn condition(self) -> String {
        let status = |one: NeedStatus| format!("need.status = '{}'", one.code());
        match self {
            Self::CountyReview => status(NeedStatus::CountyReview),
            Self::CityReview => status(NeedStatus::CityReview),
            Self::Confirmation => format!(
                "need.confirmation = 'waiting' AND need.status IN ('{}', '{}')",
                NeedStatus::CountyReview.code(),
                NeedStatus::CityReview.code()
            ),
            // Drafts that were never filed wait for nobody.
            Self::Returned => format!("{} AND need.filed_by IS NOT NULL", status(NeedStatus::Draft)),
            // A day is ten characters of our own making.
            Self::Ending(day) => {
                format!("{} AND need.valid_until_on <= '{day}'", status(NeedStatus::Published))
            }
        }
    }
}

/// The needs of a queue that the viewer looks after, those that have waited longest first.
///
/// # Errors
/// If the database fails.
pub async fn list_queued_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    queue: NeedQueue,
    limit: i64,
    offset: i64,
) -> Result<Vec<Need>, StorageError> {
    let seen = Seen::inside_needs(viewer, 3);
    let condition = format!("{} AND {}", queue.condition(), seen.sql());
    let order = match queue {
        NeedQueue::Ending(_) => "need.valid_until_on, need.id",
        _ => "COALESCE(need.since_at_ms, 0), need.id",
    };
    needs_where(
        conn,
        &format!("{condition} ORDER BY {order} LIMIT $1 OFFSET $2"),
        (limit, offset),
        seen.values(),
    )
    .await
}

/// How many there are.
///
/// # Errors
/// If the database fails.
pub async fn count_queued_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    queue: NeedQueue,
) -> Result<i64, StorageError> {
    let seen = Seen::inside_needs(viewer, 1);
    let sql = format!("SELECT COUNT(*) AS n FROM need WHERE {} AND {}", queue.condition(), seen.sql());
    Read::new("need", &seen.bind(assembled(sql)).fetch_one(conn).await?).int("n")
}
