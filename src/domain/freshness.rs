//! How old a statement may grow before readers are warned: pure counting of whole Beijing days, so that a page, a list
//! and a workbook of the same day say the same. Decides nothing about ranking, which has a signal of its own.

use super::time::BusinessDate;
use super::vocabulary::vocabulary;

/// Months within which a statement is fresh.
pub const FRESH_MONTHS: u32 = 6;
/// Months after which nobody can rely on it.
pub const STALE_MONTHS: u32 = 12;

vocabulary! {
    /// How far a statement has aged since somebody last stated or confirmed it.
    pub enum Freshness {
        /// Less than half a year.
        Fresh = "fresh" "近期确认",
        /// Less than a year.
        Aging = "aging" "半年未确认",
        /// A year or more, or past the day until which it was said to be valid.
        Stale = "stale" "已过期待确认",
    }
}

impl Freshness {
    /// How a statement confirmed on this day stands today. A day to come, as of a clock that ran ahead, is fresh.
    #[must_use]
    pub fn of(confirmed_on: BusinessDate, today: BusinessDate) -> Self {
        if confirmed_on > today.months_before(FRESH_MONTHS) {
            Self::Fresh
        } else if confirmed_on > today.months_before(STALE_MONTHS) {
            Self::Aging
        } else {
            Self::Stale
        }
    }

    /// The same of a statement that was said to be valid until a day, which still counts.
    #[must_use]
    pub fn until(confirmed_on: BusinessDate, valid_until: Option<BusinessDate>, today: BusinessDate) -> Self {
        match valid_until {
            Some(last) if last < today => Self::Stale,
            _ => Self::of(confirmed_on, today),
        }
    }

    /// True if it is to be confirmed again.
    #[must_use]
    pub fn is_due(self) -> bool {
        self != Self::Fresh
    }
}
