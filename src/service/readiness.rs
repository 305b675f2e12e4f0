//! Whether the service can answer: the database does, and every index has a state to search.

use crate::search::{Collection, Search};
use crate::storage::{self, StorageError, Store};

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

/// Setting that marks an installation as demo.
pub const DEMO_SETTING: &str = "demo";

/// True if the records are invented ones.
///
/// # Errors
/// If the database fails.
pub async fn is_demo(store: &Store) -> Result<bool, StorageError> {
    Ok(storage::find_setting(&mut *store.read().await?, DEMO_SETTING).await?.is_some())
}
