//! The audit trail after its records were written: sealing it, checking it, finding and handing out records, dropping
//! what is older than it is kept. Writing a record belongs to the use case whose deed it is ([`WriteTx::audit`]);
//! only deeds that write nothing else are recorded here.

mod export;
mod heads;
mod list;
mod prune;
mod seal;
mod verify;

use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{StorageError, Store};

pub use crate::storage::{AuditEntry, AuditFilter, AuditKey, AuditPlace};
pub use export::{MOST_EXPORTED, export_audit};
pub use heads::{HEADS_FILE, set_heads_aside};
pub use list::{AUDIT_A_PAGE, AuditList, ChainState, LastCheck, MOST_COUNTED, list_audit};
pub use prune::{AUDIT_MONTHS_SETTING, Pruned, audit_months, keep_audit, prune_audit};
pub use seal::{Sealed, seal_audit};
pub use verify::{AuditCheck, CHECKED, check_audit, verify_audit};

#[cfg(doc)]
use crate::storage::WriteTx;

/// Records a deed that writes nothing else: one that was refused, or a read that leaves its trace, such as unmasking.
///
/// # Errors
/// If the database fails; then what was asked for must not be given.
pub async fn record_deed(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    entry: AuditEntry,
) -> Result<(), StorageError> {
    let mut tx = store.write(viewer, now).await?;
    tx.audit_entry(entry).await?;
    tx.commit().await
}
