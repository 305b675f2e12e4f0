//! Lists enterprises: by county, words, state of R&D in a data year, and place on the roster. The rows come from the
//! same derived table as the counts of coverage, so every figure shown there is the length of a list here.

use std::collections::HashMap;

use super::ServiceError;
use super::coverage::scope_or_default;
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::rd_activity::RdSource;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::storage::{self, StandingFilter, StandingOrder, Store};

/// Enterprises of a page.
pub const ENTERPRISES_A_PAGE: i64 = 50;

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseQuestion {
    /// Data year; `None` for the newest with targets.
    pub year: Option<i32>,
    /// What was recorded by the end of this day counts.
    pub as_of: BusinessDate,
    /// Which enterprises.
    pub filter: StandingFilter,
    /// In which order.
    pub order: StandingOrder,
    /// Page, from 1; a page beyond the last one is the last one.
    pub page: i64,
}

/// A page of enterprises.
#[derive(Debug, Clone, PartialEq)]
pub struct EnterpriseList {
    /// Data year of the states shown.
    pub year: i32,
    /// As of the end of this day.
    pub as_of: BusinessDate,
    /// Sources of which the states are made.
    pub sources: Vec<RdSource>,
    /// How many there are on all pages.
    pub total: i64,
    /// Page shown, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// The enterprises of the page.
    pub rows: Vec<EnterpriseRow>,
    /// How many there would be in each county, all counties in the city's order.
    pub by_county: Vec<CountyFacet>,
}

/// An enterprise in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseRow {
    /// Id.
    pub id: String,
    /// Credit code.
    pub uscc: String,
    /// Name.
    pub name: String,
    /// Name of its county.
    pub county: String,
    /// Industry class, as recorded.
    pub industry: Option<String>,
    /// On the roster of the data year.
    pub on_roster: bool,
    /// What the counted sources say.
    pub rd: RdState,
    /// They contradict each other.
    pub contradictory: bool,
    /// Does not count although its four haves are complete.
    pub evidence_ready: bool,
    /// Demo record and the like, as the source put it.
    pub origin: Option<String>,
}

/// A county beside a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyFacet {
    /// Code.
    pub code: CountyCode,
    /// Name.
    pub name: String,
    /// How many the filter lets through there, its own county left aside.
    pub count: i64,
}

/// Lists enterprises.
///
/// # Errors
/// If the database fails.
pub async fn list_enterprises(
    store: &Store,
    viewer: &Viewer,
    question: &EnterpriseQuestion,
) -> Result<EnterpriseList, ServiceError> {
    let mut conn = store.read().await?;
    let scope = scope_or_default(&mut conn, viewer, question.year, question.as_of).await?;
    let counties = storage::load_counties(&mut conn).await?;
    let counts: HashMap<CountyCode, i64> =
        storage::count_listed(&mut conn, viewer, &scope, &question.filter).await?.into_iter().collect();
    let total = match &question.filter.county {
        Some(county) => counts.get(county).copied().unwrap_or(0),
        None => counts.values().sum(),
    };
    let pages = ((total + ENTERPRISES_A_PAGE - 1) / ENTERPRISES_A_PAGE).max(1);
    let page = question.page.clamp(1, pages);
    let range = ((page - 1) * ENTERPRISES_A_PAGE, ENTERPRISES_A_PAGE);
    let found =
        storage::list_standings(&mut conn, viewer, &scope, &question.filter, question.order, range).await?;
    let name_of = |code: &CountyCode| counties.by_code(code).map_or("", |county| &county.name).to_owned();
    let rows = found.into_iter().map(|one| EnterpriseRow {
        id: one.enterprise.id.to_string(),
        uscc: one.enterprise.uscc.to_string(),
        name: one.enterprise.name,
        county: name_of(&one.enterprise.county),
        industry: one.enterprise.industry,
        on_roster: one.on_roster,
        rd: one.rd,
        contradictory: one.contradictory,
        evidence_ready: one.evidence_ready,
        origin: one.enterprise.origin,
    });
    Ok(EnterpriseList {
        year: scope.year,
        as_of: question.as_of,
        total,
        page,
        pages,
        rows: rows.collect(),
        by_county: counties
            .all()
            .iter()
            .map(|county| CountyFacet {
                code: county.code.clone(),
                name: county.name.clone(),
                count: counts.get(&county.code).copied().unwrap_or(0),
            })
            .collect(),
        sources: scope.sources,
    })
}
