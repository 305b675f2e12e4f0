//! What a page of a list shows.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::asked::BrowseOrder;
use super::facets::FacetKind;
use super::kind::SearchKind;
use super::names::FacetShown;
use super::rows::Row;
use super::understood::Understood;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrowsePage {
    /// What is listed.
    pub kind: SearchKind,
    /// The words that were looked for, cleaned; `None` if none were given.
    pub text: Option<String>,
    /// What was understood of them.
    pub understood: Understood,
    /// How the matching was loosened, if it was.
    pub fallback: Option<&'static str>,
    /// Records on all pages.
    pub total: u64,
    /// This page, from 1.
    pub page: usize,
    /// Number of pages, at least 1.
    pub pages: usize,
    /// Rows of a page.
    pub per_page: usize,
    /// The order that was used.
    pub order: BrowseOrder,
    /// How far that order goes, if not over the whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sorted_part: Option<String>,
    /// Facets with counts.
    #[serde(serialize_with = "each")]
    pub facets: Vec<Arc<FacetShown>>,
    /// Choices in force, usual ones not among them.
    pub active: Vec<ActiveChoice>,
    /// The rows.
    #[serde(serialize_with = "each")]
    pub rows: Vec<Arc<Row>>,
    /// What to say and offer if there are none.
    pub nothing: Option<Nothing>,
}

/// Writes what lists share as if it were this one's.
pub(super) fn each<T: Serialize, S: Serializer>(shared: &[Arc<T>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shared.iter().map(AsRef::as_ref))
}

/// A choice in force, to be shown with a way to drop it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActiveChoice {
    /// Its facet.
    pub facet: FacetKind,
    /// Name of the facet.
    pub facet_label: &'static str,
    /// Its code.
    pub code: String,
    /// What people read.
    pub label: String,
}

/// An empty list and the ways out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nothing {
    /// What was tried and what to do.
    pub message: String,
    /// What may be dropped, and how many records there would be then; only what helps, the most helpful first.
    pub without: Vec<Without>,
}

/// A part of a question that may be dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Without {
    /// The facet whose choices are dropped; `None` for the words.
    pub facet: Option<FacetKind>,
    /// What is dropped, in words.
    pub label: String,
    /// Records without it.
    pub total: u64,
}
