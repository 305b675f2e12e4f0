//! A one-time link: choosing name and password, and agreeing to the privacy notice. Opening it uses nothing up.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{done, mendable};
use crate::domain::invitation::InvitationKind;
use crate::domain::session::{SecretHash, read_secret};
use crate::messages::account_error;
use crate::service::accounts::{Acceptance, AccountError, Opened, accept_invitation, open_invitation};
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
    name: String,
    password: String,
    repeated: String,
    digits: String,
    agreed: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct Page {
    layout: Layout,
    action: urls::InvitationPage,
    opened: Opened,
    name: String,
    digits: String,
    agreed: bool,
    problem: Option<String>,
}

impl Page {
    fn is_reset(&self) -> bool {
        self.opened.invitation.kind == InvitationKind::Reset
    }
}

#[derive(Template)]
#[template(path = "accounts/link_over.html")]
struct Over {
    layout: Layout,
    text: String,
}

fn over(visit: &Visit) -> Result<Response, PageError> {
    let layout = Layout::new(visit, Section::Other);
    render::page_with(StatusCode::GONE, &Over { layout, text: account_error(&AccountError::LinkOver) })
}

/// What the link leads to.
pub async fn open(link: urls::InvitationPage, visit: Visit) -> Result<Response, PageError> {
    let Some(secret) = read_secret(&link.id) else { return over(&visit) };
    show(&visit, link, &secret, Typed::default(), None).await
}

async fn show(
    visit: &Visit,
    action: urls::InvitationPage,
    secret: &SecretHash,
    typed: Typed,
    problem: Option<(StatusCode, String)>,
) -> Result<Response, PageError> {
    let opened = match open_invitation(visit.desk(), secret).await {
        Ok(opened) => opened,
        Err(AccountError::LinkOver) => return over(visit),
        Err(error) => return Err(error.into()),
    };
    let (status, problem) = problem.map_or((StatusCode::OK, None), |(status, text)| (status, Some(text)));
    let layout = Layout::new(visit, Section::Other);
    let agreed = typed.agreed.is_some();
    let page = Page { layout, action, opened, name: typed.name, digits: typed.digits, agreed, problem };
    render::page_with(status, &page)
}

/// Uses the link.
pub async fn accept(
    link: urls::InvitationPage,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let Some(secret) = read_secret(&link.id) else { return over(&visit) };
    let acceptance = Acceptance {
        sign_in_name: typed.name.clone(),
        password: typed.password.clone(),
        repeated: typed.repeated.clone(),
        digits: typed.digits.clone(),
        agreed: typed.agreed.is_some(),
    };
    match accept_invitation(visit.desk(), &secret, acceptance, visit.app().salt()?).await {
        Ok(_) => Ok(done(urls::SignIn, "accepted")),
        Err(AccountError::LinkOver) => over(&visit),
        Err(error) => {
            let problem = mendable(error)?;
            show(&visit, link, &secret, typed, Some(problem)).await
        }
    }
}
