//! Tells what somebody did to capabilities at one moment, for the note that offers to take it back. It is looked up by
//! who asks, never taken from an address.

use super::super::ServiceError;
use super::super::editing::can_undo;
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::statement::StatementGroup;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Entity, Store};

/// What was done to one capability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoneDeed {
    /// These groups of fields became others.
    Edited(Vec<StatementGroup>),
    /// It is on show.
    Published,
    /// It is no longer.
    Withdrawn,
    /// It accepts no cooperation for the time being.
    Paused,
    /// It does again.
    Resumed,
    /// Somebody said that it still holds.
    Confirmed,
    /// The draft was dropped.
    Deleted,
}

/// One capability to which something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneItem {
    /// Title.
    pub title: String,
    /// What.
    pub deed: DoneDeed,
}

/// What the viewer did at this moment and can still take back. With `only`, to that one alone.
///
/// # Errors
/// If the database fails.
pub async fn what_was_done(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    at: Instant,
    only: Option<&str>,
) -> Result<Vec<DoneItem>, ServiceError> {
    let mut conn = store.read().await?;
    let edits = storage::list_own_edits(&mut conn, viewer, Entity::Capability, at).await?;
    let mut items = Vec::new();
    for edit in edits.into_iter().filter(|edit| only.is_none_or(|only| only == edit.entity_id)) {
        if !can_undo(&edit, viewer, now) {
            continue;
        }
        let image = edit.before.as_deref().unwrap_or_default();
        let Ok(before) = serde_json::from_str::<Capability>(image) else { continue };
        let current = storage::find_capability(&mut conn, viewer, &edit.entity_id).await?;
        match current {
            Some(current) if current.version != edit.version_after => {}
            current => items.push(DoneItem {
                deed: current.as_ref().map_or(DoneDeed::Deleted, |after| deed(&before, after)),
                title: before.title,
            }),
        }
    }
    Ok(items)
}

fn deed(before: &Capability, after: &Capability) -> DoneDeed {
    let groups: Vec<StatementGroup> = after.groups_changed(before).collect();
    let availability = before.accepting != after.accepting
        && Capability { accepting: before.accepting, ..after.clone() }
            .groups_changed(before)
            .next()
            .is_none();
    match after.status {
        CapabilityStatus::Published if before.status != after.status => DoneDeed::Published,
        CapabilityStatus::Withdrawn if before.status != after.status => DoneDeed::Withdrawn,
        _ if availability && after.accepting => DoneDeed::Resumed,
        _ if availability => DoneDeed::Paused,
        _ if groups.is_empty() => DoneDeed::Confirmed,
        _ => DoneDeed::Edited(groups),
    }
}
