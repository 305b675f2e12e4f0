//! Keeps one index at the present state of the database: asks every half second, on both databases (design.md §5).

use std::sync::Arc;
use std::time::Duration;

use duijie_index::IndexError;
use tokio::sync::watch;

use crate::app::App;
use crate::domain::viewer::Viewer;
use crate::search::{Collection, Follower, Search, SearchError};

/// Time between two looks at the change log.
const POLL: Duration = Duration::from_millis(500);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Follows until told to stop. Another process that writes the index is waited for; other failures are logged and
/// tried again, more and more rarely.
pub(super) async fn follow(
    app: Arc<App>,
    search: Arc<Search>,
    collection: Collection,
    mut stopped: watch::Receiver<bool>,
) {
    let mut follower = None;
    let mut pause = POLL;
    while !*stopped.borrow() {
        match step(&app, &search, collection, &mut follower).await {
            Ok(()) => pause = POLL,
            Err(SearchError::Index(IndexError::Locked(_))) => pause = POLL,
            Err(error) => {
                tracing::error!(%error, index = collection.folder(), "failed to follow the change log");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn step(
    app: &App,
    search: &Search,
    collection: Collection,
    follower: &mut Option<Follower>,
) -> Result<(), SearchError> {
    let follower = match follower {
        Some(follower) => follower,
        None => follower.insert(search.follower(collection).await?),
    };
    let done = follower.catch_up(&app.store, &Viewer::operator(), &|_, _| {}).await?;
    if done > 0 {
        tracing::debug!(index = collection.folder(), changes = done, "followed the change log");
    }
    Ok(())
}
