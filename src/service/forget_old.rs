//! Forgets what is kept for a day only: one-time keys of forms, and records as they were before edits. Notices that were
//! read and messages that went out are kept for half a year.

use super::ServiceError;
use crate::domain::form_key::KEPT_MS;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Store};

/// Notices that were read and messages that went out are kept this long.
const NOTICES_KEPT_MS: i64 = 180 * 86_400_000;

/// Forgets what is older than a day, and notices of half a year ago; returns how much.
///
/// # Errors
/// If the database fails.
pub async fn forget_old(store: &Store, viewer: &Viewer, now: Instant) -> Result<u64, ServiceError> {
    let before = Instant(now.0 - KEPT_MS);
    let mut tx = store.write(viewer, now).await?;
    let gone = storage::forget_form_keys(&mut tx, before).await?
        + storage::forget_edit_images(&mut tx, before).await?
        + storage::forget_deliveries(&mut tx, Instant(now.0 - NOTICES_KEPT_MS)).await?
        + storage::forget_notices(&mut tx, Instant(now.0 - NOTICES_KEPT_MS)).await?;
    tx.commit().await?;
    Ok(gone)
}
