//! Loads the records behind hits from the database: only those that are shown.

use std::collections::{BTreeMap, HashMap};

use duijie_index::Hit;
use sqlx::AnyConnection;

use super::kind::SearchKind;
use crate::domain::capability::{Capability, CooperationMode};
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::indicator::Indicator;
use crate::domain::institution::Institution;
use crate::domain::money::Price;
use crate::domain::need::Need;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Viewer;
use crate::search::mapping;
use crate::service::ServiceError;
use crate::storage;

/// Indicators shown of a record.
const SHOWN_INDICATORS: usize = 3;

/// Whose a record is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OwnerShown {
    /// Id of the enterprise or institution.
    pub id: String,
    /// Its name.
    pub name: String,
    /// True if the reader may open its page.
    pub linked: bool,
}

/// A value of a controlled list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Term {
    /// What is stored, and chosen by.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
}

/// A record that was found, as the database has it.
#[derive(Default)]
pub(in crate::service) struct Record {
    pub(in crate::service) no: String,
    pub(in crate::service) title: String,
    pub(in crate::service) owners: Vec<OwnerShown>,
    pub(in crate::service) body: String,
    pub(in crate::service) keywords: Vec<String>,
    pub(super) kind: Option<Term>,
    pub(super) status: Option<Term>,
    /// Code of the enterprise's county.
    pub(super) county: Option<String>,
    pub(super) place: Option<String>,
    pub(super) fields: Vec<String>,
    pub(super) price: Option<Price>,
    pub(super) modes: Vec<&'static str>,
    pub(super) due_on: Option<BusinessDate>,
    pub(super) dated_on: Option<BusinessDate>,
    pub(super) valid_until: Option<BusinessDate>,
    pub(super) readiness: Option<i64>,
    pub(super) indicators: Vec<String>,
}

impl Record {
    /// Names of the owners in one line.
    pub(in crate::service) fn owner(&self) -> String {
        let names: Vec<&str> = self.owners.iter().map(|owner| owner.name.as_str()).collect();
        names.join("、")
    }
}

/// The records behind hits of any kind, by id; what is gone since the index was written is not there.
pub(in crate::service) async fn load(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    hits: &[(SearchKind, Hit)],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let ids = |wanted: SearchKind| {
        hits.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, hit)| hit.id.as_str())
    };
    let needs: Vec<NeedId> = ids(SearchKind::Needs).filter_map(NeedId::parse).collect();
    let capabilities: Vec<CapabilityId> =
        ids(SearchKind::Capabilities).filter_map(CapabilityId::parse).collect();
    let institutions: Vec<InstitutionId> =
        ids(SearchKind::Institutions).filter_map(InstitutionId::parse).collect();
    let mut records = load_needs(conn, viewer, &needs).await?;
    records.extend(load_capabilities(conn, viewer, &capabilities).await?);
    let found = storage::load_institutions(conn, viewer, &institutions).await?;
    records.extend(found.into_iter().map(|one| (one.id.to_string(), of_institution(one))));
    Ok(records)
}

async fn load_needs(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[NeedId],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let needs = storage::load_needs(conn, viewer, ids).await?;
    let mut of: Vec<EnterpriseId> = needs.iter().map(|need| need.enterprise.clone()).collect();
    of.sort();
    of.dedup();
    let enterprises = storage::load_enterprises(conn, viewer, &of).await?;
    let by_id: HashMap<EnterpriseId, Enterprise> =
        enterprises.into_iter().map(|enterprise| (enterprise.id.clone(), enterprise)).collect();
    let records = needs.into_iter().map(|need| {
        let enterprise = by_id.get(&need.enterprise);
        (need.id.to_string(), of_need(need, enterprise))
    });
    Ok(records.collect())
}

async fn load_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[CapabilityId],
) -> Result<BTreeMap<String, Record>, ServiceError> {
    let found = storage::load_capabilities(conn, viewer, ids).await?;
    let mut of: Vec<InstitutionId> = found.iter().flat_map(|one| one.holders.iter().cloned()).collect();
    of.sort();
    of.dedup();
    let holders = storage::load_institutions(conn, viewer, &of).await?;
    let by_id: HashMap<InstitutionId, Institution> =
        holders.into_iter().map(|holder| (holder.id.clone(), holder)).collect();
    Ok(found.into_iter().map(|one| (one.id.to_string(), of_capability(one, &by_id))).collect())
}

fn of_need(need: Need, enterprise: Option<&Enterprise>) -> Record {
    Record {
        body: mapping::need_body(&need),
        owners: enterprise
            .map(|enterprise| OwnerShown {
                id: enterprise.id.to_string(),
                name: enterprise.name.clone(),
                linked: need.whole,
            })
            .into_iter()
            .collect(),
        kind: need.kind.map(|kind| Term { code: kind.code(), label: kind.label() }),
        status: Some(Term { code: need.status.code(), label: need.status.label() }),
        county: enterprise.map(|enterprise| enterprise.county.to_string()),
        price: need.budget,
        modes: labels(&need.modes),
        due_on: need.due_on,
        dated_on: Some(need.collected_on.unwrap_or_else(|| need.id.made_at().beijing_day())),
        indicators: written(&need.indicators),
        no: need.no,
        title: need.title,
        keywords: need.keywords,
        fields: need.fields,
        ..Record::default()
    }
}

fn of_capability(one: Capability, holders: &HashMap<InstitutionId, Institution>) -> Record {
    let owners = one.holders.iter().filter_map(|holder| holders.get(holder));
    Record {
        owners: owners
            .map(|one| OwnerShown { id: one.id.to_string(), name: one.name.clone(), linked: true })
            .collect(),
        kind: Some(Term { code: one.kind.code(), label: one.kind.label() }),
        status: Some(Term { code: one.shown_status().code(), label: one.shown_status().label() }),
        valid_until: one.valid_until,
        place: one
            .holders
            .first()
            .and_then(|holder| holders.get(holder))
            .and_then(|holder| holder.place.clone()),
        price: one.price,
        modes: labels(&one.modes),
        dated_on: Some(one.confirmed_at.beijing_day()),
        readiness: one.trl,
        indicators: written(&one.indicators),
        body: mapping::capability_body(&one),
        no: one.no,
        title: one.title,
        keywords: one.keywords,
        fields: one.fields,
        ..Record::default()
    }
}

fn of_institution(one: Institution) -> Record {
    Record {
        kind: Some(Term { code: one.kind.code(), label: one.kind.label() }),
        dated_on: Some(one.id.made_at().beijing_day()),
        no: one.no,
        title: one.name,
        place: one.place,
        body: one.introduction.unwrap_or_default(),
        ..Record::default()
    }
}

fn labels(modes: &[CooperationMode]) -> Vec<&'static str> {
    modes.iter().map(|mode| mode.label()).collect()
}

fn written(indicators: &[Indicator]) -> Vec<String> {
    indicators.iter().take(SHOWN_INDICATORS).map(|indicator| indicator.written.clone()).collect()
}
