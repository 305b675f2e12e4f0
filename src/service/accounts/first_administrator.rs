//! The first system administrator, without whom nobody can be invited on the pages.

use super::invite::make_link;
use super::{AccountError, AccountFilter, Desk, Invited, note};
use crate::domain::account::{Account, AccountStatus, Organisation};
use crate::domain::account_event::AccountEventKind;
use crate::domain::invitation::InvitationKind;
use crate::domain::role::{Duty, Role};
use crate::domain::session::Secret;
use crate::storage;

/// Makes a one-time link for the first system administrator; `None` once there is one who can sign in. Each start of
/// the service makes a new link and closes the one before, until it is used.
///
/// # Errors
/// [`AccountError::NotAllowed`] but for the operator; otherwise if the database fails.
pub async fn first_administrator(desk: Desk<'_>, secret: &Secret) -> Result<Option<Invited>, AccountError> {
    desk.must(Duty::ManageAccounts)?;
    let mut tx = desk.write().await?;
    let filter = AccountFilter { role: Some(Role::SystemAdministrator), ..AccountFilter::default() };
    let known = storage::list_accounts(tx.conn(), desk.viewer, &filter, (0, 100)).await?;
    if known.iter().any(|account| account.status == AccountStatus::Active) {
        return Ok(None);
    }
    let invited = known.into_iter().find(|account| account.status == AccountStatus::Invited);
    let id = match invited {
        Some(account) => account.id,
        None => {
            let account = Account {
                id: tx.next_id(),
                sign_in_name: None,
                name: Role::SystemAdministrator.label().to_owned(),
                phone: None,
                email: None,
                role: Role::SystemAdministrator,
                organisation: Organisation::Bureau,
                owner: false,
                status: AccountStatus::Invited,
                delegation: None,
                consent: None,
                version: 1,
            };
            storage::insert_account(&mut tx, &account).await?;
            note(&mut tx, &account.id, AccountEventKind::Made, account.role.label(), None).await?;
            account.id
        }
    };
    let invited = make_link(&mut tx, &id, InvitationKind::First, secret).await?;
    tx.commit().await?;
    Ok(Some(invited))
}
