//! What notices are about, read anew for whoever reads them. What that person may no longer read is not there.

use std::collections::HashMap;

use sqlx::AnyConnection;

use crate::domain::account::{Account, Organisation};
use crate::domain::ids::{AccountId, CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::need::{Need, NeedStatus};
use crate::domain::notice::{Notice, Subject, SubjectKind};
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage;

/// A notice with what its reader may know of its matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeShown {
    /// The notice.
    pub notice: Notice,
    /// The matter; `None` if it is no longer open to the reader.
    pub matter: Option<Matter>,
}

/// What a reader may know of the matter of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// The thing.
    pub subject: Subject,
    /// Its name; empty for a saved search, whose name is its owner's.
    pub name: String,
    /// Its printed number.
    pub no: Option<String>,
    /// Where a need stands now.
    pub status: Option<NeedStatus>,
    /// The things that are counted, those that the reader may read.
    pub items: Vec<MatterItem>,
}

impl Matter {
    /// How many things are counted: those named, or how often it happened.
    #[must_use]
    pub fn count(&self, notice: &Notice) -> usize {
        match self.items.len() {
            0 => usize::try_from(notice.detail.times).unwrap_or(usize::MAX).max(1),
            named => named,
        }
    }
}

/// A thing that a notice counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterItem {
    /// The thing.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// Its printed number.
    pub no: String,
}

/// Everything that some notices are about, as their reader may read it.
#[derive(Default)]
struct Known {
    needs: HashMap<String, Need>,
    capabilities: HashMap<String, (String, String)>,
    institutions: HashMap<String, (String, String)>,
    enterprises: HashMap<String, String>,
    accounts: HashMap<String, Account>,
    counties: HashMap<String, String>,
}

/// Reads the matters of these notices for this reader, a few statements for all of them.
///
/// # Errors
/// If the database fails.
pub(super) async fn read_matters(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    notices: Vec<Notice>,
) -> Result<Vec<NoticeShown>, ServiceError> {
    let known = Known::load(conn, viewer, &notices).await?;
    Ok(notices.into_iter().map(|notice| NoticeShown { matter: known.matter(&notice), notice }).collect())
}

/// The ids of one kind that notices speak of.
fn ids<T>(notices: &[Notice], kind: SubjectKind, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut texts: Vec<&str> = Vec::new();
    for notice in notices {
        texts.extend((notice.subject.kind == kind).then_some(notice.subject.id.as_str()));
        if notice.topic.names() == Some(kind) {
            texts.extend(notice.detail.items.iter().map(String::as_str));
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts.into_iter().filter_map(parse).collect()
}

impl Known {
    async fn load(
        conn: &mut AnyConnection,
        viewer: &Viewer,
        notices: &[Notice],
    ) -> Result<Self, ServiceError> {
        let mut known = Self::default();
        let needs = ids(notices, SubjectKind::Need, NeedId::parse);
        for need in storage::load_needs(conn, viewer, &needs).await? {
            known.needs.insert(need.id.to_string(), need);
        }
        let capabilities = ids(notices, SubjectKind::Capability, CapabilityId::parse);
        for one in storage::load_capabilities(conn, viewer, &capabilities).await? {
            known.capabilities.insert(one.id.to_string(), (one.title, one.no));
        }
        let institutions = ids(notices, SubjectKind::Institution, InstitutionId::parse);
        for one in storage::load_institutions(conn, viewer, &institutions).await? {
            known.institutions.insert(one.id.to_string(), (one.name, one.no));
        }
        let accounts = ids(notices, SubjectKind::Account, AccountId::parse);
        for one in storage::load_accounts(conn, viewer, &accounts).await? {
            known.accounts.insert(one.id.to_string(), one);
        }
        let mut enterprises = ids(notices, SubjectKind::Enterprise, EnterpriseId::parse);
        enterprises.extend(known.accounts.values().filter_map(enterprise_of));
        for one in storage::load_enterprises(conn, viewer, &enterprises).await? {
            known.enterprises.insert(one.id.to_string(), one.name);
        }
        if notices.iter().any(|notice| notice.subject.kind == SubjectKind::County) {
            let counties = storage::load_counties(conn).await?;
            known.counties =
                counties.all().iter().map(|one| (one.code.to_string(), one.name.clone())).collect();
        }
        Ok(known)
    }

    /// The matter of a notice; `None` if the reader may not read it, or none of what it counts.
    fn matter(&self, notice: &Notice) -> Option<Matter> {
        let subject = notice.subject.clone();
        let (name, no, status) = match subject.kind {
            SubjectKind::Need => {
                let need = self.needs.get(&subject.id)?;
                if !need.whole && !notice.topic.is_for_outside() {
                    return None;
                }
                (need.title.clone(), Some(need.no.clone()), Some(need.status))
            }
            SubjectKind::Capability => {
                let (title, no) = self.capabilities.get(&subject.id)?;
                (title.clone(), Some(no.clone()), None)
            }
            SubjectKind::Institution => {
                let (name, no) = self.institutions.get(&subject.id)?;
                (name.clone(), Some(no.clone()), None)
            }
            SubjectKind::Enterprise => (self.enterprises.get(&subject.id)?.clone(), None, None),
            SubjectKind::Account => {
                let enterprise = enterprise_of(self.accounts.get(&subject.id)?)?;
                (self.enterprises.get(enterprise.as_str())?.clone(), None, None)
            }
            SubjectKind::Search => (String::new(), None, None),
            SubjectKind::County => (self.counties.get(&subject.id)?.clone(), None, None),
        };
        let items = self.items(notice);
        let must_name = subject.kind == SubjectKind::Search || !notice.detail.items.is_empty();
        if must_name && notice.topic.names().is_some() && items.is_empty() {
            return None;
        }
        Some(Matter { subject, name, no, status, items })
    }

    fn items(&self, notice: &Notice) -> Vec<MatterItem> {
        let Some(kind) = notice.topic.names() else { return Vec::new() };
        let found = notice.detail.items.iter().filter_map(|id| {
            let (name, no) = match kind {
                SubjectKind::Need => self.needs.get(id).map(|need| (need.title.clone(), need.no.clone())),
                SubjectKind::Capability => self.capabilities.get(id).cloned(),
                SubjectKind::Institution => self.institutions.get(id).cloned(),
                SubjectKind::Enterprise
                | SubjectKind::Account
                | SubjectKind::Search
                | SubjectKind::County => None,
            }?;
            Some(MatterItem { subject: Subject { kind, id: id.clone() }, name, no })
        });
        found.collect()
    }
}

fn enterprise_of(account: &Account) -> Option<EnterpriseId> {
    match &account.organisation {
        Organisation::Enterprise(id) => Some(id.clone()),
        _ => None,
    }
}
