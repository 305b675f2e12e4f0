//! Follows the change log of the database into one index. There is one follower per index folder, over all
//! processes; others read. The index is disposable: whatever is wrong with it, a follower builds it anew beside the
//! old one and swaps, and readers go on meanwhile.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use duijie_index::{Analyzer, Document, IndexError, Rebuild, Writer};
use sqlx::AnyConnection;

use super::rows::{self, Rows};
use super::{Collection, Progress, SearchError, blocking, cursor};
use crate::domain::viewer::Viewer;
use crate::storage::{self, Change, Cursor, Store};

/// Changes read at a time.
const TAIL: i64 = 1_000;
/// Records read at a time by a rebuild.
const PAGE: i64 = 500;
/// Changes of no interest after which the cursor is stored all the same.
const SKIPPED: u64 = 5_000;

/// The one writer of an index.
#[derive(Debug)]
pub struct Follower {
    collection: Collection,
    folder: PathBuf,
    analyzer: Analyzer,
    /// `None` while the index has to be built anew.
    writer: Option<Writer>,
    /// Where the log was read up to, and how much of that is not committed; `None` until the first catching up.
    seen: Option<Cursor>,
    skipped: u64,
}

impl Follower {
    /// Takes the place of the writer. An index that is missing, damaged or of an older program is built with the
    /// first [`Follower::catch_up`].
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another follower is at work; [`IndexError::Newer`]; if the disk fails.
    pub async fn open(
        collection: Collection,
        folder: PathBuf,
        analyzer: Analyzer,
    ) -> Result<Self, SearchError> {
        let (at, with) = (folder.clone(), analyzer.clone());
        let writer = match blocking(move || Writer::open_or_create(&at, &with)).await? {
            Ok(writer) => Some(writer),
            Err(IndexError::Outdated { .. } | IndexError::Corrupt { .. } | IndexError::Engine(_)) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { collection, folder, analyzer, writer, seen: None, skipped: 0 })
    }

    /// Brings the index to the present state of the database and returns how many changes it followed.
    ///
    /// # Errors
    /// If database or index fail; the next call goes on where the last commit stands.
    pub async fn catch_up(
        &mut self,
        store: &Store,
        viewer: &Viewer,
        progress: Progress<'_>,
    ) -> Result<u64, SearchError> {
        let mut conn = store.read().await?;
        let epoch = storage::feed_epoch(&mut conn).await?;
        let stored = self.writer.as_ref().and_then(|writer| cursor::read(writer.cursor(), &epoch));
        let mut at = match stored {
            Some(stored) => self.seen.map_or(stored, |seen| seen.max(stored)),
            None => self.rebuild(store, viewer, progress).await?,
        };
        if cursor::missed(&mut conn, store.kind(), at).await? {
            at = self.rebuild(store, viewer, progress).await?;
        }
        let total = storage::count_changes(&mut conn, store.kind(), at, self.collection.sources()).await?;
        let mut done = 0;
        loop {
            let changes = storage::tail(&mut conn, store.kind(), at, TAIL).await?;
            let Some(last) = changes.last() else { break };
            let followed = self.follow(&mut conn, viewer, &epoch, &changes, last.cursor).await?;
            if followed > 0 {
                done += followed;
                progress(done, total.max(done));
            }
            at = last.cursor;
            self.seen = Some(at);
        }
        Ok(done)
    }

    /// Follows one piece of the log up to `end` and returns how many of its changes mattered.
    async fn follow(
        &mut self,
        conn: &mut AnyConnection,
        viewer: &Viewer,
        epoch: &str,
        changes: &[Change],
        end: Cursor,
    ) -> Result<u64, SearchError> {
        let sources = self.collection.sources();
        let relevant = changes.iter().filter(|change| sources.contains(&change.entity)).count() as u64;
        if relevant > 0 {
            let ids = rows::touched(conn, viewer, self.collection, changes).await?;
            let rows = rows::load(conn, viewer, self.collection, &ids).await?;
            self.write(Some(rows), ids, cursor::written(epoch, end)).await?;
            return Ok(relevant);
        }
        self.skipped += changes.len() as u64;
        if self.skipped > SKIPPED {
            self.write(None, BTreeSet::new(), cursor::written(epoch, end)).await?;
        }
        Ok(0)
    }

    /// Puts the rows, deletes the ids that have none, commits.
    async fn write(
        &mut self,
        rows: Option<Rows>,
        ids: BTreeSet<String>,
        at: String,
    ) -> Result<(), SearchError> {
        let Some(mut writer) = self.writer.take() else { return Err(SearchError::Stopped) };
        let work = move || {
            let done = apply(&mut writer, rows.as_ref(), ids, &at);
            (writer, done)
        };
        let (writer, done) = blocking(work).await?;
        self.writer = Some(writer);
        if done.is_ok() {
            self.skipped = 0;
        } else {
            // What was put but not committed is put again from the last commit on.
            self.seen = None;
        }
        Ok(done?)
    }

    /// Builds the index anew from the database and swaps it in. Returns the place from which to follow.
    ///
    /// # Errors
    /// If database or index fail; the old index then stays.
    pub async fn rebuild(
        &mut self,
        store: &Store,
        viewer: &Viewer,
        progress: Progress<'_>,
    ) -> Result<Cursor, SearchError> {
        let mut conn = store.read().await?;
        let epoch = storage::feed_epoch(&mut conn).await?;
        let head = storage::feed_head(&mut conn, store.kind()).await?;
        let total = storage::count_records(&mut conn, viewer, self.collection.entity()).await?;
        let (writer, folder, analyzer) = (self.writer.take(), self.folder.clone(), self.analyzer.clone());
        let begin = move || match writer {
            Some(writer) => writer.into_rebuild(),
            None => Rebuild::begin(&folder, &analyzer),
        };
        let rebuild = Arc::new(blocking(begin).await??);
        let (mut after, mut done) = (None::<String>, 0);
        loop {
            let rows = rows::page(&mut conn, viewer, self.collection, after.as_deref(), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last);
            let into = Arc::clone(&rebuild);
            done += blocking(move || put_all(&rows, |document| into.put(document))).await??;
            progress(done, total.max(done));
        }
        let rebuild = Arc::into_inner(rebuild).ok_or(SearchError::Stopped)?;
        let at = cursor::written(&epoch, head);
        self.writer = Some(blocking(move || publish(rebuild, &at)).await??);
        (self.seen, self.skipped) = (Some(head), 0);
        Ok(head)
    }
}

/// One segment is fastest to search; where it cannot be had, several do as well.
fn publish(rebuild: Rebuild, at: &str) -> Result<Writer, IndexError> {
    let mut writer = rebuild.publish(at)?;
    if let Err(error) = writer.compact() {
        tracing::warn!(%error, "the rebuilt index was not compacted");
    }
    Ok(writer)
}

fn apply(
    writer: &mut Writer,
    rows: Option<&Rows>,
    mut gone: BTreeSet<String>,
    at: &str,
) -> Result<(), IndexError> {
    if let Some(rows) = rows {
        put_all(rows, |document| {
            gone.remove(&document.id);
            match writer.put(document) {
                // The record as it was before must not stay.
                Err(error @ IndexError::Document { .. }) => {
                    writer.delete(&document.id);
                    Err(error)
                }
                done => done,
            }
        })?;
    }
    gone.iter().for_each(|id| writer.delete(id));
    writer.commit(at)
}

/// Puts every document; one that cannot be indexed is tried without its figures and otherwise left out, so that it
/// holds up no other.
fn put_all(rows: &Rows, mut put: impl FnMut(&Document) -> Result<(), IndexError>) -> Result<u64, IndexError> {
    let mut count = 0;
    for mut document in rows.documents() {
        count += 1;
        let Err(error) = put(&document) else { continue };
        let IndexError::Document { .. } = error else { return Err(error) };
        document.indicators.clear();
        match put(&document) {
            Err(IndexError::Document { id, problem }) => tracing::warn!(id, problem, "left out of the index"),
            done => done?,
        }
    }
    Ok(count)
}
