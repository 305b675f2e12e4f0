//! Decides who leads for an enterprise, over the rules, and takes such a decision back. Decisions are kept for good;
//! who looks after the enterprise follows in the same transaction.

use sqlx::AnyConnection;

use super::ServiceError;
use crate::domain::ids::{EnterpriseId, FactId};
use crate::domain::responsibility::{LeadChoice, LeadDecision};
use crate::domain::text::clean;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::domain::working_group::GroupRole;
use crate::storage::{self, Recorded, StorageError, Store, WriteTx};

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeadWish {
    /// Name of the group, or of the department as such.
    pub lead: String,
    /// Why.
    pub reason: String,
    /// From which day on; `None` for today.
    pub starts_on: Option<BusinessDate>,
    /// Id of the newest decision the writer had seen; blank if there was none.
    pub seen: String,
}

/// What is wrong with a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadProblem {
    /// There is no such group or department.
    NobodyOfThatName,
    /// Nobody was chosen who does not lead already.
    LeadsAlready,
    /// No reason, which the next reader will want.
    NoReason,
    /// A longer reason than is kept.
    LongReason(usize),
    /// It cannot begin on a day to come.
    DayToCome,
    /// Somebody else decided in the meantime.
    ChangedSince,
    /// There is no decision to take back.
    NothingToTakeBack,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The wish cannot be granted as it is.
    #[error("refused: {0:?}")]
    Refused(LeadProblem),
    /// The enterprise does not exist, or the database failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StorageError> for AssignError {
    fn from(error: StorageError) -> Self {
        Self::Service(error.into())
    }
}

/// Lets a group or department lead for the enterprise with this id or credit code.
///
/// # Errors
/// [`AssignError::Refused`] with what to mend; otherwise no such enterprise, or the database failed.
pub async fn assign_lead(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
    wish: &LeadWish,
    now: Instant,
) -> Result<(), AssignError> {
    let refuse = |problem| Err(AssignError::Refused(problem));
    let reason = reason(&wish.reason)?;
    let starts_on = wish.starts_on.unwrap_or(now.beijing_day());
    if starts_on > now.beijing_day() {
        return refuse(LeadProblem::DayToCome);
    }
    let mut tx = store.write(viewer, now).await?;
    let groups = storage::load_working_groups(tx.conn()).await?;
    let Some(chosen) = LeadChoice::named(&groups, wish.lead.trim()) else {
        return refuse(LeadProblem::NobodyOfThatName);
    };
    let (enterprise, _) = newest(tx.conn(), viewer, reference, &wish.seen).await?;
    let rows = storage::load_responsibilities(tx.conn(), viewer, &enterprise).await?;
    let lead = rows.iter().find(|row| row.role == GroupRole::Lead);
    // To name a lead that is contested settles the matter; to name one that is not changes nothing.
    if lead.is_some_and(|lead| lead.name() == chosen.name() && lead.rival.is_none()) {
        return refuse(LeadProblem::LeadsAlready);
    }
    let by_rules = storage::find_lead_by_rules(tx.conn(), viewer, &enterprise).await?;
    let detail = serde_json::json!({ "lead": chosen.name(), "instead_of": by_rules });
    let decision = LeadDecision {
        enterprise,
        chosen: Some(chosen),
        reason,
        actor: viewer.actor().to_owned(),
        starts_on,
        instead_of: by_rules,
    };
    Ok(record(tx, &decision, "lead_decided", &detail).await?)
}

/// Takes the decision in force back: the rules hold again.
///
/// # Errors
/// As [`assign_lead`].
pub async fn take_back_lead(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
    wish: &LeadWish,
    now: Instant,
) -> Result<(), AssignError> {
    let reason = reason(&wish.reason)?;
    let mut tx = store.write(viewer, now).await?;
    let (enterprise, newest) = newest(tx.conn(), viewer, reference, &wish.seen).await?;
    let Some(chosen) = newest.and_then(|one| one.fact.chosen) else {
        return Err(AssignError::Refused(LeadProblem::NothingToTakeBack));
    };
    let detail = serde_json::json!({ "lead": chosen.name() });
    let decision = LeadDecision {
        enterprise,
        chosen: None,
        reason,
        actor: viewer.actor().to_owned(),
        starts_on: now.beijing_day(),
        instead_of: Some(chosen.name().to_owned()),
    };
    Ok(record(tx, &decision, "lead_taken_back", &detail).await?)
}

fn reason(text: &str) -> Result<String, AssignError> {
    let reason = clean(text);
    match reason.chars().count() {
        0 => Err(AssignError::Refused(LeadProblem::NoReason)),
        count if count > MAX_REASON => Err(AssignError::Refused(LeadProblem::LongReason(count))),
        _ => Ok(reason),
    }
}

/// The enterprise, and the newest decision about it, which must be the one the writer had seen.
async fn newest(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    reference: &str,
    seen: &str,
) -> Result<(EnterpriseId, Option<Recorded<LeadDecision>>), AssignError> {
    let missing = || ServiceError::NoSuchRecord(reference.trim().to_owned());
    let enterprise = storage::find_enterprise(conn, viewer, reference).await?.ok_or_else(missing)?;
    let decisions = storage::list_lead_decisions(conn, viewer, &enterprise.id).await?;
    let newest = decisions.into_iter().next();
    if newest.as_ref().map(|one| &one.id) != FactId::parse(seen).as_ref() {
        return Err(AssignError::Refused(LeadProblem::ChangedSince));
    }
    Ok((enterprise.id, newest))
}

async fn record(
    mut tx: WriteTx,
    decision: &LeadDecision,
    action: &str,
    detail: &serde_json::Value,
) -> Result<(), StorageError> {
    storage::insert_lead_decision(&mut tx, decision).await?;
    tx.audit(action, "enterprise", decision.enterprise.as_str(), detail).await?;
    tx.commit().await
}
