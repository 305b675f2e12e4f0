//! Marks of the state of the records, for whoever keeps what was read: as long as the mark is the same, so is every
//! record. It may be another although nothing changed.
//!
//! Every page of a list asks for one, so asking must cost next to nothing. SQLite tells a connection from its own
//! memory whether another one has committed, but through sqlx each statement goes to a thread of its own and back,
//! which costs ten times the answer; so this one question goes to a connection of SQLite's own driver, where it stands.
//! PostgreSQL is asked over a connection kept for this, since a pool asks a connection twice how it does for every
//! statement.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use rusqlite::OpenFlags;
use sqlx::{AnyConnection, AnyPool, Connection as _};

use super::dialect::DatabaseKind;
use super::error::StorageError;

/// Hands out marks of one database.
#[derive(Debug)]
pub(super) struct Marker {
    kind: DatabaseKind,
    /// SQLite's file.
    file: Option<PathBuf>,
    watch: std::sync::Mutex<Slot>,
    /// For PostgreSQL, and where SQLite cannot be watched.
    asked: tokio::sync::Mutex<Option<AnyConnection>>,
}

#[derive(Debug, Default)]
enum Slot {
    #[default]
    Unopened,
    Open(Watch),
    Closed,
}

impl Marker {
    /// Opens nothing yet.
    pub(super) fn new(kind: DatabaseKind, file: Option<PathBuf>) -> Self {
        Self { kind, file, watch: Default::default(), asked: Default::default() }
    }

    /// The mark of the present state; `pool` lends a connection if one is needed.
    pub(super) async fn mark(&self, pool: &AnyPool) -> Result<String, StorageError> {
        if let Some(mark) = self.watched() {
            return Ok(mark);
        }
        let mut slot = self.asked.lock().await;
        if let Some(mut known) = slot.take()
            && let Ok(mark) = sqlx::query_scalar(self.kind.mark()).fetch_one(&mut known).await
        {
            *slot = Some(known);
            return Ok(mark);
        }
        // None yet, or the server has closed it.
        let mut fresh = pool.acquire().await?.detach();
        let mark = sqlx::query_scalar(self.kind.mark()).fetch_one(&mut fresh).await?;
        *slot = Some(fresh);
        Ok(mark)
    }

    /// SQLite's mark; `None` where it cannot be had at once.
    fn watched(&self) -> Option<String> {
        let file = self.file.as_deref()?;
        let mut slot = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Slot::Unopened = *slot {
            *slot = Slot::Open(Watch::open(file).ok()?);
        }
        let Slot::Open(watch) = &mut *slot else { return None };
        let mark = watch.mark(self.kind.mark());
        if mark.is_err() {
            *slot = Slot::Unopened;
        }
        mark.ok()
    }

    /// Closes what is open. Marks then need a connection of the pool.
    pub(super) async fn close(&self) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Slot::Closed;
        if let Some(asked) = self.asked.lock().await.take() {
            // What cannot be closed is closed already.
            let _ = asked.close().await;
        }
    }
}

/// A connection to SQLite that only watches for commits of others.
#[derive(Debug)]
struct Watch {
    connection: rusqlite::Connection,
    /// What SQLite said before the mark was read; `None` before the first.
    version: Option<i64>,
    mark: String,
}

impl Watch {
    fn open(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(file, flags)?;
        // It is asked where waiting would hold up others.
        connection.busy_timeout(Duration::ZERO)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self { connection, version: None, mark: String::new() })
    }

    fn mark(&mut self, sql: &str) -> rusqlite::Result<String> {
        let mut version = self.connection.prepare_cached("PRAGMA data_version")?;
        let version = version.query_row((), |row| row.get(0))?;
        if self.version != Some(version) {
            self.mark = self.connection.prepare_cached(sql)?.query_row((), |row| row.get(0))?;
            // Only now, and as it was before: what was committed in between shows in the next one.
            self.version = Some(version);
        }
        Ok(self.mark.clone())
    }
}
