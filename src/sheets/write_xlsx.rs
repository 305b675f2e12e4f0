//! Sheets into an .xlsx file that opens in WPS and Excel as a form to fill in: frozen coloured headings, a
//! filter, drop-down lists, and text columns that keep the digits of codes.
//!
//! The same input gives the same bytes, so nothing here may ask for the time or for chance.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::errors::WriteError;
use super::grid::{cell_name, column_name, line_breaks};
use super::names::{free_name, sheet_names};
use super::read::file_name;
use super::save::{io_error, save};
use super::write::{Kind, OutCell, OutColumn, OutSheet};

const FONT: &str = "微软雅黑";
const HEADING_FILL: Color = Color::RGB(0xDD_E7F3);
const REQUIRED_TEXT: Color = Color::RGB(0xC0_0000);
const MARKED_FILL: Color = Color::RGB(0xFF_E699);
const LINE: Color = Color::RGB(0xBF_BFBF);
/// The hidden sheet that holds choices too long for a cell's own list; hidden sheets are not read back.
const CHOICES_SHEET: &str = "选项";
/// Rows that get drop-down lists, so that a template works when it is filled in.
const CHOICE_ROWS: u32 = 2_000;
/// What Excel takes as a list written in the cell's rule, and as the text of a cell, in UTF-16 units.
const MAX_LIST_UNITS: usize = 255;
const MAX_CELL_UNITS: usize = 32_767;

/// Writes sheets; `created` is the day put into the file's properties, as `YYYY-MM-DD`.
///
/// # Errors
/// See [`WriteError`]; the target is then as it was.
pub fn write_xlsx(path: &Path, sheets: &[OutSheet], created: &str) -> Result<(), WriteError> {
    write_marked(path, sheets, created, &BTreeSet::new())
}

/// Writes sheets, with cells of the first one filled that are `marked` by row and column of `rows`, from 0.
pub(super) fn write_marked(
    path: &Path,
    sheets: &[OutSheet],
    created: &str,
    marked: &BTreeSet<(u32, u16)>,
) -> Result<(), WriteError> {
    let day = ExcelDateTime::parse_from_str(created)
        .map_err(|_| WriteError::Created { value: created.to_owned() })?;
    check_lengths(path, sheets)?;
    let failed = |error: XlsxError| WriteError::Workbook { file: file_name(path), reason: error.to_string() };
    // Built in memory first: a buffered file would swallow the error of its last flush.
    let bytes = build(sheets, &day, marked).and_then(|mut book| book.save_to_buffer()).map_err(failed)?;
    save(path, |file| file.write_all(&bytes).map_err(|source| io_error(path, source)))
}

/// Cutting a text would lose data without a word, so it is refused, with its place.
fn check_lengths(path: &Path, sheets: &[OutSheet]) -> Result<(), WriteError> {
    for sheet in sheets {
        for (row, cells) in (2..).zip(&sheet.rows) {
            for (column, cell) in (0..).zip(cells) {
                let OutCell::Text(text) = cell else { continue };
                // A UTF-16 unit takes at least one byte, so short texts need no counting.
                let units = if text.len() > MAX_CELL_UNITS { text.encode_utf16().count() } else { 0 };
                if units > MAX_CELL_UNITS {
                    let (file, sheet) = (file_name(path), sheet.name.clone());
                    return Err(WriteError::TextTooLong { file, sheet, cell: cell_name(row, column), units });
                }
            }
        }
    }
    Ok(())
}

fn build(
    sheets: &[OutSheet],
    created: &ExcelDateTime,
    marked: &BTreeSet<(u32, u16)>,
) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(created));
    let names = sheet_names(sheets.iter().map(|sheet| sheet.name.as_str()));
    let mut lists = Lists { sheet: free_name(CHOICES_SHEET, &names), columns: Vec::new() };
    let nothing = BTreeSet::new();
    for (at, (sheet, name)) in sheets.iter().zip(&names).enumerate() {
        let page = book.add_worksheet().set_name(name)?;
        fill(page, sheet, if at == 0 { marked } else { &nothing }, &mut lists)?;
    }
    lists.write(&mut book)?;
    Ok(book)
}

fn fill(
    page: &mut Worksheet,
    sheet: &OutSheet,
    marked: &BTreeSet<(u32, u16)>,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    for (at, column) in (0..).zip(&sheet.columns) {
        page.set_column_width(at, column.width)?;
        page.set_column_format(at, &body(column.kind))?;
        heading(page, at, column)?;
        if !column.choices.is_empty() {
            let rule = lists.rule(&column.choices)?;
            page.add_data_validation(1, at, last_row.max(CHOICE_ROWS), at, &rule)?;
        }
    }
    rows(page, sheet, marked)?;
    page.set_row_height(0, 24)?;
    page.set_freeze_panes(1, 0)?;
    if let Some(last_column) = u16::try_from(sheet.columns.len()).ok().and_then(|count| count.checked_sub(1))
    {
        page.autofilter(0, 0, last_row.max(1), last_column)?;
    }
    Ok(())
}

fn heading(page: &mut Worksheet, at: u16, column: &OutColumn) -> Result<(), XlsxError> {
    let plain = Format::new().set_font_name(FONT).set_font_size(11).set_bold();
    let boxed =
        plain.set_border(FormatBorder::Thin).set_border_color(LINE).set_background_color(HEADING_FILL);
    let format = boxed.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    let format = if column.required { format.set_font_color(REQUIRED_TEXT) } else { format };
    page.write_string_with_format(0, at, &column.heading, &format)?;
    if !column.note.is_empty() {
        let note = Note::new(&column.note).add_author_prefix(false).set_font_name(FONT).set_font_size(10);
        page.insert_note(0, at, &note.set_width(260).set_height(110))?;
    }
    Ok(())
}

fn body(kind: Kind) -> Format {
    let format = Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
    match kind {
        Kind::Text => format.set_num_format("@"),
        Kind::Number => format,
        Kind::Date => format.set_num_format("yyyy-mm-dd"),
    }
}

fn rows(page: &mut Worksheet, sheet: &OutSheet, marked: &BTreeSet<(u32, u16)>) -> Result<(), XlsxError> {
    // Made once: a format is large, and a table may have millions of cells.
    let plain = [Kind::Text, Kind::Number, Kind::Date].map(body);
    let filled = plain.clone().map(|format| format.set_background_color(MARKED_FILL));
    for (row, cells) in (0..).zip(&sheet.rows) {
        for (at, cell) in (0..).zip(cells) {
            let formats = if marked.contains(&(row, at)) { &filled } else { &plain };
            let kind = sheet.columns.get(usize::from(at)).map_or(Kind::Text, |column| column.kind);
            put(page, row + 1, at, cell, formats, kind)?;
        }
    }
    Ok(())
}

fn put(
    page: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &OutCell,
    [text_format, number_format, date_format]: &[Format; 3],
    kind: Kind,
) -> Result<(), XlsxError> {
    let format = match kind {
        Kind::Text => text_format,
        Kind::Number => number_format,
        Kind::Date => date_format,
    };
    match cell {
        OutCell::Blank => page.write_blank(row, at, format)?,
        OutCell::Number(number) => page.write_number_with_format(row, at, *number, format)?,
        OutCell::Text(text) => page.write_string_with_format(row, at, line_breaks(text), format)?,
        OutCell::Date(text) => match ExcelDateTime::parse_from_str(text) {
            Ok(day) => page.write_datetime_with_format(row, at, &day, date_format)?,
            Err(_) => page.write_string_with_format(row, at, text, format)?,
        },
    };
    Ok(())
}

/// The lists that go to the hidden sheet.
struct Lists {
    sheet: String,
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// The rule that offers choices: written out if they fit and hold no comma, else a range of the sheet.
    fn rule(&mut self, choices: &[String]) -> Result<DataValidation, XlsxError> {
        let rule = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
        let units: usize = choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
        let plain = choices.iter().all(|choice| !choice.contains([',', '"']) && choice.trim() == choice);
        if plain && units <= MAX_LIST_UNITS {
            return rule.allow_list_strings(choices);
        }
        let at = self.columns.iter().position(|column| column == choices).unwrap_or_else(|| {
            self.columns.push(choices.to_vec());
            self.columns.len() - 1
        });
        let letters = column_name(u16::try_from(at).unwrap_or(u16::MAX));
        let (sheet, last) = (self.sheet.replace('\'', "''"), choices.len());
        Ok(rule.allow_list_formula(Formula::new(format!("='{sheet}'!${letters}$1:${letters}${last}"))))
    }

    fn write(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let page = book.add_worksheet().set_name(&self.sheet)?;
        for (at, choices) in (0..).zip(&self.columns) {
            for (row, choice) in (0..).zip(choices) {
                page.write_string_with_format(row, at, choice, &body(Kind::Text))?;
            }
        }
        page.set_hidden(true);
        Ok(())
    }
}
