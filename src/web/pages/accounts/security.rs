//! What the security administrator sees and mends: locks, sessions, and the rules of signing in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Done, Reason, account_id, done, mendable};
use crate::domain::sign_in_law::SignInRules;
use crate::service::accounts as service;
use crate::service::accounts::{AccountError, AccountRow, LockedAccount, Session};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "accounts/security.html")]
struct Page {
    layout: Layout,
    locked: Vec<LockedAccount>,
    sessions: Vec<(AccountRow, Session)>,
    rules: SignInRules,
    problem: Option<String>,
    said: Option<&'static str>,
}

/// The page.
pub async fn show(
    _: urls::Security,
    visit: Visit,
    Params(done): Params<Done>,
) -> Result<Response, PageError> {
    page(&visit, StatusCode::OK, None, done.said()).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    problem: Option<String>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let locked = service::locked_accounts(visit.desk()).await?;
    let sessions = service::open_sessions(visit.desk()).await?;
    let rules = service::sign_in_rules(&visit.app().store).await?;
    let layout = Layout::new(visit, Section::Security);
    render::page_with(status, &Page { layout, locked, sessions, rules, problem, said })
}

async fn answer<T>(
    visit: &Visit,
    result: Result<T, AccountError>,
    code: &str,
) -> Result<Response, PageError> {
    match result {
        Ok(_) => Ok(done(urls::Security, code)),
        Err(error) => {
            let (status, problem) = mendable(error)?;
            page(visit, status, Some(problem), None).await
        }
    }
}

/// Lifts a lock.
pub async fn unlock(at: urls::Unlock, visit: Visit) -> Result<Response, PageError> {
    answer(&visit, service::unlock(visit.desk(), &account_id(&at.id)?).await, "unlocked").await
}

/// Ends somebody's sessions.
pub async fn end_sessions(
    at: urls::EndSessions,
    visit: Visit,
    Fields(reason): Fields<Reason>,
) -> Result<Response, PageError> {
    let ended = service::end_sessions(visit.desk(), &account_id(&at.id)?, &reason.reason).await;
    answer(&visit, ended, "sessions").await
}

/// The rules, as typed; what is no number stays as it was.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    lock_after: String,
    lock_minutes: String,
    address_failures: String,
    idle_minutes: String,
    whole_hours: String,
    max_days: String,
}

impl Typed {
    fn rules(&self, before: SignInRules) -> SignInRules {
        let number = |text: &str, before: i64| text.trim().parse().unwrap_or(before);
        let mut rules = before;
        rules.lock_after = number(&self.lock_after, before.lock_after);
        rules.lock_minutes = number(&self.lock_minutes, before.lock_minutes);
        rules.address_failures = number(&self.address_failures, before.address_failures);
        rules.session.idle_minutes = number(&self.idle_minutes, before.session.idle_minutes);
        let hours = number(&self.whole_hours, before.session.whole_minutes / 60);
        rules.session.whole_minutes = hours.saturating_mul(60);
        rules.password.max_days = number(&self.max_days, before.password.max_days);
        rules
    }
}

/// Sets the rules.
pub async fn rules(
    _: urls::Security,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let before = service::sign_in_rules(&visit.app().store).await?;
    answer(&visit, service::change_sign_in_rules(visit.desk(), typed.rules(before)).await, "rules").await
}
