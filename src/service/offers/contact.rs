//! Shows whom to call on the other side of an offer, once both sides want to talk. The audit record is made permanent
//! first: a reading that cannot be recorded is not shown.

use super::{missing, parse, side};
use crate::domain::offer::{Offer, OfferSide};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, AgreedContact, Store};

/// Whom to call about an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferContact {
    /// The offer.
    pub offer: Offer,
    /// The other side.
    pub contact: AgreedContact,
}

/// Records the reading, then shows it; `None` while the enterprise has not said that it wants to talk, or the offer was
/// withdrawn.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; [`ServiceError::NotAllowed`] for those who look on; otherwise if the database fails, and
/// then nothing is shown.
pub async fn offer_contact(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
) -> Result<Option<OfferContact>, ServiceError> {
    let id = parse(reference)?;
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_offer(tx.conn(), viewer, &id).await?;
    let offer = found.ok_or_else(|| missing(reference))?;
    let whose = match side(viewer).ok_or(ServiceError::NotAllowed)? {
        OfferSide::Enterprise => "institution",
        OfferSide::Institution => "enterprise",
    };
    let Some(contact) = storage::find_agreed_contact(tx.conn(), viewer, &id).await? else { return Ok(None) };
    let detail = serde_json::json!({ "reason": "agreed", "entity": whose });
    tx.audit("unmask", "offer", id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(Some(OfferContact { offer, contact }))
}
