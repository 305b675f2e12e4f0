//! Moves a capability one step: on show, off it, open to cooperation or not, confirmed; and drops drafts.

use super::super::ServiceError;
use super::confirm::settle_holders;
use super::{capability_problems, keeper, missing, remember, replace};
use crate::city::CityPack;
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::capability_form;
use crate::domain::form_texts::TextProblem;
use crate::domain::ids::{CapabilityId, InstitutionId};
use crate::domain::statement::StatementSource;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, StorageError, Store};

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapabilityStep {
    /// Puts it on show.
    Publish,
    /// Takes it off.
    Withdraw,
    /// It accepts no cooperation for the time being.
    Pause,
    /// It does again.
    Resume,
    /// All of it still holds.
    Confirm,
}

impl CapabilityStep {
    /// The step with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "publish" => Some(Self::Publish),
            "withdraw" => Some(Self::Withdraw),
            "pause" => Some(Self::Pause),
            "resume" => Some(Self::Resume),
            "confirm" => Some(Self::Confirm),
            _ => None,
        }
    }

    /// What it makes of a capability; `None` if it does not lead anywhere from there.
    fn apply(self, before: &Capability, source: StatementSource, now: Instant) -> Option<Capability> {
        let on_show = before.status == CapabilityStatus::Published;
        let after = before.clone();
        let after = match self {
            Self::Publish if !on_show => Capability { status: CapabilityStatus::Published, ..after },
            Self::Withdraw if on_show => Capability { status: CapabilityStatus::Withdrawn, ..after },
            Self::Pause if before.accepting => Capability { accepting: false, ..after },
            Self::Resume if !before.accepting => Capability { accepting: true, ..after },
            Self::Confirm => after,
            Self::Publish | Self::Withdraw | Self::Pause | Self::Resume => return None,
        };
        Some(after.stated(Some(before), source, now, self == Self::Confirm))
    }

    fn action(self) -> &'static str {
        match self {
            Self::Publish => "capability_published",
            Self::Withdraw => "capability_withdrawn",
            Self::Pause => "capability_paused",
            Self::Resume => "capability_resumed",
            Self::Confirm => "capability_confirmed",
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stepped {
    /// Done.
    Done(CapabilityId),
    /// Nothing was done: it stands elsewhere by now, or somebody changed it.
    Late(CapabilityId),
    /// Nothing was done: before it can be on show, these fields are to be mended.
    Incomplete(Vec<(&'static str, TextProblem)>),
}

/// Moves the capability with this id or number, if it is still at this version.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn step_capability(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    reference: &str,
    (version, step): (i64, CapabilityStep),
) -> Result<Stepped, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_capability(tx.conn(), viewer, reference).await?;
    let before = found.ok_or_else(|| missing(reference))?;
    keeper(viewer, &before)?;
    if before.version != version {
        return Ok(Stepped::Late(before.id));
    }
    if step == CapabilityStep::Publish {
        let problems = capability_problems(city, &capability_form::of(&before), true);
        if !problems.is_empty() {
            return Ok(Stepped::Incomplete(problems));
        }
    }
    let Some(after) = step.apply(&before, StatementSource::of(viewer), now) else {
        return Ok(Stepped::Late(before.id));
    };
    let detail = serde_json::json!({ "version": version + 1 });
    match replace(&mut tx, &before, &after, step.action(), &detail).await {
        Err(StorageError::Stale { .. }) => return Ok(Stepped::Late(before.id)),
        done => done?,
    }
    settle_holders(&mut tx, &before, &after).await?;
    tx.commit().await?;
    Ok(Stepped::Done(before.id))
}

/// Drops a draft, if it still is one at this version; the institution that held it, if it was dropped.
///
/// # Errors
/// As [`step_capability`].
pub async fn delete_draft(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    version: i64,
) -> Result<Option<InstitutionId>, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_capability(tx.conn(), viewer, reference).await?;
    let draft = found.ok_or_else(|| missing(reference))?;
    keeper(viewer, &draft)?;
    let holder = draft.holders.first().cloned();
    if draft.status != CapabilityStatus::Draft || draft.version != version {
        return Ok(None);
    }
    storage::delete_capability(&mut tx, &draft.id).await?;
    remember(&mut tx, &draft).await?;
    let detail = serde_json::json!({});
    tx.audit("capability_deleted", "capability", draft.id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(holder)
}
