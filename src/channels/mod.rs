//! Carries messages out of the house: mail by SMTP, short messages by a webhook. Knows neither database nor what a
//! message is about; tells for certain sent, for certain not sent, and nobody knows apart.

mod mail;
mod webhook;

use std::future::Future;
use std::time::Duration;

pub use mail::send_mail;
pub use webhook::post_hook;

/// How long a server may take to let us in.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may take for any other step.
const STEP: Duration = Duration::from_secs(30);

/// The answer, unless it takes too long.
async fn in_time<T>(limit: Duration, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, step).await.ok()
}
