//! Finds documents for a text: all that contain it verbatim first, then by score; counted and cut to a page.

use crate::browse::{Listing, browse};
use crate::error::IndexError;
use crate::filter::Filter;
use crate::query::Query;
use crate::store::Snapshot;

/// One document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document's id.
    pub id: String,
    /// Comparable within one search only.
    pub score: f32,
    /// Share of the query's own weight that the document reaches, 0..=1; comparable between searches.
    pub fit: f64,
    /// True if the document contains the query's characters in their order (punctuation, and half words where the
    /// query was cut out of a text, do not matter; of long queries the first 64 pieces are looked for). Such
    /// documents come first.
    pub verbatim: bool,
}

/// What was tried when the text as such found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// No document shares two adjacent characters with the text; these share single characters.
    SingleCharacters,
}

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Number of documents that match and pass the filter.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// Set if the matching had to be loosened.
    pub fallback: Option<Fallback>,
}

/// Finds the `limit` best documents from `offset` on.
///
/// A document counts as a hit if it shares two adjacent characters or a Latin word with the text or one of its
/// expansions. Only if none does, or if nothing longer was asked for, single characters count;
/// [`Found::fallback`] says so in the first case. Ties are ordered by id.
///
/// # Errors
/// If the index cannot be read.
pub fn search(
    snapshot: &Snapshot,
    query: &Query,
    filter: &Filter,
    offset: usize,
    limit: usize,
) -> Result<Found, IndexError> {
    let listing = Listing { query: Some(query), filter, offset, limit, ..Listing::new(filter) };
    let found = browse(snapshot, &listing)?;
    Ok(Found { total: found.total, hits: found.hits, fallback: found.fallback })
}
