//! Confirms that somebody who registered belongs to the enterprise, or refuses. Its county does, or the bureau.

use super::invite::has_owner;
use super::{AccountError, AccountFilter, AccountList, Desk, account_in, list_accounts, note, stated};
use crate::domain::account::{Account, AccountStatus, Organisation, sign_in_key};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::notice::{NoticeTopic, Subject};
use crate::domain::role::Duty;
use crate::domain::viewer::Viewer;
use crate::storage::{self, WriteTx};

/// Accounts of one enterprise that get a name after its credit code.
const MOST_NAMES: u32 = 200;

/// Those who wait for the viewer's decision.
///
/// # Errors
/// [`AccountError::NotAllowed`]; otherwise if the database fails.
pub async fn list_registrations(desk: Desk<'_>, page: i64) -> Result<AccountList, AccountError> {
    desk.must(Duty::ConfirmRegistrations)?;
    let filter = AccountFilter { status: Some(AccountStatus::Waiting), ..AccountFilter::default() };
    list_accounts(desk, &filter, page).await
}

/// How many wait for the viewer's decision; 0 for whoever decides nothing.
///
/// # Errors
/// If the database fails.
pub async fn count_registrations(desk: Desk<'_>) -> Result<i64, AccountError> {
    if !desk.viewer.may(Duty::ConfirmRegistrations) {
        return Ok(0);
    }
    let filter = AccountFilter { status: Some(AccountStatus::Waiting), ..AccountFilter::default() };
    Ok(storage::count_accounts(&mut *desk.store.read().await?, desk.viewer, &filter).await?)
}

/// Confirms; gives the sign-in name, which is the credit code for the first of an enterprise, and makes that one its
/// owner.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::NoSuchAccount`]; otherwise if the database fails.
pub async fn confirm_registration(desk: Desk<'_>, id: &AccountId) -> Result<Account, AccountError> {
    let mut tx = desk.write().await?;
    let mut account = waiting(desk, &mut tx, id).await?;
    account.sign_in_name = Some(free_name(&mut tx, &account).await?);
    account.owner = !has_owner(&mut tx, &account.organisation).await?;
    account.status = AccountStatus::Active;
    storage::update_account(&mut tx, &account).await?;
    note(&mut tx, id, AccountEventKind::Confirmed, "", None).await?;
    tx.commit().await?;
    Ok(account)
}

/// Refuses; what the person typed is forgotten.
///
/// # Errors
/// As [`confirm_registration`]; [`AccountError::ReasonMissing`].
pub async fn refuse_registration(desk: Desk<'_>, id: &AccountId, reason: &str) -> Result<(), AccountError> {
    let reason = stated(reason)?;
    let mut tx = desk.write().await?;
    let account = waiting(desk, &mut tx, id).await?;
    storage::update_account(&mut tx, &account.anonymised()).await?;
    storage::forget_passwords(&mut tx, id).await?;
    storage::forget_sessions(&mut tx, id).await?;
    note(&mut tx, id, AccountEventKind::Refused, "", Some(&reason)).await?;
    Ok(tx.commit().await?)
}

/// The account that waits for the decision which the caller is about to write.
async fn waiting(desk: Desk<'_>, tx: &mut WriteTx, id: &AccountId) -> Result<Account, AccountError> {
    desk.must(Duty::ConfirmRegistrations)?;
    let account = account_in(tx, id).await?;
    if account.status != AccountStatus::Waiting {
        return Err(AccountError::NoSuchAccount);
    }
    // Whatever is decided now, no colleague need look any more.
    storage::settle_notices(tx, &Subject::account(id), &[NoticeTopic::RegistrationWaits]).await?;
    Ok(account)
}

/// The credit code, or with a number behind it if that is taken.
async fn free_name(tx: &mut WriteTx, account: &Account) -> Result<String, AccountError> {
    let Organisation::Enterprise(id) = &account.organisation else {
        return Err(AccountError::RoleDoesNotFit);
    };
    let viewer = Viewer::operator();
    let enterprise = storage::find_enterprise(tx.conn(), &viewer, id.as_str()).await?;
    let code = enterprise.ok_or(AccountError::NoSuchOrganisation)?.uscc.to_string();
    for number in 1..MOST_NAMES {
        let name = if number == 1 { code.clone() } else { format!("{code}-{number}") };
        if storage::find_credentials(tx.conn(), &sign_in_key(&name)).await?.is_none() {
            return Ok(name);
        }
    }
    Err(AccountError::NameTaken)
}
