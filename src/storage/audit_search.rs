//! Finding audit records among millions: by moments, words and codes, newest first. Pages go by key, never by
//! counting from the beginning, and counts stop at a limit.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Row};

use super::audit::{COLUMNS, record};
use super::error::StorageError;
use super::row::assembled;
use super::suggest::escape;
use crate::domain::audit::{AuditRecord, AuditResult};
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// Which records. Everything that is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Not before.
    pub from: Option<Instant>,
    /// Not after.
    pub to: Option<Instant>,
    /// By this one.
    pub actor: Option<String>,
    /// This deed.
    pub action: Option<String>,
    /// To this kind of record.
    pub entity: Option<String>,
    /// To this record.
    pub entity_id: Option<String>,
    /// With this result.
    pub result: Option<AuditResult>,
    /// By this way.
    pub channel: Option<String>,
    /// Words in the details, the number of the record, the address, the request or the unit.
    pub text: Option<String>,
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditKey {
    /// When the record was made.
    pub at: Instant,
    /// Its number.
    pub id: i64,
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditPlace {
    /// The newest records.
    Newest,
    /// The records next older than this place.
    Older(AuditKey),
    /// The records next newer than this place.
    Newer(AuditKey),
}

/// A value to bind.
enum Bound {
    Text(String),
    Int(i64),
}

#[derive(Default)]
struct Condition {
    all: Vec<String>,
    bound: Vec<Bound>,
}

impl Condition {
    fn new(filter: &AuditFilter) -> Self {
        let mut one = Self::default();
        one.int("at_ms >= ", filter.from.map(|at| at.0));
        one.int("at_ms <= ", filter.to.map(|at| at.0));
        one.text("actor = ", filter.actor.as_deref());
        one.text("action = ", filter.action.as_deref());
        one.text("entity = ", filter.entity.as_deref());
        one.text("entity_id = ", filter.entity_id.as_deref());
        one.text("result = ", filter.result.map(AuditResult::code));
        one.text("channel = ", filter.channel.as_deref());
        if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            one.bound.push(Bound::Text(format!("%{}%", escape(&text.to_lowercase()))));
            let at = one.bound.len();
            let columns = ["detail", "entity_id", "address", "request", "unit"];
            let any = columns.map(|column| format!("LOWER({column}) LIKE ${at} ESCAPE '!'"));
            one.all.push(format!("({})", any.join(" OR ")));
        }
        one
    }

    fn int(&mut self, condition: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.bound.push(Bound::Int(value));
            self.all.push(format!("{condition}${}", self.bound.len()));
        }
    }

    fn text(&mut self, condition: &str, value: Option<&str>) {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.bound.push(Bound::Text(value.to_owned()));
            self.all.push(format!("{condition}${}", self.bound.len()));
        }
    }

    fn beyond(&mut self, sign: &str, key: AuditKey) {
        self.bound.extend([Bound::Int(key.at.0), Bound::Int(key.id)]);
        let last = self.bound.len();
        self.all.push(format!("(at_ms, audit_record.id) {sign} (${}, ${last})", last - 1));
    }

    fn sql(&self) -> String {
        if self.all.is_empty() { "1 = 1".to_owned() } else { self.all.join(" AND ") }
    }

    /// The statement with its values, the last of which is `limit`.
    fn query<'q>(self, sql: String, limit: i64) -> Query<'q, Any, AnyArguments> {
        let query = self.bound.into_iter().fold(assembled(sql), |query, value| match value {
            Bound::Text(text) => query.bind(text),
            Bound::Int(number) => query.bind(number),
        });
        query.bind(limit)
    }
}

/// Records, newest first, at most `limit`.
///
/// # Errors
/// If the database fails.
pub async fn search_audit(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &AuditFilter,
    place: AuditPlace,
    limit: i64,
) -> Result<Vec<AuditRecord>, StorageError> {
    if !viewer.may(Duty::ReadAudit) {
        return Ok(Vec::new());
    }
    let mut condition = Condition::new(filter);
    match place {
        AuditPlace::Newest => {}
        AuditPlace::Older(key) => condition.beyond("<", key),
        AuditPlace::Newer(key) => condition.beyond(">", key),
    }
    let backwards = matches!(place, AuditPlace::Newer(_));
    let order = if backwards { "ASC" } else { "DESC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_record WHERE {} \
         ORDER BY audit_record.at_ms {order}, audit_record.id {order} LIMIT ${}",
        condition.sql(),
        condition.bound.len() + 1
    );
    let rows = condition.query(sql, limit).fetch_all(conn).await?;
    let mut found = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
    if backwards {
        found.reverse();
    }
    Ok(found)
}

/// How many records there are, counted up to `most`.
///
/// # Errors
/// If the database fails.
pub async fn count_audit(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: &AuditFilter,
    most: i64,
) -> Result<i64, StorageError> {
    if !viewer.may(Duty::ReadAudit) {
        return Ok(0);
    }
    let condition = Condition::new(filter);
    let sql = format!(
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM audit_record WHERE {} LIMIT ${}) AS found",
        condition.sql(),
        condition.bound.len() + 1
    );
    Ok(condition.query(sql, most).fetch_one(conn).await?.try_get("n")?)
}
