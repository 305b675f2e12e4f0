//! Lists one kind of records: asks the index, loads what is shown, names what was counted.

use std::collections::HashMap;
use std::sync::Arc;

use duijie_index::{Browsed, Facet, Hit, Query, Value};

use super::answer::{ActiveChoice, BrowsePage, Nothing, Without};
use super::asked::{Browse, BrowseOrder, MOST_PER_PAGE, PER_PAGE};
use super::facets::{self, FacetKind};
use super::kind::SearchKind;
use super::named::{Named, Shown};
use super::names::Names;
use super::question::{Question, pages, usual_question};
use super::records;
use super::rows::{self, Row};
use super::shelf::Shelf;
use super::sorted;
use super::understood::Understood;
use crate::city::CityPack;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Search, blocking};
use crate::service::ServiceError;
use crate::storage::Store;

/// Lists needs, capabilities or institutions. The indexes are to be up to date already.
///
/// # Errors
/// If database or index fail.
pub async fn browse(
    store: &Store,
    index: &Search,
    shelf: &Shelf,
    city: &CityPack,
    (viewer, as_of): (&Viewer, BusinessDate),
    kind: SearchKind,
    asked: &Browse,
) -> Result<BrowsePage, ServiceError> {
    let text = asked.words();
    let (chosen, refinements): (Vec<_>, Vec<_>) = facets::refinements(kind, asked).into_iter().unzip();
    let shown = facets::shown_kinds(kind, asked);
    let order = order(asked.order, kind, text.is_some(), viewer);
    let query = text.as_deref().map(|text| Arc::new(Query::words(index.analyzer(), text)));
    let mut question = Question::new(store, index, viewer, kind, query, refinements).await?;
    question.facets = shown.iter().map(|facet| facet.engine()).collect();
    question.order = order.engine();
    let per_page = if asked.per_page == 0 { PER_PAGE } else { asked.per_page.min(MOST_PER_PAGE) };
    let unasked = |facet: &&FacetKind| asked.chosen(**facet).is_empty();
    let shown = Shown { kind, facets: shown, implied: chosen.iter().find(unasked).copied() };
    let usual = shown.implied.map(|_| kind.usual_statuses());
    let page = asked.page.max(1);
    let (found, page) = match question.known(page, per_page) {
        Some(known) => known,
        None => {
            let asking = question.clone();
            blocking(move || asking.settled(usual, page, per_page)).await??
        }
    };
    let place = (page, per_page);
    let sorted = sorted_page((store, index, viewer), (order, as_of), &question, usual, place).await?;
    let hits = sorted.as_ref().map_or(&found.hits, |(hits, _)| hits);
    let (named, mut rows) = match &question.query {
        None => shelf.page(store, city, viewer, &shown, &found, hits).await?,
        Some(_) => (
            Arc::new(Named::load(store, viewer, city, &shown, &found).await?),
            load(store, city, viewer, kind, &question, hits.clone()).await?,
        ),
    };
    complete(store, index, viewer, kind, &mut rows).await?;
    let names = Names { kind, city, owners: &named.owners };
    let active = active(&names, asked);
    let understood = understood(question.query.as_deref(), text.as_deref());
    let nothing = match found.total {
        0 => Some(nothing(question, &names, text.as_deref(), &chosen, &found, &active).await?),
        _ => None,
    };
    Ok(BrowsePage {
        kind,
        understood,
        text,
        fallback: found.fallback.map(messages::fallback),
        total: found.total,
        page,
        pages: pages(found.total, per_page),
        per_page,
        order,
        sorted_part: sorted.and_then(|(_, sorted)| messages::sorted_part(order, sorted, found.total)),
        facets: named.facets.clone(),
        active,
        rows,
        nothing,
    })
}

/// Without words nothing is better than anything else: the newest come first.
fn order(asked: Option<BrowseOrder>, kind: SearchKind, with_words: bool, viewer: &Viewer) -> BrowseOrder {
    let usual = if with_words { BrowseOrder::Best } else { BrowseOrder::Newest };
    let offered = BrowseOrder::offered(kind, with_words, viewer);
    asked.filter(|order| offered.contains(order)).unwrap_or(usual)
}

/// The hits of a page in an order of ours, and how many records are in that order; `None` where the index has it.
async fn sorted_page(
    (store, index, viewer): (&Store, &Search, &Viewer),
    (order, as_of): (BrowseOrder, BusinessDate),
    question: &Question,
    usual: Option<&'static [&'static str]>,
    (page, per_page): (usize, usize),
) -> Result<Option<(Vec<Hit>, usize)>, ServiceError> {
    let Some(most) = sorted::looks_at(order) else { return Ok(None) };
    let asking = question.clone();
    let (first, _) = blocking(move || asking.settled(usual, 1, most)).await??;
    let sorted = sorted::sort(store, index, viewer, (order, as_of), &first.hits).await?;
    // Beyond those that were looked at the list goes on as it is.
    let from = (page - 1).saturating_mul(per_page);
    let hits = sorted.hits.into_iter().skip(from).take(per_page).collect();
    Ok((from < most).then_some((hits, sorted.sorted)))
}

pub(super) fn understood(query: Option<&Query>, text: Option<&str>) -> Understood {
    match (query, text) {
        (Some(query), Some(text)) => Understood::new(query, text),
        _ => Understood::default(),
    }
}

/// The rows for hits, with their texts from the database and their words marked.
pub(super) async fn load(
    store: &Store,
    city: &CityPack,
    viewer: &Viewer,
    kind: SearchKind,
    question: &Question,
    hits: Vec<Hit>,
) -> Result<Vec<Arc<Row>>, ServiceError> {
    let hits: Vec<(SearchKind, Hit)> = hits.into_iter().map(|hit| (kind, hit)).collect();
    let mut conn = store.read().await?;
    let mut records = records::load(&mut conn, viewer, &hits).await?;
    drop(conn);
    let (snapshot, query) = (Arc::clone(&question.snapshot), question.query.clone());
    let mark = move || {
        let hits: Vec<Hit> = hits.into_iter().map(|(_, hit)| hit).collect();
        rows::rows(&snapshot, query.as_deref(), kind, &hits, &mut records)
    };
    let mut rows = blocking(mark).await??;
    rows::name(&mut rows, city);
    Ok(rows.into_iter().map(Arc::new).collect())
}

/// Adds to the rows what neither their records nor the words tell.
pub(super) async fn complete(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    kind: SearchKind,
    rows: &mut [Arc<Row>],
) -> Result<(), ServiceError> {
    if kind == SearchKind::Institutions && !rows.is_empty() {
        count_capabilities(store, index, viewer, rows).await?;
    }
    Ok(())
}

/// How many published capabilities the institutions of these rows hold.
async fn count_capabilities(
    store: &Store,
    index: &Search,
    viewer: &Viewer,
    rows: &mut [Arc<Row>],
) -> Result<(), ServiceError> {
    let mut question = usual_question(store, index, viewer, SearchKind::Capabilities, None).await?;
    question.facets = vec![Facet::Owners];
    let counted = question.counts().await?;
    let by_owner: HashMap<&Value, u64> =
        counted.counts.iter().flatten().map(|count| (&count.value, count.count)).collect();
    for row in rows {
        let owner = Value::Owner(row.id.clone());
        Arc::make_mut(row).capabilities = Some(by_owner.get(&owner).copied().unwrap_or_default());
    }
    Ok(())
}

fn active(names: &Names<'_>, asked: &Browse) -> Vec<ActiveChoice> {
    let mut active: Vec<ActiveChoice> = Vec::new();
    for facet in FacetKind::ALL {
        for code in asked.chosen(facet) {
            let choice = ActiveChoice {
                facet,
                facet_label: messages::facet(names.kind, facet),
                code: code.to_owned(),
                label: names.label(facet, code),
            };
            if !active.contains(&choice) {
                active.push(choice);
            }
        }
    }
    active
}

/// What was tried, and what dropping each part of the question would find.
async fn nothing(
    mut question: Question,
    names: &Names<'_>,
    text: Option<&str>,
    chosen: &[FacetKind],
    found: &Browsed,
    active: &[ActiveChoice],
) -> Result<Nothing, ServiceError> {
    let unreadable = question.query.as_ref().is_some_and(|query| query.is_empty());
    let message = match unreadable {
        true => messages::nothing_found(true).to_owned(),
        false => messages::nothing_listed(names.kind, text, !active.is_empty()),
    };
    let mut without: Vec<Without> = Vec::new();
    for (facet, total) in chosen.iter().zip(&found.without) {
        let of_facet: Vec<&str> = active
            .iter()
            .filter(|choice| choice.facet == *facet)
            .map(|choice| choice.label.as_str())
            .collect();
        if !of_facet.is_empty() {
            without.push(Without { facet: Some(*facet), label: of_facet.join("、"), total: *total });
        }
    }
    if question.query.take().is_some() && !active.is_empty() {
        let total = blocking(move || question.ask(0, 0)).await??.total;
        without.push(Without { facet: None, label: messages::without_words().to_owned(), total });
    }
    without.retain(|one| one.total > 0);
    without.sort_by_key(|one| std::cmp::Reverse(one.total));
    Ok(Nothing { message, without })
}
