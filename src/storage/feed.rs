//! What a follower of the change log asks besides the log itself: how much there is, and which records show data of
//! others and so change with them.

use sqlx::{AnyConnection, Row};

use super::change_log::{Cursor, Entity};
use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::Seen;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::viewer::Viewer;

/// How many settled changes of these kinds of records stand after `from`.
///
/// # Errors
/// If the database fails.
pub async fn count_changes(
    conn: &mut AnyConnection,
    kind: DatabaseKind,
    from: Cursor,
    entities: &[Entity],
) -> Result<u64, StorageError> {
    if entities.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "SELECT COUNT(*) AS n FROM change_log WHERE (txid, seq) > ($1, $2) AND entity IN {} AND {}",
        placeholders(3, entities.len()),
        kind.settled()
    );
    let (txid, seq) = from.parts();
    let query = assembled(sql).bind(txid).bind(seq);
    let query = entities.iter().fold(query, |query, entity| query.bind(entity.code()));
    let count: i64 = query.fetch_one(conn).await?.try_get("n")?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many records of a kind there are.
///
/// # Errors
/// If the database fails.
pub async fn count_records(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    entity: Entity,
) -> Result<u64, StorageError> {
    let seen = match entity {
        Entity::Enterprise => Seen::inside(viewer, "enterprise.id", 1),
        Entity::Need => Seen::needs(viewer, 1),
        Entity::Capability => Seen::capabilities(viewer, 1),
        Entity::Institution => Seen::everything(),
    };
    let sql = format!("SELECT COUNT(*) AS n FROM {} WHERE {}", entity.code(), seen.sql());
    let count: i64 = seen.bind(assembled(sql)).fetch_one(conn).await?.try_get("n")?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The needs of these enterprises.
///
/// # Errors
/// If the database fails.
pub async fn need_ids_of_enterprises(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprises: &[EnterpriseId],
) -> Result<Vec<NeedId>, StorageError> {
    let mut found = Vec::new();
    for chunk in enterprises.chunks(CHUNK) {
        let (list, seen) = (placeholders(1, chunk.len()), Seen::inside_needs(viewer, chunk.len() + 1));
        let sql = format!("SELECT id FROM need WHERE enterprise_id IN {list} AND {} ORDER BY id", seen.sql());
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in seen.bind(query).fetch_all(&mut *conn).await? {
            found.push(Read::new("need", &row).parsed("id", NeedId::parse)?);
        }
    }
    Ok(found)
}

/// How many needs each of these enterprises has; those without any are not there.
///
/// # Errors
/// If the database fails.
pub async fn count_needs_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprises: &[EnterpriseId],
) -> Result<Vec<(EnterpriseId, i64)>, StorageError> {
    let mut found = Vec::new();
    for chunk in enterprises.chunks(CHUNK) {
        let (list, seen) = (placeholders(1, chunk.len()), Seen::inside_needs(viewer, chunk.len() + 1));
        let sql = format!(
            "SELECT enterprise_id, COUNT(*) AS n FROM need WHERE enterprise_id IN {list} AND {} \
             GROUP BY enterprise_id ORDER BY enterprise_id",
            seen.sql()
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in seen.bind(query).fetch_all(&mut *conn).await? {
            let read = Read::new("need", &row);
            found.push((read.parsed("enterprise_id", EnterpriseId::parse)?, read.int("n")?));
        }
    }
    Ok(found)
}

/// The capabilities that these institutions hold, each once.
///
/// # Errors
/// If the database fails.
pub async fn capability_ids_of_institutions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    institutions: &[InstitutionId],
) -> Result<Vec<CapabilityId>, StorageError> {
    let mut found = Vec::new();
    for chunk in institutions.chunks(CHUNK) {
        let (list, seen) = (placeholders(1, chunk.len()), Seen::capabilities(viewer, chunk.len() + 1));
        let sql = format!(
            "SELECT id FROM capability WHERE id IN \
             (SELECT capability_id FROM capability_holder WHERE institution_id IN {list}) AND {} ORDER BY id",
            seen.sql()
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in seen.bind(query).fetch_all(&mut *conn).await? {
            found.push(Read::new("capability_holder", &row).parsed("id", CapabilityId::parse)?);
        }
    }
    Ok(found)
}
