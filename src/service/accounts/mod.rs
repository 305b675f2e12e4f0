//! Accounts: how people come to one, sign in, and what administrators, owners and they themselves do with it.
//!
//! Every use case takes a [`Desk`]. Secrets and salts come from the caller; passwords are hashed before the database's
//! writer is taken. Nothing here says whether a name or an enterprise is known to somebody who has not signed in.

mod accept_invitation;
mod act_for;
mod body;
mod cases;
mod change_password;
mod change_role;
mod confirm_registration;
mod consent;
mod delegate;
mod delete_own_account;
mod disable;
mod end_sessions;
mod error;
mod export_own_data;
mod first_administrator;
mod hand_over;
mod invite;
mod list_accounts;
mod own_sessions;
mod register_enterprise;
mod rules;
mod show_account;
mod sign_in;
mod sign_out;
mod unlock;
mod update_own;
mod who_asks;

pub use crate::storage::{AccountFilter, FailureSubject, Session};
pub use accept_invitation::{Acceptance, Opened, accept_invitation, open_invitation};
pub use act_for::act_for;
pub use body::{BodyTyped, find_body};
pub use change_password::{NewPassword, change_password};
pub use change_role::{NewRole, change_role};
pub use confirm_registration::{
    confirm_registration, count_registrations, list_registrations, refuse_registration,
};
pub use consent::agree;
pub use delegate::{DelegationAsked, cancel_delegation, delegate};
pub use delete_own_account::delete_own_account;
pub use disable::{disable, reactivate};
pub use end_sessions::end_sessions;
pub use error::AccountError;
pub use export_own_data::export_own_data;
pub use first_administrator::first_administrator;
pub use hand_over::hand_over;
pub use invite::{Invited, NewAccount, invite, renew_link};
pub use list_accounts::{ACCOUNTS_A_PAGE, AccountList, AccountRow, list_accounts};
pub use own_sessions::{end_own_session, own_sessions};
pub use register_enterprise::{Registration, register_enterprise};
pub use rules::{SIGN_IN_RULES_SETTING, change_sign_in_rules, sign_in_rules};
pub use show_account::{AccountShown, EventShown, find_account_named, show_account};
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use sign_out::{sign_out, sign_out_everywhere};
pub use unlock::{LockedAccount, locked_accounts, open_sessions, unlock};
pub use update_own::{OwnDetails, update_own};
pub use who_asks::{Asking, Must, note_request, who_asks};

use crate::domain::account::{Account, AccountStatus};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::{Duty, Role};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::passwords::Passwords;
use crate::storage::{self, Store, WriteTx};

/// What every use case works with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The database.
    pub store: &'a Store,
    /// Hashes passwords.
    pub passwords: &'a Passwords,
    /// Who asks.
    pub viewer: &'a Viewer,
    /// Now.
    pub now: Instant,
}

impl Desk<'_> {
    async fn write(&self) -> Result<WriteTx, AccountError> {
        Ok(self.store.write(self.viewer, self.now).await?)
    }

    /// Refuses whoever has not this duty.
    fn must(&self, duty: Duty) -> Result<(), AccountError> {
        if self.viewer.may(duty) { Ok(()) } else { Err(AccountError::NotAllowed) }
    }

    /// The asker's own account id.
    fn own(&self) -> Result<&AccountId, AccountError> {
        self.viewer.account_id().ok_or(AccountError::NotAllowed)
    }

    /// True for the asker's own account.
    fn is_own(&self, id: &AccountId) -> bool {
        self.viewer.account_id() == Some(id)
    }
}

/// The account with this id, as far as the writer of the transaction may see it.
async fn account_in(tx: &mut WriteTx, id: &AccountId) -> Result<Account, AccountError> {
    let viewer = tx.viewer().clone();
    storage::find_account(tx.conn(), &viewer, id).await?.ok_or(AccountError::NoSuchAccount)
}

/// Writes history and audit record of one deed.
async fn note(
    tx: &mut WriteTx,
    id: &AccountId,
    kind: AccountEventKind,
    detail: &str,
    reason: Option<&str>,
) -> Result<(), AccountError> {
    storage::insert_account_event(tx, id, kind, detail, reason).await?;
    // The reason is free text and may name a person: it stays in the history.
    let said = serde_json::json!({ "detail": detail });
    tx.audit(action_of(kind), "account", id.as_str(), &said).await?;
    Ok(())
}

/// The word of the audit trail for what happens to accounts.
pub(crate) fn action_of(kind: AccountEventKind) -> &'static str {
    match kind {
        AccountEventKind::Made => "account_made",
        AccountEventKind::Registered => "account_registered",
        AccountEventKind::Confirmed => "registration_confirmed",
        AccountEventKind::Refused => "registration_refused",
        AccountEventKind::Linked => "account_link_made",
        AccountEventKind::Accepted => "account_accepted",
        AccountEventKind::Password => "password_changed",
        AccountEventKind::RoleChanged => "account_role_changed",
        AccountEventKind::Disabled => "account_disabled",
        AccountEventKind::Reactivated => "account_reactivated",
        AccountEventKind::SessionsEnded => "sessions_ended",
        AccountEventKind::Locked => "account_locked",
        AccountEventKind::Unlocked => "account_unlocked",
        AccountEventKind::Delegated => "account_delegated",
        AccountEventKind::HandedOver => "account_handed_over",
        AccountEventKind::Ownership => "account_owner_changed",
        AccountEventKind::Deleted => "account_deleted",
    }
}

/// A reason that somebody gave; none if it says nothing.
fn stated(reason: &str) -> Result<String, AccountError> {
    let reason = crate::domain::text::clean(reason);
    if reason.chars().count() < 2 {
        Err(AccountError::ReasonMissing)
    } else {
        Ok(reason.chars().take(200).collect())
    }
}

/// Refuses to lose the last one who can sign in with this role of an administrator.
async fn not_the_last(tx: &mut WriteTx, account: &Account) -> Result<(), AccountError> {
    if !crate::domain::account::is_administrator(account.role) || account.status != AccountStatus::Active {
        return Ok(());
    }
    if active_with(tx, account.role).await? <= 1 {
        Err(AccountError::LastAdministrator(account.role))
    } else {
        Ok(())
    }
}

async fn active_with(tx: &mut WriteTx, role: Role) -> Result<i64, AccountError> {
    let filter =
        AccountFilter { role: Some(role), status: Some(AccountStatus::Active), ..AccountFilter::default() };
    // Counted for the program: the asker need not see all of them.
    Ok(storage::count_accounts(tx.conn(), &Viewer::operator(), &filter).await?)
}
