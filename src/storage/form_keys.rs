//! One-time keys of forms: claimed in the transaction of what they lead to, so that of two submissions at once the
//! second waits and is told what the first led to.

use super::error::StorageError;
use super::write::WriteTx;
use crate::domain::form_key::OneTimeKey;
use crate::domain::time::Instant;

/// Claims a key for this transaction; `Some` if it led to something before, with what [`answer_form_key`] kept of it.
///
/// # Errors
/// If the database fails.
pub async fn claim_form_key(tx: &mut WriteTx, key: &OneTimeKey) -> Result<Option<String>, StorageError> {
    let (account, now) = (tx.viewer().actor().to_owned(), tx.now().0);
    let claimed = sqlx::query(
        "INSERT INTO form_key (account, key, created_at_ms, result) VALUES ($1, $2, $3, '') \
         ON CONFLICT (account, key) DO NOTHING",
    )
    .bind(account.clone())
    .bind(key.as_str().to_owned())
    .bind(now)
    .execute(tx.conn())
    .await?;
    if claimed.rows_affected() == 1 {
        return Ok(None);
    }
    let result = sqlx::query_scalar("SELECT result FROM form_key WHERE account = $1 AND key = $2")
        .bind(account)
        .bind(key.as_str().to_owned())
        .fetch_one(tx.conn())
        .await?;
    Ok(Some(result))
}

/// Keeps what a claimed key led to; a key can be given a new answer, when what it led to is gone.
///
/// # Errors
/// If the database fails.
pub async fn answer_form_key(tx: &mut WriteTx, key: &OneTimeKey, result: &str) -> Result<(), StorageError> {
    let account = tx.viewer().actor().to_owned();
    sqlx::query("UPDATE form_key SET result = $3 WHERE account = $1 AND key = $2")
        .bind(account)
        .bind(key.as_str().to_owned())
        .bind(result.to_owned())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets keys older than `before`; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_form_keys(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let gone = sqlx::query("DELETE FROM form_key WHERE created_at_ms < $1")
        .bind(before.0)
        .execute(tx.conn())
        .await?;
    Ok(gone.rows_affected())
}
