//! Import batches with the before-images by which they can be undone.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::error::StorageError;
use super::row::{Read, assembled};
use super::write::WriteTx;
use crate::domain::batch::{Batch, SheetKind};
use crate::domain::ids::BatchId;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "id, kind, file, actor, at_ms, created, updated, undone_at_ms";

/// What a batch did to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Table of the record.
    pub entity: String,
    /// Id of the record.
    pub id: String,
    /// The record before, as JSON; `None` if the batch created it.
    pub before: Option<String>,
    /// Version of the record afterwards; 0 for facts, which have none.
    pub version_after: i64,
}

/// Records a batch with everything it changed, in order.
///
/// # Errors
/// If the database fails.
pub async fn insert_batch(tx: &mut WriteTx, batch: &Batch, rows: &[BatchRow]) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO batch (id, kind, file, actor, at_ms, created, updated) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(batch.id.to_string())
    .bind(batch.kind.code())
    .bind(batch.file.clone())
    .bind(batch.actor.clone())
    .bind(batch.at.0)
    .bind(batch.created)
    .bind(batch.updated)
    .execute(tx.conn())
    .await?;
    for (position, row) in (0_i64..).zip(rows) {
        sqlx::query(
            "INSERT INTO batch_row (batch_id, position, entity, entity_id, before_image, version_after) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(batch.id.to_string())
        .bind(position)
        .bind(row.entity.clone())
        .bind(row.id.clone())
        .bind(row.before.clone())
        .bind(row.version_after)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The batch with this id.
///
/// # Errors
/// If the database fails.
pub async fn find_batch(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &BatchId,
) -> Result<Option<Batch>, StorageError> {
    if !viewer.may(Duty::ImportLists) {
        return Ok(None);
    }
    let row = assembled(format!("SELECT {COLUMNS} FROM batch WHERE id = $1"))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(batch).transpose()
}

fn batch(row: &AnyRow) -> Result<Batch, StorageError> {
    let read = Read::new("batch", row);
    Ok(Batch {
        id: read.parsed("id", BatchId::parse)?,
        kind: read.parsed("kind", SheetKind::from_code)?,
        file: read.text("file")?,
        actor: read.text("actor")?,
        at: Instant(read.int("at_ms")?),
        created: read.int("created")?,
        updated: read.int("updated")?,
        undone_at: read.maybe_int("undone_at_ms")?.map(Instant),
    })
}

/// How many batches there are.
///
/// # Errors
/// If the database fails.
pub async fn count_batches(conn: &mut AnyConnection, viewer: &Viewer) -> Result<i64, StorageError> {
    if !viewer.may(Duty::ImportLists) {
        return Ok(0);
    }
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM batch").fetch_one(conn).await?)
}

/// Batches, newest first, `limit` of them from `offset` on.
///
/// # Errors
/// If the database fails.
pub async fn list_batches(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    (offset, limit): (i64, i64),
) -> Result<Vec<Batch>, StorageError> {
    if !viewer.may(Duty::ImportLists) {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM batch ORDER BY at_ms DESC, id DESC LIMIT $1 OFFSET $2");
    let rows = assembled(sql).bind(limit).bind(offset).fetch_all(conn).await?;
    rows.iter().map(batch).collect()
}

/// What a batch changed, in the order in which it did.
///
/// # Errors
/// If the database fails.
pub async fn list_batch_rows(conn: &mut AnyConnection, id: &BatchId) -> Result<Vec<BatchRow>, StorageError> {
    let rows = sqlx::query(
        "SELECT entity, entity_id, before_image, version_after FROM batch_row WHERE batch_id = $1 ORDER BY position",
    )
    .bind(id.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(BatchRow {
                entity: row.try_get("entity")?,
                id: row.try_get("entity_id")?,
                before: row.try_get("before_image")?,
                version_after: row.try_get("version_after")?,
            })
        })
        .collect()
}

/// Notes that a batch was undone; false if it had been before.
///
/// # Errors
/// If the database fails.
pub async fn mark_batch_undone(tx: &mut WriteTx, id: &BatchId) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query("UPDATE batch SET undone_at_ms = $2 WHERE id = $1 AND undone_at_ms IS NULL")
        .bind(id.to_string())
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that an undo brought a record back from `version` to what it was at `before`, so that the batch that made it
/// so can be undone in its turn.
///
/// # Errors
/// If the database fails.
pub async fn move_batch_rows(
    tx: &mut WriteTx,
    entity: &str,
    id: &str,
    (before, now): (i64, i64),
) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE batch_row SET version_after = $4 WHERE entity = $1 AND entity_id = $2 AND version_after = $3",
    )
    .bind(entity.to_owned())
    .bind(id.to_owned())
    .bind(before)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
