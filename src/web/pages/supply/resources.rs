//! The survey of R&D resources: which institutions have answered, with reminders, a deadline and a workbook. Everything
//! that narrows it is in its address.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::super::edits::SavedNote;
use super::super::imports::send_file;
use super::super::text_forms::{Pairs, extra};
use crate::domain::batch::SheetKind;
use crate::domain::capability::CapabilityKind;
use crate::domain::claim::SurveyAnswer;
use crate::domain::form_key::OneTimeKey;
use crate::domain::institution::InstitutionKind;
use crate::domain::text::clean;
use crate::domain::time::BusinessDate;
use crate::messages::{coverage as choices, refusals, supply as words};
use crate::service::supply::{
    ResourceList, ResourceQuestion, export_resources, list_resource_survey, remind_institutions,
    set_resource_deadline,
};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Most characters of a name that is looked for.
const MOST_CHARS: usize = 100;

/// What an address asks for.
struct Asked {
    question: ResourceQuestion,
    done: Option<String>,
}

impl Asked {
    /// Reads the part behind the `?`; names that mean nothing here are ignored.
    fn read(query: &str, today: BusinessDate) -> Result<Self, PageError> {
        let mut question = ResourceQuestion { year: today.year(), page: 1, ..ResourceQuestion::default() };
        let mut done = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = clean(&value);
            if value.is_empty() {
                continue;
            }
            let unknown = || PageError::Bad(choices::unknown_choice(&name, &value));
            match name.as_ref() {
                "answer" => question.answer = Some(SurveyAnswer::from_code(&value).ok_or_else(unknown)?),
                "kind" => question.kind = Some(InstitutionKind::from_code(&value).ok_or_else(unknown)?),
                "states" => question.states = Some(CapabilityKind::from_code(&value).ok_or_else(unknown)?),
                "q" => question.text = Some(value.chars().take(MOST_CHARS).collect()),
                "year" => {
                    let year = value.parse().ok().filter(|year| (2000..=2100).contains(year));
                    question.year = year.ok_or_else(unknown)?;
                }
                "page" => question.page = page_number(Some(&value))? as usize,
                "done" => done = Some(value),
                _ => {}
            }
        }
        Ok(Self { question, done })
    }
}

fn address(path: impl std::fmt::Display, question: &ResourceQuestion, today: BusinessDate) -> Address {
    let mut address = Address::new(path);
    if question.year != today.year() {
        address = address.with("year", &question.year.to_string());
    }
    address
        .with("q", question.text.as_deref().unwrap_or_default())
        .with("answer", question.answer.map_or("", SurveyAnswer::code))
        .with("kind", question.kind.map_or("", InstitutionKind::code))
        .with("states", question.states.map_or("", CapabilityKind::code))
}

/// An answer as a tab.
struct Tab {
    href: String,
    label: &'static str,
    count: usize,
    current: bool,
}

#[derive(Template)]
#[template(path = "supply/resources.html")]
struct ResourcesPage {
    layout: Layout,
    list: ResourceList,
    question: ResourceQuestion,
    tabs: Vec<Tab>,
    pager: Pager,
    saved: Option<SavedNote>,
    export: String,
    /// The list with its conditions, to which forms are sent.
    here: String,
    cleared: String,
    once: OneTimeKey,
    deadline: String,
    problem: Option<String>,
    overdue: bool,
    /// How many would be reminded today.
    to_remind: usize,
}

impl ResourcesPage {
    fn is_kind(&self, kind: &InstitutionKind) -> bool {
        self.question.kind == Some(*kind)
    }

    fn is_stated(&self, kind: &CapabilityKind) -> bool {
        self.question.states == Some(*kind)
    }

    fn text(&self) -> &str {
        self.question.text.as_deref().unwrap_or_default()
    }
}

async fn page(
    web: &Visit,
    question: ResourceQuestion,
    saved: Option<SavedNote>,
    typed: Option<(&str, String)>,
) -> Result<Response, PageError> {
    let list = list_resource_survey(&web.app().store, web.viewer(), &question).await?;
    let (today, here) = (web.today(), address(urls::ResourceSurvey, &question, web.today()));
    let tab = |answer: Option<SurveyAnswer>, label, count| Tab {
        href: here.with("answer", answer.map_or("", SurveyAnswer::code)).to_string(),
        label,
        count,
        current: question.answer == answer,
    };
    let mut tabs = vec![tab(None, "全部", list.by_answer.iter().map(|(_, count)| count).sum())];
    tabs.extend(list.by_answer.iter().map(|(answer, count)| tab(Some(*answer), answer.label(), *count)));
    let stored = list.deadline.map(|day| day.to_string()).unwrap_or_default();
    let (deadline, problem) = match typed {
        Some((text, problem)) => (text.to_owned(), Some(problem)),
        None => (stored, None),
    };
    let page = ResourcesPage {
        to_remind: list.to_remind(today),
        layout: Layout::new(web, Section::Institutions),
        pager: Pager::new(list.total as u64, list.page, list.per_page, &here),
        export: address(urls::ResourceSurveyExport, &question, today).to_string(),
        cleared: address(
            urls::ResourceSurvey,
            &ResourceQuestion { year: question.year, ..Default::default() },
            today,
        )
        .to_string(),
        here: here.to_string(),
        once: web.one_time_key(),
        overdue: list.deadline.is_some_and(|day| day < today),
        tabs,
        saved,
        deadline,
        problem,
        question,
        list,
    };
    let wrong = page.problem.is_some();
    render::page_with(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// The list.
pub async fn list(
    _: urls::ResourceSurvey,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default(), web.today())?;
    let said = match asked.done.as_deref() {
        Some("deadline") => Some(words::deadline_set()),
        Some(count) => count.parse().ok().map(words::reminded),
        None => None,
    };
    let saved = said.map(|(title, text)| SavedNote { done: true, title, text, undo: None });
    page(&web, asked.question, saved, None).await
}

/// Reminds, or sets the deadline.
pub async fn act(
    _: urls::ResourceSurvey,
    web: Visit,
    RawQuery(query): RawQuery,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let question = Asked::read(query.as_deref().unwrap_or_default(), web.today())?.question;
    let (store, viewer, now) = (&web.app().store, web.viewer(), web.now());
    let here = address(urls::ResourceSurvey, &question, web.today());
    if extra(&pairs, "do") == "deadline" {
        let typed = clean(extra(&pairs, "deadline"));
        let day = BusinessDate::parse_written(&typed);
        if day.is_none() && !typed.is_empty() {
            return page(&web, question, None, Some((&typed, words::bad_deadline(&typed)))).await;
        }
        set_resource_deadline(store, viewer, now, question.year, day).await?;
        return Ok(Redirect::to(&here.with("done", "deadline").to_string()).into_response());
    }
    if extra(&pairs, "do") != "remind" {
        return Err(PageError::Bad(refusals::unreadable_request().to_owned()));
    }
    let once = OneTimeKey::parse(extra(&pairs, "once"));
    let ended = remind_institutions(store, viewer, now, &question, once.as_ref()).await?;
    Ok(Redirect::to(&here.with("done", &ended.done.to_string()).to_string()).into_response())
}

/// The list as a workbook.
pub async fn export(
    _: urls::ResourceSurveyExport,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let question = Asked::read(query.as_deref().unwrap_or_default(), web.today())?.question;
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join("survey.xlsx");
    let done = export_resources(&web.app().store, web.viewer(), web.now(), &question, &file).await;
    done.map_err(|error| PageError::internal(&error))?;
    send_file(&file, &format!("{}-{}.xlsx", words::RESOURCE_SHEET, web.today()))
}
