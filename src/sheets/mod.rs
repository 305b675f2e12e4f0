//! Tables as people send and receive them: reading and writing .xlsx and .csv files.
//!
//! What goes in is a file of unknown quality, what comes out is a sparse grid of cells and a mapping of
//! headings to columns; and the other way round. This module knows nothing of enterprises or needs, and must
//! not: headings and choices are handed in, faults are handed back as facts (file, sheet, row, column).
//! It writes no sentence a person reads; the messages of the product are made elsewhere from the errors.

mod decode;
mod errors;
mod errors_book;
mod grid;
mod heading;
mod names;
mod package;
mod read;
mod read_csv;
mod read_xlsx;
mod save;
mod scan;
mod table;
mod write;
mod write_csv;
mod write_xlsx;

pub use errors::{MappingError, SheetError, WriteError};
pub use errors_book::{REASON_HEADING, ROW_HEADING, RowFault, write_faults};
pub use grid::{Cell, Grid, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, Workbook, column_name};
pub use heading::normalise_heading;
pub use read::{MAX_BYTES, look, read, read_bytes};
pub use table::{Column, Table, TableRow, find};
pub use write::{Kind, OutCell, OutColumn, OutSheet};
pub use write_csv::write_csv;
pub use write_xlsx::write_xlsx;
