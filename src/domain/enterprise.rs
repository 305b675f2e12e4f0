//! Above-scale industrial enterprises (规上工业企业), known by their credit code.

use serde::{Deserialize, Serialize};

use super::county::CountyCode;
use super::ids::EnterpriseId;
use super::uscc::Uscc;

/// Whom to call. Personal data: masked wherever it is not the very purpose of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Telephone as written.
    pub phone: Option<String>,
}

/// An enterprise. Whether it counts in a year is not here but in its roster entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Id.
    pub id: EnterpriseId,
    /// Credit code, the natural key.
    pub uscc: Uscc,
    /// Registered name.
    pub name: String,
    /// Statistical territory.
    pub county: CountyCode,
    /// Industry class, GB/T 4754, two to four digits.
    pub industry: Option<String>,
    /// Central, provincial or city state-owned (list of 国资委); `None` if nobody said.
    pub state_owned: Option<bool>,
    /// Contact person.
    pub contact: Contact,
    /// Where the record comes from, as its source put it (示例数据 for demo records).
    pub origin: Option<String>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}
