//! Institutions.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

use super::change_log::Entity;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::readable_part;
use super::write::WriteTx;
use crate::domain::enterprise::Contact;
use crate::domain::ids::InstitutionId;
use crate::domain::institution::{Institution, InstitutionKind};
use crate::domain::text::{initials, name_key, pinyin, sort_key};
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "id, no, name, kind, uscc, place, introduction, monthly_limit, open, contact_name, \
                       contact_phone, origin, version";

fn institution(row: &AnyRow) -> Result<Institution, StorageError> {
    let read = Read::new("institution", row);
    Ok(Institution {
        id: read.parsed("id", InstitutionId::parse)?,
        no: read.text("no")?,
        name: read.text("name")?,
        kind: read.parsed("kind", InstitutionKind::from_code)?,
        uscc: read.maybe_text("uscc")?,
        place: read.maybe_text("place")?,
        introduction: read.maybe_text("introduction")?,
        monthly_limit: read.maybe_int("monthly_limit")?,
        open: read.flag("open")?,
        contact: Contact { name: read.maybe_text("contact_name")?, phone: read.maybe_text("contact_phone")? },
        origin: read.maybe_text("origin")?,
        version: read.int("version")?,
    })
}

/// Binds $1 … $17: every column but the number, the moment, and the sounds of the name.
fn bind_institution<'q>(
    query: Query<'q, Any, AnyArguments>,
    institution: &Institution,
    now: i64,
) -> Query<'q, Any, AnyArguments> {
    query
        .bind(institution.id.to_string())
        .bind(institution.name.clone())
        .bind(name_key(&institution.name))
        .bind(sort_key(&institution.name))
        .bind(institution.kind.code())
        .bind(institution.uscc.clone())
        .bind(institution.place.clone())
        .bind(institution.introduction.clone())
        .bind(institution.monthly_limit)
        .bind(i64::from(institution.open))
        .bind(institution.contact.name.clone())
        .bind(institution.contact.phone.clone())
        .bind(institution.origin.clone())
        .bind(institution.version)
        .bind(now)
        .bind(pinyin(&institution.name))
        .bind(initials(&institution.name))
}

/// Adds an institution.
///
/// # Errors
/// [`StorageError::Taken`] if its name is there already.
pub async fn insert_institution(tx: &mut WriteTx, institution: &Institution) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "INSERT INTO institution (id, name, name_key, sort_key, kind, uscc, place, introduction, monthly_limit, \
         open, contact_name, contact_phone, origin, version, created_at_ms, updated_at_ms, pinyin, \
         initials, no) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18)",
    );
    bind_institution(query, institution, now).bind(institution.no.clone()).execute(tx.conn()).await?;
    tx.changed(Entity::Institution, institution.id.as_str());
    Ok(())
}

/// Replaces an institution; `institution.version` is the version that was read, and is raised by one.
///
/// # Errors
/// [`StorageError::Stale`] if it was changed since.
pub async fn update_institution(tx: &mut WriteTx, institution: &Institution) -> Result<(), StorageError> {
    let now = tx.now().0;
    let query = sqlx::query(
        "UPDATE institution SET name = $2, name_key = $3, sort_key = $4, kind = $5, uscc = $6, place = $7, \
         introduction = $8, monthly_limit = $9, open = $10, contact_name = $11, contact_phone = $12, origin = $13, \
         version = version + 1, updated_at_ms = $15, pinyin = $16, initials = $17 WHERE id = $1 AND version = $14",
    );
    let done = bind_institution(query, institution, now).execute(tx.conn()).await?;
    if done.rows_affected() != 1 {
        return Err(StorageError::Stale { entity: "institution", id: institution.id.to_string() });
    }
    tx.changed(Entity::Institution, institution.id.as_str());
    Ok(())
}

/// Removes an institution that nothing refers to, as undoing an import does.
///
/// # Errors
/// [`StorageError::Referenced`] if it holds a capability.
pub async fn delete_institution(tx: &mut WriteTx, id: &InstitutionId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM institution WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    tx.changed(Entity::Institution, id.as_str());
    Ok(())
}

/// The institution with this id, number or name.
///
/// # Errors
/// If the database fails.
pub async fn find_institution(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Option<Institution>, StorageError> {
    let row =
        assembled(format!("SELECT {COLUMNS} FROM institution WHERE id = $1 OR no = $1 OR name_key = $2"))
            .bind(reference.trim().to_ascii_uppercase())
            .bind(name_key(reference))
            .fetch_optional(conn)
            .await?;
    Ok(row.as_ref().map(institution).transpose()?.map(|found| readable_part(found, viewer)))
}

/// The institutions with these ids; unknown ones are left out.
///
/// # Errors
/// If the database fails.
pub async fn load_institutions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[InstitutionId],
) -> Result<Vec<Institution>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let sql = format!("SELECT {COLUMNS} FROM institution WHERE id IN {}", placeholders(1, chunk.len()));
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in query.fetch_all(&mut *conn).await? {
            found.push(readable_part(institution(&row)?, viewer));
        }
    }
    Ok(found)
}

/// Institutions in the order of their ids, after `after`, at most `limit`.
///
/// # Errors
/// If the database fails.
pub async fn list_institutions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    after: Option<&InstitutionId>,
    limit: i64,
) -> Result<Vec<Institution>, StorageError> {
    let rows = assembled(format!("SELECT {COLUMNS} FROM institution WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind(after.map_or("", InstitutionId::as_str).to_owned())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(readable_part(institution(row)?, viewer))).collect()
}
