//! Audit records: who did what, when, by which way, and how it ended. Written in the transaction of the deed; never
//! changed, but for the seal that `audit_chain` puts on them once.

use serde_json::Value;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::write::WriteTx;
use crate::domain::audit::{AuditRecord, AuditResult, Seal, without_phones};
use crate::domain::ids::AccountId;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// Columns of a record. The casts let a value of another type, which only meddling can put there, be read and told.
pub(super) const COLUMNS: &str = "CAST(id AS BIGINT) AS id, CAST(at_ms AS BIGINT) AS at_ms, \
    CAST(actor AS TEXT) AS actor, CAST(channel AS TEXT) AS channel, CAST(action AS TEXT) AS action, \
    CAST(entity AS TEXT) AS entity, CAST(entity_id AS TEXT) AS entity_id, CAST(detail AS TEXT) AS detail, \
    CAST(result AS TEXT) AS result, CAST(address AS TEXT) AS address, CAST(request AS TEXT) AS request, \
    CAST(unit AS TEXT) AS unit, CAST(block AS BIGINT) AS block, CAST(place AS BIGINT) AS place, \
    CAST(digest AS TEXT) AS digest";

/// A deed as it is to be recorded. Who, when and by which way are the transaction's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    action: String,
    entity: String,
    entity_id: String,
    detail: Value,
    result: AuditResult,
    actor: Option<String>,
}

impl AuditEntry {
    /// This was done to that.
    #[must_use]
    pub fn new(action: &str, entity: &str, entity_id: &str) -> Self {
        Self {
            action: action.to_owned(),
            entity: entity.to_owned(),
            entity_id: entity_id.to_owned(),
            detail: Value::Object(serde_json::Map::new()),
            result: AuditResult::Done,
            actor: None,
        }
    }

    /// More about it: JSON without personal data. A mobile number in a text, such as the name of a file, is masked.
    #[must_use]
    pub fn with(mut self, detail: &Value) -> Self {
        let mut detail = detail.clone();
        mask(&mut detail);
        self.detail = detail;
        self
    }

    /// Who did it, where that is found out by the deed itself, as with signing in; otherwise the transaction's viewer.
    #[must_use]
    pub fn by(mut self, account: &AccountId) -> Self {
        self.actor = Some(account.to_string());
        self
    }

    /// How it ended; done unless said otherwise.
    #[must_use]
    pub fn ended(mut self, result: AuditResult) -> Self {
        self.result = result;
        self
    }
}

fn mask(detail: &mut Value) {
    match detail {
        Value::String(text) => *text = without_phones(text),
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => fields.values_mut().for_each(mask),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
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
        detail: &Value,
    ) -> Result<(), StorageError> {
        self.audit_entry(AuditEntry::new(action, entity, entity_id).with(detail)).await
    }

    /// Records a deed of which more is known, or one that was refused or failed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn audit_entry(&mut self, entry: AuditEntry) -> Result<(), StorageError> {
        let (at, viewer) = (self.now(), self.viewer().clone());
        sqlx::query(
            "INSERT INTO audit_record (at_ms, actor, channel, action, entity, entity_id, detail, result, \
             address, request, unit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(at.0)
        .bind(entry.actor.unwrap_or_else(|| viewer.actor().to_owned()))
        .bind(viewer.channel().label())
        .bind(entry.action)
        .bind(entry.entity)
        .bind(entry.entity_id)
        .bind(with_colleague(&viewer, &entry.detail))
        .bind(entry.result.code())
        .bind(viewer.origin().address.clone())
        .bind(viewer.origin().request.clone())
        .bind(viewer.origin().unit.clone())
        .execute(self.conn())
        .await?;
        Ok(())
    }
}

/// The detail, with the colleague for whom the actor stood in.
fn with_colleague(viewer: &Viewer, detail: &Value) -> String {
    let mut detail = detail.clone();
    if let (Some(colleague), Some(fields)) = (viewer.on_behalf(), detail.as_object_mut()) {
        fields.insert("on_behalf".to_owned(), colleague.as_str().into());
    }
    detail.to_string()
}

pub(super) fn record(row: &AnyRow) -> Result<AuditRecord, StorageError> {
    let read = Read::new("audit_record", row);
    let seal = match read.maybe_int("block")? {
        None => None,
        Some(block) => Some(Seal {
            block,
            place: read.maybe_int("place")?.unwrap_or(0),
            digest: read.maybe_text("digest")?.unwrap_or_default(),
        }),
    };
    Ok(AuditRecord {
        id: read.int("id")?,
        at: Instant(read.int("at_ms")?),
        actor: read.text("actor")?,
        channel: read.text("channel")?,
        action: read.text("action")?,
        entity: read.text("entity")?,
        entity_id: read.text("entity_id")?,
        detail: read.text("detail")?,
        result: read.text("result")?,
        address: read.maybe_text("address")?,
        request: read.maybe_text("request")?,
        unit: read.maybe_text("unit")?,
        seal,
    })
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
    let sql = format!("SELECT {COLUMNS} FROM audit_record ORDER BY audit_record.id DESC LIMIT $1");
    assembled(sql).bind(limit).fetch_all(conn).await?.iter().map(record).collect()
}
