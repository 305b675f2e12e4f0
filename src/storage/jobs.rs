//! The queue of follow-up work. Jobs are written with what makes them necessary, claimed by one process at a time,
//! and gone when done; a claim that is not kept in time can be taken by another process.

use sqlx::{AnyConnection, Row};

use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::row::{Read, assembled};
use super::write::WriteTx;
use crate::domain::ids::JobId;
use crate::domain::job::{Job, JobLane, JobOutcome, JobPayload};
use crate::domain::time::Instant;

/// How many jobs are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// Waiting for their time.
    pub waiting: i64,
    /// Claimed.
    pub running: i64,
    /// Given up.
    pub failed: i64,
}

/// Adds a job, to be run not before `run_at`.
///
/// # Errors
/// If the database fails.
pub async fn enqueue_job(
    tx: &mut WriteTx,
    payload: &JobPayload,
    run_at: Instant,
    waits_for: Option<String>,
) -> Result<JobId, StorageError> {
    let (id, now): (JobId, Instant) = (tx.next_id(), tx.now());
    sqlx::query(
        "INSERT INTO job (id, payload, state, run_at_ms, attempts, waits_for, created_at_ms, lane) \
         VALUES ($1, $2, 'waiting', $3, 0, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(serde_json::to_string(payload).unwrap_or_default())
    .bind(run_at.0)
    .bind(waits_for)
    .bind(now.0)
    .bind(payload.lane().code())
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Claims the job of a lane that has been due longest, until `until`; also one whose claim ran out.
///
/// # Errors
/// If the database fails.
pub async fn claim_job(
    tx: &mut WriteTx,
    kind: DatabaseKind,
    lane: JobLane,
    until: Instant,
) -> Result<Option<Job>, StorageError> {
    let now = tx.now();
    let sql = format!(
        "UPDATE job SET state = 'running', attempts = attempts + 1, claimed_until_ms = $2 WHERE id = (\
         SELECT id FROM job WHERE lane = $3 AND ((state = 'waiting' AND run_at_ms <= $1) \
         OR (state = 'running' AND claimed_until_ms < $1)) ORDER BY run_at_ms, id LIMIT 1 {}) \
         RETURNING id, payload, attempts, waits_for",
        kind.skip_locked()
    );
    let row = assembled(sql).bind(now.0).bind(until.0).bind(lane.code()).fetch_optional(tx.conn()).await?;
    row.map(|row| {
        let read = Read::new("job", &row);
        Ok(Job {
            id: read.parsed("id", JobId::parse)?,
            payload: read.parsed("payload", |text| serde_json::from_str::<JobPayload>(text).ok())?,
            attempts: read.int("attempts")?,
            waits_for: read.maybe_text("waits_for")?,
        })
    })
    .transpose()
}

/// True if a job of the lane could be claimed: a question that takes no turn of the one writer.
///
/// # Errors
/// If the database fails.
pub async fn has_due_job(
    conn: &mut AnyConnection,
    lane: JobLane,
    now: Instant,
) -> Result<bool, StorageError> {
    let found = sqlx::query(
        "SELECT 1 AS one FROM job WHERE lane = $1 AND ((state = 'waiting' AND run_at_ms <= $2) \
         OR (state = 'running' AND claimed_until_ms < $2)) LIMIT 1",
    )
    .bind(lane.code())
    .bind(now.0)
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Says how an attempt ended. A job that another process has claimed since is left alone; returns whether it was ours.
///
/// # Errors
/// If the database fails.
pub async fn finish_job(tx: &mut WriteTx, job: &Job, outcome: &JobOutcome) -> Result<bool, StorageError> {
    let query = match outcome {
        JobOutcome::Done => {
            sqlx::query("DELETE FROM job WHERE id = $1 AND attempts = $2 AND state = 'running'")
                .bind(job.id.to_string())
                .bind(job.attempts)
        }
        JobOutcome::Retry { at, reason } => sqlx::query(
            "UPDATE job SET state = 'waiting', run_at_ms = $3, last_error = $4, claimed_until_ms = NULL \
             WHERE id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(job.id.to_string())
        .bind(job.attempts)
        .bind(at.0)
        .bind(reason.clone()),
        JobOutcome::Failed { reason } => sqlx::query(
            "UPDATE job SET state = 'failed', last_error = $3, claimed_until_ms = NULL \
             WHERE id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(job.id.to_string())
        .bind(job.attempts)
        .bind(reason.clone()),
    };
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Counts the queue.
///
/// # Errors
/// If the database fails.
pub async fn count_jobs(conn: &mut AnyConnection) -> Result<JobCounts, StorageError> {
    let mut counts = JobCounts::default();
    for row in sqlx::query("SELECT state, COUNT(*) AS number FROM job GROUP BY state").fetch_all(conn).await?
    {
        let (state, number): (String, i64) = (row.try_get("state")?, row.try_get("number")?);
        match state.as_str() {
            "waiting" => counts.waiting = number,
            "running" => counts.running = number,
            _ => counts.failed = number,
        }
    }
    Ok(counts)
}
