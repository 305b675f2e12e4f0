//! Takes a step with an offer that is there: withdrawing it, answering it, taking either back.

use super::{missing, parse, side, write_step};
use crate::domain::offer::{DeclineReason, Offer, OfferSide, OfferStatus, OfferStep, OfferStepTaken};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::{ServiceError, UNDO_MS};
use crate::storage::{self, StorageError, Store};

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepTaken {
    /// It was taken.
    Done,
    /// The offer stands there already: it was sent twice.
    Already,
    /// Not taken: the other side, or a colleague, changed the offer since the page was made.
    Stale,
    /// Not taken: partners are no longer sought for the need.
    Closed,
    /// Not taken: it can be taken back for half an hour only, by who took it.
    Late,
}

/// True while the last step of an offer can be taken back by this viewer.
pub(super) fn can_undo(last: &OfferStepTaken, viewer: &Viewer, now: Instant) -> bool {
    last.step.taken_back_by().is_some() && last.actor == viewer.actor() && now.0 - last.at.0 <= UNDO_MS
}

/// Takes a step with the offer with this id; `version` is that which was read. [`OfferStep::Resume`] and
/// [`OfferStep::Retract`] take back the last one.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; [`ServiceError::NotAllowed`] if it is the other side's step; otherwise if the database
/// fails.
pub async fn take_offer_step(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (reference, version): (&str, i64),
    (step, reason): (OfferStep, Option<DeclineReason>),
) -> Result<StepTaken, ServiceError> {
    let id = parse(reference)?;
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_offer(tx.conn(), viewer, &id).await?;
    let offer = found.ok_or_else(|| missing(reference))?;
    if side(viewer) != Some(step.side()) {
        return Err(ServiceError::NotAllowed);
    }
    let last = storage::list_offer_steps(tx.conn(), viewer, &id).await?.pop();
    if let Some(ended) = refused(&offer, last.as_ref(), version, (step, reason), viewer, now) {
        return Ok(ended);
    }
    let before = last.as_ref().and_then(|last| last.from);
    let Some(status) = step.leads(Some(offer.status), before) else { return Ok(StepTaken::Stale) };
    let after = after(&offer, step, status, reason, now);
    match write_step(&mut tx, &offer, &after, step).await {
        Err(StorageError::Stale { .. }) => return Ok(StepTaken::Stale),
        ended => ended?,
    }
    tx.commit().await?;
    Ok(StepTaken::Done)
}

/// Why the step is not taken.
fn refused(
    offer: &Offer,
    last: Option<&OfferStepTaken>,
    version: i64,
    (step, reason): (OfferStep, Option<DeclineReason>),
    viewer: &Viewer,
    now: Instant,
) -> Option<StepTaken> {
    let taken = last.is_some_and(|last| last.step == step && last.actor == viewer.actor());
    if taken && offer.version == version.saturating_add(1) && offer.declined == reason {
        return Some(StepTaken::Already);
    }
    if offer.version != version {
        return Some(StepTaken::Stale);
    }
    match step {
        OfferStep::Resume | OfferStep::Retract => {
            let undoable = last
                .is_some_and(|last| can_undo(last, viewer, now) && last.step.taken_back_by() == Some(step));
            (!undoable).then_some(StepTaken::Late)
        }
        OfferStep::Welcome | OfferStep::Decline if !offer.need_open => Some(StepTaken::Closed),
        _ => None,
    }
}

fn after(
    offer: &Offer,
    step: OfferStep,
    status: OfferStatus,
    reason: Option<DeclineReason>,
    now: Instant,
) -> Offer {
    let answered_at = match (step.side(), status) {
        (_, OfferStatus::Sent) => None,
        (OfferSide::Enterprise, _) => Some(now),
        (OfferSide::Institution, _) => offer.answered_at,
    };
    let declined = match step {
        OfferStep::Decline => Some(reason.unwrap_or(DeclineReason::Other)),
        _ => None,
    };
    Offer { status, declined, answered_at, ..offer.clone() }
}
