//! Looks once a day, in the morning, for what is new for each account. The indexes are followed first. Several processes
//! may look at once: what was told is noted, so nobody is told twice.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::domain::time::Instant;
use crate::search::Search;
use crate::service::ServiceError;
use crate::service::saved::{AlertsFound, alerts_are_due, find_alerts};

/// Time between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// Looks every morning until told to stop.
pub(super) async fn run(app: Arc<App>, search: Arc<Search>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopped.changed() => continue,
        }
        match look(&app, &search, app.now()).await {
            Ok(None) => {}
            Ok(Some(found)) => tracing::info!(
                accounts = found.accounts,
                alerts = found.alerts,
                items = found.items,
                "looked for what is new"
            ),
            Err(error) => tracing::error!(%error, "failed to look for what is new"),
        }
    }
}

/// Looks if it is due; waits for the next turn while the indexes are behind.
async fn look(app: &App, search: &Search, now: Instant) -> Result<Option<AlertsFound>, ServiceError> {
    if !alerts_are_due(&app.store, now).await? || search.behind(&app.store).await? > 0 {
        return Ok(None);
    }
    find_alerts(&app.store, search, &app.viewer, now).await.map(Some)
}
