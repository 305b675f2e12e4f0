//! The inbox: one's own notices, opening one, and having read them.

use super::matter::{NoticeShown, read_matters};
use crate::domain::ids::NoticeId;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, NoticeFilter, Store, TopicCount};

/// Notices that a page shows.
pub const NOTICES_A_PAGE: usize = 20;

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// The notices.
    pub notices: Vec<NoticeShown>,
    /// How many there are of each topic.
    pub counts: Vec<TopicCount>,
    /// How many fit the conditions.
    pub total: u64,
}

/// The viewer's own notices, newest first.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for whoever has no account; otherwise if the database fails.
pub async fn inbox(
    store: &Store,
    viewer: &Viewer,
    filter: NoticeFilter,
    page: u32,
) -> Result<Inbox, ServiceError> {
    if viewer.account_id().is_none() {
        return Err(ServiceError::NotAllowed);
    }
    let mut conn = store.read().await?;
    let counts = storage::count_notices(&mut conn, viewer).await?;
    let total: i64 = counts
        .iter()
        .filter(|count| filter.topic.is_none_or(|topic| topic == count.topic))
        .map(|count| if filter.unread { count.unread } else { count.all })
        .sum();
    let size = i64::try_from(NOTICES_A_PAGE).unwrap_or(0);
    let place = ((i64::from(page) - 1) * size, size);
    let notices = storage::list_notices(&mut conn, viewer, filter, place).await?;
    let notices = read_matters(&mut conn, viewer, notices).await?;
    Ok(Inbox { notices, counts, total: u64::try_from(total).unwrap_or(0) })
}

/// Opens one of the own notices, which reads it.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`] if it is none of the viewer's; otherwise if the database fails.
pub async fn open_notice(
    store: &Store,
    viewer: &Viewer,
    id: &NoticeId,
    now: Instant,
) -> Result<NoticeShown, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.to_string());
    let mut conn = store.read().await?;
    let notice = storage::find_notice(&mut conn, viewer, id).await?.ok_or_else(missing)?;
    let unread = notice.read_at.is_none();
    let shown = read_matters(&mut conn, viewer, vec![notice]).await?.pop().ok_or_else(missing)?;
    drop(conn);
    if unread {
        mark_read(store, viewer, id, now).await?;
    }
    Ok(shown)
}

/// Notes that one of the own notices was read. Nobody else is told, and the audit trail is not either.
///
/// # Errors
/// If the database fails.
pub async fn mark_read(
    store: &Store,
    viewer: &Viewer,
    id: &NoticeId,
    now: Instant,
) -> Result<bool, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let marked = storage::mark_notice_read(&mut tx, id).await?;
    tx.commit().await?;
    Ok(marked)
}

/// Notes that all own notices were read; how many were new.
///
/// # Errors
/// If the database fails.
pub async fn mark_all_read(store: &Store, viewer: &Viewer, now: Instant) -> Result<u64, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let marked = storage::mark_notices_read(&mut tx).await?;
    tx.commit().await?;
    Ok(marked)
}

/// Takes back that own notices were read at that moment; how many.
///
/// # Errors
/// If the database fails.
pub async fn mark_all_unread(
    store: &Store,
    viewer: &Viewer,
    read_at: Instant,
    now: Instant,
) -> Result<u64, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let marked = storage::mark_notices_unread(&mut tx, read_at).await?;
    tx.commit().await?;
    Ok(marked)
}
