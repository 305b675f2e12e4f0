//! Offers: who may do what with one, and what the use cases about them share. An institution's person makes, revises and
//! withdraws; an enterprise's person answers; the county and the bureau look on. Nobody else is to know of an offer.

mod contact;
mod list;
mod make;
mod show;
mod take_step;

pub use contact::{OfferContact, offer_contact};
pub use list::{OFFERS_A_PAGE, OfferList, OfferQuestion, count_offers_in, list_offers};
pub use make::{OfferForm, OfferMade, OwnEvidence, make_offer, offer_form};
pub use show::{NeedOffers, OfferRights, OfferShown, offers_of_need, show_offer};
pub use take_step::{StepTaken, take_offer_step};

use super::ServiceError;
use super::notices::tell_offer_step;
use crate::domain::ids::{EnterpriseId, InstitutionId, OfferId};
use crate::domain::offer::{Offer, OfferSide, OfferStep};
use crate::domain::role::Duty;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, StorageError, WriteTx};

/// The institution for which the viewer offers.
fn offering(viewer: &Viewer) -> Result<&InstitutionId, ServiceError> {
    match viewer.scope() {
        Scope::Institution(own) if viewer.may(Duty::MakeOffers) => Ok(own),
        _ => Err(ServiceError::NotAllowed),
    }
}

/// The enterprise for which the viewer answers.
fn answering(viewer: &Viewer) -> Option<&EnterpriseId> {
    match viewer.scope() {
        Scope::Enterprise(own) if viewer.may(Duty::AnswerOffers) => Some(own),
        _ => None,
    }
}

/// On whose side of an offer that it can read the viewer acts; `None` for those who look on.
fn side(viewer: &Viewer) -> Option<OfferSide> {
    match (offering(viewer), answering(viewer)) {
        (Ok(_), _) => Some(OfferSide::Institution),
        (_, Some(_)) => Some(OfferSide::Enterprise),
        _ => None,
    }
}

fn missing(reference: &str) -> ServiceError {
    ServiceError::NoSuchRecord(reference.trim().to_owned())
}

fn parse(reference: &str) -> Result<OfferId, ServiceError> {
    OfferId::parse(reference).ok_or_else(|| missing(reference))
}

/// Writes an offer after a step, with the record of who took it. Every step but the first goes through here.
async fn write_step(
    tx: &mut WriteTx,
    before: &Offer,
    after: &Offer,
    step: OfferStep,
) -> Result<(), StorageError> {
    storage::update_offer(tx, after, step, before.status).await?;
    audit_step(tx, after, step).await
}

/// Records a step, which need and which step, no word of what was written; and tells those concerned.
async fn audit_step(tx: &mut WriteTx, offer: &Offer, step: OfferStep) -> Result<(), StorageError> {
    let detail = serde_json::json!({ "need": offer.need_no, "step": step.label() });
    tx.audit("offer_step", "offer", offer.id.as_str(), &detail).await?;
    tell_offer_step(tx, offer, step).await
}
