//! Deciding who leads for an enterprise, and taking it back; from the form on the enterprise's page, to which both lead
//! back. What was typed stays if nothing came of it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::enterprise::{self, Asked};
use crate::domain::time::BusinessDate;
use crate::messages::groups as words;
use crate::messages::refusals;
use crate::service::{AssignError, LeadProblem, LeadWish, assign_lead, take_back_lead};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::urls;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) lead: String,
    pub(super) reason: String,
    pub(super) starts_on: String,
    seen: String,
}

/// The form: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct LeadForm {
    pub(super) typed: Typed,
    /// It was the form for taking back.
    pub(super) back: bool,
    pub(super) problem: Option<Problem>,
}

/// What is wrong, at which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) at: Field,
    pub(super) said: String,
    status: StatusCode,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Lead,
    Reason,
    StartsOn,
    Whole,
}

impl LeadForm {
    /// What is wrong with a field of one of the two forms.
    pub(super) fn at(&self, back: bool, field: Field) -> Option<&str> {
        let problem = self.problem.as_ref().filter(|problem| self.back == back && problem.at == field);
        problem.map(|problem| problem.said.as_str())
    }

    /// What is wrong with neither field.
    pub(super) fn whole(&self) -> Option<&str> {
        self.at(self.back, Field::Whole)
    }

    /// What was typed into a form, if it was this one.
    pub(super) fn reason(&self, back: bool) -> &str {
        if self.back == back { &self.typed.reason } else { "" }
    }

    /// The status of a page with this form, if it decides about it.
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.problem.as_ref().map(|problem| problem.status)
    }

    fn refused(typed: Typed, back: bool, at: Field, said: String, status: StatusCode) -> Self {
        Self { typed, back, problem: Some(Problem { at, said, status }) }
    }
}

/// Decides.
pub async fn decide(
    path: urls::DecideLead,
    web: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let day = Some(typed.starts_on.trim()).filter(|text| !text.is_empty());
    let starts_on = day.and_then(BusinessDate::parse_written);
    if let (Some(text), None) = (day, starts_on) {
        let said = refusals::bad_date(text);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let form = LeadForm::refused(typed.clone(), false, Field::StartsOn, said, status);
        return enterprise::page(&web, &path.id, &Asked::default(), form).await;
    }
    let wish = LeadWish { starts_on, ..wish(&typed) };
    let done = assign_lead(&web.app().store, web.viewer(), &path.id, &wish, web.now()).await;
    answer(&web, &path.id, typed, false, done).await
}

/// Takes back.
pub async fn take_back(
    path: urls::TakeBackLead,
    web: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let done = take_back_lead(&web.app().store, web.viewer(), &path.id, &wish(&typed), web.now()).await;
    answer(&web, &path.id, typed, true, done).await
}

fn wish(typed: &Typed) -> LeadWish {
    LeadWish {
        lead: typed.lead.clone(),
        reason: typed.reason.clone(),
        starts_on: None,
        seen: typed.seen.clone(),
    }
}

/// Back to the enterprise, or the page again with what to mend.
async fn answer(
    web: &Visit,
    id: &str,
    typed: Typed,
    back: bool,
    done: Result<(), AssignError>,
) -> Result<Response, PageError> {
    let problem = match done {
        Ok(()) => {
            let page = format!("{}#lead", urls::EnterprisePage::of(id));
            return Ok(Redirect::to(&page).into_response());
        }
        Err(AssignError::Service(error)) => return Err(error.into()),
        Err(AssignError::Refused(problem)) => problem,
    };
    let (at, status) = match problem {
        LeadProblem::NobodyOfThatName | LeadProblem::LeadsAlready => {
            (Field::Lead, StatusCode::UNPROCESSABLE_ENTITY)
        }
        LeadProblem::NoReason | LeadProblem::LongReason(_) => {
            (Field::Reason, StatusCode::UNPROCESSABLE_ENTITY)
        }
        LeadProblem::DayToCome => (Field::StartsOn, StatusCode::UNPROCESSABLE_ENTITY),
        LeadProblem::ChangedSince | LeadProblem::NothingToTakeBack => (Field::Whole, StatusCode::CONFLICT),
    };
    let form = LeadForm::refused(typed, back, at, words::lead_problem(problem), status);
    enterprise::page(web, id, &Asked::default(), form).await
}
