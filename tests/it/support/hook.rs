//! A small server that takes what a webhook posts, and answers as it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use duijie::domain::channel::{HookKind, HookSettings};
use tokio::net::TcpListener;

/// What it got: the rest of the address, the token, the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub query: String,
    pub token: String,
    pub key: String,
    pub body: serde_json::Value,
}

/// The server.
#[derive(Clone)]
pub struct HookServer {
    port: u16,
    answer: Arc<Mutex<(u16, &'static str)>>,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl HookServer {
    /// Starts one that says yes.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self {
            port,
            answer: Arc::new(Mutex::new((200, r#"{"errcode":0,"errmsg":"ok"}"#))),
            posted: Arc::default(),
        };
        let router = Router::new().route("/robot", post(take)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub fn answer(&self, status: u16, body: &'static str) {
        *self.answer.lock().expect("whole") = (status, body);
    }

    pub fn posted(&self) -> Vec<Posted> {
        self.posted.lock().expect("whole").clone()
    }

    pub fn settings(&self, kind: HookKind) -> HookSettings {
        HookSettings {
            url: format!("http://127.0.0.1:{}/robot?key=k", self.port),
            kind,
            secret: "geheim".to_owned(),
            body: kind.usual_body().to_owned(),
        }
    }
}

async fn take(
    State(server): State<HookServer>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, &'static str) {
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    server.posted.lock().expect("whole").push(Posted {
        query: uri.query().unwrap_or_default().to_owned(),
        token: header("authorization"),
        key: header("idempotency-key"),
        body: serde_json::from_str(&body).expect("JSON"),
    });
    let (status, said) = *server.answer.lock().expect("whole");
    (StatusCode::from_u16(status).expect("a status"), said)
}
