//! Who looks after an enterprise: one department leads, others take part.
//!
//! Three axes: industry by the longest matching prefix of GB/T 4754, ownership (驻洛国企 are led by 国资委), and R&D
//! status (科技局 joins where there is R&D). Whoever is displaced as lead by another axis, or by the bureau's own
//! decision, takes part. Reads the rules; knows neither where they come from nor when they are applied.
//!
//! Laws: no department twice; one lead where there is any; a decision of the bureau always leads.

use serde::{Deserialize, Serialize};

use super::ids::EnterpriseId;
use super::time::BusinessDate;
use super::vocabulary::vocabulary;
use super::working_group::{GroupRole, OverlayCondition, WorkingGroups};

vocabulary! {
    /// Why a department looks after an enterprise.
    pub enum ResponsibilityCause {
        /// Its industry belongs to one of the department's groups.
        Industry = "industry" "行业",
        /// It is state-owned.
        StateOwned = "state" "国有企业",
        /// It has R&D activity.
        HasRd = "has_rd" "有研发活动",
        /// The bureau decided so.
        Decided = "decided" "人工改派",
    }
}

impl ResponsibilityCause {
    /// True if no rule says so but a person.
    #[must_use]
    pub fn is_manual(self) -> bool {
        self == Self::Decided
    }
}

/// A department that looks after an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsibility {
    /// Name of the department.
    pub department: String,
    /// Its working group, where the industry or a decision names one.
    pub group: Option<String>,
    /// Leads or takes part.
    pub role: GroupRole,
    /// Why.
    pub cause: ResponsibilityCause,
    /// Of a lead: who else has a claim to lead. Then the enterprise has two masters until somebody decides.
    pub rival: Option<String>,
}

impl Responsibility {
    /// How lists name it: the group, or the department where there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.group.as_deref().unwrap_or(&self.department)
    }
}

/// What the rules look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// Industry class, if known.
    pub industry: Option<String>,
    /// State-owned.
    pub state_owned: bool,
    /// Sources that count say that it has R&D.
    pub has_rd: bool,
}

/// A department, and its group if one is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadChoice {
    /// Name of the department.
    pub department: String,
    /// Name of the group.
    pub group: Option<String>,
}

impl LeadChoice {
    /// What is meant by the name of a group or of a department.
    #[must_use]
    pub fn named(groups: &WorkingGroups, name: &str) -> Option<Self> {
        if let Some(group) = groups.group(name) {
            return Some(Self { department: group.department.clone(), group: Some(group.name.clone()) });
        }
        let department = groups.departments().into_iter().find(|department| *department == name)?;
        Some(Self { department: department.to_owned(), group: None })
    }

    /// The name that means it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.group.as_deref().unwrap_or(&self.department)
    }
}

/// A decision about who leads, over what the rules say. The newest of an enterprise holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadDecision {
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// Who leads; `None` if an earlier decision was taken back and the rules hold again.
    pub chosen: Option<LeadChoice>,
    /// Why, as the writer put it.
    pub reason: String,
    /// Who decided.
    pub actor: String,
    /// From which day on.
    pub starts_on: BusinessDate,
    /// Who led by the rules at that time. If the rules say something else by now, the decision wants a second look.
    pub instead_of: Option<String>,
}

/// What looks after an enterprise by rules and decision: the lead first, the others in the order in which they come in.
#[must_use]
pub fn responsibilities(
    groups: &WorkingGroups,
    traits: &Traits,
    decision: Option<&LeadDecision>,
) -> Vec<Responsibility> {
    let mut claims = by_rules(groups, traits);
    if let Some((decision, chosen)) = decision.and_then(|one| Some((one, one.chosen.as_ref()?))) {
        let before = claims.iter().find(|claim| claim.role == GroupRole::Lead).map(Responsibility::name);
        let known = LeadChoice::named(groups, chosen.name()).as_ref() == Some(chosen);
        let moved = before != decision.instead_of.as_deref() && before != Some(chosen.name());
        let rival = if moved || !known { before.filter(|name| *name != chosen.name()) } else { None };
        let lead = Responsibility {
            department: chosen.department.clone(),
            group: chosen.group.clone(),
            role: GroupRole::Lead,
            cause: ResponsibilityCause::Decided,
            rival: rival.map(str::to_owned),
        };
        lead_with(&mut claims, lead);
    }
    claims.sort_by_key(|claim| claim.role != GroupRole::Lead);
    let mut all: Vec<Responsibility> = Vec::new();
    for claim in claims {
        if all.iter().all(|one| one.department != claim.department) {
            all.push(claim);
        }
    }
    all
}

/// What the rules alone say; a department may be there twice.
fn by_rules(groups: &WorkingGroups, traits: &Traits) -> Vec<Responsibility> {
    let claim = |department: &str, group: Option<&str>, role, cause| Responsibility {
        department: department.to_owned(),
        group: group.map(str::to_owned),
        role,
        cause,
        rival: None,
    };
    let rule = traits.industry.as_deref().and_then(|code| groups.rule(code));
    let by_industry = rule.and_then(|rule| groups.group(&rule.group));
    let mut claims: Vec<Responsibility> = by_industry
        .map(|group| {
            claim(&group.department, Some(&group.name), GroupRole::Lead, ResponsibilityCause::Industry)
        })
        .into_iter()
        .collect();
    for overlay in &groups.overlays {
        let (applies, cause) = match overlay.condition {
            OverlayCondition::StateOwned => (traits.state_owned, ResponsibilityCause::StateOwned),
            OverlayCondition::HasRd => (traits.has_rd, ResponsibilityCause::HasRd),
        };
        let come_in = claim(&overlay.department, None, overlay.role, cause);
        match overlay.role {
            _ if !applies => {}
            GroupRole::Lead => {
                // An overlay goes before the industry; two overlays that both want to lead are a contradiction.
                let rival = claims
                    .iter()
                    .find(|one| one.role == GroupRole::Lead && one.cause != ResponsibilityCause::Industry)
                    .map(|one| one.name().to_owned());
                let rival = rival.filter(|name| *name != overlay.department);
                lead_with(&mut claims, Responsibility { rival, ..come_in });
            }
            GroupRole::Joins => claims.push(come_in),
        }
    }
    claims
}

/// Whoever led takes part from now on.
fn lead_with(claims: &mut Vec<Responsibility>, lead: Responsibility) {
    for claim in claims.iter_mut().filter(|claim| claim.role == GroupRole::Lead) {
        claim.role = GroupRole::Joins;
        claim.rival = None;
    }
    claims.push(lead);
}
