//! From a template to an answer.

use std::hash::{BuildHasher as _, Hasher as _};

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use foldhash::quality::FixedState;

use super::error::PageError;

/// Marks an answer that is meant as it is, whatever its status: no error page takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Meant;

/// Room for a page that most need no more of: a list of 50 rows.
const USUAL_BYTES: usize = 64 * 1024;

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
    let text = printable(text);
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

/// Control characters and signs that turn the direction of writing make no sense on a page, whoever typed them.
fn printable(text: String) -> String {
    let odd = |ch: char| match ch {
        '\n' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        ch => ch.is_control(),
    };
    if has_odd(text.as_bytes()) { text.chars().filter(|ch| !odd(*ch)).collect() } else { text }
}

/// Bytes looked at in one go.
const BLOCK: usize = 64;

/// True if a character to be taken out is there. A page is long and has none: blocks without a byte with which one
/// could begin are passed over in a few instructions.
fn has_odd(text: &[u8]) -> bool {
    // Without branches, so that many bytes are compared at once.
    let begins = |byte: u8| {
        ((byte < 32) & (byte != b'\n') & (byte != b'\t')) | (byte == 127) | (byte == 0xC2) | (byte == 0xE2)
    };
    let is_odd = |at: &[u8]| match *at {
        [0xC2, second, ..] => second < 0xA0,
        [0xE2, 0x80, third, ..] => (0xAA..=0xAE).contains(&third),
        [0xE2, 0x81, third, ..] => (0xA6..=0xA9).contains(&third),
        [0xC2 | 0xE2, ..] => false,
        [first, ..] => begins(first),
        [] => false,
    };
    (0..text.len()).step_by(BLOCK).any(|from| {
        let block = text.get(from..from + BLOCK).or_else(|| text.get(from..)).unwrap_or_default();
        block.iter().fold(false, |any, byte| any | begins(*byte))
            && (from..from + block.len()).any(|at| text.get(at..).is_some_and(is_odd))
    })
}
