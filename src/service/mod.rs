//! Use cases, one verb a file. They ask storage and search, decide, and answer with values that pages, commands and
//! the API show alike; they know neither SQL nor templates.

pub mod backup;
pub mod browse;
mod coverage;
mod drawn;
mod explain_candidates;
pub mod export;
mod figures;
mod find_matches;
mod home;
pub mod import;
pub mod indicators;
mod list_batches;
mod list_enterprises;
mod marked;
mod partners;
mod readiness;
mod search_records;
mod suggest;
mod uploads;

pub use browse::{Browse, BrowseOrder, BrowsePage, FacetKind, SearchKind, search_everywhere};
pub use drawn::Drawn;
pub use marked::{Marked, Span};
pub use readiness::{Backlog, DEMO_SETTING, backlog, is_demo, readiness};
pub use search_records::{RecordHit, SearchResult, search_records};
pub use suggest::{MOST_SUGGESTIONS, SuggestKind, Suggestion, suggest};
pub use uploads::{Upload, find_upload, keep_upload};
mod show_capability;
mod show_enterprise;
mod show_institution;
mod show_need;
mod try_need;

pub use crate::storage::{DataYear, StandingFilter, StandingOrder};
pub use coverage::{BureauFigure, COUNTED_SOURCES_SETTING, Coverage, CoverageQuestion, coverage};
pub use figures::{FigureCompared, FigureShown, FigureVerdict};
pub use find_matches::{MatchOptions, find_matches, match_all, match_one};
pub use home::{HomeNumbers, NewNeed, home};
pub use list_batches::{BATCHES_A_PAGE, BatchList, list_batches, show_batch};
pub use list_enterprises::{
    CountyFacet, ENTERPRISES_A_PAGE, EnterpriseList, EnterpriseQuestion, EnterpriseRow, list_enterprises,
};
pub use partners::{BlockedPartner, EvidenceShown, HolderFacts, NeedMatches, Partner};
pub use show_capability::{CapabilityShown, HolderShown, show_capability};
pub use show_enterprise::{EnterpriseShown, HavesOfYear, RdOfYear, show_enterprise};
pub use show_institution::{
    CAPABILITIES_A_PAGE, CapabilityBrief, FittingNeed, InstitutionShown, show_institution,
};
pub use show_need::{NeedBrief, NeedCoverage, NeedShown, show_need};
pub use try_need::{NeedDraft, TriedNeed, try_need};

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
    /// No enterprise, institution, capability or batch has this id or number.
    #[error("there is no record {0}")]
    NoSuchRecord(String),
}

impl From<IndexError> for ServiceError {
    fn from(error: IndexError) -> Self {
        Self::Search(error.into())
    }
}
