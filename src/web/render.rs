//! From a template to an answer.

use std::hash::{DefaultHasher, Hasher as _};

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::error::PageError;

/// Marks an answer that is meant as it is, whatever its status: no error page takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Meant;

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
    let text = printable(template.render()?);
    let mut hasher = DefaultHasher::new();
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

/// Control characters and signs that turn the direction of writing make no sense on a page, whoever typed them.
fn printable(text: String) -> String {
    let odd = |ch: char| match ch {
        '\n' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        ch => ch.is_control(),
    };
    if text.contains(odd) { text.chars().filter(|ch| !odd(*ch)).collect() } else { text }
}
