//! Pages about notices: the inbox, one's own switches, and the outbox with its channels for whoever keeps it.

pub mod channels;
pub mod inbox;
pub mod outbox;
pub mod switches;

use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

/// What the page says after something was done: a code in the address, words in `messages`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// Goes on to an address, saying what was done.
fn done(address: impl std::fmt::Display, code: &str) -> Response {
    Redirect::to(&format!("{address}?done={code}")).into_response()
}
