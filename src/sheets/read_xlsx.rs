//! An .xlsx file into grids, cell by cell.
//!
//! It must never ask calamine for a range: a range is a dense rectangle, and one far cell makes it gigabytes.
//! It must never hand calamine bytes that `package` has not vetted.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::errors::SheetError;
use super::grid::{Budget, Cell, Grid, GridBuilder, line_breaks};
use super::package;

/// Visible sheets that are taken. Real files have one per county or per month; each costs a pass.
const MAX_SHEETS: usize = 256;

type Source = Xlsx<Cursor<Vec<u8>>>;

/// Reads the visible sheets of a workbook.
pub(super) fn sheets(file: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, SheetError> {
    let vetted = package::vet(file, &bytes)?;
    drop(bytes);
    // calamine computes cell positions without checks, which panics in builds that check (`r="A99999999999"`);
    // a malformed file must be an error of that file, whatever the build.
    let read = catch_unwind(AssertUnwindSafe(|| visible_sheets(file, vetted)));
    read.unwrap_or_else(|_| Err(unreadable(file, "malformed cell positions")))
}

fn visible_sheets(file: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, SheetError> {
    let mut source = Source::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error))?;
    let all = source.sheets_metadata();
    if all.is_empty() {
        return Err(unreadable(file, "no sheets inside"));
    }
    let names: Vec<String> = all
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > MAX_SHEETS {
        return Err(unreadable(file, "too many sheets"));
    }
    let mut budget = Budget::default();
    names.iter().map(|name| sheet(file, name, &mut source, &mut budget)).collect()
}

fn sheet(file: &str, name: &str, source: &mut Source, budget: &mut Budget) -> Result<Grid, SheetError> {
    let is_1904 = source.has_1904_epoch();
    let mut cells = source.worksheet_cells_reader(name).map_err(|error| damaged(file, &error))?;
    let mut grid = GridBuilder::new(file, name, budget);
    while let Some(read) = cells.next_cell().map_err(|error| damaged(file, &error))? {
        let (row, column) = read.get_position();
        if let Some(cell) = cell(read.get_value(), is_1904) {
            grid.put(row.saturating_add(1), column, cell)?;
        }
    }
    Ok(grid.finish())
}

fn cell(value: &DataRef<'_>, is_1904: bool) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(line_breaks(text)),
        DataRef::SharedString(text) => Cell::Text(line_breaks(text)),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(serial) => date(serial, is_1904),
        DataRef::DateTimeIso(text) => iso_date(text),
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    })
}

/// The day of a serial number. A duration, a time of day alone (below 1) and what no calendar has stay
/// numbers: inventing a day for them would hide the fault from whoever checks the cell.
fn date(serial: &ExcelDateTime, is_1904: bool) -> Cell {
    /// The day after 9999-12-31, counted from 1900; and the days between the two beginnings.
    const END: f64 = 2_958_466.0;
    const SHIFT_1904: f64 = 1_462.0;
    let value = serial.as_f64();
    let (first, end) = if is_1904 { (0.0, END - SHIFT_1904) } else { (1.0, END) };
    if serial.is_duration() || !(first..end).contains(&value) {
        return Cell::Number(value);
    }
    let (year, month, day, ..) = serial.to_ymd_hms_milli();
    // Day 60 is the 29 February 1900 that Excel believes in.
    if (year, month, day) == (1900, 2, 29) {
        return Cell::Number(value);
    }
    Cell::Date(format!("{year:04}-{month:02}-{day:02}"))
}

/// A date written as text in the file (`t="d"`), such as `2022-03-05T00:00:00`.
fn iso_date(text: &str) -> Cell {
    let shape = text.bytes().take(10).map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    match text.get(..10) {
        Some(day) if shape.eq(*b"0000-00-00") => Cell::Date(day.to_owned()),
        _ => Cell::Text(text.to_owned()),
    }
}

fn damaged(file: &str, error: &XlsxError) -> SheetError {
    unreadable(file, &error.to_string())
}

fn unreadable(file: &str, reason: &str) -> SheetError {
    SheetError::Unreadable { file: file.to_owned(), reason: reason.to_owned() }
}
