//! Institutions (高校院所) and other bodies that can help: who they are, where, and how much they take on.

use serde::{Deserialize, Serialize};

use super::enterprise::Contact;
use super::ids::InstitutionId;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of body it is (seed 二(一)4, with the diagnosis services of 二(三)1).
    pub enum InstitutionKind {
        /// University or college.
        University = "univ" "高校",
        /// Research institute.
        Institute = "inst" "科研院所",
        /// New-type R&D institution.
        NewType = "newtype" "新型研发机构",
        /// Laboratory.
        Laboratory = "lab" "实验室",
        /// Innovation platform.
        Platform = "platform" "创新平台",
        /// Pilot base.
        PilotBase = "pilot" "中试基地",
        /// Diagnosis service.
        Diagnosis = "diagnose" "诊断服务商",
    }
}

/// An institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// Id.
    pub id: InstitutionId,
    /// Printed number, JG2026-0012.
    pub no: String,
    /// Name, the natural key.
    pub name: String,
    /// Kind of body.
    pub kind: InstitutionKind,
    /// Credit code.
    pub uscc: Option<String>,
    /// Where it is, as written.
    pub place: Option<String>,
    /// What it is known for.
    pub introduction: Option<String>,
    /// How many contacts a month it takes on; `None` = no limit stated.
    pub monthly_limit: Option<i64>,
    /// False while it accepts no cooperation: it is then blocked by that rule, not hidden.
    pub open: bool,
    /// Contact person.
    pub contact: Contact,
    /// Where the record comes from.
    pub origin: Option<String>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}
