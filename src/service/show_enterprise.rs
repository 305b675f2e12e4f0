//! Shows one enterprise: who it is, who looks after it, what is recorded of it year by year, its needs, and whether and
//! why it counts in a data year. Contacts are masked.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::ServiceError;
use super::coverage::scope_or_default;
use super::looked_after::{LookedAfter, looked_after};
use super::show_need::{NeedBrief, brief};
use crate::city::CityPack;
use crate::domain::coverage::RdState;
use crate::domain::enterprise::Enterprise;
use crate::domain::four_haves::{FourHaves, FourHavesItem};
use crate::domain::rd_activity::{RdActivity, RdSource};
use crate::domain::roster::RosterEntry;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::storage::{self, EnterpriseFacts, Standing, Store};

/// An enterprise with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct EnterpriseShown {
    /// The record, its contact masked.
    pub enterprise: Enterprise,
    /// Name of its county.
    pub county: String,
    /// Tier of its county.
    pub tier: String,
    /// Name of its industry class, if the city pack knows it.
    pub industry: Option<String>,
    /// Who looks after it.
    pub looked_after: LookedAfter,
    /// Its place on the roster; `None` if none is recorded.
    pub roster: Option<RosterEntry>,
    /// What sources say of its R&D, newest data year first.
    pub activities: Vec<RdOfYear>,
    /// Its four haves, newest data year first.
    pub haves: Vec<HavesOfYear>,
    /// Its needs, newest first.
    pub needs: Vec<NeedBrief>,
    /// Data year of the four below.
    pub year: i32,
    /// On the roster of that year.
    pub on_roster: bool,
    /// What the counted sources say of that year.
    pub rd: RdState,
    /// Whether it counts in that year.
    pub counted: bool,
    /// Why, in words.
    pub why: String,
}

/// What sources say of one data year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RdOfYear {
    /// Data year.
    pub year: i32,
    /// Each source's record, with whether the source counts.
    pub said: Vec<(RdActivity, bool)>,
}

/// The four haves of one data year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HavesOfYear {
    /// Data year.
    pub year: i32,
    /// All four in their order; `None` where nothing is recorded.
    pub items: Vec<(FourHavesItem, Option<FourHaves>)>,
}

/// Shows the enterprise with this id or credit code; `year` as in the list of enterprises.
///
/// Who looks after it is told as it is now; whose time it is, as of the day.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn show_enterprise(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    reference: &str,
    year: Option<i32>,
    as_of: BusinessDate,
) -> Result<EnterpriseShown, ServiceError> {
    let mut conn = store.read().await?;
    let scope = scope_or_default(&mut conn, viewer, year, as_of).await?;
    let standing = storage::find_standing(&mut conn, viewer, &scope, reference).await?;
    let standing = standing.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let id = standing.enterprise.id.clone();
    let facts = storage::load_enterprise_facts(&mut conn, viewer, &id, scope.as_of).await?;
    let needs = needs_of(&mut conn, viewer, &standing.enterprise).await?;
    let counties = storage::load_counties(&mut conn).await?;
    let looked_after = looked_after(&mut conn, viewer, &standing.enterprise, as_of).await?;
    let county = counties.by_code(&standing.enterprise.county);
    let counted = standing.on_roster && standing.rd == RdState::Active;
    Ok(EnterpriseShown {
        county: county.map_or("", |county| &county.name).to_owned(),
        tier: county.map_or("", |county| &county.tier).to_owned(),
        industry: industry_name(city, &standing.enterprise),
        looked_after,
        why: why(&standing, &facts, scope.year, &scope.sources),
        activities: activities(&facts, &scope.sources),
        haves: haves(&facts),
        roster: facts.roster.map(|recorded| recorded.fact),
        needs,
        year: scope.year,
        on_roster: standing.on_roster,
        rd: standing.rd,
        counted,
        enterprise: Enterprise { contact: standing.enterprise.contact.masked(), ..standing.enterprise },
    })
}

/// Name of its industry, or of the group or division it belongs to.
pub(super) fn industry_name(city: &CityPack, enterprise: &Enterprise) -> Option<String> {
    city.nearest_industry(enterprise.industry.as_deref()?).map(str::to_owned)
}

async fn needs_of(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &Enterprise,
) -> Result<Vec<NeedBrief>, ServiceError> {
    let ids = storage::need_ids_of_enterprises(conn, viewer, std::slice::from_ref(&enterprise.id)).await?;
    let mut needs = storage::load_needs(conn, viewer, &ids).await?;
    needs.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(needs.into_iter().map(brief).collect())
}

fn why(standing: &Standing, facts: &EnterpriseFacts, year: i32, sources: &[RdSource]) -> String {
    let of_year = facts.activities.iter().map(|one| &one.fact).filter(|one| one.data_year == year);
    let counted = of_year.filter(|one| sources.contains(&one.source));
    let said: Vec<(&str, bool)> = counted.map(|one| (one.source.label(), one.active)).collect();
    messages::standing(year, standing.on_roster, &said)
}

fn activities(facts: &EnterpriseFacts, sources: &[RdSource]) -> Vec<RdOfYear> {
    let mut years: BTreeMap<i32, Vec<(RdActivity, bool)>> = BTreeMap::new();
    for recorded in &facts.activities {
        let counts = sources.contains(&recorded.fact.source);
        years.entry(recorded.fact.data_year).or_default().push((recorded.fact.clone(), counts));
    }
    for said in years.values_mut() {
        said.sort_by_key(|(fact, _)| fact.source);
    }
    years.into_iter().rev().map(|(year, said)| RdOfYear { year, said }).collect()
}

fn haves(facts: &EnterpriseFacts) -> Vec<HavesOfYear> {
    let mut years: Vec<i32> = facts.haves.iter().map(|one| one.fact.data_year).collect();
    years.dedup();
    let of = |year, item| {
        let found = facts.haves.iter().find(|one| one.fact.data_year == year && one.fact.item == item);
        found.map(|one| one.fact.clone())
    };
    let items = |year| FourHavesItem::ALL.iter().map(|item| (*item, of(year, *item))).collect();
    years.into_iter().map(|year| HavesOfYear { year, items: items(year) }).collect()
}
