//! Lists one kind of records: asks the index, loads what is shown, names what was counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use duijie_index::{
    Browsed, Code, CodeColumn, Facet, Filter, Hit, IndexError, Listing, Order, Query, Refinement, Snapshot,
    Value,
};
use sqlx::AnyConnection;

use super::answer::{ActiveChoice, BrowsePage, Nothing, Without};
use super::asked::{Browse, BrowseOrder, MOST_PER_PAGE, PER_PAGE};
use super::facets::{self, FacetKind};
use super::kind::SearchKind;
use super::names::{Names, owners_to_name};
use super::records;
use super::rows::{self, Row};
use super::understood::Understood;
use crate::city::CityPack;
use crate::domain::ids::{EnterpriseId, InstitutionId};
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::search::{Search, SearchError, blocking};
use crate::service::ServiceError;
use crate::storage::{self, Store};

/// A question to one index, to be asked where it holds up no other task.
#[derive(Clone)]
pub(in crate::service) struct Question {
    pub(in crate::service) snapshot: Arc<Snapshot>,
    query: Option<Arc<Query>>,
    filter: Filter,
    refinements: Vec<Refinement>,
    facets: Vec<Facet>,
    order: Order,
}

impl Question {
    fn new(
        index: &Search,
        viewer: &Viewer,
        kind: SearchKind,
        query: Option<Arc<Query>>,
        refinements: Vec<Refinement>,
    ) -> Result<Self, SearchError> {
        let snapshot = index.snapshot(kind.collection())?;
        let filter = kind.scope(viewer);
        Ok(Self { snapshot, query, filter, refinements, facets: Vec::new(), order: Order::Best })
    }

    pub(in crate::service) fn ask(&self, offset: usize, limit: usize) -> Result<Browsed, IndexError> {
        let listing = Listing {
            query: self.query.as_deref(),
            filter: &self.filter,
            refinements: &self.refinements,
            facets: &self.facets,
            order: self.order,
            offset,
            limit,
        };
        duijie_index::browse(&self.snapshot, &listing)
    }

    /// A page, where words that only unusual records hold are loosened for the usual ones.
    fn settled(
        mut self,
        usual: Option<&[&str]>,
        page: usize,
        per_page: usize,
    ) -> Result<(Browsed, usize), IndexError> {
        let found = self.page(page, per_page)?;
        let Some(usual) = usual.filter(|_| found.0.total == 0 && self.query.is_some()) else {
            return Ok(found);
        };
        self.filter = self.filter.with_any(CodeColumn::Status, &codes(usual));
        let loosened = self.page(page, per_page)?;
        Ok(if loosened.0.total > 0 { loosened } else { found })
    }

    /// A page from 1, or the last one if there are fewer.
    fn page(&self, page: usize, per_page: usize) -> Result<(Browsed, usize), IndexError> {
        let found = self.ask((page - 1).saturating_mul(per_page), per_page)?;
        let last = pages(found.total, per_page);
        if page <= last {
            return Ok((found, page));
        }
        Ok((self.ask((last - 1) * per_page, per_page)?, last))
    }
}

fn pages(total: u64, per_page: usize) -> usize {
    usize::try_from(total.div_ceil(per_page as u64)).unwrap_or(usize::MAX).max(1)
}

fn codes(codes: &[&str]) -> Vec<Code> {
    codes.iter().filter_map(|code| Code::new(code).ok()).collect()
}

/// A question for the usual records of a kind: open needs, published capabilities. Others do not exist for it, so
/// that whether words are to be loosened is decided without them.
pub(in crate::service) fn usual_question(
    index: &Search,
    viewer: &Viewer,
    kind: SearchKind,
    query: Option<Arc<Query>>,
) -> Result<Question, SearchError> {
    let mut question = Question::new(index, viewer, kind, query, Vec::new())?;
    if !kind.usual_statuses().is_empty() {
        question.filter = question.filter.with_any(CodeColumn::Status, &codes(kind.usual_statuses()));
    }
    Ok(question)
}

/// Lists needs, capabilities or institutions. The indexes are to be up to date already.
///
/// # Errors
/// If database or index fail.
pub async fn browse(
    store: &Store,
    index: &Search,
    city: &CityPack,
    viewer: &Viewer,
    kind: SearchKind,
    asked: &Browse,
) -> Result<BrowsePage, ServiceError> {
    let text = asked.words();
    let query = text.as_deref().map(|text| Arc::new(Query::words(index.analyzer(), text)));
    let (chosen, refinements): (Vec<_>, Vec<_>) = facets::refinements(kind, asked).into_iter().unzip();
    let shown = facets::shown_kinds(kind, asked);
    let order = order(asked.order, text.is_some());
    let mut question = Question::new(index, viewer, kind, query, refinements)?;
    question.facets = shown.iter().map(|facet| facet.engine()).collect();
    question.order = order.engine();
    let per_page = if asked.per_page == 0 { PER_PAGE } else { asked.per_page.min(MOST_PER_PAGE) };
    let wanted = asked.page.max(1);
    let implied = |facet: FacetKind| chosen.contains(&facet) && asked.chosen(facet).is_empty();
    let usual_only = implied(FacetKind::Status).then(|| kind.usual_statuses());
    let asking = question.clone();
    let (found, page) = blocking(move || asking.settled(usual_only, wanted, per_page)).await??;
    let names = names(store, viewer, city, kind, &shown, &found).await?;
    let mut rows = load(store, viewer, kind, &question, found.hits.clone()).await?;
    rows::name(&mut rows, city);
    if kind == SearchKind::Institutions {
        count_capabilities(index, viewer, &mut rows).await?;
    }
    let active = active(&names, asked);
    let nothing = match found.total {
        0 => Some(nothing(question.clone(), &names, text.as_deref(), &chosen, &found, &active).await?),
        _ => None,
    };
    let counted = shown.iter().zip(&found.counts);
    Ok(BrowsePage {
        kind,
        understood: understood(question.query.as_deref(), text.as_deref()),
        text,
        fallback: found.fallback.map(messages::fallback),
        total: found.total,
        page,
        pages: pages(found.total, per_page),
        per_page,
        order,
        facets: counted.map(|(facet, counts)| names.shown(*facet, counts, implied(*facet))).collect(),
        active,
        rows,
        nothing,
    })
}

/// Without words nothing is better than anything else: the newest come first.
fn order(asked: Option<BrowseOrder>, with_words: bool) -> BrowseOrder {
    match asked {
        None | Some(BrowseOrder::Best) if !with_words => BrowseOrder::Newest,
        asked => asked.unwrap_or(BrowseOrder::Best),
    }
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
    viewer: &Viewer,
    kind: SearchKind,
    question: &Question,
    hits: Vec<Hit>,
) -> Result<Vec<Row>, ServiceError> {
    let hits: Vec<(SearchKind, Hit)> = hits.into_iter().map(|hit| (kind, hit)).collect();
    let mut conn = store.read().await?;
    let mut records = records::load(&mut conn, viewer, &hits).await?;
    drop(conn);
    let (snapshot, query) = (Arc::clone(&question.snapshot), question.query.clone());
    let mark = move || {
        let hits: Vec<Hit> = hits.into_iter().map(|(_, hit)| hit).collect();
        rows::rows(&snapshot, query.as_deref(), kind, &hits, &mut records)
    };
    Ok(blocking(mark).await??)
}

/// What facets need to name their values.
async fn names<'a>(
    store: &Store,
    viewer: &Viewer,
    city: &'a CityPack,
    kind: SearchKind,
    shown: &[FacetKind],
    found: &Browsed,
) -> Result<Names<'a>, ServiceError> {
    let mut owners = HashMap::new();
    let counted = shown.iter().zip(&found.counts).find(|(facet, _)| **facet == FacetKind::Owner);
    if let Some((_, counts)) = counted {
        let ids = owners_to_name(counts);
        let mut conn = store.read().await?;
        owners = owner_names(&mut conn, viewer, kind, &ids).await?;
    }
    Ok(Names { kind, city, owners })
}

async fn owner_names(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    kind: SearchKind,
    ids: &[String],
) -> Result<HashMap<String, String>, ServiceError> {
    if kind == SearchKind::Needs {
        let ids: Vec<EnterpriseId> = ids.iter().filter_map(|id| EnterpriseId::parse(id)).collect();
        let found = storage::load_enterprises(conn, viewer, &ids).await?;
        return Ok(found.into_iter().map(|one| (one.id.to_string(), one.name)).collect());
    }
    let ids: Vec<InstitutionId> = ids.iter().filter_map(|id| InstitutionId::parse(id)).collect();
    let found = storage::load_institutions(conn, viewer, &ids).await?;
    Ok(found.into_iter().map(|one| (one.id.to_string(), one.name)).collect())
}

/// How many published capabilities the institutions of these rows hold.
pub(super) async fn count_capabilities(
    index: &Search,
    viewer: &Viewer,
    rows: &mut [Row],
) -> Result<(), ServiceError> {
    let mut question = usual_question(index, viewer, SearchKind::Capabilities, None)?;
    question.facets = vec![Facet::Owners];
    let counts = blocking(move || question.ask(0, 0)).await??.counts;
    let by_owner: BTreeMap<&Value, u64> =
        counts.iter().flatten().map(|count| (&count.value, count.count)).collect();
    for row in rows {
        let owner = Value::Owner(row.id.clone());
        row.capabilities = Some(by_owner.get(&owner).copied().unwrap_or_default());
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
