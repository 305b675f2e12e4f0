//! Decisions of people about who leads for an enterprise, over the rules. Append-only: the newest holds, and one without
//! a lead takes back the one before. What follows from them is `responsibilities`.

use std::collections::HashMap;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::facts::{Recorded, recorded};
use super::row::{Read, assembled, placeholders};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::ids::{EnterpriseId, FactId};
use crate::domain::responsibility::{LeadChoice, LeadDecision};
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;

/// Records who is to lead, or that the rules hold again.
///
/// # Errors
/// If the database fails.
pub async fn insert_lead_decision(tx: &mut WriteTx, decision: &LeadDecision) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO lead_decision (id, enterprise_id, department, working_group, reason, actor, starts_on, \
         instead_of, recorded_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.to_string())
    .bind(decision.enterprise.to_string())
    .bind(decision.chosen.as_ref().map(|chosen| chosen.department.clone()))
    .bind(decision.chosen.as_ref().and_then(|chosen| chosen.group.clone()))
    .bind(decision.reason.clone())
    .bind(decision.actor.clone())
    .bind(decision.starts_on.to_string())
    .bind(decision.instead_of.clone())
    .bind(now)
    .execute(tx.conn())
    .await?;
    tx.owes(decision.enterprise.as_str());
    Ok(id)
}

/// All decisions about an enterprise, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list_lead_decisions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
) -> Result<Vec<Recorded<LeadDecision>>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise_id", 2);
    let sql = format!(
        "SELECT * FROM lead_decision WHERE enterprise_id = $1 AND {} ORDER BY recorded_at_ms DESC, id DESC",
        seen.sql()
    );
    let rows = seen.bind(assembled(sql).bind(enterprise.to_string())).fetch_all(conn).await?;
    rows.iter().map(decision).collect()
}

fn decision(row: &AnyRow) -> Result<Recorded<LeadDecision>, StorageError> {
    let read = Read::new("lead_decision", row);
    let group = read.maybe_text("working_group")?;
    let decision = LeadDecision {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        chosen: read.maybe_text("department")?.map(|department| LeadChoice { department, group }),
        reason: read.text("reason")?,
        actor: read.text("actor")?,
        starts_on: read.parsed("starts_on", BusinessDate::parse_iso)?,
        instead_of: read.maybe_text("instead_of")?,
    };
    recorded(&read, decision)
}

/// The newest decision of each of these enterprises; none for one about which nobody decided.
pub(super) async fn newest_decisions(
    conn: &mut AnyConnection,
    ids: &[String],
) -> Result<HashMap<String, LeadDecision>, StorageError> {
    let sql = format!(
        "SELECT * FROM (SELECT lead_decision.*, LEAD(1) OVER \
         (PARTITION BY enterprise_id ORDER BY recorded_at_ms, id) AS later FROM lead_decision \
         WHERE enterprise_id IN {}) AS dated WHERE later IS NULL",
        placeholders(1, ids.len())
    );
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
    let rows = query.fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let decision = decision(row)?.fact;
            Ok((decision.enterprise.to_string(), decision))
        })
        .collect()
}
