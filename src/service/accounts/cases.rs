//! What an account looks after, and must be handed over before it can be disabled or ended: the enterprises that are
//! assigned to it personally. The one place to add to when another kind of record names an account.

use super::AccountError;
use crate::domain::account::Account;
use crate::domain::assignment::Assignment;
use crate::domain::ids::AccountId;
use crate::domain::time::Instant;
use crate::storage::{self, FactTable, Recorded, WriteTx};

/// How many open cases an account looks after.
pub(super) async fn open_cases(tx: &mut WriteTx, account: &AccountId) -> Result<usize, AccountError> {
    let now = tx.now();
    Ok(cases(tx, account, now).await?.len())
}

/// Moves them to another account; says how many. What was before stays on record: the assignment of the one ends with
/// yesterday, that of the other begins today.
pub(super) async fn move_cases(
    tx: &mut WriteTx,
    from: &AccountId,
    to: &Account,
) -> Result<usize, AccountError> {
    let now = tx.now();
    let today = now.beijing_day();
    let cases = cases(tx, from, now).await?;
    for Recorded { id, fact, .. } in &cases {
        match fact.starts_on {
            Some(first) if first >= today => {
                storage::withdraw_fact(tx, FactTable::Assignment, id.as_str()).await?;
            }
            _ => {
                let ended = Assignment { ends_on: today.plus_days(-1), ..fact.clone() };
                storage::insert_assignment_of(tx, &ended, from).await?;
            }
        }
        let begun = Assignment {
            officer: to.name.clone(),
            phone: to.phone.clone(),
            position: None,
            starts_on: Some(today),
            ..fact.clone()
        };
        storage::insert_assignment_of(tx, &begun, &to.id).await?;
    }
    Ok(cases.len())
}

async fn cases(
    tx: &mut WriteTx,
    account: &AccountId,
    now: Instant,
) -> Result<Vec<Recorded<Assignment>>, AccountError> {
    Ok(storage::list_assignments_of(tx.conn(), account, now, now.beijing_day()).await?)
}
