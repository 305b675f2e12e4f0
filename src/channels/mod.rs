//! Carries messages out of the house: mail by SMTP, short messages by a webhook. Knows neither database nor what a
//! message is about; tells for certain sent, for certain not sent, and nobody knows apart.

mod mail;
mod webhook;

use std::future::Future;
use std::time::Duration;

pub use mail::send_mail;
pub use webhook::post_hook;

/// How long one waits for a server.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it lets us in.
    pub connect: Duration,
    /// For any other step.
    pub step: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), step: Duration::from_secs(30) }
    }
}

/// The answer, unless it takes too long.
async fn in_time<T>(limit: Duration, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, step).await.ok()
}
