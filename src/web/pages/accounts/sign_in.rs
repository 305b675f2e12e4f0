//! Signing in and out.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::mendable;
use crate::domain::uscc::Uscc;
use crate::service::accounts::{SignIn, sign_in, sign_out};
use crate::web::address::own_path;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::session;
use crate::web::urls;

/// Where somebody wanted to go, and what just happened.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    next: String,
    done: String,
}

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct Page {
    layout: Layout,
    next: String,
    name: String,
    /// True if the name looks like a credit code whose check character does not agree.
    doubtful: bool,
    problem: Option<String>,
    said: Option<&'static str>,
}

/// The form. Whoever has signed in goes on.
pub async fn form(
    _: urls::SignIn,
    visit: Visit,
    Params(before): Params<Before>,
) -> Result<Response, PageError> {
    let next = own_path(&before.next).unwrap_or("/").to_owned();
    if visit.asking().session.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let said = crate::messages::account_done(&before.done);
    show(&visit, StatusCode::OK, Typed { next, ..Typed::default() }, None, said)
}

fn show(
    visit: &Visit,
    status: StatusCode,
    typed: Typed,
    problem: Option<String>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let doubtful = Uscc::parse(&typed.name).is_ok_and(|code| code.is_doubtful());
    let layout = Layout::new(visit, Section::Other);
    render::page_with(status, &Page { layout, next: typed.next, name: typed.name, doubtful, problem, said })
}

/// Signs in and goes on to where one wanted to go.
pub async fn enter(
    _: urls::SignIn,
    visit: Visit,
    headers: HeaderMap,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let next = own_path(&typed.next).unwrap_or("/").to_owned();
    let secret = visit.app().secret()?;
    let attempt = SignIn {
        name: typed.name.clone(),
        password: typed.password.clone(),
        device: session::device(&headers),
        before: session::shown(&visit, &headers),
    };
    match sign_in(visit.desk(), attempt, &secret).await {
        Ok(_) => Ok((session::begin(&visit, &secret), Redirect::to(&next)).into_response()),
        Err(error) => {
            let (status, problem) = mendable(error)?;
            show(&visit, status, Typed { next, ..typed }, Some(problem), None)
        }
    }
}

/// Signs out.
pub async fn leave(_: urls::SignOut, visit: Visit) -> Result<Response, PageError> {
    sign_out(visit.desk(), visit.session()?).await?;
    Ok((session::end(&visit), super::done(urls::SignIn, "signed-out")).into_response())
}
