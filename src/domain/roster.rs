//! Roster entries (名录): since when an enterprise counts in the denominator, and until when.
//!
//! An enterprise is in N of data year Y if it entered on or before Y-12-31 (unknown = always) and did not leave on or
//! before Y-12-31 (design.md §5).

use serde::{Deserialize, Serialize};

use super::ids::EnterpriseId;
use super::time::BusinessDate;

/// What was recorded about one enterprise's place on the roster; the newest record holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEntry {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// 入库日期; `None` = always on it.
    pub entered_on: Option<BusinessDate>,
    /// 退库日期.
    pub left_on: Option<BusinessDate>,
    /// 退库原因.
    pub left_reason: Option<String>,
}

impl RosterEntry {
    /// True if the enterprise belongs to the denominator of a data year.
    #[must_use]
    pub fn counts_in(&self, year: i32) -> bool {
        self.entered_on.is_none_or(|day| day.year() <= year)
            && self.left_on.is_none_or(|day| day.year() > year)
    }
}
