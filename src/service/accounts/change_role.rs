//! Gives an account another role or body. Nobody changes the own; administrators are made at the command line only.

use super::disable::nothing_left;
use super::invite::has_owner;
use super::{AccountError, Desk, account_in, note, stated};
use crate::domain::account::{AccountStatus, Organisation, is_administrator};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::{Duty, Role};
use crate::storage;

/// What the account is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRole {
    /// As what.
    pub role: Role,
    /// For whom.
    pub organisation: Organisation,
    /// Why.
    pub reason: String,
}

/// Changes it; sessions end, so that no page goes on with the old role.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::CommandLineOnly`], [`AccountError::RoleDoesNotFit`],
/// [`AccountError::HandOverFirst`], [`AccountError::OwnerFirst`], [`AccountError::ReasonMissing`]; otherwise if the
/// database fails.
pub async fn change_role(desk: Desk<'_>, id: &AccountId, new: NewRole) -> Result<(), AccountError> {
    desk.must(Duty::ManageAccounts)?;
    if desk.is_own(id) {
        return Err(AccountError::NotAllowed);
    }
    let reason = stated(&new.reason)?;
    if !new.organisation.fits(new.role) {
        return Err(AccountError::RoleDoesNotFit);
    }
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, id).await?;
    if is_administrator(account.role) || is_administrator(new.role) {
        return Err(AccountError::CommandLineOnly);
    }
    if !matches!(account.status, AccountStatus::Active | AccountStatus::Invited) {
        return Err(AccountError::NotInUse);
    }
    let moves = !account.organisation.is_same_body(&new.organisation);
    if moves || account.role != new.role {
        nothing_left(&mut tx, &account).await?;
    }
    if moves {
        account.owner = new.organisation.has_owner() && !has_owner(&mut tx, &new.organisation).await?;
    }
    let detail = format!("{} → {}", account.role.label(), new.role.label());
    account.role = new.role;
    account.organisation = new.organisation;
    account.delegation = None;
    storage::update_account(&mut tx, &account).await?;
    storage::end_sessions_of(&mut tx, id, None).await?;
    note(&mut tx, id, AccountEventKind::RoleChanged, &detail, Some(&reason)).await?;
    Ok(tx.commit().await?)
}
