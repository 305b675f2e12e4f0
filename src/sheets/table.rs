//! A table in a workbook: the heading row that fits best, which column is which, and the rows below.
//!
//! It must not judge values, and it must not decide that one of several columns will do (企业名称 or the
//! credit code); the caller knows that.

use super::errors::MappingError;
use super::errors_book::{REASON_HEADING, ROW_HEADING};
use super::grid::{Cell, Grid, Workbook, cell_of, column_name, trimmed};
use super::heading::normalise_heading;

/// Rows from the top in which a heading row is looked for; titles and unit lines stand above it.
const HEADING_ROWS: u32 = 20;
/// Texts that are shown when no heading row is found.
const SHOWN_TEXTS: usize = 12;

/// A column that a caller understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What the caller calls it.
    pub key: &'static str,
    /// Its heading in the template.
    pub heading: &'static str,
    /// Other headings that are understood.
    pub aliases: &'static [&'static str],
    /// Whether a table without it is refused.
    pub required: bool,
}

/// The table of a workbook.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    grid: &'a Grid,
    heading_row: u32,
    columns: &'static [Column],
    /// For each of `columns`, where it stands.
    places: Vec<Option<u16>>,
    unknown: Vec<(String, String)>,
    others: Vec<String>,
}

/// Finds the table: of all sheets the row among the first 20 that knows most headings, where a row with all
/// required ones goes before any other, and the first of equals wins.
///
/// A heading of the template goes before an alias of it in the same row; the alias is then unknown.
///
/// # Errors
/// See [`MappingError`].
pub fn find<'a>(book: &'a Workbook, columns: &'static [Column]) -> Result<Table<'a>, MappingError> {
    let names = Names::new(columns);
    let mut best: Option<(Row<'a>, (bool, usize))> = None;
    for grid in &book.sheets {
        for (number, cells) in grid.rows().take_while(|(number, _)| *number <= HEADING_ROWS) {
            let row = Row::new(&names, grid, number, cells);
            let score = (row.missing(columns).is_empty(), row.known());
            if row.known() > 0 && best.as_ref().is_none_or(|(_, top)| score > *top) {
                best = Some((row, score));
            }
        }
    }
    let Some((row, _)) = best else {
        let expected = columns.iter().map(|column| column.heading).collect();
        return Err(MappingError::NoHeading { file: book.file.clone(), expected, found: first_texts(book) });
    };
    row.into_table(book, columns)
}

/// The headings and aliases in the form in which they are compared.
struct Names(Vec<(String, Vec<String>)>);

impl Names {
    fn new(columns: &[Column]) -> Self {
        let names = |column: &Column| {
            let aliases = column.aliases.iter().map(|alias| normalise_heading(alias)).collect();
            (normalise_heading(column.heading), aliases)
        };
        Self(columns.iter().map(names).collect())
    }
}

/// A row taken for a heading row.
struct Row<'a> {
    grid: &'a Grid,
    number: u32,
    cells: &'a [(u16, Cell)],
    /// For each known column the columns of the sheet that claim it; never both headings and aliases.
    claims: Vec<Vec<u16>>,
}

impl<'a> Row<'a> {
    fn new(names: &Names, grid: &'a Grid, number: u32, cells: &'a [(u16, Cell)]) -> Self {
        let headings: Vec<(u16, String)> =
            cells.iter().map(|(place, cell)| (*place, normalise_heading(&cell.text()))).collect();
        let places = |wanted: &dyn Fn(&String) -> bool| -> Vec<u16> {
            headings.iter().filter(|(_, heading)| wanted(heading)).map(|(place, _)| *place).collect()
        };
        let claims = names.0.iter().map(|(name, aliases)| {
            let exact = places(&|heading| heading == name);
            if exact.is_empty() { places(&|heading| aliases.contains(heading)) } else { exact }
        });
        Self { grid, number, cells, claims: claims.collect() }
    }

    fn known(&self) -> usize {
        self.claims.iter().filter(|places| !places.is_empty()).count()
    }

    fn missing(&self, columns: &[Column]) -> Vec<&'static str> {
        let pairs = columns.iter().zip(&self.claims);
        pairs
            .filter(|(column, places)| column.required && places.is_empty())
            .map(|(column, _)| column.heading)
            .collect()
    }

    fn into_table(self, book: &Workbook, columns: &'static [Column]) -> Result<Table<'a>, MappingError> {
        let (file, sheet, row) = (book.file.clone(), self.grid.name().to_owned(), self.number);
        let missing = self.missing(columns);
        if !missing.is_empty() {
            return Err(MappingError::MissingColumns { file, sheet, row, missing });
        }
        for (column, places) in columns.iter().zip(&self.claims) {
            if let [first, second, ..] = places[..] {
                let (first, second) = (column_name(first), column_name(second));
                return Err(MappingError::DuplicateColumn {
                    file,
                    sheet,
                    row,
                    heading: column.heading,
                    first,
                    second,
                });
            }
        }
        let places: Vec<Option<u16>> = self.claims.iter().map(|places| places.first().copied()).collect();
        let others = book.sheets.iter().filter(|grid| !std::ptr::eq(*grid, self.grid) && !grid.is_empty());
        Ok(Table {
            grid: self.grid,
            heading_row: row,
            columns,
            unknown: unknown(self.cells, &places),
            places,
            others: others.map(|grid| grid.name().to_owned()).collect(),
        })
    }
}

/// The headings that nobody claims, but for those that our own book of faults adds.
fn unknown(cells: &[(u16, Cell)], places: &[Option<u16>]) -> Vec<(String, String)> {
    let free = cells.iter().filter(|(place, _)| !places.contains(&Some(*place)));
    free.map(|(place, cell)| (column_name(*place), trimmed(&cell.text()).to_owned()))
        .filter(|(_, text)| text != REASON_HEADING && text != ROW_HEADING)
        .collect()
}

fn first_texts(book: &Workbook) -> Vec<String> {
    let cells = book.sheets.iter().flat_map(Grid::rows).flat_map(|(_, cells)| cells);
    cells.map(|(_, cell)| trimmed(&cell.text()).to_owned()).take(SHOWN_TEXTS).collect()
}

impl<'a> Table<'a> {
    /// Name of the sheet.
    pub fn sheet(&self) -> &'a str {
        self.grid.name()
    }

    /// The sheet itself.
    pub fn grid(&self) -> &'a Grid {
        self.grid
    }

    /// Row number of the headings.
    pub fn heading_row(&self) -> u32 {
        self.heading_row
    }

    /// The columns that were looked for.
    pub fn columns(&self) -> &'static [Column] {
        self.columns
    }

    /// Headings that no column answers to, each with the letters of its column.
    pub fn unknown(&self) -> &[(String, String)] {
        &self.unknown
    }

    /// Names of the other visible sheets with content; they are not read.
    pub fn others(&self) -> &[String] {
        &self.others
    }

    /// Where a column stands, if the table has it.
    pub fn column_of(&self, key: &str) -> Option<u16> {
        let at = self.columns.iter().position(|column| column.key == key)?;
        self.places.get(at).copied().flatten()
    }

    /// The rows below the headings that have any filled cell.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        let rows = self.grid.rows_from(self.heading_row.saturating_add(1));
        rows.map(|(number, cells)| TableRow { table: self, number, cells })
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'a> {
    table: &'a Table<'a>,
    number: u32,
    cells: &'a [(u16, Cell)],
}

impl<'a> TableRow<'a> {
    /// Its row number in the sheet.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The cell of a column, if the table has the column and the cell is filled.
    pub fn get(&self, key: &str) -> Option<&'a Cell> {
        cell_of(self.cells, self.table.column_of(key)?)
    }

    /// The cell of a column as text without blanks at its ends; empty if there is none.
    pub fn text(&self, key: &str) -> String {
        self.get(key).map(|cell| trimmed(&cell.text()).to_owned()).unwrap_or_default()
    }

    /// Where a column stands, if the table has it.
    pub fn column_of(&self, key: &str) -> Option<u16> {
        self.table.column_of(key)
    }

    /// Whether nothing stands in the columns that are known: a row with a prepared 序号 and no more, or a
    /// remark below the table.
    pub fn is_blank_in_known(&self) -> bool {
        self.table.places.iter().flatten().all(|place| cell_of(self.cells, *place).is_none())
    }
}
