//! Ends the session by which somebody asks, or all of them.

use super::{AccountError, Desk};
use crate::domain::ids::SessionId;
use crate::storage;

/// Ends this session; whoever replays its cookie afterwards is a visitor.
///
/// # Errors
/// [`AccountError::NotAllowed`] for visitors; otherwise if the database fails.
pub async fn sign_out(desk: Desk<'_>, session: &SessionId) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    if storage::end_session(&mut tx, &own, session).await? {
        let said = serde_json::json!({ "session": session.as_str() });
        tx.audit("signed_out", "account", own.as_str(), &said).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends every session of the asker, this one included; says how many.
///
/// # Errors
/// As [`sign_out`].
pub async fn sign_out_everywhere(desk: Desk<'_>) -> Result<u64, AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    let ended = storage::end_sessions_of(&mut tx, &own, None).await?;
    let said = serde_json::json!({ "sessions": ended });
    tx.audit("signed_out_everywhere", "account", own.as_str(), &said).await?;
    tx.commit().await?;
    Ok(ended)
}
