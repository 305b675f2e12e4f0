//! A question to one index: words, choices, facets, order; and its answer page by page.

use std::sync::Arc;

use duijie_index::{
    Browsed, Code, CodeColumn, Facet, Filter, IndexError, Listing, Order, Query, Refinement, Snapshot,
};

use super::kind::SearchKind;
use crate::domain::viewer::Viewer;
use crate::search::{Search, SearchError, blocking};
use crate::storage::Store;

/// A question to one index, to be asked where it holds up no other task.
#[derive(Clone)]
pub(in crate::service) struct Question {
    pub(in crate::service) snapshot: Arc<Snapshot>,
    pub(super) query: Option<Arc<Query>>,
    filter: Filter,
    refinements: Vec<Refinement>,
    pub(super) facets: Vec<Facet>,
    pub(super) order: Order,
}

impl Question {
    pub(super) async fn new(
        store: &Store,
        index: &Search,
        viewer: &Viewer,
        kind: SearchKind,
        query: Option<Arc<Query>>,
        refinements: Vec<Refinement>,
    ) -> Result<Self, SearchError> {
        let snapshot = index.snapshot(kind.collection(viewer))?;
        let filter = kind.scope(store, viewer).await?;
        Ok(Self { snapshot, query, filter, refinements, facets: Vec::new(), order: Order::Best })
    }

    pub(in crate::service) fn ask(&self, offset: usize, limit: usize) -> Result<Browsed, IndexError> {
        duijie_index::browse(&self.snapshot, &self.listing(offset, limit))
    }

    /// As [`Question::ask`]; without words the same question is answered only once for a snapshot.
    pub(super) fn ask_once(&self, offset: usize, limit: usize) -> Result<Arc<Browsed>, IndexError> {
        duijie_index::browse_and_keep(&self.snapshot, &self.listing(offset, limit))
    }

    fn listing(&self, offset: usize, limit: usize) -> Listing<'_> {
        Listing {
            query: self.query.as_deref(),
            filter: &self.filter,
            refinements: &self.refinements,
            facets: &self.facets,
            order: self.order,
            offset,
            limit,
        }
    }

    /// The answer to a question without words, if the snapshot has been asked it before: no work, so it holds up
    /// nobody.
    pub(super) fn known(&self, page: usize, per_page: usize) -> Option<(Arc<Browsed>, usize)> {
        let known =
            duijie_index::kept(&self.snapshot, &self.listing((page - 1).saturating_mul(per_page), per_page))?;
        (page <= pages(known.total, per_page)).then_some((known, page))
    }

    /// Totals and facets alone.
    pub(super) async fn counts(self) -> Result<Arc<Browsed>, SearchError> {
        match self.known(1, 0) {
            Some((known, _)) => Ok(known),
            None => Ok(blocking(move || self.ask_once(0, 0)).await??),
        }
    }

    /// A page, where words that only unusual records hold are loosened for the usual ones.
    pub(super) fn settled(
        mut self,
        usual: Option<&[&str]>,
        page: usize,
        per_page: usize,
    ) -> Result<(Arc<Browsed>, usize), IndexError> {
        let found = self.page(page, per_page)?;
        let Some(usual) = usual.filter(|_| found.0.total == 0 && self.query.is_some()) else {
            return Ok(found);
        };
        self.filter = self.filter.with_any(CodeColumn::Status, &codes(usual));
        let loosened = self.page(page, per_page)?;
        Ok(if loosened.0.total > 0 { loosened } else { found })
    }

    /// A page from 1, or the last one if there are fewer.
    fn page(&self, page: usize, per_page: usize) -> Result<(Arc<Browsed>, usize), IndexError> {
        let found = self.ask_once((page - 1).saturating_mul(per_page), per_page)?;
        let last = pages(found.total, per_page);
        if page <= last {
            return Ok((found, page));
        }
        Ok((self.ask_once((last - 1) * per_page, per_page)?, last))
    }
}

/// How many pages there are, at least one.
pub(super) fn pages(total: u64, per_page: usize) -> usize {
    usize::try_from(total.div_ceil((per_page as u64).max(1))).unwrap_or(usize::MAX).max(1)
}

fn codes(codes: &[&str]) -> Vec<Code> {
    codes.iter().filter_map(|code| Code::new(code).ok()).collect()
}

/// How many usual records of a kind there are: the length of its list without words and choices.
///
/// # Errors
/// If database or index fail.
pub async fn count_records(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    kind: SearchKind,
) -> Result<u64, SearchError> {
    Ok(usual_question(store, index, viewer, kind, None).await?.counts().await?.total)
}

/// A question for the usual records of a kind: open needs, published capabilities. Others do not exist for it, so
/// that whether words are to be loosened is decided without them.
pub(in crate::service) async fn usual_question(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    kind: SearchKind,
    query: Option<Arc<Query>>,
) -> Result<Question, SearchError> {
    let mut question = Question::new(store, index, viewer, kind, query, Vec::new()).await?;
    if !kind.usual_statuses().is_empty() {
        question.filter = question.filter.with_any(CodeColumn::Status, &codes(kind.usual_statuses()));
    }
    Ok(question)
}
