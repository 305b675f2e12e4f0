//! Parameters behind the `?` of an address and fields of forms, with refusals in words for people.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::IntoResponse as _;
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
        let refused = |status| PageError::of_status(status);
        let (parts, body) = request.into_parts();
        let read = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(read, state).await;
        let bytes = bytes.map_err(|rejection| refused(rejection.into_response().status()))?;
        let request = Request::from_parts(parts, Body::from(without_nul(bytes)));
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(refused(rejection.into_response().status())),
        }
    }
}

/// The fields without the character that no text of PostgreSQL can hold, and that nobody types.
fn without_nul(body: Bytes) -> Bytes {
    let has = body.contains(&0) || body.windows(3).any(|sign| sign == b"%00");
    if !has {
        return body;
    }
    let mut kept = Vec::with_capacity(body.len());
    let mut rest: &[u8] = &body;
    while let Some((first, after)) = rest.split_first() {
        rest = match rest.strip_prefix(b"%00") {
            Some(after) => after,
            None => {
                kept.extend((*first != 0).then_some(*first));
                after
            }
        };
    }
    kept.into()
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
