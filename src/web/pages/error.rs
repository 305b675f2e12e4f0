//! The page that stands in when something went wrong: what happened, that nothing is lost, what to do.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::domain::viewer::Viewer;
use crate::messages::refusals as messages;
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::state::Web;
use crate::web::urls;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    layout: Layout,
    title: &'static str,
    /// What happened and what to do.
    text: String,
    /// Named in the log as well.
    id: &'a str,
    /// Worth naming only where the log has more to say.
    show_id: bool,
    home: urls::Home,
    search: urls::SearchAll,
    /// Where the way on is to send a file again.
    send_again: Option<urls::Imports>,
}

fn words(error: &PageError) -> (&'static str, String) {
    let (title, text) = match error {
        PageError::NotFound => messages::NOT_FOUND,
        PageError::UploadGone => messages::UPLOAD_GONE,
        PageError::WrongMethod => messages::WRONG_METHOD,
        PageError::SignInFirst => messages::SIGN_IN_FIRST,
        PageError::NotAllowed => messages::NOT_ALLOWED,
        PageError::Foreign => messages::FOREIGN,
        PageError::TooLarge => messages::TOO_LARGE,
        PageError::TooSlow => messages::TOO_SLOW,
        PageError::TooMany(seconds) => return (messages::TOO_MANY, messages::too_many(*seconds)),
        PageError::Internal => messages::INTERNAL,
        PageError::Bad(text) => return (messages::BAD, text.clone()),
        PageError::Unavailable(text) => return (messages::UNAVAILABLE, text.clone()),
    };
    (title, text.to_owned())
}

/// Shows it; if even that fails, the bare status.
pub fn show(web: &Web, viewer: &Viewer, error: &PageError, id: &str) -> Response {
    let (title, text) = words(error);
    let show_id = matches!(error, PageError::Internal | PageError::TooSlow);
    let layout = Layout::of(web, viewer, Section::Other);
    let send_again = matches!(error, PageError::UploadGone).then_some(urls::Imports);
    let (home, search) = (urls::Home, urls::SearchAll);
    let page = ErrorPage { layout, title, text, id, show_id, home, search, send_again };
    let mut response =
        render::page_with(error.status(), &page).unwrap_or_else(|_| error.status().into_response());
    response.headers_mut().remove(header::ETAG);
    if let PageError::TooMany(seconds) = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}
