//! One-time links by which an enterprise confirms what an officer filed for it. Of the secret only the SHA-256 is here;
//! whoever holds it is meant, so these reads take no viewer.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::ids::NeedId;
use crate::domain::need_confirmation::NeedConfirmation;
use crate::domain::session::SecretHash;
use crate::domain::time::Instant;

/// Adds a link; earlier ones of the same need are closed.
///
/// # Errors
/// If the database fails.
pub async fn insert_need_confirmation(
    tx: &mut WriteTx,
    link: &NeedConfirmation,
    secret: &SecretHash,
) -> Result<(), StorageError> {
    close_need_confirmations(tx, &link.need).await?;
    sqlx::query(
        "INSERT INTO need_confirmation (secret_hash, need_id, need_version, made_by, made_at_ms, expires_at_ms, \
         wrong_tries) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(secret.as_str().to_owned())
    .bind(link.need.to_string())
    .bind(link.need_version)
    .bind(link.made_by.clone())
    .bind(link.made_at.0)
    .bind(link.expires_at.0)
    .bind(link.wrong_tries)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The link with this secret, good or not.
///
/// # Errors
/// If the database fails.
pub async fn find_need_confirmation(
    conn: &mut AnyConnection,
    secret: &SecretHash,
) -> Result<Option<NeedConfirmation>, StorageError> {
    let row = sqlx::query(
        "SELECT need_id, need_version, made_by, made_at_ms, expires_at_ms, wrong_tries, closed_at_ms \
         FROM need_confirmation WHERE secret_hash = $1",
    )
    .bind(secret.as_str().to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let read = Read::new("need_confirmation", &row);
        Ok(NeedConfirmation {
            need: read.parsed("need_id", NeedId::parse)?,
            need_version: read.int("need_version")?,
            made_by: read.text("made_by")?,
            made_at: Instant(read.int("made_at_ms")?),
            expires_at: Instant(read.int("expires_at_ms")?),
            wrong_tries: read.int("wrong_tries")?,
            closed_at: read.maybe_int("closed_at_ms")?.map(Instant),
        })
    })
    .transpose()
}

/// Closes the open links of a need; says how many. Of two who use one at once, one gets 1.
///
/// # Errors
/// If the database fails.
pub async fn close_need_confirmations(tx: &mut WriteTx, need: &NeedId) -> Result<u64, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query(
        "UPDATE need_confirmation SET closed_at_ms = $2 WHERE need_id = $1 AND closed_at_ms IS NULL",
    )
    .bind(need.to_string())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Notes that somebody who opened a link could not say whose it is.
///
/// # Errors
/// If the database fails.
pub async fn count_wrong_confirmation(tx: &mut WriteTx, secret: &SecretHash) -> Result<(), StorageError> {
    sqlx::query("UPDATE need_confirmation SET wrong_tries = wrong_tries + 1 WHERE secret_hash = $1")
        .bind(secret.as_str().to_owned())
        .execute(tx.conn())
        .await?;
    Ok(())
}
