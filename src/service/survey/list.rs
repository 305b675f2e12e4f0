//! Lists enterprises by how far they have answered the survey of the four haves. Where they stand comes from the same
//! derived table as every other list of enterprises; counts and rows come from the same vector, so they cannot differ.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::super::ServiceError;
use super::super::coverage::scope_or_default;
use super::super::export::{ExportError, export_table};
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::enterprise::Enterprise;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::ids::EnterpriseId;
use crate::domain::survey::{EnterpriseSurvey, SurveyFiller, SurveyState};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::messages::supply as words;
use crate::sheets::OutCell;
use crate::storage::{self, StandingFilter, StandingOrder, Store};

/// Enterprises of a page.
pub const SURVEYS_A_PAGE: usize = 50;
/// More enterprises than any city has on its roster.
const EVERY: i64 = 1_000_000;

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SurveyQuestion {
    /// Data year; `None` for the newest with targets.
    pub year: Option<i32>,
    /// Only with this answer.
    pub state: Option<SurveyState>,
    /// Only of this county.
    pub county: Option<CountyCode>,
    /// Only with this state of R&D.
    pub rd: Option<RdState>,
    /// Part of the name, or the beginning of the credit code.
    pub text: Option<String>,
    /// Page, from 1; a page beyond the last one is the last one.
    pub page: usize,
}

/// A page of the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyList {
    /// Data year.
    pub year: i32,
    /// How many the other conditions let through with each answer.
    pub by_state: Vec<(SurveyState, usize)>,
    /// Of each county that the viewer follows: code, name, and the three counts.
    pub by_county: Vec<(CountyCode, String, [usize; 3])>,
    /// How many there are on all pages.
    pub total: usize,
    /// Page shown, from 1.
    pub page: usize,
    /// Those of the page.
    pub rows: Vec<SurveyRow>,
    /// Those of all pages that have not answered in full.
    pub open: usize,
    /// Those of them that would be reminded: each is at most once a day.
    pub to_remind: usize,
}

/// An enterprise in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Credit code.
    pub uscc: String,
    /// Its county.
    pub county: CountyCode,
    /// Name of its county.
    pub county_name: String,
    /// What the counted sources say of its R&D.
    pub rd: RdState,
    /// How far it has answered.
    pub state: SurveyState,
    /// Whether it has each of the four, in their order; `None` where nothing is known.
    pub haves: Vec<Option<bool>>,
    /// Who filled it in, and when.
    pub filled: Option<(SurveyFiller, Instant)>,
    /// What it said; nothing where nobody filled it in.
    pub survey: Option<EnterpriseSurvey>,
    /// When it was last reminded.
    pub reminded_at: Option<Instant>,
}

/// The enterprises on the roster of a year that the viewer looks after, whatever was asked.
pub(super) async fn all(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &SurveyQuestion,
) -> Result<(i32, Vec<SurveyRow>), ServiceError> {
    let mut conn = store.read().await?;
    let scope = scope_or_default(&mut conn, viewer, question.year, now.beijing_day()).await?;
    let counties = storage::load_counties(&mut conn).await?;
    let filter = StandingFilter {
        on_roster: Some(true),
        rd: question.rd,
        text: question.text.clone(),
        ..StandingFilter::default()
    };
    let order = StandingOrder::County;
    let standings = storage::list_standings(&mut conn, viewer, &scope, &filter, order, (0, EVERY)).await?;
    let haves = storage::list_four_haves(&mut conn, viewer, scope.as_of).await?;
    let mut known: HashMap<(EnterpriseId, FourHavesItem), bool> = HashMap::new();
    for one in haves.into_iter().map(|one| one.fact).filter(|have| have.data_year == scope.year) {
        known.insert((one.enterprise, one.item), one.present);
    }
    let surveys = storage::list_surveys(&mut conn, viewer, scope.year).await?;
    let mut surveys: HashMap<EnterpriseId, EnterpriseSurvey> =
        surveys.into_iter().map(|survey| (survey.enterprise.clone(), survey)).collect();
    let reminders = storage::list_enterprise_reminders(&mut conn, viewer, scope.year).await?;
    let row = |standing: storage::Standing| {
        let Enterprise { id, name, uscc, county, .. } = standing.enterprise;
        let of = |item: &FourHavesItem| known.get(&(id.clone(), *item)).copied();
        let haves: Vec<Option<bool>> = FourHavesItem::ALL.iter().map(of).collect();
        let survey = surveys.remove(&id);
        SurveyRow {
            state: SurveyState::of(haves.iter().flatten().count(), survey.is_some()),
            filled: survey.as_ref().map(|survey| (survey.filled_by, survey.filled_at)),
            county_name: counties.by_code(&county).map_or("", |county| &county.name).to_owned(),
            rd: standing.rd,
            reminded_at: reminders.get(&id).copied(),
            id: id.to_string(),
            uscc: uscc.to_string(),
            name,
            county,
            haves,
            survey,
        }
    };
    Ok((scope.year, standings.into_iter().map(row).collect()))
}

impl SurveyQuestion {
    fn fits(&self, one: &SurveyRow, (state, county): (bool, bool)) -> bool {
        (!state || self.state.is_none_or(|wanted| one.state == wanted))
            && (!county || self.county.as_ref().is_none_or(|wanted| one.county == *wanted))
    }
}

/// Those of the rows that the conditions let through.
pub(super) fn fitting(rows: Vec<SurveyRow>, question: &SurveyQuestion) -> Vec<SurveyRow> {
    rows.into_iter().filter(|one| question.fits(one, (true, true))).collect()
}

/// Lists them.
///
/// # Errors
/// If the database fails.
pub async fn list_surveys(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &SurveyQuestion,
) -> Result<SurveyList, ServiceError> {
    let (year, rows) = all(store, viewer, now, question).await?;
    let count = |wanted: SurveyState, county: Option<&CountyCode>| {
        let there = |one: &&SurveyRow| county.is_none_or(|county| one.county == *county);
        rows.iter().filter(there).filter(|one| one.state == wanted).count()
    };
    let mut seen = HashSet::new();
    let counties = rows.iter().filter(|one| seen.insert(one.county.clone()));
    let by_county = counties
        .map(|one| {
            let [full, part, none] = [SurveyState::Answered, SurveyState::Partly, SurveyState::Not]
                .map(|state| count(state, Some(&one.county)));
            (one.county.clone(), one.county_name.clone(), [full, part, none])
        })
        .collect();
    let by_state = SurveyState::ALL.iter().map(|state| {
        let fits = |one: &&SurveyRow| question.fits(one, (false, true)) && one.state == *state;
        (*state, rows.iter().filter(fits).count())
    });
    let by_state = by_state.collect();
    let (fitting, today) = (fitting(rows, question), now.beijing_day());
    let open = fitting.iter().filter(|one| one.state != SurveyState::Answered);
    let due = |one: &&SurveyRow| one.reminded_at.is_none_or(|at| at.beijing_day() < today);
    let pages = fitting.len().div_ceil(SURVEYS_A_PAGE).max(1);
    let page = question.page.clamp(1, pages);
    Ok(SurveyList {
        year,
        by_state,
        by_county,
        total: fitting.len(),
        open: open.clone().count(),
        to_remind: open.filter(due).count(),
        page,
        rows: fitting.chunks(SURVEYS_A_PAGE).nth(page - 1).unwrap_or_default().to_vec(),
    })
}

/// How far one enterprise has answered for the newest data year, and which year that is.
///
/// # Errors
/// If the database fails.
pub async fn survey_state_of(
    store: &Store,
    viewer: &Viewer,
    today: BusinessDate,
    enterprise: &EnterpriseId,
) -> Result<(i32, SurveyState), ServiceError> {
    let mut conn = store.read().await?;
    let scope = scope_or_default(&mut conn, viewer, None, today).await?;
    let facts = storage::load_enterprise_facts(&mut conn, viewer, enterprise, scope.as_of).await?;
    let known = facts.haves.iter().filter(|one| one.fact.data_year == scope.year).count();
    let survey = storage::find_survey(&mut conn, viewer, enterprise, scope.year).await?;
    Ok((scope.year, SurveyState::of(known, survey.is_some())))
}

/// Writes the list with the same conditions, all pages, to a workbook.
///
/// # Errors
/// See [`ExportError`]; no half file is left.
pub async fn export_surveys(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &SurveyQuestion,
    to: &Path,
) -> Result<usize, ExportError> {
    let (_, rows) = all(store, viewer, now, question).await.map_err(|error| match error {
        ServiceError::Storage(error) => ExportError::Storage(error),
        _ => ExportError::NotAllowed,
    })?;
    let rows = fitting(rows, question).iter().map(cells).collect();
    let columns = words::survey_columns();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    export_table(store, viewer, now, ("four_haves_survey", words::SURVEY_SHEET), &columns, rows, to).await
}

fn cells(one: &SurveyRow) -> Vec<OutCell> {
    let text = |text: &str| if text.is_empty() { OutCell::Blank } else { OutCell::Text(text.to_owned()) };
    let mut cells = vec![
        text(&one.county_name),
        text(&one.name),
        text(&one.uscc),
        text(words::rd_state(one.rd)),
        text(one.state.label()),
    ];
    cells.extend(one.haves.iter().map(|have| text(words::have(*have))));
    let survey = one.survey.as_ref();
    let said = |field: fn(&EnterpriseSurvey) -> &str| text(survey.map_or("", field));
    cells.extend([
        said(|survey| &survey.institution),
        said(|survey| &survey.activity),
        said(|survey| &survey.technology),
        text(&survey.map(words::difficulties).unwrap_or_default()),
        said(|survey| &survey.ideas),
        text(one.filled.map_or("", |(filler, _)| filler.label())),
        one.filled.map_or(OutCell::Blank, |(_, at)| OutCell::Date(at.beijing_day().to_string())),
    ]);
    cells
}
