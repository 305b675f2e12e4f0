//! Keeps a search under a name, renames it, turns its alerts on and off, deletes it and takes that back.

use super::account;
use crate::domain::ids::SavedSearchId;
use crate::domain::saved_search::{MOST_SAVED, QUERY_BYTES, SavedKind, SavedSearch, search_name};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::{ServiceError, UNDO_MS};
use crate::storage::{self, StorageError, Store};

/// A search that somebody wants to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWish {
    /// What it looks for.
    pub kind: SavedKind,
    /// What it is to be called.
    pub name: String,
    /// Words and conditions as they stand behind the `?`.
    pub query: String,
    /// Whether new results are told.
    pub alerts: bool,
}

/// Why a search is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepProblem {
    /// No name, or a longer one than is taken.
    Name,
    /// More conditions than are kept.
    LongQuery,
    /// The account keeps as many as it can.
    Full,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Done(SavedSearch),
    /// It is not.
    Wrong(KeepProblem),
    /// It was changed since the page was made; this is how it is now.
    Stale(SavedSearch),
    /// It was deleted longer ago than can be taken back.
    Late,
}

/// A change of a kept search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchChange {
    /// Another name.
    Rename(String),
    /// Alerts on or off.
    Alerts(bool),
    /// Gone.
    Delete,
    /// Back again.
    Restore,
}

/// Keeps a search. One that is kept already, under the same name, is kept once: a form may be sent twice.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those without an account; otherwise if the database fails.
pub async fn keep_search(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    wish: &SearchWish,
) -> Result<Kept, ServiceError> {
    account(viewer)?;
    let Some(name) = search_name(&wish.name) else { return Ok(Kept::Wrong(KeepProblem::Name)) };
    if wish.query.len() > QUERY_BYTES {
        return Ok(Kept::Wrong(KeepProblem::LongQuery));
    }
    let mut tx = store.write(viewer, now).await?;
    let known = storage::list_saved_searches(tx.conn(), viewer).await?;
    let same = |one: &&SavedSearch| one.kind == wish.kind && one.query == wish.query && one.name == name;
    if let Some(same) = known.iter().find(same) {
        return Ok(Kept::Done(same.clone()));
    }
    if known.len() >= MOST_SAVED {
        return Ok(Kept::Wrong(KeepProblem::Full));
    }
    let search = SavedSearch {
        id: tx.next_id(),
        kind: wish.kind,
        name,
        query: wish.query.clone(),
        alerts: wish.alerts,
        created_at: now,
        deleted_at: None,
        version: 1,
    };
    storage::insert_saved_search(&mut tx, &search).await?;
    let detail = serde_json::json!({ "kind": search.kind });
    tx.audit("search_kept", "saved_search", search.id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(Kept::Done(search))
}

/// The kept search with this id; one that was deleted is found while that can be taken back.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn find_kept(store: &Store, viewer: &Viewer, reference: &str) -> Result<SavedSearch, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(reference.to_owned());
    let id = SavedSearchId::parse(reference).ok_or_else(missing)?;
    let found = storage::find_saved_search(&mut *store.read().await?, viewer, &id).await?;
    found.ok_or_else(missing)
}

/// Changes a kept search; `version` is that which was read.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn change_search(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (reference, version): (&str, i64),
    change: &SearchChange,
) -> Result<Kept, ServiceError> {
    account(viewer)?;
    let missing = || ServiceError::NoSuchRecord(reference.to_owned());
    let id = SavedSearchId::parse(reference).ok_or_else(missing)?;
    let mut tx = store.write(viewer, now).await?;
    let known = storage::find_saved_search(tx.conn(), viewer, &id).await?.ok_or_else(missing)?;
    let mut after = known.clone();
    match change {
        SearchChange::Rename(name) => match search_name(name) {
            Some(name) => after.name = name,
            None => return Ok(Kept::Wrong(KeepProblem::Name)),
        },
        SearchChange::Alerts(on) => after.alerts = *on,
        SearchChange::Delete => after.deleted_at = Some(known.deleted_at.unwrap_or(now)),
        SearchChange::Restore => {
            if known.deleted_at.is_some_and(|at| now.0 - at.0 > UNDO_MS) {
                return Ok(Kept::Late);
            }
            if storage::list_saved_searches(tx.conn(), viewer).await?.len() >= MOST_SAVED {
                return Ok(Kept::Wrong(KeepProblem::Full));
            }
            after.deleted_at = None;
        }
    }
    if after == known {
        return Ok(Kept::Done(known));
    }
    if known.version != version {
        return Ok(Kept::Stale(known));
    }
    match storage::update_saved_search(&mut tx, &after).await {
        Err(StorageError::Stale { .. }) => return Ok(Kept::Stale(known)),
        ended => ended?,
    }
    let action = match change {
        SearchChange::Rename(_) | SearchChange::Alerts(_) => "search_changed",
        SearchChange::Delete => "search_deleted",
        SearchChange::Restore => "search_restored",
    };
    tx.audit(action, "saved_search", id.as_str(), &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(Kept::Done(SavedSearch { version: after.version + 1, ..after }))
}
