//! Lists enterprises: by county, words, state of R&D in a data year, and place on the roster. The rows come from the
//! same derived table as the counts of coverage, so every figure shown there is the length of a list here.

use std::collections::HashMap;

use super::ServiceError;
use super::coverage::scope_or_default;
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::ids::EnterpriseId;
use crate::domain::rd_activity::RdSource;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::domain::working_group::{GroupRole, WorkingGroups};
use crate::storage::{self, DataYear, Entity, LeadFilter, ListedCount, StandingFilter, StandingOrder, Store};

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
    /// How many there would be with each state of R&D.
    pub by_rd: Vec<(RdState, i64)>,
    /// How many there would be on the roster, and off it.
    pub by_roster: [(bool, i64); 2],
    /// How many there would be with each lead: every group and department of the rules, by the name of the choice.
    pub by_lead: Vec<(LeadFilter, i64)>,
    /// How many enterprises are known at all.
    pub known: u64,
    /// Data years of which something is known, newest first.
    pub years: Vec<DataYear>,
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
    /// How many needs it has.
    pub needs: i64,
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
    let groups = storage::load_working_groups(&mut conn).await?;
    let counts = storage::count_listed(&mut conn, viewer, &scope, &question.filter).await?;
    let counted = Counted { counts, filter: &question.filter };
    let total = counted.sum(|one| counted.fits_but(one, None));
    let pages = ((total + ENTERPRISES_A_PAGE - 1) / ENTERPRISES_A_PAGE).max(1);
    let page = question.page.clamp(1, pages);
    let range = ((page - 1) * ENTERPRISES_A_PAGE, ENTERPRISES_A_PAGE);
    let found =
        storage::list_standings(&mut conn, viewer, &scope, &question.filter, question.order, range).await?;
    let ids: Vec<EnterpriseId> = found.iter().map(|one| one.enterprise.id.clone()).collect();
    let needs: HashMap<EnterpriseId, i64> =
        storage::count_needs_of(&mut conn, viewer, &ids).await?.into_iter().collect();
    let name_of = |code: &CountyCode| counties.by_code(code).map_or("", |county| &county.name).to_owned();
    let rows = found.into_iter().map(|one| EnterpriseRow {
        needs: needs.get(&one.enterprise.id).copied().unwrap_or(0),
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
                count: counted
                    .sum(|one| one.county == county.code && counted.fits_but(one, Some(Choice::County))),
            })
            .collect(),
        by_rd: RdState::ALL
            .iter()
            .map(|rd| (*rd, counted.sum(|one| one.rd == *rd && counted.fits_but(one, Some(Choice::Rd)))))
            .collect(),
        by_roster: [true, false].map(|on| {
            (on, counted.sum(|one| one.on_roster == on && counted.fits_but(one, Some(Choice::Roster))))
        }),
        by_lead: leads(&groups, &counted.counts)
            .into_iter()
            .map(|lead| {
                let count = |one: &ListedCount| led(one, &lead) && counted.fits_but(one, Some(Choice::Lead));
                (lead.clone(), counted.sum(count))
            })
            .collect(),
        known: storage::count_records(&mut conn, viewer, Entity::Enterprise).await?,
        years: storage::list_data_years(&mut conn, viewer, scope.as_of).await?,
        sources: scope.sources,
    })
}

/// Everybody who leads by the rules or by a decision, and nobody.
fn leads(groups: &WorkingGroups, counts: &[ListedCount]) -> Vec<LeadFilter> {
    let own = |department: &&str| groups.groups.iter().all(|group| group.department != **department);
    let departments = groups.departments().into_iter().filter(own);
    let leading = departments.filter(|department| {
        let mut overlays = groups.overlays.iter();
        overlays.any(|overlay| overlay.department == *department && overlay.role == GroupRole::Lead)
    });
    let by_rules = groups.groups.iter().map(|group| group.name.as_str()).chain(leading);
    let mut names: Vec<&str> = by_rules.collect();
    for name in counts.iter().filter_map(|one| one.lead.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| LeadFilter::By(name.to_owned())).chain([LeadFilter::Nobody]).collect()
}

fn led(one: &ListedCount, lead: &LeadFilter) -> bool {
    match lead {
        LeadFilter::By(name) => one.lead.as_ref() == Some(name),
        LeadFilter::Nobody => one.lead.is_none(),
    }
}

/// What is chosen beside the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    County,
    Rd,
    Roster,
    Lead,
}

/// Counts of all combinations, and what is chosen of them.
struct Counted<'a> {
    counts: Vec<ListedCount>,
    filter: &'a StandingFilter,
}

impl Counted<'_> {
    /// What was chosen lets it through, one of the choices left aside.
    fn fits_but(&self, one: &ListedCount, aside: Option<Choice>) -> bool {
        let filter = self.filter;
        let county = filter.counties.is_empty() || filter.counties.contains(&one.county);
        (aside == Some(Choice::County) || county)
            && (aside == Some(Choice::Rd) || filter.rd.is_none_or(|rd| one.rd == rd))
            && (aside == Some(Choice::Roster) || filter.on_roster.is_none_or(|on| one.on_roster == on))
            && (aside == Some(Choice::Lead) || filter.lead.as_ref().is_none_or(|lead| led(one, lead)))
    }

    fn sum(&self, counts: impl Fn(&ListedCount) -> bool) -> i64 {
        self.counts.iter().filter(|one| counts(one)).map(|one| one.count).sum()
    }
}
