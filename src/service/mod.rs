//! Use cases, one verb a file. They ask storage and search, decide, and answer with values that pages, commands and
//! the API show alike; they know neither SQL nor templates.

pub mod accounts;
mod actors;
mod assign_lead;
pub mod audit;
pub mod backup;
pub mod browse;
mod coach_need;
mod compare_submissions;
mod confirm_need;
mod coverage;
mod drawn;
mod edit_enterprise;
mod edit_institution;
mod editing;
mod expire_needs;
mod explain_candidates;
pub mod export;
mod figures;
mod find_matches;
mod forget_old;
mod hall;
mod home;
pub mod import;
pub mod indicators;
mod limits;
mod list_batches;
mod list_enterprises;
mod list_working_groups;
mod looked_after;
mod marked;
mod move_need;
mod need_drafts;
pub mod notices;
pub mod offers;
mod partners;
mod read_figures;
mod readiness;
mod review_queue;
pub mod saved;
mod search_records;
mod suggest;
pub mod supply;
pub mod survey;
mod uploads;

pub use browse::{Browse, BrowseOrder, BrowsePage, FacetKind, SearchKind, search_everywhere};
pub use drawn::Drawn;
pub use marked::{Marked, Span};
pub use notices::notify;
pub use readiness::{
    Backlog, DEMO_SETTING, VISITORS_SETTING, backlog, is_demo, is_open_to_visitors, readiness,
};
pub use search_records::{RecordHit, SearchResult, search_records};
pub use suggest::{MOST_SUGGESTIONS, SuggestKind, Suggestion, suggest};
pub use uploads::{Upload, UploadError, find_upload, keep_upload};
mod show_calendar;
mod show_capability;
mod show_enterprise;
mod show_institution;
mod show_life;
mod show_need;
mod similar_needs;
mod submit_need;
mod try_need;
mod undo_edit;
mod unmask_contact;

pub use crate::storage::{
    AgreedContact, COUNTED_SOURCES_SETTING, DataYear, LeadFilter, NoticeFilter, OfferFilter, OfferOrder,
    StandingFilter, StandingOrder, StorageError, WrittenDraft,
};
pub use actors::Actors;
pub use assign_lead::{AssignError, LeadProblem, LeadWish, assign_lead, take_back_lead};
pub use coach_need::{Coached, FieldHint, IndustryHint, Recognised, Writing, coach_need};
pub use compare_submissions::{FieldChanged, SubmissionBrief, SubmissionsCompared, compare_submissions};
pub use confirm_need::{
    Answered, BY_LINK, ConfirmationShown, LinkAnswer, LinkState, answer_confirmation, confirm_own_need,
    make_confirmation_link, open_confirmation,
};
pub use coverage::{BureauFigure, Coverage, CoverageQuestion, coverage};
pub use edit_enterprise::{edit_enterprise, enterprise_form, may_edit_enterprise};
pub use edit_institution::{edit_institution, institution_form, may_edit_institution};
pub use editing::{EditForm, Edited, Save, Theirs, UNDO_MS};
pub use expire_needs::expire_needs;
pub use figures::{FigureCompared, FigureShown, FigureVerdict};
pub use find_matches::{MatchOptions, find_matches, match_all, match_one};
pub use forget_old::forget_old;
pub use hall::{BesideNeed, beside_needs};
pub use home::{HomeCoverage, HomeNumbers, NewNeed, directed_needs, home};
pub use limits::{READS_SETTING, RequestLimits, WRITES_SETTING, request_limits};
pub use list_batches::{BATCHES_A_PAGE, BatchList, list_batches, show_batch};
pub use list_enterprises::{
    CountyFacet, ENTERPRISES_A_PAGE, EnterpriseList, EnterpriseQuestion, EnterpriseRow, list_enterprises,
};
pub use list_working_groups::{
    ContestedShown, GroupShown, OrphanShown, RuleShown, WorkingGroupsShown, list_working_groups,
};
pub use looked_after::{DecisionShown, LeadOption, LookedAfter, ResponsibilityShown, Why};
pub use move_need::{MOST_REASON_CHARS, MoveWish, Moved, move_need, undo_move};
pub use need_drafts::{
    DraftSaved, DraftShown, NewDraft, begin_draft, draft_of_need, list_drafts, may_rewrite_need,
    may_write_needs, new_draft, open_draft, save_draft, throw_draft,
};
pub use partners::{BlockedPartner, EvidenceShown, HolderFacts, NeedMatches, Partner};
pub use review_queue::{QUEUED_A_PAGE, QueuedNeed, ReviewQueue, count_reviews, review_queue};
pub use show_calendar::{CalendarShown, DayShown, MonthShown, show_calendar, working_calendar};
pub use show_capability::{CapabilityShown, HolderShown, show_capability};
pub use show_enterprise::{EnterpriseShown, HavesOfYear, RdOfYear, show_enterprise};
pub use show_institution::{
    CAPABILITIES_A_PAGE, CapabilityBrief, FittingNeed, InstitutionShown, show_institution,
};
pub use show_life::LifeShown;
pub use show_need::{NeedBrief, NeedCoverage, NeedShown, show_need};
pub use similar_needs::SimilarNeed;
pub use submit_need::{SentNeed, Submitted, sent_need, submit_need};
pub use try_need::{NeedDraft, TriedNeed, try_need};
pub use undo_edit::{Editable, LastEdit, last_edit, undo_edit};
pub use unmask_contact::{
    ContactOf, ContactShown, GivenReason, REASON_CHARS, contact_form, may_unmask, unmask_contact,
};

use duijie_index::IndexError;

use crate::search::SearchError;

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Index, or the way to it.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The role of the viewer has not this duty.
    #[error("not allowed to this role")]
    NotAllowed,
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
