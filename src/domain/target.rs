//! Coverage targets, as documents state them. The city's target is stored and never derived from the counties'.

use serde::{Deserialize, Serialize};

use super::county::CountyCode;
use super::rate::BasisPoints;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How binding it is.
    pub enum TargetKind {
        /// 指导目标 of a county.
        Guidance = "guidance" "指导目标",
        /// 工作目标, a hard floor.
        Work = "work" "工作目标",
    }
}

/// A target: at least this share, in this data year, for this area, by this document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The document that sets it.
    pub document: String,
    /// Data year.
    pub data_year: i32,
    /// County-level unit, or the city.
    pub area: CountyCode,
    /// How binding it is.
    pub kind: TargetKind,
    /// At least this share.
    pub rate: BasisPoints,
}
