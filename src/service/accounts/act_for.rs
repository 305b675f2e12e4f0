//! Begins or ends standing in for a colleague, in one session. From then on audit records name both.

use super::{AccountError, Desk, account_in};
use crate::domain::ids::{AccountId, SessionId};
use crate::storage;

/// Stands in for `colleague`, or for nobody any more.
///
/// # Errors
/// [`AccountError::NotAllowed`] if the colleague has not asked for it, or not for today; otherwise if the database
/// fails.
pub async fn act_for(
    desk: Desk<'_>,
    session: &SessionId,
    colleague: Option<&AccountId>,
) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    if let Some(colleague) = colleague {
        let away = account_in(&mut tx, colleague).await.map_err(|_| AccountError::NotAllowed)?;
        let asked =
            away.delegation.as_ref().is_some_and(|one| one.to == own && one.holds_on(desk.now.beijing_day()));
        if !asked || !account_in(&mut tx, &own).await?.may_stand_in_for(&away) {
            return Err(AccountError::NotAllowed);
        }
    }
    storage::set_acting_for(&mut tx, session, colleague).await?;
    let (action, of) = match colleague {
        Some(colleague) => ("standing_in_began", colleague),
        None => ("standing_in_ended", &own),
    };
    tx.audit(action, "account", of.as_str(), &serde_json::json!({ "by": own.as_str() })).await?;
    Ok(tx.commit().await?)
}
