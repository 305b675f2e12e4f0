//! Whom to call, in full: asked for with a reason, recorded, shown once and kept nowhere.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::enterprise::ContactReason;
use crate::messages;
use crate::service::{ContactOf, ContactShown, GivenReason, REASON_CHARS, contact_form, unmask_contact};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// The reason as it was given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    reason: String,
    text: String,
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    layout: Layout,
    shown: ContactShown,
    asked: Asked,
    problem: Option<String>,
    action: String,
    back: String,
}

impl ContactPage {
    fn new(web: &Visit, shown: ContactShown, asked: Asked, problem: Option<String>) -> Self {
        let id = &shown.id;
        let (section, action, back) = match shown.of {
            ContactOf::Need => {
                (Section::Needs, urls::NeedContact::of(id).to_string(), urls::NeedPage::of(id).to_string())
            }
            ContactOf::Institution => (
                Section::Institutions,
                urls::InstitutionContact::of(id).to_string(),
                urls::InstitutionPage::of(id).to_string(),
            ),
            ContactOf::Enterprise => (
                Section::Enterprises,
                urls::EnterpriseContact::of(id).to_string(),
                urls::EnterprisePage::of(id).to_string(),
            ),
        };
        Self { layout: Layout::new(web, section), shown, asked, problem, action, back }
    }

    /// A part of the contact, or that nobody filled it in.
    fn given<'a>(&self, text: &'a Option<String>) -> &'a str {
        text.as_deref().unwrap_or(messages::not_unmasked())
    }
}

async fn ask(web: &Visit, of: ContactOf, id: &str) -> Result<Response, PageError> {
    let shown = contact_form(&web.app().store, web.viewer(), (of, id)).await?;
    render::unkept(StatusCode::OK, &ContactPage::new(web, shown, Asked::default(), None))
}

async fn show(web: &Visit, of: ContactOf, id: &str, asked: Asked) -> Result<Response, PageError> {
    let store = &web.app().store;
    let Some(reason) = GivenReason::read(&asked.reason, &asked.text) else {
        let shown = contact_form(store, web.viewer(), (of, id)).await?;
        let page = ContactPage::new(web, shown, asked, Some(messages::reason_missing()));
        return render::unkept(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let shown = unmask_contact(store, web.viewer(), web.now(), (of, id), &reason).await?;
    render::unkept(StatusCode::OK, &ContactPage::new(web, shown, asked, None))
}

/// Asks why the contact of a need is wanted.
pub async fn ask_need(path: urls::NeedContact, web: Visit) -> Result<Response, PageError> {
    ask(&web, ContactOf::Need, &path.id).await
}

/// Shows it.
pub async fn show_need(
    path: urls::NeedContact,
    web: Visit,
    Fields(asked): Fields<Asked>,
) -> Result<Response, PageError> {
    show(&web, ContactOf::Need, &path.id, asked).await
}

/// Asks why the contact of an institution is wanted.
pub async fn ask_institution(path: urls::InstitutionContact, web: Visit) -> Result<Response, PageError> {
    ask(&web, ContactOf::Institution, &path.id).await
}

/// Shows it.
pub async fn show_institution(
    path: urls::InstitutionContact,
    web: Visit,
    Fields(asked): Fields<Asked>,
) -> Result<Response, PageError> {
    show(&web, ContactOf::Institution, &path.id, asked).await
}

/// Asks why the contact of an enterprise is wanted.
pub async fn ask_enterprise(path: urls::EnterpriseContact, web: Visit) -> Result<Response, PageError> {
    ask(&web, ContactOf::Enterprise, &path.id).await
}

/// Shows it.
pub async fn show_enterprise(
    path: urls::EnterpriseContact,
    web: Visit,
    Fields(asked): Fields<Asked>,
) -> Result<Response, PageError> {
    show(&web, ContactOf::Enterprise, &path.id, asked).await
}
