//! Seals the records that were committed since, and notes the head of the chain outside the database.

use std::path::Path;

use super::heads::{self, Noted};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError, Store};

/// What was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sealed {
    /// Blocks.
    pub blocks: i64,
    /// Records.
    pub records: i64,
}

/// Seals everything that waits and can be sealed already. The head goes to the log and to the file of heads;
/// `at_once` also if it was noted a moment ago, as is due at the start and at the end of a process.
///
/// # Errors
/// If the database fails. A file that cannot be written is told in the log: it must not stop the sealing.
pub async fn seal_audit(
    store: &Store,
    data: &Path,
    viewer: &Viewer,
    now: Instant,
    at_once: bool,
) -> Result<Sealed, StorageError> {
    let mut sealed = Sealed::default();
    // The usual quiet takes no turn of the one writer.
    let mut waiting = storage::count_unsealed(&mut *store.read().await?, 1).await? > 0;
    while waiting {
        let mut tx = store.write(viewer, now).await?;
        match storage::seal_block(&mut tx, store.kind()).await? {
            None => {
                tx.rollback().await?;
                waiting = false;
            }
            Some(block) => {
                tx.commit().await?;
                tracing::info!(number = block.number, hash = block.hash, "sealed the audit trail");
                sealed.blocks += 1;
                sealed.records += block.records;
            }
        }
    }
    note_head(store, data, now, at_once || sealed.blocks > 0, at_once).await?;
    Ok(sealed)
}

/// Notes the head; `loud` says so if the file knows better.
async fn note_head(
    store: &Store,
    data: &Path,
    now: Instant,
    loud: bool,
    at_once: bool,
) -> Result<(), StorageError> {
    let Some(newest) = storage::newest_block(&mut *store.read().await?).await? else { return Ok(()) };
    match heads::note(data, &newest, now, at_once) {
        Ok(Noted::Contradicts) if loud => {
            tracing::error!(
                number = newest.number,
                "the audit trail is not the one that the file of heads knows"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "failed to note the head of the audit trail"),
    }
    Ok(())
}
