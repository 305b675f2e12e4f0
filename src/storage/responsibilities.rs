//! Who looks after which enterprise. The table holds what rules and decisions make of each enterprise; it is computed
//! anew at the commit of every transaction that changed an enterprise, its R&D activity, a decision or the rules, so
//! that no writer can forget it and no reader sees it lag. Never written by hand.

use std::collections::{BTreeMap, HashMap};

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::city::load_working_groups;
use super::enterprises::{self, enterprise};
use super::error::StorageError;
use super::lead_decisions::newest_decisions;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::scope::Seen;
use super::settings::{counted_sources, find_setting, put_setting};
use super::write::WriteTx;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::EnterpriseId;
use crate::domain::rd_activity::RdSource;
use crate::domain::responsibility::{
    LeadDecision, Responsibility, ResponsibilityCause, Traits, responsibilities,
};
use crate::domain::viewer::Viewer;
use crate::domain::working_group::{GroupRole, WorkingGroups};

/// Setting: by which version of the reckoning the table was filled. Raised when the same rules give another result.
const FILLED: &str = "responsibilities";
const RECKONING: &str = "1";
/// Rows of one INSERT; each has seven values.
const ROWS: usize = 100;

/// How many enterprises a department or group leads or joins for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibilityCount {
    /// Name of the department.
    pub department: String,
    /// Its group; `None` for enterprises it looks after as a department.
    pub group: Option<String>,
    /// As what.
    pub role: GroupRole,
    /// How many.
    pub count: i64,
}

/// Computes what a transaction owes; called by its commit.
pub(super) async fn settle(tx: &mut WriteTx) -> Result<(), StorageError> {
    let owed = tx.take_owed();
    if !owed.all && owed.some.is_empty() {
        return Ok(());
    }
    tx.lock_responsibilities().await?;
    let ids: Vec<String> = match owed.all {
        true => sqlx::query_scalar("SELECT id FROM enterprise ORDER BY id").fetch_all(tx.conn()).await?,
        false => owed.some.into_iter().collect(),
    };
    if ids.is_empty() {
        return Ok(());
    }
    let groups = load_working_groups(tx.conn()).await?;
    let sources = counted_sources(tx.conn()).await?;
    for chunk in ids.chunks(CHUNK) {
        let decisions = newest_decisions(tx.conn(), chunk).await?;
        let wanted = wanted(tx.conn(), (&groups, &sources), &decisions, chunk).await?;
        let stored = stored(tx.conn(), chunk).await?;
        let differs = |id: &&String| wanted.get(*id) != stored.get(*id);
        let changed: Vec<&String> = chunk.iter().filter(differs).collect();
        replace(tx, &changed, &wanted).await?;
    }
    Ok(())
}

/// Rows by enterprise, each enterprise's in the order of departments; no entry without rows.
type Rows = HashMap<String, Vec<Responsibility>>;

/// What the table should say with these decisions.
async fn wanted(
    conn: &mut AnyConnection,
    (groups, sources): (&WorkingGroups, &[RdSource]),
    decisions: &HashMap<String, LeadDecision>,
    ids: &[String],
) -> Result<Rows, StorageError> {
    if ids.is_empty() {
        return Ok(Rows::new());
    }
    let active = active(conn, sources, ids).await?;
    let sql = format!(
        "SELECT id, industry, state_owned FROM enterprise WHERE id IN {}",
        placeholders(1, ids.len())
    );
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
    let mut all = Rows::new();
    for row in query.fetch_all(conn).await? {
        let read = Read::new("enterprise", &row);
        let id = read.text("id")?;
        let traits = Traits {
            industry: read.maybe_text("industry")?,
            state_owned: read.maybe_flag("state_owned")? == Some(true),
            has_rd: active.get(&id).is_some_and(|active| *active),
        };
        let mut rows = responsibilities(groups, &traits, decisions.get(&id));
        rows.sort_by(|a, b| a.department.cmp(&b.department));
        if !rows.is_empty() {
            all.insert(id, rows);
        }
    }
    Ok(all)
}

/// Whether sources that count say that there is R&D, in the newest data year about which they say anything.
async fn active(
    conn: &mut AnyConnection,
    sources: &[RdSource],
    ids: &[String],
) -> Result<BTreeMap<String, bool>, StorageError> {
    if sources.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT enterprise_id, data_year, CAST(MAX(active) AS BIGINT) AS active FROM (\
         SELECT enterprise_id, data_year, active, LEAD(1) OVER \
         (PARTITION BY enterprise_id, data_year, source ORDER BY recorded_at_ms, id) AS later FROM rd_activity \
         WHERE withdrawn_at_ms IS NULL AND enterprise_id IN {} AND source IN {}) AS said \
         WHERE later IS NULL GROUP BY enterprise_id, data_year ORDER BY enterprise_id, data_year",
        placeholders(1, ids.len()),
        placeholders(ids.len() + 1, sources.len())
    );
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
    let query = sources.iter().fold(query, |query, source| query.bind(source.code()));
    let rows = query.fetch_all(conn).await?;
    // Years rise, so the last one stays.
    rows.iter()
        .map(|row| {
            let read = Read::new("rd_activity", row);
            Ok((read.text("enterprise_id")?, read.flag("active")?))
        })
        .collect()
}

/// What the table says.
async fn stored(conn: &mut AnyConnection, ids: &[String]) -> Result<Rows, StorageError> {
    if ids.is_empty() {
        return Ok(Rows::new());
    }
    let sql = format!(
        "SELECT enterprise_id, department, working_group, role, cause, rival FROM responsibility \
         WHERE enterprise_id IN {}",
        placeholders(1, ids.len())
    );
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind(id.clone()));
    let mut all = Rows::new();
    for row in query.fetch_all(conn).await? {
        let id = Read::new("responsibility", &row).text("enterprise_id")?;
        all.entry(id).or_default().push(responsibility(&row)?);
    }
    // In Rust: databases may order Chinese names each in its own way.
    all.values_mut().for_each(|rows| rows.sort_by(|a, b| a.department.cmp(&b.department)));
    Ok(all)
}

fn responsibility(row: &AnyRow) -> Result<Responsibility, StorageError> {
    let read = Read::new("responsibility", row);
    Ok(Responsibility {
        department: read.text("department")?,
        group: read.maybe_text("working_group")?,
        role: read.parsed("role", GroupRole::from_code)?,
        cause: read.parsed("cause", ResponsibilityCause::from_code)?,
        rival: read.maybe_text("rival")?,
    })
}

/// Puts the rows of these enterprises in place of what is there.
async fn replace(tx: &mut WriteTx, ids: &[&String], wanted: &Rows) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM responsibility WHERE enterprise_id IN {}", placeholders(1, ids.len()));
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind((*id).clone()));
    query.execute(tx.conn()).await?;
    let rows: Vec<(&String, &Responsibility)> =
        ids.iter().flat_map(|id| wanted.get(*id).into_iter().flatten().map(move |row| (*id, row))).collect();
    for rows in rows.chunks(ROWS) {
        let values: Vec<String> = (0..rows.len()).map(|at| placeholders(at * 7 + 1, 7)).collect();
        let sql = format!(
            "INSERT INTO responsibility (enterprise_id, department, working_group, role, origin, cause, rival) \
             VALUES {}",
            values.join(", ")
        );
        let query = rows.iter().fold(assembled(sql), |query, (id, row)| {
            let origin = if row.cause.is_manual() { "manual" } else { "computed" };
            query
                .bind((*id).clone())
                .bind(row.department.clone())
                .bind(row.group.clone())
                .bind(row.role.code())
                .bind(origin)
                .bind(row.cause.code())
                .bind(row.rival.clone())
        });
        query.execute(tx.conn()).await?;
    }
    Ok(())
}

/// True if the table was not filled yet, or by an older reckoning.
///
/// # Errors
/// If the database fails.
pub async fn stale_responsibilities(conn: &mut AnyConnection) -> Result<bool, StorageError> {
    Ok(find_setting(conn, FILLED).await?.as_deref() != Some(RECKONING))
}

/// Computes anew who looks after every enterprise.
///
/// # Errors
/// If the database fails.
pub async fn refresh_responsibilities(tx: &mut WriteTx) -> Result<(), StorageError> {
    tx.owes_all();
    put_setting(tx, FILLED, RECKONING).await?;
    let detail = serde_json::json!({ "reckoning": RECKONING });
    tx.audit("responsibilities_computed", "enterprise", "", &detail).await
}

/// The id of an enterprise, if the viewer looks after it.
async fn visible(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
) -> Result<Vec<String>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 2);
    let sql = format!("SELECT id FROM enterprise WHERE id = $1 AND {}", seen.sql());
    let rows = seen.bind(assembled(sql).bind(enterprise.to_string())).fetch_all(conn).await?;
    rows.iter().map(|row| Read::new("enterprise", row).text("id")).collect()
}

/// Who looks after an enterprise, the lead first, the others by department.
///
/// # Errors
/// If the database fails.
pub async fn load_responsibilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
) -> Result<Vec<Responsibility>, StorageError> {
    let ids = visible(conn, viewer, enterprise).await?;
    let mut found = stored(conn, &ids).await?;
    let mut rows = found.remove(enterprise.as_str()).unwrap_or_default();
    rows.sort_by_key(|row| row.role != GroupRole::Lead);
    Ok(rows)
}

/// The name of who would lead if nobody had decided anything.
///
/// # Errors
/// If the database fails.
pub async fn find_lead_by_rules(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
) -> Result<Option<String>, StorageError> {
    let ids = visible(conn, viewer, enterprise).await?;
    let groups = load_working_groups(conn).await?;
    let sources = counted_sources(conn).await?;
    let rows = wanted(conn, (&groups, &sources), &HashMap::new(), &ids).await?;
    let lead = rows.values().flatten().find(|row| row.role == GroupRole::Lead);
    Ok(lead.map(|lead| lead.name().to_owned()))
}

/// How many enterprises everybody looks after.
///
/// # Errors
/// If the database fails.
pub async fn count_responsibilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<ResponsibilityCount>, StorageError> {
    let seen = Seen::inside(viewer, "enterprise_id", 1);
    let sql = format!(
        "SELECT department, working_group, role, COUNT(*) AS n FROM responsibility WHERE {} \
         GROUP BY department, working_group, role ORDER BY department, working_group, role",
        seen.sql()
    );
    let rows = seen.bind(assembled(sql)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("responsibility", row);
            Ok(ResponsibilityCount {
                department: read.text("department")?,
                group: read.maybe_text("working_group")?,
                role: read.parsed("role", GroupRole::from_code)?,
                count: read.int("n")?,
            })
        })
        .collect()
}

/// Enterprises that nobody leads, by name, at most `limit`, and how many there are.
///
/// # Errors
/// If the database fails.
pub async fn list_orphans(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    limit: i64,
) -> Result<(Vec<Enterprise>, i64), StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 1);
    let from = format!(
        "FROM enterprise WHERE NOT EXISTS \
         (SELECT 1 FROM responsibility WHERE enterprise_id = enterprise.id AND role = 'lead') AND {}",
        seen.sql()
    );
    let (columns, last) = (enterprises::COLUMNS, seen.values().len() + 1);
    let sql = format!("SELECT {columns} {from} ORDER BY sort_key, id LIMIT ${last}");
    let rows = seen.bind(assembled(sql)).bind(limit).fetch_all(&mut *conn).await?;
    let all = seen.bind(assembled(format!("SELECT COUNT(*) AS n {from}"))).fetch_one(conn).await?;
    let listed = rows.iter().map(enterprise).collect::<Result<_, _>>()?;
    Ok((listed, Read::new("enterprise", &all).int("n")?))
}

/// Enterprises that more than one wants to lead, each with its lead, by name, at most `limit`, and how many there are.
///
/// # Errors
/// If the database fails.
pub async fn list_contested(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    limit: i64,
) -> Result<(Vec<(Enterprise, Responsibility)>, i64), StorageError> {
    let seen = Seen::inside(viewer, "enterprise.id", 1);
    let columns: Vec<String> =
        enterprises::COLUMNS.split(',').map(|column| format!("enterprise.{}", column.trim())).collect();
    let from = format!(
        "FROM responsibility JOIN enterprise ON enterprise.id = responsibility.enterprise_id \
         WHERE responsibility.role = 'lead' AND responsibility.rival IS NOT NULL AND {}",
        seen.sql()
    );
    let sql = format!(
        "SELECT {}, department, working_group, role, cause, rival {from} \
         ORDER BY enterprise.sort_key, enterprise.id LIMIT ${}",
        columns.join(", "),
        seen.values().len() + 1
    );
    let rows = seen.bind(assembled(sql)).bind(limit).fetch_all(&mut *conn).await?;
    let all = seen.bind(assembled(format!("SELECT COUNT(*) AS n {from}"))).fetch_one(conn).await?;
    let listed = rows.iter().map(|row| Ok((enterprise(row)?, responsibility(row)?)));
    Ok((listed.collect::<Result<_, StorageError>>()?, Read::new("responsibility", &all).int("n")?))
}
