//! Opens a one-time link, and uses it: its holder chooses name and password and agrees to the privacy notice.
//!
//! Opening alone uses nothing up: messengers open links to show a preview. Where a telephone number is known, whoever
//! uses the link must know its last digits, so that a link forwarded to a group lets nobody else in.

use super::change_password::new_hash;
use super::{AccountError, Desk, note};
use crate::domain::account::{
    Account, AccountStatus, CONSENT_VERSION, Consent, parse_sign_in_name, sign_in_key,
};
use crate::domain::account_event::AccountEventKind;
use crate::domain::audit::AuditResult;
use crate::domain::invitation::{Invitation, MOST_WRONG_TRIES, last_digits};
use crate::domain::session::SecretHash;
use crate::domain::viewer::Viewer;
use crate::passwords::Salt;
use crate::storage::{self, AuditEntry, FailureSubject, StorageError, WriteTx};

/// What a link shows when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The account to which it leads.
    pub account: Account,
    /// The link.
    pub invitation: Invitation,
    /// True if the last digits of the telephone number are asked for.
    pub asks_digits: bool,
}

/// What was typed.
#[derive(Clone)]
pub struct Acceptance {
    /// The sign-in name; not looked at if the account has one.
    pub sign_in_name: String,
    /// The password.
    pub password: String,
    /// The password once more.
    pub repeated: String,
    /// Last four digits of the telephone number.
    pub digits: String,
    /// Agreed to the privacy notice.
    pub agreed: bool,
}

/// What this link leads to.
///
/// # Errors
/// [`AccountError::LinkOver`] for one that is used, over, or never was; otherwise if the database fails.
pub async fn open_invitation(desk: Desk<'_>, secret: &SecretHash) -> Result<Opened, AccountError> {
    let mut conn = desk.store.read().await?;
    let invitation = storage::find_invitation(&mut conn, secret).await?;
    let invitation = invitation.filter(|link| link.is_good(desk.now)).ok_or(AccountError::LinkOver)?;
    // The link itself is what lets one see the account.
    let account = storage::find_account(&mut conn, &Viewer::operator(), &invitation.account).await?;
    let usable = |account: &Account| matches!(account.status, AccountStatus::Invited | AccountStatus::Active);
    let account = account.filter(usable).ok_or(AccountError::LinkOver)?;
    let asks_digits = account.phone.as_deref().and_then(last_digits).is_some();
    Ok(Opened { account, invitation, asks_digits })
}

/// Uses the link. The account is active afterwards; its sessions end, a lock is lifted.
///
/// # Errors
/// [`AccountError::LinkOver`], [`AccountError::WrongDigits`], [`AccountError::BadName`], [`AccountError::NameTaken`],
/// [`AccountError::BadPassword`], [`AccountError::NoConsent`]; otherwise if the database fails.
pub async fn accept_invitation(
    desk: Desk<'_>,
    secret: &SecretHash,
    typed: Acceptance,
    salt: Salt,
) -> Result<Account, AccountError> {
    let opened = open_invitation(desk, secret).await?;
    check_digits(desk, &opened, &typed.digits).await?;
    let name = match &opened.account.sign_in_name {
        Some(name) => name.clone(),
        None => parse_sign_in_name(&typed.sign_in_name).map_err(AccountError::BadName)?,
    };
    if !typed.agreed {
        return Err(AccountError::NoConsent);
    }
    let id = &opened.account.id;
    let before = storage::list_password_hashes(&mut *desk.store.read().await?, id).await?;
    let hash = new_hash(desk, &typed.password, &typed.repeated, &name, before, salt).await?;
    let account = Account {
        sign_in_name: Some(name),
        status: AccountStatus::Active,
        consent: Some(Consent { version: CONSENT_VERSION, at: desk.now }),
        ..opened.account.clone()
    };
    let mut tx = desk.write().await?;
    if !storage::close_invitation(&mut tx, &opened.invitation.id).await? {
        return Err(AccountError::LinkOver);
    }
    settle(&mut tx, &account, &hash).await?;
    note(&mut tx, id, AccountEventKind::Accepted, opened.invitation.kind.label(), None).await?;
    tx.commit().await?;
    Ok(account)
}

async fn settle(tx: &mut WriteTx, account: &Account, hash: &str) -> Result<(), AccountError> {
    let taken = |error| match error {
        StorageError::Taken(_) => AccountError::NameTaken,
        other => other.into(),
    };
    storage::update_account(tx, account).await.map_err(taken)?;
    storage::set_password(tx, &account.id, hash).await?;
    storage::end_sessions_of(tx, &account.id, None).await?;
    let key = sign_in_key(account.sign_in_name.as_deref().unwrap_or_default());
    storage::forget_failures(tx, &FailureSubject::name(&key)).await?;
    if let Some(consent) = account.consent {
        storage::insert_consent(tx, &account.id, consent).await?;
    }
    Ok(())
}

/// Counts a wrong answer before saying so; the last one closes the link.
async fn check_digits(desk: Desk<'_>, opened: &Opened, typed: &str) -> Result<(), AccountError> {
    let Some(meant) = opened.account.phone.as_deref().and_then(last_digits) else { return Ok(()) };
    if typed.trim() == meant {
        return Ok(());
    }
    let left = MOST_WRONG_TRIES - opened.invitation.wrong_tries - 1;
    let mut tx = desk.write().await?;
    storage::count_wrong_try(&mut tx, &opened.invitation.id).await?;
    let said = serde_json::json!({ "left": left });
    let entry = AuditEntry::new("account_link_refused", "account", opened.account.id.as_str());
    tx.audit_entry(entry.with(&said).ended(AuditResult::Refused)).await?;
    tx.commit().await?;
    Err(if left > 0 { AccountError::WrongDigits(left) } else { AccountError::LinkOver })
}
