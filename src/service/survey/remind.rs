//! Reminds enterprises of the survey of the four haves, and their counties of those that cannot be reached: an
//! enterprise without an account is filled in for by its county.

use std::collections::BTreeSet;

use super::super::ServiceError;
use super::list::{SurveyQuestion, SurveyRow, all, fitting};
use crate::domain::county::CountyCode;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::EnterpriseId;
use crate::domain::notice::{Audience, Subject};
use crate::domain::role::Duty;
use crate::domain::survey::SurveyState;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::service::notices::tell_survey;
use crate::storage::{self, Store, WriteTx};

/// How reminding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EnterprisesReminded {
    /// Enterprises whose people were told.
    pub done: usize,
    /// Enterprises of which nobody can sign in: their counties were told.
    pub unreachable: usize,
}

impl EnterprisesReminded {
    fn kept(self) -> String {
        format!("{} {}", self.done, self.unreachable)
    }

    fn parse(text: &str) -> Option<Self> {
        let (done, unreachable) = text.split_once(' ')?;
        Some(Self { done: done.parse().ok()?, unreachable: unreachable.parse().ok()? })
    }
}

/// True for those who may remind: officers of the bureau and of counties.
#[must_use]
pub fn may_remind(viewer: &Viewer) -> bool {
    viewer.may(Duty::FollowEnterprises) && matches!(viewer.scope(), Scope::All | Scope::County(_))
}

/// Reminds all enterprises that the conditions let through and that have not answered in full, each at most once a
/// day. Counties are told of theirs, unless it is the county that reminds.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn remind_enterprises(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &SurveyQuestion,
    once: Option<&OneTimeKey>,
) -> Result<EnterprisesReminded, ServiceError> {
    if !may_remind(viewer) {
        return Err(ServiceError::NotAllowed);
    }
    let (year, rows) = all(store, viewer, now, question).await?;
    let mut tx = store.write(viewer, now).await?;
    if let Some(key) = once
        && let Some(before) = storage::claim_form_key(&mut tx, key).await?
    {
        return Ok(EnterprisesReminded::parse(&before).unwrap_or_default());
    }
    let reminded = remind_all(&mut tx, &fitting(rows, question), year).await?;
    if let Some(key) = once {
        storage::answer_form_key(&mut tx, key, &reminded.kept()).await?;
    }
    tx.commit().await?;
    Ok(reminded)
}

async fn remind_all(
    tx: &mut WriteTx,
    rows: &[SurveyRow],
    year: i32,
) -> Result<EnterprisesReminded, ServiceError> {
    let (viewer, today) = (tx.viewer().clone(), tx.now().beijing_day());
    let before = storage::list_enterprise_reminders(tx.conn(), &viewer, year).await?;
    let reachable = storage::enterprises_with_accounts(tx.conn(), &viewer).await?;
    let (mut reminded, mut counties) = (EnterprisesReminded::default(), BTreeSet::<CountyCode>::new());
    for row in rows.iter().filter(|row| row.state != SurveyState::Answered) {
        let Some(id) = EnterpriseId::parse(&row.id) else { continue };
        if before.get(&id).is_some_and(|at| at.beijing_day() >= today) {
            continue;
        }
        counties.insert(row.county.clone());
        remind(tx, &id, year).await?;
        match reachable.contains(&id) {
            true => reminded.done += 1,
            false => reminded.unreachable += 1,
        }
    }
    for county in counties {
        tell_survey(tx, &Audience::County(county.clone()), Subject::county(&county), None).await?;
    }
    Ok(reminded)
}

/// The one place where an enterprise is reminded: recorded, audited, its people told, if it has any.
async fn remind(tx: &mut WriteTx, enterprise: &EnterpriseId, year: i32) -> Result<(), ServiceError> {
    storage::insert_enterprise_reminder(tx, enterprise, year).await?;
    let detail = serde_json::json!({ "year": year });
    tx.audit("survey_reminded", "enterprise", enterprise.as_str(), &detail).await?;
    let (to, subject) = (Audience::Enterprise(enterprise.clone()), Subject::enterprise(enterprise));
    Ok(tell_survey(tx, &to, subject, None).await?)
}
