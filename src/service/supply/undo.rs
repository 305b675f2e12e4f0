//! Takes back what somebody did to capabilities at one moment: one of them, or several that were confirmed at once. By
//! who did it, within half an hour, as far as nobody changed them since.

use super::super::ServiceError;
use super::super::editing::can_undo;
use super::keeper;
use crate::domain::capability::Capability;
use crate::domain::claim::Claim;
use crate::domain::ids::CapabilityId;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, RecordEdit, StorageError, Store, WriteTx};

/// Takes back; which capabilities are as they were before. With `only`, that one alone.
///
/// # Errors
/// If the database fails.
pub async fn undo_capabilities(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    at: Instant,
    only: Option<&str>,
) -> Result<Vec<CapabilityId>, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let edits = storage::list_own_edits(tx.conn(), viewer, Entity::Capability, at).await?;
    let mut restored = Vec::new();
    for edit in edits.iter().filter(|edit| only.is_none_or(|only| only == edit.entity_id)) {
        if !can_undo(edit, viewer, now) {
            continue;
        }
        match restore(&mut tx, viewer, edit).await {
            Ok(Some(id)) => restored.push(id),
            Ok(None) | Err(StorageError::Stale { .. }) => {}
            // Somebody wrote the same text since a draft was dropped; PostgreSQL takes no further statement now.
            Err(StorageError::Taken(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        }
    }
    unconfirm(&mut tx, at).await?;
    tx.commit().await?;
    Ok(restored)
}

/// Writes the image; `None` if the record is no longer what the edit made of it.
async fn restore(
    tx: &mut WriteTx,
    viewer: &Viewer,
    edit: &RecordEdit,
) -> Result<Option<CapabilityId>, StorageError> {
    let image = edit.before.as_deref().unwrap_or_default();
    let Ok(before) = serde_json::from_str::<Capability>(image) else { return Ok(None) };
    if keeper(viewer, &before).is_err() {
        return Ok(None);
    }
    let version = edit.version_after;
    match storage::find_capability(tx.conn(), viewer, &edit.entity_id).await? {
        Some(current) if current.version == version => {
            storage::update_capability(tx, &Capability { version, ..before.clone() }).await?;
        }
        Some(_) => return Ok(None),
        None => {
            storage::insert_capability(tx, &Capability { version: version + 1, ..before.clone() }).await?
        }
    }
    storage::mark_record_edit_undone(tx, &edit.id).await?;
    // A load that made the record what it is again can be undone in its turn.
    storage::move_batch_rows(tx, edit.entity.code(), &edit.entity_id, (version - 1, version + 1)).await?;
    let detail = serde_json::json!({ "version": version + 1 });
    tx.audit("edit_undone", "capability", &edit.entity_id, &detail).await?;
    Ok(Some(before.id))
}

/// An institution that confirmed everything at that moment has not: what is left is that it took the profile over.
async fn unconfirm(tx: &mut WriteTx, at: Instant) -> Result<(), StorageError> {
    let viewer = tx.viewer().clone();
    let Scope::Institution(own) = viewer.scope() else { return Ok(()) };
    let claims = storage::load_claims(tx.conn(), &viewer, std::slice::from_ref(own)).await?;
    for claim in claims.into_iter().filter(|claim| claim.confirmed_at == Some(at)) {
        let confirmed_at = claim.claimed_at.filter(|claimed| *claimed != at);
        storage::put_claim(tx, &Claim { confirmed_at, ..claim }).await?;
    }
    Ok(())
}
