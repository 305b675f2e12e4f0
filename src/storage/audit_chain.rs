//! The chain over the audit records: sealing what was committed into blocks, in the order of the commits, and reading
//! the chain for those who check it. What a digest covers is said in `domain::audit`.
//!
//! On PostgreSQL the order is `(txid, id)` below the oldest running transaction, as for the change log
//! (`performance.md` §3): a record that becomes visible late comes after all that were sealed before. A record is
//! waiting as long as it has no block, so none can be lost between two sealings, and none sealed twice.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::audit::{COLUMNS, record};
use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::row::{Read, assembled, placeholders};
use super::write::WriteTx;
use crate::domain::audit::{AuditBlock, AuditRecord, MOST_RECORDS};
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const BLOCK_COLUMNS: &str = "number, first_record, last_record, records, oldest_at_ms, newest_at_ms, \
    records_digest, previous_hash, sealed_at_ms, hash, pruned_at_ms";
/// Records sealed by one statement.
const SEAL_CHUNK: usize = 200;

/// Where reading the sealed records goes on: block, place and number of the last one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SealKey {
    block: i64,
    place: i64,
    id: i64,
}

impl SealKey {
    /// Before the first record of a block.
    #[must_use]
    pub fn before_block(block: i64) -> Self {
        Self { block: block - 1, place: i64::MAX, id: i64::MAX }
    }

    /// After this record.
    #[must_use]
    pub fn after(record: &AuditRecord) -> Option<Self> {
        record.seal.as_ref().map(|seal| Self { block: seal.block, place: seal.place, id: record.id })
    }
}

fn block(row: &AnyRow) -> Result<AuditBlock, StorageError> {
    let read = Read::new("audit_block", row);
    Ok(AuditBlock {
        number: read.int("number")?,
        first_record: read.int("first_record")?,
        last_record: read.int("last_record")?,
        records: read.int("records")?,
        oldest: Instant(read.int("oldest_at_ms")?),
        newest: Instant(read.int("newest_at_ms")?),
        records_digest: read.text("records_digest")?,
        previous_hash: read.text("previous_hash")?,
        sealed_at: Instant(read.int("sealed_at_ms")?),
        hash: read.text("hash")?,
        pruned_at: read.maybe_int("pruned_at_ms")?.map(Instant),
    })
}

/// Keeps other processes from sealing and pruning until this transaction ends.
async fn lock(tx: &mut WriteTx, kind: DatabaseKind) -> Result<(), StorageError> {
    if let Some(sql) = kind.lock_audit_trail() {
        sqlx::query(sql).fetch_one(tx.conn()).await?;
    }
    Ok(())
}

/// Seals the next block of what was committed; `None` if nothing waits that can be sealed already.
///
/// # Errors
/// If the database fails.
pub async fn seal_block(tx: &mut WriteTx, kind: DatabaseKind) -> Result<Option<AuditBlock>, StorageError> {
    lock(tx, kind).await?;
    let previous = newest_block(tx.conn()).await?;
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_record WHERE audit_record.block IS NULL AND {} \
         ORDER BY txid, audit_record.id LIMIT $1",
        kind.sealable()
    );
    let rows = assembled(sql).bind(MOST_RECORDS).fetch_all(tx.conn()).await?;
    let mut records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let now = tx.now();
    let Some(sealed) = AuditBlock::seal(previous.as_ref(), &mut records, now) else { return Ok(None) };
    put_seals(tx, &records).await?;
    insert_block(tx, &sealed).await?;
    Ok(Some(sealed))
}

async fn put_seals(tx: &mut WriteTx, records: &[AuditRecord]) -> Result<(), StorageError> {
    for chunk in records.chunks(SEAL_CHUNK) {
        let cases = |from: usize, kind: &str| -> String {
            (0..chunk.len())
                .map(|at| format!("WHEN ${} THEN CAST(${} AS {kind})", at + 1, from + at))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let count = chunk.len();
        let sql = format!(
            "UPDATE audit_record SET block = ${last}, place = CASE id {places} END, digest = CASE id {digests} END \
             WHERE id IN {ids} AND block IS NULL",
            last = count * 3 + 1,
            places = cases(count + 1, "BIGINT"),
            digests = cases(count * 2 + 1, "TEXT"),
            ids = placeholders(1, count)
        );
        let seals = || chunk.iter().filter_map(|record| record.seal.as_ref());
        let mut query = chunk.iter().fold(assembled(sql), |query, record| query.bind(record.id));
        query = seals().fold(query, |query, seal| query.bind(seal.place));
        query = seals().fold(query, |query, seal| query.bind(seal.digest.clone()));
        query = query.bind(seals().next().map(|seal| seal.block));
        query.execute(tx.conn()).await?;
    }
    Ok(())
}

async fn insert_block(tx: &mut WriteTx, block: &AuditBlock) -> Result<(), StorageError> {
    let sql = format!(
        "INSERT INTO audit_block ({BLOCK_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)"
    );
    assembled(sql)
        .bind(block.number)
        .bind(block.first_record)
        .bind(block.last_record)
        .bind(block.records)
        .bind(block.oldest.0)
        .bind(block.newest.0)
        .bind(block.records_digest.clone())
        .bind(block.previous_hash.clone())
        .bind(block.sealed_at.0)
        .bind(block.hash.clone())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The newest block.
///
/// # Errors
/// If the database fails.
pub async fn newest_block(conn: &mut AnyConnection) -> Result<Option<AuditBlock>, StorageError> {
    let sql = format!("SELECT {BLOCK_COLUMNS} FROM audit_block ORDER BY number DESC LIMIT 1");
    assembled(sql).fetch_optional(conn).await?.as_ref().map(block).transpose()
}

/// How many records wait for their seal, counted up to `most`.
///
/// # Errors
/// If the database fails.
pub async fn count_unsealed(conn: &mut AnyConnection, most: i64) -> Result<i64, StorageError> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit_record WHERE block IS NULL LIMIT $1) AS waiting",
    )
    .bind(most)
    .fetch_one(conn)
    .await?)
}

/// Blocks after a number, in their order.
///
/// # Errors
/// If the database fails.
pub async fn list_blocks(
    conn: &mut AnyConnection,
    after: i64,
    limit: i64,
) -> Result<Vec<AuditBlock>, StorageError> {
    let sql = format!("SELECT {BLOCK_COLUMNS} FROM audit_block WHERE number > $1 ORDER BY number LIMIT $2");
    assembled(sql).bind(after).bind(limit).fetch_all(conn).await?.iter().map(block).collect()
}

/// Sealed records after a key up to and including a block, in the order of block and place.
///
/// # Errors
/// If the database fails.
pub async fn list_sealed(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    after: SealKey,
    last_block: i64,
    limit: i64,
) -> Result<Vec<AuditRecord>, StorageError> {
    if !viewer.may(Duty::ReadAudit) {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_record WHERE (audit_record.block, audit_record.place, audit_record.id) > \
         ($1, $2, $3) AND audit_record.block <= $4 AND audit_record.place IS NOT NULL \
         ORDER BY audit_record.block, audit_record.place, audit_record.id LIMIT $5"
    );
    let query =
        assembled(sql).bind(after.block).bind(after.place).bind(after.id).bind(last_block).bind(limit);
    query.fetch_all(conn).await?.iter().map(record).collect()
}

/// How many records say that they are sealed, but in no block that there is, or without saying where in it.
///
/// # Errors
/// If the database fails.
pub async fn count_stray(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM audit_record WHERE block IS NOT NULL AND (block < 1 OR place IS NULL OR digest IS NULL \
         OR NOT EXISTS (SELECT 1 FROM audit_block WHERE audit_block.number = audit_record.block))",
    )
    .fetch_one(conn)
    .await?)
}

/// How many blocks have had their records dropped.
///
/// # Errors
/// If the database fails.
pub async fn count_pruned(conn: &mut AnyConnection) -> Result<i64, StorageError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM audit_block WHERE pruned_at_ms IS NOT NULL")
        .fetch_one(conn)
        .await?)
}

/// The hashes of these blocks; those that are not there are left out.
///
/// # Errors
/// If the database fails.
pub async fn block_hashes(
    conn: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<(i64, String)>, StorageError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let list = placeholders(1, numbers.len());
    let query = assembled(format!("SELECT number, hash FROM audit_block WHERE number IN {list}"));
    let query = numbers.iter().fold(query, |query, number| query.bind(*number));
    let rows = query.fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get("number")?, row.try_get("hash")?))).collect()
}

/// Drops the records of the oldest blocks that still have theirs and are wholly older than a moment, at most `most`
/// blocks. The blocks stay and say when. Returns the last one, and how many records went.
///
/// # Errors
/// If the database fails.
pub async fn prune_blocks(
    tx: &mut WriteTx,
    kind: DatabaseKind,
    before: Instant,
    most: i64,
) -> Result<Option<(i64, u64)>, StorageError> {
    lock(tx, kind).await?;
    let sql = format!(
        "SELECT {BLOCK_COLUMNS} FROM audit_block WHERE pruned_at_ms IS NULL ORDER BY number LIMIT $1"
    );
    let found = assembled(sql).bind(most).fetch_all(tx.conn()).await?;
    let blocks = found.iter().map(block).collect::<Result<Vec<_>, _>>()?;
    // Whole blocks from the beginning on: none behind one that is kept.
    let Some(last) = blocks.iter().take_while(|block| block.newest < before).last() else { return Ok(None) };
    let gone = sqlx::query("DELETE FROM audit_record WHERE block <= $1")
        .bind(last.number)
        .execute(tx.conn())
        .await?
        .rows_affected();
    let now = tx.now();
    sqlx::query("UPDATE audit_block SET pruned_at_ms = $2 WHERE number <= $1 AND pruned_at_ms IS NULL")
        .bind(last.number)
        .bind(now.0)
        .execute(tx.conn())
        .await?;
    Ok(Some((last.number, gone)))
}
