//! The form of a capability: new, to be changed, wrong, and changed by two at once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::text_forms::{self, FieldView, Pairs, Place, SentTexts, extra, problem_of};
use crate::city::CityPack;
use crate::domain::capability::{CapabilityKind, CapabilityStatus, CooperationMode, IpKind, IpState};
use crate::domain::capability_form::{CapabilityField, NO, YES, ip_line};
use crate::domain::form_key::OneTimeKey;
use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::messages;
use crate::messages::supply as words;
use crate::service::supply::{
    CapabilityForm, CapabilitySave, CapabilitySaved, capability_form, edit_capability, make_capability,
    new_capability_form,
};
use crate::web::asking::Visit;
use crate::web::conflict;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// Rows for rights that are not written yet.
const EMPTY_ROWS: usize = 2;
/// Fields of which several values may come.
const LISTS: [&str; 2] = [CapabilityField::Fields.code(), CapabilityField::Modes.code()];

/// For whom a new one is made.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    institution: Option<String>,
}

/// A right as a row of the form.
struct RightRow {
    kind: String,
    number: String,
    state: String,
}

impl RightRow {
    fn is(&self, kind: &IpKind) -> bool {
        self.kind == kind.code()
    }

    fn stands(&self, state: &IpState) -> bool {
        self.state == state.code()
    }
}

#[derive(Template)]
#[template(path = "supply/capability_form.html")]
struct FormPage<'a> {
    layout: Layout,
    form: &'a CapabilityForm,
    texts: &'a FormTexts,
    problems: &'a [(&'static str, TextProblem)],
    action: String,
    back: String,
    version: i64,
    once: OneTimeKey,
    city: &'a CityPack,
    /// What was typed as the institution.
    institution: String,
    rights: Vec<RightRow>,
}

impl FormPage<'_> {
    fn field(&self, code: &str) -> FieldView {
        let field = CapabilityField::from_code(code).unwrap_or(CapabilityField::Title);
        let (rows, width, unit) = match field {
            CapabilityField::Introduction => (8, "", ""),
            CapabilityField::Indicators | CapabilityField::Cases => (4, "", ""),
            CapabilityField::Evidence => (3, "", ""),
            CapabilityField::Price => (0, " in-12", "万元"),
            CapabilityField::MonthlyLimit => (0, " in-12", "家"),
            CapabilityField::ValidUntil => (0, " in-12", ""),
            _ => (0, "", ""),
        };
        FieldView {
            name: code.to_owned(),
            label: field.label().to_owned(),
            hint: words::field_hint(field),
            value: self.texts.get(code).to_owned(),
            problem: problem_of(self.problems, code),
            most: field.most_chars(),
            optional: !matches!(field, CapabilityField::Title | CapabilityField::Introduction),
            rows,
            width,
            unit,
        }
    }

    fn problem(&self, name: &str) -> Option<String> {
        problem_of(self.problems, name)
    }

    fn hint(&self, code: &str) -> &'static str {
        CapabilityField::from_code(code).map_or("", words::field_hint)
    }

    fn label(&self, name: &str) -> &'static str {
        words::capability_label(name)
    }

    fn chose(&self, name: &str, code: &str) -> bool {
        self.texts.codes(name).any(|chosen| chosen == code)
    }

    /// The levels of readiness with their names.
    fn levels(&self) -> Vec<(&'static str, &'static str)> {
        let numbers = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].into_iter().zip(1..);
        numbers.filter_map(|(text, number)| Some((text, messages::readiness_name(number)?))).collect()
    }

    /// What is not said yet and would help to be found, with the field.
    fn gaps(&self) -> Vec<(&'static str, &'static str)> {
        words::CAPABILITY_GAPS.into_iter().filter(|(name, _)| self.texts.get(name).is_empty()).collect()
    }

    fn published(&self) -> bool {
        self.form.status == CapabilityStatus::Published
    }

    fn summary(&self) -> String {
        messages::wrong_fields(self.problems.len())
    }

    /// The problems with what they are about.
    fn wrong(&self) -> Vec<(&str, &'static str, String)> {
        let wrong = |(name, problem): &(&'static str, TextProblem)| {
            (*name, words::capability_label(name), words::text_problem(problem))
        };
        self.problems.iter().map(wrong).collect()
    }
}

/// What a form of a page is about.
struct Shown<'a> {
    form: &'a CapabilityForm,
    texts: &'a FormTexts,
    version: i64,
    institution: &'a str,
    problems: &'a [(&'static str, TextProblem)],
}

fn page(web: &Visit, shown: Shown<'_>) -> Result<Response, PageError> {
    let wrong = !shown.problems.is_empty();
    let (action, back) = match &shown.form.id {
        Some(id) => (urls::EditCapability::of(id).to_string(), urls::CapabilityPage::of(id).to_string()),
        None => (
            urls::NewCapability.to_string(),
            shown.form.holder.as_ref().map_or_else(
                || urls::Institutions.to_string(),
                |(id, _)| urls::InstitutionPage::of(id).to_string(),
            ),
        ),
    };
    let page = FormPage {
        layout: Layout::new(web, Section::Capabilities),
        rights: rights(shown.texts.get(CapabilityField::Ip.code())),
        form: shown.form,
        texts: shown.texts,
        problems: shown.problems,
        action,
        back,
        version: shown.version,
        once: web.one_time_key(),
        city: &web.app().city,
        institution: shown.institution.to_owned(),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render::unkept(status, &page)
}

/// The form with what is wrong before it can be published.
pub(super) fn to_be_mended(
    web: &Visit,
    form: &CapabilityForm,
    problems: &[(&'static str, TextProblem)],
) -> Result<Response, PageError> {
    page(web, Shown { form, texts: &form.texts, version: form.version, institution: "", problems })
}

/// The rows of rights, with a few empty ones.
fn rights(lines: &str) -> Vec<RightRow> {
    let row = |line: &str| {
        let mut parts = line.splitn(3, '|').map(str::to_owned);
        let (kind, number, state) = (parts.next(), parts.next(), parts.next());
        let (kind, number) = (kind.unwrap_or_default(), number.unwrap_or_default());
        RightRow { kind, number, state: state.unwrap_or_default() }
    };
    let written = lines.split('\n').filter(|line| !line.trim().is_empty()).map(row);
    written.chain((0..EMPTY_ROWS).map(|_| row(""))).collect()
}

/// The rows of rights as the lines of one field; nothing if no rows came.
fn right_lines(pairs: &[(String, String)]) -> Option<String> {
    let of = |name: &str| -> Vec<&str> {
        pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    };
    let (kinds, numbers, states) = (of("ip_kind"), of("ip_no"), of("ip_state"));
    if kinds.is_empty() && numbers.is_empty() {
        return None;
    }
    let rows = (0..kinds.len().max(numbers.len())).filter_map(|at| {
        let at = |all: &[&str]| all.get(at).copied().unwrap_or_default().trim().to_owned();
        let (kind, number, state) = (at(&kinds), at(&numbers), at(&states));
        let state = if state.is_empty() { IpState::Granted.code().to_owned() } else { state };
        (!kind.is_empty() || !number.is_empty()).then(|| ip_line(&kind, &number, &state))
    });
    Some(rows.collect::<Vec<_>>().join("\n"))
}

fn sent(pairs: &Pairs) -> (SentTexts, CapabilitySave) {
    let mut sent = SentTexts::read(pairs, |name| CapabilityField::from_code(name).is_some(), &LISTS);
    if let Some(lines) = right_lines(pairs) {
        sent.texts.set(CapabilityField::Ip.code(), &lines);
    }
    let save = CapabilitySave {
        version: sent.version,
        texts: sent.texts.clone(),
        publish: extra(pairs, "do") == "publish",
        confirm: extra(pairs, "confirm") == YES,
        institution: extra(pairs, "institution").to_owned(),
    };
    (sent, save)
}

/// The empty form.
pub async fn new(
    _: urls::NewCapability,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let named = asked.institution.unwrap_or_default();
    let form = new_capability_form(&web.app().store, web.viewer(), &named).await?;
    page(&web, Shown { form: &form, texts: &form.texts, version: 0, institution: "", problems: &[] })
}

/// Makes one.
pub async fn make(
    _: urls::NewCapability,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (app, viewer, (_, save)) = (web.app(), web.viewer(), sent(&pairs));
    let once = OneTimeKey::parse(extra(&pairs, "once"));
    let made = make_capability(&app.store, viewer, &app.city, web.now(), &save, once.as_ref()).await?;
    match made {
        CapabilitySaved::Saved(id) | CapabilitySaved::Unchanged(id) => {
            let done = if save.publish { "made" } else { "draft" };
            Ok(Redirect::to(&format!("{}?done={done}", urls::CapabilityPage::of(id))).into_response())
        }
        CapabilitySaved::Wrong(problems) => {
            let form = new_capability_form(&app.store, viewer, &save.institution).await?;
            let texts = save.texts.over(&form.texts);
            let institution = &save.institution;
            page(&web, Shown { form: &form, texts: &texts, version: 0, institution, problems: &problems })
        }
        // A new one has nobody who could have been quicker.
        CapabilitySaved::Stale(_) => Err(PageError::Internal),
    }
}

/// The form of one.
pub async fn form(path: urls::EditCapability, web: Visit) -> Result<Response, PageError> {
    let form = capability_form(&web.app().store, web.viewer(), &path.id).await?;
    page(
        &web,
        Shown { form: &form, texts: &form.texts, version: form.version, institution: "", problems: &[] },
    )
}

/// Saves it.
pub async fn save(
    path: urls::EditCapability,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (app, viewer, (sent, save)) = (web.app(), web.viewer(), sent(&pairs));
    let form = capability_form(&app.store, viewer, &path.id).await?;
    let typed = save.texts.over(&form.texts);
    let version = save.version;
    if sent.revise {
        return page(&web, Shown { form: &form, texts: &typed, version, institution: "", problems: &[] });
    }
    let now = web.now();
    let back = |id: &str, done: &str| {
        Redirect::to(&format!("{}?done={done}", urls::CapabilityPage::of(id))).into_response()
    };
    match edit_capability(&app.store, viewer, &app.city, now, &path.id, &save).await? {
        CapabilitySaved::Saved(id) => Ok(back(id.as_str(), &now.0.to_string())),
        CapabilitySaved::Unchanged(id) => Ok(back(id.as_str(), "same")),
        CapabilitySaved::Wrong(problems) => {
            page(&web, Shown { form: &form, texts: &typed, version, institution: "", problems: &problems })
        }
        CapabilitySaved::Stale(theirs) => {
            let id = form.id.as_deref().unwrap_or(&path.id);
            let place = Place {
                action: urls::EditCapability::of(id).to_string(),
                back: urls::CapabilityPage::of(id).to_string(),
            };
            let mut besides = Vec::new();
            if save.publish {
                besides.push(("do".to_owned(), "publish".to_owned()));
            }
            let shown = |name: &str, value: &str| shown(&app.city, name, value);
            let label = |name: &str| words::capability_label(name).to_owned();
            let two = text_forms::conflict(place, &save.texts, &theirs, label, shown, besides);
            conflict::show(Layout::new(&web, Section::Capabilities), two)
        }
    }
}

/// What a field holds, in words.
fn shown(city: &CityPack, name: &str, value: &str) -> String {
    let Some(field) = CapabilityField::from_code(name) else { return value.to_owned() };
    words::capability_value(field, value, |field, code| {
        let known = match field {
            CapabilityField::Kind => CapabilityKind::from_code(code).map(CapabilityKind::label),
            CapabilityField::Modes => CooperationMode::from_code(code).map(CooperationMode::label),
            _ => city.field_name(code),
        };
        known.unwrap_or(code).to_owned()
    })
}
