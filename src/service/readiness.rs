//! Whether the service can answer: the database does, and every index has a state to search.

use super::ServiceError;
use crate::search::{Collection, Search};
use crate::storage::{self, JobCounts, StorageError, Store};

/// What is missing, by the name of the part; empty if nothing is.
pub async fn readiness(store: &Store, search: &Search) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if answers(store).await.is_err() {
        missing.push("database");
    }
    for collection in Collection::ALL {
        if search.snapshot(collection).is_err() {
            missing.push(collection.folder());
        }
    }
    missing
}

async fn answers(store: &Store) -> Result<(), StorageError> {
    storage::feed_epoch(&mut *store.read().await?).await?;
    Ok(())
}

/// What waits to be done in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Changes that the indexes do not show yet.
    pub changes: u64,
    /// Jobs by state.
    pub jobs: JobCounts,
}

/// Counts it.
///
/// # Errors
/// If the database fails.
pub async fn backlog(store: &Store, search: &Search) -> Result<Backlog, ServiceError> {
    let changes = search.behind(store).await?;
    let jobs = storage::count_jobs(&mut *store.read().await?).await?;
    Ok(Backlog { changes, jobs })
}

/// Setting that marks an installation as demo.
pub const DEMO_SETTING: &str = "demo";

/// True if the records are invented ones.
///
/// # Errors
/// If the database fails.
pub async fn is_demo(store: &Store) -> Result<bool, StorageError> {
    Ok(storage::find_setting(&mut *store.read().await?, DEMO_SETTING).await?.is_some())
}

/// The setting that closes the site to visitors: `no` there, and nobody sees anything without signing in.
pub const VISITORS_SETTING: &str = "open_to_visitors";

/// Whether visitors who have not signed in may see what is published for all.
///
/// # Errors
/// If the database fails.
pub async fn is_open_to_visitors(store: &Store) -> Result<bool, ServiceError> {
    let set = storage::find_setting(&mut *store.read().await?, VISITORS_SETTING).await?;
    Ok(set.is_none_or(|set| set != "no"))
}
