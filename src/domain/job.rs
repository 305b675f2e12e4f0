//! Follow-up work that is written in the transaction which makes it necessary. Payloads are plain data; the code that
//! runs them lies above the services.

use serde::{Deserialize, Serialize};

use super::ids::JobId;
use super::time::Instant;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Which workers do a job, so that those who wait for others hold nobody else up.
    pub enum JobLane {
        /// Work with database and index.
        Work = "work" "计算",
        /// Talking to other servers, which may be slow.
        Send = "send" "发送",
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum JobPayload {
    /// Rank the institutions of a need again.
    Rematch {
        /// The need's id.
        need: String,
    },
    /// Send a message of the outbox.
    Deliver {
        /// The message's id.
        delivery: String,
    },
}

impl JobPayload {
    /// Whose work it is.
    #[must_use]
    pub fn lane(&self) -> JobLane {
        match self {
            Self::Rematch { .. } => JobLane::Work,
            Self::Deliver { .. } => JobLane::Send,
        }
    }
}

/// A job that was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Id.
    pub id: JobId,
    /// What is to be done.
    pub payload: JobPayload,
    /// How often it was started, this time included.
    pub attempts: i64,
    /// The change of the log that the index must have reached first.
    pub waits_for: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// It is done.
    Done,
    /// It may work later.
    Retry {
        /// Not before.
        at: Instant,
        /// What happened, without personal data.
        reason: String,
    },
    /// It will never work.
    Failed {
        /// What happened, without personal data.
        reason: String,
    },
}
