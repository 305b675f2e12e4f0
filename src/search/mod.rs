//! Between the database and the engine: which records are indexed how, indexes that follow the change log, and
//! snapshots to search and rank over. Knows no use case and no words for people.

mod cursor;
mod follow;
pub mod mapping;
mod place;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use duijie_index::{Analyzer, IndexError, LexiconError, Reader, Snapshot};

pub use follow::Follower;
pub use place::{place_code, place_name};

use crate::domain::viewer::Viewer;
use crate::storage::{Entity, StorageError, Store};

/// Told how much of a piece of work is done, and of how much.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Send + Sync);

/// How long to pause before trying again to become the writer.
const LOCK_PAUSE: Duration = Duration::from_millis(100);
/// How long a reindex waits for another writer.
const REINDEX_WAIT: Duration = Duration::from_secs(5);

/// What is indexed, each in a folder of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    /// Needs with all they say, for those who may read all of them or all of some enterprises.
    Needs,
    /// The published parts of needs that are shown to all. Everybody outside searches here: in an index of all needs
    /// the rarity of a word, and with it every score, would betray what hidden ones say.
    PublishedNeeds,
    /// Capabilities, over which institutions are ranked.
    Capabilities,
    /// Institutions.
    Institutions,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Needs, Self::PublishedNeeds, Self::Capabilities, Self::Institutions];

    /// Name of the folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::PublishedNeeds => "published-needs",
            Self::Capabilities => "capabilities",
            Self::Institutions => "institutions",
        }
    }

    /// What its documents are.
    fn entity(self) -> Entity {
        match self {
            Self::Needs | Self::PublishedNeeds => Entity::Need,
            Self::Capabilities => Entity::Capability,
            Self::Institutions => Entity::Institution,
        }
    }

    /// What its documents are made of: a change of any of these touches the index.
    fn sources(self) -> &'static [Entity] {
        match self {
            Self::Needs | Self::PublishedNeeds => &[Entity::Need, Entity::Enterprise],
            Self::Capabilities => &[Entity::Capability, Entity::Institution],
            Self::Institutions => &[Entity::Institution],
        }
    }
}

/// What can go wrong between database and index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A broken lexicon.
    #[error("the lexicon is broken: {0:?}")]
    Lexicon(LexiconError),
    /// A thread at work on the index ended before its work.
    #[error("work on the index stopped")]
    Stopped,
}

/// How fresh the indexes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Freshness {
    /// Changes of the database that are not seen yet, because another process is writing the index; mostly 0.
    pub behind: u64,
}

/// What a rebuild has indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct ReindexReport {
    /// Needs.
    pub needs: u64,
    /// Those of them that are shown to all.
    pub published_needs: u64,
    /// Capabilities.
    pub capabilities: u64,
    /// Institutions.
    pub institutions: u64,
}

/// The indexes of one installation. Share it behind an `Arc`.
#[derive(Debug)]
pub struct Search {
    root: PathBuf,
    analyzer: Analyzer,
    readers: [Mutex<Option<Arc<Reader>>>; 4],
}

impl Search {
    /// The indexes under a data folder; they are opened or made when they are first needed.
    ///
    /// # Errors
    /// [`SearchError::Lexicon`].
    pub fn open(data: &Path) -> Result<Self, SearchError> {
        let analyzer = Analyzer::bundled().map_err(SearchError::Lexicon)?;
        Ok(Self { root: data.join("index"), analyzer, readers: Default::default() })
    }

    /// The analyzer, for marking words in texts.
    #[must_use]
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// Becomes the writer of an index, as the service stays while it runs.
    ///
    /// # Errors
    /// As [`Follower::open`].
    pub async fn follower(&self, collection: Collection) -> Result<Follower, SearchError> {
        Follower::open(collection, self.root.join(collection.folder()), self.analyzer.clone()).await
    }

    /// The newest committed state of an index. Reads files: not to be called where it would hold up other tasks
    /// with a large index that was never opened.
    ///
    /// # Errors
    /// [`IndexError::Missing`] before the first [`Search::bring_up_to_date`]; other [`IndexError`]s.
    pub fn snapshot(&self, collection: Collection) -> Result<Arc<Snapshot>, SearchError> {
        let [needs, published, capabilities, institutions] = &self.readers;
        let slot = match collection {
            Collection::Needs => needs,
            Collection::PublishedNeeds => published,
            Collection::Capabilities => capabilities,
            Collection::Institutions => institutions,
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reader) = slot.as_ref()
            && let Ok(snapshot) = reader.refresh()
        {
            return Ok(snapshot);
        }
        // Opened anew, so that a rebuilt index mends what a damaged one broke.
        let reader = Arc::new(Reader::open(&self.root.join(collection.folder()), &self.analyzer)?);
        let snapshot = reader.snapshot();
        *slot = Some(reader);
        Ok(snapshot)
    }

    /// How many changes of the database the indexes do not show yet.
    ///
    /// # Errors
    /// If the database fails. An index that is not there yet lacks everything.
    pub async fn behind(&self, store: &Store) -> Result<u64, SearchError> {
        let mut conn = store.read().await?;
        let mut behind = 0;
        for collection in Collection::ALL {
            let snapshot = self.snapshot(collection).ok();
            behind += cursor::behind(&mut conn, store.kind(), collection, snapshot.as_deref()).await?;
        }
        Ok(behind)
    }

    /// Brings all indexes to the present state of the database. While another process writes one of them, waits up
    /// to `wait` for it (or for it to have done the work), and then says how much is missing.
    ///
    /// # Errors
    /// If database or index fail; [`IndexError::Locked`] if another process is still making the first index.
    pub async fn bring_up_to_date(
        &self,
        store: &Store,
        wait: Duration,
        progress: Progress<'_>,
    ) -> Result<Freshness, SearchError> {
        let mut behind = 0;
        let mut left = wait;
        for collection in Collection::ALL {
            behind += self.follow_once(collection, store, &mut left, progress).await?;
        }
        Ok(Freshness { behind })
    }

    /// How many changes stay unseen; `left` is what remains of the time to wait.
    async fn follow_once(
        &self,
        collection: Collection,
        store: &Store,
        left: &mut Duration,
        progress: Progress<'_>,
    ) -> Result<u64, SearchError> {
        loop {
            let snapshot = self.snapshot(collection).ok();
            let mut conn = store.read().await?;
            let behind = cursor::behind(&mut conn, store.kind(), collection, snapshot.as_deref()).await?;
            drop(conn);
            if behind == 0 {
                return Ok(0);
            }
            match self.catch_up(collection, store, progress).await {
                Ok(()) => return Ok(0),
                Err(SearchError::Index(IndexError::Locked(_))) if !left.is_zero() => {
                    tokio::time::sleep(LOCK_PAUSE).await;
                    *left = left.saturating_sub(LOCK_PAUSE * 2);
                }
                Err(SearchError::Index(IndexError::Locked(_))) if snapshot.is_some() => return Ok(behind),
                Err(error) => return Err(error),
            }
        }
    }

    async fn catch_up(
        &self,
        collection: Collection,
        store: &Store,
        progress: Progress<'_>,
    ) -> Result<(), SearchError> {
        let mut follower = self.follower(collection).await?;
        follower.catch_up(store, &Viewer::operator(), progress).await?;
        Ok(())
    }

    /// Builds all indexes anew and swaps them in, while readers go on.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process writes; otherwise if database or index fail. The old indexes then
    /// stay.
    pub async fn reindex(&self, store: &Store, progress: Progress<'_>) -> Result<ReindexReport, SearchError> {
        let mut report = ReindexReport::default();
        for collection in Collection::ALL {
            let viewer = Viewer::operator();
            let mut follower = self.follower_patiently(collection).await?;
            follower.rebuild(store, &viewer, progress).await?;
            follower.catch_up(store, &viewer, progress).await?;
            let count = self.snapshot(collection)?.len();
            match collection {
                Collection::Needs => report.needs = count,
                Collection::PublishedNeeds => report.published_needs = count,
                Collection::Capabilities => report.capabilities = count,
                Collection::Institutions => report.institutions = count,
            }
        }
        Ok(report)
    }

    async fn follower_patiently(&self, collection: Collection) -> Result<Follower, SearchError> {
        let mut left = REINDEX_WAIT;
        loop {
            match self.follower(collection).await {
                Err(SearchError::Index(IndexError::Locked(_))) if !left.is_zero() => {
                    tokio::time::sleep(LOCK_PAUSE).await;
                    left = left.saturating_sub(LOCK_PAUSE * 2);
                }
                opened => return opened,
            }
        }
    }
}

/// Runs heavy work where it holds up no other task.
///
/// # Errors
/// [`SearchError::Stopped`] if it did not come to its end.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| SearchError::Stopped)
}
