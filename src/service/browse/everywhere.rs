//! Searches all kinds of records at once: the best of each, with totals for the tabs.

use std::sync::Arc;

use duijie_index::Query;
use serde::Serialize;

use super::asked::words;
use super::kind::SearchKind;
use super::list::{complete, load, understood};
use super::question::usual_question;
use super::rows::Row;
use super::understood::Understood;
use crate::city::CityPack;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Search, blocking};
use crate::service::ServiceError;
use crate::service::search_records::settle_fallback;
use crate::storage::Store;

/// What a search over all kinds found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchEverywhere {
    /// The words, cleaned; empty if there are none.
    pub text: String,
    /// What was understood of them.
    pub understood: Understood,
    /// How the matching was loosened, if it was.
    pub fallback: Option<&'static str>,
    /// Records of all kinds.
    pub total: u64,
    /// One tab a kind, in the order in which they are shown.
    pub tabs: Vec<Tab>,
    /// What to say if nothing was found; `None` too where no words were given.
    pub nothing: Option<&'static str>,
}

/// One kind of records among what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tab {
    /// The kind.
    pub kind: SearchKind,
    /// Its name.
    pub label: &'static str,
    /// How many were found.
    pub total: u64,
    /// The best of them.
    #[serde(serialize_with = "super::answer::each")]
    pub rows: Vec<Arc<Row>>,
}

/// Searches needs, capabilities and institutions; of each the best `top`. Where one kind holds the words themselves,
/// what only resembles them in others is left out. Without words nothing is found.
///
/// # Errors
/// If database or index fail.
pub async fn search_everywhere(
    store: &Store,
    index: &Search,
    city: &CityPack,
    viewer: &Viewer,
    text: &str,
    top: usize,
) -> Result<SearchEverywhere, ServiceError> {
    let text = words(text).unwrap_or_default();
    let query = Arc::new(Query::words(index.analyzer(), &text));
    let (mut questions, mut found) = (Vec::new(), Vec::new());
    for kind in SearchKind::ALL {
        let question = usual_question(store, index, viewer, kind, Some(Arc::clone(&query))).await?;
        let asking = question.clone();
        found.push(blocking(move || asking.ask(0, top)).await??);
        questions.push((kind, question));
    }
    let fallback = settle_fallback(&mut found);
    let total = found.iter().map(|found| found.total).sum();
    let mut tabs = Vec::with_capacity(found.len());
    for ((kind, question), found) in questions.into_iter().zip(found) {
        let mut rows = load(store, city, viewer, kind, &question, found.hits).await?;
        complete(store, index, viewer, kind, &mut rows).await?;
        tabs.push(Tab { kind, label: messages::record_kind(kind), total: found.total, rows });
    }
    let nothing = (total == 0 && !text.is_empty()).then(|| messages::nothing_found(query.is_empty()));
    Ok(SearchEverywhere {
        understood: understood(Some(&query), Some(&text)),
        fallback: fallback.map(messages::fallback),
        text,
        total,
        tabs,
        nothing,
    })
}
