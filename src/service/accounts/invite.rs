//! Makes an account with a one-time link for its holder, or a new link for an account that has one.
//!
//! The system administrator invites everybody but the other administrators; the owner of an enterprise or institution
//! invites colleagues and teams; whoever owns the machine invites anybody, at the command line.

use super::{AccountError, Desk, account_in, note};
use crate::domain::account::{Account, AccountStatus, Organisation, is_administrator};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::invitation::{Invitation, InvitationKind};
use crate::domain::role::{Duty, Role};
use crate::domain::session::Secret;
use crate::domain::text::{clean, clean_name};
use crate::domain::viewer::{Channel, Viewer};
use crate::storage::{self, StorageError, WriteTx};

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The person's name.
    pub name: String,
    /// Telephone; its last digits are asked for by whoever opens the link.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// As what.
    pub role: Role,
    /// For whom.
    pub organisation: Organisation,
}

/// A link that was made. Its secret is in the hands of the caller only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// To which account.
    pub account: AccountId,
    /// The link.
    pub invitation: Invitation,
}

/// Makes an account and a link to it.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::CommandLineOnly`], [`AccountError::NameMissing`],
/// [`AccountError::RoleDoesNotFit`], [`AccountError::NoSuchOrganisation`]; otherwise if the database fails.
pub async fn invite(desk: Desk<'_>, new: NewAccount, secret: &Secret) -> Result<Invited, AccountError> {
    let name = clean_name(&new.name);
    if name.is_empty() {
        return Err(AccountError::NameMissing);
    }
    if !new.organisation.fits(new.role) {
        return Err(AccountError::RoleDoesNotFit);
    }
    let mut tx = desk.write().await?;
    may_invite(desk, &mut tx, new.role, &new.organisation).await?;
    known(&mut tx, &new.organisation).await?;
    let tidy = |text: Option<String>| text.map(|text| clean(&text)).filter(|text| !text.is_empty());
    let account = Account {
        id: tx.next_id(),
        sign_in_name: None,
        name,
        phone: tidy(new.phone),
        email: tidy(new.email),
        role: new.role,
        owner: new.organisation.has_owner() && !has_owner(&mut tx, &new.organisation).await?,
        organisation: new.organisation,
        status: AccountStatus::Invited,
        delegation: None,
        consent: None,
        version: 1,
    };
    storage::insert_account(&mut tx, &account).await?;
    note(&mut tx, &account.id, AccountEventKind::Made, account.role.label(), None).await?;
    let invited = make_link(&mut tx, &account.id, InvitationKind::Invite, secret).await?;
    tx.commit().await?;
    Ok(invited)
}

/// Makes a new link for an account: the invitation again, or to set a forgotten password anew. Older links are closed.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::CommandLineOnly`], [`AccountError::NoSuchAccount`],
/// [`AccountError::NotInUse`]; otherwise if the database fails.
pub async fn renew_link(desk: Desk<'_>, id: &AccountId, secret: &Secret) -> Result<Invited, AccountError> {
    let mut tx = desk.write().await?;
    let account = account_in(&mut tx, id).await?;
    if desk.is_own(id) {
        return Err(AccountError::NotAllowed);
    }
    may_invite(desk, &mut tx, account.role, &account.organisation).await?;
    let kind = match account.status {
        AccountStatus::Invited => InvitationKind::Invite,
        AccountStatus::Active => InvitationKind::Reset,
        AccountStatus::Waiting | AccountStatus::Disabled | AccountStatus::Deleted => {
            return Err(AccountError::NotInUse);
        }
    };
    let invited = make_link(&mut tx, id, kind, secret).await?;
    tx.commit().await?;
    Ok(invited)
}

/// Writes a link to an account, and closes older ones.
pub(super) async fn make_link(
    tx: &mut WriteTx,
    account: &AccountId,
    kind: InvitationKind,
    secret: &Secret,
) -> Result<Invited, AccountError> {
    storage::close_invitations_of(tx, account).await?;
    let invitation = Invitation {
        id: tx.next_id(),
        account: account.clone(),
        kind,
        made_at: tx.now(),
        made_by: tx.viewer().actor().to_owned(),
        expires_at: kind.expires_at(tx.now()),
        wrong_tries: 0,
        closed_at: None,
    };
    storage::insert_invitation(tx, &invitation, &secret.hash()).await?;
    note(tx, account, AccountEventKind::Linked, kind.label(), None).await?;
    Ok(Invited { account: account.clone(), invitation })
}

async fn may_invite(
    desk: Desk<'_>,
    tx: &mut WriteTx,
    role: Role,
    organisation: &Organisation,
) -> Result<(), AccountError> {
    if desk.viewer.may(Duty::ManageAccounts) {
        let at_the_machine = desk.viewer.channel() == Channel::CommandLine;
        return if at_the_machine || !is_administrator(role) {
            Ok(())
        } else {
            Err(AccountError::CommandLineOnly)
        };
    }
    let own = account_in(tx, desk.own()?).await?;
    if own.owner && own.role == role && own.organisation.is_same_body(organisation) {
        Ok(())
    } else {
        Err(AccountError::NotAllowed)
    }
}

/// True if an account of this body answers for it.
pub(super) async fn has_owner(tx: &mut WriteTx, organisation: &Organisation) -> Result<bool, AccountError> {
    let filter = storage::AccountFilter { organisation: Some(organisation.clone()), ..Default::default() };
    let all = storage::list_accounts(tx.conn(), &Viewer::operator(), &filter, (0, 1_000)).await?;
    Ok(all.iter().any(|account| account.owner))
}

/// Refuses a body that is not in the database. Departments are known by the working groups.
async fn known(tx: &mut WriteTx, organisation: &Organisation) -> Result<(), AccountError> {
    let all = Viewer::operator();
    let found: Result<bool, StorageError> = match organisation {
        Organisation::Bureau => Ok(true),
        Organisation::County(code) => {
            storage::load_counties(tx.conn()).await.map(|counties| counties.by_code(code).is_some())
        }
        Organisation::Department { name, .. } => Ok(!name.trim().is_empty()),
        Organisation::Enterprise(id) => {
            storage::find_enterprise(tx.conn(), &all, id.as_str()).await.map(|found| found.is_some())
        }
        Organisation::Institution { id, .. } => {
            storage::find_institution(tx.conn(), &all, id.as_str()).await.map(|found| found.is_some())
        }
    };
    if found? { Ok(()) } else { Err(AccountError::NoSuchOrganisation) }
}
