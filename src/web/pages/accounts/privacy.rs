//! What is kept about people here, why, and what they can do about it; and agreeing to it.

use askama::Template;
use axum::response::Response;

use super::done;
use crate::domain::account::CONSENT_VERSION;
use crate::service::accounts::agree;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "accounts/privacy.html")]
struct Page {
    layout: Layout,
    edition: i64,
    /// True if it waits for the reader's agreement.
    ask: bool,
}

/// The notice.
pub async fn show(_: urls::Privacy, visit: Visit) -> Result<Response, PageError> {
    page(&visit, false)
}

/// The notice, to be agreed to.
pub async fn ask(_: urls::OwnConsent, visit: Visit) -> Result<Response, PageError> {
    page(&visit, true)
}

fn page(visit: &Visit, ask: bool) -> Result<Response, PageError> {
    render::page(&Page { layout: Layout::new(visit, Section::Other), edition: CONSENT_VERSION, ask })
}

/// Agrees.
pub async fn agreed(_: urls::OwnConsent, visit: Visit) -> Result<Response, PageError> {
    agree(visit.desk()).await?;
    Ok(done(urls::OwnAccount, "agreed"))
}
