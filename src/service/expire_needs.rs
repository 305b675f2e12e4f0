//! Ends the term of published needs that nobody confirmed again. Run once an hour while the service runs; idempotent.

use super::ServiceError;
use super::move_need::{MoveWish, take_step};
use crate::domain::need_life::{NeedMove, Party};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, NeedQueue, Store};

/// Needs of one transaction.
const AT_ONCE: i64 = 100;

/// Ends what ran out before today, Beijing time; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn expire_needs(store: &Store, viewer: &Viewer, now: Instant) -> Result<u64, ServiceError> {
    // The last day of a term is still in it.
    let Some(yesterday) = now.beijing_day().plus_days(-1) else { return Ok(0) };
    let mut ended = 0;
    loop {
        let mut conn = store.read().await?;
        let over =
            storage::list_queued_needs(&mut conn, viewer, NeedQueue::Ending(yesterday), AT_ONCE, 0).await?;
        drop(conn);
        if over.is_empty() {
            return Ok(ended);
        }
        let mut tx = store.write(viewer, now).await?;
        for need in &over {
            let wish = MoveWish {
                step: NeedMove::Expire,
                version: need.version,
                reason: None,
                reviewed_for_secrets: false,
            };
            // Whoever confirmed it a moment ago was in time.
            if take_step(&mut tx, need, Party::Clock, &wish).await.is_ok_and(|step| step.is_ok()) {
                ended += 1;
            }
        }
        tx.commit().await?;
    }
}
