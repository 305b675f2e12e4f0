//! Claims: whether the people of an institution have taken over what the bureau's lists say of it, and how far it has
//! answered the survey of R&D resources. Pure rules over days and counts.

use super::ids::InstitutionId;
use super::time::{BusinessDate, Instant};
use super::vocabulary::vocabulary;

/// What the people of an institution said of its profile as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose profile.
    pub institution: InstitutionId,
    /// When somebody of it took it over; `None` while it is only what the bureau loaded.
    pub claimed_at: Option<Instant>,
    /// Which account did; hidden from those outside.
    pub claimed_by: Option<String>,
    /// When its own people last said that it is true.
    pub confirmed_at: Option<Instant>,
}

impl Claim {
    /// Nothing was said yet.
    #[must_use]
    pub fn none(institution: InstitutionId) -> Self {
        Self { institution, claimed_at: None, claimed_by: None, confirmed_at: None }
    }
}

vocabulary! {
    /// How far an institution has answered the survey of a year.
    pub enum SurveyAnswer {
        /// Claimed, confirmed in the year, and at least one capability on show.
        Answered = "full" "已答复",
        /// Claimed, but something of that is missing.
        Partly = "part" "答了一部分",
        /// Not even claimed.
        Not = "none" "未答复",
    }
}

impl SurveyAnswer {
    /// The answer of an institution with this claim and so many capabilities on show, for the survey of `year`.
    #[must_use]
    pub fn of(claim: &Claim, capabilities: i64, year: i32) -> Self {
        let confirmed = claim.confirmed_at.map(Instant::beijing_day).map(BusinessDate::year);
        match claim.claimed_at {
            None => Self::Not,
            Some(_) if confirmed.is_some_and(|confirmed| confirmed >= year) && capabilities > 0 => {
                Self::Answered
            }
            Some(_) => Self::Partly,
        }
    }
}
