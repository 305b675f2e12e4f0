//! What one does with the own account: one handler a form.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::admin::link_page;
use super::own::{again, day, password_page};
use super::{Reason, account_id, done, mendable};
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::role::Role;
use crate::service::accounts as service;
use crate::service::accounts::{AccountError, DelegationAsked, NewAccount, NewPassword, OwnDetails};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::session;
use crate::web::urls;

/// Own name and telephone.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Details {
    name: String,
    phone: String,
    email: String,
}

/// Changes them.
pub async fn details(
    _: urls::OwnDetails,
    visit: Visit,
    Fields(typed): Fields<Details>,
) -> Result<Response, PageError> {
    let typed = OwnDetails { name: typed.name, phone: typed.phone, email: typed.email };
    answer(&visit, service::update_own(visit.desk(), typed).await, "saved").await
}

/// The own page, saying what was done or why it was not.
async fn answer<T>(
    visit: &Visit,
    result: Result<T, AccountError>,
    code: &str,
) -> Result<Response, PageError> {
    match result {
        Ok(_) => Ok(done(urls::OwnAccount, code)),
        Err(error) => again(visit, error).await,
    }
}

/// Passwords that were typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Passwords {
    present: String,
    new: String,
    repeated: String,
}

/// Changes the password.
pub async fn password(
    _: urls::OwnPassword,
    visit: Visit,
    Fields(typed): Fields<Passwords>,
) -> Result<Response, PageError> {
    let typed = NewPassword { present: typed.present, new: typed.new, repeated: typed.repeated };
    let salt = visit.app().salt()?;
    match service::change_password(visit.desk(), visit.session()?, typed, salt).await {
        Ok(()) => Ok(done(urls::OwnAccount, "password")),
        Err(error) => {
            let (status, problem) = mendable(error)?;
            password_page(&visit, status, Some(problem))
        }
    }
}

/// Ends one of the own sessions.
pub async fn end_session(at: urls::OwnSessionEnd, visit: Visit) -> Result<Response, PageError> {
    let session = SessionId::parse(&at.id).ok_or(PageError::NotFound)?;
    answer(&visit, service::end_own_session(visit.desk(), &session).await, "session").await
}

/// Ends all of them, this one too.
pub async fn sign_out_everywhere(_: urls::SignOutEverywhere, visit: Visit) -> Result<Response, PageError> {
    service::sign_out_everywhere(visit.desk()).await?;
    Ok((session::end(&visit), done(urls::SignIn, "signed-out-everywhere")).into_response())
}

/// Who is asked to stand in, and when.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Absence {
    to: String,
    from: String,
    until: String,
}

/// Asks a colleague to stand in.
pub async fn delegate(
    _: urls::Delegation,
    visit: Visit,
    Fields(typed): Fields<Absence>,
) -> Result<Response, PageError> {
    let Some(to) = AccountId::parse(&typed.to) else {
        return again(&visit, AccountError::NotASuccessor).await;
    };
    let asked = DelegationAsked { to, from: day(&typed.from)?, until: day(&typed.until)? };
    answer(&visit, service::delegate(visit.desk(), asked).await, "delegated").await
}

/// Takes that back.
pub async fn cancel_delegation(_: urls::DelegationEnd, visit: Visit) -> Result<Response, PageError> {
    answer(&visit, service::cancel_delegation(visit.desk()).await, "undelegated").await
}

/// For whom somebody stands in; nobody if empty.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Colleague {
    colleague: String,
}

/// Stands in for a colleague, or for nobody any more.
pub async fn act_for(
    _: urls::ActFor,
    visit: Visit,
    Fields(typed): Fields<Colleague>,
) -> Result<Response, PageError> {
    let colleague = AccountId::parse(&typed.colleague);
    let code = if colleague.is_some() { "acting" } else { "not-acting" };
    answer(&visit, service::act_for(visit.desk(), visit.session()?, colleague.as_ref()).await, code).await
}

/// A colleague to be invited.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Invitee {
    name: String,
    phone: String,
    team: String,
}

/// Invites a colleague of the own body.
pub async fn invite(
    _: urls::Colleagues,
    visit: Visit,
    Fields(typed): Fields<Invitee>,
) -> Result<Response, PageError> {
    let own = visit.viewer().account_id().ok_or(PageError::SignInFirst)?;
    let account = service::show_account(visit.desk(), own).await?.row.account;
    let mut organisation = account.organisation;
    if let crate::domain::account::Organisation::Institution { team, .. } = &mut organisation {
        *team = Some(typed.team.trim().to_owned()).filter(|team| !team.is_empty());
    }
    let role: Role = account.role;
    let new = NewAccount { name: typed.name, phone: Some(typed.phone), email: None, role, organisation };
    let secret = visit.app().secret()?;
    match service::invite(visit.desk(), new, &secret).await {
        Ok(invited) => link_page(&visit, &invited, &secret, urls::OwnAccount.to_string()).await,
        Err(error) => again(&visit, error).await,
    }
}

/// A new link for a colleague.
pub async fn colleague_link(at: urls::ColleagueLink, visit: Visit) -> Result<Response, PageError> {
    let secret = visit.app().secret()?;
    match service::renew_link(visit.desk(), &account_id(&at.id)?, &secret).await {
        Ok(invited) => link_page(&visit, &invited, &secret, urls::OwnAccount.to_string()).await,
        Err(error) => again(&visit, error).await,
    }
}

/// Hands over to a colleague what one looks after, and that one answers for the body.
pub async fn hand_over(
    at: urls::OwnHandOver,
    visit: Visit,
    Fields(reason): Fields<Reason>,
) -> Result<Response, PageError> {
    let own = visit.viewer().account_id().ok_or(PageError::SignInFirst)?;
    let handed = service::hand_over(visit.desk(), own, &account_id(&at.id)?, &reason.reason).await;
    answer(&visit, handed, "handed-over").await
}

/// Everything kept about oneself.
pub async fn data(_: urls::OwnData, visit: Visit) -> Result<Response, PageError> {
    let file = service::export_own_data(visit.desk()).await?;
    let name = "attachment; filename=\"duijie-account.json\"";
    let headers =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, file).into_response())
}

/// Ends the own account for good.
pub async fn delete(
    _: urls::OwnEnd,
    visit: Visit,
    Fields(typed): Fields<Passwords>,
) -> Result<Response, PageError> {
    match service::delete_own_account(visit.desk(), &typed.present).await {
        Ok(()) => Ok((session::end(&visit), done(urls::SignIn, "deleted")).into_response()),
        Err(error) => again(&visit, error).await,
    }
}
