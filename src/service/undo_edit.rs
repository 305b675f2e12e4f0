//! Undoes the last edit of a single record: by who made it, within half an hour, if nobody changed the record since.

use super::ServiceError;
use super::editing::can_undo;
use super::{edit_enterprise, edit_institution};
use crate::domain::enterprise::Enterprise;
use crate::domain::institution::Institution;
use crate::domain::profile::ProfileField;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Entity, RecordEdit, StorageError, Store, WriteTx};

/// A kind of record that is edited on a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editable {
    /// An enterprise.
    Enterprise,
    /// An institution.
    Institution,
}

impl Editable {
    fn entity(self) -> Entity {
        match self {
            Self::Enterprise => Entity::Enterprise,
            Self::Institution => Entity::Institution,
        }
    }
}

/// An edit that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastEdit {
    /// When.
    pub at: Instant,
    /// Fields that became others.
    pub fields: Vec<ProfileField>,
    /// Version it made, by which it is undone.
    pub version: i64,
}

/// The viewer's own edit that made this version of the record, while it can be undone.
///
/// # Errors
/// If the database fails.
pub async fn last_edit(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (kind, id): (Editable, &str),
    version: i64,
) -> Result<Option<LastEdit>, ServiceError> {
    let found = storage::find_record_edit(&mut *store.read().await?, (kind.entity(), id), version).await?;
    let found = found.filter(|edit| can_undo(edit, viewer, now));
    Ok(found.map(|edit| LastEdit { at: edit.at, fields: edit.fields, version: edit.version_after }))
}

/// Undoes the edit that made this version; false if that is no longer possible, and then nothing is changed.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn undo_edit(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (kind, reference): (Editable, &str),
    version: i64,
) -> Result<bool, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let (id, current) = present(&mut tx, viewer, kind, reference).await?;
    let about = (kind.entity(), id.as_str());
    let edit = storage::find_record_edit(tx.conn(), about, version).await?;
    let edit = edit.filter(|edit| current == version && can_undo(edit, viewer, now));
    let Some(edit) = edit else { return Ok(false) };
    match restore(&mut tx, kind, &edit, version).await {
        Ok(true) => {}
        Ok(false) | Err(StorageError::Stale { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    storage::mark_record_edit_undone(&mut tx, &edit.id).await?;
    // A load that made the record what it is again can be undone in its turn.
    storage::move_batch_rows(&mut tx, about.0.code(), &id, (version - 1, version + 1)).await?;
    let detail = serde_json::json!({ "fields": edit.fields, "version": version + 1 });
    tx.audit("edit_undone", about.0.code(), &id, &detail).await?;
    tx.commit().await?;
    Ok(true)
}

/// Id and version of the record, which the viewer must be allowed to edit.
async fn present(
    tx: &mut WriteTx,
    viewer: &Viewer,
    kind: Editable,
    reference: &str,
) -> Result<(String, i64), ServiceError> {
    let missing = || ServiceError::NoSuchRecord(reference.trim().to_owned());
    match kind {
        Editable::Enterprise => {
            let found = storage::find_enterprise(tx.conn(), viewer, reference).await?.ok_or_else(missing)?;
            edit_enterprise::right(viewer, &found)?;
            Ok((found.id.to_string(), found.version))
        }
        Editable::Institution => {
            let found = storage::find_institution(tx.conn(), viewer, reference).await?.ok_or_else(missing)?;
            edit_institution::right(viewer, &found)?;
            Ok((found.id.to_string(), found.version))
        }
    }
}

/// Writes the image; false if it cannot be read.
async fn restore(
    tx: &mut WriteTx,
    kind: Editable,
    edit: &RecordEdit,
    version: i64,
) -> Result<bool, StorageError> {
    let image = edit.before.as_deref().unwrap_or_default();
    match kind {
        Editable::Enterprise => {
            let Ok(before) = serde_json::from_str::<Enterprise>(image) else { return Ok(false) };
            storage::update_enterprise(tx, &Enterprise { version, ..before }).await?;
        }
        Editable::Institution => {
            let Ok(before) = serde_json::from_str::<Institution>(image) else { return Ok(false) };
            storage::update_institution(tx, &Institution { version, ..before }).await?;
        }
    }
    Ok(true)
}
