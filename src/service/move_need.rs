//! Takes a step in the life of a need: the transition, the record of who and why, and what the step sets besides.
//!
//! Which step is lawful from where and for whom says `domain::need_life`; this adds only what the record must show.

use super::ServiceError;
use super::notices::{tell_need_step, untell_need_step};
use crate::domain::need::{Need, NeedStatus};
use crate::domain::need_life::{
    Confirmation, NeedMove, Party, SecrecyReview, Unlawful, may_publish, term_from,
};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Entity, StorageError, Store, WriteTx};

/// Most characters of a reason.
pub const MOST_REASON_CHARS: usize = 500;

/// A step somebody wants to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveWish {
    /// Which.
    pub step: NeedMove,
    /// Version of the need that was looked at.
    pub version: i64,
    /// Why.
    pub reason: Option<String>,
    /// The text was looked through for secrets (保密审查).
    pub reviewed_for_secrets: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// It has this status now.
    Done(NeedStatus),
    /// Nothing was done: this is in the way.
    Refused(Unlawful),
    /// Nothing was done: the reason is longer than [`MOST_REASON_CHARS`].
    LongReason(usize),
    /// Nothing was done: somebody changed the need since it was looked at; it has this status now.
    Stale(NeedStatus),
}

/// Takes a step with the need with this id or number.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`], [`ServiceError::NotAllowed`] for those who may only read it or see only its
/// published part; otherwise if the database fails.
pub async fn move_need(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    wish: &MoveWish,
) -> Result<Moved, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let need = whole_need(&mut tx, viewer, reference).await?;
    let party = Party::of(viewer).ok_or(ServiceError::NotAllowed)?;
    if need.version != wish.version {
        return Ok(Moved::Stale(need.status));
    }
    let length = wish.reason.as_deref().map_or(0, |text| text.chars().count());
    if length > MOST_REASON_CHARS {
        return Ok(Moved::LongReason(length));
    }
    let moved = take_step(&mut tx, &need, party, wish).await;
    match moved {
        Ok(Ok(to)) => {
            tx.commit().await?;
            Ok(Moved::Done(to))
        }
        Ok(Err(unlawful)) => Ok(Moved::Refused(unlawful)),
        Err(ServiceError::Storage(StorageError::Stale { .. })) => Ok(Moved::Stale(need.status)),
        Err(error) => Err(error),
    }
}

/// The need, if the viewer may read all of it.
pub(super) async fn whole_need(
    tx: &mut WriteTx,
    viewer: &Viewer,
    reference: &str,
) -> Result<Need, ServiceError> {
    let found = storage::find_need(tx.conn(), viewer, reference).await?;
    let need = found.ok_or_else(|| ServiceError::NoSuchNeed(reference.trim().to_owned()))?;
    if need.whole { Ok(need) } else { Err(ServiceError::NotAllowed) }
}

/// Takes the step in this transaction, or says why not.
pub(super) async fn take_step(
    tx: &mut WriteTx,
    need: &Need,
    party: Party,
    wish: &MoveWish,
) -> Result<Result<NeedStatus, Unlawful>, ServiceError> {
    let reason = wish.reason.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let to = match wish.step.from(need.status, party, reason) {
        Ok(to) => to,
        Err(unlawful) => return Ok(Err(unlawful)),
    };
    let mut moved = need.clone();
    set_life(&mut moved, party, wish, tx);
    if wish.step == NeedMove::Publish
        && let Err(unlawful) = may_publish(&moved)
    {
        return Ok(Err(unlawful));
    }
    storage::move_need(tx, &moved, to, reason).await?;
    // What it was before, so that whoever took the step can take it back.
    let before = serde_json::to_string(need).unwrap_or_default();
    storage::insert_record_edit(tx, (Entity::Need, need.id.as_str()), &[], &before, need.version + 1).await?;
    let detail = serde_json::json!({ "step": wish.step, "from": need.status, "to": to });
    tx.audit("need_moved", Entity::Need.code(), need.id.as_str(), &detail).await?;
    tell_need_step(tx, need, to).await?;
    Ok(Ok(to))
}

/// What a step says of the need besides its status.
fn set_life(need: &mut Need, party: Party, wish: &MoveWish, tx: &WriteTx) {
    let (actor, now) = (tx.viewer().actor().to_owned(), tx.now());
    let life = &mut need.life;
    match wish.step {
        NeedMove::Publish => {
            if wish.reviewed_for_secrets {
                life.secrecy_review = Some(SecrecyReview { by: actor, at: now });
            }
            life.valid_until = term_from(now.beijing_day());
        }
        NeedMove::Reconfirm => life.valid_until = term_from(now.beijing_day()),
        NeedMove::Return | NeedMove::Reopen => {
            life.secrecy_review = None;
            life.valid_until = None;
        }
        // Its own people sent it in: nobody else need be asked.
        NeedMove::SendIn if party == Party::Enterprise => life.confirmation = Confirmation::NotWanted,
        NeedMove::SendIn
        | NeedMove::Forward
        | NeedMove::StartTalks
        | NeedMove::StopTalks
        | NeedMove::Sign
        | NeedMove::Complete
        | NeedMove::Withdraw
        | NeedMove::Expire => {}
    }
}

/// Takes the last step back, if the same person took it within half an hour and nothing happened since; says whether.
/// The history keeps both.
///
/// # Errors
/// As [`move_need`].
pub async fn undo_move(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    version: i64,
    reason: &str,
) -> Result<bool, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_need(tx.conn(), viewer, reference).await?;
    // What was sent back is a draft now, which those who sent it back no longer read.
    let need = found.ok_or_else(|| ServiceError::NoSuchNeed(reference.trim().to_owned()))?;
    let about = (Entity::Need, need.id.as_str());
    let edit = storage::find_record_edit(tx.conn(), about, version).await?;
    let Some(edit) = edit
        .filter(|edit| need.whole && need.version == version && super::editing::can_undo(edit, viewer, now))
    else {
        return Ok(false);
    };
    let before = edit.before.as_deref().and_then(|image| serde_json::from_str::<Need>(image).ok());
    let Some(before) = before else { return Ok(false) };
    let restored = Need { life: before.life, ..need.clone() };
    storage::move_need(&mut tx, &restored, before.status, Some(reason)).await?;
    storage::mark_record_edit_undone(&mut tx, &edit.id).await?;
    let detail = serde_json::json!({ "from": need.status, "to": before.status });
    tx.audit("need_move_undone", Entity::Need.code(), need.id.as_str(), &detail).await?;
    untell_need_step(&mut tx, &need, before.status).await?;
    tx.commit().await?;
    Ok(true)
}
