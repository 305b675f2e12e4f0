//! Fills the survey of the four haves in: by the enterprise's own people, its county, or the bureau. The four answers
//! become facts, the rest one record a data year; both in one transaction, and both are taken back together.

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use super::super::coverage::scope_or_default;
use super::super::editing::UNDO_MS;
use super::super::show_need::{NeedBrief, brief};
use super::super::supply::TheirTexts;
use super::super::{ServiceError, StorageError};
use crate::domain::enterprise::Enterprise;
use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::domain::four_haves::FourHaves;
use crate::domain::need::NeedStatus;
use crate::domain::notice::{NoticeTopic, Subject};
use crate::domain::survey::{self, EnterpriseSurvey, SurveyFiller, SurveyState};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages::supply as words;
use crate::storage::{self, FactTable, Store};

/// A survey as its form shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyForm {
    /// Id of the enterprise.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Data year.
    pub year: i32,
    /// Version the form was made of; 0 where nothing was filled in.
    pub version: i64,
    /// What the fields hold.
    pub texts: FormTexts,
    /// How far it is answered.
    pub state: SurveyState,
    /// Who filled it in last, and when; `None` where nobody did.
    pub filled: Option<(SurveyFiller, Instant)>,
    /// Needs of the enterprise that may fill one of the four, those being worked on first.
    pub needs: Vec<NeedBrief>,
}

/// How a save ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveySaved {
    /// Saved, for the data year.
    Saved(i32),
    /// Everything was as it is.
    Unchanged(i32),
    /// Nothing was saved: these fields cannot be taken.
    Wrong(Vec<(String, TextProblem)>),
    /// Nothing was saved: somebody saved since the form was made.
    Stale(Box<TheirTexts>),
}

/// What it takes to take a save back.
#[derive(Serialize, Deserialize)]
struct Image {
    /// `None` if nothing had been filled in.
    before: Option<EnterpriseSurvey>,
    /// Facts that the save recorded.
    facts: Vec<String>,
}

/// What is stored of one enterprise and year.
struct Stored {
    enterprise: Enterprise,
    year: i32,
    survey: Option<EnterpriseSurvey>,
    haves: Vec<FourHaves>,
    needs: Vec<NeedBrief>,
}

impl Stored {
    fn survey(&self, filler: SurveyFiller, now: Instant) -> EnterpriseSurvey {
        let id = self.enterprise.id.clone();
        self.survey.clone().unwrap_or_else(|| EnterpriseSurvey::empty(id, self.year, filler, now))
    }

    fn texts(&self, filler: SurveyFiller, now: Instant) -> FormTexts {
        survey::form_of(&self.survey(filler, now), &self.haves)
    }
}

async fn stored(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    now: Instant,
    (reference, year): (&str, Option<i32>),
) -> Result<Stored, ServiceError> {
    let found = storage::find_enterprise(conn, viewer, reference).await?;
    let enterprise = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let year = scope_or_default(conn, viewer, year, now.beijing_day()).await?.year;
    let facts = storage::load_enterprise_facts(conn, viewer, &enterprise.id, now).await?;
    let haves = facts.haves.into_iter().map(|one| one.fact).filter(|have| have.data_year == year).collect();
    let survey = storage::find_survey(conn, viewer, &enterprise.id, year).await?;
    let ids = storage::need_ids_of_enterprises(conn, viewer, std::slice::from_ref(&enterprise.id)).await?;
    let mut needs = storage::load_needs(conn, viewer, &ids).await?;
    needs.sort_by(|a, b| b.id.cmp(&a.id));
    needs.sort_by_key(|need| !NeedStatus::OPEN.contains(&need.status));
    Ok(Stored { enterprise, year, survey, haves, needs: needs.into_iter().map(brief).collect() })
}

fn filler(viewer: &Viewer) -> Result<SurveyFiller, ServiceError> {
    SurveyFiller::of(viewer).ok_or(ServiceError::NotAllowed)
}

/// The survey of the enterprise with this id or credit code, for a data year or the newest one.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn survey_form(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    of: (&str, Option<i32>),
) -> Result<SurveyForm, ServiceError> {
    let stored = stored(&mut *store.read().await?, viewer, now, of).await?;
    let filler = filler(viewer)?;
    Ok(SurveyForm {
        id: stored.enterprise.id.to_string(),
        name: stored.enterprise.name.clone(),
        year: stored.year,
        version: stored.survey.as_ref().map_or(0, |survey| survey.version),
        texts: stored.texts(filler, now),
        state: SurveyState::of(stored.haves.len(), stored.survey.is_some()),
        filled: stored.survey.as_ref().map(|survey| (survey.filled_by, survey.filled_at)),
        needs: stored.needs,
    })
}

/// Saves what was typed, if nobody saved since.
///
/// # Errors
/// As [`survey_form`].
pub async fn save_survey(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    of: (&str, Option<i32>),
    (version, typed): (i64, &FormTexts),
) -> Result<SurveySaved, ServiceError> {
    match attempt(store, viewer, now, of, (version, typed)).await {
        // Somebody was quicker by a moment: the second look finds what they wrote.
        Err(ServiceError::Storage(StorageError::Stale { .. })) => {
            attempt(store, viewer, now, of, (version, typed)).await
        }
        ended => ended,
    }
}

async fn attempt(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    of: (&str, Option<i32>),
    (version, typed): (i64, &FormTexts),
) -> Result<SurveySaved, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let stored = stored(tx.conn(), viewer, now, of).await?;
    let filler = filler(viewer)?;
    let known = stored.texts(filler, now);
    let typed = typed.over(&known);
    let blank = typed.fields().all(|(_, text)| text.is_empty());
    if (stored.survey.is_some() || blank) && typed.changed(&known).next().is_none() {
        return Ok(SurveySaved::Unchanged(stored.year));
    }
    let current = stored.survey(filler, now);
    if current.version != version {
        return Ok(SurveySaved::Stale(Box::new(theirs(&stored, known))));
    }
    let problems = survey::problems(&typed, |need| stored.needs.iter().any(|one| one.id == need));
    if !problems.is_empty() {
        return Ok(SurveySaved::Wrong(problems));
    }
    let (id, year) = (stored.enterprise.id.clone(), stored.year);
    let mut facts = Vec::new();
    for have in survey::new_haves(&typed, &stored.haves, (&id, year)) {
        facts.push(storage::insert_four_haves(&mut tx, &have).await?.to_string());
    }
    let after = EnterpriseSurvey { filled_by: filler, filled_at: now, ..survey::put(&typed, current) };
    let detail = serde_json::json!({ "year": year, "created": facts.len(), "version": version + 1 });
    let image = serde_json::to_string(&Image { before: stored.survey, facts }).ok();
    storage::put_survey(&mut tx, &after, image.as_deref()).await?;
    tx.audit("survey_filled", "enterprise", id.as_str(), &detail).await?;
    storage::settle_notices(&mut tx, &Subject::enterprise(&id), &[NoticeTopic::SurveyWaits]).await?;
    tx.commit().await?;
    Ok(SurveySaved::Saved(year))
}

fn theirs(stored: &Stored, texts: FormTexts) -> TheirTexts {
    let survey = stored.survey.as_ref();
    TheirTexts {
        name: stored.enterprise.name.clone(),
        version: survey.map_or(0, |survey| survey.version),
        texts,
        by: survey.map_or(crate::messages::OTHER_EDITOR, |survey| words::filler_as_person(survey.filled_by)),
        at: survey.map(|survey| survey.filled_at),
        base: None,
    }
}

/// True if the viewer's own save is the last one and can still be taken back.
///
/// # Errors
/// If the database fails.
pub async fn can_undo_survey(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    form: &SurveyForm,
) -> Result<bool, ServiceError> {
    let mut conn = store.read().await?;
    let Some(enterprise) = storage::find_enterprise(&mut conn, viewer, &form.id).await? else {
        return Ok(false);
    };
    let image = storage::find_survey_image(&mut conn, viewer, &enterprise.id, form.year).await?;
    let own = image.is_some_and(|image| image.saved_by == viewer.actor() && image.image.is_some());
    Ok(own && form.filled.is_some_and(|(_, at)| now.0 - at.0 <= UNDO_MS))
}

/// Takes the viewer's last save back, if the survey is still at this version; the year if it was.
///
/// # Errors
/// As [`survey_form`].
pub async fn undo_survey(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    of: (&str, Option<i32>),
    version: i64,
) -> Result<(i32, bool), ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let stored = stored(tx.conn(), viewer, now, of).await?;
    filler(viewer)?;
    let (id, year) = (stored.enterprise.id.clone(), stored.year);
    let Some(current) = stored.survey.filter(|survey| survey.version == version) else {
        return Ok((year, false));
    };
    let kept = storage::find_survey_image(tx.conn(), viewer, &id, year).await?;
    let kept = kept.filter(|kept| kept.saved_by == viewer.actor() && now.0 - current.filled_at.0 <= UNDO_MS);
    let image = kept.and_then(|kept| serde_json::from_str::<Image>(&kept.image?).ok());
    let Some(image) = image else { return Ok((year, false)) };
    for fact in &image.facts {
        storage::withdraw_fact(&mut tx, FactTable::FourHaves, fact).await?;
    }
    match image.before {
        None => storage::delete_survey(&mut tx, &id, year).await?,
        Some(before) => storage::put_survey(&mut tx, &EnterpriseSurvey { version, ..before }, None).await?,
    }
    let detail = serde_json::json!({ "year": year, "version": version + 1 });
    tx.audit("survey_taken_back", "enterprise", id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok((year, true))
}
