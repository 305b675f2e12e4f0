//! The rows of a table that could not be taken, with the reasons, as a workbook to mend and send in again.
//!
//! It must show the cells as they were: a number stays a number, because a code that was damaged by being
//! typed as a number would pass for a good one if it came back as text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::errors::WriteError;
use super::grid::{Cell, cell_of, trimmed};
use super::heading::normalise_heading;
use super::table::Table;
use super::write::{Kind, OutCell, OutColumn, OutSheet};
use super::write_xlsx::write_marked;

/// Heading of the column with the row number in the file that was sent in; not read back.
pub const ROW_HEADING: &str = "原行号";
/// Heading of the column with the reasons; not read back.
pub const REASON_HEADING: &str = "原因";

const SEPARATOR: &str = "；";

/// One thing wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Row number in the table's sheet.
    pub row: u32,
    /// Heading of the cell at fault, as the template or the file has it; none if it is the row.
    pub column: Option<String>,
    /// What is wrong, for the person who mends it.
    pub reason: String,
}

/// Writes the rows at fault under their headings, the cells at fault filled, then the row number and the
/// reasons. Columns of an earlier workbook of this kind are replaced. `created` as for `write_xlsx`.
///
/// # Errors
/// See [`WriteError`]; the target is then as it was.
pub fn write_faults(
    path: &Path,
    table: &Table<'_>,
    faults: &[RowFault],
    created: &str,
) -> Result<(), WriteError> {
    let places = headings(table);
    let mut by_row: BTreeMap<u32, Vec<&RowFault>> = BTreeMap::new();
    for fault in faults {
        by_row.entry(fault.row).or_default().push(fault);
    }
    let mut marked = BTreeSet::new();
    let mut rows = Vec::new();
    for (at, (number, faults)) in (0..).zip(&by_row) {
        for place in faults.iter().filter_map(|fault| place_of(table, &places, fault.column.as_deref()?)) {
            marked.insert((at, place));
        }
        rows.push(row(table, &places, *number, faults));
    }
    let mut columns: Vec<OutColumn> = places.iter().map(|(_, text)| column(table, text)).collect();
    columns.push(OutColumn { kind: Kind::Number, width: 8.0, ..plain_column(ROW_HEADING) });
    columns.push(OutColumn { width: 60.0, ..plain_column(REASON_HEADING) });
    write_marked(path, &[OutSheet { name: table.sheet().to_owned(), columns, rows }], created, &marked)
}

/// The headings of the table in their order, without those of an earlier workbook of this kind.
fn headings(table: &Table<'_>) -> Vec<(u16, String)> {
    let cells = table.grid().row(table.heading_row()).iter();
    let texts = cells.map(|(place, cell)| (*place, trimmed(&cell.text()).to_owned()));
    texts.filter(|(_, text)| text != ROW_HEADING && text != REASON_HEADING).collect()
}

fn column(table: &Table<'_>, heading: &str) -> OutColumn {
    let name = normalise_heading(heading);
    let known = table.columns().iter().find(|column| normalise_heading(column.heading) == name);
    OutColumn { required: known.is_some_and(|column| column.required), ..plain_column(heading) }
}

fn plain_column(heading: &str) -> OutColumn {
    OutColumn {
        heading: heading.to_owned(),
        width: 18.0,
        kind: Kind::Text,
        choices: Vec::new(),
        required: false,
        note: String::new(),
    }
}

/// Where in the written sheet the column of a heading stands.
fn place_of(table: &Table<'_>, places: &[(u16, String)], heading: &str) -> Option<u16> {
    let name = normalise_heading(heading);
    let known = table.columns().iter().find(|column| normalise_heading(column.heading) == name);
    let known = known.and_then(|column| table.column_of(column.key));
    let found = places.iter().position(|(place, text)| match known {
        Some(wanted) => *place == wanted,
        None => normalise_heading(text) == name,
    });
    u16::try_from(found?).ok()
}

fn row(table: &Table<'_>, places: &[(u16, String)], number: u32, faults: &[&RowFault]) -> Vec<OutCell> {
    let cells = table.grid().row(number);
    let mut row: Vec<OutCell> = places.iter().map(|(place, _)| out(cell_of(cells, *place))).collect();
    let mut reasons: Vec<&str> = Vec::new();
    for fault in faults {
        if !reasons.contains(&fault.reason.as_str()) {
            reasons.push(&fault.reason);
        }
    }
    row.push(OutCell::Number(f64::from(number)));
    row.push(OutCell::Text(reasons.join(SEPARATOR)));
    row
}

fn out(cell: Option<&Cell>) -> OutCell {
    match cell {
        None => OutCell::Blank,
        Some(Cell::Number(number)) => OutCell::Number(*number),
        Some(Cell::Date(day)) => OutCell::Date(day.clone()),
        Some(cell) => OutCell::Text(cell.text()),
    }
}
