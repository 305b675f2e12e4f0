//! What a table to be written is made of. Plain data; the writers of .xlsx and .csv are beside.

/// How the cells of a column are formatted, also those still empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, so that codes and telephone numbers keep their digits.
    Text,
    /// Numbers.
    Number,
    /// Days.
    Date,
}

/// A column to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutColumn {
    /// Its heading, written as it is.
    pub heading: String,
    /// Width in characters of the default font; a Chinese character takes two.
    pub width: f64,
    /// How its cells are formatted.
    pub kind: Kind,
    /// Values offered in a drop-down list; another value gets a warning, because some columns hold several.
    pub choices: Vec<String>,
    /// Whether the heading is coloured as one that must be filled in.
    pub required: bool,
    /// A comment on the heading; none if empty.
    pub note: String,
}

/// A cell to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum OutCell {
    /// Nothing.
    Blank,
    /// Text; it stays text whatever it looks like.
    Text(String),
    /// A number.
    Number(f64),
    /// A day as `YYYY-MM-DD`; anything else is written as text.
    Date(String),
}

/// A sheet to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutSheet {
    /// Its name; what Excel does not allow in it is replaced.
    pub name: String,
    /// Its columns.
    pub columns: Vec<OutColumn>,
    /// Its rows, cell by cell in the order of the columns.
    pub rows: Vec<Vec<OutCell>>,
}
