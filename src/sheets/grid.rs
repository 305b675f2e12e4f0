//! The grid: the filled cells of a sheet, as they stand, and nothing about what they mean.
//!
//! It must stay sparse. One cell at XFD1048576 costs one cell, never the rectangle up to it; so whatever is
//! added (merged regions, say) is a list beside the rows.

use std::collections::BTreeMap;

use super::errors::SheetError;

/// Rows that are taken; a cell below is an error.
pub const MAX_ROWS: u32 = 200_000;
/// Columns that are taken; a cell to the right is an error.
pub const MAX_COLUMNS: u32 = 512;
/// Filled cells that are taken from one file, all sheets together: 200,000 rows of 25 columns.
pub const MAX_CELLS: u64 = 5_000_000;
/// Bytes of text that are taken from one file. The size of the file does not bound this: in a workbook many
/// cells can share one long string.
pub const MAX_TEXT_BYTES: u64 = 200 << 20;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, with line breaks as `\n`.
    Text(String),
    /// A number; Excel keeps 15 digits, so a longer code typed as a number is already damaged.
    Number(f64),
    /// A day as `YYYY-MM-DD`, as written; a time of day is dropped.
    Date(String),
    /// A truth value.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
}

impl Cell {
    /// The cell as a person reads it: integers without `.0`, numbers to 15 digits, truth values as in Excel.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Date(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }

    /// Whether there is nothing to see.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if trimmed(text).is_empty())
    }

    fn text_bytes(&self) -> u64 {
        match self {
            Self::Text(text) | Self::Date(text) | Self::Error(text) => text.len() as u64,
            Self::Number(_) | Self::Bool(_) => 0,
        }
    }
}

/// A number as Excel shows it: to 15 digits, because what lies beyond is noise (0.1 + 0.2), no exponent.
pub(super) fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    // -0 would be shown with its sign.
    format!("{}", rounded + 0.0)
}

/// Text without blanks at its ends, counting the invisible characters that files bring along as blanks.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// Text with each line break as `\n`. WPS writes `\r\n` into cells, Excel `\n`; one text must not become two.
pub(super) fn line_breaks(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The letters of a column, counted from 0: A, B, …, Z, AA, ….
pub fn column_name(column: u16) -> String {
    letters(u32::from(column))
}

fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    name.iter().rev().collect()
}

/// The name of a cell, from its row (from 1) and column (from 0).
pub(super) fn cell_name(row: u32, column: u32) -> String {
    format!("{}{row}", letters(column))
}

/// The filled cells of one sheet. Rows count from 1, as Excel shows them; columns from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    name: String,
    rows: BTreeMap<u32, Vec<(u16, Cell)>>,
}

impl Grid {
    /// Name of the sheet; for a .csv file the file name without its extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether no cell is filled.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows with a filled cell, ascending; the cells of each ascending by column.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[(u16, Cell)])> {
        self.rows_from(1)
    }

    /// The rows with a filled cell from a row on.
    pub(super) fn rows_from(&self, first: u32) -> impl Iterator<Item = (u32, &[(u16, Cell)])> {
        self.rows.range(first..).map(|(number, cells)| (*number, cells.as_slice()))
    }

    /// The filled cells of a row, ascending by column.
    pub fn row(&self, row: u32) -> &[(u16, Cell)] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// A cell, if it is filled.
    pub fn cell(&self, row: u32, column: u16) -> Option<&Cell> {
        cell_of(self.row(row), column)
    }

    /// Number of the last row with a filled cell; 0 if there is none.
    pub fn last_row(&self) -> u32 {
        self.rows.last_key_value().map_or(0, |(number, _)| *number)
    }
}

/// The cell of a column in a row's cells.
pub(super) fn cell_of(cells: &[(u16, Cell)], column: u16) -> Option<&Cell> {
    let at = cells.binary_search_by_key(&column, |(place, _)| *place).ok()?;
    cells.get(at).map(|(_, cell)| cell)
}

/// A file read into grids.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// File name, without its folder.
    pub file: String,
    /// The visible sheets, in their order; some may be empty.
    pub sheets: Vec<Grid>,
}

/// What one file may still bring; shared by its sheets.
#[derive(Debug)]
pub(super) struct Budget {
    cells: u64,
    text_bytes: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cells: MAX_CELLS, text_bytes: MAX_TEXT_BYTES }
    }
}

impl Budget {
    fn take(&mut self, cell: &Cell) -> Option<()> {
        self.cells = self.cells.checked_sub(1)?;
        self.text_bytes = self.text_bytes.checked_sub(cell.text_bytes())?;
        Some(())
    }
}

/// Fills a grid, in any order, within the limits.
pub(super) struct GridBuilder<'a> {
    file: &'a str,
    budget: &'a mut Budget,
    grid: Grid,
}

impl<'a> GridBuilder<'a> {
    pub(super) fn new(file: &'a str, sheet: &str, budget: &'a mut Budget) -> Self {
        Self { file, budget, grid: Grid { name: sheet.to_owned(), rows: BTreeMap::new() } }
    }

    /// Puts a cell at a row (from 1) and column (from 0); a blank one is left out wherever it is.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), SheetError> {
        if cell.is_blank() {
            return Ok(());
        }
        let place = u16::try_from(column).ok().filter(|place| u32::from(*place) < MAX_COLUMNS);
        let Some(place) = place.filter(|_| row <= MAX_ROWS) else {
            let (file, sheet) = self.names();
            return Err(SheetError::TooLarge { file, sheet, cell: cell_name(row, column) });
        };
        if self.budget.take(&cell).is_none() {
            let (file, sheet) = self.names();
            return Err(SheetError::TooMuch { file, sheet, cell: cell_name(row, column) });
        }
        let cells = self.grid.rows.entry(row).or_default();
        match cells.last() {
            Some((last, _)) if *last >= place => match cells.binary_search_by_key(&place, |(at, _)| *at) {
                Ok(at) => cells[at].1 = cell,
                Err(at) => cells.insert(at, (place, cell)),
            },
            _ => cells.push((place, cell)),
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Grid {
        self.grid
    }

    fn names(&self) -> (String, String) {
        (self.file.to_owned(), self.grid.name.clone())
    }
}
