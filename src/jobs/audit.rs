//! Keeps the audit trail sealed while the service runs: a moment after every record, and once more at the end; and
//! checks it once a day, when records that are old enough are dropped.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::service::audit::{prune_audit, seal_audit};

/// Time between two looks at what waits for its seal.
const POLL: Duration = Duration::from_secs(3);
/// Time from the start to the first check: a start has more urgent work.
const FIRST_CHECK: Duration = Duration::from_secs(5 * 60);
/// Time between two checks.
const CHECK: Duration = Duration::from_secs(24 * 3_600);

/// Seals until told to stop, and then what the last requests left.
pub(super) async fn seal(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut at_once = true;
    while !*stopped.borrow() {
        seal_once(&app, at_once).await;
        at_once = false;
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => {}
        }
    }
    seal_once(&app, true).await;
}

async fn seal_once(app: &App, at_once: bool) {
    let data: &Path = app.data();
    if let Err(error) = seal_audit(&app.store, data, &app.viewer, app.now(), at_once).await {
        tracing::error!(%error, "failed to seal the audit trail");
    }
}

/// Checks and prunes once a day until told to stop.
pub(super) async fn check(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut pause = FIRST_CHECK;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => return,
        }
        pause = CHECK;
        match prune_audit(&app.store, app.data(), &app.viewer, app.now()).await {
            Ok(pruned) => match pruned.fault {
                Some(fault) => tracing::error!(?fault, "somebody has meddled with the audit trail"),
                None => tracing::info!(
                    records = pruned.records,
                    "checked the audit trail and dropped old records"
                ),
            },
            Err(error) => tracing::error!(%error, "failed to check the audit trail"),
        }
    }
}
