//! For monitoring: does the process live, can it answer, what does it measure.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::service::{backlog, readiness};
use crate::web::render::Meant;
use crate::web::state::Web;
use crate::web::urls;

/// `/healthz`: the process answers.
pub async fn alive(_: urls::Healthz) -> &'static str {
    "ok\n"
}

/// `/readyz`: database and indexes answer; 503 with what is missing otherwise. Never says more than the names of
/// these parts.
pub async fn ready(_: urls::Readyz, State(web): State<Web>) -> Response {
    let missing = readiness(&web.app().store, web.search()).await;
    if missing.is_empty() {
        return "ready\n".into_response();
    }
    let mut response = format!("not ready: {}\n", missing.join(", ")).into_response();
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.extensions_mut().insert(Meant);
    response
}

/// `/metrics`: what was measured.
pub async fn metrics(_: urls::Metrics, State(web): State<Web>) -> impl IntoResponse {
    let backlog = backlog(&web.app().store, web.search()).await.ok();
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media_type)], web.meters().text(backlog))
}
