//! A .csv file into a grid.
//!
//! Every cell is text: a .csv file has no types, and guessing them would lose the zeros of codes.
//! A row number is the number of the record, from 1: blank lines count, and a record with line breaks inside
//! quotes counts once, as in Excel when it opens the file.

use std::path::Path;

use super::decode;
use super::errors::SheetError;
use super::grid::{Budget, Cell, Grid, GridBuilder};

/// The characters that make a spreadsheet program take a cell for a formula when it opens a .csv file.
pub(super) const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Reads the one sheet of a .csv file.
pub(super) fn sheet(file: &str, bytes: Vec<u8>) -> Result<Grid, SheetError> {
    let mut text = decode::text(file, bytes)?;
    // A last line without its break would be counted one line short below.
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let stem = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy());
    let mut budget = Budget::default();
    let mut grid = GridBuilder::new(file, &stem, &mut budget);
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    let mut breaks = 0;
    loop {
        let line = reader.position().line();
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| unreadable(file, &error.to_string()))? {
            break;
        }
        // The reader passes over blank lines without a word; they are the lines not accounted for.
        breaks = record.iter().map(|cell| cell.matches('\n').count() as u64).sum();
        let blank_lines = (reader.position().line() - line).saturating_sub(breaks + 1);
        row += 1 + u32::try_from(blank_lines).unwrap_or(u32::MAX >> 1);
        for (column, cell) in (0..).zip(record.iter()) {
            grid.put(row, column, Cell::Text(unguarded(cell).to_owned()))?;
        }
    }
    // An opened and never closed quote swallows the rest of the file into one cell: rows would be lost.
    if breaks > 0 && text.matches('"').count() % 2 == 1 {
        return Err(unreadable(file, &format!("a quote opened in row {row} is not closed")));
    }
    Ok(grid.finish())
}

fn unreadable(file: &str, reason: &str) -> SheetError {
    SheetError::Unreadable { file: file.to_owned(), reason: reason.to_owned() }
}

/// The separator that the first line with any separator has most of; a title line may stand above it.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(mark, _)| *mark == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The last of equals is taken, so the comma goes last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// The text without the `'` that guards it against being taken for a formula (see [`guarded`]).
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => text,
    }
}

/// The text as it may stand in a .csv file: with a `'` before it if it would be taken for a formula, and
/// also if it has that `'` of its own, so that reading gives back exactly what was written.
pub(super) fn guarded(text: &str) -> String {
    if looks_like_formula(text) { format!("'{text}") } else { text.to_owned() }
}

fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA_STARTS)
}
