//! Makes an offer, or writes it anew while the enterprise has not answered.

use sqlx::AnyConnection;

use super::{audit_step, offering, write_step};
use crate::domain::capability::CapabilityStatus;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::{CapabilityId, InstitutionId, NeedId};
use crate::domain::need::{Need, NeedStatus};
use crate::domain::offer::{Offer, OfferAnswer, OfferDraft, OfferProblem, OfferStatus, OfferStep};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, StorageError, Store};

/// Most capabilities among which evidence is chosen.
const MOST_OWN: usize = 200;

/// A capability that can be named as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEvidence {
    /// Id.
    pub id: String,
    /// Kind of resource, in words.
    pub kind: &'static str,
    /// Title.
    pub title: String,
}

/// What the form of an offer starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferForm {
    /// Id of the need.
    pub need: String,
    /// Its printed number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// The institution's published capabilities.
    pub own: Vec<OwnEvidence>,
    /// What was sent before, if anything.
    pub offer: Option<Offer>,
}

impl OfferForm {
    /// True if the form can be sent: nothing was sent yet, it was withdrawn, or it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        next_step(self.offer.as_ref()).is_some()
    }
}

/// How sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferMade {
    /// It is stored.
    Sent(Box<Offer>),
    /// It had been sent before, by the same form or with the same words.
    Already(Box<Offer>),
    /// Nothing was stored: these things are wrong.
    Wrong(Vec<OfferProblem>),
    /// Nothing was stored: a colleague changed it since the form was made.
    Stale(Box<Offer>),
    /// Nothing was stored: the need is no longer open to this institution, or the enterprise has answered.
    Closed(Option<Box<Offer>>),
}

fn next_step(offer: Option<&Offer>) -> Option<OfferStep> {
    let status = offer.map(|offer| offer.status);
    [OfferStep::Send, OfferStep::Revise].into_iter().find(|step| step.leads(status, None).is_some())
}

/// The form for the need with this id or number.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who make no offers; [`ServiceError::NoSuchNeed`] if partners are not sought for
/// it, or not this institution's.
pub async fn offer_form(store: &Store, viewer: &Viewer, reference: &str) -> Result<OfferForm, ServiceError> {
    let institution = offering(viewer)?;
    let mut conn = store.read().await?;
    let need = open_need(&mut conn, viewer, reference).await?;
    let need = need.ok_or_else(|| ServiceError::NoSuchNeed(reference.trim().to_owned()))?;
    form(&mut conn, viewer, institution, &need).await
}

pub(super) async fn form(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    institution: &InstitutionId,
    need: &Need,
) -> Result<OfferForm, ServiceError> {
    let own = own_capabilities(conn, viewer, institution).await?;
    let offer = storage::find_offer_to(conn, viewer, &need.id, institution).await?;
    Ok(OfferForm { need: need.id.to_string(), no: need.no.clone(), title: need.title.clone(), own, offer })
}

async fn open_need(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Option<Need>, StorageError> {
    let found = storage::find_need(conn, viewer, reference).await?;
    Ok(found.filter(|need| NeedStatus::OPEN.contains(&need.status)))
}

/// The published capabilities of an institution, in the order in which they were recorded.
async fn own_capabilities(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    institution: &InstitutionId,
) -> Result<Vec<OwnEvidence>, StorageError> {
    let of = std::slice::from_ref(institution);
    let ids = storage::capability_ids_of_institutions(conn, viewer, of).await?;
    let ids = ids.get(..MOST_OWN).unwrap_or(&ids);
    let mut found = storage::load_capabilities(conn, viewer, ids).await?;
    found.retain(|one| one.status == CapabilityStatus::Published);
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    Ok(found
        .into_iter()
        .map(|one| OwnEvidence { id: one.id.to_string(), kind: one.kind.label(), title: one.title })
        .collect())
}

/// Sends an offer to the need with this id or number; `version` is that of the offer the form showed, 0 for none.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who make no offers; otherwise if the database fails.
pub async fn make_offer(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    (draft, version): (&OfferDraft, i64),
    once: Option<&OneTimeKey>,
) -> Result<OfferMade, ServiceError> {
    match attempt(store, viewer, now, reference, (draft, version), once).await {
        // A colleague was quicker by a moment: the second look finds what was written.
        Err(ServiceError::Storage(StorageError::Stale { .. } | StorageError::Taken { .. })) => {
            attempt(store, viewer, now, reference, (draft, version), once).await
        }
        ended => ended,
    }
}

async fn attempt(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    (draft, version): (&OfferDraft, i64),
    once: Option<&OneTimeKey>,
) -> Result<OfferMade, ServiceError> {
    let institution = offering(viewer)?.clone();
    let mut tx = store.write(viewer, now).await?;
    let Some(need) = open_need(tx.conn(), viewer, reference).await? else {
        let known = match NeedId::parse(reference) {
            Some(id) => storage::find_offer_to(tx.conn(), viewer, &id, &institution).await?,
            None => None,
        };
        return Ok(OfferMade::Closed(known.map(Box::new)));
    };
    let known = storage::find_offer_to(tx.conn(), viewer, &need.id, &institution).await?;
    if let Some(key) = once
        && storage::claim_form_key(&mut tx, key).await?.is_some()
        && let Some(known) = known
    {
        return Ok(OfferMade::Already(Box::new(known)));
    }
    let own = own_capabilities(tx.conn(), viewer, &institution).await?;
    let own: Vec<CapabilityId> = own.iter().filter_map(|one| CapabilityId::parse(&one.id)).collect();
    let answer = match draft.answer(&own) {
        Ok(answer) => answer,
        Err(problems) => return Ok(OfferMade::Wrong(problems)),
    };
    let Some(step) = next_step(known.as_ref()) else {
        return Ok(OfferMade::Closed(known.map(Box::new)));
    };
    match &known {
        Some(known) if step == OfferStep::Revise && known.answer == answer => {
            return Ok(OfferMade::Already(Box::new(known.clone())));
        }
        Some(known) if known.version != version => return Ok(OfferMade::Stale(Box::new(known.clone()))),
        _ => {}
    }
    let offer = write(&mut tx, known, &need, institution, answer, step).await?;
    if let Some(key) = once {
        storage::answer_form_key(&mut tx, key, offer.id.as_str()).await?;
    }
    tx.commit().await?;
    Ok(OfferMade::Sent(Box::new(offer)))
}

async fn write(
    tx: &mut storage::WriteTx,
    known: Option<Offer>,
    need: &Need,
    institution: InstitutionId,
    answer: OfferAnswer,
    step: OfferStep,
) -> Result<Offer, StorageError> {
    let (now, author) = (tx.now(), tx.viewer().actor().to_owned());
    let sent_at = known.as_ref().filter(|_| step == OfferStep::Revise).map_or(now, |known| known.sent_at);
    let offer = Offer {
        id: known.as_ref().map_or_else(|| tx.next_id(), |known| known.id.clone()),
        need: need.id.clone(),
        need_no: need.no.clone(),
        need_title: need.title.clone(),
        institution,
        answer,
        author,
        status: OfferStatus::Sent,
        declined: None,
        sent_at,
        answered_at: None,
        version: known.as_ref().map_or(1, |known| known.version),
        need_open: true,
    };
    match &known {
        Some(known) => {
            write_step(tx, known, &offer, step).await?;
            Ok(Offer { version: offer.version + 1, ..offer })
        }
        None => {
            storage::insert_offer(tx, &offer).await?;
            audit_step(tx, &offer, step).await?;
            Ok(offer)
        }
    }
}
