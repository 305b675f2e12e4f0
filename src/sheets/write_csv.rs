//! A sheet into a .csv file that Excel and WPS open rightly: UTF-8 with its mark, line ends CR LF.
//!
//! A text must not become a formula in the program that opens the file; it gets a `'` before it, which reading
//! takes off again.

use std::io::Write;
use std::path::Path;

use super::errors::WriteError;
use super::grid::number_text;
use super::read_csv::guarded;
use super::save::{io_error, save};
use super::write::{OutCell, OutSheet};

/// Writes a sheet.
///
/// # Errors
/// [`WriteError::Io`] if the file cannot be written.
pub fn write_csv(path: &Path, sheet: &OutSheet) -> Result<(), WriteError> {
    save(path, |file| fill(file, sheet).map_err(|error| io_error(path, error)))
}

fn fill(mut out: impl Write, sheet: &OutSheet) -> std::io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(sheet.columns.iter().map(|column| guarded(&column.heading)))?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(text))?;
    }
    writer.flush()
}

fn text(cell: &OutCell) -> String {
    match cell {
        OutCell::Blank => String::new(),
        OutCell::Text(text) | OutCell::Date(text) => guarded(text),
        // A number cannot carry a formula, and with a `'` it would no longer be one.
        OutCell::Number(number) => number_text(*number),
    }
}
