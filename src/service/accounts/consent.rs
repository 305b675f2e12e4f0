//! Agrees to the edition of the privacy notice that stands now.

use super::{AccountError, Desk, account_in};
use crate::domain::account::{CONSENT_VERSION, Consent};
use crate::storage;

/// Records the asker's agreement.
///
/// # Errors
/// [`AccountError::NotAllowed`] for visitors; otherwise if the database fails.
pub async fn agree(desk: Desk<'_>) -> Result<(), AccountError> {
    let own = desk.own()?.clone();
    let mut tx = desk.write().await?;
    let mut account = account_in(&mut tx, &own).await?;
    let consent = Consent { version: CONSENT_VERSION, at: desk.now };
    account.consent = Some(consent);
    storage::update_account(&mut tx, &account).await?;
    storage::insert_consent(&mut tx, &own, consent).await?;
    let said = serde_json::json!({ "edition": CONSENT_VERSION });
    tx.audit("privacy_notice_agreed", "account", own.as_str(), &said).await?;
    Ok(tx.commit().await?)
}
