//! Registers somebody of an enterprise who has no invitation. The county confirms before anybody gets in.
//!
//! Whoever registers learns nothing about others: the answer is the same whether or not the enterprise has accounts,
//! or somebody else waits already. The sign-in name is given at the confirmation.

use super::change_password::new_hash;
use super::{AccountError, AccountFilter, Desk, note, sign_in_rules};
use crate::domain::account::{Account, AccountStatus, CONSENT_VERSION, Consent, Organisation};
use crate::domain::account_event::AccountEventKind;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::EnterpriseId;
use crate::domain::invitation::last_digits;
use crate::domain::notice::{Audience, NewNotice, NoticeTopic, Subject};
use crate::domain::role::Role;
use crate::domain::text::{clean, clean_name};
use crate::domain::uscc::Uscc;
use crate::domain::viewer::Viewer;
use crate::passwords::Salt;
use crate::service::notify;
use crate::storage::{self, FailureSubject};

/// Registrations of one enterprise that may wait at a time; more are dropped without a word.
const MOST_WAITING: i64 = 3;
/// Registrations from one address within the time for which failures count.
const MOST_FROM_ADDRESS: i64 = 30;

/// What was typed.
#[derive(Clone)]
pub struct Registration {
    /// Credit code.
    pub uscc: String,
    /// The person's name.
    pub name: String,
    /// Telephone, by which the county asks back.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The password once more.
    pub repeated: String,
    /// Agreed to the privacy notice.
    pub agreed: bool,
}

/// Registers.
///
/// # Errors
/// [`AccountError::BadUscc`], [`AccountError::NotOnRoster`], [`AccountError::NameMissing`],
/// [`AccountError::PhoneMissing`], [`AccountError::BadPassword`], [`AccountError::NoConsent`],
/// [`AccountError::TooSoon`]; otherwise if the database fails.
pub async fn register_enterprise(
    desk: Desk<'_>,
    typed: Registration,
    salt: Salt,
) -> Result<(), AccountError> {
    let uscc = Uscc::parse(&typed.uscc).map_err(AccountError::BadUscc)?;
    let name: String = clean_name(&typed.name).chars().take(40).collect();
    if name.is_empty() {
        return Err(AccountError::NameMissing);
    }
    if last_digits(&typed.phone).is_none() {
        return Err(AccountError::PhoneMissing);
    }
    if !typed.agreed {
        return Err(AccountError::NoConsent);
    }
    // The roster is asked on behalf of the program: visitors do not see enterprises.
    let found =
        storage::find_enterprise(&mut *desk.store.read().await?, &Viewer::operator(), uscc.as_str()).await?;
    let enterprise = found.ok_or(AccountError::NotOnRoster)?;
    count_registration(desk).await?;
    let hash = new_hash(desk, &typed.password, &typed.repeated, uscc.as_str(), Vec::new(), salt).await?;
    keep(desk, &typed, name, &enterprise, &hash).await
}

async fn keep(
    desk: Desk<'_>,
    typed: &Registration,
    name: String,
    enterprise: &Enterprise,
    hash: &str,
) -> Result<(), AccountError> {
    let mut tx = desk.write().await?;
    if waiting_of(&mut tx, &enterprise.id).await? >= MOST_WAITING {
        tx.audit("registration_dropped", "enterprise", enterprise.id.as_str(), &serde_json::json!({}))
            .await?;
        return Ok(tx.commit().await?);
    }
    let consent = Consent { version: CONSENT_VERSION, at: desk.now };
    let email: String = clean(&typed.email).chars().take(100).collect();
    let account = Account {
        id: tx.next_id(),
        sign_in_name: None,
        name,
        phone: Some(clean(&typed.phone).chars().take(40).collect()),
        email: Some(email).filter(|email| !email.is_empty()),
        role: Role::Enterprise,
        organisation: Organisation::Enterprise(enterprise.id.clone()),
        owner: false,
        status: AccountStatus::Waiting,
        delegation: None,
        consent: Some(consent),
        version: 1,
    };
    storage::insert_account(&mut tx, &account).await?;
    storage::set_password(&mut tx, &account.id, hash).await?;
    storage::insert_consent(&mut tx, &account.id, consent).await?;
    note(&mut tx, &account.id, AccountEventKind::Registered, "", None).await?;
    let waits = NewNotice::new(NoticeTopic::RegistrationWaits, Subject::account(&account.id));
    notify(&mut tx, &Audience::County(enterprise.county.clone()), &waits).await?;
    Ok(tx.commit().await?)
}

async fn waiting_of(tx: &mut storage::WriteTx, enterprise: &EnterpriseId) -> Result<i64, AccountError> {
    let filter = AccountFilter {
        organisation: Some(Organisation::Enterprise(enterprise.clone())),
        status: Some(AccountStatus::Waiting),
        ..AccountFilter::default()
    };
    Ok(storage::count_accounts(tx.conn(), &Viewer::operator(), &filter).await?)
}

/// Keeps one address from filling the waiting list.
async fn count_registration(desk: Desk<'_>) -> Result<(), AccountError> {
    let rules = sign_in_rules(desk.store).await?;
    let address = desk.viewer.origin().address.clone().unwrap_or_default();
    let subject = FailureSubject::address(&format!("register {address}"));
    let mut tx = desk.write().await?;
    let before = storage::hold_failures(&mut tx, &subject).await?.at(desk.now, rules);
    if before.count >= MOST_FROM_ADDRESS {
        return Err(AccountError::TooSoon(rules.lock_minutes.saturating_mul(60)));
    }
    storage::put_failures(&mut tx, &subject, None, before.and_one(desk.now, rules)).await?;
    Ok(tx.commit().await?)
}
