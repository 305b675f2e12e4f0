//! Who has answered the survey of the four haves: by answer and by county, with a workbook. Everything that narrows it
//! is in its address.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Redirect, Response};
use url::form_urlencoded;

use super::super::edits::SavedNote;
use super::super::imports::send_file;
use super::super::text_forms::{Pairs, extra};
use crate::domain::batch::SheetKind;
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::form_key::OneTimeKey;
use crate::domain::four_haves::FourHavesItem;
use crate::domain::role::Duty;
use crate::domain::survey::{SurveyFiller, SurveyState};
use crate::domain::text::clean;
use crate::messages::{coverage as choices, supply as words};
use crate::service::survey::{
    EnterprisesReminded, SURVEYS_A_PAGE, SurveyList, SurveyQuestion, export_surveys, list_surveys,
    may_remind, remind_enterprises,
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

/// Reads the part behind the `?`; names that mean nothing here are ignored.
fn asked(query: &str) -> Result<(SurveyQuestion, Option<EnterprisesReminded>), PageError> {
    let mut question = SurveyQuestion { page: 1, ..SurveyQuestion::default() };
    let (mut done, mut unreachable) = (None, 0);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = clean(&value);
        if value.is_empty() {
            continue;
        }
        let unknown = || PageError::Bad(choices::unknown_choice(&name, &value));
        match name.as_ref() {
            "state" => question.state = Some(SurveyState::from_code(&value).ok_or_else(unknown)?),
            "county" => question.county = Some(CountyCode::new(&value).ok_or_else(unknown)?),
            "rd" => question.rd = Some(RdState::from_code(&value).ok_or_else(unknown)?),
            "q" => question.text = Some(value.chars().take(MOST_CHARS).collect()),
            "year" => {
                let year = value.parse().ok().filter(|year| (2000..=2100).contains(year));
                question.year = Some(year.ok_or_else(unknown)?);
            }
            "page" => question.page = page_number(Some(&value))? as usize,
            "done" => done = value.parse().ok(),
            "unreachable" => unreachable = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    Ok((question, done.map(|done| EnterprisesReminded { done, unreachable })))
}

fn address(path: impl std::fmt::Display, question: &SurveyQuestion) -> Address {
    Address::new(path)
        .with("q", question.text.as_deref().unwrap_or_default())
        .with("year", &question.year.map(|year| year.to_string()).unwrap_or_default())
        .with("state", question.state.map_or("", SurveyState::code))
        .with("county", question.county.as_ref().map_or("", |county| county.as_str()))
        .with("rd", question.rd.map_or("", RdState::code))
}

/// An answer as a tab.
struct Tab {
    href: String,
    label: &'static str,
    count: usize,
    current: bool,
}

/// A county with its counts, each leading to the list of as many.
struct CountyView {
    name: String,
    current: bool,
    href: String,
    total: usize,
    counts: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "survey/list.html")]
struct ListPage {
    layout: Layout,
    list: SurveyList,
    question: SurveyQuestion,
    tabs: Vec<Tab>,
    counties: Vec<CountyView>,
    pager: Pager,
    export: String,
    cleared: String,
    kept: Vec<(String, String)>,
    /// The reader may fill surveys in.
    fills: bool,
    /// The reader may remind; the list with its conditions, to which that is sent.
    reminds: Option<String>,
    once: OneTimeKey,
    saved: Option<SavedNote>,
}

impl ListPage {
    fn is_rd(&self, state: &RdState) -> bool {
        self.question.rd == Some(*state)
    }

    fn rd(state: &RdState) -> &'static str {
        words::rd_state(*state)
    }

    fn text(&self) -> &str {
        self.question.text.as_deref().unwrap_or_default()
    }
}

fn tabs(list: &SurveyList, question: &SurveyQuestion, here: &Address) -> Vec<Tab> {
    let tab = |state: Option<SurveyState>, label, count| Tab {
        href: here.with("state", state.map_or("", SurveyState::code)).to_string(),
        label,
        count,
        current: question.state == state,
    };
    let all = tab(None, "全部", list.by_state.iter().map(|(_, count)| count).sum());
    let each = list.by_state.iter().map(|(state, count)| tab(Some(*state), state.label(), *count));
    std::iter::once(all).chain(each).collect()
}

fn counties(list: &SurveyList, question: &SurveyQuestion, here: &Address) -> Vec<CountyView> {
    let view = |(code, name, counts): &(CountyCode, String, [usize; 3])| {
        let there = here.with("county", code.as_str()).without("state");
        let states = SurveyState::ALL.iter().zip(counts);
        CountyView {
            name: name.clone(),
            current: question.county.as_ref() == Some(code),
            href: there.to_string(),
            total: counts.iter().sum(),
            counts: states
                .map(|(state, count)| (there.with("state", state.code()).to_string(), *count))
                .collect(),
        }
    };
    list.by_county.iter().map(view).collect()
}

/// The list.
pub async fn list(_: urls::SurveyList, web: Visit, RawQuery(query): RawQuery) -> Result<Response, PageError> {
    let (question, reminded) = asked(query.as_deref().unwrap_or_default())?;
    let list = list_surveys(&web.app().store, web.viewer(), web.now(), &question).await?;
    let here = address(urls::SurveyList, &question);
    let bare = SurveyQuestion { year: question.year, ..SurveyQuestion::default() };
    render::page(&ListPage {
        layout: Layout::new(&web, Section::Enterprises),
        tabs: tabs(&list, &question, &here),
        counties: counties(&list, &question, &here),
        pager: Pager::new(list.total as u64, list.page, SURVEYS_A_PAGE, &here),
        export: address(urls::SurveyExport, &question).to_string(),
        cleared: address(urls::SurveyList, &bare).to_string(),
        kept: here.without("q").without("rd").pairs().to_vec(),
        fills: SurveyFiller::of(web.viewer()).is_some(),
        reminds: may_remind(web.viewer()).then(|| here.to_string()),
        once: web.one_time_key(),
        saved: reminded.map(words::enterprises_reminded).map(|(title, text)| SavedNote {
            done: true,
            title,
            text,
            undo: None,
        }),
        question,
        list,
    })
}

/// Reminds those of the list that have not answered.
pub async fn remind(
    _: urls::SurveyList,
    web: Visit,
    RawQuery(query): RawQuery,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (question, _) = asked(query.as_deref().unwrap_or_default())?;
    let once = OneTimeKey::parse(extra(&pairs, "once"));
    let (store, viewer) = (&web.app().store, web.viewer());
    let ended = remind_enterprises(store, viewer, web.now(), &question, once.as_ref()).await?;
    let here = address(urls::SurveyList, &question)
        .with("done", &ended.done.to_string())
        .with("unreachable", &ended.unreachable.to_string());
    Ok(Redirect::to(&here.to_string()).into_response())
}

/// The list as a workbook.
pub async fn export(
    _: urls::SurveyExport,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let (question, _) = asked(query.as_deref().unwrap_or_default())?;
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join("survey.xlsx");
    let done = export_surveys(&web.app().store, web.viewer(), web.now(), &question, &file).await;
    done.map_err(|error| PageError::internal(&error))?;
    send_file(&file, &format!("{}-{}.xlsx", words::SURVEY_SHEET, web.today()))
}
