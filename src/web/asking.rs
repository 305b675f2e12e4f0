//! Who asks: every request is given its viewer before any handler runs, and is let through only where that viewer may
//! be. Handlers take a [`Visit`] as an argument; there is no other way to a viewer.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::PageError;
use super::session;
use super::state::Web;
use super::urls::{self, Access};
use crate::domain::ids::SessionId;
use crate::domain::viewer::Viewer;
use crate::service::accounts::{Asking, Desk, Must, note_request, who_asks};
use crate::service::is_open_to_visitors;

/// The service as one viewer reaches it with one request.
#[derive(Clone)]
pub struct Visit {
    web: Web,
    asking: Arc<Asking>,
}

impl Visit {
    /// Who asks.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.asking.viewer
    }

    /// Who asks, with the session and the person's name.
    #[must_use]
    pub fn asking(&self) -> &Asking {
        &self.asking
    }

    /// The session by which somebody asks.
    ///
    /// # Errors
    /// [`PageError::SignInFirst`] for visitors.
    pub fn session(&self) -> Result<&SessionId, PageError> {
        self.asking.session.as_ref().ok_or(PageError::SignInFirst)
    }

    /// What use cases about accounts work with.
    #[must_use]
    pub fn desk(&self) -> Desk<'_> {
        let app = self.web.app();
        Desk { store: &app.store, passwords: &app.passwords, viewer: self.viewer(), now: self.web.now() }
    }
}

impl std::ops::Deref for Visit {
    type Target = Web;

    fn deref(&self) -> &Web {
        &self.web
    }
}

impl FromRequestParts<Web> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, PageError> {
        // Missing only where a route was put outside the layers: then nobody is let in.
        let asking = parts.extensions.get::<Arc<Asking>>().cloned().ok_or(PageError::SignInFirst)?;
        Ok(Self { web: web.clone(), asking })
    }
}

/// Finds out who asks, and refuses what this viewer may not open.
pub async fn identify(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let pattern = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let access = pattern.as_deref().map_or(Access::Anyone, urls::access);
    let asking = match ask(&web, &parts, access).await {
        Ok(asking) => Arc::new(asking),
        Err(refusal) => return refusal.into_response(),
    };
    let answer = match admit(&web, &asking.viewer, access).await {
        Err(refusal) => refused(&parts, refusal),
        Ok(()) => {
            match asking.must.filter(|_| !urls::is_about_oneself(pattern.as_deref().unwrap_or_default())) {
                Some(must) => Redirect::to(&first(must)).into_response(),
                None => {
                    parts.extensions.insert(Arc::clone(&asking));
                    next.run(Request::from_parts(parts, body)).await
                }
            }
        }
    };
    told(answer, &asking)
}

async fn ask(web: &Web, parts: &Parts, access: Access) -> Result<Asking, PageError> {
    let origin = session::origin(web, parts);
    if access == Access::Blind {
        return Ok(Asking::visitor(origin));
    }
    let shown = session::shown(web, &parts.headers);
    let asking = who_asks(&web.app().store, shown.as_ref(), origin, web.now()).await;
    let asking = asking.map_err(|error| PageError::internal(&error))?;
    if asking.to_be_noted
        && let Some(session) = &asking.session
    {
        note(web, session);
    }
    Ok(asking)
}

/// Notes beside the answer that a session is in use, one note of a session at a time.
fn note(web: &Web, session: &SessionId) {
    let Some(noting) = web.noting(session) else { return };
    let web = web.clone();
    tokio::spawn(async move {
        if let Err(error) = note_request(&web.app().store, noting.session(), web.now()).await {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    });
}

fn refused(parts: &Parts, refusal: PageError) -> Response {
    let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
    match refusal {
        PageError::SignInFirst if parts.method == Method::GET => {
            Redirect::to(&urls::sign_in_for(asked)).into_response()
        }
        refusal => refusal.into_response(),
    }
}

/// Where whoever must do something first is sent.
fn first(must: Must) -> String {
    match must {
        Must::ChangePassword => urls::OwnPassword.to_string(),
        Must::Agree => urls::OwnConsent.to_string(),
    }
}

/// The answer with who asked, for the page that stands in when something went wrong. What was answered to somebody who
/// signed in is kept nowhere.
fn told(mut answer: Response, asking: &Asking) -> Response {
    answer.extensions_mut().insert(asking.viewer.clone());
    if asking.session.is_some() {
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
    }
    answer
}

async fn admit(web: &Web, viewer: &Viewer, access: Access) -> Result<(), PageError> {
    let signed_in = viewer.account_id().is_some();
    match access {
        Access::Anyone | Access::Blind => Ok(()),
        Access::Visitors if signed_in || is_open_to_visitors(&web.app().store).await? => Ok(()),
        Access::SignedIn if signed_in => Ok(()),
        Access::Duty(duty) if viewer.may(duty) => Ok(()),
        Access::Visitors | Access::SignedIn | Access::Duty(_) if !signed_in => Err(PageError::SignInFirst),
        Access::Visitors | Access::SignedIn | Access::Duty(_) => Err(PageError::NotAllowed),
    }
}
