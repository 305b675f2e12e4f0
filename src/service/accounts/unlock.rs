//! What the security administrator sees and mends: locked accounts and open sessions.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::{AccountError, AccountRow, Desk, account_in, list_accounts, note, sign_in_rules};
use crate::domain::account::sign_in_key;
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::domain::sign_in_law::{Attempt, Failures};
use crate::domain::time::Instant;
use crate::storage::{self, FailureSubject, Session};

/// Most sessions shown.
const SHOWN: i64 = 200;

/// An account that failed lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedAccount {
    /// Which.
    pub row: AccountRow,
    /// How it failed.
    pub failures: Failures,
    /// Minutes for which it is locked yet; `None` if it is not.
    pub minutes: Option<i64>,
}

/// Accounts with failures that still count, the last first.
///
/// # Errors
/// [`AccountError::NotAllowed`]; otherwise if the database fails.
pub async fn locked_accounts(desk: Desk<'_>) -> Result<Vec<LockedAccount>, AccountError> {
    desk.must(Duty::ManageSecurity)?;
    let rules = sign_in_rules(desk.store).await?;
    let since = Instant(desk.now.0.saturating_sub(rules.window_ms()));
    let mut conn = desk.store.read().await?;
    let failing = storage::list_failing_accounts(&mut conn, desk.viewer, 2, since).await?;
    let ids: Vec<AccountId> = failing.iter().map(|(id, _)| id.clone()).collect();
    let rows = rows_by_id(&mut conn, desk, &ids).await?;
    let minutes = |failures: Failures| match failures.on_name(desk.now, rules) {
        Attempt::Locked(minutes) => Some(minutes),
        Attempt::Try | Attempt::TooSoon(_) => None,
    };
    let shown = failing.into_iter().filter_map(|(id, failures)| {
        let row = rows.get(&id)?.clone();
        Some(LockedAccount { row, failures, minutes: minutes(failures) })
    });
    Ok(shown.collect())
}

async fn rows_by_id(
    conn: &mut AnyConnection,
    desk: Desk<'_>,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, AccountRow>, AccountError> {
    let accounts = storage::load_accounts(conn, desk.viewer, ids).await?;
    let rows = list_accounts::named(conn, accounts).await?;
    Ok(rows.into_iter().map(|row| (row.account.id.clone(), row)).collect())
}

/// Sessions that hold now, of everybody, with their accounts.
///
/// # Errors
/// As [`locked_accounts`].
pub async fn open_sessions(desk: Desk<'_>) -> Result<Vec<(AccountRow, Session)>, AccountError> {
    desk.must(Duty::ManageSecurity)?;
    let mut conn = desk.store.read().await?;
    let mut sessions = storage::list_sessions(&mut conn, desk.viewer, None, SHOWN).await?;
    sessions.retain(|session| session.times.holds_at(desk.now));
    let ids: Vec<AccountId> = sessions.iter().map(|session| session.account.clone()).collect();
    let rows = rows_by_id(&mut conn, desk, &ids).await?;
    Ok(sessions
        .into_iter()
        .filter_map(|session| Some((rows.get(&session.account)?.clone(), session)))
        .collect())
}

/// Lifts the lock of an account.
///
/// # Errors
/// [`AccountError::NotAllowed`], [`AccountError::NoSuchAccount`]; otherwise if the database fails.
pub async fn unlock(desk: Desk<'_>, id: &AccountId) -> Result<(), AccountError> {
    desk.must(Duty::ManageSecurity)?;
    let mut tx = desk.write().await?;
    let account = account_in(&mut tx, id).await?;
    let key = sign_in_key(account.sign_in_name.as_deref().unwrap_or_default());
    storage::forget_failures(&mut tx, &FailureSubject::name(&key)).await?;
    note(&mut tx, id, AccountEventKind::Unlocked, "", None).await?;
    Ok(tx.commit().await?)
}
