//! Searches needs, capabilities and institutions by words, for the command line and the API: all that contain them
//! verbatim first, then by fit, which is comparable between the kinds.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use duijie_index::explain::{CapabilityText, explain};
use duijie_index::rank::Points;
use duijie_index::{Browsed, Fallback, Hit, IndexError, Query, Snapshot};
use serde::Serialize;

use super::ServiceError;
use super::browse::SearchKind;
use super::browse::records::{self, Record};
use super::browse::usual_question;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Search, blocking};
use crate::storage::Store;

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
    let (mut kinds, mut found, mut snapshots) = (Vec::new(), Vec::new(), HashMap::new());
    for kind in SearchKind::ALL.into_iter().filter(|one| kind.is_none_or(|kind| kind == *one)) {
        let question = usual_question(store, index, viewer, kind, Some(Arc::clone(&query))).await?;
        snapshots.insert(kind, Arc::clone(&question.snapshot));
        found.push(blocking(move || question.ask(0, limit)).await??);
        kinds.push(kind);
    }
    let fallback = settle_fallback(&mut found);
    let total: u64 = found.iter().map(|found| found.total).sum();
    let fallback = match fallback {
        _ if total == 0 => Some(messages::nothing_found(query.is_empty())),
        fallback => fallback.map(messages::fallback),
    };
    let best = merged(kinds.into_iter().zip(found), limit);
    let mut conn = store.read().await?;
    let records = records::load(&mut conn, viewer, &best).await?;
    drop(conn);
    let hits = blocking(move || shown(&snapshots, &query, best, records)).await??;
    Ok(SearchResult { query: text.to_owned(), total, fallback: fallback.map(str::to_owned), hits })
}

/// Where one kind holds the words themselves, what only resembles them in others is left out.
pub(super) fn settle_fallback(found: &mut [Browsed]) -> Option<Fallback> {
    let strict = found.iter().any(|one| one.total > 0 && one.fallback.is_none());
    if strict {
        for one in found.iter_mut().filter(|one| one.fallback.is_some()) {
            *one = Browsed::default();
        }
    }
    found.iter().find_map(|one| one.fallback)
}

fn merged(found: impl Iterator<Item = (SearchKind, Browsed)>, limit: usize) -> Vec<(SearchKind, Hit)> {
    let mut all: Vec<(SearchKind, Hit)> =
        found.flat_map(|(kind, found)| found.hits.into_iter().map(move |hit| (kind, hit))).collect();
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
            owner: record.owner(),
            no: record.no,
            score: Points::rounded(hit.fit * 100.0),
            passage: explanation.passage.text,
            title: record.title,
        });
    }
    Ok(hits)
}
