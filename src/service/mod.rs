//! Use cases, one verb a file. They ask storage and search, decide, and answer with values that pages, commands and
//! the API show alike; they know neither SQL nor templates.

pub mod backup;
mod coverage;
mod explain_candidates;
pub mod export;
mod find_matches;
pub mod import;
pub mod indicators;
mod list_enterprises;
mod partners;
mod search_records;

pub use coverage::{BureauFigure, COUNTED_SOURCES_SETTING, Coverage, CoverageQuestion, coverage};
pub use find_matches::{MatchOptions, find_matches, match_all, match_one};
pub use list_enterprises::{
    CountyFacet, ENTERPRISES_A_PAGE, EnterpriseList, EnterpriseQuestion, EnterpriseRow, list_enterprises,
};
pub use partners::{BlockedPartner, EvidenceShown, NeedMatches, Partner};
pub use search_records::{RecordHit, SearchKind, SearchResult, search_records};

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
