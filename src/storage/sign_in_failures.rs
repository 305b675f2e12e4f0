//! Failed attempts to sign in: one row per name and per address, however many they are.

use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::domain::sign_in_law::Failures;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// What fails: a name or an address. Only a hash is stored: people type passwords where the name belongs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FailureSubject(String);

impl FailureSubject {
    /// A sign-in name by its key, known or not.
    #[must_use]
    pub fn name(key: &str) -> Self {
        Self::of("name", key)
    }

    /// A client's address.
    #[must_use]
    pub fn address(address: &str) -> Self {
        Self::of("address", address)
    }

    fn of(kind: &str, text: &str) -> Self {
        let digest = Sha256::digest(format!("{kind}:{text}").as_bytes());
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What is counted for a name or address. Takes no viewer: it is asked before there is one.
///
/// # Errors
/// If the database fails.
pub async fn find_failures(
    conn: &mut AnyConnection,
    subject: &FailureSubject,
) -> Result<Failures, StorageError> {
    let row = sqlx::query("SELECT count, last_at_ms FROM sign_in_failure WHERE subject = $1")
        .bind(subject.0.clone())
        .fetch_optional(conn)
        .await?;
    row.map_or(Ok(Failures::default()), |row| {
        let read = Read::new("sign_in_failure", &row);
        Ok(Failures { count: read.int("count")?, last_at: Some(Instant(read.int("last_at_ms")?)) })
    })
}

/// What is counted for a name or address, which nobody else counts at until this transaction ends: attempts at once
/// are looked at one after the other.
///
/// # Errors
/// If the database fails.
pub async fn hold_failures(tx: &mut WriteTx, subject: &FailureSubject) -> Result<Failures, StorageError> {
    let now = tx.now().0;
    let row = sqlx::query(
        "INSERT INTO sign_in_failure (subject, count, last_at_ms) VALUES ($1, 0, $2) \
         ON CONFLICT (subject) DO UPDATE SET count = sign_in_failure.count RETURNING count, last_at_ms",
    )
    .bind(subject.0.clone())
    .bind(now)
    .fetch_one(tx.conn())
    .await?;
    let read = Read::new("sign_in_failure", &row);
    Ok(Failures { count: read.int("count")?, last_at: Some(Instant(read.int("last_at_ms")?)) })
}

/// Stores what is counted for a name (of this account, if there is one) or address.
///
/// # Errors
/// If the database fails.
pub async fn put_failures(
    tx: &mut WriteTx,
    subject: &FailureSubject,
    account: Option<&AccountId>,
    failures: Failures,
) -> Result<(), StorageError> {
    let last_at = failures.last_at.unwrap_or(tx.now());
    sqlx::query(
        "INSERT INTO sign_in_failure (subject, account_id, count, last_at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (subject) DO UPDATE SET account_id = excluded.account_id, count = excluded.count, \
         last_at_ms = excluded.last_at_ms",
    )
    .bind(subject.0.clone())
    .bind(account.map(ToString::to_string))
    .bind(failures.count)
    .bind(last_at.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes one failure back from an address: the attempt turned out right.
///
/// # Errors
/// If the database fails.
pub async fn forgive_one(tx: &mut WriteTx, subject: &FailureSubject) -> Result<(), StorageError> {
    sqlx::query("UPDATE sign_in_failure SET count = count - 1 WHERE subject = $1 AND count > 0")
        .bind(subject.0.clone())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the failures of a name.
///
/// # Errors
/// If the database fails.
pub async fn forget_failures(tx: &mut WriteTx, subject: &FailureSubject) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM sign_in_failure WHERE subject = $1")
        .bind(subject.0.clone())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets failures that are older than this moment, so that guessed names leave nothing behind.
///
/// # Errors
/// If the database fails.
pub async fn prune_failures(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let done = sqlx::query("DELETE FROM sign_in_failure WHERE last_at_ms < $1")
        .bind(before.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Accounts with so many failures since this moment, for whoever guards signing in.
///
/// # Errors
/// If the database fails.
pub async fn list_failing_accounts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    at_least: i64,
    since: Instant,
) -> Result<Vec<(AccountId, Failures)>, StorageError> {
    if !viewer.may(Duty::ManageSecurity) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT account_id, count, last_at_ms FROM sign_in_failure WHERE account_id IS NOT NULL AND count >= $1 \
         AND last_at_ms >= $2 ORDER BY last_at_ms DESC, account_id LIMIT 200",
    )
    .bind(at_least)
    .bind(since.0)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("sign_in_failure", row);
            let failures =
                Failures { count: read.int("count")?, last_at: Some(Instant(read.int("last_at_ms")?)) };
            Ok((read.parsed("account_id", AccountId::parse)?, failures))
        })
        .collect()
}
