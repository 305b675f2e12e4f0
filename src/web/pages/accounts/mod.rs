//! Pages about accounts: coming in, one's own, and what administrators and counties do with those of others.

pub mod admin;
pub mod admin_account;
pub mod invitation;
pub mod own;
pub mod own_actions;
pub mod privacy;
pub mod register;
pub mod registrations;
pub mod security;
pub mod sign_in;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::domain::ids::AccountId;
use crate::messages::account_error;
use crate::service::accounts::AccountError;
use crate::web::error::PageError;

/// What the page says after something was done: a code in the address, words in `messages`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

impl Done {
    /// In words; nothing for a code nobody made.
    fn said(&self) -> Option<&'static str> {
        crate::messages::account_done(&self.done)
    }
}

/// Goes on to an address, saying what was done.
fn done(address: impl std::fmt::Display, code: &str) -> Response {
    Redirect::to(&format!("{address}?done={code}")).into_response()
}

/// A reason typed into a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// What people can mend becomes words for the form, with the status; all else stays an error.
fn mendable(error: AccountError) -> Result<(StatusCode, String), PageError> {
    let status = match error {
        AccountError::Storage(_)
        | AccountError::Hashing
        | AccountError::NotAllowed
        | AccountError::NoSuchAccount => return Err(error.into()),
        AccountError::TooSoon(_) | AccountError::Locked(_) => StatusCode::TOO_MANY_REQUESTS,
        AccountError::Crowded => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, account_error(&error)))
}

/// An account's id in an address.
fn account_id(text: &str) -> Result<AccountId, PageError> {
    AccountId::parse(text).ok_or(PageError::NotFound)
}
