//! Brings a database's schema up to this program's. Files are embedded, applied one transaction each, and remembered
//! with a checksum; nothing is ever taken back. Rules of the files: `migrations/README.md`.

use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row};

use super::dialect::DatabaseKind;
use super::error::StorageError;
use crate::domain::time::Instant;

/// A migration: its text for SQLite and for PostgreSQL.
struct Migration {
    number: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

/// One text for both databases.
const fn portable(number: i64, sql: &'static str) -> Migration {
    Migration { number, sqlite: sql, postgres: sql }
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        sqlite: include_str!("../../migrations/0001_change_log.sqlite.sql"),
        postgres: include_str!("../../migrations/0001_change_log.postgres.sql"),
    },
    portable(2, include_str!("../../migrations/0002_foundation.sql")),
    portable(3, include_str!("../../migrations/0003_city.sql")),
    portable(4, include_str!("../../migrations/0004_enterprises.sql")),
    portable(5, include_str!("../../migrations/0005_supply.sql")),
    portable(6, include_str!("../../migrations/0006_needs.sql")),
    portable(7, include_str!("../../migrations/0007_sounds.sql")),
    portable(8, include_str!("../../migrations/0008_accounts.sql")),
    portable(9, include_str!("../../migrations/0009_groups.sql")),
    Migration {
        number: 10,
        sqlite: include_str!("../../migrations/0010_audit.sqlite.sql"),
        postgres: include_str!("../../migrations/0010_audit.postgres.sql"),
    },
    portable(11, include_str!("../../migrations/0011_directed.sql")),
    portable(12, include_str!("../../migrations/0012_editing.sql")),
    portable(13, include_str!("../../migrations/0013_need_life.sql")),
    portable(14, include_str!("../../migrations/0014_notices.sql")),
    portable(15, include_str!("../../migrations/0015_supply_profiles.sql")),
    portable(16, include_str!("../../migrations/0016_survey.sql")),
    portable(17, include_str!("../../migrations/0017_hall.sql")),
    portable(18, include_str!("../../migrations/0018_must.sql")),
    portable(19, include_str!("../../migrations/0019_enterprise_reminder.sql")),
    portable(20, include_str!("../../migrations/0020_job_lane.sql")),
];

/// The schema this program needs.
pub const SCHEMA: i64 = MIGRATIONS[MIGRATIONS.len() - 1].number;

/// The schema a database has; 0 if none of ours.
pub(super) async fn current(pool: &AnyPool) -> Result<i64, StorageError> {
    let mut conn = pool.acquire().await?;
    if !has_schema_table(&mut conn).await? {
        return Ok(0);
    }
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT MAX(number) FROM schema_migration").fetch_one(&mut *conn).await?;
    Ok(newest.unwrap_or(0))
}

/// Applies what is missing. Several processes may start at once: one migrates, the others wait and find it done.
pub(super) async fn run(pool: &AnyPool, kind: DatabaseKind, now: Instant) -> Result<(), StorageError> {
    let applied = current(pool).await?;
    if applied > SCHEMA {
        return Err(StorageError::Newer { found: applied, known: SCHEMA });
    }
    check_applied(pool, kind).await?;
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > applied) {
        apply(pool, kind, migration, now).await?;
    }
    Ok(())
}

async fn apply(
    pool: &AnyPool,
    kind: DatabaseKind,
    migration: &Migration,
    now: Instant,
) -> Result<(), StorageError> {
    let mut tx = pool.begin_with(kind.begin_write()).await?;
    if let Some(sql) = kind.lock_migrations() {
        sqlx::query(sql).fetch_one(&mut *tx).await?;
    }
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS schema_migration \
         (number BIGINT PRIMARY KEY, checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)",
    )
    .execute(&mut *tx)
    .await?;
    let done: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM schema_migration WHERE number = $1")
        .bind(migration.number)
        .fetch_one(&mut *tx)
        .await?;
    if done > 0 {
        return Ok(());
    }
    let text = migration.text(kind);
    sqlx::raw_sql(AssertSqlSafe(kind.migration_text(text))).execute(&mut *tx).await?;
    sqlx::query("INSERT INTO schema_migration (number, checksum, applied_at_ms) VALUES ($1, $2, $3)")
        .bind(migration.number)
        .bind(checksum(text))
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn check_applied(pool: &AnyPool, kind: DatabaseKind) -> Result<(), StorageError> {
    let mut conn = pool.acquire().await?;
    if !has_schema_table(&mut conn).await? {
        return Ok(());
    }
    for row in sqlx::query("SELECT number, checksum FROM schema_migration").fetch_all(&mut *conn).await? {
        let (number, stored): (i64, String) = (row.try_get("number")?, row.try_get("checksum")?);
        let ours = MIGRATIONS.iter().find(|migration| migration.number == number);
        if ours.is_none_or(|migration| checksum(migration.text(kind)) != stored) {
            return Err(StorageError::ChangedMigration(number));
        }
    }
    Ok(())
}

async fn has_schema_table(conn: &mut AnyConnection) -> Result<bool, StorageError> {
    let found = match conn.backend_name() {
        "SQLite" => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
        _ => {
            "SELECT COUNT(*) FROM information_schema.tables \
             WHERE table_name = 'schema_migration' AND table_schema = current_schema()"
        }
    };
    let count: i64 = sqlx::query_scalar(found).fetch_one(conn).await?;
    Ok(count > 0)
}

impl Migration {
    fn text(&self, kind: DatabaseKind) -> &'static str {
        match kind {
            DatabaseKind::Sqlite => self.sqlite,
            DatabaseKind::Postgres => self.postgres,
        }
    }
}

fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
