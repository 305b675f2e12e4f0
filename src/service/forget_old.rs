//! Forgets what is kept for a time only: after a day one-time keys of forms, records as they were before edits, deleted
//! searches; after a month drafts of needs that were thrown away; after a season what was found for people; after half a
//! year notices that were read and messages that went out.

use super::ServiceError;
use crate::domain::form_key::KEPT_MS;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Store};

/// Notices that were read and messages that went out are kept this long.
const NOTICES_KEPT_MS: i64 = 180 * 86_400_000;

/// How long it is kept what was found for people, milliseconds.
const ALERTS_KEPT_MS: i64 = 90 * 24 * 3_600_000;

/// How long a draft that was thrown away can be taken back, milliseconds.
const THROWN_KEPT_MS: i64 = 30 * KEPT_MS;

/// Forgets what is older; returns how much.
///
/// # Errors
/// If the database fails.
pub async fn forget_old(store: &Store, viewer: &Viewer, now: Instant) -> Result<u64, ServiceError> {
    let before = Instant(now.0 - KEPT_MS);
    let mut tx = store.write(viewer, now).await?;
    let gone = storage::forget_form_keys(&mut tx, before).await?
        + storage::forget_edit_images(&mut tx, before).await?
        + storage::forget_deliveries(&mut tx, Instant(now.0 - NOTICES_KEPT_MS)).await?
        + storage::forget_notices(&mut tx, Instant(now.0 - NOTICES_KEPT_MS)).await?
        + storage::forget_alerts(&mut tx, Instant(now.0 - ALERTS_KEPT_MS), before).await?
        + storage::forget_need_drafts(&mut tx, Instant(now.0 - THROWN_KEPT_MS)).await?;
    tx.commit().await?;
    Ok(gone)
}
