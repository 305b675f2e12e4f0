//! Audit records: who did what, when, by which way. Written in the transaction of the deed; never changed.

use sqlx::{AnyConnection, Row};

use super::error::StorageError;
use super::write::WriteTx;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// By which way.
    pub channel: String,
    /// What was done.
    pub action: String,
    /// To what kind of record.
    pub entity: String,
    /// To which.
    pub entity_id: String,
    /// More about it, JSON without personal data.
    pub detail: String,
}

impl WriteTx {
    /// Records a deed of this transaction. `detail` is JSON without personal data.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit(
        &mut self,
        action: &str,
        entity: &str,
        entity_id: &str,
        detail: &serde_json::Value,
    ) -> Result<(), StorageError> {
        let (at, viewer) = (self.now(), self.viewer().clone());
        sqlx::query(
            "INSERT INTO audit_record (at_ms, actor, channel, action, entity, entity_id, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(at.0)
        .bind(viewer.actor().to_owned())
        .bind(viewer.channel().label())
        .bind(action.to_owned())
        .bind(entity.to_owned())
        .bind(entity_id.to_owned())
        .bind(with_colleague(&viewer, detail).to_string())
        .execute(self.conn())
        .await?;
        Ok(())
    }
}

/// The detail, with the colleague for whom the actor stood in.
fn with_colleague(viewer: &Viewer, detail: &serde_json::Value) -> serde_json::Value {
    let mut detail = detail.clone();
    if let (Some(colleague), Some(fields)) = (viewer.on_behalf(), detail.as_object_mut()) {
        fields.insert("on_behalf".to_owned(), colleague.as_str().into());
    }
    detail
}

/// The newest records, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_audit(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    limit: i64,
) -> Result<Vec<AuditRecord>, StorageError> {
    if !viewer.may(Duty::ReadAudit) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT at_ms, actor, channel, action, entity, entity_id, detail FROM audit_record ORDER BY id DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(AuditRecord {
                at: Instant(row.try_get("at_ms")?),
                actor: row.try_get("actor")?,
                channel: row.try_get("channel")?,
                action: row.try_get("action")?,
                entity: row.try_get("entity")?,
                entity_id: row.try_get("entity_id")?,
                detail: row.try_get("detail")?,
            })
        })
        .collect()
}
