//! Signs somebody in.
//!
//! An attempt is counted as a failure before the password is looked at, and taken back when it was right: a hundred
//! attempts at once are a hundred attempts. Known and unknown names get the same answers after the same work.

use super::rules::sign_in_rules;
use super::{AccountError, Desk};
use crate::domain::account::{AccountStatus, sign_in_key};
use crate::domain::account_event::AccountEventKind;
use crate::domain::audit::AuditResult;
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::session::{Secret, SecretHash, SessionTimes};
use crate::domain::sign_in_law::{Attempt, Failures, SignInRules};
use crate::domain::time::Instant;
use crate::storage::{self, AuditEntry, Credentials, FailureSubject, Session};

/// Most characters of a name that are looked at.
const NAME_CHARS: usize = 60;
/// Most characters kept of what a browser calls itself.
const DEVICE_CHARS: usize = 120;
/// Sessions and failures older than this are forgotten.
const FORGET_AFTER_MS: i64 = 90 * 86_400_000;
/// What a session's holder whose password is too old must do first.
pub(super) const MUST_CHANGE_PASSWORD: &str = "password";

/// An attempt.
#[derive(Clone)]
pub struct SignIn {
    /// The name, as typed.
    pub name: String,
    /// The password, as typed.
    pub password: String,
    /// What the browser calls itself.
    pub device: Option<String>,
    /// The session that the browser already had, which ends.
    pub before: Option<SecretHash>,
}

/// A session that began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose.
    pub account: AccountId,
    /// Its id.
    pub session: SessionId,
    /// True if its holder must change the password first.
    pub must_change_password: bool,
}

/// What failures are counted for.
struct Subjects {
    key: String,
    name: FailureSubject,
    address: FailureSubject,
}

/// Signs in; `secret` is fresh and becomes the session's.
///
/// # Errors
/// [`AccountError::Wrong`], [`AccountError::TooSoon`], [`AccountError::Locked`], [`AccountError::Crowded`],
/// [`AccountError::NotInUse`]; otherwise if the database fails.
pub async fn sign_in(desk: Desk<'_>, attempt: SignIn, secret: &Secret) -> Result<SignedIn, AccountError> {
    let turn = desk.passwords.queue()?;
    let rules = sign_in_rules(desk.store).await?;
    let key: String = sign_in_key(&attempt.name).chars().take(NAME_CHARS).collect();
    let address = desk.viewer.origin().address.clone().unwrap_or_default();
    let subjects =
        Subjects { name: FailureSubject::name(&key), address: FailureSubject::address(&address), key };
    let (known, failures) = count_attempt(desk, &subjects, &address, rules).await?;
    let hash = known.as_ref().and_then(|known| known.hash.clone());
    let right = desk.passwords.is_right(turn, &attempt.password, hash).await?;
    match known {
        Some(known) if right && known.status == AccountStatus::Active => {
            begin_session(desk, &attempt, &known, &subjects, rules, secret).await
        }
        Some(_) if right => Err(AccountError::NotInUse),
        known => Err(refuse(desk, known.as_ref(), failures, rules).await?),
    }
}

/// Counts the attempt as one more failure, or refuses to look at it.
async fn count_attempt(
    desk: Desk<'_>,
    subjects: &Subjects,
    address: &str,
    rules: SignInRules,
) -> Result<(Option<Credentials>, Failures), AccountError> {
    let mut tx = desk.write().await?;
    let known = storage::find_credentials(tx.conn(), &subjects.key).await?;
    let account = known.as_ref().map(|known| known.account.clone());
    let of_name = storage::hold_failures(&mut tx, &subjects.name).await?;
    let of_address = storage::hold_failures(&mut tx, &subjects.address).await?;
    let mut verdict = of_name.on_name(desk.now, rules);
    if verdict == Attempt::Try {
        verdict = of_address.on_address(desk.now, rules);
        // Whoever signed in from here before is no stranger among the noise.
        if verdict != Attempt::Try
            && let Some(account) = &account
            && storage::has_signed_in_from(tx.conn(), account, address).await?
        {
            verdict = Attempt::Try;
        }
    }
    match verdict {
        Attempt::Try => {}
        Attempt::TooSoon(seconds) => return Err(AccountError::TooSoon(seconds)),
        Attempt::Locked(minutes) => return Err(AccountError::Locked(minutes)),
    }
    let failures = of_name.and_one(desk.now, rules);
    storage::put_failures(&mut tx, &subjects.name, account.as_ref(), failures).await?;
    storage::put_failures(&mut tx, &subjects.address, None, of_address.and_one(desk.now, rules)).await?;
    tx.commit().await?;
    Ok((known, failures))
}

/// Records a wrong attempt, and the lock if it is the last one allowed.
async fn refuse(
    desk: Desk<'_>,
    known: Option<&Credentials>,
    failures: Failures,
    rules: SignInRules,
) -> Result<AccountError, AccountError> {
    let id = known.map(|known| known.account.clone());
    let shown = id.as_ref().map_or("", AccountId::as_str);
    let left = failures.left(rules);
    let mut tx = desk.write().await?;
    let refused = AuditEntry::new("sign_in_refused", "account", shown).ended(AuditResult::Refused);
    tx.audit_entry(refused.with(&serde_json::json!({ "left": left }))).await?;
    if left == 0 {
        tx.audit("account_locked", "account", shown, &serde_json::json!({ "minutes": rules.lock_minutes }))
            .await?;
        if let Some(id) = &id {
            storage::insert_account_event(&mut tx, id, AccountEventKind::Locked, "", None).await?;
        }
    }
    tx.commit().await?;
    Ok(if left == 0 { AccountError::Locked(rules.lock_minutes) } else { AccountError::Wrong(left) })
}

async fn begin_session(
    desk: Desk<'_>,
    attempt: &SignIn,
    known: &Credentials,
    subjects: &Subjects,
    rules: SignInRules,
    secret: &Secret,
) -> Result<SignedIn, AccountError> {
    let mut tx = desk.write().await?;
    // The password may have been changed, or the account disabled, while it was hashed.
    let now_known = storage::find_credentials(tx.conn(), &subjects.key).await?;
    if now_known.as_ref() != Some(known) {
        return Err(AccountError::Wrong(rules.lock_after));
    }
    storage::forget_failures(&mut tx, &subjects.name).await?;
    storage::forgive_one(&mut tx, &subjects.address).await?;
    if let Some(before) = &attempt.before
        && let Some(asker) = storage::find_asker(tx.conn(), before, desk.now.beijing_day()).await?
    {
        storage::end_session(&mut tx, &asker.account, &asker.session).await?;
    }
    let too_old = known.set_at.is_none_or(|set_at| rules.password.is_over(set_at, desk.now));
    let session = Session {
        id: tx.next_id(),
        account: known.account.clone(),
        times: SessionTimes { created_at: desk.now, last_seen_at: desk.now, limits: rules.session },
        must: too_old.then(|| MUST_CHANGE_PASSWORD.to_owned()),
        address: desk.viewer.origin().address.clone(),
        device: attempt.device.as_deref().map(|device| device.chars().take(DEVICE_CHARS).collect()),
    };
    storage::insert_session(&mut tx, &session, &secret.hash()).await?;
    let forgotten = Instant(desk.now.0.saturating_sub(FORGET_AFTER_MS));
    storage::prune_sessions(&mut tx, forgotten).await?;
    storage::prune_failures(&mut tx, Instant(desk.now.0.saturating_sub(rules.window_ms()))).await?;
    let said = serde_json::json!({ "session": session.id.as_str() });
    let entry = AuditEntry::new("signed_in", "account", known.account.as_str()).by(&known.account);
    tx.audit_entry(entry.with(&said)).await?;
    tx.commit().await?;
    Ok(SignedIn { account: session.account, session: session.id, must_change_password: too_old })
}
