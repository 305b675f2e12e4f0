//! Checks the chain over the audit trail: every record, every block, and the heads noted outside the database.
//!
//! Takes the records in pieces, so that a chain of years needs no more memory than one of a day.

use std::collections::VecDeque;
use std::path::Path;

use sqlx::AnyConnection;

use super::heads;
use crate::domain::audit::{AuditBlock, AuditRecord, AuditResult};
use crate::domain::audit_check::{AuditFault, ChainCheck};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, AuditEntry, AuditFilter, AuditPlace, SealKey, StorageError, Store};

/// The deed under which a check is recorded.
pub const CHECKED: &str = "audit_verified";
/// The deed under which dropping old records is recorded.
pub(super) const PRUNED: &str = "audit_pruned";
/// Blocks read by one statement.
const BLOCKS: i64 = 200;
/// Records read by one statement.
const RECORDS: i64 = 1_000;
/// Walks until one was not disturbed by records being dropped meanwhile.
const WALKS: u32 = 3;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// The last block that is sound together with all before it; 0 if there is none.
    pub sound_to: i64,
    /// Its hash.
    pub hash: String,
    /// How many records were found sound.
    pub records: i64,
    /// The last block whose records were dropped because of their age; 0 if none were.
    pub pruned_to: i64,
    /// How many heads of the file agree; 0 without a file.
    pub heads: u64,
    /// The first fault.
    pub fault: Option<AuditFault>,
}

/// Checks the chain. Reads only.
///
/// # Errors
/// If the database fails; a fault of the chain is no error.
pub async fn verify_audit(
    store: &Store,
    data: &Path,
    viewer: &Viewer,
    now: Instant,
) -> Result<AuditCheck, StorageError> {
    let mut conn = store.read().await?;
    let mut walks = 0;
    let (chain, mut fault) = loop {
        walks += 1;
        let before = storage::count_pruned(&mut conn).await?;
        let (chain, fault) = walk(&mut conn, viewer, now).await?;
        let disturbed = fault.is_some() && storage::count_pruned(&mut conn).await? != before;
        if !disturbed || walks == WALKS {
            break (chain, fault);
        }
    };
    if fault.is_none() {
        fault = misplaced(&mut conn, viewer, &chain).await?;
    }
    drop(conn);
    let compared = heads::compare(store, data).await?;
    Ok(AuditCheck {
        sound_to: chain.last(),
        hash: chain.last_hash().to_owned(),
        records: chain.records(),
        pruned_to: chain.pruned(),
        heads: compared.heads,
        fault: fault.or(compared.fault),
    })
}

/// Checks the chain, and records that and what came out.
///
/// # Errors
/// If the database fails.
pub async fn check_audit(
    store: &Store,
    data: &Path,
    viewer: &Viewer,
    now: Instant,
) -> Result<AuditCheck, StorageError> {
    let check = verify_audit(store, data, viewer, now).await?;
    let result = if check.fault.is_some() { AuditResult::Failed } else { AuditResult::Done };
    let detail = serde_json::json!({ "records": check.records, "hash": check.hash, "fault": check.fault });
    let entry = AuditEntry::new(CHECKED, "audit_block", &check.sound_to.to_string());
    super::record_deed(store, viewer, now, entry.ended(result).with(&detail)).await?;
    Ok(check)
}

async fn walk(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    now: Instant,
) -> Result<(ChainCheck, Option<AuditFault>), StorageError> {
    let mut chain = ChainCheck::new(now);
    loop {
        let blocks = storage::list_blocks(conn, chain.last(), BLOCKS).await?;
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok((chain, None)) };
        let mut records = Records::new(first.number, last.number);
        for block in &blocks {
            let own = records.of(conn, viewer, block).await?;
            if let Err(fault) = chain.block(block, &own) {
                return Ok((chain, Some(fault)));
            }
        }
    }
}

/// The records of some blocks, read in pieces.
struct Records {
    after: SealKey,
    last_block: i64,
    read: VecDeque<AuditRecord>,
    ended: bool,
}

impl Records {
    fn new(first_block: i64, last_block: i64) -> Self {
        let after = SealKey::before_block(first_block);
        Self { after, last_block, read: VecDeque::new(), ended: false }
    }

    /// The records of a block, blocks being asked for in their order; of a block that has too many, one too many.
    async fn of(
        &mut self,
        conn: &mut AnyConnection,
        viewer: &Viewer,
        block: &AuditBlock,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        let mut own = Vec::new();
        loop {
            if self.read.is_empty() && !self.ended {
                self.fill(conn, viewer).await?;
            }
            let here = self.read.front().and_then(|record| record.seal.as_ref()).map(|seal| seal.block);
            match here {
                Some(here) if here <= block.number => {
                    let taken = self.read.pop_front();
                    let many = i64::try_from(own.len()).unwrap_or(i64::MAX) > block.records;
                    // Those of blocks that are not there are counted apart.
                    own.extend(taken.filter(|_| here == block.number && !many));
                }
                _ => return Ok(own),
            }
        }
    }

    async fn fill(&mut self, conn: &mut AnyConnection, viewer: &Viewer) -> Result<(), StorageError> {
        let found = storage::list_sealed(conn, viewer, self.after, self.last_block, RECORDS).await?;
        match found.last().and_then(SealKey::after) {
            Some(last) => self.after = last,
            None => self.ended = true,
        }
        self.read.extend(found);
        Ok(())
    }
}

/// What no walk along the blocks can see: records beside them, and dropped ones of which no record tells.
async fn misplaced(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    chain: &ChainCheck,
) -> Result<Option<AuditFault>, StorageError> {
    let count = storage::count_stray(conn).await?;
    if count > 0 {
        return Ok(Some(AuditFault::StrayRecords { count }));
    }
    if chain.pruned() == 0 {
        return Ok(None);
    }
    let filter = AuditFilter { action: Some(PRUNED.to_owned()), ..AuditFilter::default() };
    let told = storage::search_audit(conn, viewer, &filter, AuditPlace::Newest, 1).await?;
    let told = told.first().is_some_and(|record| record.entity_id == chain.pruned().to_string());
    Ok((!told).then_some(AuditFault::PruneUnrecorded { block: chain.pruned() }))
}
