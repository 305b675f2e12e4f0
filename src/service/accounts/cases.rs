//! What an account looks after, and must be handed over before it can be disabled or ended. The one place to add to
//! when another kind of record names an account.

use super::AccountError;
use crate::domain::ids::AccountId;
use crate::storage::WriteTx;

/// How many open cases an account looks after. None before enterprises are assigned to accounts.
pub(super) async fn open_cases(_: &mut WriteTx, _: &AccountId) -> Result<i64, AccountError> {
    Ok(0)
}

/// Moves them to another account; says how many.
pub(super) async fn move_cases(_: &mut WriteTx, _: &AccountId, _: &AccountId) -> Result<i64, AccountError> {
    Ok(0)
}
