//! Shows offers: one on its own page, and those to a need on the need's page.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::make::{OfferForm, OwnEvidence, form};
use super::take_step::can_undo;
use super::{missing, offering, parse, side};
use crate::domain::calendar::WorkingCalendar;
use crate::domain::ids::{CapabilityId, EnterpriseId, InstitutionId, NeedId};
use crate::domain::need::{Need, NeedStatus};
use crate::domain::offer::{Offer, OfferSide, OfferStatus, OfferStep, OfferStepTaken};
use crate::domain::role::Duty;
use crate::domain::text::name_key;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::show_calendar::working_calendar;
use crate::service::{Actors, ServiceError};
use crate::storage::{self, OfferFilter, OfferOrder, Store};

/// Most offers on the page of a need.
const MOST_OF_NEED: i64 = 50;

/// An offer as pages show it.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferShown {
    /// The record.
    pub offer: Offer,
    /// Name of the institution.
    pub institution: String,
    /// Name of the enterprise; `None` if the reader is not to know it.
    pub enterprise: Option<String>,
    /// Where the need stands, for those who may read it.
    pub need_status: Option<NeedStatus>,
    /// Capabilities named as evidence that the reader may open.
    pub evidence: Vec<OwnEvidence>,
    /// Working days for which it has waited; `None` once it was answered or withdrawn.
    pub waiting: Option<i64>,
    /// The enterprise had written that it wants to avoid this institution; for those who may read that.
    pub avoided: bool,
    /// Its steps, oldest first; only on its own page.
    pub steps: Vec<OfferStepTaken>,
    /// Who took them.
    pub actors: Actors,
    /// What the reader may do with it.
    pub rights: OfferRights,
}

/// What a reader may do with an offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfferRights {
    /// Write it anew.
    pub revise: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Say that the enterprise wants to talk.
    pub welcome: bool,
    /// Say that it does not.
    pub decline: bool,
    /// Take the last step back.
    pub undo: Option<OfferStep>,
    /// See whom to call.
    pub contact: bool,
}

/// The offers to a need, as far as the reader may know of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeedOffers {
    /// All of them, those that wait first; for those inside.
    pub listed: Option<Vec<OfferShown>>,
    /// The reader's own institution's.
    pub own: Option<OfferShown>,
    /// The form, for an institution that can send one.
    pub form: Option<OfferForm>,
}

/// Shows the offer with this id.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn show_offer(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
) -> Result<OfferShown, ServiceError> {
    let id = parse(reference)?;
    let mut conn = store.read().await?;
    let found = storage::find_offer(&mut conn, viewer, &id).await?;
    let offer = found.ok_or_else(|| missing(reference))?;
    let steps = storage::list_offer_steps(&mut conn, viewer, &id).await?;
    let actors = Actors::load(&mut conn, steps.iter().map(|step| step.actor.as_str())).await?;
    let rights = rights(viewer, now, &offer, steps.last());
    let shown = shown(&mut conn, viewer, now, vec![offer]).await?.pop().ok_or_else(|| missing(reference))?;
    Ok(OfferShown { steps, actors, rights, ..shown })
}

/// The offers to a need that the viewer has read.
///
/// # Errors
/// If the database fails.
pub async fn offers_of_need(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    need: &Need,
) -> Result<NeedOffers, ServiceError> {
    if !viewer.may(Duty::FollowOffers) {
        return Ok(NeedOffers::default());
    }
    let mut conn = store.read().await?;
    if let Ok(institution) = offering(viewer) {
        if !NeedStatus::OPEN.contains(&need.status) {
            return Ok(NeedOffers::default());
        }
        let form = form(&mut conn, viewer, institution, need).await?;
        let own = shown(&mut conn, viewer, now, form.offer.iter().cloned().collect()).await?.pop();
        return Ok(NeedOffers { own, form: Some(form).filter(OfferForm::is_open), listed: None });
    }
    if !need.whole {
        return Ok(NeedOffers::default());
    }
    let filter = OfferFilter { need: Some(need.id.clone()), ..OfferFilter::default() };
    let page = (0, MOST_OF_NEED);
    let found = storage::list_offers(&mut conn, viewer, &filter, OfferOrder::Oldest, page).await?;
    let mut listed = shown(&mut conn, viewer, now, found).await?;
    listed.sort_by_key(|one| one.offer.status);
    Ok(NeedOffers { listed: Some(listed), ..NeedOffers::default() })
}

fn rights(viewer: &Viewer, now: Instant, offer: &Offer, last: Option<&OfferStepTaken>) -> OfferRights {
    let Some(side) = side(viewer) else { return OfferRights::default() };
    let can = |step: OfferStep| step.side() == side && step.leads(Some(offer.status), None).is_some();
    OfferRights {
        revise: offer.need_open && (can(OfferStep::Revise) || can(OfferStep::Send)),
        withdraw: can(OfferStep::Withdraw),
        welcome: offer.need_open && can(OfferStep::Welcome),
        decline: offer.need_open && can(OfferStep::Decline),
        undo: last.filter(|last| can_undo(last, viewer, now)).and_then(|last| last.step.taken_back_by()),
        contact: offer.status == OfferStatus::Welcome,
    }
}

/// What pages show of offers, in their order: a few statements, however many they are.
pub(super) async fn shown(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    now: Instant,
    offers: Vec<Offer>,
) -> Result<Vec<OfferShown>, ServiceError> {
    if offers.is_empty() {
        return Ok(Vec::new());
    }
    let calendar = working_calendar(conn, viewer, now).await?;
    let around = Around::load(conn, viewer, &offers).await?;
    Ok(offers.into_iter().map(|offer| around.shown(&calendar, viewer, now, offer)).collect())
}

/// What is around some offers.
struct Around {
    institutions: HashMap<InstitutionId, String>,
    needs: HashMap<NeedId, Need>,
    enterprises: HashMap<EnterpriseId, String>,
    capabilities: HashMap<CapabilityId, OwnEvidence>,
}

impl Around {
    async fn load(conn: &mut AnyConnection, viewer: &Viewer, offers: &[Offer]) -> Result<Self, ServiceError> {
        let institutions: Vec<_> = offers.iter().map(|offer| offer.institution.clone()).collect();
        let needs: Vec<_> = offers.iter().map(|offer| offer.need.clone()).collect();
        let capabilities: Vec<_> = offers.iter().flat_map(|offer| offer.answer.evidence.clone()).collect();
        let needs = storage::load_needs(conn, viewer, &unique(needs)).await?;
        let enterprises = needs.iter().map(|need| need.enterprise.clone()).collect();
        let institutions = storage::load_institutions(conn, viewer, &unique(institutions)).await?;
        let enterprises = storage::load_enterprises(conn, viewer, &unique(enterprises)).await?;
        let capabilities = storage::load_capabilities(conn, viewer, &unique(capabilities)).await?;
        let evidence = |one: crate::domain::capability::Capability| {
            let shown = OwnEvidence { id: one.id.to_string(), kind: one.kind.label(), title: one.title };
            (one.id, shown)
        };
        Ok(Self {
            institutions: institutions.into_iter().map(|one| (one.id, one.name)).collect(),
            needs: needs.into_iter().map(|one| (one.id.clone(), one)).collect(),
            enterprises: enterprises.into_iter().map(|one| (one.id, one.name)).collect(),
            capabilities: capabilities.into_iter().map(evidence).collect(),
        })
    }

    fn shown(&self, calendar: &WorkingCalendar, viewer: &Viewer, now: Instant, offer: Offer) -> OfferShown {
        let need = self.needs.get(&offer.need);
        let institution = self.institutions.get(&offer.institution).cloned().unwrap_or_default();
        let key = name_key(&institution);
        let waits = offer.status == OfferStatus::Sent;
        OfferShown {
            enterprise: need.and_then(|need| self.enterprises.get(&need.enterprise)).cloned(),
            need_status: need.map(|need| need.status),
            evidence: offer
                .answer
                .evidence
                .iter()
                .filter_map(|id| self.capabilities.get(id).cloned())
                .collect(),
            waiting: waits.then(|| calendar.between(offer.sent_at.beijing_day(), now.beijing_day())),
            avoided: side(viewer) != Some(OfferSide::Institution)
                && need.is_some_and(|need| need.avoided.iter().any(|name| name_key(name) == key)),
            steps: Vec::new(),
            actors: Actors::default(),
            rights: rights(viewer, now, &offer, None),
            institution,
            offer,
        }
    }
}

fn unique<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort();
    ids.dedup();
    ids
}
