//! Short messages by a webhook: one POST of JSON, in which text, telephone and id are put where the template says.
//!
//! A connection that was not made, and an answer that says no, are certain. Once the request is on its way and no answer
//! comes, or the server says that it broke down over it, nobody knows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use sha2::Sha256;

use axum::body::Bytes;
use axum::http::{Request, StatusCode, header};

use super::{Patience, in_time};
use crate::domain::channel::{HookKind, HookSettings, OutgoingHook, SendProblem, SendResult};

/// Most of an answer that is read.
const MOST_BYTES: usize = 64 * 1024;

/// Sends a short message.
pub async fn post_hook(hook: &HookSettings, message: &OutgoingHook, patience: Patience) -> SendResult {
    let (Some(request), Some(client)) = (request(hook, message), client(patience)) else {
        return SendResult::Never(SendProblem::NoChannel);
    };
    match in_time(patience.connect + patience.step, client.request(request)).await {
        None => SendResult::Unknown(SendProblem::Unknown),
        Some(Err(error)) if error.is_connect() => SendResult::NotYet(SendProblem::Unreachable),
        Some(Err(_)) => SendResult::Unknown(SendProblem::Unknown),
        Some(Ok(answer)) => {
            let status = answer.status();
            let body = in_time(patience.step, Limited::new(answer.into_body(), MOST_BYTES).collect()).await;
            let body = body.and_then(Result::ok).map(|body| body.to_bytes());
            judge(hook.kind, status, body.as_deref())
        }
    }
}

/// What an answer means. Robots answer 200 and say in the body whether they took it.
fn judge(kind: HookKind, status: StatusCode, body: Option<&[u8]>) -> SendResult {
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        return SendResult::NotYet(SendProblem::Later);
    }
    if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN {
        return SendResult::Never(SendProblem::Credentials);
    }
    if status.is_server_error() {
        return SendResult::Unknown(SendProblem::Unknown);
    }
    if !status.is_success() {
        return SendResult::Never(SendProblem::Refused);
    }
    if kind == HookKind::Gateway {
        return SendResult::Sent;
    }
    let said = body.and_then(|body| serde_json::from_slice::<Value>(body).ok());
    match said.as_ref().and_then(|said| said.get("errcode")).and_then(Value::as_i64) {
        Some(0) => SendResult::Sent,
        // Both say so where a robot is asked too often.
        Some(45_009 | 130_101 | -1) => SendResult::NotYet(SendProblem::Later),
        Some(_) => SendResult::Never(SendProblem::Refused),
        None => SendResult::Unknown(SendProblem::Unknown),
    }
}

fn client(patience: Patience) -> Option<Client<HttpsConnector<HttpConnector>, Full<Bytes>>> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(patience.connect));
    let provider = rustls::crypto::ring::default_provider();
    let https = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .ok()?
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Some(Client::builder(TokioExecutor::new()).build(https))
}

fn request(hook: &HookSettings, message: &OutgoingHook) -> Option<Request<Full<Bytes>>> {
    let mut url = url::Url::parse(&hook.url).ok()?;
    if hook.kind == HookKind::DingTalk {
        let at = message.at.0.to_string();
        url.query_pairs_mut().append_pair("timestamp", &at).append_pair("sign", &sign(&hook.secret, &at)?);
    }
    let mut request = Request::post(url.as_str())
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header("idempotency-key", message.message_id.trim_matches(['<', '>']));
    if hook.kind == HookKind::Gateway && !hook.secret.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", hook.secret));
    }
    request.body(Full::new(Bytes::from(body(hook, message)?))).ok()
}

/// What 钉钉 calls a signature: HMAC-SHA256 with the secret over time and secret, in base64.
fn sign(secret: &str, at: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{at}\n{secret}").as_bytes());
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

/// The body, with what is put in as JSON texts, whatever signs they hold.
fn body(hook: &HookSettings, message: &OutgoingHook) -> Option<String> {
    let mut body: Value = serde_json::from_str(&hook.body).ok()?;
    fill(&mut body, message);
    Some(body.to_string())
}

fn fill(value: &mut Value, message: &OutgoingHook) {
    match value {
        Value::String(text) if text.contains("{{") => {
            *text = text
                .replace("{{phone}}", &message.phone)
                .replace("{{id}}", message.message_id.trim_matches(['<', '>']))
                .replace("{{text}}", &message.text);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, message)),
        Value::Object(fields) => fields.values_mut().for_each(|item| fill(item, message)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::{body, judge, sign};
    use crate::domain::channel::{HookKind, HookSettings, OutgoingHook, SendProblem, SendResult};
    use crate::domain::time::Instant;

    #[test]
    fn whatever_a_text_holds_stays_one_text() {
        let text = "引号\"、换行\n和 {{phone}} 都照写".to_owned();
        let message = OutgoingHook {
            phone: "13800001234".to_owned(),
            message_id: "<a@b>".to_owned(),
            at: Instant(0),
            text,
        };
        let hook = HookSettings {
            url: "http://127.0.0.1/".to_owned(),
            kind: HookKind::Gateway,
            secret: String::new(),
            body: HookKind::Gateway.usual_body().to_owned(),
        };
        let said: serde_json::Value = serde_json::from_str(&body(&hook, &message).unwrap()).unwrap();
        assert_eq!(said["content"], message.text.as_str());
        assert_eq!((said["phone"].as_str(), said["id"].as_str()), (Some("13800001234"), Some("a@b")));
    }

    #[test]
    fn a_signature_is_the_one_that_dingtalk_computes() {
        // HMAC-SHA256("this is secret", "1577836800000\nthis is secret"), computed with Python's hmac.
        assert_eq!(sign("this is secret", "1577836800000").unwrap(), SIGNED);
    }

    const SIGNED: &str = "fFV9t5lBS7KH4+5B0JjR99ab+AJkXFauQXycgTkS/tc=";

    #[test]
    fn robots_say_in_the_body_whether_they_took_it() {
        let of = |body: &str| judge(HookKind::WeCom, StatusCode::OK, Some(body.as_bytes()));
        assert_eq!(of(r#"{"errcode":0,"errmsg":"ok"}"#), SendResult::Sent);
        assert_eq!(of(r#"{"errcode":45009}"#), SendResult::NotYet(SendProblem::Later));
        assert_eq!(of(r#"{"errcode":93000}"#), SendResult::Never(SendProblem::Refused));
        assert_eq!(of("<html>"), SendResult::Unknown(SendProblem::Unknown));
    }
}
