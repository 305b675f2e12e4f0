//! Trying out a need: who could solve it and what was understood, while it is being written. Nothing is stored. The
//! page works by its button; a script asks for the changing part only.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::suggest::{PickerChoice, choices};
use crate::city::CityPack;
use crate::domain::capability::CooperationMode;
use crate::domain::county::CountyCode;
use crate::domain::money::{Fen, Price};
use crate::domain::time::BusinessDate;
use crate::messages::refusals as words;
use crate::service::{NeedDraft, Partner, SuggestKind, TriedNeed, try_need};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::scores::{ScoreShown, Side};
use crate::web::urls;

/// Most characters of the whole text.
const MOST_CHARS: usize = 10_000;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    title: String,
    problem: String,
    current_state: String,
    tried: String,
    constraints: String,
    indicators: String,
    field: Vec<String>,
    mode: Vec<String>,
    budget: String,
    due_on: String,
    county: String,
    enterprise_name: String,
    enterprise: String,
}

/// What is wrong with single fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Problems {
    budget: Option<String>,
    due_on: Option<String>,
    problem: Option<String>,
}

impl Problems {
    fn any(&self) -> bool {
        self.budget.is_some() || self.due_on.is_some() || self.problem.is_some()
    }
}

impl Typed {
    fn chose_mode(&self, mode: &CooperationMode) -> bool {
        self.mode.iter().any(|code| code == mode.code())
    }

    fn chose_field(&self, code: &str) -> bool {
        self.field.iter().any(|chosen| chosen == code)
    }

    /// What can be understood of it, and what cannot.
    fn draft(&self) -> (NeedDraft, Problems) {
        let mut problems = Problems::default();
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let budget = given(&self.budget).and_then(|text| {
            let price = match text.as_str() {
                "面议" => Some(Price::Negotiable),
                text => Fen::from_wan_yuan(text).map(Price::Amount),
            };
            problems.budget = price.is_none().then(|| words::bad_budget(&text));
            price
        });
        let due_on = given(&self.due_on).and_then(|text| {
            let day = BusinessDate::parse_written(&text);
            problems.due_on = day.is_none().then(|| words::bad_date(&text));
            day
        });
        let written: usize =
            [&self.title, &self.problem, &self.current_state, &self.tried, &self.constraints]
                .iter()
                .map(|text| text.chars().count())
                .sum();
        problems.problem = (written > MOST_CHARS).then(|| words::text_too_long(written, MOST_CHARS));
        let draft = NeedDraft {
            title: self.title.clone(),
            problem: self.problem.clone(),
            current_state: given(&self.current_state),
            tried: given(&self.tried),
            constraints: given(&self.constraints),
            indicators: self.indicators.clone(),
            keywords: Vec::new(),
            fields: self.field.iter().filter(|code| !code.is_empty()).cloned().collect(),
            budget,
            modes: self.mode.iter().filter_map(|code| CooperationMode::from_code(code)).collect(),
            due_on,
            county: CountyCode::new(&self.county),
            enterprise: given(&self.enterprise),
            avoided: Vec::new(),
        };
        (draft, problems)
    }
}

/// A candidate with its score.
struct CandidateView {
    partner: Partner,
    href: String,
    score: ScoreShown,
}

/// The part that changes while one types.
struct Preview {
    tried: Option<TriedNeed>,
    candidates: Vec<CandidateView>,
}

impl Preview {
    fn of(mut tried: TriedNeed) -> Self {
        let found = tried.matches.as_mut().map(|matches| std::mem::take(&mut matches.candidates));
        Self { candidates: found.into_iter().flatten().map(candidate).collect(), tried: Some(tried) }
    }

    /// How many of those listed share hardly more than common words with the draft.
    fn unproven(&self) -> usize {
        self.candidates.iter().filter(|candidate| !candidate.partner.related).count()
    }
}

fn candidate(partner: Partner) -> CandidateView {
    CandidateView {
        href: urls::InstitutionPage::of(&partner.holder.no).to_string(),
        score: ScoreShown::of(&partner, |_| Side::Either),
        partner,
    }
}

#[derive(Template)]
#[template(path = "needs/new.html")]
struct FormPage<'a> {
    layout: Layout,
    typed: Typed,
    problems: Problems,
    preview: Preview,
    city: &'a CityPack,
    enterprises: Vec<PickerChoice>,
}

#[derive(Template)]
#[template(path = "needs/preview.html")]
struct PreviewPart {
    preview: Preview,
}

/// The empty form.
pub async fn form(_: urls::NewNeed, web: Visit) -> Result<Response, PageError> {
    let preview = Preview { tried: None, candidates: Vec::new() };
    render::page(&FormPage {
        layout: Layout::new(&web, Section::Needs),
        typed: Typed::default(),
        problems: Problems::default(),
        preview,
        city: &web.app().city,
        enterprises: Vec::new(),
    })
}

/// The form with what came of it.
pub async fn tried(
    _: urls::NewNeed,
    web: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let (draft, problems) = typed.draft();
    let status = if problems.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let preview = preview_of(&web, &draft).await?;
    let name = typed.enterprise_name.trim();
    let enterprises = match name.is_empty() {
        true => Vec::new(),
        false => choices(&web, SuggestKind::Enterprise, name).await?,
    };
    let layout = Layout::new(&web, Section::Needs);
    let city = &web.app().city;
    render::page_with(status, &FormPage { layout, typed, problems, preview, city, enterprises })
}

/// What came of it alone.
pub async fn preview(
    _: urls::NewNeedPreview,
    web: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let preview = preview_of(&web, &typed.draft().0).await?;
    render::page(&PreviewPart { preview })
}

async fn preview_of(web: &Visit, draft: &NeedDraft) -> Result<Preview, PageError> {
    let tried = try_need(&web.app().store, web.search(), web.viewer(), draft, web.today()).await?;
    Ok(Preview::of(tried))
}
