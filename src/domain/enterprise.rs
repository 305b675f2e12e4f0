//! Above-scale industrial enterprises (规上工业企业), known by their credit code.

use serde::{Deserialize, Serialize};

use super::county::CountyCode;
use super::ids::EnterpriseId;
use super::uscc::Uscc;
use super::vocabulary::vocabulary;

/// Whom to call. Personal data: masked wherever it is not the very purpose of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Telephone as written.
    pub phone: Option<String>,
}

impl Contact {
    /// As lists and pages show it: 张*, 138****1234.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self { name: self.name.as_deref().map(mask_name), phone: self.phone.as_deref().map(mask_phone) }
    }
}

vocabulary! {
    /// Why somebody wants to see a contact.
    pub enum ContactReason {
        /// To bring both sides together.
        Matching = "match" "联系对接",
        /// To check what is recorded.
        Verify = "verify" "核实信息",
        /// Something else, in words.
        Other = "other" "其他",
    }
}

/// The first character and a star.
#[must_use]
pub fn mask_name(name: &str) -> String {
    name.trim().chars().take(1).chain(['*']).collect()
}

/// The first three and the last four digits; of a short number, or of several in one cell, fewer or none.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    if !(10..=13).contains(&digits.len()) {
        return "****".to_owned();
    }
    let head = digits.iter().take(3);
    head.chain(&['*'; 4]).chain(digits.iter().skip(digits.len() - 4)).collect()
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
