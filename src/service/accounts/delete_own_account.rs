//! Ends one's own account for good. The person goes, the id stays in the history.

use super::change_password::confirm_password;
use super::disable::nothing_left;
use super::{AccountError, Desk, account_in, not_the_last, note};
use crate::domain::account::sign_in_key;
use crate::domain::account_event::AccountEventKind;
use crate::storage::{self, FailureSubject};

/// Deletes the asker's account, who types the password to show that it is meant.
///
/// # Errors
/// [`AccountError::WrongPassword`], [`AccountError::LastAdministrator`], [`AccountError::HandOverFirst`],
/// [`AccountError::OwnerFirst`]; otherwise if the database fails.
pub async fn delete_own_account(desk: Desk<'_>, password: &str) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    confirm_password(desk, password).await?;
    let mut tx = desk.write().await?;
    let account = account_in(&mut tx, &own).await?;
    not_the_last(&mut tx, &account).await?;
    nothing_left(&mut tx, &account).await?;
    let key = sign_in_key(account.sign_in_name.as_deref().unwrap_or_default());
    storage::update_account(&mut tx, &account.anonymised()).await?;
    storage::forget_passwords(&mut tx, &own).await?;
    storage::forget_kept_of(&mut tx, &own).await?;
    storage::forget_sessions(&mut tx, &own).await?;
    storage::close_invitations_of(&mut tx, &own).await?;
    storage::forget_failures(&mut tx, &FailureSubject::name(&key)).await?;
    note(&mut tx, &own, AccountEventKind::Deleted, "", None).await?;
    Ok(tx.commit().await?)
}
