//! What can go wrong with a table file, as facts a caller can branch on and translate.
//!
//! The texts are English fragments for logs; nothing here is shown to a user, and no variant may hold less
//! than is needed to tell a user where to look.

use std::io;

/// A file could not be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file could not be opened or read.
    #[error("read {file}: {source}")]
    Io {
        /// File name.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file, or what it unpacks to, has more bytes than are taken.
    #[error("{file} has more than {limit_bytes} bytes, packed or unpacked")]
    TooManyBytes {
        /// File name.
        file: String,
        /// The most bytes that are taken.
        limit_bytes: u64,
    },
    /// The file unpacks to far more than real tables do; it looks made to exhaust memory.
    #[error("{file} has {packed_bytes} bytes and unpacks to {unpacked_bytes} or more")]
    Inflates {
        /// File name.
        file: String,
        /// Bytes of the file.
        packed_bytes: u64,
        /// Bytes declared or seen when reading was stopped.
        unpacked_bytes: u64,
    },
    /// A cell lies outside the rows and columns that are taken.
    #[error("{file}, sheet {sheet}: cell {cell} is outside the rows and columns that are taken")]
    TooLarge {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// The cell as Excel names it, such as `XFD1048576`.
        cell: String,
    },
    /// The whole file holds more filled cells, or more text in them, than is taken.
    #[error("{file}, sheet {sheet}: more cells or text than is taken, reached at cell {cell}")]
    TooMuch {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// The cell at which the limit was passed.
        cell: String,
    },
    /// An Excel 97–2003 file (.xls); it has to be saved as .xlsx.
    #[error("{file} is an Excel 97-2003 workbook")]
    OldExcel {
        /// File name.
        file: String,
    },
    /// A workbook that needs a password.
    #[error("{file} is protected by a password")]
    Protected {
        /// File name.
        file: String,
    },
    /// A workbook with macros in it; it has to be saved without.
    #[error("{file} holds macros")]
    Macros {
        /// File name.
        file: String,
    },
    /// A text file that is neither UTF-8 nor UTF-16 with a mark nor GB18030.
    #[error("{file}, line {line}: neither UTF-8 nor GB18030")]
    Encoding {
        /// File name.
        file: String,
        /// The physical line, from 1, where GB18030 stops making sense.
        line: u32,
    },
    /// The file is damaged, or is no table at all.
    #[error("{file} cannot be read as a table: {reason}")]
    Unreadable {
        /// File name.
        file: String,
        /// What was found, in English, for the log.
        reason: String,
    },
    /// The file has no filled cell on a visible sheet.
    #[error("{file} has no filled cell on a visible sheet")]
    Empty {
        /// File name.
        file: String,
    },
}

/// No sheet of a workbook has the headings that are needed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MappingError {
    /// No row near the top of any sheet has a known heading.
    #[error("{file}: no heading row; found {found:?}")]
    NoHeading {
        /// File name.
        file: String,
        /// The headings that would have been understood, in template order.
        expected: Vec<&'static str>,
        /// The first texts of the file, to show what was there instead.
        found: Vec<String>,
    },
    /// The best heading row lacks columns that must be there.
    #[error("{file}, sheet {sheet}, row {row}: missing {missing:?}")]
    MissingColumns {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// Row number of the heading row.
        row: u32,
        /// Headings that are required and absent, in template order.
        missing: Vec<&'static str>,
    },
    /// Two columns claim the same heading, and nothing says which is meant.
    #[error("{file}, sheet {sheet}, row {row}: {heading} in columns {first} and {second}")]
    DuplicateColumn {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// Row number of the heading row.
        row: u32,
        /// The heading (as the template calls it).
        heading: &'static str,
        /// Letters of the first column.
        first: String,
        /// Letters of the second column.
        second: String,
    },
}

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file could not be created, filled or put in place.
    #[error("write {file}: {source}")]
    Io {
        /// File name.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The creation date is not a day written `YYYY-MM-DD`.
    #[error("{value:?} is not a day")]
    Created {
        /// What was given.
        value: String,
    },
    /// A text is longer than the 32,767 UTF-16 units a cell of a workbook can hold.
    #[error("{file}, sheet {sheet}, cell {cell}: text of {units} units is too long for a cell")]
    TextTooLong {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// The cell as Excel names it.
        cell: String,
        /// Length of the text in UTF-16 units.
        units: usize,
    },
    /// The workbook could not be built.
    #[error("{file}: {reason}")]
    Workbook {
        /// File name.
        file: String,
        /// What was wrong, in English, for the log.
        reason: String,
    },
}
