//! Officers who look after enterprises: dated facts, append-only; the newest record of enterprise, name and first day
//! holds.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::facts::{FactTable, Recorded, newest, newest_of, recorded};
use super::row::{Read, assembled};
use super::write::WriteTx;
use crate::domain::account::{Account, AccountStatus};
use crate::domain::assignment::Assignment;
use crate::domain::ids::{AccountId, EnterpriseId, FactId};
use crate::domain::role::Role;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// Records who looks after an enterprise. The account of that officer is found by name and telephone; where a later
/// record says no telephone, the account of the record before stays.
///
/// # Errors
/// If the database fails.
pub async fn insert_assignment(tx: &mut WriteTx, assignment: &Assignment) -> Result<FactId, StorageError> {
    let account = match find_officer(tx.conn(), assignment).await? {
        None => find_known(tx.conn(), assignment).await?,
        known => known,
    };
    insert(tx, assignment, account).await
}

/// The same where it is known whose account the officer has.
///
/// # Errors
/// If the database fails.
pub async fn insert_assignment_of(
    tx: &mut WriteTx,
    assignment: &Assignment,
    account: &AccountId,
) -> Result<FactId, StorageError> {
    insert(tx, assignment, Some(account.to_string())).await
}

async fn insert(
    tx: &mut WriteTx,
    assignment: &Assignment,
    account: Option<String>,
) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO assignment (id, enterprise_id, officer_name, officer_unit, officer_position, officer_phone, \
         starts_on, ends_on, recorded_at_ms, account_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
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
    .bind(account)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The account of an officer: the one with this name and telephone, if there is exactly one.
async fn find_officer(
    conn: &mut AnyConnection,
    assignment: &Assignment,
) -> Result<Option<String>, StorageError> {
    let Some(phone) = assignment.phone.as_deref().map(digits).filter(|digits| !digits.is_empty()) else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT id, phone FROM account WHERE name = $1 AND role IN ({}) AND status IN ('{}', '{}')",
        officers(),
        AccountStatus::Active.code(),
        AccountStatus::Invited.code()
    );
    let rows = assembled(sql).bind(assignment.officer.clone()).fetch_all(conn).await?;
    let mut found = Vec::new();
    for row in &rows {
        let read = Read::new("account", row);
        if read.maybe_text("phone")?.is_some_and(|known| digits(&known) == phone) {
            found.push(read.text("id")?);
        }
    }
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// The account that an earlier record of the same assignment names.
async fn find_known(
    conn: &mut AnyConnection,
    assignment: &Assignment,
) -> Result<Option<String>, StorageError> {
    let known: Option<Option<String>> = sqlx::query_scalar(
        "SELECT account_id FROM assignment WHERE enterprise_id = $1 AND officer_name = $2 \
         AND COALESCE(starts_on, '') = $3 AND withdrawn_at_ms IS NULL ORDER BY recorded_at_ms DESC, id DESC LIMIT 1",
    )
    .bind(assignment.enterprise.to_string())
    .bind(assignment.officer.clone())
    .bind(assignment.starts_on.map(|day| day.to_string()).unwrap_or_default())
    .fetch_optional(conn)
    .await?;
    Ok(known.flatten())
}

/// Notes in the assignments whose officer this account is, by name and telephone, whose they are. Called whenever an
/// account is made or changed, so that it does not matter which came first.
pub(super) async fn link_assignments(tx: &mut WriteTx, account: &Account) -> Result<(), StorageError> {
    let in_use = matches!(account.status, AccountStatus::Active | AccountStatus::Invited);
    let Some(phone) = account.phone.as_deref().map(digits).filter(|digits| !digits.is_empty()) else {
        return Ok(());
    };
    if !in_use || !OFFICERS.contains(&account.role) {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT id, officer_phone FROM assignment WHERE officer_name = $1 AND account_id IS NULL \
         AND withdrawn_at_ms IS NULL",
    )
    .bind(account.name.clone())
    .fetch_all(tx.conn())
    .await?;
    for row in &rows {
        let read = Read::new("assignment", row);
        if read.maybe_text("officer_phone")?.is_some_and(|known| digits(&known) == phone) {
            sqlx::query("UPDATE assignment SET account_id = $1 WHERE id = $2")
                .bind(account.id.to_string())
                .bind(read.text("id")?)
                .execute(tx.conn())
                .await?;
        }
    }
    Ok(())
}

/// Who may look after enterprises personally.
const OFFICERS: [Role; 3] = [Role::CountyOfficer, Role::DepartmentOfficer, Role::BureauOfficer];

fn officers() -> String {
    OFFICERS.map(|role| format!("'{}'", role.code())).join(", ")
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// The assignments of an account that hold on a day, by enterprise.
///
/// # Errors
/// If the database fails.
pub async fn list_assignments_of(
    conn: &mut AnyConnection,
    account: &AccountId,
    as_of: Instant,
    day: BusinessDate,
) -> Result<Vec<Recorded<Assignment>>, StorageError> {
    let rows = newest(conn, &Viewer::operator(), FactTable::Assignment, as_of).await?;
    let mut all = Vec::new();
    for row in &rows {
        if Read::new("assignment", row).maybe_text("account_id")?.as_deref() == Some(account.as_str()) {
            all.push(assignment(row)?);
        }
    }
    all.retain(|one| one.fact.holds_on(day));
    Ok(all)
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
