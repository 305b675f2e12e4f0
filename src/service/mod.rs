//! Use cases, one verb a file. They ask storage and search, decide, and answer with values that pages, commands and
//! the API show alike; they know neither SQL nor templates.

pub mod backup;
pub mod browse;
mod explain_candidates;
pub mod export;
mod find_matches;
pub mod import;
pub mod indicators;
mod marked;
mod partners;
mod readiness;
mod search_records;
mod suggest;
mod uploads;

pub use browse::{Browse, BrowseOrder, BrowsePage, FacetKind, SearchKind, search_everywhere};
pub use find_matches::{MatchOptions, find_matches, match_all, match_one};
pub use marked::{Marked, Span};
pub use partners::{BlockedPartner, EvidenceShown, NeedMatches, Partner};
pub use readiness::{DEMO_SETTING, is_demo, readiness};
pub use search_records::{RecordHit, SearchResult, search_records};
pub use suggest::{MOST_SUGGESTIONS, SuggestKind, Suggestion, suggest};
pub use uploads::{Upload, find_upload, keep_upload};

use duijie_index::IndexError;

use crate::search::SearchError;
use crate::storage::StorageError;

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Index, or the way to it.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// No need has this id or number.
    #[error("there is no need {0}")]
    NoSuchNeed(String),
}

impl From<IndexError> for ServiceError {
    fn from(error: IndexError) -> Self {
        Self::Search(error.into())
    }
}
