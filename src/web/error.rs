//! What can go wrong while answering, as a person sees it. A [`PageError`] is only marked on the response; the layer
//! in `layers` makes the page, so that every refusal looks alike, whoever made it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app::OpenError;
use crate::messages::account_error;
use crate::messages::refusals as messages;
use crate::search::SearchError;
use crate::service::ServiceError;
use crate::service::accounts::AccountError;
use duijie_index::IndexError;

/// Why there is no ordinary page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// No such page or record; which of the two is not said.
    NotFound,
    /// A file that was sent is no longer kept, or never was.
    UploadGone,
    /// The request cannot be understood; in words for people, naming field and remedy.
    Bad(String),
    /// The address takes no such request.
    WrongMethod,
    /// Only for those who have signed in.
    SignInFirst,
    /// Not for the role of this account.
    NotAllowed,
    /// Sent from another site.
    Foreign,
    /// More was sent than is taken.
    TooLarge,
    /// More requests than are answered; seconds after which the next one is.
    TooMany(u64),
    /// Took too long.
    TooSlow,
    /// Works again soon: the index is being built, the database is away.
    Unavailable(String),
    /// Our fault; details are in the log only.
    Internal,
}

impl PageError {
    /// Status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::UploadGone => StatusCode::NOT_FOUND,
            Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Foreign | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is meant by a bare status that some layer answered with.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::FORBIDDEN => Self::Foreign,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Self::TooSlow,
            status if status.is_client_error() => Self::Bad(messages::unreadable_request().to_owned()),
            _ => Self::Internal,
        }
    }

    /// Logs what must not be shown.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "failed to answer");
        Self::Internal
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ServiceError> for PageError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Search(SearchError::Index(
                IndexError::Missing(_) | IndexError::Outdated { .. } | IndexError::Corrupt { .. },
            )) => Self::Unavailable(messages::index_in_the_making().to_owned()),
            ServiceError::NotAllowed => Self::NotAllowed,
            ServiceError::NoSuchNeed(_) | ServiceError::NoSuchRecord(_) => Self::NotFound,
            error => Self::internal(&error),
        }
    }
}

impl From<AccountError> for PageError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Storage(_) | AccountError::Hashing => Self::internal(&error),
            AccountError::NotAllowed => Self::NotAllowed,
            AccountError::NoSuchAccount => Self::NotFound,
            AccountError::Crowded => Self::Unavailable(account_error(&error)),
            error => Self::Bad(account_error(&error)),
        }
    }
}

impl From<OpenError> for PageError {
    fn from(error: OpenError) -> Self {
        Self::internal(&error)
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::internal(&error)
    }
}
