//! Everything around the routes, from the outside in: request ids and log, meters, security headers, error pages,
//! panics, time limit, own name, printable addresses, same origin, who asks, how often, compression.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument as _;

use super::asking;
use super::error::PageError;
use super::guard;
use super::limit;
use super::pages;
use super::render::Meant;
use super::state::Web;
use crate::domain::viewer::{Origin, Viewer};

/// Carries the request's id, which error pages show and the log names.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Most bytes of a form; uploads have a limit of their own.
const FORM_BYTES: usize = 256 * 1024;
/// The longest a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Puts the layers around the routes.
pub fn around(router: Router<Web>, web: &Web) -> Router<Web> {
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, Ids(web.clone())))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn_with_state(web.clone(), observe))
        .layer(from_fn(guard::secure))
        .layer(CompressionLayer::new().gzip(true))
        .layer(from_fn_with_state(web.clone(), error_pages))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(from_fn_with_state(web.clone(), guard::own_name))
        .layer(from_fn(guard::printable))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(web.clone(), asking::identify))
        .layer(from_fn_with_state(web.clone(), limit::hold))
        .layer(DefaultBodyLimit::max(FORM_BYTES));
    router.layer(layers)
}

/// Request ids; an id sent by the client is not believed.
#[derive(Clone)]
struct Ids(Web);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&self.0.request_id()).ok().map(RequestId::new)
    }
}

/// Logs and measures one request. The log names the route, never what was typed.
async fn observe(State(web): State<Web>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    let span = tracing::info_span!("request", id = id.unwrap_or_default(), %method, route);
    let begun = tokio::time::Instant::now();
    web.meters().begin();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    web.meters().end(&method, &route, status, took);
    span.in_scope(|| tracing::info!(status = status.as_u16(), took_ms = took.as_millis() as u64, "answered"));
    response
}

/// Turns bare refusals into pages, and answers browsers that have the page already.
async fn error_pages(State(web): State<Web>, request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let id = request.extensions().get::<RequestId>().map(|id| id.header_value().clone());
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    let tag = response.headers().get(header::ETAG);
    if readable && response.status() == StatusCode::OK && known.is_some() && known.as_ref() == tag {
        return not_modified(&response);
    }
    let status = response.status();
    let meant = response.extensions().get::<Meant>().is_some();
    if status.is_success() || status.is_redirection() || meant {
        return response;
    }
    let error = response.extensions().get::<PageError>().cloned();
    let error = error.unwrap_or_else(|| PageError::of_status(status));
    let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let viewer = response.extensions().get::<Viewer>().cloned();
    let viewer = viewer.unwrap_or_else(|| Viewer::visitor(Origin::default()));
    pages::error::show(&web, &viewer, &error, id)
}

fn not_modified(response: &Response) -> Response {
    let mut answer = StatusCode::NOT_MODIFIED.into_response();
    for name in [header::ETAG, header::CACHE_CONTROL] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}
