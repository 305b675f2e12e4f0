//! From a template to an answer.

use std::borrow::Cow;
use std::hash::{BuildHasher as _, Hasher as _};

use askama::Template;
use askama::filters::Safe;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use foldhash::quality::FixedState;

use super::error::PageError;
use crate::service::Drawn;

/// Marks an answer that is meant as it is, whatever its status: no error page takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Meant;

/// Room for a page that most need no more of: a list of 50 rows.
const USUAL_BYTES: usize = 64 * 1024;

/// A part of a page that depends on nothing but a value which may be kept: drawn once, and shown as it is wherever the
/// value is shown again.
///
/// # Errors
/// If the template fails.
pub fn part<'a>(drawn: &'a Drawn, template: &impl Template) -> askama::Result<Safe<&'a str>> {
    drawn.or_draw(|| template.render()).map(Safe)
}

/// The same, but drawn anew where there is no room to keep it.
///
/// # Errors
/// If the template fails.
pub fn part_or_anew<'a>(
    drawn: Option<&'a Drawn>,
    template: &impl Template,
) -> askama::Result<Safe<Cow<'a, str>>> {
    let text = match drawn {
        Some(drawn) => Cow::Borrowed(part(drawn, template)?.0),
        None => Cow::Owned(template.render()?),
    };
    Ok(Safe(text))
}

/// Renders a page. Its tag is made of its text, so a browser that has the same text already gets none
/// (see `layers`).
///
/// # Errors
/// [`PageError::Internal`] if the template fails.
pub fn page(template: &impl Template) -> Result<Response, PageError> {
    page_with(StatusCode::OK, template)
}

/// Renders a page with another status, such as 422 for a form that was filled in wrongly.
///
/// # Errors
/// As [`page`].
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, PageError> {
    let mut text = String::with_capacity(USUAL_BYTES);
    template.render_into(&mut text)?;
    // The same text has the same tag in every process.
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text.as_bytes());
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let mut response = (status, Html(text)).into_response();
    response.extensions_mut().insert(Meant);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    // Kept by the browser only, and never shown again without asking.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Renders a page that nobody keeps, the browser neither: it shows personal data.
///
/// # Errors
/// As [`page`].
pub fn unkept(status: StatusCode, template: &impl Template) -> Result<Response, PageError> {
    let mut response = page_with(status, template)?;
    response.headers_mut().remove(header::ETAG);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
