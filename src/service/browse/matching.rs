//! What a list would show, by ids alone: for those who are told of new results.

use std::sync::Arc;

use duijie_index::{Order, Query};

use super::asked::Browse;
use super::facets;
use super::kind::SearchKind;
use super::question::Question;
use crate::domain::viewer::Viewer;
use crate::search::{Search, blocking};
use crate::service::ServiceError;
use crate::storage::Store;

/// The newest records that a list shows, at most `most`; none where it shows only what resembles the words.
///
/// # Errors
/// If database or index fail.
pub(in crate::service) async fn matching_ids(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    kind: SearchKind,
    asked: &Browse,
    most: usize,
) -> Result<Vec<String>, ServiceError> {
    let refinements =
        facets::refinements(kind, asked).into_iter().map(|(_, refinement)| refinement).collect();
    let query = asked.words().map(|text| Arc::new(Query::words(index.analyzer(), &text)));
    let mut question = Question::new(store, index, viewer, kind, query, refinements).await?;
    question.order = Order::Newest;
    let found = blocking(move || question.ask(0, most)).await??;
    if found.fallback.is_some() {
        return Ok(Vec::new());
    }
    Ok(found.hits.into_iter().map(|hit| hit.id).collect())
}
