//! What happened to accounts, and what their holders agreed to. Append-only.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::account::Consent;
use crate::domain::account_event::{AccountEvent, AccountEventKind};
use crate::domain::ids::{AccountId, FactId};
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// Notes what the writer of this transaction did to an account. `detail` has no personal data.
///
/// # Errors
/// If the database fails.
pub async fn insert_account_event(
    tx: &mut WriteTx,
    account: &AccountId,
    kind: AccountEventKind,
    detail: &str,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    let (id, now, actor) = (tx.next_id::<FactId>(), tx.now().0, tx.viewer().actor().to_owned());
    sqlx::query(
        "INSERT INTO account_event (id, account_id, at_ms, kind, actor, detail, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(account.to_string())
    .bind(now)
    .bind(kind.code())
    .bind(actor)
    .bind(detail.to_owned())
    .bind(reason.map(str::to_owned))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What happened to an account, newest first: for its holder and whoever manages accounts or guards signing in.
///
/// # Errors
/// If the database fails.
pub async fn list_account_events(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    account: &AccountId,
    limit: i64,
) -> Result<Vec<AccountEvent>, StorageError> {
    let guards = viewer.may(Duty::ManageAccounts) || viewer.may(Duty::ManageSecurity);
    if !guards && viewer.account_id() != Some(account) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT id, at_ms, kind, actor, detail, reason FROM account_event WHERE account_id = $1 \
         ORDER BY at_ms DESC, id DESC LIMIT $2",
    )
    .bind(account.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("account_event", row);
            Ok(AccountEvent {
                at: Instant(read.int("at_ms")?),
                kind: read.parsed("kind", AccountEventKind::from_code)?,
                actor: read.text("actor")?,
                detail: read.text("detail")?,
                reason: read.maybe_text("reason")?,
            })
        })
        .collect()
}

/// Records that somebody agreed to an edition of the privacy notice. The account itself is updated by the caller.
///
/// # Errors
/// If the database fails.
pub async fn insert_consent(
    tx: &mut WriteTx,
    account: &AccountId,
    consent: Consent,
) -> Result<(), StorageError> {
    let address = tx.viewer().origin().address.clone();
    sqlx::query(
        "INSERT INTO consent (account_id, version, at_ms, address) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, version, at_ms) DO NOTHING",
    )
    .bind(account.to_string())
    .bind(consent.version)
    .bind(consent.at.0)
    .bind(address)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the viewer agreed to, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_consents(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Consent>, StorageError> {
    let Some(own) = viewer.account_id() else { return Ok(Vec::new()) };
    let rows = sqlx::query(
        "SELECT version, at_ms FROM consent WHERE account_id = $1 ORDER BY at_ms DESC, version DESC",
    )
    .bind(own.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("consent", row);
            Ok(Consent { version: read.int("version")?, at: Instant(read.int("at_ms")?) })
        })
        .collect()
}
