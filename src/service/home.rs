//! The numbers of the home page.

use std::collections::HashMap;

use super::ServiceError;
use super::coverage::{CoverageQuestion, coverage};
use crate::city::CityPack;
use crate::domain::coverage::AreaCoverage;
use crate::domain::ids::EnterpriseId;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Entity, NeedFilter, Store};

/// Newest needs shown.
const NEWEST: i64 = 5;
/// Setting that marks an installation as demo.
const DEMO: &str = "demo";

/// What the home page tells.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeNumbers {
    /// Needs for which partners are sought.
    pub open_needs: i64,
    /// Institutions.
    pub institutions: u64,
    /// Capabilities.
    pub capabilities: u64,
    /// Data year of the coverage.
    pub year: i32,
    /// Coverage of the city: N, counted, target, needed.
    pub city: AreaCoverage,
    /// The newest open needs.
    pub newest: Vec<NewNeed>,
    /// Whether the data are invented.
    pub demo: bool,
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

/// Tells the numbers of the home page.
///
/// # Errors
/// If the database fails.
pub async fn home(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    as_of: BusinessDate,
) -> Result<HomeNumbers, ServiceError> {
    let question = CoverageQuestion { year: None, as_of, document: None };
    let coverage = coverage(store, viewer, city, &question).await?;
    let mut conn = store.read().await?;
    let needs = storage::list_newest_needs(&mut conn, viewer, &NeedFilter::open(), NEWEST).await?;
    let owners: Vec<EnterpriseId> = needs.iter().map(|need| need.enterprise.clone()).collect();
    let owners = storage::load_enterprises(&mut conn, viewer, &owners).await?;
    let county_of = |owner: &EnterpriseId| {
        let code = owners.iter().find(|one| one.id == *owner).map(|one| &one.county)?;
        coverage.counties.iter().find(|area| area.code == *code).map(|area| area.name.clone())
    };
    let counties: HashMap<EnterpriseId, String> =
        owners.iter().filter_map(|one| Some((one.id.clone(), county_of(&one.id)?))).collect();
    let newest = needs.into_iter().map(|need| NewNeed {
        id: need.id.to_string(),
        county: counties.get(&need.enterprise).cloned().unwrap_or_default(),
        no: need.no,
        title: need.title,
    });
    Ok(HomeNumbers {
        newest: newest.collect(),
        open_needs: storage::count_needs(&mut conn, viewer, &NeedFilter::open()).await?,
        institutions: storage::count_records(&mut conn, viewer, Entity::Institution).await?,
        capabilities: storage::count_records(&mut conn, viewer, Entity::Capability).await?,
        demo: storage::find_setting(&mut conn, DEMO).await?.is_some(),
        year: coverage.year,
        city: coverage.city,
    })
}
