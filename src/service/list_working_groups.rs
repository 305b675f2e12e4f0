//! Lists who looks after how many enterprises, the rules behind it, and where the rules do not come to one answer:
//! enterprises that nobody leads, and enterprises that two want to lead.

use super::ServiceError;
use super::looked_after::{Why, why_nobody};
use crate::city::CityPack;
use crate::domain::enterprise::Enterprise;
use crate::domain::responsibility::Responsibility;
use crate::domain::viewer::Viewer;
use crate::domain::working_group::{GroupRole, WorkingGroupOverlay, WorkingGroupRule};
use crate::storage::{self, Entity, ResponsibilityCount, Store};

/// Enterprises shown of each list.
const MOST_SHOWN: i64 = 20;

/// Everything about groups and rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingGroupsShown {
    /// Groups in the document's order, then departments as such.
    pub groups: Vec<GroupShown>,
    /// Rules by their prefixes, with the name of the industry.
    pub rules: Vec<RuleShown>,
    /// Rules that cut across industries.
    pub overlays: Vec<WorkingGroupOverlay>,
    /// The first enterprises that nobody leads.
    pub orphans: Vec<OrphanShown>,
    /// How many there are.
    pub orphan_count: i64,
    /// The first enterprises that two want to lead.
    pub contested: Vec<ContestedShown>,
    /// How many there are.
    pub contested_count: i64,
    /// How many enterprises are known.
    pub known: u64,
}

/// A group, or a department as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupShown {
    /// Name of the group or department.
    pub name: String,
    /// The department of a group.
    pub department: Option<String>,
    /// How many enterprises it leads.
    pub leads: i64,
    /// For how many it takes part.
    pub joins: i64,
    /// How many rules lead to it.
    pub rules: usize,
    /// How many of them the bureau has yet to confirm.
    pub unconfirmed: usize,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleShown {
    /// The rule.
    pub rule: WorkingGroupRule,
    /// Name of the industry its prefix means, if the city pack knows one.
    pub industry: Option<String>,
}

/// An enterprise that nobody leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrphanShown {
    /// Its credit code.
    pub uscc: String,
    /// Its name.
    pub name: String,
    /// Name of its county.
    pub county: String,
    /// Why.
    pub why: Why,
}

/// An enterprise that two want to lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestedShown {
    /// Its credit code.
    pub uscc: String,
    /// Its name.
    pub name: String,
    /// Name of its county.
    pub county: String,
    /// Who leads for the time being.
    pub lead: Responsibility,
}

/// Lists them.
///
/// # Errors
/// If the database fails.
pub async fn list_working_groups(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
) -> Result<WorkingGroupsShown, ServiceError> {
    let mut conn = store.read().await?;
    let rules = storage::load_working_groups(&mut conn).await?;
    let counties = storage::load_counties(&mut conn).await?;
    let counts = storage::count_responsibilities(&mut conn, viewer).await?;
    let (orphans, orphan_count) = storage::list_orphans(&mut conn, viewer, MOST_SHOWN).await?;
    let (contested, contested_count) = storage::list_contested(&mut conn, viewer, MOST_SHOWN).await?;
    let known = storage::count_records(&mut conn, viewer, Entity::Enterprise).await?;
    let county = |one: &Enterprise| {
        counties.by_code(&one.county).map_or_else(String::new, |county| county.name.clone())
    };
    let mut groups: Vec<GroupShown> = rules
        .groups
        .iter()
        .map(|group| {
            let of_group = || rules.rules.iter().filter(|rule| rule.group == group.name);
            GroupShown {
                department: Some(group.department.clone()),
                rules: of_group().count(),
                unconfirmed: of_group().filter(|rule| !rule.confirmed).count(),
                ..counted(&counts, &group.name)
            }
        })
        .collect();
    // A department stands for itself where an overlay or a decision names it, not one of its groups.
    let departments = rules.departments().into_iter().map(|name| counted(&counts, name));
    let named = |one: &GroupShown| rules.overlays.iter().any(|overlay| overlay.department == one.name);
    groups.extend(departments.filter(|one| one.leads + one.joins > 0 || named(one)));
    Ok(WorkingGroupsShown {
        groups,
        rules: rules.rules.iter().map(|rule| rule_shown(city, rule)).collect(),
        overlays: rules.overlays.clone(),
        orphans: orphans
            .iter()
            .map(|one| OrphanShown {
                uscc: one.uscc.to_string(),
                name: one.name.clone(),
                county: county(one),
                why: why_nobody(one.industry.as_deref()),
            })
            .collect(),
        orphan_count,
        contested: contested
            .into_iter()
            .map(|(one, lead)| ContestedShown {
                uscc: one.uscc.to_string(),
                county: county(&one),
                name: one.name,
                lead,
            })
            .collect(),
        contested_count,
        known,
    })
}

fn counted(counts: &[ResponsibilityCount], name: &str) -> GroupShown {
    let sum = |role| {
        let of_it = counts.iter().filter(|one| one.group.as_deref().unwrap_or(&one.department) == name);
        of_it.filter(|one| one.role == role).map(|one| one.count).sum()
    };
    GroupShown {
        name: name.to_owned(),
        department: None,
        leads: sum(GroupRole::Lead),
        joins: sum(GroupRole::Joins),
        rules: 0,
        unconfirmed: 0,
    }
}

fn rule_shown(city: &CityPack, rule: &WorkingGroupRule) -> RuleShown {
    RuleShown { industry: city.nearest_industry(&rule.prefix).map(str::to_owned), rule: rule.clone() }
}
