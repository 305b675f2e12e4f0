//! Who of the county or the bureau looks after one enterprise personally (包联干部), from a day to a day. What the
//! departments do is `responsibility`.

use serde::{Deserialize, Serialize};

use super::enterprise::Contact;
use super::ids::EnterpriseId;
use super::time::BusinessDate;

/// An officer and an enterprise. Enterprise, name and first day are its key: the newest record of a key holds, and an
/// officer who comes back later is another assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// Name of the officer.
    pub officer: String,
    /// Where the officer works.
    pub unit: Option<String>,
    /// As what.
    pub position: Option<String>,
    /// Telephone as written. Personal data.
    pub phone: Option<String>,
    /// First day; `None` if nobody said.
    pub starts_on: Option<BusinessDate>,
    /// Last day; `None` while it goes on.
    pub ends_on: Option<BusinessDate>,
}

impl Assignment {
    /// True if the officer looks after the enterprise on this day.
    #[must_use]
    pub fn holds_on(&self, day: BusinessDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }

    /// As pages show it: name and telephone as those of every contact.
    #[must_use]
    pub fn masked(&self) -> Self {
        let whole = Contact { name: Some(self.officer.clone()), phone: self.phone.clone() };
        let Contact { name, phone } = whole.masked();
        Self { officer: name.unwrap_or_default(), phone, ..self.clone() }
    }
}
