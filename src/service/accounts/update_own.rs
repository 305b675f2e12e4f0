//! Changes one's own name, telephone and e-mail address.

use super::{AccountError, Desk, account_in};
use crate::domain::text::{clean, clean_name};
use crate::storage;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnDetails {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// Changes the asker's details.
///
/// # Errors
/// [`AccountError::NameMissing`]; otherwise if the database fails.
pub async fn update_own(desk: Desk<'_>, typed: OwnDetails) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let name = clean_name(&typed.name);
    if name.is_empty() {
        return Err(AccountError::NameMissing);
    }
    let tidy =
        |text: &str| Some(clean(text).chars().take(100).collect::<String>()).filter(|text| !text.is_empty());
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, &own).await?;
    account.name = name.chars().take(40).collect();
    account.phone = tidy(&typed.phone);
    account.email = tidy(&typed.email);
    storage::update_account(&mut tx, &account).await?;
    tx.audit("account_details_changed", "account", own.as_str(), &serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}
