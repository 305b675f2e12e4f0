//! Shows a year of the working calendar: which days people work, why not, and what is not known of it.

use sqlx::AnyConnection;

use super::ServiceError;
use crate::domain::calendar::{DayKind, DaySpan, WorkingCalendar, YearCoverage};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError, Store};

/// Days of a week.
const WEEK: usize = 7;

/// A year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarShown {
    /// Which.
    pub year: i32,
    /// How much is known of it.
    pub coverage: YearCoverage,
    /// Its months.
    pub months: Vec<MonthShown>,
    /// Days off and make-up days, days in a row together.
    pub spans: Vec<DaySpan>,
    /// Working days of the year.
    pub working_days: usize,
    /// Years of which something is known, oldest first.
    pub years: Vec<i32>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthShown {
    /// Which, from 1.
    pub month: u8,
    /// Its weeks from Monday to Sunday; `None` for days of other months.
    pub weeks: Vec<Vec<Option<DayShown>>>,
    /// Working days.
    pub working_days: usize,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayShown {
    /// Which.
    pub day: BusinessDate,
    /// Whether people work.
    pub works: bool,
    /// What an arrangement makes of it; `None` where the weekend alone decides.
    pub told: Option<DayKind>,
    /// Name of the holiday.
    pub name: Option<String>,
}

/// The calendar as it is known now, for counting working days.
///
/// # Errors
/// If the database fails.
pub async fn working_calendar(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    now: Instant,
) -> Result<WorkingCalendar, StorageError> {
    let days = storage::list_calendar_days(conn, viewer, now).await?;
    Ok(WorkingCalendar::new(days.into_iter().map(|one| one.fact)))
}

/// Shows a year.
///
/// # Errors
/// If the database fails.
pub async fn show_calendar(
    store: &Store,
    viewer: &Viewer,
    year: i32,
    now: Instant,
) -> Result<CalendarShown, ServiceError> {
    let mut conn = store.read().await?;
    let calendar = working_calendar(&mut conn, viewer, now).await?;
    let months: Vec<MonthShown> = (1..=12).filter_map(|month| month_shown(&calendar, year, month)).collect();
    Ok(CalendarShown {
        year,
        coverage: calendar.coverage(year),
        spans: calendar.spans(year),
        working_days: months.iter().map(|month| month.working_days).sum(),
        months,
        years: calendar.years(),
    })
}

fn month_shown(calendar: &WorkingCalendar, year: i32, month: u8) -> Option<MonthShown> {
    let first = BusinessDate::new(year, month, 1)?;
    let days: Vec<DayShown> = (1..=31)
        .filter_map(|day| BusinessDate::new(year, month, day))
        .map(|day| DayShown {
            day,
            works: calendar.is_working_day(day),
            told: calendar.told(day).map(|told| told.kind),
            name: calendar.told(day).and_then(|told| told.name.clone()),
        })
        .collect();
    let working_days = days.iter().filter(|day| day.works).count();
    let before = usize::from(first.weekday()) - 1;
    let mut cells: Vec<Option<DayShown>> = vec![None; before];
    cells.extend(days.into_iter().map(Some));
    cells.resize(cells.len().div_ceil(WEEK) * WEEK, None);
    Some(MonthShown { month, weeks: cells.chunks(WEEK).map(<[_]>::to_vec).collect(), working_days })
}
