//! Shows what an account keeps, follows, and was found for it and not seen yet. Texts are made here, for their reader:
//! what is no longer visible is dropped.

use super::ServiceError;
use super::follow::{FollowShown, records};
use crate::domain::ids::SavedSearchId;
use crate::domain::saved_search::{Alert, AlertReason, Follow, FollowKind, SavedKind, SavedSearch};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Store};

/// Records of an alert that are named; the others are counted.
const NAMED: usize = 5;

/// What an account keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedShown {
    /// Searches, newest first, with how many new results each has.
    pub searches: Vec<(SavedSearch, usize)>,
    /// What is followed, newest first; `None` for what can no longer be read.
    pub follows: Vec<(Follow, Option<FollowShown>)>,
    /// What was found and not seen yet.
    pub alerts: Vec<AlertShown>,
    /// Up to when.
    pub until: Instant,
}

/// What was found for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertShown {
    /// Why.
    pub reason: AlertReason,
    /// The search, capability or need because of which it is told; the record itself where that is followed.
    pub source: String,
    /// Its name.
    pub name: String,
    /// How many records.
    pub total: usize,
    /// The first of them.
    pub items: Vec<AlertItem>,
}

/// A record that was found.
pub type AlertItem = FollowShown;

/// Shows it.
///
/// # Errors
/// If the database fails.
pub async fn show_saved(store: &Store, viewer: &Viewer, now: Instant) -> Result<SavedShown, ServiceError> {
    let mut conn = store.read().await?;
    let searches = storage::list_saved_searches(&mut conn, viewer).await?;
    let follows = storage::list_follows(&mut conn, viewer).await?;
    let wanted: Vec<_> = follows.iter().map(|one| (one.kind, one.id.clone())).collect();
    let mut followed = records(&mut conn, viewer, &wanted).await?;
    let mut alerts = Vec::new();
    for alert in storage::list_alerts(&mut conn, viewer).await? {
        alerts.extend(shown(&mut conn, viewer, &searches, alert).await?);
    }
    let new = |id: &SavedSearchId| {
        let of = alerts.iter().filter(|one| one.reason == AlertReason::Search && one.source == id.as_str());
        of.map(|one| one.total).sum()
    };
    let follows = follows.into_iter().map(|one| {
        let at = followed.iter().position(|record| record.kind == one.kind && record.id == one.id);
        let record = at.map(|at| followed.remove(at));
        (one, record)
    });
    Ok(SavedShown {
        follows: follows.collect(),
        searches: searches.into_iter().map(|one| (one.clone(), new(&one.id))).collect(),
        alerts,
        until: now,
    })
}

/// The alert as its reader may see it; `None` if nothing of it is left.
async fn shown(
    conn: &mut sqlx::AnyConnection,
    viewer: &Viewer,
    searches: &[SavedSearch],
    alert: Alert,
) -> Result<Option<AlertShown>, ServiceError> {
    let (kind, name) = match alert.reason {
        AlertReason::Search => {
            let Some(search) = searches.iter().find(|one| one.id.as_str() == alert.source) else {
                return Ok(None);
            };
            let kind = match search.kind {
                SavedKind::Needs => FollowKind::Need,
                SavedKind::Capabilities => FollowKind::Capability,
                SavedKind::Institutions => FollowKind::Institution,
            };
            (kind, search.name.clone())
        }
        AlertReason::Fit | AlertReason::Supply => {
            let (source, item) = match alert.reason {
                AlertReason::Fit => (FollowKind::Capability, FollowKind::Need),
                _ => (FollowKind::Need, FollowKind::Capability),
            };
            let source = records(conn, viewer, &[(source, alert.source.clone())]).await?.pop();
            let Some(source) = source else { return Ok(None) };
            (item, source.title)
        }
        AlertReason::Followed => {
            let code = alert.source.split(':').next().unwrap_or_default();
            let Some(kind) = FollowKind::from_code(code) else { return Ok(None) };
            (kind, String::new())
        }
    };
    let wanted: Vec<_> = alert.items.iter().map(|id| (kind, id.clone())).collect();
    let mut items = records(conn, viewer, &wanted).await?;
    if items.is_empty() {
        return Ok(None);
    }
    let total = items.len();
    items.truncate(NAMED);
    Ok(Some(AlertShown { reason: alert.reason, source: alert.source, name, total, items }))
}

/// Notes that the viewer has seen what was found up to a moment.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those without an account; otherwise if the database fails.
pub async fn alerts_seen(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    until: Instant,
) -> Result<(), ServiceError> {
    super::account(viewer)?;
    let mut tx = store.write(viewer, now).await?;
    storage::mark_alerts_seen(&mut tx, until).await?;
    Ok(tx.commit().await?)
}
