//! Tells coverage as it stands for a data year as of a day: city, tiers and counties, against the document in force.
//!
//! Sources that contradict each other: an enterprise counts as soon as one source that is switched on says yes, since
//! a source that is behind says no; how many such enterprises there are is told beside. The city's target is the one
//! its document states, never made of the counties'. What the statistics bureau published stands beside and is mixed
//! into nothing.

use sqlx::AnyConnection;

use super::ServiceError;
use crate::city::CityPack;
use crate::domain::county::{Counties, County, CountyCode};
use crate::domain::coverage::{AreaCount, AreaCoverage, AreaTarget, TierCoverage, by_tier};
use crate::domain::rate::{BasisPoints, rate};
use crate::domain::rd_activity::{RdAggregate, RdSource};
use crate::domain::role::Duty;
use crate::domain::target::{Target, TargetKind};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, DataYear, Recorded, StandingScope, Store};

/// What to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageQuestion {
    /// Data year; `None` for the newest with targets.
    pub year: Option<i32>,
    /// What was recorded by the end of this day counts.
    pub as_of: BusinessDate,
    /// Document whose targets are compared with; `None` for the newest loaded one of the year.
    pub document: Option<String>,
}

/// Coverage of a data year.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Data year.
    pub year: i32,
    /// As of the end of this day.
    pub as_of: BusinessDate,
    /// The document whose targets are in force; `None` if there is none.
    pub document: Option<String>,
    /// Documents that set targets for the year, newest first.
    pub documents: Vec<String>,
    /// The sources that count.
    pub sources: Vec<RdSource>,
    /// The whole city.
    pub city: AreaCoverage,
    /// All county-level units in the city's order, also those without enterprises; their ranks are those of `tiers`.
    pub counties: Vec<AreaCoverage>,
    /// The same by tier, best first.
    pub tiers: Vec<TierCoverage>,
    /// What the statistics bureau published for the year: the newest of each area, in the city's order, the city
    /// first.
    pub bureau: Vec<BureauFigure>,
    /// Data years of which something is known, newest first.
    pub years: Vec<DataYear>,
}

/// A figure of the statistics bureau (统计口径).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauFigure {
    /// Code of the area.
    pub code: CountyCode,
    /// Its name.
    pub name: String,
    /// Above-scale enterprises.
    pub enterprises: i64,
    /// Those with R&D activity.
    pub active: i64,
    /// Their share; `None` without enterprises.
    pub rate: Option<BasisPoints>,
    /// As-of date of the figure.
    pub as_of_on: BusinessDate,
}

/// Tells coverage.
///
/// # Errors
/// If the database fails.
pub async fn coverage(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    question: &CoverageQuestion,
) -> Result<Coverage, ServiceError> {
    if !viewer.may(Duty::FollowCoverage) {
        return Err(ServiceError::NotAllowed);
    }
    let mut conn = store.read().await?;
    let moment = question.as_of.end_of_day();
    let years = storage::list_data_years(&mut conn, viewer, moment).await?;
    let year = question.year.unwrap_or_else(|| default_year(&years, question.as_of));
    let scope = standing_scope(&mut conn, year, moment).await?;
    let counties = storage::load_counties(&mut conn).await?;
    let counts = storage::count_standings(&mut conn, viewer, &scope).await?;
    let targets = storage::list_targets(&mut conn, viewer, moment).await?;
    let aggregates = storage::list_rd_aggregates(&mut conn, viewer, moment).await?;
    let (documents, targets) = in_force(targets, year, question.document.as_deref());
    let area = |code: &CountyCode, name: &str, count: AreaCount| {
        let target = target_of(&targets, code, *code == city.area);
        AreaCoverage::new(code.clone(), name.to_owned(), count, target)
    };
    let count_of = |code: &CountyCode| {
        counts.iter().find(|(known, _)| known == code).map(|(_, count)| *count).unwrap_or_default()
    };
    let seen = seen_counties(viewer, counties.all());
    let mut areas: Vec<AreaCoverage> =
        seen.iter().map(|one| area(&one.code, &one.name, count_of(&one.code))).collect();
    let all = match (viewer.scope(), areas.first()) {
        // What a county sees as a whole is the county.
        (Scope::County(_), Some(own)) => own.clone(),
        _ => area(&city.area, &city.city_area, counts.iter().map(|(_, count)| *count).sum()),
    };
    let mut tiers = by_tier(&seen, &areas);
    if matches!(viewer.scope(), Scope::County(_)) {
        // A rank among others whose figures are not shown would be theirs to guess.
        tiers.iter_mut().flat_map(|tier| &mut tier.counties).for_each(|area| area.rank = None);
    }
    for ranked in tiers.iter().flat_map(|tier| &tier.counties) {
        if let Some(area) = areas.iter_mut().find(|area| area.code == ranked.code) {
            area.rank = ranked.rank;
        }
    }
    Ok(Coverage {
        year,
        as_of: question.as_of,
        document: targets.first().map(|target| target.document.clone()),
        documents,
        sources: scope.sources,
        city: all,
        counties: areas,
        tiers,
        bureau: bureau(aggregates, year, city, &counties),
        years,
    })
}

/// The counties whose figures the viewer follows.
fn seen_counties(viewer: &Viewer, all: &[County]) -> Vec<County> {
    let own = |county: &&County| match viewer.scope() {
        Scope::County(own) => county.code == *own,
        Scope::All | Scope::Department(_) => true,
        Scope::Enterprise(_) | Scope::Institution(_) | Scope::Public => false,
    };
    all.iter().filter(own).cloned().collect()
}

/// The year shown when none is asked for: the newest with targets, else the newest with anything, else the year before
/// the day, of which figures are known by then.
pub(super) fn default_year(years: &[DataYear], as_of: BusinessDate) -> i32 {
    let aimed = years.iter().find(|known| known.has_targets).or_else(|| years.first());
    aimed.map_or_else(|| as_of.year() - 1, |known| known.year)
}

/// What counts in a data year: the sources that are switched on.
pub(super) async fn standing_scope(
    conn: &mut AnyConnection,
    year: i32,
    as_of: Instant,
) -> Result<StandingScope, ServiceError> {
    let sources = storage::counted_sources(conn).await?;
    Ok(StandingScope { year, as_of, sources })
}

/// Scope of the year asked for, or of the default year.
pub(super) async fn scope_or_default(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    year: Option<i32>,
    as_of: BusinessDate,
) -> Result<StandingScope, ServiceError> {
    let moment = as_of.end_of_day();
    let year = match year {
        Some(year) => year,
        None => default_year(&storage::list_data_years(conn, viewer, moment).await?, as_of),
    };
    standing_scope(conn, year, moment).await
}

/// The documents of a year, newest loaded first, and the targets of the one in force.
fn in_force(targets: Vec<Recorded<Target>>, year: i32, asked: Option<&str>) -> (Vec<String>, Vec<Target>) {
    let mut of_year: Vec<Recorded<Target>> =
        targets.into_iter().filter(|target| target.fact.data_year == year).collect();
    of_year.sort_by(|a, b| (b.recorded_at, &b.id).cmp(&(a.recorded_at, &a.id)));
    let mut documents: Vec<String> = Vec::new();
    for target in &of_year {
        if !documents.contains(&target.fact.document) {
            documents.push(target.fact.document.clone());
        }
    }
    let chosen = asked.map(str::to_owned).or_else(|| documents.first().cloned());
    let facts = of_year.into_iter().map(|target| target.fact);
    let targets = facts.filter(|target| Some(&target.document) == chosen.as_ref()).collect();
    (documents, targets)
}

/// The target of an area. Where a document sets both kinds, the city is held to the hard one, a county to its guidance.
pub(super) fn target_of(targets: &[Target], area: &CountyCode, is_city: bool) -> Option<AreaTarget> {
    let first = if is_city { TargetKind::Work } else { TargetKind::Guidance };
    let of_area = || targets.iter().filter(|target| target.area == *area);
    let target = of_area().find(|target| target.kind == first).or_else(|| of_area().next())?;
    Some(AreaTarget { rate: target.rate, kind: target.kind })
}

fn bureau(
    aggregates: Vec<Recorded<RdAggregate>>,
    year: i32,
    city: &CityPack,
    counties: &Counties,
) -> Vec<BureauFigure> {
    let of_year: Vec<RdAggregate> =
        aggregates.into_iter().map(|one| one.fact).filter(|one| one.data_year == year).collect();
    let areas = std::iter::once((&city.area, city.city_area.as_str()))
        .chain(counties.all().iter().map(|county| (&county.code, county.name.as_str())));
    areas
        .filter_map(|(code, name)| {
            let of_area = of_year.iter().filter(|one| one.area == *code);
            let newest = of_area.max_by_key(|one| one.as_of_on)?;
            Some(BureauFigure {
                code: code.clone(),
                name: name.to_owned(),
                enterprises: newest.enterprises,
                active: newest.active,
                rate: rate(newest.active, newest.enterprises),
                as_of_on: newest.as_of_on,
            })
        })
        .collect()
}
