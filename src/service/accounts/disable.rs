//! Keeps an account from signing in, at once, or lets it sign in again.

use super::cases::open_cases;
use super::{AccountError, AccountFilter, Desk, account_in, not_the_last, note, stated};
use crate::domain::account::{Account, AccountStatus};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::domain::viewer::Viewer;
use crate::storage::{self, WriteTx};

/// Disables an account: its sessions end, its links close.
///
/// # Errors
/// [`AccountError::NotAllowed`] for the own account, [`AccountError::LastAdministrator`],
/// [`AccountError::HandOverFirst`], [`AccountError::OwnerFirst`], [`AccountError::ReasonMissing`]; otherwise if the
/// database fails.
pub async fn disable(desk: Desk<'_>, id: &AccountId, reason: &str) -> Result<(), AccountError> {
    desk.must(Duty::ManageAccounts)?;
    if desk.is_own(id) {
        return Err(AccountError::NotAllowed);
    }
    let reason = stated(reason)?;
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, id).await?;
    if !matches!(account.status, AccountStatus::Active | AccountStatus::Invited) {
        return Err(AccountError::NotInUse);
    }
    not_the_last(&mut tx, &account).await?;
    nothing_left(&mut tx, &account).await?;
    account.status = AccountStatus::Disabled;
    account.delegation = None;
    storage::update_account(&mut tx, &account).await?;
    storage::end_sessions_of(&mut tx, id, None).await?;
    storage::close_invitations_of(&mut tx, id).await?;
    note(&mut tx, id, AccountEventKind::Disabled, "", Some(&reason)).await?;
    Ok(tx.commit().await?)
}

/// Makes a disabled account active again. It signs in with its old password.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::NoSuchAccount`], [`AccountError::ReasonMissing`]; otherwise if the
/// database fails.
pub async fn reactivate(desk: Desk<'_>, id: &AccountId, reason: &str) -> Result<(), AccountError> {
    desk.must(Duty::ManageAccounts)?;
    let reason = stated(reason)?;
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, id).await?;
    if account.status != AccountStatus::Disabled || desk.is_own(id) {
        return Err(AccountError::NotAllowed);
    }
    // Whoever never used the link still has to.
    account.status =
        if account.sign_in_name.is_some() { AccountStatus::Active } else { AccountStatus::Invited };
    storage::update_account(&mut tx, &account).await?;
    note(&mut tx, id, AccountEventKind::Reactivated, "", Some(&reason)).await?;
    Ok(tx.commit().await?)
}

/// Refuses as long as the account looks after cases, or answers for colleagues.
pub(super) async fn nothing_left(tx: &mut WriteTx, account: &Account) -> Result<(), AccountError> {
    let open = open_cases(tx, &account.id).await?;
    if open > 0 {
        return Err(AccountError::HandOverFirst(open));
    }
    if account.owner {
        let filter = AccountFilter {
            organisation: Some(account.organisation.clone()),
            status: Some(AccountStatus::Active),
            ..AccountFilter::default()
        };
        let active = storage::list_accounts(tx.conn(), &Viewer::operator(), &filter, (0, 2)).await?;
        if active.iter().any(|other| other.id != account.id) {
            return Err(AccountError::OwnerFirst);
        }
    }
    Ok(())
}
