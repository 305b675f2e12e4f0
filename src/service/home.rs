//! The numbers of the home page. Those of records are counted by the lists they lead to, so that a number and its list
//! cannot differ.

use std::collections::HashMap;

use super::ServiceError;
use super::browse::{SearchKind, count_records, county_name};
use super::coverage::{CoverageQuestion, coverage};
use crate::city::CityPack;
use crate::domain::coverage::AreaCoverage;
use crate::domain::ids::EnterpriseId;
use crate::domain::need::Need;
use crate::domain::role::Duty;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::search::Search;
use crate::storage::{self, Entity, NeedFilter, Store};

/// Newest needs shown.
const NEWEST: i64 = 5;
/// Needs among which one is chosen to begin with.
const FIRST_NEED_AMONG: i64 = 200;

/// What the home page tells.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeNumbers {
    /// Needs for which partners are sought; `None` while the index is in the making, and so below.
    pub needs: Option<u64>,
    /// Published capabilities.
    pub capabilities: Option<u64>,
    /// Institutions.
    pub institutions: Option<u64>,
    /// All enterprises that are known.
    pub enterprises: u64,
    /// Loads that were made.
    pub batches: i64,
    /// How coverage stands, for those who follow it.
    pub coverage: Option<HomeCoverage>,
    /// The newest open needs.
    pub newest: Vec<NewNeed>,
    /// A need that shows well what matching does: stated in figures, with budget and field; `None` without a guide.
    pub first: Option<NewNeed>,
}

/// Coverage on the home page.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeCoverage {
    /// Data year.
    pub year: i32,
    /// The document whose targets are in force.
    pub document: Option<String>,
    /// The whole of what the viewer follows, the city or a county: N, counted, target, needed.
    pub area: AreaCoverage,
}

impl HomeNumbers {
    /// True if nothing was recorded yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let none = |count: Option<u64>| count.unwrap_or(0) == 0;
        self.enterprises == 0 && none(self.needs) && none(self.capabilities) && none(self.institutions)
    }
}

/// An open need that came lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNeed {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title.
    pub title: String,
    /// County of its enterprise.
    pub county: String,
}

/// Tells the numbers of the home page; with `guide` also the need to begin with, for which many are read.
///
/// # Errors
/// If the database fails.
pub async fn home(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    city: &CityPack,
    as_of: BusinessDate,
    guide: bool,
) -> Result<HomeNumbers, ServiceError> {
    let question = CoverageQuestion { year: None, as_of, document: None };
    let told = match viewer.may(Duty::FollowCoverage) {
        true => Some(coverage(store, viewer, city, &question).await?),
        false => None,
    };
    let total = async |kind| count_records(store, search, viewer, kind).await.ok();
    let (needs, capabilities, institutions) = (
        total(SearchKind::Needs).await,
        total(SearchKind::Capabilities).await,
        total(SearchKind::Institutions).await,
    );
    let mut conn = store.read().await?;
    let among = if guide { FIRST_NEED_AMONG } else { NEWEST };
    let recent = storage::list_newest_needs(&mut conn, viewer, &NeedFilter::open(), among).await?;
    let first = recent.iter().filter(|_| guide).max_by_key(|need| clarity(need)).cloned();
    let newest: Vec<Need> = recent.into_iter().take(usize::try_from(NEWEST).unwrap_or(0)).collect();
    let owners: Vec<EnterpriseId> = newest.iter().chain(&first).map(|need| need.enterprise.clone()).collect();
    let owners = storage::load_enterprises(&mut conn, viewer, &owners).await?;
    let counties: HashMap<EnterpriseId, String> = owners
        .into_iter()
        .filter_map(|one| Some((one.id, county_name(city, one.county.as_str())?)))
        .collect();
    let shown = |need: Need| NewNeed {
        id: need.id.to_string(),
        county: counties.get(&need.enterprise).cloned().unwrap_or_default(),
        no: need.no,
        title: need.title,
    };
    Ok(HomeNumbers {
        newest: newest.into_iter().map(shown).collect(),
        first: first.map(shown),
        needs,
        capabilities,
        institutions,
        enterprises: storage::count_records(&mut conn, viewer, Entity::Enterprise).await?,
        batches: storage::count_batches(&mut conn, viewer).await?,
        coverage: told.map(|told| HomeCoverage { year: told.year, document: told.document, area: told.city }),
    })
}

/// How much a need states that matching can compare: figures first, then fields, budget, modes, and its length.
fn clarity(need: &Need) -> (usize, usize, usize) {
    let figures = need.indicators.iter().filter(|indicator| indicator.figure.is_some()).count();
    let stated = usize::from(!need.fields.is_empty())
        + usize::from(need.budget.is_some())
        + usize::from(!need.modes.is_empty());
    (figures, stated, need.problem.chars().count())
}
