//! Officers who look after enterprises: dated facts, append-only; the newest record of enterprise, name and first day
//! holds.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::facts::{FactTable, Recorded, newest, newest_of, recorded};
use super::row::Read;
use super::write::WriteTx;
use crate::domain::assignment::Assignment;
use crate::domain::ids::{EnterpriseId, FactId};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// Records who looks after an enterprise.
///
/// # Errors
/// If the database fails.
pub async fn insert_assignment(tx: &mut WriteTx, assignment: &Assignment) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO assignment (id, enterprise_id, officer_name, officer_unit, officer_position, officer_phone, \
         starts_on, ends_on, recorded_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.to_string())
    .bind(assignment.enterprise.to_string())
    .bind(assignment.officer.clone())
    .bind(assignment.unit.clone())
    .bind(assignment.position.clone())
    .bind(assignment.phone.clone())
    .bind(assignment.starts_on.map(|day| day.to_string()))
    .bind(assignment.ends_on.map(|day| day.to_string()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// All assignments as of a moment, by enterprise and name; those that are over as well.
///
/// # Errors
/// If the database fails.
pub async fn list_assignments(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<Assignment>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::Assignment, as_of).await?;
    rows.iter().map(assignment).collect()
}

/// Those of one enterprise, the latest begun first.
///
/// # Errors
/// If the database fails.
pub async fn load_assignments(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
    as_of: Instant,
) -> Result<Vec<Recorded<Assignment>>, StorageError> {
    let rows = newest_of(conn, viewer, FactTable::Assignment, Some(enterprise), as_of).await?;
    let mut all: Vec<Recorded<Assignment>> = rows.iter().map(assignment).collect::<Result<_, _>>()?;
    all.sort_by_key(|one| std::cmp::Reverse(one.fact.starts_on));
    Ok(all)
}

fn assignment(row: &AnyRow) -> Result<Recorded<Assignment>, StorageError> {
    let read = Read::new("assignment", row);
    let assignment = Assignment {
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        officer: read.text("officer_name")?,
        unit: read.maybe_text("officer_unit")?,
        position: read.maybe_text("officer_position")?,
        phone: read.maybe_text("officer_phone")?,
        starts_on: read.maybe_date("starts_on")?,
        ends_on: read.maybe_date("ends_on")?,
    };
    recorded(&read, assignment)
}
