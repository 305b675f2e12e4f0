//! How far an index has followed the database: `<feed epoch>|<txid>:<seq>`, stored with every commit.

use duijie_index::Snapshot;
use sqlx::AnyConnection;

use super::{Collection, SearchError};
use crate::storage::{self, Cursor, DatabaseKind};

/// The stored form.
pub(super) fn written(epoch: &str, at: Cursor) -> String {
    format!("{epoch}|{at}")
}

/// Reads the stored form; `None` if it is of another life of the log, or no cursor at all.
pub(super) fn read(text: &str, epoch: &str) -> Option<Cursor> {
    let (of, at) = text.rsplit_once('|')?;
    (of == epoch).then(|| Cursor::parse(at)).flatten()
}

/// Where a stored cursor stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// So many changes of interest come after it.
    Behind(u64),
    /// It followed another log, or changes after it were dropped: only a rebuild helps.
    Lost,
}

impl Standing {
    pub(super) async fn of(
        conn: &mut AnyConnection,
        kind: DatabaseKind,
        collection: Collection,
        text: &str,
    ) -> Result<Self, SearchError> {
        let epoch = storage::feed_epoch(conn).await?;
        let Some(at) = read(text, &epoch) else { return Ok(Self::Lost) };
        if missed(conn, kind, at).await? {
            return Ok(Self::Lost);
        }
        Ok(Self::Behind(storage::count_changes(conn, kind, at, collection.sources()).await?))
    }
}

/// True if changes after `at` were dropped from the log. A follower that has not started yet misses what was dropped
/// before it, too, and cannot tell; so it always rebuilds.
pub(super) async fn missed(
    conn: &mut AnyConnection,
    kind: DatabaseKind,
    at: Cursor,
) -> Result<bool, SearchError> {
    match storage::oldest_change(conn).await? {
        // What is not settled yet is no reason to begin anew.
        Some(oldest) if at < oldest => Ok(!storage::tail(conn, kind, at, 1).await?.is_empty()),
        _ => Ok(false),
    }
}

/// How many changes a reader of this snapshot does not see.
pub(super) async fn behind(
    conn: &mut AnyConnection,
    kind: DatabaseKind,
    collection: Collection,
    snapshot: Option<&Snapshot>,
) -> Result<u64, SearchError> {
    let text = snapshot.map_or("", Snapshot::cursor);
    match Standing::of(conn, kind, collection, text).await? {
        Standing::Behind(count) => Ok(count),
        Standing::Lost => {
            let all = storage::count_changes(conn, kind, Cursor::default(), collection.sources()).await?;
            Ok(all.max(1))
        }
    }
}
