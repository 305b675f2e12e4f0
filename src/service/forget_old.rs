//! Forgets what is kept for a time only: one-time keys of forms and records as they were before edits for a day, drafts
//! of needs that were thrown away for a month.

use super::ServiceError;
use crate::domain::form_key::KEPT_MS;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Store};

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
        + storage::forget_need_drafts(&mut tx, Instant(now.0 - THROWN_KEPT_MS)).await?;
    tx.commit().await?;
    Ok(gone)
}
