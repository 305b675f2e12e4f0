//! Rows about officers who look after enterprises: what a row says, and writing it. A blank cell keeps what is stored.

use super::apply::{Images, Outcome, noted};
use super::cells::Cells;
use super::context::{Context, assignment_key};
use super::rows::{MAX_NAME, enterprise_by_code};
use crate::domain::assignment::Assignment;
use crate::domain::batch::RowProblem;
use crate::storage::{self, FactTable, StorageError, WriteTx};

/// Reads a row.
pub(super) fn assignment(cells: &mut Cells<'_>, context: &Context) -> Option<Assignment> {
    let enterprise = enterprise_by_code(cells, context);
    let officer = cells.required("officer", |cells, key| cells.name(key, MAX_NAME));
    let (starts_on, ends_on) = (cells.date("starts_on"), cells.date("ends_on"));
    if let (Some(first), Some(last)) = (starts_on, ends_on)
        && last < first
    {
        cells.problem("ends_on", RowProblem::EndsBeforeStart);
    }
    Some(Assignment {
        unit: cells.name("unit", MAX_NAME),
        position: cells.name("position", MAX_NAME),
        phone: cells.name("phone", MAX_NAME),
        enterprise: enterprise?,
        officer: officer?,
        starts_on,
        ends_on,
    })
}

/// Writes it if it says something new.
pub(super) async fn apply(
    tx: &mut WriteTx,
    context: &mut Context,
    images: &mut Images,
    row: Assignment,
) -> Result<Outcome, StorageError> {
    let known = context.assignments.get(&assignment_key(&row));
    let before = |stored: fn(&Assignment) -> Option<String>| known.and_then(stored);
    let after = Assignment {
        unit: row.unit.clone().or_else(|| before(|known| known.unit.clone())),
        position: row.position.clone().or_else(|| before(|known| known.position.clone())),
        phone: row.phone.clone().or_else(|| before(|known| known.phone.clone())),
        ends_on: row.ends_on.or(known.and_then(|known| known.ends_on)),
        ..row
    };
    if known == Some(&after) {
        return Ok(Outcome::Unchanged);
    }
    let known = known.is_some();
    let id = storage::insert_assignment(tx, &after).await?;
    context.assignments.insert(assignment_key(&after), after);
    Ok(noted(images, FactTable::Assignment, id.as_str(), known))
}
