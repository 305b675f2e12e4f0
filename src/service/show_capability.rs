//! Shows one capability with those who hold it.

use super::ServiceError;
use crate::city::CityPack;
use crate::domain::capability::Capability;
use crate::domain::freshness::Freshness;
use crate::domain::statement::{StatementGroup, StatementSource};
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::storage::{self, Store};

/// A capability as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct CapabilityShown {
    /// The record, indicators, modes, price and origin included.
    pub capability: Capability,
    /// Who holds it, in the order in which they were recorded.
    pub holders: Vec<HolderShown>,
    /// Name of its level of readiness (GB/T 22900).
    pub readiness: Option<&'static str>,
    /// Names of its technical fields; a code the city pack does not know stays a code.
    pub fields: Vec<String>,
    /// Names of the industries of application.
    pub industries: Vec<String>,
    /// Day on which somebody last stated or confirmed all of it.
    pub confirmed_on: BusinessDate,
    /// How far it has aged.
    pub freshness: Freshness,
    /// The day until which it was said to hold is over.
    pub expired: bool,
    /// Nobody of the institution that holds it first stated it, or has taken the profile over.
    pub unclaimed: bool,
}

/// An institution that holds a capability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderShown {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Name.
    pub name: String,
    /// Kind of body, in words.
    pub kind: &'static str,
    /// Where it is, as written.
    pub place: Option<String>,
}

/// Shows the capability with this id or number.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn show_capability(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    reference: &str,
    today: BusinessDate,
) -> Result<CapabilityShown, ServiceError> {
    let mut conn = store.read().await?;
    let found = storage::find_capability(&mut conn, viewer, reference).await?;
    let capability = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let institutions = storage::load_institutions(&mut conn, viewer, &capability.holders).await?;
    let holders = capability.holders.iter().filter_map(|id| institutions.iter().find(|one| one.id == *id));
    let holders = holders.map(|one| HolderShown {
        id: one.id.to_string(),
        no: one.no.clone(),
        name: one.name.clone(),
        kind: one.kind.label(),
        place: one.place.clone(),
    });
    let claims = storage::load_claims(&mut conn, viewer, &capability.holders).await?;
    Ok(CapabilityShown {
        unclaimed: capability.statement(StatementGroup::Basics).source != StatementSource::Institution
            && claims.first().is_some_and(|claim| claim.claimed_at.is_none()),
        freshness: capability.freshness(today),
        expired: capability.valid_until.is_some_and(|last| last < today),
        holders: holders.collect(),
        readiness: capability.trl.and_then(messages::readiness_name),
        fields: field_names(city, &capability.fields),
        industries: capability
            .industries
            .iter()
            .map(|code| city.industry_name(code).unwrap_or(code).to_owned())
            .collect(),
        confirmed_on: capability.confirmed_at.beijing_day(),
        capability,
    })
}

/// Names of technical fields; a code the city pack does not know stays a code.
pub(super) fn field_names(city: &CityPack, codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| city.field_name(code).unwrap_or(code).to_owned()).collect()
}
