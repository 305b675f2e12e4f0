//! Hashes of passwords, the newest of an account first. They leave this room only to be compared.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::account::AccountStatus;
use crate::domain::ids::AccountId;
use crate::domain::password::REMEMBERED;
use crate::domain::time::Instant;

/// What signing in needs to know about a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whose it is.
    pub account: AccountId,
    /// Whether the account may sign in.
    pub status: AccountStatus,
    /// Edition of the privacy notice agreed to.
    pub consent_version: Option<i64>,
    /// The hash of its password; `None` as long as there is none.
    pub hash: Option<String>,
    /// When that was set.
    pub set_at: Option<Instant>,
}

/// What is known for this key of a sign-in name (`sign_in_key`). Takes no viewer: this is how one becomes one.
///
/// # Errors
/// If the database fails.
pub async fn find_credentials(
    conn: &mut AnyConnection,
    key: &str,
) -> Result<Option<Credentials>, StorageError> {
    let row = sqlx::query(
        "SELECT a.id AS id, a.status AS status, a.consent_version AS consent_version, p.hash AS hash, \
         p.set_at_ms AS set_at_ms FROM account a LEFT JOIN password_history p ON p.account_id = a.id \
         AND p.position = (SELECT MAX(position) FROM password_history WHERE account_id = a.id) \
         WHERE a.sign_in_key = $1",
    )
    .bind(key.to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let read = Read::new("account", &row);
        Ok(Credentials {
            account: read.parsed("id", AccountId::parse)?,
            status: read.parsed("status", AccountStatus::from_code)?,
            consent_version: read.maybe_int("consent_version")?,
            hash: read.maybe_text("hash")?,
            set_at: read.maybe_int("set_at_ms")?.map(Instant),
        })
    })
    .transpose()
}

/// Sets a password; only the last few are remembered.
///
/// # Errors
/// If the database fails.
pub async fn set_password(tx: &mut WriteTx, account: &AccountId, hash: &str) -> Result<(), StorageError> {
    let now = tx.now().0;
    sqlx::query(
        "INSERT INTO password_history (account_id, position, hash, set_at_ms) SELECT CAST($1 AS TEXT), \
         COALESCE(MAX(position), 0) + 1, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM password_history \
         WHERE account_id = $1",
    )
    .bind(account.to_string())
    .bind(hash.to_owned())
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "DELETE FROM password_history WHERE account_id = $1 AND position <= \
         (SELECT MAX(position) FROM password_history WHERE account_id = $1) - $2",
    )
    .bind(account.to_string())
    .bind(REMEMBERED)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The remembered hashes of an account, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_password_hashes(
    conn: &mut AnyConnection,
    account: &AccountId,
) -> Result<Vec<String>, StorageError> {
    Ok(sqlx::query_scalar("SELECT hash FROM password_history WHERE account_id = $1 ORDER BY position DESC")
        .bind(account.to_string())
        .fetch_all(conn)
        .await?)
}

/// Forgets the passwords of an account that is ended for good.
///
/// # Errors
/// If the database fails.
pub async fn forget_passwords(tx: &mut WriteTx, account: &AccountId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM password_history WHERE account_id = $1")
        .bind(account.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}
