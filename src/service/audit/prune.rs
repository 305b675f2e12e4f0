//! Drops audit records that are older than they are kept, block by block; what the blocks say of them stays, so that
//! the chain can still be checked. Nothing is dropped from a chain that is not sound: it would be evidence.

use std::path::Path;

use super::verify::{PRUNED, check_audit};
use crate::domain::audit::{FEWEST_MONTHS, USUAL_MONTHS, kept_since};
use crate::domain::audit_check::AuditFault;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError, Store};

/// Name of the setting that says for how many months records are kept; fewer than the law allows are not taken.
pub const AUDIT_MONTHS_SETTING: &str = "audit_keep_months";
/// Blocks dropped in one transaction.
const BLOCKS: i64 = 100;

/// What pruning did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pruned {
    /// How many records went.
    pub records: u64,
    /// Why none went: the chain is not sound.
    pub fault: Option<AuditFault>,
}

/// Checks the chain and drops what is too old.
///
/// # Errors
/// If the database fails.
pub async fn prune_audit(
    store: &Store,
    data: &Path,
    viewer: &Viewer,
    now: Instant,
) -> Result<Pruned, StorageError> {
    let check = check_audit(store, data, viewer, now).await?;
    if check.fault.is_some() {
        return Ok(Pruned { records: 0, fault: check.fault });
    }
    let months = audit_months(store).await?;
    let mut records = 0;
    loop {
        let mut tx = store.write(viewer, now).await?;
        let before = kept_since(now, months);
        let Some((last, gone)) = storage::prune_blocks(&mut tx, store.kind(), before, BLOCKS).await? else {
            tx.rollback().await?;
            return Ok(Pruned { records, fault: None });
        };
        let detail = serde_json::json!({ "records": gone, "months": months });
        tx.audit(PRUNED, "audit_block", &last.to_string(), &detail).await?;
        tx.commit().await?;
        records += gone;
    }
}

/// Sets for how many months records are kept; false if they are too few, and then nothing is set.
///
/// # Errors
/// If the database fails.
pub async fn keep_audit(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    months: u32,
) -> Result<bool, StorageError> {
    if months < FEWEST_MONTHS {
        return Ok(false);
    }
    let mut tx = store.write(viewer, now).await?;
    storage::put_setting(&mut tx, AUDIT_MONTHS_SETTING, &months.to_string()).await?;
    let detail = serde_json::json!({ "months": months });
    tx.audit("audit_months_set", "setting", AUDIT_MONTHS_SETTING, &detail).await?;
    tx.commit().await?;
    Ok(true)
}

/// For how many months records are kept.
///
/// # Errors
/// If the database fails.
pub async fn audit_months(store: &Store) -> Result<u32, StorageError> {
    let set = storage::find_setting(&mut *store.read().await?, AUDIT_MONTHS_SETTING).await?;
    let months = set.and_then(|text| text.trim().parse().ok()).unwrap_or(USUAL_MONTHS);
    Ok(months.max(FEWEST_MONTHS))
}
