//! What administrators do, the list of accounts, and inviting somebody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::mendable;
use crate::domain::account::{AccountStatus, roles_given_on_pages};
use crate::domain::enterprise::mask_phone;
use crate::domain::invitation::Invitation;
use crate::domain::role::{Duty, Role};
use crate::domain::session::Secret;
use crate::messages::{role_hint, unknown_choice};
use crate::service::accounts::{
    ACCOUNTS_A_PAGE, AccountFilter, AccountList, AccountShown, BodyTyped, Invited, NewAccount, find_body,
    invite, list_accounts, show_account,
};
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
#[template(path = "accounts/admin.html")]
struct Overview {
    layout: Layout,
    accounts: bool,
    security: bool,
}

/// What this administrator does.
pub async fn overview(_: urls::Admin, visit: Visit) -> Result<Response, PageError> {
    let may = |duty| visit.viewer().may(duty);
    let (accounts, security) = (may(Duty::ManageAccounts), may(Duty::ManageSecurity));
    render::page(&Overview { layout: Layout::new(&visit, Section::Other), accounts, security })
}

/// What narrows the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    role: String,
    status: String,
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/list.html")]
struct ListPage {
    layout: Layout,
    list: AccountList,
    asked: Asked,
    roles: &'static [Role],
    statuses: &'static [AccountStatus],
    pager: Pager,
}

/// The list.
pub async fn list(
    _: urls::Accounts,
    visit: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let read = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let unknown = |text: &str| PageError::Bad(unknown_choice(text));
    let role =
        read(&asked.role).map(|code| Role::from_code(&code).ok_or_else(|| unknown(&code))).transpose()?;
    let status = read(&asked.status);
    let status =
        status.map(|code| AccountStatus::from_code(&code).ok_or_else(|| unknown(&code))).transpose()?;
    let filter = AccountFilter { text: read(&asked.q), role, status, organisation: None };
    let page = page_number(asked.page.as_deref())?;
    let list = list_accounts(visit.desk(), &filter, i64::from(page)).await?;
    let address = Address::new(urls::Accounts)
        .with("q", &asked.q)
        .with("role", &asked.role)
        .with("status", &asked.status);
    let (total, shown) = (list.total.unsigned_abs(), usize::try_from(list.page).unwrap_or(1));
    let pager = Pager::new(total, shown, usize::try_from(ACCOUNTS_A_PAGE).unwrap_or(50), &address);
    let layout = Layout::new(&visit, Section::Accounts);
    render::page(&ListPage { layout, list, asked, roles: Role::ALL, statuses: AccountStatus::ALL, pager })
}

/// Somebody to be invited, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) county: String,
    pub(super) department: String,
    pub(super) groups: String,
    pub(super) enterprise: String,
    pub(super) institution: String,
    pub(super) team: String,
    pub(super) reason: String,
}

impl Typed {
    pub(super) fn body(&self) -> BodyTyped {
        BodyTyped {
            county: self.county.clone(),
            department: self.department.clone(),
            groups: self.groups.clone(),
            enterprise: self.enterprise.clone(),
            institution: self.institution.clone(),
            team: self.team.clone(),
        }
    }

    pub(super) fn role(&self) -> Result<Role, PageError> {
        Role::from_code(&self.role).ok_or_else(|| PageError::Bad(unknown_choice(&self.role)))
    }
}

/// What the form for role and body offers.
pub(super) struct Choices {
    pub(super) roles: Vec<(Role, &'static str)>,
    pub(super) counties: Vec<(String, String)>,
    pub(super) departments: Vec<String>,
}

/// What it offers here.
pub(super) fn choices(visit: &Visit) -> Choices {
    let city = &visit.app().city;
    let mut departments: Vec<String> = Vec::new();
    let led = city.groups.groups.iter().map(|group| &group.department);
    for department in led.chain(city.groups.overlays.iter().map(|overlay| &overlay.department)) {
        if !departments.contains(department) {
            departments.push(department.clone());
        }
    }
    Choices {
        roles: roles_given_on_pages().into_iter().map(|role| (role, role_hint(role))).collect(),
        counties: city.counties.iter().map(|one| (one.code.to_string(), one.name.clone())).collect(),
        departments,
    }
}

#[derive(Template)]
#[template(path = "accounts/new.html")]
struct NewPage {
    layout: Layout,
    typed: Typed,
    choices: Choices,
    problem: Option<String>,
}

/// The form for inviting.
pub async fn form(_: urls::NewAccount, visit: Visit) -> Result<Response, PageError> {
    new_page(&visit, StatusCode::OK, Typed::default(), None)
}

fn new_page(
    visit: &Visit,
    status: StatusCode,
    typed: Typed,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let layout = Layout::new(visit, Section::Accounts);
    render::page_with(status, &NewPage { layout, typed, choices: choices(visit), problem })
}

/// Invites, and shows the link once.
pub async fn send(
    _: urls::Accounts,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    let (role, secret) = (typed.role()?, visit.app().secret()?);
    let invited = match find_body(visit.desk(), role, &typed.body()).await {
        Ok(organisation) => {
            let (phone, email) = (Some(typed.phone.clone()), Some(typed.email.clone()));
            let new = NewAccount { name: typed.name.clone(), phone, email, role, organisation };
            invite(visit.desk(), new, &secret).await
        }
        Err(error) => Err(error),
    };
    match invited {
        Ok(invited) => link_page(&visit, &invited, &secret, urls::Accounts.to_string()).await,
        Err(error) => {
            let (status, problem) = mendable(error)?;
            new_page(&visit, status, typed, Some(problem))
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
struct LinkPage {
    layout: Layout,
    shown: AccountShown,
    invitation: Invitation,
    link: String,
    phone: Option<String>,
    back: String,
}

/// Shows a link. It is shown this once: only its hash is kept.
pub(super) async fn link_page(
    visit: &Visit,
    invited: &Invited,
    secret: &Secret,
    back: String,
) -> Result<Response, PageError> {
    let shown = show_account(visit.desk(), &invited.account).await?;
    let link = format!("{}{}", visit.app().settings.base(), urls::InvitationPage::of(secret.reveal()));
    let phone = shown.row.account.phone.as_deref().map(mask_phone);
    let layout = Layout::new(visit, Section::Accounts);
    render::page(&LinkPage { layout, shown, invitation: invited.invitation.clone(), link, phone, back })
}
