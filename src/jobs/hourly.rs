//! Once an hour while the service runs: forgets what is kept for a day only, ends the terms of needs, and, once a day,
//! reminds of what waits because time has passed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::service::notices::remind;
use crate::service::{expire_needs, forget_old};

/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(3_600);

/// Does so until told to stop. Several processes may do so at once.
pub(super) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stopped.changed() => continue,
        }
        match forget_old(&app.store, &app.viewer, app.now()).await {
            Ok(gone) => tracing::debug!(gone, "forgot old keys and images"),
            Err(error) => tracing::error!(%error, "failed to forget old keys and images"),
        }
        match expire_needs(&app.store, &app.viewer, app.now()).await {
            Ok(ended) => tracing::debug!(ended, "terms of needs ended"),
            Err(error) => tracing::error!(%error, "failed to end the terms of needs"),
        }
        match remind(&app.store, &app.viewer, app.now()).await {
            Ok(told) => {
                tracing::debug!(needs = told.needs, institutions = told.institutions, "reminded");
            }
            Err(error) => tracing::error!(%error, "failed to remind of what has come due"),
        }
    }
}
