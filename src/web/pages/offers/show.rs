//! The page of an offer: what it says, how it stands, what each side can do with it, and whom to call once both want to
//! talk.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::OfferView;
use crate::domain::offer::{DeclineReason, OfferStatus, OfferStep};
use crate::messages;
use crate::messages::offers as words;
use crate::service::AgreedContact;
use crate::service::offers::{StepTaken, offer_contact, show_offer, take_offer_step};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    did: Option<String>,
}

/// What a form sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    version: String,
    /// `yes`, or the code of a reason.
    answer: String,
}

/// What is said on top.
struct Note {
    good: bool,
    title: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "offers/show.html")]
struct OfferPage {
    layout: Layout,
    one: OfferView,
    note: Option<Note>,
    contact: Option<AgreedContact>,
}

impl OfferPage {
    /// A part of the contact, or that nobody filled it in.
    fn given<'a>(&self, text: &'a Option<String>) -> &'a str {
        text.as_deref().unwrap_or(messages::not_unmasked())
    }
}

/// One offer.
pub async fn show(
    path: urls::OfferPage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    page(&web, &path.id, StatusCode::OK, asked.did.is_some(), None).await
}

/// The page with a note: `problem` if there is one, else what the reader did last if `did` asks for it. What it says is
/// looked up, never taken from the address.
async fn page(
    web: &Visit,
    id: &str,
    status: StatusCode,
    did: bool,
    problem: Option<(&'static str, &'static str)>,
) -> Result<Response, PageError> {
    let shown = show_offer(&web.app().store, web.viewer(), web.now(), id).await?;
    let last = shown.steps.last().filter(|last| did && last.actor == web.viewer().actor());
    let done = last.map(|last| words::offer_done(last.step));
    let note = match (problem, done) {
        (Some((title, text)), _) => Some(Note { good: false, title, text }),
        (None, Some((title, text))) => Some(Note { good: true, title, text }),
        (None, None) => None,
    };
    let layout = Layout::new(web, Section::Offers);
    let one = OfferView::new(web.viewer(), shown);
    render::unkept(status, &OfferPage { layout, one, note, contact: None })
}

/// The enterprise answers, in one tap.
pub async fn answer(
    path: urls::OfferAnswer,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    let (step, reason) = match DeclineReason::from_code(&sent.answer) {
        Some(reason) => (OfferStep::Decline, Some(reason)),
        None if sent.answer == "yes" => (OfferStep::Welcome, None),
        None => return page(&web, &path.id, StatusCode::UNPROCESSABLE_ENTITY, false, Some(UNCHOSEN)).await,
    };
    take(&web, &path.id, &sent, (step, reason)).await
}

/// What is said to an answer that is none.
const UNCHOSEN: (&str, &str) = ("没有答复", "请按“愿意谈”，或者展开“暂不考虑”选一个理由");

/// The institution withdraws.
pub async fn withdraw(
    path: urls::OfferWithdraw,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    take(&web, &path.id, &sent, (OfferStep::Withdraw, None)).await
}

/// Either side takes its last step back.
pub async fn undo(
    path: urls::OfferUndo,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    let shown = show_offer(&web.app().store, web.viewer(), web.now(), &path.id).await?;
    match shown.rights.undo {
        Some(step) => take(&web, &path.id, &sent, (step, None)).await,
        None => ended(&web, &path.id, StepTaken::Late).await,
    }
}

async fn take(
    web: &Visit,
    id: &str,
    sent: &Sent,
    step: (OfferStep, Option<DeclineReason>),
) -> Result<Response, PageError> {
    let version = sent.version.parse().unwrap_or(0);
    let taken = take_offer_step(&web.app().store, web.viewer(), web.now(), (id, version), step).await?;
    ended(web, id, taken).await
}

async fn ended(web: &Visit, id: &str, taken: StepTaken) -> Result<Response, PageError> {
    match words::step_not_taken(taken) {
        None => Ok(Redirect::to(&format!("{}?did=1", urls::OfferPage::of(id))).into_response()),
        problem => page(web, id, StatusCode::CONFLICT, false, problem).await,
    }
}

/// Reloading the page of a contact leads back: every reading is asked for.
pub async fn ask_contact(path: urls::OfferContact, _: Visit) -> Redirect {
    Redirect::to(&urls::OfferPage::of(&path.id).to_string())
}

/// Whom to call, recorded and shown once.
pub async fn contact(path: urls::OfferContact, web: Visit) -> Result<Response, PageError> {
    let (store, viewer, now) = (&web.app().store, web.viewer(), web.now());
    let Some(found) = offer_contact(store, viewer, now, &path.id).await? else {
        let problem = Some(words::contact_not_agreed());
        return page(&web, &path.id, StatusCode::CONFLICT, false, problem).await;
    };
    let shown = show_offer(store, viewer, now, &path.id).await?;
    let layout = Layout::new(&web, Section::Offers);
    let one = OfferView::new(viewer, shown);
    render::unkept(StatusCode::OK, &OfferPage { layout, one, note: None, contact: Some(found.contact) })
}
