//! Edits of single records by people: who, when, which fields, and for a day the record before, for undoing.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::change_log::Entity;
use super::error::StorageError;
use super::row::{Read, json_list};
use super::write::WriteTx;
use crate::domain::ids::EditId;
use crate::domain::profile::ProfileField;
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// An edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEdit {
    /// Id.
    pub id: EditId,
    /// Kind of record.
    pub entity: Entity,
    /// Id of the record.
    pub entity_id: String,
    /// Who, as audit records name them.
    pub actor: String,
    /// As what they did it; `None` for the operator.
    pub role: Option<Role>,
    /// When.
    pub at: Instant,
    /// Fields that became others.
    pub fields: Vec<ProfileField>,
    /// The record before, as JSON; `None` once it was forgotten.
    pub before: Option<String>,
    /// Version of the record afterwards.
    pub version_after: i64,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

/// Records an edit of this transaction; returns its id.
///
/// # Errors
/// If the database fails.
pub async fn insert_record_edit(
    tx: &mut WriteTx,
    (entity, entity_id): (Entity, &str),
    fields: &[ProfileField],
    before: &str,
    version_after: i64,
) -> Result<EditId, StorageError> {
    let (id, now, viewer): (EditId, _, _) = (tx.next_id(), tx.now().0, tx.viewer().clone());
    sqlx::query(
        "INSERT INTO record_edit (id, entity, entity_id, actor, role, at_ms, fields, before_image, version_after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.to_string())
    .bind(entity.code())
    .bind(entity_id.to_owned())
    .bind(viewer.actor().to_owned())
    .bind(viewer.role().map(Role::code))
    .bind(now)
    .bind(json_list(fields))
    .bind(before.to_owned())
    .bind(version_after)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The edit that made this version of a record; `None` if something else did. Whoever may read the record may ask;
/// the image is for use cases that check the rest.
///
/// # Errors
/// If the database fails.
pub async fn find_record_edit(
    conn: &mut AnyConnection,
    (entity, entity_id): (Entity, &str),
    version_after: i64,
) -> Result<Option<RecordEdit>, StorageError> {
    let row = sqlx::query(
        "SELECT id, entity, entity_id, actor, role, at_ms, fields, before_image, version_after, undone_at_ms \
         FROM record_edit WHERE entity = $1 AND entity_id = $2 AND version_after = $3",
    )
    .bind(entity.code())
    .bind(entity_id.to_owned())
    .bind(version_after)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(record_edit).transpose()
}

/// The edits of records of one kind that the viewer made at one moment, in the order in which they were made: what is
/// done to several records at once is taken back at once.
///
/// # Errors
/// If the database fails.
pub async fn list_own_edits(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    entity: Entity,
    at: Instant,
) -> Result<Vec<RecordEdit>, StorageError> {
    let rows = sqlx::query(
        "SELECT id, entity, entity_id, actor, role, at_ms, fields, before_image, version_after, undone_at_ms \
         FROM record_edit WHERE actor = $1 AND at_ms = $2 AND entity = $3 ORDER BY id",
    )
    .bind(viewer.actor().to_owned())
    .bind(at.0)
    .bind(entity.code())
    .fetch_all(conn)
    .await?;
    rows.iter().map(record_edit).collect()
}

fn record_edit(row: &AnyRow) -> Result<RecordEdit, StorageError> {
    let read = Read::new("record_edit", row);
    Ok(RecordEdit {
        id: read.parsed("id", EditId::parse)?,
        entity: read.parsed("entity", Entity::from_code)?,
        entity_id: read.text("entity_id")?,
        actor: read.text("actor")?,
        role: read.maybe_parsed("role", Role::from_code)?,
        at: Instant(read.int("at_ms")?),
        fields: read.list("fields")?,
        before: read.maybe_text("before_image")?,
        version_after: read.int("version_after")?,
        undone_at: read.maybe_int("undone_at_ms")?.map(Instant),
    })
}

/// Notes that an edit was undone; false if it had been before.
///
/// # Errors
/// If the database fails.
pub async fn mark_record_edit_undone(tx: &mut WriteTx, id: &EditId) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let done = sqlx::query("UPDATE record_edit SET undone_at_ms = $2 WHERE id = $1 AND undone_at_ms IS NULL")
        .bind(id.to_string())
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what records were before edits older than `before`: it holds personal data and can no longer be undone.
/// Returns how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_edit_images(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let gone = sqlx::query(
        "UPDATE record_edit SET before_image = NULL WHERE at_ms < $1 AND before_image IS NOT NULL",
    )
    .bind(before.0)
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected())
}
