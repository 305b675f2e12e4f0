//! Asks a colleague to stand in during an absence.

use super::{AccountError, Desk, account_in, note};
use crate::domain::account::Delegation;
use crate::domain::account_event::AccountEventKind;
use crate::domain::ids::AccountId;
use crate::domain::time::BusinessDate;
use crate::storage;

/// Longest absence, in days.
const MOST_DAYS: i32 = 92;

/// Who is asked, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationAsked {
    /// The colleague.
    pub to: AccountId,
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: BusinessDate,
}

/// Lets a colleague with the same role and body stand in for the asker.
///
/// # Errors
/// [`AccountError::BadDays`], [`AccountError::NotASuccessor`]; otherwise if the database fails.
pub async fn delegate(desk: Desk<'_>, asked: DelegationAsked) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let days = asked.until.days() - asked.from.days();
    if !(0..MOST_DAYS).contains(&days) || asked.until < desk.now.beijing_day() {
        return Err(AccountError::BadDays);
    }
    let mut tx = desk.write().await?;
    let mut away = account_in(&mut tx, &own).await?;
    let colleague = account_in(&mut tx, &asked.to).await.map_err(|_| AccountError::NotASuccessor)?;
    if !colleague.may_stand_in_for(&away) {
        return Err(AccountError::NotASuccessor);
    }
    let detail = format!("{} {} – {}", asked.to, asked.from, asked.until);
    away.delegation = Some(Delegation { to: asked.to, from: asked.from, until: asked.until });
    storage::update_account(&mut tx, &away).await?;
    note(&mut tx, &own, AccountEventKind::Delegated, &detail, None).await?;
    Ok(tx.commit().await?)
}

/// Takes it back, at once.
///
/// # Errors
/// If the database fails.
pub async fn cancel_delegation(desk: Desk<'_>) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, &own).await?;
    if account.delegation.take().is_some() {
        storage::update_account(&mut tx, &account).await?;
        note(&mut tx, &own, AccountEventKind::Delegated, "", None).await?;
    }
    Ok(tx.commit().await?)
}
