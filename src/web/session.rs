//! The session at the edge: the cookie that a browser shows, and whence a request comes.
//!
//! `tower-sessions` is not used: it takes the time from the system's clock, where ours is a parameter, and it can
//! neither list nor end the sessions of one account. What it would do for us is these few lines and `find_asker`.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::extract::connect_info::Connected;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::serve::IncomingStream;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use tower_http::request_id::RequestId;

use super::listener::PatientListener;
use super::state::Web;
use crate::domain::session::{Secret, SecretHash, read_secret};
use crate::domain::viewer::Origin;
use crate::settings::client_address;

/// Name of the cookie on plain http.
const PLAIN: &str = "duijie";
/// Name of the cookie on https: browsers take it from this very host only, for the whole of it.
const SECURE: &str = "__Host-duijie";

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, PatientListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, PatientListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

fn name(web: &Web) -> &'static str {
    if web.app().settings.is_secure() { SECURE } else { PLAIN }
}

/// What the browser shows; `None` if it shows nothing that can be a secret.
#[must_use]
pub fn shown(web: &Web, headers: &HeaderMap) -> Option<SecretHash> {
    CookieJar::from_headers(headers).get(name(web)).and_then(|cookie| read_secret(cookie.value()))
}

/// The answer's cookie that begins a session. Without an age: it goes when the browser is closed.
pub fn begin(web: &Web, secret: &Secret) -> CookieJar {
    CookieJar::new().add(cookie(web, secret.reveal()))
}

/// The answer's cookie that ends one.
pub fn end(web: &Web) -> CookieJar {
    let mut gone = cookie(web, String::new());
    gone.make_removal();
    CookieJar::new().add(gone)
}

fn cookie(web: &Web, value: String) -> Cookie<'static> {
    Cookie::build((name(web), value))
        .path("/")
        .http_only(true)
        .secure(web.app().settings.is_secure())
        .same_site(SameSite::Lax)
        .build()
}

/// Whence a request comes, for the audit trail and the counting of failures.
#[must_use]
pub fn origin(web: &Web, parts: &Parts) -> Origin {
    let id = parts.extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    Origin {
        address: client(web, parts).map(|address| address.to_string()),
        request: id.map(str::to_owned),
        unit: None,
    }
}

fn client(web: &Web, parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(Peer(peer)) = parts.extensions.get::<ConnectInfo<Peer>>()?;
    let forwarded: Vec<&str> =
        parts.headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    Some(client_address(peer.ip(), &forwarded, &web.app().settings.proxies))
}

/// What the browser calls itself.
#[must_use]
pub fn device(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned)
}
