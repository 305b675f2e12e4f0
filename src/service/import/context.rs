//! What the rows of a list are resolved against: loaded once per import, kept up while rows are written.

use std::collections::HashMap;

use sqlx::AnyConnection;

use crate::city::CityPack;
use crate::domain::assignment::Assignment;
use crate::domain::batch::{RowProblem, SheetKind};
use crate::domain::calendar::CalendarDay;
use crate::domain::county::{Counties, CountyCode};
use crate::domain::four_haves::FourHaves;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::rd_activity::{RdActivity, RdAggregate};
use crate::domain::roster::RosterEntry;
use crate::domain::target::Target;
use crate::domain::text::name_key;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError};

/// Page size while loading all institutions.
const PAGE: i64 = 2_000;
/// Facts are compared with everything recorded so far.
const EVER: Instant = Instant(i64::MAX);

/// Everything rows refer to.
pub(super) struct Context {
    pub(super) city: CityPack,
    pub(super) counties: Counties,
    pub(super) by_code: HashMap<String, EnterpriseId>,
    pub(super) names: HashMap<EnterpriseId, String>,
    pub(super) by_name: HashMap<String, Vec<EnterpriseId>>,
    pub(super) institutions: HashMap<String, InstitutionId>,
    pub(super) capabilities: HashMap<String, CapabilityId>,
    pub(super) needs: HashMap<(EnterpriseId, String), NeedId>,
    pub(super) roster: HashMap<EnterpriseId, RosterEntry>,
    pub(super) rd_activities: HashMap<String, RdActivity>,
    pub(super) rd_aggregates: HashMap<String, RdAggregate>,
    pub(super) four_haves: HashMap<String, FourHaves>,
    pub(super) targets: HashMap<String, Target>,
    pub(super) assignments: HashMap<String, Assignment>,
    pub(super) calendar: HashMap<BusinessDate, CalendarDay>,
}

impl Context {
    /// Loads what a kind of list refers to.
    pub(super) async fn load(
        conn: &mut AnyConnection,
        viewer: &Viewer,
        kind: SheetKind,
        city: &CityPack,
    ) -> Result<Self, StorageError> {
        let mut context = Self::empty(city.clone(), storage::load_counties(conn).await?);
        if !matches!(kind, SheetKind::Institutions | SheetKind::Capabilities | SheetKind::Holidays) {
            for (uscc, key, id) in storage::enterprise_keys(conn, viewer).await? {
                context.add_enterprise(&uscc, &key, &id);
            }
        }
        match kind {
            SheetKind::Enterprises | SheetKind::Roster => {
                let entries = storage::list_roster_entries(conn, viewer, EVER).await?;
                context.roster =
                    entries.into_iter().map(|entry| (entry.fact.enterprise.clone(), entry.fact)).collect();
            }
            SheetKind::Institutions => context.load_institutions(conn, viewer).await?,
            SheetKind::Capabilities => {
                context.load_institutions(conn, viewer).await?;
                context.capabilities = storage::capability_keys(conn, viewer).await?;
            }
            SheetKind::Needs => {
                let keys = storage::need_keys(conn, viewer).await?;
                context.needs = keys.into_iter().map(|(owner, title, id)| ((owner, title), id)).collect();
            }
            SheetKind::Targets => {
                let facts = storage::list_targets(conn, viewer, EVER).await?;
                context.targets = facts.into_iter().map(|fact| (target_key(&fact.fact), fact.fact)).collect();
            }
            SheetKind::RdActivities => {
                let facts = storage::list_rd_activities(conn, viewer, EVER).await?;
                context.rd_activities =
                    facts.into_iter().map(|fact| (rd_key(&fact.fact), fact.fact)).collect();
            }
            SheetKind::RdAggregates => {
                let facts = storage::list_rd_aggregates(conn, viewer, EVER).await?;
                context.rd_aggregates =
                    facts.into_iter().map(|fact| (aggregate_key(&fact.fact), fact.fact)).collect();
            }
            SheetKind::FourHaves => {
                let facts = storage::list_four_haves(conn, viewer, EVER).await?;
                context.four_haves =
                    facts.into_iter().map(|fact| (have_key(&fact.fact), fact.fact)).collect();
            }
            SheetKind::Assignments => {
                let facts = storage::list_assignments(conn, viewer, EVER).await?;
                context.assignments =
                    facts.into_iter().map(|fact| (assignment_key(&fact.fact), fact.fact)).collect();
            }
            SheetKind::Holidays => {
                let facts = storage::list_calendar_days(conn, viewer, EVER).await?;
                context.calendar = facts.into_iter().map(|fact| (fact.fact.day, fact.fact)).collect();
            }
        }
        Ok(context)
    }

    fn empty(city: CityPack, counties: Counties) -> Self {
        Self {
            city,
            counties,
            by_code: HashMap::new(),
            names: HashMap::new(),
            by_name: HashMap::new(),
            institutions: HashMap::new(),
            capabilities: HashMap::new(),
            needs: HashMap::new(),
            roster: HashMap::new(),
            rd_activities: HashMap::new(),
            rd_aggregates: HashMap::new(),
            four_haves: HashMap::new(),
            targets: HashMap::new(),
            assignments: HashMap::new(),
            calendar: HashMap::new(),
        }
    }

    async fn load_institutions(
        &mut self,
        conn: &mut AnyConnection,
        viewer: &Viewer,
    ) -> Result<(), StorageError> {
        let mut after: Option<InstitutionId> = None;
        loop {
            let page = storage::list_institutions(conn, viewer, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id.clone());
            for institution in page {
                self.institutions.insert(name_key(&institution.name), institution.id);
            }
        }
    }

    /// Remembers an enterprise.
    pub(super) fn add_enterprise(&mut self, uscc: &str, key: &str, id: &EnterpriseId) {
        self.by_code.insert(uscc.to_owned(), id.clone());
        self.names.insert(id.clone(), key.to_owned());
        let same_name = self.by_name.entry(key.to_owned()).or_default();
        if !same_name.contains(id) {
            same_name.push(id.clone());
        }
    }

    /// The enterprise of this name.
    pub(super) fn enterprise_named(&self, name: &str) -> Result<EnterpriseId, RowProblem> {
        match self.by_name.get(&name_key(name)).map(Vec::as_slice) {
            Some([id]) => Ok(id.clone()),
            Some([_, _, ..]) => Err(RowProblem::AmbiguousEnterprise(name.to_owned())),
            _ => Err(RowProblem::UnknownEnterprise(name.to_owned())),
        }
    }

    /// The area meant by a name: a county-level unit or the city.
    pub(super) fn area(&self, name: &str) -> Option<CountyCode> {
        self.city.area_code(&self.counties, name)
    }
}

pub(super) fn rd_key(fact: &RdActivity) -> String {
    format!("{}|{}|{}", fact.enterprise, fact.data_year, fact.source.code())
}

pub(super) fn aggregate_key(fact: &RdAggregate) -> String {
    format!("{}|{}|{}", fact.data_year, fact.area, fact.as_of_on)
}

pub(super) fn have_key(fact: &FourHaves) -> String {
    format!("{}|{}|{}", fact.enterprise, fact.data_year, fact.item.code())
}

pub(super) fn target_key(fact: &Target) -> String {
    format!("{}|{}|{}|{}", fact.document, fact.data_year, fact.area, fact.kind.code())
}

pub(super) fn assignment_key(fact: &Assignment) -> String {
    let starts_on = fact.starts_on.map_or_else(String::new, |day| day.to_string());
    format!("{}|{}|{starts_on}", fact.enterprise, fact.officer)
}
