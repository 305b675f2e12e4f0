//! One account as the system administrator sees it, and what can be done with it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::admin::{Choices, Typed, choices, link_page};
use super::{Done, Reason, account_id, done, mendable};
use crate::domain::account::is_administrator;
use crate::domain::ids::AccountId;
use crate::service::accounts as service;
use crate::service::accounts::{AccountError, AccountShown, NewRole, find_body, show_account};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "accounts/show.html")]
struct Page {
    layout: Layout,
    shown: AccountShown,
    body: String,
    choices: Choices,
    typed: Typed,
    /// True if the page is about the reader, who changes nothing of it here.
    own: bool,
    administrator: bool,
    problem: Option<String>,
    said: Option<&'static str>,
}

/// The page.
pub async fn show(
    at: urls::AccountPage,
    visit: Visit,
    Params(done): Params<Done>,
) -> Result<Response, PageError> {
    page(&visit, &account_id(&at.id)?, StatusCode::OK, None, done.said()).await
}

async fn page(
    visit: &Visit,
    id: &AccountId,
    status: StatusCode,
    problem: Option<String>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let shown = show_account(visit.desk(), id).await?;
    let layout = Layout::new(visit, Section::Accounts);
    let body = shown.row.body.clone().unwrap_or_else(|| layout.site.bureau_short.clone());
    let own = visit.viewer().account_id() == Some(id);
    let administrator = is_administrator(shown.row.account.role);
    let typed = Typed { role: shown.row.account.role.code().to_owned(), ..Typed::default() };
    let choices = choices(visit);
    render::page_with(
        status,
        &Page { layout, shown, body, choices, typed, own, administrator, problem, said },
    )
}

/// The page, saying what was done or why it was not.
async fn answer<T>(
    visit: &Visit,
    id: &AccountId,
    result: Result<T, AccountError>,
    code: &str,
) -> Result<Response, PageError> {
    match result {
        Ok(_) => Ok(done(urls::AccountPage::of(id), code)),
        Err(error) => {
            let (status, problem) = mendable(error)?;
            page(visit, id, status, Some(problem), None).await
        }
    }
}

/// A new link.
pub async fn link(at: urls::AccountLink, visit: Visit) -> Result<Response, PageError> {
    let (id, secret) = (account_id(&at.id)?, visit.app().secret()?);
    match service::renew_link(visit.desk(), &id, &secret).await {
        Ok(invited) => link_page(&visit, &invited, &secret, urls::AccountPage::of(&id).to_string()).await,
        Err(error) => answer::<()>(&visit, &id, Err(error), "").await,
    }
}

/// Another role or body.
pub async fn role(
    at: urls::AccountRole,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let (id, role) = (account_id(&at.id)?, typed.role()?);
    let changed = match find_body(visit.desk(), role, &typed.body()).await {
        Ok(organisation) => {
            let new = NewRole { role, organisation, reason: typed.reason.clone() };
            service::change_role(visit.desk(), &id, new).await
        }
        Err(error) => Err(error),
    };
    answer(&visit, &id, changed, "role").await
}

/// To whom, and why.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct HandOver {
    to: String,
    reason: String,
}

/// Hands over to a colleague.
pub async fn hand_over(
    at: urls::AccountHandOver,
    visit: Visit,
    Fields(typed): Fields<HandOver>,
) -> Result<Response, PageError> {
    let id = account_id(&at.id)?;
    let handed = match AccountId::parse(&typed.to) {
        Some(to) => service::hand_over(visit.desk(), &id, &to, &typed.reason).await,
        None => Err(AccountError::NotASuccessor),
    };
    answer(&visit, &id, handed, "handed-over").await
}

/// Disables it.
pub async fn disable(
    at: urls::AccountDisable,
    visit: Visit,
    Fields(reason): Fields<Reason>,
) -> Result<Response, PageError> {
    let id = account_id(&at.id)?;
    answer(&visit, &id, service::disable(visit.desk(), &id, &reason.reason).await, "disabled").await
}

/// Makes it active again.
pub async fn reactivate(
    at: urls::AccountReactivate,
    visit: Visit,
    Fields(reason): Fields<Reason>,
) -> Result<Response, PageError> {
    let id = account_id(&at.id)?;
    answer(&visit, &id, service::reactivate(visit.desk(), &id, &reason.reason).await, "reactivated").await
}
