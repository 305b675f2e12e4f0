//! Moves what an account looks after, and that it answers for its organisation, to a colleague.

use super::cases::move_cases;
use super::{AccountError, Desk, account_in, note, stated};
use crate::domain::account::{Account, AccountStatus};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::storage::{self, WriteTx};

/// Hands over from one account to another; by whoever manages accounts, or by the account itself. Says how many cases
/// were moved.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::NotASuccessor`], [`AccountError::ReasonMissing`]; otherwise if the
/// database fails.
pub async fn hand_over(
    desk: Desk<'_>,
    from: &AccountId,
    to: &AccountId,
    reason: &str,
) -> Result<usize, AccountError> {
    if !desk.viewer.may(Duty::ManageAccounts) && !desk.is_own(from) {
        return Err(AccountError::NotAllowed);
    }
    let reason = stated(reason)?;
    let mut tx = desk.write().await?;
    let (leaving, successor) = (account_in(&mut tx, from).await?, account_in(&mut tx, to).await?);
    let fits = successor.status == AccountStatus::Active
        && successor.role == leaving.role
        && successor.organisation.is_same_body(&leaving.organisation)
        && from != to;
    if !fits {
        return Err(AccountError::NotASuccessor);
    }
    let moved = move_cases(&mut tx, from, &successor).await?;
    let detail = format!("{from} → {to}, {moved}");
    for id in [from, to] {
        note(&mut tx, id, AccountEventKind::HandedOver, &detail, Some(&reason)).await?;
    }
    if leaving.owner {
        pass_ownership(&mut tx, leaving, successor, &reason).await?;
    }
    tx.commit().await?;
    Ok(moved)
}

/// One at a time: a body has never two owners.
async fn pass_ownership(
    tx: &mut WriteTx,
    mut leaving: Account,
    mut successor: Account,
    reason: &str,
) -> Result<(), AccountError> {
    leaving.owner = false;
    successor.owner = true;
    for account in [&leaving, &successor] {
        storage::update_account(tx, account).await?;
        note(tx, &account.id, AccountEventKind::Ownership, "", Some(reason)).await?;
    }
    Ok(())
}
