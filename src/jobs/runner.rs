//! Claims due jobs of a lane from the database and runs them, one after the other; what failed is tried again later, at
//! most [`MAX_ATTEMPTS`] times. Several workers, of several processes too, may run at once: the database hands every job
//! to one of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{deliver, rematch};
use crate::app::App;
use crate::domain::job::{Job, JobLane, JobOutcome, JobPayload};
use crate::domain::time::Instant;
use crate::search::Search;
use crate::service::ServiceError;
use crate::storage::{StorageError, claim_job, finish_job, has_due_job};

/// Time between two looks at the queue.
const POLL: Duration = Duration::from_secs(1);
/// How long a job may run before another process may take it over.
const CLAIM_MS: i64 = 10 * 60 * 1_000;
/// Attempts after which a job is given up.
const MAX_ATTEMPTS: i64 = 8;
/// Pause after the first failure; doubled by every further one.
const FIRST_PAUSE_MS: i64 = 5_000;

/// Runs jobs of a lane until told to stop.
pub(super) async fn run(
    app: Arc<App>,
    search: Arc<Search>,
    lane: JobLane,
    mut stopped: watch::Receiver<bool>,
) {
    while !*stopped.borrow() {
        if let Err(error) = run_due_jobs_of(&app, &search, lane).await {
            tracing::error!(%error, "failed to work through the queue");
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Runs all jobs that are due, one lane after the other, and returns how many were done.
///
/// # Errors
/// If the database fails. Failures of jobs are recorded with them.
pub async fn run_due_jobs(app: &App, search: &Search) -> Result<u64, StorageError> {
    let mut done = 0;
    for lane in JobLane::ALL {
        done += run_due_jobs_of(app, search, *lane).await?;
    }
    Ok(done)
}

async fn run_due_jobs_of(app: &App, search: &Search, lane: JobLane) -> Result<u64, StorageError> {
    let mut done = 0;
    loop {
        if !has_due_job(&mut *app.store.read().await?, lane, app.now()).await? {
            return Ok(done);
        }
        let mut tx = app.store.write(&app.viewer, app.now()).await?;
        let until = Instant(app.now().0 + CLAIM_MS);
        let claimed = claim_job(&mut tx, app.store.kind(), lane, until).await?;
        let Some(job) = claimed else {
            tx.rollback().await?;
            return Ok(done);
        };
        tx.commit().await?;
        let outcome = outcome(app.now(), &job, attempt(app, search, &job).await);
        done += u64::from(outcome == JobOutcome::Done);
        let mut tx = app.store.write(&app.viewer, app.now()).await?;
        finish_job(&mut tx, &job, &outcome).await?;
        tx.commit().await?;
    }
}

/// Why an attempt did not do the job.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The index does not show yet what the job is about.
    #[error("the index is {0} changes behind")]
    Behind(u64),
    /// The use case failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

async fn attempt(app: &App, search: &Search, job: &Job) -> Result<(), Failure> {
    if job.waits_for.is_some() {
        // Having followed everything is more than the job waits for, and simple to tell.
        match search.behind(&app.store).await.map_err(ServiceError::from)? {
            0 => {}
            behind => return Err(Failure::Behind(behind)),
        }
    }
    match &job.payload {
        JobPayload::Rematch { need } => Ok(rematch::run(app, search, need).await?),
        JobPayload::Deliver { delivery } => Ok(deliver::run(app, delivery).await?),
    }
}

fn outcome(now: Instant, job: &Job, result: Result<(), Failure>) -> JobOutcome {
    let Err(error) = result else { return JobOutcome::Done };
    tracing::warn!(job.id = %job.id, attempts = job.attempts, %error, "a job failed");
    let reason = error.to_string();
    if job.attempts >= MAX_ATTEMPTS {
        return JobOutcome::Failed { reason };
    }
    let doublings = u32::try_from(job.attempts - 1).unwrap_or(0);
    JobOutcome::Retry { at: Instant(now.0 + FIRST_PAUSE_MS * 2_i64.pow(doublings)), reason }
}
