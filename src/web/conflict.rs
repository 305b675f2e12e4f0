//! The page for a save that came too late: both texts side by side for every field that differs, nothing lost. Every
//! form that carries the version of its record answers a stale save with it; what is chosen is sent to the form's own
//! address, as if it had been typed there. Knows no kind of record.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::PageError;
use super::layout::Layout;
use super::render;
use super::urls;

/// Two versions of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Name of the record.
    pub name: String,
    /// Who saved the other text, as what they work here; never a name.
    pub who: String,
    /// When, if it is known.
    pub when: Option<String>,
    /// Where the form is sent.
    pub action: String,
    /// The page of the record.
    pub back: String,
    /// Version of the other text, which the next save replaces.
    pub version: i64,
    /// Fields of which there are two texts.
    pub fields: Vec<ConflictField>,
    /// The other fields, sent along as they are.
    pub kept: Vec<(String, String)>,
}

/// A field with two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictField {
    /// Name of the field in the form.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What was to be saved.
    pub mine: ConflictText,
    /// What is stored.
    pub theirs: ConflictText,
    /// What is chosen beforehand: the side that alone was changed. Nothing where both were.
    pub chosen: Option<Side>,
}

/// One text of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictText {
    /// What is sent if it is chosen.
    pub value: String,
    /// What is shown.
    pub shown: String,
}

/// One of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of who is saving.
    Mine,
    /// Of who saved before.
    Theirs,
}

impl ConflictField {
    fn chose_mine(&self) -> bool {
        self.chosen == Some(Side::Mine)
    }

    fn chose_theirs(&self) -> bool {
        self.chosen == Some(Side::Theirs)
    }
}

#[derive(Template)]
#[template(path = "edits/conflict.html")]
struct ConflictPage {
    layout: Layout,
    conflict: Conflict,
}

/// The page, with status 409.
///
/// # Errors
/// [`PageError::Internal`] if the template fails.
pub fn show(layout: Layout, conflict: Conflict) -> Result<Response, PageError> {
    render::unkept(StatusCode::CONFLICT, &ConflictPage { layout, conflict })
}
