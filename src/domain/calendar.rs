//! The working calendar (工作日、节假日、调休): which days people work, so that deadlines count working days.
//!
//! Weekends are days off until the year's arrangement says otherwise: a holiday makes a weekday a day off, a make-up day
//! (调休上班) makes a weekend day a working day. The calendar knows which years it was told about; for others it counts by
//! weekends alone, and whoever shows a date says so.
//!
//! Laws: the n-th working day after a day is n working days away from it; counts add up; turning round changes the sign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::BusinessDate;
use super::vocabulary::vocabulary;

/// Statutory holidays with a date of their own, month and day: without them a year's arrangement is not complete. The
/// others follow the moon or the sun's terms.
const FIXED: [(u8, u8); 3] = [(1, 1), (5, 1), (10, 1)];
/// Most days of one holiday: a longer one is a slip of the pen.
pub const MAX_HOLIDAY: i32 = 31;
/// From this day of the week on it is weekend.
const SATURDAY: u8 = 6;

vocabulary! {
    /// What an arrangement makes of a day.
    pub enum DayKind {
        /// Off.
        DayOff = "off" "放假",
        /// A working day, mostly a weekend day in exchange for a day off.
        WorkingDay = "work" "上班",
    }
}

/// A day about which an arrangement says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Which day.
    pub day: BusinessDate,
    /// What it is.
    pub kind: DayKind,
    /// Name of the holiday it belongs to.
    pub name: Option<String>,
    /// Document that says so.
    pub source: Option<String>,
}

/// How much is known of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YearCoverage {
    /// Its arrangement is there.
    Whole,
    /// Something is there, but not these holidays.
    Part(Vec<BusinessDate>),
    /// Nothing: only weekends are known.
    Nothing,
}

/// Days in a row that are the same for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySpan {
    /// First day.
    pub first: BusinessDate,
    /// Last day.
    pub last: BusinessDate,
    /// What they are.
    pub kind: DayKind,
    /// Name of the holiday.
    pub name: Option<String>,
    /// Document that says so.
    pub source: Option<String>,
}

/// Weekends with what arrangements change about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingCalendar {
    days: BTreeMap<BusinessDate, CalendarDay>,
}

impl WorkingCalendar {
    /// A calendar that was told these days; of several about the same day the last one holds.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = CalendarDay>) -> Self {
        Self { days: days.into_iter().map(|one| (one.day, one)).collect() }
    }

    /// What an arrangement says about a day.
    #[must_use]
    pub fn told(&self, day: BusinessDate) -> Option<&CalendarDay> {
        self.days.get(&day)
    }

    /// Whether people work on a day.
    #[must_use]
    pub fn is_working_day(&self, day: BusinessDate) -> bool {
        match self.told(day) {
            Some(told) => told.kind == DayKind::WorkingDay,
            None => day.weekday() < SATURDAY,
        }
    }

    /// The n-th working day after a day, which itself is not counted; for 0 the day itself. `None` beyond the year 2199.
    #[must_use]
    pub fn after(&self, day: BusinessDate, n: u32) -> Option<BusinessDate> {
        let (mut at, mut left) = (day, n);
        while left > 0 {
            at = at.plus_days(1)?;
            left -= u32::from(self.is_working_day(at));
        }
        Some(at)
    }

    /// Working days after `from` up to and with `to`; negative if `to` is earlier.
    #[must_use]
    pub fn between(&self, from: BusinessDate, to: BusinessDate) -> i64 {
        if to < from {
            return -self.between(to, from);
        }
        let days = (1..=to.days() - from.days()).filter_map(|ahead| from.plus_days(ahead));
        days.fold(0, |count, day| count + i64::from(self.is_working_day(day)))
    }

    /// How much is known of a year.
    #[must_use]
    pub fn coverage(&self, year: i32) -> YearCoverage {
        let fixed = FIXED.iter().filter_map(|(month, day)| BusinessDate::new(year, *month, *day));
        let off = |day: &BusinessDate| self.told(*day).is_some_and(|told| told.kind == DayKind::DayOff);
        let missing: Vec<BusinessDate> = fixed.filter(|day| !off(day)).collect();
        match (missing.is_empty(), self.of_year(year).next().is_some()) {
            (true, _) => YearCoverage::Whole,
            (false, true) => YearCoverage::Part(missing),
            (false, false) => YearCoverage::Nothing,
        }
    }

    /// What arrangements say about the days of a year, in their order.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = &CalendarDay> {
        self.days.values().filter(move |told| told.day.year() == year)
    }

    /// The years about which arrangements say anything, oldest first.
    #[must_use]
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.days.keys().map(|day| day.year()).collect();
        years.dedup();
        years
    }

    /// What arrangements say about a year, days in a row together.
    #[must_use]
    pub fn spans(&self, year: i32) -> Vec<DaySpan> {
        let mut spans: Vec<DaySpan> = Vec::new();
        for told in self.of_year(year) {
            let next = |span: &DaySpan| span.last.plus_days(1) == Some(told.day) && span.kind == told.kind;
            let same = |span: &DaySpan| span.name == told.name && span.source == told.source;
            match spans.last_mut() {
                Some(span) if next(span) && same(span) => span.last = told.day,
                _ => spans.push(DaySpan {
                    first: told.day,
                    last: told.day,
                    kind: told.kind,
                    name: told.name.clone(),
                    source: told.source.clone(),
                }),
            }
        }
        spans
    }
}
