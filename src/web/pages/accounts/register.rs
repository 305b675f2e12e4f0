//! Registering for an enterprise of the roster. The answer never says whether somebody did before.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::mendable;
use crate::service::accounts::{Registration, register_enterprise};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    uscc: String,
    name: String,
    phone: String,
    email: String,
    password: String,
    repeated: String,
    agreed: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/register.html")]
struct Page {
    layout: Layout,
    typed: Typed,
    problem: Option<String>,
    /// True once it was taken.
    taken: bool,
}

fn show(
    visit: &Visit,
    status: StatusCode,
    typed: Typed,
    problem: Option<String>,
    taken: bool,
) -> Result<Response, PageError> {
    let layout = Layout::new(visit, Section::Other);
    render::page_with(status, &Page { layout, typed, problem, taken })
}

/// The form.
pub async fn form(_: urls::Register, visit: Visit) -> Result<Response, PageError> {
    show(&visit, StatusCode::OK, Typed::default(), None, false)
}

/// Registers.
pub async fn send(
    _: urls::Register,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let registration = Registration {
        uscc: typed.uscc.clone(),
        name: typed.name.clone(),
        phone: typed.phone.clone(),
        email: typed.email.clone(),
        password: typed.password.clone(),
        repeated: typed.repeated.clone(),
        agreed: typed.agreed.is_some(),
    };
    match register_enterprise(visit.desk(), registration, visit.app().salt()?).await {
        Ok(()) => show(&visit, StatusCode::OK, Typed::default(), None, true),
        Err(error) => {
            let (status, problem) = mendable(error)?;
            show(&visit, status, typed, Some(problem), false)
        }
    }
}
