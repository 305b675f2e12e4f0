//! Lists and ends one's own sessions: the browser left open in the meeting room.

use super::{AccountError, Desk};
use crate::domain::ids::SessionId;
use crate::storage::{self, Session};

/// Most sessions shown.
const SHOWN: i64 = 100;

/// The asker's sessions that still hold, the last used first.
///
/// # Errors
/// [`AccountError::NotAllowed`] for visitors; otherwise if the database fails.
pub async fn own_sessions(desk: Desk<'_>) -> Result<Vec<Session>, AccountError> {
    let own = desk.own()?;
    let mut sessions =
        storage::list_sessions(&mut *desk.store.read().await?, desk.viewer, Some(own), SHOWN).await?;
    sessions.retain(|session| session.times.holds_at(desk.now));
    Ok(sessions)
}

/// Ends one of the asker's sessions; another's is not there.
///
/// # Errors
/// As [`own_sessions`].
pub async fn end_own_session(desk: Desk<'_>, session: &SessionId) -> Result<(), AccountError> {
    super::sign_out(desk, session).await
}
