//! Sets a new password for oneself. Every other session ends: whoever had the old password is out.

use super::{AccountError, Desk, account_in, note};
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::SessionId;
use crate::domain::password::{PasswordProblem, check_password};
use crate::passwords::Salt;
use crate::storage;

/// What was typed.
#[derive(Clone)]
pub struct NewPassword {
    /// The present password.
    pub present: String,
    /// The new one.
    pub new: String,
    /// The new one once more.
    pub repeated: String,
}

/// Changes the asker's password.
///
/// # Errors
/// [`AccountError::WrongPassword`], [`AccountError::BadPassword`], [`AccountError::PasswordsDiffer`],
/// [`AccountError::Crowded`]; otherwise if the database fails.
pub async fn change_password(
    desk: Desk<'_>,
    session: &SessionId,
    typed: NewPassword,
    salt: Salt,
) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let hashes = confirm_password(desk, &typed.present).await?;
    let mut conn = desk.store.read().await?;
    let account =
        storage::find_account(&mut conn, desk.viewer, &own).await?.ok_or(AccountError::NoSuchAccount)?;
    drop(conn);
    let name = account.sign_in_name.unwrap_or_default();
    let hash = new_hash(desk, &typed.new, &typed.repeated, &name, hashes.clone(), salt).await?;
    let mut tx = desk.write().await?;
    account_in(&mut tx, &own).await?;
    // Somebody else may have changed it while this one was hashed.
    if storage::list_password_hashes(tx.conn(), &own).await? != hashes {
        return Err(AccountError::Stale);
    }
    storage::set_password(&mut tx, &own, &hash).await?;
    storage::clear_must(&mut tx, &own).await?;
    storage::end_sessions_of(&mut tx, &own, Some(session)).await?;
    storage::close_invitations_of(&mut tx, &own).await?;
    note(&mut tx, &own, AccountEventKind::Password, "", None).await?;
    Ok(tx.commit().await?)
}

/// Makes sure that it is the asker who types, and counts it like signing in if it is not; returns the remembered
/// hashes, newest first.
pub(super) async fn confirm_password(desk: Desk<'_>, typed: &str) -> Result<Vec<String>, AccountError> {
    let own = desk.own()?;
    let turn = desk.passwords.queue()?;
    let rules = super::sign_in_rules(desk.store).await?;
    let subject = storage::FailureSubject::name(&format!("own {own}"));
    let mut tx = desk.write().await?;
    let failures = storage::hold_failures(&mut tx, &subject).await?;
    match failures.on_name(desk.now, rules) {
        crate::domain::sign_in_law::Attempt::Try => {}
        crate::domain::sign_in_law::Attempt::TooSoon(seconds) => return Err(AccountError::TooSoon(seconds)),
        crate::domain::sign_in_law::Attempt::Locked(minutes) => return Err(AccountError::Locked(minutes)),
    }
    storage::put_failures(&mut tx, &subject, None, failures.and_one(desk.now, rules)).await?;
    let hashes = storage::list_password_hashes(tx.conn(), own).await?;
    tx.commit().await?;
    if !desk.passwords.is_right(turn, typed, hashes.first().cloned()).await? {
        return Err(AccountError::WrongPassword);
    }
    let mut tx = desk.write().await?;
    storage::forget_failures(&mut tx, &subject).await?;
    tx.commit().await?;
    Ok(hashes)
}

/// Looks at a new password and hashes it.
pub(super) async fn new_hash(
    desk: Desk<'_>,
    new: &str,
    repeated: &str,
    sign_in_name: &str,
    before: Vec<String>,
    salt: Salt,
) -> Result<String, AccountError> {
    check_password(new, sign_in_name).map_err(AccountError::BadPassword)?;
    if new != repeated {
        return Err(AccountError::PasswordsDiffer);
    }
    if !before.is_empty() && desk.passwords.is_among(desk.passwords.queue()?, new, before).await? {
        return Err(AccountError::BadPassword(PasswordProblem::UsedBefore));
    }
    Ok(desk.passwords.hash(desk.passwords.queue()?, new, salt).await?)
}
