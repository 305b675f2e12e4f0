//! Follows a need, an institution or a capability that the follower can read, and no longer.

use sqlx::AnyConnection;

use super::account;
use crate::domain::ids::{CapabilityId, InstitutionId, NeedId};
use crate::domain::saved_search::{Follow, FollowKind, MOST_FOLLOWED};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::service::ServiceError;
use crate::storage::{self, StorageError, Store};

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowEnded {
    /// As wanted.
    Done,
    /// The account follows as many as it can.
    Full,
}

/// A record that can be followed, as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowShown {
    /// What it is.
    pub kind: FollowKind,
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title or name.
    pub title: String,
    /// Where it stands, by code.
    pub state: String,
    /// The same in words.
    pub standing: &'static str,
}

/// Follows the record with this id, or no longer.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those without an account; [`ServiceError::NoSuchRecord`] for what they cannot read;
/// otherwise if the database fails.
pub async fn follow(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (kind, id): (FollowKind, &str),
    on: bool,
) -> Result<FollowEnded, ServiceError> {
    account(viewer)?;
    let mut tx = store.write(viewer, now).await?;
    if !on {
        if storage::delete_follow(&mut tx, kind, id).await? {
            tx.audit("unfollowed", entity(kind), id, &serde_json::json!({})).await?;
            tx.commit().await?;
        }
        return Ok(FollowEnded::Done);
    }
    let found = records(tx.conn(), viewer, &[(kind, id.to_owned())]).await?.pop();
    let record = found.ok_or_else(|| ServiceError::NoSuchRecord(id.to_owned()))?;
    let known = storage::list_follows(tx.conn(), viewer).await?;
    if known.iter().any(|one| one.kind == kind && one.id == record.id) {
        return Ok(FollowEnded::Done);
    }
    if known.len() >= MOST_FOLLOWED {
        return Ok(FollowEnded::Full);
    }
    let follow = Follow { kind, id: record.id.clone(), state: record.state, since: now };
    storage::put_follow(&mut tx, &follow).await?;
    tx.audit("followed", entity(kind), &record.id, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(FollowEnded::Done)
}

/// Whether the viewer follows this record; `None` for those who cannot follow anything.
///
/// # Errors
/// If the database fails.
pub async fn is_followed(
    store: &Store,
    viewer: &Viewer,
    (kind, id): (FollowKind, &str),
) -> Result<Option<bool>, ServiceError> {
    if viewer.account_id().is_none() {
        return Ok(None);
    }
    let known = storage::list_follows(&mut *store.read().await?, viewer).await?;
    Ok(Some(known.iter().any(|one| one.kind == kind && one.id == id)))
}

fn entity(kind: FollowKind) -> &'static str {
    match kind {
        FollowKind::Need => "need",
        FollowKind::Institution => "institution",
        FollowKind::Capability => "capability",
    }
}

/// Those of these records that the viewer can read, in their order, with where they stand.
pub(super) async fn records(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    wanted: &[(FollowKind, String)],
) -> Result<Vec<FollowShown>, StorageError> {
    fn ids<T>(wanted: &[(FollowKind, String)], kind: FollowKind, parse: fn(&str) -> Option<T>) -> Vec<T> {
        wanted.iter().filter(|(of, _)| *of == kind).filter_map(|(_, id)| parse(id)).collect()
    }
    let needs = ids(wanted, FollowKind::Need, NeedId::parse);
    let institutions = ids(wanted, FollowKind::Institution, InstitutionId::parse);
    let capabilities = ids(wanted, FollowKind::Capability, CapabilityId::parse);
    let mut found: Vec<FollowShown> = Vec::new();
    for one in storage::load_needs(conn, viewer, &needs).await? {
        found.push(FollowShown {
            kind: FollowKind::Need,
            id: one.id.to_string(),
            no: one.no,
            title: one.title,
            state: one.status.code().to_owned(),
            standing: one.status.label(),
        });
    }
    for one in storage::load_institutions(conn, viewer, &institutions).await? {
        found.push(FollowShown {
            kind: FollowKind::Institution,
            id: one.id.to_string(),
            no: one.no,
            title: one.name,
            state: if one.open { "open" } else { "shut" }.to_owned(),
            standing: messages::saved::accepts(one.open),
        });
    }
    for one in storage::load_capabilities(conn, viewer, &capabilities).await? {
        found.push(FollowShown {
            kind: FollowKind::Capability,
            id: one.id.to_string(),
            no: one.no,
            title: one.title,
            state: one.status.code().to_owned(),
            standing: one.status.label(),
        });
    }
    found.sort_by_key(|one| wanted.iter().position(|(kind, id)| *kind == one.kind && *id == one.id));
    Ok(found)
}
