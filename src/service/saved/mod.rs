//! What people keep for themselves: searches with a name, records that they follow, and what was found for them since.
//! All of it belongs to the account that asks.

mod alerts;
mod find_alerts;
mod follow;
mod keep_search;

pub use alerts::{AlertItem, AlertShown, SavedShown, alerts_seen, show_saved};
pub use find_alerts::{
    ALERTS_HOUR_SETTING, AlertsFound, LAST_LOOK_SETTING, alerts_are_due, find_alerts, hand_over,
};
pub use follow::{FollowEnded, FollowShown, follow, is_followed};
pub use keep_search::{KeepProblem, Kept, SearchChange, SearchWish, change_search, find_kept, keep_search};

use super::ServiceError;
use super::browse::{Browse, SearchKind};
use crate::domain::ids::AccountId;
use crate::domain::saved_search::{SavedKind, SavedSearch};
use crate::domain::viewer::Viewer;

fn account(viewer: &Viewer) -> Result<&AccountId, ServiceError> {
    viewer.account_id().ok_or(ServiceError::NotAllowed)
}

/// What a kept search looks for, as lists know it.
#[must_use]
pub fn search_kind(kind: SavedKind) -> SearchKind {
    match kind {
        SavedKind::Needs => SearchKind::Needs,
        SavedKind::Capabilities => SearchKind::Capabilities,
        SavedKind::Institutions => SearchKind::Institutions,
    }
}

/// What a list is called where its searches are kept.
#[must_use]
pub fn saved_kind(kind: SearchKind) -> SavedKind {
    match kind {
        SearchKind::Needs => SavedKind::Needs,
        SearchKind::Capabilities => SavedKind::Capabilities,
        SearchKind::Institutions => SavedKind::Institutions,
    }
}

/// The question of a kept search.
fn question(search: &SavedSearch) -> Browse {
    let mut browse = Browse { page: 1, ..Browse::default() };
    for (name, value) in url::form_urlencoded::parse(search.query.as_bytes()) {
        browse.take(&name, &value);
    }
    browse
}
