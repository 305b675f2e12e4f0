//! Enterprises.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

use super::change_log::Entity;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::{Seen, named_part};
use super::write::WriteTx;
use crate::domain::county::CountyCode;
use crate::domain::enterprise::{Contact, Enterprise};
use crate::domain::ids::EnterpriseId;
use crate::domain::text::{initials, name_key, pinyin, sort_key};
use crate::domain::uscc::Uscc;
use crate::domain::viewer::Viewer;

pub(super) const COLUMNS: &str =
    "id, uscc, name, county_code, industry, state_owned, contact_name, contact_phone, origin, version";

pub(super) fn enterprise(row: &AnyRow) -> Result<Enterprise, StorageError> {
    let read = Read::new("enterprise", row);
    Ok(Enterprise {
        id: read.parsed("id", EnterpriseId::parse)?,
        uscc: read.parsed("uscc", |text| Uscc::parse(text).ok())?,
        name: read.text("name")?,
        county: read.parsed("county_code", CountyCode::new)?,
        industry: read.maybe_text("industry")?,
        state_owned: read.maybe_flag("state_owned")?,
        contact: Contact { name: read.maybe_text("contact_name")?, phone: read.maybe_text("contact_phone")? },
        origin: read.maybe_text("origin")?,
        version: read.int("version")?,
    })
}

/// Binds $1 … $16: every column, the moment, and the sounds of the name.
fn bind_enterprise<'q>(
    query: Query<'q, Any, AnyArguments>,
    enterprise: &Enterprise,
    now: i64,
) -> Query<'q, Any, AnyArguments> {
    query
        .bind(enterprise.id.to_string())
        .bind(enterprise.uscc.to_string())
        .bind(i64::from(enterprise.uscc.is_doubtful()))
        .bind(enterprise.name.clone())
        .bind(name_key(&enterprise.name))
        .bind(sort_key(&enterprise.name))
        .bind(enterprise.county.to_string())
        .bind(enterprise.industry.clone())
        .bind(enterprise.state_owned.map(i64::from))
        .bind(enterprise.contact.name.clone())
        .bind(enterprise.contact.phone.clone())
        .bind(enterprise.origin.clone())
        .bind(enterprise.version)
        .bind(now)
        .bind(pinyin(&enterprise.name))
        .bind(initials(&enterprise.name))
}

/// Adds an enterprise.
///
/// # Errors
/// [`StorageError::Taken`] if its credit code is there already.
pub async fn insert_enterprise(tx: &mut WriteTx, enterprise: &Enterprise) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "INSERT INTO enterprise (id, uscc, uscc_doubtful, name, name_key, sort_key, county_code, industry, \
         state_owned, contact_name, contact_phone, origin, version, created_at_ms, updated_at_ms, \
         pinyin, initials) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16)",
    );
    bind_enterprise(query, enterprise, now).execute(tx.conn()).await?;
    tx.changed(Entity::Enterprise, enterprise.id.as_str());
    tx.owes(enterprise.id.as_str());
    Ok(())
}

/// Replaces an enterprise; `enterprise.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since.
pub async fn update_enterprise(tx: &mut WriteTx, enterprise: &Enterprise) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "UPDATE enterprise SET uscc = $2, uscc_doubtful = $3, name = $4, name_key = $5, sort_key = $6, \
         county_code = $7, industry = $8, state_owned = $9, contact_name = $10, contact_phone = $11, origin = $12, \
         version = version + 1, updated_at_ms = $14, pinyin = $15, initials = $16 WHERE id = $1 AND version = $13",
    );
    let done = bind_enterprise(query, enterprise, now).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "enterprise", id: enterprise.id.to_string() });
    }
    tx.changed(Entity::Enterprise, enterprise.id.as_str());
    tx.owes(enterprise.id.as_str());
    Ok(())
}

/// Removes an enterprise that nothing refers to, as undoing an import does.
///
/// # Errors
/// [`StorageError::Referenced`] if a need or fact refers to it.
pub async fn delete_enterprise(tx: &mut WriteTx, id: &EnterpriseId) -> Result<(), StorageError> {
    // Facts that an undo has withdrawn hold nothing any more.
    for table in ["roster_entry", "rd_activity", "four_haves", "assignment"] {
        assembled(format!("DELETE FROM {table} WHERE enterprise_id = $1 AND withdrawn_at_ms IS NOT NULL"))
            .bind(id.to_string())
            .execute(tx.conn())
            .await?;
    }
    sqlx::query("DELETE FROM enterprise WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    tx.changed(Entity::Enterprise, id.as_str());
    Ok(())
}

/// The enterprise with this id or credit code.
///
/// # Errors
/// If the database fails.
pub async fn find_enterprise(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Option<Enterprise>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 2);
    let sql = format!("SELECT {COLUMNS} FROM enterprise WHERE (id = $1 OR uscc = $1) AND {}", seen.sql());
    let query = assembled(sql).bind(reference.trim().to_ascii_uppercase());
    let row = seen.bind(query).fetch_optional(conn).await?;
    row.as_ref().map(enterprise).transpose()
}

/// The enterprises with these ids; unknown ones are left out. Of an enterprise that the viewer does not look after,
/// but under whose name a need is published, only name, county and industry are told.
///
/// # Errors
/// If the database fails.
pub async fn load_enterprises(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[EnterpriseId],
) -> Result<Vec<Enterprise>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let first = chunk.len() + 1;
        let (named, inside) =
            (Seen::named_enterprises(viewer, first), Seen::inside(viewer, "enterprise.id", first));
        let sql = format!(
            "SELECT {COLUMNS}, CASE WHEN {} THEN 1 ELSE 0 END AS whole FROM enterprise WHERE id IN {} AND {}",
            inside.sql(),
            placeholders(1, chunk.len()),
            named.sql()
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in named.bind(query).fetch_all(&mut *conn).await? {
            let whole = Read::new("enterprise", &row).flag("whole")?;
            let one = enterprise(&row)?;
            found.push(if whole { one } else { named_part(one) });
        }
    }
    Ok(found)
}

/// Enterprises in the order of their ids, after `after`, at most `limit`.
///
/// # Errors
/// If the database fails.
pub async fn list_enterprises(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    after: Option<&EnterpriseId>,
    limit: i64,
) -> Result<Vec<Enterprise>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 3);
    let sql =
        format!("SELECT {COLUMNS} FROM enterprise WHERE id > $1 AND {} ORDER BY id LIMIT $2", seen.sql());
    let query = assembled(sql).bind(after.map_or("", EnterpriseId::as_str).to_owned()).bind(limit);
    let rows = seen.bind(query).fetch_all(conn).await?;
    rows.iter().map(enterprise).collect()
}

/// Ids of all enterprises that the viewer looks after.
///
/// # Errors
/// If the database fails.
pub async fn enterprise_ids(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<EnterpriseId>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 1);
    let sql = format!("SELECT id FROM enterprise WHERE {} ORDER BY id", seen.sql());
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter().map(|row| Read::new("enterprise", row).parsed("id", EnterpriseId::parse)).collect()
}

/// Credit code, name key and id of every enterprise, for resolving the rows of a sheet.
///
/// # Errors
/// If the database fails.
pub async fn enterprise_keys(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<(String, String, EnterpriseId)>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 1);
    let sql = format!("SELECT uscc, name_key, id FROM enterprise WHERE {}", seen.sql());
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("enterprise", row);
            Ok((read.text("uscc")?, read.text("name_key")?, read.parsed("id", EnterpriseId::parse)?))
        })
        .collect()
}
