//! What every answer carries and every request must satisfy, whatever page it is for.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::PageError;
use super::state::Web;

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

/// Refuses requests that came under another name than this machine's own or the public one: a page of any site whose
/// name was made to point here could otherwise read what is meant for visitors inside.
pub async fn own_name(State(web): State<Web>, request: Request, next: Next) -> Response {
    let public = web.app().settings.public_url.as_ref().map_or("", |url| url.host());
    let known = |name: &str| is_own(name) || (!public.is_empty() && name.eq_ignore_ascii_case(public));
    if request.uri().host().is_none_or(known) && host(request.headers()).is_some_and(known) {
        next.run(request).await
    } else {
        PageError::Foreign.into_response()
    }
}

/// The name under which a request came, without a port.
fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok())?;
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    Some(end.and_then(|end| host.get(..end)).unwrap_or(host))
}

/// One of this machine's own names, without a port.
fn is_own(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
