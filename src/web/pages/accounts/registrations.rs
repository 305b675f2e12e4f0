//! Those who registered for an enterprise and wait: the county asks back by telephone and decides.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Done, Reason, account_id, done, mendable};
use crate::service::accounts as service;
use crate::service::accounts::{ACCOUNTS_A_PAGE, AccountError, AccountList, AccountRow};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "accounts/registrations.html")]
struct Page {
    layout: Layout,
    list: AccountList,
    pager: Pager,
    problem: Option<String>,
    said: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "accounts/confirmed.html")]
struct Confirmed {
    layout: Layout,
    row: AccountRow,
}

/// A page of the list.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    page: Option<String>,
}

/// The list.
pub async fn list(
    _: urls::Registrations,
    visit: Visit,
    Params(asked): Params<Asked>,
    Params(done): Params<Done>,
) -> Result<Response, PageError> {
    let page = page_number(asked.page.as_deref())?;
    show(&visit, StatusCode::OK, page, None, done.said()).await
}

async fn show(
    visit: &Visit,
    status: StatusCode,
    page: u32,
    problem: Option<String>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let list = service::list_registrations(visit.desk(), i64::from(page)).await?;
    let (total, shown) = (list.total.unsigned_abs(), usize::try_from(list.page).unwrap_or(1));
    let per_page = usize::try_from(ACCOUNTS_A_PAGE).unwrap_or(50);
    let pager = Pager::new(total, shown, per_page, &Address::new(urls::Registrations));
    let layout = Layout::new(visit, Section::Other);
    render::page_with(status, &Page { layout, list, pager, problem, said })
}

/// Confirms, and shows the sign-in name to be told on the telephone.
pub async fn confirm(at: urls::ConfirmRegistration, visit: Visit) -> Result<Response, PageError> {
    let confirmed = service::confirm_registration(visit.desk(), &account_id(&at.id)?).await;
    match confirmed {
        Ok(account) => {
            let row = service::show_account(visit.desk(), &account.id).await?.row;
            render::page(&Confirmed { layout: Layout::new(&visit, Section::Other), row })
        }
        Err(error) => refused(&visit, error).await,
    }
}

/// Refuses.
pub async fn refuse(
    at: urls::RefuseRegistration,
    visit: Visit,
    Fields(reason): Fields<Reason>,
) -> Result<Response, PageError> {
    match service::refuse_registration(visit.desk(), &account_id(&at.id)?, &reason.reason).await {
        Ok(()) => Ok(done(urls::Registrations, "refused")),
        Err(error) => refused(&visit, error).await,
    }
}

async fn refused(visit: &Visit, error: AccountError) -> Result<Response, PageError> {
    let (status, problem) = mendable(error)?;
    show(visit, status, 1, Some(problem), None).await
}
