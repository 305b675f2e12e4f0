//! What the city pack says about the administration: counties with their names, working groups with their rules.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::county::{Counties, County, CountyCode};
use crate::domain::text::name_key;
use crate::domain::working_group::{
    GroupRole, OverlayCondition, WorkingGroup, WorkingGroupOverlay, WorkingGroupRule, WorkingGroups,
};

/// All county-level units.
///
/// # Errors
/// If the database fails.
pub async fn load_counties(conn: &mut AnyConnection) -> Result<Counties, StorageError> {
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    for row in sqlx::query("SELECT alias, county_code FROM county_alias ORDER BY alias")
        .fetch_all(&mut *conn)
        .await?
    {
        aliases.entry(row.try_get("county_code")?).or_default().push(row.try_get("alias")?);
    }
    let rows = sqlx::query("SELECT code, name, tier, position FROM county ORDER BY position")
        .fetch_all(&mut *conn)
        .await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in &rows {
        let read = Read::new("county", row);
        let code = read.parsed("code", CountyCode::new)?;
        let aliases = aliases.remove(code.as_str()).unwrap_or_default();
        list.push(County {
            name: read.text("name")?,
            tier: read.text("tier")?,
            position: read.int("position")?,
            aliases,
            code,
        });
    }
    Ok(Counties::new(list))
}

/// All rules for working groups.
///
/// # Errors
/// If the database fails.
pub async fn load_working_groups(conn: &mut AnyConnection) -> Result<WorkingGroups, StorageError> {
    let mut all = WorkingGroups::default();
    let groups = "SELECT name, department FROM working_group ORDER BY position";
    for row in sqlx::query(groups).fetch_all(&mut *conn).await? {
        all.groups.push(WorkingGroup { name: row.try_get("name")?, department: row.try_get("department")? });
    }
    let rules = "SELECT prefix, group_name, confirmed, note FROM working_group_rule ORDER BY prefix";
    for row in sqlx::query(rules).fetch_all(&mut *conn).await? {
        let read = Read::new("working_group_rule", &row);
        all.rules.push(WorkingGroupRule {
            prefix: read.text("prefix")?,
            group: read.text("group_name")?,
            confirmed: read.flag("confirmed")?,
            note: read.maybe_text("note")?,
        });
    }
    let overlays =
        "SELECT condition_code, department, role FROM working_group_overlay ORDER BY role DESC, department";
    for row in sqlx::query(overlays).fetch_all(&mut *conn).await? {
        let read = Read::new("working_group_overlay", &row);
        all.overlays.push(WorkingGroupOverlay {
            condition: read.parsed("condition_code", OverlayCondition::from_code)?,
            department: read.text("department")?,
            role: read.parsed("role", GroupRole::from_code)?,
        });
    }
    Ok(all)
}

/// Writes the counties and rules of a city pack; what was there is renewed, counties in use stay.
///
/// # Errors
/// If the database fails.
pub async fn replace_city(
    tx: &mut WriteTx,
    counties: &[County],
    groups: &WorkingGroups,
) -> Result<(), StorageError> {
    tx.owes_all();
    for table in ["county_alias", "working_group_rule", "working_group_overlay", "working_group"] {
        super::row::assembled(format!("DELETE FROM {table}")).execute(tx.conn()).await?;
    }
    for county in counties {
        insert_county(tx, county).await?;
    }
    for (position, group) in (0_i64..).zip(&groups.groups) {
        sqlx::query("INSERT INTO working_group (name, department, position) VALUES ($1, $2, $3)")
            .bind(group.name.clone())
            .bind(group.department.clone())
            .bind(position)
            .execute(tx.conn())
            .await?;
    }
    for rule in &groups.rules {
        sqlx::query(
            "INSERT INTO working_group_rule (prefix, group_name, confirmed, note) VALUES ($1, $2, $3, $4)",
        )
        .bind(rule.prefix.clone())
        .bind(rule.group.clone())
        .bind(i64::from(rule.confirmed))
        .bind(rule.note.clone())
        .execute(tx.conn())
        .await?;
    }
    for overlay in &groups.overlays {
        sqlx::query(
            "INSERT INTO working_group_overlay (condition_code, department, role) VALUES ($1, $2, $3)",
        )
        .bind(overlay.condition.code())
        .bind(overlay.department.clone())
        .bind(overlay.role.code())
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn insert_county(tx: &mut WriteTx, county: &County) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO county (code, name, tier, position) VALUES ($1, $2, $3, $4) ON CONFLICT (code) DO UPDATE \
         SET name = excluded.name, tier = excluded.tier, position = excluded.position",
    )
    .bind(county.code.to_string())
    .bind(county.name.clone())
    .bind(county.tier.clone())
    .bind(county.position)
    .execute(tx.conn())
    .await?;
    for alias in county.aliases.iter().filter(|alias| name_key(alias) != name_key(&county.name)) {
        sqlx::query("INSERT INTO county_alias (alias, county_code) VALUES ($1, $2)")
            .bind(alias.clone())
            .bind(county.code.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}
