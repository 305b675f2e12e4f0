//! Searches needs, capabilities and institutions by words: all that contain them verbatim first, then by fit, which
//! is comparable between the kinds.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use duijie_index::explain::{CapabilityText, explain};
use duijie_index::rank::Points;
use duijie_index::{Code, CodeColumn, Fallback, Filter, Found, Hit, IndexError, Query, Snapshot, search};
use serde::Serialize;
use sqlx::AnyConnection;

use super::ServiceError;
use crate::domain::capability::CapabilityStatus;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::need::NeedStatus;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Collection, Search, blocking, mapping};
use crate::storage::{self, Store};

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

    fn collection(self) -> Collection {
        match self {
            Self::Needs => Collection::Needs,
            Self::Capabilities => Collection::Capabilities,
            Self::Institutions => Collection::Institutions,
        }
    }

    /// What may be found.
    fn filter(self) -> Filter {
        let open =
            |codes: &[&str]| -> Vec<Code> { codes.iter().filter_map(|code| Code::new(code).ok()).collect() };
        let only = |codes| Filter::all().with_any(CodeColumn::Status, codes);
        match self {
            Self::Needs => only(&open(&[NeedStatus::Published.code(), NeedStatus::Negotiating.code()])),
            Self::Capabilities => only(&open(&[CapabilityStatus::Published.code()])),
            Self::Institutions => Filter::all(),
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchResult {
    /// The words as given.
    pub query: String,
    /// How many records match, on other pages too.
    pub total: u64,
    /// How the search was loosened, or what to do if nothing was found.
    pub fallback: Option<String>,
    /// The best of them.
    pub hits: Vec<RecordHit>,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordHit {
    /// What it is.
    pub kind: SearchKind,
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title or name.
    pub title: String,
    /// Name of the enterprise, or of the holders; empty for institutions.
    pub owner: String,
    /// Fit with the words, 0 to 100.
    pub score: Points,
    /// The part of the text that says most.
    pub passage: String,
}

/// The text of a record that was found.
struct Record {
    no: String,
    title: String,
    owner: String,
    body: String,
    keywords: Vec<String>,
}

/// One kind's state of the index and what it holds for the words.
struct Searched {
    kind: SearchKind,
    snapshot: Arc<Snapshot>,
    found: Found,
}

/// Searches one kind of record, or all.
///
/// # Errors
/// If database or index fail.
pub async fn search_records(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    text: &str,
    kind: Option<SearchKind>,
    limit: usize,
) -> Result<SearchResult, ServiceError> {
    let query = Arc::new(Query::words(index.analyzer(), text));
    let mut searched = Vec::new();
    for kind in SearchKind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one)) {
        let (snapshot, words) = (index.snapshot(kind.collection())?, Arc::clone(&query));
        let look = move || {
            let found = search(&snapshot, &words, &kind.filter(), 0, limit)?;
            Ok::<_, IndexError>(Searched { kind, snapshot, found })
        };
        searched.push(blocking(look).await??);
    }
    let fallback = settle_fallback(&mut searched);
    let total: u64 = searched.iter().map(|one| one.found.total).sum();
    let fallback = match fallback {
        _ if total == 0 => Some(messages::nothing_found(query.is_empty())),
        fallback => fallback.map(messages::fallback),
    };
    let best = merged(&searched, limit);
    let mut conn = store.read().await?;
    let records = load(&mut conn, viewer, &best).await?;
    let snapshots: HashMap<SearchKind, Arc<Snapshot>> =
        searched.into_iter().map(|one| (one.kind, one.snapshot)).collect();
    let hits = blocking(move || shown(&snapshots, &query, best, records)).await??;
    Ok(SearchResult { query: text.to_owned(), total, fallback: fallback.map(str::to_owned), hits })
}

/// Where one kind holds the words themselves, what only resembles them in others is left out.
fn settle_fallback(searched: &mut [Searched]) -> Option<Fallback> {
    let strict = searched.iter().any(|one| one.found.total > 0 && one.found.fallback.is_none());
    if strict {
        for one in searched.iter_mut().filter(|one| one.found.fallback.is_some()) {
            one.found = Found::default();
        }
    }
    searched.iter().find_map(|one| one.found.fallback)
}

fn merged(searched: &[Searched], limit: usize) -> Vec<(SearchKind, Hit)> {
    let mut all: Vec<(SearchKind, Hit)> =
        searched.iter().flat_map(|one| one.found.hits.iter().map(|hit| (one.kind, hit.clone()))).collect();
    all.sort_by(|(_, a), (_, b)| {
        b.verbatim.cmp(&a.verbatim).then(b.fit.total_cmp(&a.fit)).then_with(|| a.id.cmp(&b.id))
    });
    all.truncate(limit);
    all
}

fn shown(
    snapshots: &HashMap<SearchKind, Arc<Snapshot>>,
    query: &Query,
    best: Vec<(SearchKind, Hit)>,
    mut records: BTreeMap<String, Record>,
) -> Result<Vec<RecordHit>, IndexError> {
    let mut hits = Vec::with_capacity(best.len());
    for (kind, hit) in best {
        let (Some(record), Some(snapshot)) = (records.remove(&hit.id), snapshots.get(&kind)) else {
            continue;
        };
        let text = CapabilityText { title: &record.title, body: &record.body, keywords: &record.keywords };
        let explanation = explain(snapshot, query, &text, Points::default())?;
        hits.push(RecordHit {
            kind,
            id: hit.id,
            no: record.no,
            owner: record.owner,
            score: Points::rounded(hit.fit * 100.0),
            passage: explanation.passage.text,
            title: record.title,
        });
    }
    Ok(hits)
}

async fn load(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    best: &[(SearchKind, Hit)],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let ids = |wanted: SearchKind| {
        best.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, hit)| hit.id.as_str())
    };
    let needs: Vec<NeedId> = ids(SearchKind::Needs).filter_map(NeedId::parse).collect();
    let capabilities: Vec<CapabilityId> =
        ids(SearchKind::Capabilities).filter_map(CapabilityId::parse).collect();
    let institutions: Vec<InstitutionId> =
        ids(SearchKind::Institutions).filter_map(InstitutionId::parse).collect();
    let mut records = load_needs(conn, viewer, &needs).await?;
    records.extend(load_capabilities(conn, viewer, &capabilities).await?);
    let found = storage::load_institutions(conn, viewer, &institutions).await?;
    records.extend(found.into_iter().map(|institution| {
        let record = Record {
            no: institution.no,
            title: institution.name,
            owner: String::new(),
            body: institution.introduction.unwrap_or_default(),
            keywords: Vec::new(),
        };
        (institution.id.to_string(), record)
    }));
    Ok(records)
}

async fn load_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[NeedId],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let needs = storage::load_needs(conn, viewer, ids).await?;
    let of: Vec<EnterpriseId> = needs.iter().map(|need| need.enterprise.clone()).collect();
    let enterprises = storage::load_enterprises(conn, viewer, &of).await?;
    let names: HashMap<EnterpriseId, String> =
        enterprises.into_iter().map(|enterprise| (enterprise.id, enterprise.name)).collect();
    let records = needs.into_iter().map(|need| {
        let body = mapping::need_body(&need);
        let owner = names.get(&need.enterprise).cloned().unwrap_or_default();
        (need.id.to_string(), Record { no: need.no, title: need.title, owner, body, keywords: need.keywords })
    });
    Ok(records.collect())
}

async fn load_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[CapabilityId],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let found = storage::load_capabilities(conn, viewer, ids).await?;
    let of: Vec<InstitutionId> = found.iter().flat_map(|one| one.holders.iter().cloned()).collect();
    let holders = storage::load_institutions(conn, viewer, &of).await?;
    let names: HashMap<InstitutionId, String> =
        holders.into_iter().map(|holder| (holder.id, holder.name)).collect();
    let records = found.into_iter().map(|one| {
        let holders: Vec<&str> =
            one.holders.iter().filter_map(|holder| names.get(holder)).map(String::as_str).collect();
        let record = Record {
            no: one.no,
            title: one.title,
            owner: holders.join("、"),
            body: one.introduction,
            keywords: one.keywords,
        };
        (one.id.to_string(), record)
    });
    Ok(records.collect())
}
