//! What the service does besides answering: following the change log into the indexes, the jobs that use cases left in
//! the database, and sealing the audit trail. Uses services; no service uses it.

mod alerts;
mod audit;
mod deliver;
mod follow_changes;
mod forget;
mod rematch;
mod runner;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::search::{Collection, Search};

pub use runner::run_due_jobs;

/// The tasks in the background.
#[derive(Debug)]
pub struct Background {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Background {
    /// Starts them.
    #[must_use]
    pub fn start(app: &Arc<App>, search: &Arc<Search>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for collection in Collection::ALL {
            let (app, search) = (Arc::clone(app), Arc::clone(search));
            tasks.spawn(follow_changes::follow(app, search, collection, stopped.clone()));
        }
        tasks.spawn(audit::seal(Arc::clone(app), stopped.clone()));
        tasks.spawn(audit::check(Arc::clone(app), stopped.clone()));
        tasks.spawn(alerts::run(Arc::clone(app), Arc::clone(search), stopped.clone()));
        tasks.spawn(forget::run(Arc::clone(app), stopped.clone()));
        tasks.spawn(runner::run(Arc::clone(app), Arc::clone(search), stopped));
        Self { stop, tasks }
    }

    /// Stops them after what they are at.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}
