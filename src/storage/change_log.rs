//! The change log: which records changed, in the order in which the changes became visible. Indexes follow it.
//!
//! Order is `(txid, seq)`. On SQLite there is one writer and txid is 0; on PostgreSQL only changes below the oldest
//! running transaction are handed out, or changes that commit late would be lost (`performance.md` §3).

use std::fmt;

use sqlx::{AnyConnection, Row};

use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::row::assembled;
use super::settings::find_setting;
use super::write::WriteTx;
use crate::domain::time::Instant;

/// Name of the setting that tells one life of the log from another (a restored database starts a new one).
const FEED_EPOCH: &str = "feed_epoch";
/// Rows of one insert.
const APPEND_CHUNK: usize = 200;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// An enterprise.
    Enterprise,
    /// An institution.
    Institution,
    /// A capability.
    Capability,
    /// A need.
    Need,
}

impl Entity {
    /// Every kind of record that indexes may follow.
    pub const ALL: [Self; 4] = [Self::Enterprise, Self::Institution, Self::Capability, Self::Need];

    /// What is stored; the name of the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::Institution => "institution",
            Self::Capability => "capability",
            Self::Need => "need",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.code() == code)
    }
}

/// A place in the log: everything up to and including it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    txid: i64,
    seq: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.txid, self.seq)
    }
}

impl Cursor {
    /// Reads the form that [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (txid, seq) = text.split_once(':')?;
        Some(Self { txid: txid.parse().ok()?, seq: seq.parse().ok()? })
    }

    pub(super) fn parts(self) -> (i64, i64) {
        (self.txid, self.seq)
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place.
    pub cursor: Cursor,
    /// What changed.
    pub entity: Entity,
    /// Which.
    pub id: String,
}

pub(super) async fn append(
    conn: &mut AnyConnection,
    changed: &[(Entity, String)],
    now: Instant,
) -> Result<(), StorageError> {
    for chunk in changed.chunks(APPEND_CHUNK) {
        let rows: Vec<String> =
            (0..chunk.len()).map(|at| format!("(${}, ${}, $1)", at * 2 + 2, at * 2 + 3)).collect();
        let sql =
            format!("INSERT INTO change_log (entity, entity_id, recorded_at_ms) VALUES {}", rows.join(","));
        let mut query = assembled(sql).bind(now.0);
        for (entity, id) in chunk {
            query = query.bind(entity.code()).bind(id.clone());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// The changes after `from`, oldest first, at most `limit`. Changes that may still be overtaken are left for later.
///
/// # Errors
/// If the database fails.
pub async fn tail(
    conn: &mut AnyConnection,
    kind: DatabaseKind,
    from: Cursor,
    limit: i64,
) -> Result<Vec<Change>, StorageError> {
    let sql = format!(
        "SELECT txid, seq, entity, entity_id FROM change_log WHERE (txid, seq) > ($1, $2) AND {} \
         ORDER BY txid, seq LIMIT $3",
        kind.settled()
    );
    let rows = assembled(sql).bind(from.txid).bind(from.seq).bind(limit).fetch_all(&mut *conn).await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in &rows {
        let code: String = row.try_get("entity")?;
        let id: String = row.try_get("entity_id")?;
        let cursor = Cursor { txid: row.try_get("txid")?, seq: row.try_get("seq")? };
        let entity = Entity::from_code(&code).ok_or(StorageError::Inconsistent {
            table: "change_log",
            column: "entity",
            id: cursor.to_string(),
        })?;
        changes.push(Change { cursor, entity, id });
    }
    Ok(changes)
}

/// The newest settled place of the log. A rebuild notes it before it reads the records: what changes meanwhile is
/// then followed again, which is harmless.
///
/// # Errors
/// If the database fails.
pub async fn feed_head(conn: &mut AnyConnection, kind: DatabaseKind) -> Result<Cursor, StorageError> {
    let sql = format!(
        "SELECT txid, seq FROM change_log WHERE {} ORDER BY txid DESC, seq DESC LIMIT 1",
        kind.settled()
    );
    let row = assembled(sql).fetch_optional(&mut *conn).await?;
    row.map_or(Ok(Cursor::default()), |row| {
        Ok(Cursor { txid: row.try_get("txid")?, seq: row.try_get("seq")? })
    })
}

/// The oldest change that is kept; a follower that stands before it has missed some and must rebuild.
///
/// # Errors
/// If the database fails.
pub async fn oldest_change(conn: &mut AnyConnection) -> Result<Option<Cursor>, StorageError> {
    let row = sqlx::query("SELECT txid, seq FROM change_log ORDER BY txid, seq LIMIT 1")
        .fetch_optional(&mut *conn)
        .await?;
    row.map(|row| Ok(Cursor { txid: row.try_get("txid")?, seq: row.try_get("seq")? })).transpose()
}

/// Which life of the log this is. An index that followed another one must be rebuilt.
///
/// # Errors
/// If the database fails.
pub async fn feed_epoch(conn: &mut AnyConnection) -> Result<String, StorageError> {
    Ok(find_setting(conn, FEED_EPOCH).await?.unwrap_or_default())
}

/// Starts a new life of the log, as is due after a restore: transaction numbers begin anew there.
///
/// # Errors
/// If the database fails.
pub async fn renew_feed(tx: &mut WriteTx) -> Result<(), StorageError> {
    let epoch: crate::domain::ids::FactId = tx.next_id();
    sqlx::query("UPDATE change_log SET txid = 0").execute(tx.conn()).await?;
    super::settings::put_setting(tx, FEED_EPOCH, epoch.as_str()).await
}

/// Drops changes recorded before a moment and returns how many: all before the first that is newer, since a follower
/// tells only by the oldest one kept whether it missed any. The newest change always stays.
///
/// # Errors
/// If the database fails.
pub async fn prune_changes(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let done = sqlx::query(
        "DELETE FROM change_log WHERE (txid, seq) < (SELECT txid, seq FROM change_log WHERE recorded_at_ms >= $1 \
         OR seq = (SELECT seq FROM change_log ORDER BY txid DESC, seq DESC LIMIT 1) ORDER BY txid, seq LIMIT 1)",
    )
    .bind(before.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
