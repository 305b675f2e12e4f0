//! Searches that people keep, records that they follow, and what was found for them. Everything here is read and written
//! for the account of the viewer alone; whoever has none has nothing.

use std::collections::HashMap;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::capability::CapabilityStatus;
use crate::domain::ids::{AccountId, CapabilityId, InstitutionId, NeedId, SavedSearchId};
use crate::domain::need::NeedStatus;
use crate::domain::saved_search::{Alert, AlertReason, Follow, FollowKind, SavedKind, SavedSearch};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// The account that asks; of nobody there is nothing.
fn owner(viewer: &Viewer) -> String {
    viewer.account_id().map(ToString::to_string).unwrap_or_default()
}

fn saved_search(row: &AnyRow) -> Result<SavedSearch, StorageError> {
    let read = Read::new("saved_search", row);
    Ok(SavedSearch {
        id: read.parsed("id", SavedSearchId::parse)?,
        kind: read.parsed("kind", SavedKind::from_code)?,
        name: read.text("name")?,
        query: read.text("query")?,
        alerts: read.flag("alerts")?,
        created_at: Instant(read.int("created_at_ms")?),
        deleted_at: read.maybe_int("deleted_at_ms")?.map(Instant),
        version: read.int("version")?,
    })
}

/// Keeps a search for the account that writes.
///
/// # Errors
/// If the database fails.
pub async fn insert_saved_search(tx: &mut WriteTx, search: &SavedSearch) -> Result<(), StorageError> {
    let account = owner(tx.viewer());
    sqlx::query(
        "INSERT INTO saved_search (id, account_id, kind, name, query, alerts, created_at_ms, deleted_at_ms, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(search.id.to_string())
    .bind(account)
    .bind(search.kind.code())
    .bind(search.name.clone())
    .bind(search.query.clone())
    .bind(i64::from(search.alerts))
    .bind(search.created_at.0)
    .bind(search.deleted_at.map(|at| at.0))
    .bind(search.version)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes name, alerts and whether it is deleted; `search.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since, or is not of the account that writes.
pub async fn update_saved_search(tx: &mut WriteTx, search: &SavedSearch) -> Result<(), StorageError> {
    let account = owner(tx.viewer());
    let done = sqlx::query(
        "UPDATE saved_search SET name = $3, alerts = $4, deleted_at_ms = $5, version = version + 1 \
         WHERE id = $1 AND account_id = $2 AND version = $6",
    )
    .bind(search.id.to_string())
    .bind(account)
    .bind(search.name.clone())
    .bind(i64::from(search.alerts))
    .bind(search.deleted_at.map(|at| at.0))
    .bind(search.version)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "saved_search", id: search.id.to_string() });
    }
    Ok(())
}

/// The kept search with this id, deleted or not.
///
/// # Errors
/// If the database fails.
pub async fn find_saved_search(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &SavedSearchId,
) -> Result<Option<SavedSearch>, StorageError> {
    let row = sqlx::query(
        "SELECT id, kind, name, query, alerts, created_at_ms, deleted_at_ms, version FROM saved_search \
         WHERE id = $1 AND account_id = $2",
    )
    .bind(id.to_string())
    .bind(owner(viewer))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(saved_search).transpose()
}

/// The kept searches that are not deleted, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_saved_searches(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<SavedSearch>, StorageError> {
    let rows = sqlx::query(
        "SELECT id, kind, name, query, alerts, created_at_ms, deleted_at_ms, version FROM saved_search \
         WHERE account_id = $1 AND deleted_at_ms IS NULL ORDER BY id DESC",
    )
    .bind(owner(viewer))
    .fetch_all(conn)
    .await?;
    rows.iter().map(saved_search).collect()
}

/// Follows a record, or notes where it stands now.
///
/// # Errors
/// If the database fails.
pub async fn put_follow(tx: &mut WriteTx, follow: &Follow) -> Result<(), StorageError> {
    let account = owner(tx.viewer());
    sqlx::query(
        "INSERT INTO follow (account_id, entity, entity_id, state, created_at_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id, entity, entity_id) DO UPDATE SET state = excluded.state",
    )
    .bind(account)
    .bind(follow.kind.code())
    .bind(follow.id.clone())
    .bind(follow.state.clone())
    .bind(follow.since.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// No longer follows a record; false if it was not followed.
///
/// # Errors
/// If the database fails.
pub async fn delete_follow(tx: &mut WriteTx, kind: FollowKind, id: &str) -> Result<bool, StorageError> {
    let account = owner(tx.viewer());
    let done = sqlx::query("DELETE FROM follow WHERE account_id = $1 AND entity = $2 AND entity_id = $3")
        .bind(account)
        .bind(kind.code())
        .bind(id.to_owned())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What is followed, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_follows(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Follow>, StorageError> {
    let rows = sqlx::query(
        "SELECT entity, entity_id, state, created_at_ms FROM follow WHERE account_id = $1 \
         ORDER BY created_at_ms DESC, entity_id DESC",
    )
    .bind(owner(viewer))
    .fetch_all(conn)
    .await?;
    let follow = |row: &AnyRow| {
        let read = Read::new("follow", row);
        Ok(Follow {
            kind: read.parsed("entity", FollowKind::from_code)?,
            id: read.text("entity_id")?,
            state: read.text("state")?,
            since: Instant(read.int("created_at_ms")?),
        })
    };
    rows.iter().map(follow).collect()
}

/// Notes what was found for the account that writes, which must be that of the alert; returns those items that were not
/// noted for the same reason before.
///
/// # Errors
/// If the database fails.
pub async fn insert_alert(tx: &mut WriteTx, alert: &Alert) -> Result<Vec<String>, StorageError> {
    let (now, mut fresh) = (tx.now().0, Vec::new());
    for item in &alert.items {
        let done = sqlx::query(
            "INSERT INTO alert (account_id, reason, source_id, item_id, found_at_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account_id, reason, source_id, item_id) DO NOTHING",
        )
        .bind(alert.account.to_string())
        .bind(alert.reason.code())
        .bind(alert.source.clone())
        .bind(item.clone())
        .bind(now)
        .execute(tx.conn())
        .await?;
        if done.rows_affected() == 1 {
            fresh.push(item.clone());
        }
    }
    Ok(fresh)
}

/// What was found and not seen yet, put together by reason and source, the newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_alerts(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Alert>, StorageError> {
    let Some(account) = viewer.account_id() else { return Ok(Vec::new()) };
    let rows = sqlx::query(
        "SELECT reason, source_id, item_id FROM alert WHERE account_id = $1 AND seen_at_ms IS NULL \
         ORDER BY found_at_ms DESC, reason, source_id, item_id",
    )
    .bind(account.to_string())
    .fetch_all(conn)
    .await?;
    let (mut alerts, mut places): (Vec<Alert>, HashMap<(AlertReason, String), usize>) = Default::default();
    for row in &rows {
        let read = Read::new("alert", row);
        let (reason, source) = (read.parsed("reason", AlertReason::from_code)?, read.text("source_id")?);
        let at = *places.entry((reason, source.clone())).or_insert_with(|| {
            alerts.push(Alert { account: account.clone(), reason, source, items: Vec::new() });
            alerts.len() - 1
        });
        if let Some(alert) = alerts.get_mut(at) {
            alert.items.push(read.text("item_id")?);
        }
    }
    Ok(alerts)
}

/// Notes that the account that writes has seen what was found for it up to a moment; returns how much.
///
/// # Errors
/// If the database fails.
pub async fn mark_alerts_seen(tx: &mut WriteTx, until: Instant) -> Result<u64, StorageError> {
    let (account, now) = (owner(tx.viewer()), tx.now().0);
    let done = sqlx::query(
        "UPDATE alert SET seen_at_ms = $3 WHERE account_id = $1 AND seen_at_ms IS NULL AND found_at_ms <= $2",
    )
    .bind(account)
    .bind(until.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Forgets what was found before `alerts`, and searches deleted before `searches`; returns how much.
///
/// # Errors
/// If the database fails.
pub async fn forget_alerts(
    tx: &mut WriteTx,
    alerts: Instant,
    searches: Instant,
) -> Result<u64, StorageError> {
    let old =
        sqlx::query("DELETE FROM alert WHERE found_at_ms < $1").bind(alerts.0).execute(tx.conn()).await?;
    let gone = sqlx::query("DELETE FROM saved_search WHERE deleted_at_ms < $1")
        .bind(searches.0)
        .execute(tx.conn())
        .await?;
    Ok(old.rows_affected() + gone.rows_affected())
}

/// Forgets all that an account kept, followed and was told, as its end demands.
///
/// # Errors
/// If the database fails.
pub async fn forget_kept_of(tx: &mut WriteTx, account: &AccountId) -> Result<(), StorageError> {
    for sql in [
        "DELETE FROM saved_search WHERE account_id = $1",
        "DELETE FROM follow WHERE account_id = $1",
        "DELETE FROM alert WHERE account_id = $1",
    ] {
        sqlx::query(sql).bind(account.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Open needs that were published after a moment, in the order of their ids.
///
/// # Errors
/// If the database fails.
pub async fn needs_published_since(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    since: Instant,
) -> Result<Vec<NeedId>, StorageError> {
    let seen = Seen::needs(viewer, 2);
    let open: Vec<String> = NeedStatus::OPEN.iter().map(|status| format!("'{}'", status.code())).collect();
    let sql = format!(
        "SELECT need.id FROM need WHERE need.status IN ({}) AND EXISTS (SELECT 1 FROM need_step \
         WHERE need_step.need_id = need.id AND need_step.to_status = '{}' AND need_step.at_ms > $1) AND {} \
         ORDER BY need.id",
        open.join(", "),
        NeedStatus::Published.code(),
        seen.sql()
    );
    let rows = seen.bind(assembled(sql).bind(since.0)).fetch_all(conn).await?;
    rows.iter().map(|row| Read::new("need", row).parsed("id", NeedId::parse)).collect()
}

/// Published capabilities that were stated or confirmed after a moment, in the order of their ids.
///
/// # Errors
/// If the database fails.
pub async fn capabilities_confirmed_since(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    since: Instant,
) -> Result<Vec<CapabilityId>, StorageError> {
    let seen = Seen::capabilities(viewer, 2);
    let sql = format!(
        "SELECT capability.id FROM capability WHERE capability.status = '{}' AND capability.confirmed_at_ms > $1 \
         AND {} ORDER BY capability.id",
        CapabilityStatus::Published.code(),
        seen.sql()
    );
    let rows = seen.bind(assembled(sql).bind(since.0)).fetch_all(conn).await?;
    rows.iter().map(|row| Read::new("capability", row).parsed("id", CapabilityId::parse)).collect()
}

/// Institutions that came after a moment, in the order of their ids, which begin with the time at which each was made.
///
/// # Errors
/// If the database fails.
pub async fn institutions_since(
    conn: &mut AnyConnection,
    since: Instant,
) -> Result<Vec<InstitutionId>, StorageError> {
    let after = ulid::Ulid::from_parts(u64::try_from(since.0).unwrap_or(0) + 1, 0);
    let rows = sqlx::query("SELECT id FROM institution WHERE id >= $1 ORDER BY id")
        .bind(after.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Read::new("institution", row).parsed("id", InstitutionId::parse)).collect()
}
