//! Tells who looks after one enterprise: who leads and why, who takes part, which officer, and what was decided before.
//! Names and telephones of officers are masked.

use sqlx::AnyConnection;

use super::{Actors, ServiceError};
use crate::domain::assignment::Assignment;
use crate::domain::enterprise::Enterprise;
use crate::domain::responsibility::{LeadDecision, Responsibility, ResponsibilityCause};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::domain::working_group::{GroupRole, WorkingGroups};
use crate::storage;

/// Who looks after an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAfter {
    /// Who leads; `None` if nobody does.
    pub lead: Option<ResponsibilityShown>,
    /// Why nobody leads, or would by the rules.
    pub orphan: Option<Why>,
    /// Who takes part.
    pub joining: Vec<ResponsibilityShown>,
    /// Officers whose time it is, masked.
    pub officers: Vec<Assignment>,
    /// Officers whose time is over or has not come, masked.
    pub other_officers: Vec<Assignment>,
    /// What was decided about the lead, newest first.
    pub decisions: Vec<DecisionShown>,
    /// Who may lead.
    pub options: Vec<LeadOption>,
}

impl LookedAfter {
    /// The id of the newest decision, by which a form tells what its writer had seen; blank if there is none.
    #[must_use]
    pub fn seen(&self) -> &str {
        self.decisions.first().map_or("", |decision| decision.id.as_str())
    }

    /// The decision in force.
    #[must_use]
    pub fn in_force(&self) -> Option<&DecisionShown> {
        self.decisions.first().filter(|one| one.decision.chosen.is_some())
    }
}

/// A department that looks after an enterprise, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibilityShown {
    /// The department.
    pub responsibility: Responsibility,
    /// Why.
    pub why: Why,
    /// False if the bureau has yet to confirm the rule.
    pub confirmed: bool,
}

/// Why somebody looks after an enterprise, or nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// This rule fits its industry.
    Industry {
        /// Its industry.
        code: String,
        /// The rule's prefix.
        prefix: String,
    },
    /// It is state-owned.
    StateOwned,
    /// It has R&D activity.
    HasRd,
    /// Somebody decided so.
    Decided,
    /// Its industry is not known.
    NoIndustry,
    /// No rule fits its industry.
    NoRule(String),
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionShown {
    /// Id of the record.
    pub id: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who decided.
    pub by: String,
    /// What was decided.
    pub decision: LeadDecision,
}

/// Somebody who may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadOption {
    /// Name of the group, or of the department as such.
    pub name: String,
    /// The department of a group.
    pub department: Option<String>,
}

/// Tells it of one enterprise; officers as of a day, everything else as it is now.
pub(super) async fn looked_after(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &Enterprise,
    as_of: BusinessDate,
) -> Result<LookedAfter, ServiceError> {
    let groups = storage::load_working_groups(conn).await?;
    let rows = storage::load_responsibilities(conn, viewer, &enterprise.id).await?;
    let decisions = storage::list_lead_decisions(conn, viewer, &enterprise.id).await?;
    let assignments = storage::load_assignments(conn, viewer, &enterprise.id, as_of.end_of_day()).await?;
    let (leads, joining): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .map(|row| shown(&groups, enterprise, row))
        .partition(|one| one.responsibility.role == GroupRole::Lead);
    let (officers, other_officers): (Vec<Assignment>, Vec<Assignment>) =
        assignments.into_iter().map(|one| one.fact).partition(|one| one.holds_on(as_of));
    let masked = |all: Vec<Assignment>| all.iter().map(Assignment::masked).collect();
    let actors = Actors::load(conn, decisions.iter().map(|one| one.fact.actor.as_str())).await?;
    let decisions = decisions.into_iter().map(|one| DecisionShown {
        id: one.id.to_string(),
        recorded_at: one.recorded_at,
        by: actors.masked(&one.fact.actor),
        decision: one.fact,
    });
    let lead = leads.into_iter().next();
    Ok(LookedAfter {
        orphan: lead.is_none().then(|| why_nobody(enterprise.industry.as_deref())),
        lead,
        joining,
        officers: masked(officers),
        other_officers: masked(other_officers),
        decisions: decisions.collect(),
        options: options(&groups),
    })
}

fn shown(groups: &WorkingGroups, enterprise: &Enterprise, row: Responsibility) -> ResponsibilityShown {
    let code = enterprise.industry.clone().unwrap_or_default();
    let rule = groups.rule(&code);
    let why = match (row.cause, rule) {
        (ResponsibilityCause::Industry, Some(rule)) => Why::Industry { code, prefix: rule.prefix.clone() },
        (ResponsibilityCause::Industry, None) => why_nobody(enterprise.industry.as_deref()),
        (ResponsibilityCause::StateOwned, _) => Why::StateOwned,
        (ResponsibilityCause::HasRd, _) => Why::HasRd,
        (ResponsibilityCause::Decided, _) => Why::Decided,
    };
    let confirmed = row.cause != ResponsibilityCause::Industry || rule.is_none_or(|rule| rule.confirmed);
    ResponsibilityShown { responsibility: row, why, confirmed }
}

/// Why the rules find nobody.
pub(super) fn why_nobody(industry: Option<&str>) -> Why {
    industry.map_or(Why::NoIndustry, |code| Why::NoRule(code.to_owned()))
}

fn options(groups: &WorkingGroups) -> Vec<LeadOption> {
    let of_groups = groups
        .groups
        .iter()
        .map(|group| LeadOption { name: group.name.clone(), department: Some(group.department.clone()) });
    let departments = groups.departments().into_iter();
    of_groups.chain(departments.map(|name| LeadOption { name: name.to_owned(), department: None })).collect()
}
