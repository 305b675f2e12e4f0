//! Reminders to enterprises that have not answered the survey of the four haves, and which enterprises a reminder can
//! reach at all. Reminders are append-only; all of it is for those who look after the enterprises.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::account::AccountStatus;
use crate::domain::ids::{EnterpriseId, ReminderId};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// Records that an enterprise was reminded of the survey of a data year.
///
/// # Errors
/// [`StorageError::Referenced`] if there is no such enterprise.
pub async fn insert_enterprise_reminder(
    tx: &mut WriteTx,
    enterprise: &EnterpriseId,
    year: i32,
) -> Result<ReminderId, StorageError> {
    let (id, now, actor) = (tx.next_id::<ReminderId>(), tx.now().0, tx.viewer().actor().to_owned());
    sqlx::query(
        "INSERT INTO enterprise_reminder (id, enterprise_id, data_year, sent_at_ms, sent_by) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(enterprise.to_string())
    .bind(i64::from(year))
    .bind(now)
    .bind(actor)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// When each enterprise that the viewer looks after was last reminded of the survey of a data year.
///
/// # Errors
/// If the database fails.
pub async fn list_enterprise_reminders(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    year: i32,
) -> Result<HashMap<EnterpriseId, Instant>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise_id", 2);
    let sql = format!(
        "SELECT enterprise_id, MAX(sent_at_ms) AS at_ms FROM enterprise_reminder WHERE data_year = $1 AND {} \
         GROUP BY enterprise_id",
        seen.sql()
    );
    let rows = seen.bind(assembled(sql).bind(i64::from(year))).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("enterprise_reminder", row);
            Ok((read.parsed("enterprise_id", EnterpriseId::parse)?, Instant(read.int("at_ms")?)))
        })
        .collect()
}

/// The enterprises that the viewer looks after and of which somebody can sign in: whom a notice reaches.
///
/// # Errors
/// If the database fails.
pub async fn enterprises_with_accounts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<HashSet<EnterpriseId>, StorageError> {
    let seen = Seen::inside(viewer, "account.org_key", 1);
    let sql = format!(
        "SELECT DISTINCT account.org_key FROM account WHERE account.org_kind = 'ent' AND account.status = '{}' \
         AND {}",
        AccountStatus::Active.code(),
        seen.sql()
    );
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter().map(|row| Read::new("account", row).parsed("org_key", EnterpriseId::parse)).collect()
}
