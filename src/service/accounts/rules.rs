//! The rules of signing in: as the security administrator set them, else the usual ones.

use super::{AccountError, Desk};
use crate::domain::role::Duty;
use crate::domain::sign_in_law::SignInRules;
use crate::storage::{self, Store};

/// The setting that holds the rules.
pub const SIGN_IN_RULES_SETTING: &str = "sign_in_rules";

/// The rules that hold.
///
/// # Errors
/// If the database fails.
pub async fn sign_in_rules(store: &Store) -> Result<SignInRules, AccountError> {
    let set = storage::find_setting(&mut *store.read().await?, SIGN_IN_RULES_SETTING).await?;
    let rules: SignInRules = set.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(rules.sensible())
}

/// Sets the rules, brought into sensible bounds; they hold for whoever signs in from now on.
///
/// # Errors
/// [`AccountError::NotAllowed`]; otherwise if the database fails.
pub async fn change_sign_in_rules(desk: Desk<'_>, rules: SignInRules) -> Result<SignInRules, AccountError> {
    desk.must(Duty::ManageSecurity)?;
    let rules = rules.sensible();
    let mut tx = desk.write().await?;
    let text = serde_json::to_string(&rules).unwrap_or_default();
    storage::put_setting(&mut tx, SIGN_IN_RULES_SETTING, &text).await?;
    tx.audit("sign_in_rules_changed", "setting", SIGN_IN_RULES_SETTING, &serde_json::json!(rules)).await?;
    tx.commit().await?;
    Ok(rules)
}
