//! R&D activity: one yes or no per enterprise, data year and source; and the aggregates of the statistics bureau,
//! which are shown beside and never mixed in.

use serde::{Deserialize, Serialize};

use super::county::CountyCode;
use super::ids::EnterpriseId;
use super::money::Fen;
use super::time::BusinessDate;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Who says so. Sources coexist and disagree; which of them count is a setting of the bureau.
    pub enum RdSource {
        /// The province's monthly filing system.
        Province = "province" "科技厅系统",
        /// Verified by the county.
        County = "county" "县区核实",
        /// Stated by the enterprise itself; not a statistical figure.
        SelfReport = "self" "企业自报",
        /// This system's own ledger of collaborations.
        Ledger = "ledger" "本系统台账",
    }
}

/// What one source says about one enterprise and data year; the newest record holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RdActivity {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Data year (statistical year, not the year of reporting).
    pub data_year: i32,
    /// Who says so.
    pub source: RdSource,
    /// Whether there was R&D activity.
    pub active: bool,
    /// R&D expense.
    pub expense: Option<Fen>,
    /// As-of date of the source.
    pub as_of_on: Option<BusinessDate>,
}

/// County figures of the statistics bureau (统计口径).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RdAggregate {
    /// Data year.
    pub data_year: i32,
    /// County-level unit, or the city.
    pub area: CountyCode,
    /// As-of date.
    pub as_of_on: BusinessDate,
    /// Above-scale enterprises.
    pub enterprises: i64,
    /// Those with R&D activity. May exceed `enterprises` in a contradictory source; then it is stored and flagged.
    pub active: i64,
}
