//! The audit trail as plain data, and how it is sealed. Reads and writes nothing.
//!
//! Records are chained in blocks. The digest of a record covers all of it and its place in its block; the hash of a
//! block covers what it says of its records and the hash of the block before. Both are SHA-256 over a JSON array
//! without blanks, which says every text with its bounds, so that no two records have the same form:
//!
//! ```text
//! ["duijie audit record 1",block,place,id,at_ms,actor,channel,action,entity,entity_id,detail,result,address,request,unit]
//! ["duijie audit block 1",number,first_record,last_record,records,oldest_at_ms,newest_at_ms,records_digest,previous_hash,sealed_at_ms]
//! ```
//!
//! `records_digest` is SHA-256 over the digests of the records one after the other, 64 hexadecimal digits each.

use sha2::{Digest, Sha256};

use super::time::{BusinessDate, Instant};

/// Most records of one block. May grow, never shrink: a block that claims more is a forgery.
pub const MOST_RECORDS: i64 = 1_000;
/// What the first block names as the hash before it.
pub const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Records are kept this many months unless the installation says otherwise.
pub const USUAL_MONTHS: u32 = 36;
/// Records are kept at least this many months, whatever the installation says.
pub const FEWEST_MONTHS: u32 = 12;

/// How a deed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AuditResult {
    /// It was done.
    #[default]
    Done,
    /// It was not allowed.
    Refused,
    /// It was allowed and did not work.
    Failed,
}

impl AuditResult {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// What is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// The result with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }
}

/// Where a record lies in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its block.
    pub block: i64,
    /// Its place in the block, from 1.
    pub place: i64,
    /// Its digest, as stored.
    pub digest: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Number, given by the database.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who: an id, never a name or a telephone number.
    pub actor: String,
    /// By which way.
    pub channel: String,
    /// What was done.
    pub action: String,
    /// To what kind of record.
    pub entity: String,
    /// To which.
    pub entity_id: String,
    /// More about it, JSON without personal data.
    pub detail: String,
    /// How it ended, as stored.
    pub result: String,
    /// Network address from which it was asked for.
    pub address: Option<String>,
    /// Id of the request, by which the log can be searched.
    pub request: Option<String>,
    /// Organisation or county for which the actor acted.
    pub unit: Option<String>,
    /// Where it was sealed; `None` until it is.
    pub seal: Option<Seal>,
}

impl AuditRecord {
    /// Its digest at a place of a block.
    #[must_use]
    pub fn digest_at(&self, block: i64, place: i64) -> String {
        hash_of(&(
            "duijie audit record 1",
            block,
            place,
            self.id,
            self.at.0,
            &self.actor,
            &self.channel,
            &self.action,
            &self.entity,
            &self.entity_id,
            &self.detail,
            &self.result,
            &self.address,
            &self.request,
            &self.unit,
        ))
    }
}

/// A sealed block: what it says of its records. Stays when they are pruned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditBlock {
    /// From 1, without gaps.
    pub number: i64,
    /// Id of its first record.
    pub first_record: i64,
    /// Id of its last record.
    pub last_record: i64,
    /// How many records it has.
    pub records: i64,
    /// The earliest moment of a record.
    pub oldest: Instant,
    /// The latest moment of a record.
    pub newest: Instant,
    /// Digest of the digests of its records.
    pub records_digest: String,
    /// Hash of the block before.
    pub previous_hash: String,
    /// When it was sealed.
    pub sealed_at: Instant,
    /// Its own hash, as stored.
    pub hash: String,
    /// When its records were pruned; not covered by the hash.
    pub pruned_at: Option<Instant>,
}

impl AuditBlock {
    /// Seals records, in their order, after a block; `None` if there are none. Each gets its seal.
    #[must_use]
    pub fn seal(previous: Option<&Self>, records: &mut [AuditRecord], now: Instant) -> Option<Self> {
        let (first, last) = (records.first()?.id, records.last()?.id);
        let number = previous.map_or(0, |block| block.number) + 1;
        for (place, record) in (1..).zip(records.iter_mut()) {
            let digest = record.digest_at(number, place);
            record.seal = Some(Seal { block: number, place, digest });
        }
        let moments = || records.iter().map(|record| record.at);
        let digests = records.iter().filter_map(|record| record.seal.as_ref());
        let mut block = Self {
            number,
            first_record: first,
            last_record: last,
            records: i64::try_from(records.len()).unwrap_or(i64::MAX),
            oldest: moments().min()?,
            newest: moments().max()?,
            records_digest: digest_of_digests(digests.map(|seal| seal.digest.as_str())),
            previous_hash: previous.map_or_else(|| NO_HASH.to_owned(), |block| block.hash.clone()),
            sealed_at: now,
            hash: String::new(),
            pruned_at: None,
        };
        block.hash = block.own_hash();
        Some(block)
    }

    /// The hash of what it says.
    #[must_use]
    pub fn own_hash(&self) -> String {
        hash_of(&(
            "duijie audit block 1",
            self.number,
            self.first_record,
            self.last_record,
            self.records,
            self.oldest.0,
            self.newest.0,
            &self.records_digest,
            &self.previous_hash,
            self.sealed_at.0,
        ))
    }
}

/// The digest of digests.
pub fn digest_of_digests<'a>(digests: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    digests.for_each(|digest| hasher.update(digest.as_bytes()));
    hex(hasher)
}

/// The moment before which records may be dropped, if they are kept for so many months.
#[must_use]
pub fn kept_since(now: Instant, months: u32) -> Instant {
    let day: BusinessDate = now.beijing_day().months_before(months.max(FEWEST_MONTHS));
    day.start_of_day()
}

/// A text with mobile numbers masked (138****5678): what people call a file may hold one, and the trail must not.
#[must_use]
pub fn without_phones(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|ch: char| ch.is_ascii_alphanumeric()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|ch: char| !ch.is_ascii_alphanumeric()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        let bytes = word.as_bytes();
        let mobile = bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit);
        if mobile && word.starts_with('1') && (b'3'..=b'9').contains(bytes.get(1).unwrap_or(&0)) {
            out.push_str(&format!("{}****{}", word.get(..3).unwrap_or(""), word.get(7..).unwrap_or("")));
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    out + rest
}

fn hash_of(parts: &impl serde::Serialize) -> String {
    let mut hasher = Sha256::new();
    // Numbers and texts can always be written.
    hasher.update(serde_json::to_string(parts).unwrap_or_default());
    hex(hasher)
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
