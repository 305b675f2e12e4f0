//! The kinds of records that are browsed and searched, and what of them may be seen.

use duijie_index::{Code, CodeColumn, Filter};
use serde::Serialize;

use crate::domain::capability::CapabilityStatus;
use crate::domain::ids::EnterpriseId;
use crate::domain::need::NeedStatus;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::Collection;
use crate::storage::{self, StorageError, Store};

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

    /// The index in which this viewer finds them.
    pub(in crate::service) fn collection(self, viewer: &Viewer) -> Collection {
        match self {
            Self::Needs => match viewer.scope() {
                Scope::All | Scope::County(_) | Scope::Department(_) => Collection::Needs,
                Scope::Enterprise(_) | Scope::Institution(_) | Scope::Public => Collection::PublishedNeeds,
            },
            Self::Capabilities => Collection::Capabilities,
            Self::Institutions => Collection::Institutions,
        }
    }

    /// The statuses that are shown unless others are asked for; empty where there are none.
    pub(in crate::service) fn usual_statuses(self) -> &'static [&'static str] {
        const NEEDS: [&str; 2] = [NeedStatus::OPEN[0].code(), NeedStatus::OPEN[1].code()];
        const CAPABILITIES: [&str; 2] =
            [CapabilityStatus::ON_SHOW[0].code(), CapabilityStatus::ON_SHOW[1].code()];
        match self {
            Self::Needs => &NEEDS,
            Self::Capabilities => &CAPABILITIES,
            Self::Institutions => &[],
        }
    }

    /// What of that index this viewer may see at all: published capabilities, of needs those of its enterprises.
    ///
    /// # Errors
    /// If the database fails.
    pub(in crate::service) async fn scope(
        self,
        store: &Store,
        viewer: &Viewer,
    ) -> Result<Filter, StorageError> {
        let coded = |column, code: &str| {
            let codes: Vec<Code> = Code::new(code).into_iter().collect();
            Filter::all().with_any(column, &codes)
        };
        match (self, viewer.scope()) {
            (_, Scope::All) | (Self::Institutions, _) => Ok(Filter::all()),
            (Self::Capabilities, _) => {
                let shown = CapabilityStatus::ON_SHOW.iter();
                let codes: Vec<Code> = shown.filter_map(|status| Code::new(status.code()).ok()).collect();
                Ok(Filter::all().with_any(CodeColumn::Status, &codes))
            }
            (Self::Needs, Scope::County(county)) => Ok(sent_in(coded(CodeColumn::County, county.as_str()))),
            (Self::Needs, Scope::Department(_)) => {
                let mut conn = store.read().await?;
                let owners = storage::enterprise_ids(&mut conn, viewer).await?;
                let owners: Vec<&str> = owners.iter().map(EnterpriseId::as_str).collect();
                Ok(sent_in(Filter::all().held_by(&owners)))
            }
            // That index holds nothing else.
            (Self::Needs, Scope::Enterprise(_) | Scope::Institution(_) | Scope::Public) => Ok(Filter::all()),
        }
    }
}

/// Drafts belong to their enterprise.
fn sent_in(filter: Filter) -> Filter {
    let drafts: Vec<Code> = Code::new(NeedStatus::Draft.code()).into_iter().collect();
    filter.without(CodeColumn::Status, &drafts)
}
