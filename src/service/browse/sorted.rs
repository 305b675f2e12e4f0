//! Orders of needs that the index does not know: by the day they are to be solved by, and by how well the reader's
//! institution fits. Over the first records of a list; those beyond follow as they are.

use std::collections::HashMap;

use duijie_index::Hit;

use super::asked::BrowseOrder;
use crate::domain::ids::NeedId;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::Search;
use crate::service::ServiceError;
use crate::service::hall::own_scores;
use crate::service::show_institution::recall_of;
use crate::storage::{self, Store};

/// Records that are put in order by day. Every page length divides it.
const SORTED_BY_DAY: usize = 2_000;
/// Needs whose fit is reckoned for one list. Every page length divides it.
const SORTED_BY_FIT: usize = 100;

/// The first records of a list in an order of ours.
pub(super) struct Sorted {
    /// All that were looked at, in order.
    pub(super) hits: Vec<Hit>,
    /// How many of them the order is about.
    pub(super) sorted: usize,
}

/// How many records an order of ours looks at; `None` for those of the index.
pub(super) fn looks_at(order: BrowseOrder) -> Option<usize> {
    matches!(order, BrowseOrder::DueSoon | BrowseOrder::Fitting).then_some(SORTED_BY_DAY)
}

/// Puts hits in order.
pub(super) async fn sort(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    (order, as_of): (BrowseOrder, BusinessDate),
    hits: &[Hit],
) -> Result<Sorted, ServiceError> {
    match order {
        BrowseOrder::Fitting => by_fit(store, index, viewer, as_of, hits).await,
        _ => by_due_day(store, viewer, as_of, hits).await,
    }
}

/// Days to come first, then those that are over, newest first, then needs without one.
async fn by_due_day(
    store: &Store,
    viewer: &Viewer,
    as_of: BusinessDate,
    hits: &[Hit],
) -> Result<Sorted, ServiceError> {
    let ids: Vec<NeedId> = hits.iter().filter_map(|hit| NeedId::parse(&hit.id)).collect();
    let days = storage::need_due_days(&mut *store.read().await?, viewer, &ids).await?;
    let days: HashMap<String, i32> = days.into_iter().map(|(id, day)| (id.to_string(), day.days())).collect();
    let today = as_of.days();
    let mut hits = hits.to_vec();
    hits.sort_by_key(|hit| match days.get(&hit.id) {
        Some(day) if *day >= today => (0, *day),
        Some(day) => (1, -*day),
        None => (2, 0),
    });
    Ok(Sorted { sorted: hits.len(), hits })
}

/// By the forward score of the reader's institution. Which needs are scored the index recalls from the texts of its
/// capabilities, filled up with the first of the list.
async fn by_fit(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    as_of: BusinessDate,
    hits: &[Hit],
) -> Result<Sorted, ServiceError> {
    let Scope::Institution(own) = viewer.scope() else {
        return Ok(Sorted { hits: hits.to_vec(), sorted: hits.len() });
    };
    let near = recall_of(store, index, viewer, own, SORTED_BY_FIT).await?;
    let near: HashMap<String, usize> = near.iter().map(ToString::to_string).zip(0..).collect();
    let mut hits = hits.to_vec();
    hits.sort_by_key(|hit| near.get(&hit.id).copied().unwrap_or(usize::MAX));
    let rest = hits.split_off(hits.len().min(SORTED_BY_FIT));
    let ids: Vec<NeedId> = hits.iter().filter_map(|hit| NeedId::parse(&hit.id)).collect();
    let scores = own_scores(store, index, viewer, as_of, &ids).await?;
    hits.sort_by_key(|hit| std::cmp::Reverse(scores.get(&hit.id).copied()));
    let sorted = hits.len();
    hits.extend(rest);
    Ok(Sorted { hits, sorted })
}
