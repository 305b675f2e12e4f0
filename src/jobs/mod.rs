//! What the service does besides answering: following the change log into the indexes, the jobs that use cases left in
//! the database, and sealing the audit trail. Uses services; no service uses it.

mod alerts;
mod audit;
mod deliver;
mod follow_changes;
mod hourly;
mod rematch;
mod runner;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::job::JobLane;
use crate::search::{Collection, Search};

pub use runner::run_due_jobs;

/// How many do the jobs of a lane: what computes shares the machine with the pages, what sends only waits.
fn workers(lane: JobLane) -> usize {
    match lane {
        JobLane::Work => 1,
        JobLane::Send => 4,
    }
}

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
        tasks.spawn(hourly::run(Arc::clone(app), stopped.clone()));
        for lane in JobLane::ALL {
            for _ in 0..workers(*lane) {
                tasks.spawn(runner::run(Arc::clone(app), Arc::clone(search), *lane, stopped.clone()));
            }
        }
        Self { stop, tasks }
    }

    /// Stops them after what they are at.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}
