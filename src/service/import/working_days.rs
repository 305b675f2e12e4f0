//! Rows about days off and make-up days: what a row says, and writing it. A row is one day, or days in a row.

use super::apply::{Images, Outcome};
use super::cells::Cells;
use super::context::Context;
use super::rows::MAX_NAME;
use crate::domain::batch::RowProblem;
use crate::domain::calendar::{CalendarDay, DayKind, MAX_HOLIDAY};
use crate::domain::time::BusinessDate;
use crate::storage::{self, FactTable, StorageError, WriteTx};

/// Reads a row.
pub(super) fn holidays(cells: &mut Cells<'_>) -> Option<Vec<CalendarDay>> {
    let days = days(cells);
    let kind = cells.required("kind", |cells, key| cells.word(key, DayKind::from_label, DayKind::labels()));
    let (name, source) = (cells.name("name", MAX_NAME), cells.name("origin", MAX_NAME));
    let (days, kind) = (days?, kind?);
    let told = |day| CalendarDay { day, kind, name: name.clone(), source: source.clone() };
    Some(days.into_iter().map(told).collect())
}

/// The days a row speaks of.
fn days(cells: &mut Cells<'_>) -> Option<Vec<BusinessDate>> {
    let before = cells.problems.len();
    let (day, first, last) = (cells.date("day"), cells.date("first"), cells.date("last"));
    if cells.problems.len() > before {
        return None;
    }
    let (first, last) = match (day, first, last) {
        (Some(day), None, None) => (day, day),
        (None, Some(first), Some(last)) => (first, last),
        (None, None, None) => {
            cells.problem("day", RowProblem::Missing);
            return None;
        }
        _ => {
            cells.problem("day", RowProblem::DayOrRange);
            return None;
        }
    };
    let count = last.days() - first.days() + 1;
    if count < 1 {
        cells.problem("last", RowProblem::EndsBeforeStart);
    }
    if count > MAX_HOLIDAY {
        cells.problem("last", RowProblem::RangeTooLong(i64::from(count)));
        return None;
    }
    Some((0..count).filter_map(|ahead| first.plus_days(ahead)).collect())
}

/// Writes the days about which the row says something new; a blank name or source keeps what is stored.
pub(super) async fn apply(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    days: Vec<CalendarDay>,
) -> Result<Outcome, StorageError> {
    let mut outcome = Outcome::Unchanged;
    for day in days {
        let known = context.calendar.get(&day.day);
        let after = CalendarDay {
            name: day.name.or_else(|| known.and_then(|known| known.name.clone())),
            source: day.source.or_else(|| known.and_then(|known| known.source.clone())),
            ..day
        };
        if known == Some(&after) {
            continue;
        }
        outcome = match (known.is_some(), outcome) {
            (false, Outcome::Unchanged | Outcome::Created) => Outcome::Created,
            _ => Outcome::Updated,
        };
        let id = storage::insert_calendar_day(tx, &after).await?;
        images.fact(FactTable::CalendarDay, id.as_str());
        context.calendar.insert(after.day, after);
    }
    Ok(outcome)
}
