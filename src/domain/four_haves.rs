//! 四有: four separate items an enterprise has or has not, with evidence. Never one yes or no, and never coverage.

use serde::{Deserialize, Serialize};

use super::ids::EnterpriseId;
use super::time::BusinessDate;
use super::vocabulary::vocabulary;

vocabulary! {
    /// The four items as Henan counts them (domain.md §1.1).
    pub enum FourHavesItem {
        /// R&D unit.
        Unit = "unit" "机构",
        /// R&D staff.
        Staff = "staff" "人员",
        /// R&D funds.
        Funds = "funds" "经费",
        /// Cooperation with universities or institutes.
        Cooperation = "coop" "产学研合作",
    }
}

/// Whether an enterprise has an item in a data year; the newest record holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FourHaves {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Data year.
    pub data_year: i32,
    /// Which item.
    pub item: FourHavesItem,
    /// Whether it has it.
    pub present: bool,
    /// What proves it.
    pub evidence: Option<String>,
    /// Date of the evidence.
    pub evidence_on: Option<BusinessDate>,
}
