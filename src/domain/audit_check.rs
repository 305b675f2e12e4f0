//! What is wrong with a chain of audit blocks: fed with one block after the other, in their order, it names the first
//! fault. Holds one block at a time, however long the chain is. Reads no database.

use serde::{Deserialize, Serialize};

use super::audit::{
    AuditBlock, AuditRecord, FEWEST_MONTHS, MOST_RECORDS, NO_HASH, digest_of_digests, kept_since,
};
use super::time::Instant;

/// How far clocks of several machines may be apart.
const CLOCKS_APART_MS: i64 = 24 * 3_600_000;

/// How somebody has meddled with the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum AuditFault {
    /// A block is not there, although later ones are.
    BlockMissing {
        /// The block.
        block: i64,
    },
    /// A block does not say what it said when it was sealed, or stands in another's place.
    BlockChanged {
        /// The block.
        block: i64,
    },
    /// A block does not name the one before: that one was rewritten or exchanged.
    BlockUnlinked {
        /// The block.
        block: i64,
    },
    /// A record is not what it was.
    RecordChanged {
        /// Its block.
        block: i64,
        /// Its place.
        place: i64,
        /// Its number.
        id: i64,
    },
    /// A record is not there.
    RecordMissing {
        /// Its block.
        block: i64,
        /// Its place.
        place: i64,
    },
    /// A record was not there when the block was sealed.
    RecordInserted {
        /// Its block.
        block: i64,
        /// Its number.
        id: i64,
    },
    /// A record was at another place of its block.
    RecordMoved {
        /// Its block.
        block: i64,
        /// Where it is.
        place: i64,
        /// Where it was.
        from: i64,
    },
    /// Records were exchanged together with their digests, so that it cannot be told which.
    RecordsReplaced {
        /// Their block.
        block: i64,
    },
    /// Sealed records lie in no block that was looked at.
    StrayRecords {
        /// How many.
        count: i64,
    },
    /// A block is marked as pruned, and the records are too young, or older ones are still there.
    FalselyPruned {
        /// The block.
        block: i64,
    },
    /// Blocks are marked as pruned, and the record of it names others.
    PruneUnrecorded {
        /// The last block marked.
        block: i64,
    },
    /// The file of heads names a block that is not there.
    HeadUnknown {
        /// The block.
        block: i64,
    },
    /// The file of heads names another hash for a block.
    HeadDiffers {
        /// The block.
        block: i64,
    },
    /// A line of the file of heads says nothing.
    HeadUnreadable {
        /// The line, from 1.
        line: u64,
    },
}

/// A walk along a chain.
#[derive(Debug, Clone)]
pub struct ChainCheck {
    now: Instant,
    /// The block looked at last.
    last: i64,
    last_hash: String,
    pruned: i64,
    records: i64,
}

impl ChainCheck {
    /// Before the first block.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { now, last: 0, last_hash: NO_HASH.to_owned(), pruned: 0, records: 0 }
    }

    /// The last block found sound; 0 before the first.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Its hash.
    #[must_use]
    pub fn last_hash(&self) -> &str {
        &self.last_hash
    }

    /// The last block whose records were pruned; 0 if none were.
    #[must_use]
    pub fn pruned(&self) -> i64 {
        self.pruned
    }

    /// How many records were found sound.
    #[must_use]
    pub fn records(&self) -> i64 {
        self.records
    }

    /// Looks at the next block with its records in the order of their places.
    ///
    /// # Errors
    /// The fault; then the walk is over.
    pub fn block(&mut self, block: &AuditBlock, records: &[AuditRecord]) -> Result<(), AuditFault> {
        self.head(block)?;
        if block.pruned_at.is_some() {
            if let Some(record) = records.first() {
                return Err(AuditFault::RecordInserted { block: block.number, id: record.id });
            }
            self.pruned = block.number;
        } else {
            whole(block, records)?;
            self.records += block.records;
        }
        self.last = block.number;
        self.last_hash.clone_from(&block.hash);
        Ok(())
    }

    /// Looks at what a block says, its records aside.
    fn head(&self, block: &AuditBlock) -> Result<(), AuditFault> {
        let number = block.number;
        if number > self.last + 1 {
            return Err(AuditFault::BlockMissing { block: self.last + 1 });
        }
        let possible = number == self.last + 1 && (1..=MOST_RECORDS).contains(&block.records);
        if !possible || block.own_hash() != block.hash {
            return Err(AuditFault::BlockChanged { block: number });
        }
        if block.previous_hash != self.last_hash {
            return Err(AuditFault::BlockUnlinked { block: number });
        }
        if let Some(pruned_at) = block.pruned_at {
            let too_young = block.newest >= kept_since(pruned_at, FEWEST_MONTHS);
            let to_come = pruned_at.0 > self.now.0 + CLOCKS_APART_MS;
            if too_young || to_come || self.pruned != self.last {
                return Err(AuditFault::FalselyPruned { block: number });
            }
        }
        Ok(())
    }
}

/// Looks at the records of a block.
fn whole(block: &AuditBlock, records: &[AuditRecord]) -> Result<(), AuditFault> {
    let number = block.number;
    let mut digests = Vec::with_capacity(records.len());
    for (expected, record) in (1..).zip(records) {
        let (place, stored) = record.seal.as_ref().map_or((0, ""), |seal| (seal.place, seal.digest.as_str()));
        if place > expected && expected <= block.records {
            return Err(AuditFault::RecordMissing { block: number, place: expected });
        }
        if place != expected || place > block.records {
            return Err(AuditFault::RecordInserted { block: number, id: record.id });
        }
        let digest = record.digest_at(number, place);
        if digest != stored {
            let from = (1..=block.records).find(|other| record.digest_at(number, *other) == stored);
            return Err(match from {
                Some(from) => AuditFault::RecordMoved { block: number, place, from },
                None => AuditFault::RecordChanged { block: number, place, id: record.id },
            });
        }
        digests.push(digest);
    }
    let count = i64::try_from(digests.len()).unwrap_or(i64::MAX);
    if count < block.records {
        return Err(AuditFault::RecordMissing { block: number, place: count + 1 });
    }
    if digest_of_digests(digests.iter().map(String::as_str)) != block.records_digest {
        return Err(AuditFault::RecordsReplaced { block: number });
    }
    Ok(())
}

impl AuditFault {
    /// The block it concerns, if it is one.
    #[must_use]
    pub fn block(&self) -> Option<i64> {
        match self {
            Self::BlockMissing { block }
            | Self::BlockChanged { block }
            | Self::BlockUnlinked { block }
            | Self::RecordChanged { block, .. }
            | Self::RecordMissing { block, .. }
            | Self::RecordInserted { block, .. }
            | Self::RecordMoved { block, .. }
            | Self::RecordsReplaced { block }
            | Self::FalselyPruned { block }
            | Self::PruneUnrecorded { block }
            | Self::HeadUnknown { block }
            | Self::HeadDiffers { block } => Some(*block),
            Self::StrayRecords { .. } | Self::HeadUnreadable { .. } => None,
        }
    }
}
