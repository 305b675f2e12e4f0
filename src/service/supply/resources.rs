//! The survey of R&D resources (seed 一(一)4): which institutions have answered, which partly, which not. Counts and list
//! come from the same rows, so they cannot differ. Also its deadline, and reminders to those that have not answered.

use super::super::ServiceError;
use crate::domain::capability::CapabilityKind;
use crate::domain::claim::SurveyAnswer;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::InstitutionId;
use crate::domain::institution::InstitutionKind;
use crate::domain::notice::{Audience, Subject};
use crate::domain::role::Duty;
use crate::domain::text::name_key;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::service::notices::tell_survey;
use crate::storage::{self, ResourceRow, Store, SurveyReminder, WriteTx};

/// Institutions of a page.
const A_PAGE: usize = 50;
/// Setting: until when the survey of a year is to be answered, with the year behind it.
const DEADLINE_SETTING: &str = "resource_survey_deadline";

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResourceQuestion {
    /// Year of the survey.
    pub year: i32,
    /// Only with this answer.
    pub answer: Option<SurveyAnswer>,
    /// Only bodies of this kind.
    pub kind: Option<InstitutionKind>,
    /// Only those that have such a capability on show.
    pub states: Option<CapabilityKind>,
    /// Part of the name.
    pub text: Option<String>,
    /// Page, from 1; a page beyond the last one is the last one.
    pub page: usize,
}

impl ResourceQuestion {
    fn fits(&self, one: &ResourceView, but_answer: bool) -> bool {
        let text = self.text.as_deref().map(name_key).unwrap_or_default();
        (but_answer || self.answer.is_none_or(|answer| answer == one.answer))
            && self.kind.is_none_or(|kind| kind == one.row.kind)
            && self.states.is_none_or(|wanted| one.row.capabilities.iter().any(|(kind, _)| *kind == wanted))
            && name_key(&one.row.name).contains(&text)
    }
}

/// An institution in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceView {
    /// What is known of it.
    pub row: ResourceRow,
    /// How far it has answered.
    pub answer: SurveyAnswer,
    /// When it was last reminded of this survey.
    pub reminded_at: Option<Instant>,
}

/// A page of the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceList {
    /// Year of the survey.
    pub year: i32,
    /// Until when it is to be answered.
    pub deadline: Option<BusinessDate>,
    /// How many the other conditions let through with each answer.
    pub by_answer: Vec<(SurveyAnswer, usize)>,
    /// How many there are on all pages.
    pub total: usize,
    /// Page shown, from 1.
    pub page: usize,
    /// Institutions of a page.
    pub per_page: usize,
    /// Those of the page.
    pub rows: Vec<ResourceView>,
    /// How many institutions there are at all.
    pub known: usize,
    /// Those of all pages that have not answered in full: who would be reminded.
    pub open: Vec<InstitutionId>,
    /// When those of them that were reminded were so last.
    pub reminded: Vec<Instant>,
}

impl ResourceList {
    /// How many would be reminded today: each is at most once a day.
    #[must_use]
    pub fn to_remind(&self, today: BusinessDate) -> usize {
        self.open.len() - self.reminded.iter().filter(|at| at.beijing_day() >= today).count()
    }
}

/// How reminding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminded {
    /// How many were reminded.
    pub done: usize,
    /// How many had been reminded today already, or have answered.
    pub left: usize,
}

/// All institutions that the conditions let through, with the counts of answers.
pub(super) async fn all(
    store: &Store,
    viewer: &Viewer,
    question: &ResourceQuestion,
) -> Result<(Vec<ResourceView>, Vec<ResourceView>), ServiceError> {
    if !viewer.may(Duty::SurveyResources) {
        return Err(ServiceError::NotAllowed);
    }
    let mut conn = store.read().await?;
    let rows = storage::list_resources(&mut conn, viewer).await?;
    let reminders = storage::list_survey_reminders(&mut conn, viewer, question.year).await?;
    let views: Vec<ResourceView> = rows.into_iter().map(|row| view(row, question.year, &reminders)).collect();
    let fitting = views.iter().filter(|one| question.fits(one, false)).cloned().collect();
    Ok((views, fitting))
}

fn view(row: ResourceRow, year: i32, reminders: &[SurveyReminder]) -> ResourceView {
    let reminder = reminders.iter().find(|one| one.institution == row.claim.institution);
    ResourceView {
        answer: SurveyAnswer::of(&row.claim, row.stated(), year),
        reminded_at: reminder.map(|one| one.at),
        row,
    }
}

fn deadline_name(year: i32) -> String {
    format!("{DEADLINE_SETTING}_{year}")
}

/// Until when the survey of a year is to be answered; nothing if no day was set. It is told to everybody.
///
/// # Errors
/// If the database fails.
pub async fn resource_deadline(store: &Store, year: i32) -> Result<Option<BusinessDate>, ServiceError> {
    let set = storage::find_setting(&mut *store.read().await?, &deadline_name(year)).await?;
    Ok(set.as_deref().and_then(BusinessDate::parse_iso))
}

/// Lists institutions by how far they have answered.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn list_resource_survey(
    store: &Store,
    viewer: &Viewer,
    question: &ResourceQuestion,
) -> Result<ResourceList, ServiceError> {
    let (views, fitting) = all(store, viewer, question).await?;
    let deadline = resource_deadline(store, question.year).await?;
    let count = |answer: SurveyAnswer| {
        views.iter().filter(|one| question.fits(one, true) && one.answer == answer).count()
    };
    let pages = fitting.len().div_ceil(A_PAGE).max(1);
    let page = question.page.clamp(1, pages);
    let open = fitting.iter().filter(|one| one.answer != SurveyAnswer::Answered);
    Ok(ResourceList {
        year: question.year,
        deadline,
        by_answer: SurveyAnswer::ALL.iter().map(|answer| (*answer, count(*answer))).collect(),
        total: fitting.len(),
        page,
        per_page: A_PAGE,
        known: views.len(),
        reminded: open.clone().filter_map(|one| one.reminded_at).collect(),
        open: open.map(|one| one.row.claim.institution.clone()).collect(),
        rows: fitting.chunks(A_PAGE).nth(page - 1).unwrap_or_default().to_vec(),
    })
}

/// Says until when the survey of a year is to be answered; `None` for no day.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn set_resource_deadline(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    year: i32,
    deadline: Option<BusinessDate>,
) -> Result<(), ServiceError> {
    if !viewer.may(Duty::SurveyResources) {
        return Err(ServiceError::NotAllowed);
    }
    let (name, day) = (deadline_name(year), deadline.map(|day| day.to_string()).unwrap_or_default());
    let mut tx = store.write(viewer, now).await?;
    storage::put_setting(&mut tx, &name, &day).await?;
    tx.audit("survey_deadline_set", "setting", &name, &serde_json::json!({ "to": day })).await?;
    tx.commit().await?;
    Ok(())
}

/// Reminds all institutions that the conditions let through and that have not answered in full, each at most once a
/// day.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn remind_institutions(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &ResourceQuestion,
    once: Option<&OneTimeKey>,
) -> Result<Reminded, ServiceError> {
    let (_, fitting) = all(store, viewer, question).await?;
    let today = now.beijing_day();
    let mut tx = store.write(viewer, now).await?;
    if let Some(key) = once
        && let Some(before) = storage::claim_form_key(&mut tx, key).await?
    {
        return Ok(Reminded { done: before.parse().unwrap_or(0), left: 0 });
    }
    let until = storage::find_setting(tx.conn(), &deadline_name(question.year)).await?;
    let until = until.as_deref().and_then(BusinessDate::parse_iso);
    let total = fitting.len();
    let due: Vec<ResourceView> = fitting
        .into_iter()
        .filter(|one| one.answer != SurveyAnswer::Answered)
        .filter(|one| one.reminded_at.is_none_or(|at| at.beijing_day() < today))
        .collect();
    for one in &due {
        remind(&mut tx, &one.row.claim.institution, question.year, until).await?;
    }
    if let Some(key) = once {
        storage::answer_form_key(&mut tx, key, &due.len().to_string()).await?;
    }
    tx.commit().await?;
    Ok(Reminded { done: due.len(), left: total - due.len() })
}

/// The one place where an institution is reminded: recorded, audited, its people told.
async fn remind(
    tx: &mut WriteTx,
    institution: &InstitutionId,
    year: i32,
    until: Option<BusinessDate>,
) -> Result<(), ServiceError> {
    storage::insert_survey_reminder(tx, institution, year).await?;
    let detail = serde_json::json!({ "year": year });
    tx.audit("survey_reminded", "institution", institution.as_str(), &detail).await?;
    let (to, subject) = (Audience::Institution(institution.clone()), Subject::institution(institution));
    Ok(tell_survey(tx, &to, subject, until).await?)
}
