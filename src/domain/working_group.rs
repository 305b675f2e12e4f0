//! The working groups of the departments and the rules by which enterprises come to them (seed 三(三); codes in
//! domain.md §4.4). The rules are data of the city pack; what they make of one enterprise is `responsibility`.

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

impl WorkingGroups {
    /// The rule of an industry: the longest prefix that fits.
    #[must_use]
    pub fn rule(&self, industry: &str) -> Option<&WorkingGroupRule> {
        let fitting = self.rules.iter().filter(|rule| industry.starts_with(&rule.prefix));
        fitting.max_by_key(|rule| rule.prefix.len())
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&WorkingGroup> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// Every department, each once: those of the groups in their order, then those of the overlays.
    #[must_use]
    pub fn departments(&self) -> Vec<&str> {
        let of_groups = self.groups.iter().map(|group| group.department.as_str());
        let mut all: Vec<&str> = Vec::new();
        for one in of_groups.chain(self.overlays.iter().map(|overlay| overlay.department.as_str())) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all
    }
}
