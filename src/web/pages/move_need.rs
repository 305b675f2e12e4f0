//! Steps in the life of a need, taken on its page.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::need::{self, Asked};
use super::need_life::RefusedStep;
use crate::domain::need_life::NeedMove;
use crate::messages::life as words;
use crate::service::{
    Answered, LinkAnswer, MOST_REASON_CHARS, MoveWish, Moved, confirm_own_need, move_need, undo_move,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::urls;

/// A step as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    step: String,
    version: String,
    reason: String,
    reviewed: String,
    agrees: String,
}

fn back(id: &str, what: &str) -> Response {
    Redirect::to(&format!("{}?moved={what}", urls::NeedPage::of(id))).into_response()
}

/// Takes a step.
pub async fn send(
    path: urls::MoveNeed,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    let Some(step) = NeedMove::from_code(&sent.step) else {
        return Err(PageError::Bad(words::no_such_step().to_owned()));
    };
    let wish = MoveWish {
        step,
        // A version that is none counts as an old one: then the page is shown as it stands.
        version: sent.version.parse().unwrap_or(0),
        reason: Some(sent.reason.clone()).filter(|text| !text.trim().is_empty()),
        reviewed_for_secrets: !sent.reviewed.is_empty(),
    };
    let app = web.app();
    let (status, problem) = match move_need(&app.store, web.viewer(), web.now(), &path.id, &wish).await? {
        Moved::Done(_) => return Ok(back(&path.id, "1")),
        Moved::Refused(why) => (StatusCode::UNPROCESSABLE_ENTITY, words::unlawful(why)),
        Moved::LongReason(written) => {
            (StatusCode::UNPROCESSABLE_ENTITY, words::long_reason(written, MOST_REASON_CHARS))
        }
        Moved::Stale(now) => (StatusCode::CONFLICT, words::moved_meanwhile(now)),
    };
    let refused = RefusedStep { step: Some(step), problem, typed: sent.reason };
    need::shown(&web, &path.id, Asked::default(), Some((status, refused))).await
}

/// Takes the last step back.
pub async fn undo(
    path: urls::UndoMove,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    let version = sent.version.parse().unwrap_or(0);
    let (app, reason) = (web.app(), words::TAKEN_BACK);
    let done = undo_move(&app.store, web.viewer(), web.now(), &path.id, version, reason).await?;
    if done {
        return Ok(back(&path.id, "undone"));
    }
    let refused = RefusedStep { step: None, problem: words::undo_late().to_owned(), typed: String::new() };
    need::shown(&web, &path.id, Asked::default(), Some((StatusCode::CONFLICT, refused))).await
}

/// Agrees to what was filed on behalf, or sends it back.
pub async fn confirm(
    path: urls::ConfirmOwnNeed,
    web: Visit,
    Fields(sent): Fields<Sent>,
) -> Result<Response, PageError> {
    let answer =
        LinkAnswer { agrees: sent.agrees == "1", reason: sent.reason.clone(), digits: String::new() };
    let app = web.app();
    let problem = match confirm_own_need(&app.store, web.viewer(), web.now(), &path.id, &answer).await? {
        Answered::Agreed | Answered::Returned => return Ok(back(&path.id, "1")),
        Answered::NoReason => words::say_what_is_wrong(),
        Answered::Over | Answered::WrongDigits => words::nothing_to_confirm(),
    };
    let refused = RefusedStep { step: None, problem: problem.to_owned(), typed: sent.reason };
    need::shown(&web, &path.id, Asked::default(), Some((StatusCode::UNPROCESSABLE_ENTITY, refused))).await
}
