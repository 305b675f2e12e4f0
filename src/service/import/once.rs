//! Loading the same thing once: what the first load led to is kept with its key, in its transaction.

use serde::{Deserialize, Serialize};

use super::{ImportError, ImportReport};
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::BatchId;
use crate::domain::viewer::Viewer;
use crate::storage::{self, WriteTx};

/// What is kept of a report.
#[derive(Serialize, Deserialize)]
struct Loaded {
    batch: String,
    rows: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
}

/// The report of the load that this key led to before. A batch that was undone may be loaded again.
pub(super) async fn loaded_before(
    tx: &mut WriteTx,
    viewer: &Viewer,
    key: Option<&OneTimeKey>,
) -> Result<Option<ImportReport>, ImportError> {
    let Some(key) = key else { return Ok(None) };
    let Some(result) = storage::claim_form_key(tx, key).await? else { return Ok(None) };
    let Ok(loaded) = serde_json::from_str::<Loaded>(&result) else { return Ok(None) };
    let Some(id) = BatchId::parse(&loaded.batch) else { return Ok(None) };
    let batch = storage::find_batch(tx.conn(), viewer, &id).await?;
    if batch.is_none_or(|batch| batch.undone_at.is_some()) {
        return Ok(None);
    }
    Ok(Some(ImportReport {
        rows: loaded.rows,
        created: loaded.created,
        updated: loaded.updated,
        unchanged: loaded.unchanged,
        rejected: loaded.rejected,
        batch: Some(loaded.batch),
        ..ImportReport::default()
    }))
}

/// Keeps what this load led to.
pub(super) async fn remember(
    tx: &mut WriteTx,
    key: Option<&OneTimeKey>,
    report: &ImportReport,
) -> Result<(), ImportError> {
    let (Some(key), Some(batch)) = (key, &report.batch) else { return Ok(()) };
    let loaded = Loaded {
        batch: batch.clone(),
        rows: report.rows,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        rejected: report.rejected,
    };
    let result = serde_json::to_string(&loaded).unwrap_or_default();
    Ok(storage::answer_form_key(tx, key, &result).await?)
}
