//! The survey of one enterprise: filled in by itself, its county or the bureau; wrong, changed by two, taken back.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::edits::SavedNote;
use super::super::text_forms::{self, FieldView, Pairs, Place, SentTexts, extra, problem_of};
use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::domain::four_haves::FourHavesItem;
use crate::domain::role::Duty;
use crate::domain::survey::{Difficulty, FIELDS, ITEM_FIELDS, NO, SurveyState, YES, item_field};
use crate::messages;
use crate::messages::supply as words;
use crate::service::survey::{
    SurveyForm, SurveySaved, can_undo_survey, save_survey, survey_form, undo_survey,
};
use crate::web::asking::Visit;
use crate::web::conflict;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<String>,
    done: Option<String>,
}

impl Asked {
    fn year(&self) -> Option<i32> {
        self.year.as_deref().and_then(year)
    }
}

fn year(text: &str) -> Option<i32> {
    text.trim().parse().ok().filter(|year| (2000..=2100).contains(year))
}

#[derive(Template)]
#[template(path = "survey/form.html")]
struct FormPage<'a> {
    layout: Layout,
    form: &'a SurveyForm,
    texts: &'a FormTexts,
    version: i64,
    problems: &'a [(String, TextProblem)],
    saved: Option<SavedNote>,
}

impl FormPage<'_> {
    fn field(&self, name: &str) -> FieldView {
        let most = FIELDS.iter().find(|(known, _)| *known == name).map_or(500, |(_, most)| *most);
        let (hint, rows) = match name {
            "institution" => ("知道的写名称，不知道就写想找哪一方面的", 0),
            "activity" => ("想做什么新产品、新工艺，改什么设备", 3),
            "technology" => ("哪一步卡住了，缺什么技术", 3),
            "difficulty_note" => ("上面勾的困难具体是什么情况", 3),
            _ => ("希望政府、高校院所帮什么忙，有什么打算", 4),
        };
        self.view(name, hint, rows, most)
    }

    fn item(&self, field: &str, item: &FourHavesItem) -> FieldView {
        let most = ITEM_FIELDS.iter().find(|(known, _)| *known == field).map_or(500, |(_, most)| *most);
        let name = item_field(field, *item);
        let (hint, width) = match field {
            "evidence" => (words::evidence_hint(*item), ""),
            "on" => ("例如 2022-03-05", " in-12"),
            _ => ("还没有的，打算什么时候、怎样补上", ""),
        };
        FieldView { width, ..self.view(&name, hint, 0, most) }
    }

    fn view(&self, name: &str, hint: &'static str, rows: usize, most: usize) -> FieldView {
        let label = words::survey_label(name);
        FieldView {
            label: label.split_once('：').map_or(label.as_str(), |(_, short)| short).to_owned(),
            name: name.to_owned(),
            hint,
            value: self.texts.get(name).to_owned(),
            problem: problem_of(self.problems, name),
            most,
            optional: true,
            rows,
            width: "",
            unit: "",
        }
    }

    fn name(field: &str, item: &FourHavesItem) -> String {
        item_field(field, *item)
    }

    fn holds(&self, name: &str, value: &str) -> bool {
        self.texts.get(name) == value
    }

    fn chose(&self, code: &str) -> bool {
        self.texts.codes("difficulties").any(|chosen| chosen == code)
    }

    fn problem(&self, name: &str) -> Option<String> {
        problem_of(self.problems, name)
    }

    fn summary(&self) -> String {
        messages::wrong_fields(self.problems.len())
    }

    fn wrong(&self) -> Vec<(&str, String, String)> {
        let wrong = |(name, problem): &(String, TextProblem)| {
            (name.clone(), words::survey_label(name), words::text_problem(problem))
        };
        let names = self.problems.iter().map(|(name, _)| name.as_str());
        names
            .zip(self.problems.iter().map(wrong))
            .map(|(name, (_, label, text))| (name, label, text))
            .collect()
    }
}

fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|(known, _)| *known == name)
        || FourHavesItem::ALL
            .iter()
            .any(|item| ITEM_FIELDS.iter().any(|(field, _)| item_field(field, *item) == name))
}

fn here(form_id: &str, year: i32) -> String {
    format!("{}?year={year}", urls::EnterpriseSurvey::of(form_id))
}

struct Shown<'a> {
    form: &'a SurveyForm,
    texts: &'a FormTexts,
    version: i64,
    problems: &'a [(String, TextProblem)],
    saved: Option<SavedNote>,
}

fn page(web: &Visit, shown: Shown<'_>) -> Result<Response, PageError> {
    let status = if shown.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let Shown { form, texts, version, problems, saved } = shown;
    let layout = Layout::new(web, Section::Enterprises);
    render::unkept(status, &FormPage { layout, form, texts, version, problems, saved })
}

/// The form.
pub async fn form(
    path: urls::EnterpriseSurvey,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let (store, viewer, now) = (&web.app().store, web.viewer(), web.now());
    let form = survey_form(store, viewer, now, (&path.id, asked.year())).await?;
    let undo = can_undo_survey(store, viewer, now, &form).await?;
    let undo = undo.then(|| (urls::UndoSurvey::of(&form.id).to_string(), form.version));
    let note = |done, (title, text): (String, &'static str), undo| SavedNote { done, title, text, undo };
    let saved = match asked.done.as_deref() {
        Some("1") if undo.is_some() => Some(note(true, words::survey_saved(), undo)),
        Some("same") => Some(note(false, words::nothing_to_save(), None)),
        Some("undone") => Some(note(true, words::undone(), None)),
        Some("late") => Some(note(false, words::late(), None)),
        _ => None,
    };
    let shown = Shown { form: &form, texts: &form.texts, version: form.version, problems: &[], saved };
    page(&web, shown)
}

/// Saves it.
pub async fn save(
    path: urls::EnterpriseSurvey,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer, now) = (&web.app().store, web.viewer(), web.now());
    let of = (path.id.as_str(), year(extra(&pairs, "year")));
    let sent = SentTexts::read(&pairs, is_field, &["difficulties"]);
    let form = survey_form(store, viewer, now, of).await?;
    let typed = sent.texts.over(&form.texts);
    let version = sent.version;
    let again = |problems: &[(String, TextProblem)]| {
        page(&web, Shown { form: &form, texts: &typed, version, problems, saved: None })
    };
    if sent.revise {
        return again(&[]);
    }
    let to =
        |year, done: &str| Redirect::to(&format!("{}&done={done}", here(&form.id, year))).into_response();
    match save_survey(store, viewer, now, of, (version, &sent.texts)).await? {
        SurveySaved::Saved(year) => Ok(to(year, "1")),
        SurveySaved::Unchanged(year) => Ok(to(year, "same")),
        SurveySaved::Wrong(problems) => again(&problems),
        SurveySaved::Stale(theirs) => {
            let place = Place {
                action: urls::EnterpriseSurvey::of(&form.id).to_string(),
                back: here(&form.id, form.year),
            };
            let title =
                |id: &str| form.needs.iter().find(|need| need.id == id).map(|need| need.title.clone());
            let shown = |name: &str, value: &str| words::survey_value(name, value, title);
            let besides = vec![("year".to_owned(), form.year.to_string())];
            let two = text_forms::conflict(place, &sent.texts, &theirs, words::survey_label, shown, besides);
            conflict::show(Layout::new(&web, Section::Enterprises), two)
        }
    }
}

/// Takes the reader's last save back.
pub async fn undo(
    path: urls::UndoSurvey,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let of = (path.id.as_str(), year(extra(&pairs, "year")));
    let version = extra(&pairs, "version").parse().unwrap_or(-1);
    let (year, done) = undo_survey(&web.app().store, web.viewer(), web.now(), of, version).await?;
    let done = if done { "undone" } else { "late" };
    Ok(Redirect::to(&format!("{}&done={done}", here(&path.id, year))).into_response())
}
