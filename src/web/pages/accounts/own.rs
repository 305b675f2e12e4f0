//! The own account: who one is here, where one is signed in, who stands in, what is kept.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Done, mendable};
use crate::domain::ids::SessionId;
use crate::messages::refusals;
use crate::service::accounts::{AccountError, AccountShown, Session, own_sessions, show_account};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "accounts/own.html")]
struct Page {
    layout: Layout,
    shown: AccountShown,
    sessions: Vec<Session>,
    /// The one by which this page was asked for.
    here: SessionId,
    /// Name of the body, where it is not the bureau.
    body: String,
    today: String,
    problem: Option<String>,
    said: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    layout: Layout,
    name: String,
    /// True if it must be changed before anything else.
    must: bool,
    problem: Option<String>,
}

/// The page.
pub async fn show(
    _: urls::OwnAccount,
    visit: Visit,
    Params(done): Params<Done>,
) -> Result<Response, PageError> {
    page(&visit, StatusCode::OK, None, done.said()).await
}

/// The page with a refusal that can be mended.
pub(super) async fn again(visit: &Visit, error: AccountError) -> Result<Response, PageError> {
    if matches!(error, AccountError::NotAllowed) {
        return Err(PageError::NotAllowed);
    }
    let (status, problem) = mendable(error)?;
    page(visit, status, Some(problem), None).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    problem: Option<String>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let own = visit.viewer().account_id().ok_or(PageError::SignInFirst)?;
    let shown = show_account(visit.desk(), own).await?;
    let sessions = own_sessions(visit.desk()).await?;
    let layout = Layout::new(visit, Section::Other);
    let body = shown.row.body.clone().unwrap_or_else(|| layout.site.bureau_short.clone());
    let (here, today) = (visit.session()?.clone(), visit.today().to_string());
    render::page_with(status, &Page { layout, shown, sessions, here, body, today, problem, said })
}

/// The form for a new password.
pub async fn password(_: urls::OwnPassword, visit: Visit) -> Result<Response, PageError> {
    password_page(&visit, StatusCode::OK, None)
}

/// The form for a new password, with why it came back.
pub(super) fn password_page(
    visit: &Visit,
    status: StatusCode,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let must = visit.asking().must == Some(crate::service::accounts::Must::ChangePassword);
    let name = visit.asking().name.clone();
    render::page_with(
        status,
        &PasswordPage { layout: Layout::new(visit, Section::Other), name, must, problem },
    )
}

/// A day in a form.
pub(super) fn day(text: &str) -> Result<crate::domain::time::BusinessDate, PageError> {
    crate::domain::time::BusinessDate::parse_written(text)
        .ok_or_else(|| PageError::Bad(refusals::bad_date(text)))
}
