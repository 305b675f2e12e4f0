//! The yardstick: the same statements through sqlx's own drivers, without `Any` and without our storage room.

use duijie::domain::enterprise::Contact;
use duijie::domain::ids::{FactId, IdSource, InstitutionId};
use duijie::domain::institution::{Institution, InstitutionKind};
use duijie::domain::text::{name_key, sort_key};
use sqlx::Row;

use crate::{Failure, NOW};

const INSERT_INSTITUTION: &str = "INSERT INTO institution (id, no, name, name_key, sort_key, kind, uscc, place, \
    introduction, monthly_limit, open, contact_name, contact_phone, origin, version, created_at_ms, updated_at_ms) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)";
const INSERT_TARGET: &str = "INSERT INTO target (id, document, data_year, area, kind, rate_bp, recorded_at_ms) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_CHANGE: &str = "INSERT INTO change_log (entity, entity_id, recorded_at_ms) VALUES ($2, $3, $1)";
const POINT: &str = "SELECT id, no, name, kind, uscc, place, introduction, monthly_limit, open, contact_name, \
    contact_phone, origin, version FROM institution WHERE id = $1 OR no = $1 OR name_key = $2";
const LIST: &str = "SELECT id, no, name, kind, uscc, place, introduction, monthly_limit, open, contact_name, \
    contact_phone, origin, version FROM institution WHERE id > $1 ORDER BY id LIMIT $2";

/// Writes the same functions once for each driver: their row and connection types share no useful trait bounds.
macro_rules! driver {
    ($(#[$doc:meta])* $name:ident, $pool:ty, $connection:ty, $row:ty) => {
        $(#[$doc])*
        pub mod $name {
            use super::*;

            fn institution(row: &$row) -> Result<Institution, Failure> {
                Ok(Institution {
                    id: InstitutionId::parse(row.try_get("id")?).ok_or("id")?,
                    no: row.try_get("no")?,
                    name: row.try_get("name")?,
                    kind: InstitutionKind::from_code(row.try_get("kind")?).ok_or("kind")?,
                    uscc: row.try_get("uscc")?,
                    place: row.try_get("place")?,
                    introduction: row.try_get("introduction")?,
                    monthly_limit: row.try_get("monthly_limit")?,
                    open: row.try_get::<i16, _>("open")? != 0,
                    contact: Contact { name: row.try_get("contact_name")?, phone: row.try_get("contact_phone")? },
                    origin: row.try_get("origin")?,
                    version: row.try_get("version")?,
                })
            }

            /// One institution by its id.
            pub async fn point(pool: &$pool, reference: &str) -> Result<Option<Institution>, Failure> {
                let row = sqlx::query(POINT)
                    .bind(reference.trim().to_ascii_uppercase())
                    .bind(name_key(reference))
                    .fetch_optional(pool)
                    .await?;
                row.as_ref().map(institution).transpose()
            }

            /// Fifty institutions.
            pub async fn list(pool: &$pool) -> Result<Vec<Institution>, Failure> {
                let rows = sqlx::query(LIST).bind("").bind(50_i64).fetch_all(pool).await?;
                rows.iter().map(institution).collect()
            }

            /// One transaction: an institution, a target, a row of the change log.
            pub async fn write(
                connection: &mut $connection,
                begin: &'static str,
                ids: &IdSource,
            ) -> Result<(), Failure> {
                let (target, new) = (ids.next::<FactId>(NOW), crate::institution(ids.next(NOW)));
                sqlx::query(begin).execute(&mut *connection).await?;
                sqlx::query(INSERT_INSTITUTION)
                    .bind(new.id.as_str())
                    .bind(&new.no)
                    .bind(&new.name)
                    .bind(name_key(&new.name))
                    .bind(sort_key(&new.name))
                    .bind(new.kind.code())
                    .bind(&new.uscc)
                    .bind(&new.place)
                    .bind(&new.introduction)
                    .bind(new.monthly_limit)
                    .bind(i64::from(new.open))
                    .bind(&new.contact.name)
                    .bind(&new.contact.phone)
                    .bind(&new.origin)
                    .bind(new.version)
                    .bind(NOW.0)
                    .execute(&mut *connection)
                    .await?;
                sqlx::query(INSERT_TARGET)
                    .bind(target.as_str())
                    .bind("bench")
                    .bind(2022_i64)
                    .bind("410300")
                    .bind("work")
                    .bind(5000_i64)
                    .bind(NOW.0)
                    .execute(&mut *connection)
                    .await?;
                sqlx::query(INSERT_CHANGE)
                    .bind(NOW.0)
                    .bind("institution")
                    .bind(new.id.as_str())
                    .execute(&mut *connection)
                    .await?;
                sqlx::query("COMMIT").execute(connection).await?;
                Ok(())
            }
        }
    };
}

driver! {
    /// SQLite.
    sqlite, sqlx::SqlitePool, sqlx::SqliteConnection, sqlx::sqlite::SqliteRow
}
driver! {
    /// PostgreSQL.
    postgres, sqlx::PgPool, sqlx::PgConnection, sqlx::postgres::PgRow
}
