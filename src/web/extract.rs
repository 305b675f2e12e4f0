//! Parameters behind the `?` of an address and fields of forms, with refusals in words for people.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum_extra::extract::{Form, Query};
use serde::de::DeserializeOwned;

use super::error::PageError;
use crate::messages::refusals as messages;

/// Parameters of an address. Repeated ones become lists, unknown ones are ignored.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(_) => Err(PageError::Bad(messages::bad_address().to_owned())),
        }
    }
}

/// Fields of a form that was sent.
#[derive(Debug, Clone, Copy)]
pub struct Fields<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Fields<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => {
                use axum::response::IntoResponse as _;
                Err(PageError::of_status(rejection.into_response().status()))
            }
        }
    }
}

/// Reads a page number, from 1; nothing means the first page.
///
/// # Errors
/// [`PageError::Bad`] if it is none.
pub fn page_number(text: Option<&str>) -> Result<u32, PageError> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(1),
        Some(text) => match text.parse() {
            Ok(number) if (1..=1_000_000).contains(&number) => Ok(number),
            _ => Err(PageError::Bad(messages::bad_page_number(text))),
        },
    }
}
