//! The kinds of records that are browsed and searched, and what of them may be seen.

use duijie_index::Filter;
use serde::Serialize;

use crate::domain::capability::CapabilityStatus;
use crate::domain::need::NeedStatus;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::Collection;

/// What to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// Needs for which partners are sought.
    Needs,
    /// Published capabilities.
    Capabilities,
    /// Institutions.
    Institutions,
}

impl SearchKind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Needs, Self::Capabilities, Self::Institutions];

    pub(in crate::service) fn collection(self) -> Collection {
        match self {
            Self::Needs => Collection::Needs,
            Self::Capabilities => Collection::Capabilities,
            Self::Institutions => Collection::Institutions,
        }
    }

    /// The statuses that are shown unless others are asked for; empty where there are none.
    pub(in crate::service) fn usual_statuses(self) -> &'static [&'static str] {
        const NEEDS: [&str; 2] = [NeedStatus::OPEN[0].code(), NeedStatus::OPEN[1].code()];
        const CAPABILITIES: [&str; 1] = [CapabilityStatus::Published.code()];
        match self {
            Self::Needs => &NEEDS,
            Self::Capabilities => &CAPABILITIES,
            Self::Institutions => &[],
        }
    }

    /// What this viewer may see at all.
    pub(in crate::service) fn scope(self, viewer: &Viewer) -> Filter {
        let Scope::All = viewer.scope();
        Filter::all()
    }
}
