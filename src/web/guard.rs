//! What every answer carries and every request must satisfy, whatever page it is for.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::PageError;

/// Nothing from other hosts, nothing inline, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// As addresses write it.
const NUL: &str = "%00";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Keeps out the character that no text of PostgreSQL can hold: nothing has such an address, and conditions are read
/// without it.
pub async fn printable(mut request: Request, next: Next) -> Response {
    if request.uri().path().contains(NUL) {
        return PageError::NotFound.into_response();
    }
    if request.uri().query().is_some_and(|query| query.contains(NUL)) {
        let Ok(uri) = request.uri().to_string().replace(NUL, "").parse() else {
            return PageError::NotFound.into_response();
        };
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

/// Refuses requests that came under another name than this machine's own: without accounts a page of any site whose
/// name was made to point here could otherwise read everything.
pub async fn own_name(request: Request, next: Next) -> Response {
    let named_in_address = request.uri().host().is_none_or(is_own);
    if named_in_address && is_loopback(request.headers()) {
        next.run(request).await
    } else {
        PageError::Foreign.into_response()
    }
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    is_own(end.and_then(|end| host.get(..end)).unwrap_or(host))
}

/// One of this machine's own names, without a port.
fn is_own(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
