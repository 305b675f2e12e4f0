//! Ranks the institutions of a need again after something about it changed.

use crate::app::App;
use crate::search::Search;
use crate::service::{MatchOptions, ServiceError, match_one};

/// Partners that are worth keeping ready.
const TOP: usize = 20;

/// Ranks the need; one that is gone needs no ranking.
///
/// # Errors
/// If database or index fail: worth trying again.
pub(super) async fn run(app: &App, search: &Search, need: &str) -> Result<(), ServiceError> {
    let options = MatchOptions { top: TOP, as_of: app.now().beijing_day() };
    match match_one(&app.store, search, &app.viewer, need, &options).await {
        Ok(found) => {
            tracing::info!(need.id = need, candidates = found.candidates.len(), "ranked again");
            Ok(())
        }
        Err(ServiceError::NoSuchNeed(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
