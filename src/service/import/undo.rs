//! Undoes a batch: created records go, changed ones become what they were, facts are taken back. All or nothing: if
//! a record was changed or referred to since, nothing is undone and the records are named.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ImportError, ImportScene};
use crate::domain::capability::Capability;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::{BatchId, CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::institution::Institution;
use crate::domain::need::Need;
use crate::domain::role::Duty;
use crate::storage::{self, BatchRow, FactTable, StorageError, WriteTx};

/// What was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UndoReport {
    /// The batch.
    pub batch: String,
    /// Records that were removed again.
    pub removed: u64,
    /// Records that became what they were.
    pub restored: u64,
}

/// Undoes a batch.
///
/// # Errors
/// [`ImportError::UnknownBatch`], [`ImportError::UndoneBefore`], [`ImportError::ChangedSince`]; nothing was undone
/// then.
pub async fn undo_batch(scene: &ImportScene<'_>, reference: &str) -> Result<UndoReport, ImportError> {
    if !scene.viewer.may(Duty::ImportLists) {
        return Err(ImportError::NotAllowed);
    }
    let unknown = || ImportError::UnknownBatch(reference.to_owned());
    let id = BatchId::parse(reference).ok_or_else(unknown)?;
    let mut tx = scene.store.write(scene.viewer, scene.now).await?;
    tx.lock_imports().await?;
    storage::find_batch(tx.conn(), scene.viewer, &id).await?.ok_or_else(unknown)?;
    if !storage::mark_batch_undone(&mut tx, &id).await? {
        return Err(ImportError::UndoneBefore(reference.to_owned()));
    }
    let rows = storage::list_batch_rows(tx.conn(), &id).await?;
    let total = rows.len() as u64;
    let mut report = UndoReport { batch: id.to_string(), removed: 0, restored: 0 };
    let mut changed = Vec::new();
    for (done, row) in (1_u64..).zip(rows.iter().rev()) {
        (scene.progress)(done, total);
        match undo_row(&mut tx, row).await {
            Ok(true) if row.before.is_some() => report.restored += 1,
            Ok(true) => report.removed += 1,
            Ok(false) | Err(StorageError::Stale { .. }) => changed.push(row.id.clone()),
            // PostgreSQL takes no further statement after this one, so the list ends here.
            Err(StorageError::Referenced(_)) => return Err(ImportError::ChangedSince(vec![row.id.clone()])),
            Err(other) => return Err(other.into()),
        }
    }
    if !changed.is_empty() {
        return Err(ImportError::ChangedSince(changed));
    }
    let detail = serde_json::json!({ "removed": report.removed, "restored": report.restored });
    tx.audit("import_undone", "batch", id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(report)
}

/// Undoes one row; false if the record is no longer what the batch made of it.
async fn undo_row(tx: &mut WriteTx, row: &BatchRow) -> Result<bool, StorageError> {
    if let Some(table) = FactTable::from_name(&row.entity) {
        return storage::withdraw_fact(tx, table, &row.id).await;
    }
    let viewer = tx.viewer().clone();
    macro_rules! undo {
        ($find:ident, $update:ident, $delete:ident, $id:ty) => {{
            let Some(current) = storage::$find(tx.conn(), &viewer, &row.id).await? else { return Ok(false) };
            if current.version != row.version_after {
                return Ok(false);
            }
            match (&row.before, <$id>::parse(&row.id)) {
                (Some(image), _) => {
                    let (before, earlier) = at_version(read_image(image, &row.id)?, current.version);
                    let versions = (earlier, current.version + 1);
                    storage::$update(tx, &before).await?;
                    storage::move_batch_rows(tx, &row.entity, &row.id, versions).await?;
                }
                (None, Some(id)) => storage::$delete(tx, &id).await?,
                (None, None) => return Ok(false),
            }
            Ok(true)
        }};
    }
    match row.entity.as_str() {
        "enterprise" => undo!(find_enterprise, update_enterprise, delete_enterprise, EnterpriseId),
        "institution" => undo!(find_institution, update_institution, delete_institution, InstitutionId),
        "capability" => undo!(find_capability, update_capability, delete_capability, CapabilityId),
        "need" => undo!(find_need, update_need, delete_need, NeedId),
        _ => Ok(false),
    }
}

/// Records that count their changes; one that becomes what it was is still written over the version that stands.
trait Versioned {
    fn version(&self) -> i64;
    fn set_version(&mut self, version: i64);
}

macro_rules! versioned {
    ($($record:ty),+) => {$(
        impl Versioned for $record {
            fn version(&self) -> i64 {
                self.version
            }

            fn set_version(&mut self, version: i64) {
                self.version = version;
            }
        }
    )+};
}
versioned!(Enterprise, Institution, Capability, Need);

/// The record at this version, and the version it had.
fn at_version<T: Versioned>(mut record: T, version: i64) -> (T, i64) {
    let earlier = record.version();
    record.set_version(version);
    (record, earlier)
}

fn read_image<T: DeserializeOwned>(image: &str, id: &str) -> Result<T, StorageError> {
    serde_json::from_str(image).map_err(|_| StorageError::Inconsistent {
        table: "batch_row",
        column: "before_image",
        id: id.to_owned(),
    })
}
