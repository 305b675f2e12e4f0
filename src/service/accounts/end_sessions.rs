//! Ends the sessions of somebody else, at once.

use super::{AccountError, Desk, account_in, note, stated};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::storage;

/// Ends every session of an account; says how many.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::NoSuchAccount`], [`AccountError::ReasonMissing`]; otherwise if the
/// database fails.
pub async fn end_sessions(desk: Desk<'_>, id: &AccountId, reason: &str) -> Result<u64, AccountError> {
    desk.must(Duty::ManageSecurity)?;
    let reason = stated(reason)?;
    let mut tx = desk.write().await?;
    account_in(&mut tx, id).await?;
    let ended = storage::end_sessions_of(&mut tx, id, None).await?;
    note(&mut tx, id, AccountEventKind::SessionsEnded, &ended.to_string(), Some(&reason)).await?;
    tx.commit().await?;
    Ok(ended)
}
