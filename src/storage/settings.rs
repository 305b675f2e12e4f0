//! Settings of the installation that live in the database.

use sqlx::{AnyConnection, AnyPool};

use super::error::StorageError;
use super::write::WriteTx;
use crate::domain::coverage::COUNTED_SOURCES;
use crate::domain::rd_activity::RdSource;

/// Setting: the sources of R&D activity that count, by their codes, with commas between them.
pub const COUNTED_SOURCES_SETTING: &str = "counted_sources";

/// The value of a setting.
///
/// # Errors
/// If the database fails.
pub async fn find_setting(conn: &mut AnyConnection, name: &str) -> Result<Option<String>, StorageError> {
    Ok(sqlx::query_scalar("SELECT value FROM setting WHERE name = $1")
        .bind(name.to_owned())
        .fetch_optional(conn)
        .await?)
}

/// Sets a setting.
///
/// # Errors
/// If the database fails.
pub async fn put_setting(tx: &mut WriteTx, name: &str, value: &str) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name.to_owned())
    .bind(value.to_owned())
    .execute(tx.conn())
    .await?;
    if name == COUNTED_SOURCES_SETTING {
        tx.owes_all();
    }
    Ok(())
}

/// The sources of R&D activity that count.
///
/// # Errors
/// If the database fails.
pub async fn counted_sources(conn: &mut AnyConnection) -> Result<Vec<RdSource>, StorageError> {
    Ok(match find_setting(conn, COUNTED_SOURCES_SETTING).await? {
        Some(codes) => codes.split(',').filter_map(|code| RdSource::from_code(code.trim())).collect(),
        None => COUNTED_SOURCES.to_vec(),
    })
}

/// Gives a new database its feed epoch; one that has one keeps it.
pub(super) async fn ensure_feed_epoch(pool: &AnyPool, epoch: &str) -> Result<(), StorageError> {
    let known: Option<String> = sqlx::query_scalar("SELECT value FROM setting WHERE name = 'feed_epoch'")
        .fetch_optional(pool)
        .await?;
    if known.is_none() {
        sqlx::query(
            "INSERT INTO setting (name, value) VALUES ('feed_epoch', $1) ON CONFLICT (name) DO NOTHING",
        )
        .bind(epoch.to_owned())
        .execute(pool)
        .await?;
    }
    Ok(())
}
