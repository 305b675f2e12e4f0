//! Everything kept about oneself, as a file.

use super::{AccountError, Desk};
use crate::domain::time::Instant;
use crate::storage::{self, NoticeFilter};

/// Most events and sessions in the file.
const MOST: i64 = 10_000;

/// What is kept about the asker, as JSON. Hashes and secrets are no data about a person and stay.
///
/// # Errors
/// [`AccountError::NotAllowed`] for visitors; otherwise if the database fails.
pub async fn export_own_data(desk: Desk<'_>) -> Result<Vec<u8>, AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    let viewer = desk.viewer;
    let account = storage::find_account(tx.conn(), viewer, &own).await?.ok_or(AccountError::NoSuchAccount)?;
    let sessions = storage::list_sessions(tx.conn(), viewer, Some(&own), MOST).await?;
    let events = storage::list_account_events(tx.conn(), viewer, &own, MOST).await?;
    let consents = storage::list_consents(tx.conn(), viewer).await?;
    let sessions: Vec<_> = sessions
        .iter()
        .map(|one| {
            serde_json::json!({
                "began": one.times.created_at.beijing_minute(), "last_seen": one.times.last_seen_at.beijing_minute(),
                "address": one.address, "browser": one.device,
            })
        })
        .collect();
    let events: Vec<_> = events
        .iter()
        .map(|one| {
            serde_json::json!({
                "at": one.at.beijing_minute(), "what": one.kind.label(), "detail": one.detail, "reason": one.reason,
            })
        })
        .collect();
    let consents: Vec<_> = consents
        .iter()
        .map(|one| serde_json::json!({ "edition": one.version, "at": one.at.beijing_minute() }))
        .collect();
    let (searches, follows) = (
        storage::list_saved_searches(tx.conn(), viewer).await?,
        storage::list_follows(tx.conn(), viewer).await?,
    );
    let notices = storage::list_notices(tx.conn(), viewer, NoticeFilter::default(), (0, MOST)).await?;
    let notices: Vec<_> = notices
        .iter()
        .map(|one| {
            let read = one.read_at.map(Instant::beijing_minute);
            serde_json::json!({ "about": one.topic.label(), "at": one.at.beijing_minute(), "read": read })
        })
        .collect();
    let data = serde_json::json!({
        "account": account, "searches": searches, "follows": follows, "notices": notices, "sessions": sessions,
        "history": events, "consents": consents,
        "exported_at": desk.now.beijing_minute(),
    });
    tx.audit("own_data_exported", "account", own.as_str(), &serde_json::json!({})).await?;
    tx.commit().await?;
    serde_json::to_vec_pretty(&data).map_err(|_| AccountError::Hashing)
}
