//! Which department's working group looks after an enterprise (seed 三(三); codes in domain.md §4.4).
//!
//! Three axes: industry by the longest matching prefix of GB/T 4754, ownership (驻洛国企 are led by 国资委), and R&D
//! status (科技局 joins where there is R&D). The rules are data of the city pack.

use serde::{Deserialize, Serialize};

use super::vocabulary::vocabulary;

/// A working group and the department it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingGroup {
    /// Name, such as 工信局·化工.
    pub name: String,
    /// Department that leads it.
    pub department: String,
}

/// An industry prefix and the group it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingGroupRule {
    /// Leading digits of a GB/T 4754 class.
    pub prefix: String,
    /// The group's name.
    pub group: String,
    /// False if the bureau has yet to confirm this reading of the document.
    pub confirmed: bool,
    /// Remark.
    pub note: Option<String>,
}

vocabulary! {
    /// A condition that cuts across industries.
    pub enum OverlayCondition {
        /// State-owned.
        StateOwned = "state" "国有",
        /// Any counted source says there is R&D.
        HasRd = "has_rd" "有研发活动",
    }
}

vocabulary! {
    /// What a department does for an enterprise.
    pub enum GroupRole {
        /// Leads.
        Lead = "lead" "牵头",
        /// Takes part.
        Joins = "joins" "参与",
    }
}

/// What a condition adds to the industry rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingGroupOverlay {
    /// When it applies.
    pub condition: OverlayCondition,
    /// Which department comes in.
    pub department: String,
    /// As what.
    pub role: GroupRole,
}

/// All rules of a city.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingGroups {
    /// The groups in the document's order.
    pub groups: Vec<WorkingGroup>,
    /// The industry rules.
    pub rules: Vec<WorkingGroupRule>,
    /// The overlays.
    pub overlays: Vec<WorkingGroupOverlay>,
}

/// Who looks after one enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsibility<'a> {
    /// The rule of its industry; `None` if no prefix fits or no industry is known.
    pub rule: Option<&'a WorkingGroupRule>,
    /// The department that leads.
    pub lead: Option<&'a str>,
    /// Departments that take part.
    pub joining: Vec<&'a str>,
}

impl WorkingGroups {
    /// Who looks after an enterprise of this industry, ownership and R&D status.
    #[must_use]
    pub fn responsible(&self, industry: Option<&str>, state_owned: bool, has_rd: bool) -> Responsibility<'_> {
        let rule = industry.and_then(|code| {
            self.rules
                .iter()
                .filter(|rule| code.starts_with(&rule.prefix))
                .max_by_key(|rule| rule.prefix.len())
        });
        let by_industry = rule.and_then(|rule| self.groups.iter().find(|group| group.name == rule.group));
        let mut lead = by_industry.map(|group| group.department.as_str());
        let mut joining = Vec::new();
        for overlay in &self.overlays {
            let applies = match overlay.condition {
                OverlayCondition::StateOwned => state_owned,
                OverlayCondition::HasRd => has_rd,
            };
            match (applies, overlay.role) {
                (true, GroupRole::Lead) => joining.extend(lead.replace(&overlay.department)),
                (true, GroupRole::Joins) => joining.push(overlay.department.as_str()),
                (false, _) => {}
            }
        }
        joining.retain(|department| Some(*department) != lead);
        Responsibility { rule, lead, joining }
    }
}
