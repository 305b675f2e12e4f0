//! One-time links. Of the secret in a link only the SHA-256 is here; a link that was used, withdrawn or tried too
//! often is closed and stays so.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::ids::{AccountId, InvitationId};
use crate::domain::invitation::{Invitation, InvitationKind};
use crate::domain::session::SecretHash;
use crate::domain::time::Instant;

const COLUMNS: &str = "id, account_id, kind, made_at_ms, made_by, expires_at_ms, wrong_tries, closed_at_ms";

fn invitation(row: &AnyRow) -> Result<Invitation, StorageError> {
    let read = Read::new("invitation", row);
    Ok(Invitation {
        id: read.parsed("id", InvitationId::parse)?,
        account: read.parsed("account_id", AccountId::parse)?,
        kind: read.parsed("kind", InvitationKind::from_code)?,
        made_at: Instant(read.int("made_at_ms")?),
        made_by: read.text("made_by")?,
        expires_at: Instant(read.int("expires_at_ms")?),
        wrong_tries: read.int("wrong_tries")?,
        closed_at: read.maybe_int("closed_at_ms")?.map(Instant),
    })
}

/// Adds a link.
///
/// # Errors
/// If the database fails.
pub async fn insert_invitation(
    tx: &mut WriteTx,
    invitation: &Invitation,
    secret: &SecretHash,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO invitation (id, account_id, kind, secret_hash, made_at_ms, made_by, expires_at_ms, wrong_tries) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(invitation.id.to_string())
    .bind(invitation.account.to_string())
    .bind(invitation.kind.code())
    .bind(secret.as_str().to_owned())
    .bind(invitation.made_at.0)
    .bind(invitation.made_by.clone())
    .bind(invitation.expires_at.0)
    .bind(invitation.wrong_tries)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The link with this secret, good or not. Takes no viewer: whoever holds the secret is meant.
///
/// # Errors
/// If the database fails.
pub async fn find_invitation(
    conn: &mut AnyConnection,
    secret: &SecretHash,
) -> Result<Option<Invitation>, StorageError> {
    let row = super::row::assembled(format!("SELECT {COLUMNS} FROM invitation WHERE secret_hash = $1"))
        .bind(secret.as_str().to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(invitation).transpose()
}

/// Closes a link; false if it was closed before. Of two who use it at once, one gets true.
///
/// # Errors
/// If the database fails.
pub async fn close_invitation(tx: &mut WriteTx, id: &InvitationId) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query("UPDATE invitation SET closed_at_ms = $2 WHERE id = $1 AND closed_at_ms IS NULL")
        .bind(id.to_string())
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Closes all links of an account, as a newer one or a disabled account does; says how many.
///
/// # Errors
/// If the database fails.
pub async fn close_invitations_of(tx: &mut WriteTx, account: &AccountId) -> Result<u64, StorageError> {
    let now = tx.now().0;
    let done =
        sqlx::query("UPDATE invitation SET closed_at_ms = $2 WHERE account_id = $1 AND closed_at_ms IS NULL")
            .bind(account.to_string())
            .bind(now)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected())
}

/// Notes that somebody who opened a link could not say whose it is.
///
/// # Errors
/// If the database fails.
pub async fn count_wrong_try(tx: &mut WriteTx, id: &InvitationId) -> Result<(), StorageError> {
    sqlx::query("UPDATE invitation SET wrong_tries = wrong_tries + 1 WHERE id = $1")
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The open link of an account, if it has one; whether its time is over is for the reader to say.
///
/// # Errors
/// If the database fails.
pub async fn find_open_invitation(
    conn: &mut AnyConnection,
    account: &AccountId,
) -> Result<Option<Invitation>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM invitation WHERE account_id = $1 AND closed_at_ms IS NULL ORDER BY made_at_ms DESC, id DESC"
    );
    let row = super::row::assembled(sql).bind(account.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(invitation).transpose()
}
