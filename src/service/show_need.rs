//! Shows one need: its record, its enterprise, the steps of its life, what it would do for coverage, and the partners
//! found for it. Contacts are masked.

use super::browse::county_name;
use super::coverage::{CoverageQuestion, coverage};
use super::figures::{FigureShown, wish_shown};
use super::find_matches::{MatchOptions, find_matches};
use super::partners::NeedMatches;
use super::show_capability::field_names;
use super::show_enterprise::industry_name;
use super::show_life::{LifeShown, life_shown};
use super::{Actors, ServiceError};
use crate::city::CityPack;
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::enterprise::{Enterprise, mask_name, mask_phone};
use crate::domain::need::{Need, NeedContact, NeedStatus, NeedStep};
use crate::domain::need_life::Confirmation;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::search::{Search, mapping};
use crate::storage::{self, StandingScope, Store};

/// Most partners that a page shows.
const MOST_PARTNERS: usize = 50;

/// A need as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedShown {
    /// The record, its contact masked.
    pub need: Need,
    /// Its enterprise, contact masked; `None` if the reader is not to know which it is.
    pub enterprise: Option<Enterprise>,
    /// Name of its county.
    pub county: Option<String>,
    /// Name of the enterprise's industry.
    pub industry: Option<String>,
    /// Names of its technical fields.
    pub fields: Vec<String>,
    /// The figures that are compared: those of the form, then those read from the text.
    pub figures: Vec<FigureShown>,
    /// Indicators of the form that were not understood and are words only.
    pub words_only: Vec<String>,
    /// The steps of its life, oldest first.
    pub steps: Vec<NeedStep>,
    /// Who took them.
    pub actors: Actors,
    /// Its life, for those who may read all of it.
    pub life: Option<LifeShown>,
    /// What it would do for coverage, for those who follow that.
    pub coverage: Option<NeedCoverage>,
    /// The partners found; for an institution itself alone, for others outside `None`.
    pub matches: Option<NeedMatches>,
}

/// Where the enterprise of a need stands in the data year, and what its county still lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedCoverage {
    /// Data year.
    pub year: i32,
    /// On the roster of that year.
    pub on_roster: bool,
    /// What the counted sources say.
    pub rd: RdState,
    /// Whether it counts in that year.
    pub counted: bool,
    /// Code of its county.
    pub county_code: CountyCode,
    /// Its county.
    pub county: String,
    /// How many more the county needs to reach its target; 0 if reached or without a target.
    pub county_needs: i64,
}

/// A need in a list of needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedBrief {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub status: NeedStatus,
    /// It was filed on behalf of its enterprise, which has not agreed yet.
    pub unconfirmed: bool,
}

pub(super) fn brief(need: Need) -> NeedBrief {
    NeedBrief {
        id: need.id.to_string(),
        no: need.no,
        title: need.title,
        status: need.status,
        unconfirmed: need.life.confirmation == Confirmation::Waiting,
    }
}

/// Shows the need with this id or number, with up to fifty partners; the coverage is that of the newest data year with
/// targets, as of `options.as_of`.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`]; otherwise if database or index fail.
pub async fn show_need(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    city: &CityPack,
    reference: &str,
    options: &MatchOptions,
    now: Instant,
) -> Result<NeedShown, ServiceError> {
    let missing = || ServiceError::NoSuchNeed(reference.trim().to_owned());
    let mut conn = store.read().await?;
    let need = storage::find_need(&mut conn, viewer, reference).await?.ok_or_else(missing)?;
    let steps = storage::list_need_steps(&mut conn, viewer, &need.id).await?;
    let actors = Actors::load(&mut conn, steps.iter().map(|step| step.actor.as_str())).await?;
    let owner = std::slice::from_ref(&need.enterprise);
    let enterprise = storage::load_enterprises(&mut conn, viewer, owner).await?.pop();
    let life = match need.whole {
        true => Some(life_shown(&mut conn, viewer, now, &need, enterprise.as_ref()).await?),
        false => None,
    };
    drop(conn);
    let coverage = match &enterprise {
        Some(enterprise) if need.whole && viewer.may(Duty::FollowCoverage) => {
            Some(need_coverage(store, viewer, city, enterprise, options).await?)
        }
        _ => None,
    };
    let options = MatchOptions { top: options.top.min(MOST_PARTNERS), ..*options };
    let found = find_matches(store, search, viewer, vec![need.clone()], &options, &|_, _| {}).await?;
    let ranked = mapping::need_document(&need, enterprise.as_ref());
    let words_only = need.indicators.iter().filter(|indicator| indicator.figure.is_none());
    Ok(NeedShown {
        industry: enterprise.as_ref().and_then(|enterprise| industry_name(city, enterprise)),
        county: enterprise.as_ref().and_then(|enterprise| county_name(city, enterprise.county.as_str())),
        fields: field_names(city, &need.fields),
        figures: ranked.indicators.iter().map(|wish| wish_shown(wish, &need.indicators)).collect(),
        words_only: words_only.map(|indicator| indicator.written.clone()).collect(),
        steps,
        actors,
        life,
        coverage,
        matches: found.into_iter().next(),
        need: Need { contact: masked(&need.contact), ..need },
        enterprise: enterprise.map(|one| Enterprise { contact: one.contact.masked(), ..one }),
    })
}

async fn need_coverage(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    enterprise: &Enterprise,
    options: &MatchOptions,
) -> Result<NeedCoverage, ServiceError> {
    let question = CoverageQuestion { year: None, as_of: options.as_of, document: None };
    let all = coverage(store, viewer, city, &question).await?;
    let scope =
        StandingScope { year: all.year, as_of: options.as_of.end_of_day(), sources: all.sources.clone() };
    let mut conn = store.read().await?;
    let standing = storage::find_standing(&mut conn, viewer, &scope, enterprise.id.as_str()).await?;
    let (on_roster, rd) =
        standing.map_or((false, RdState::Unknown), |standing| (standing.on_roster, standing.rd));
    let county = all.counties.iter().find(|area| area.code == enterprise.county);
    Ok(NeedCoverage {
        year: all.year,
        on_roster,
        rd,
        counted: on_roster && rd == RdState::Active,
        county_code: enterprise.county.clone(),
        county: county.map_or("", |area| &area.name).to_owned(),
        county_needs: county.map_or(0, |area| area.needed),
    })
}

pub(super) fn masked(contact: &NeedContact) -> NeedContact {
    NeedContact {
        name: contact.name.as_deref().map(mask_name),
        position: contact.position.clone(),
        phone: contact.phone.as_deref().map(mask_phone),
        email: contact.email.as_ref().map(|_| "****".to_owned()),
        decision_maker: contact.decision_maker.as_deref().map(mask_name),
    }
}
