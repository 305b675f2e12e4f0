//! Who asks: every request is given its viewer before any handler runs, and is let through only where that viewer may
//! be. Handlers take a [`Visit`] as an argument; there is no other way to a viewer.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::error::PageError;
use super::state::Web;
use super::urls::{self, Access};
use crate::domain::ids::AccountId;
use crate::domain::role::Role;
use crate::domain::viewer::{Origin, Scope, Viewer};
use crate::service::is_open_to_visitors;

/// The service as one viewer reaches it with one request.
#[derive(Clone)]
pub struct Visit {
    web: Web,
    viewer: Viewer,
}

impl Visit {
    /// Who asks.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
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
        let viewer = parts.extensions.get::<Viewer>().cloned().ok_or(PageError::SignInFirst)?;
        Ok(Self { web: web.clone(), viewer })
    }
}

/// Finds out who asks, and refuses what this viewer may not open.
pub async fn identify(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    // Who was found out already by a service around this one (as tests do) is believed: no client can say so itself.
    let known = request.extensions().get::<Viewer>().cloned();
    let viewer = known.unwrap_or_else(|| who_asks(&web, &request));
    let access = request.extensions().get::<MatchedPath>().map(|path| urls::access(path.as_str()));
    if let Err(refusal) = admit(&web, &viewer, access.unwrap_or(Access::Anyone)).await {
        let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
        let answer = match refusal {
            PageError::SignInFirst if *request.method() == Method::GET => {
                Redirect::to(&urls::sign_in_for(asked)).into_response()
            }
            refusal => refusal.into_response(),
        };
        return told(answer, viewer);
    }
    request.extensions_mut().insert(viewer.clone());
    told(next.run(request).await, viewer)
}

/// The answer with who asked, for the page that stands in when something went wrong.
fn told(mut answer: Response, viewer: Viewer) -> Response {
    answer.extensions_mut().insert(viewer);
    answer
}

fn who_asks(_: &Web, _: &Request) -> Viewer {
    Viewer::account(AccountId::from(ulid::Ulid::nil()), Role::BureauOfficer, Scope::All, Origin::default())
}

async fn admit(web: &Web, viewer: &Viewer, access: Access) -> Result<(), PageError> {
    let signed_in = viewer.account_id().is_some();
    match access {
        Access::Anyone => Ok(()),
        Access::Visitors if signed_in || is_open_to_visitors(&web.app().store).await? => Ok(()),
        Access::SignedIn if signed_in => Ok(()),
        Access::Duty(duty) if viewer.may(duty) => Ok(()),
        Access::Visitors | Access::SignedIn | Access::Duty(_) if !signed_in => Err(PageError::SignInFirst),
        Access::Visitors | Access::SignedIn | Access::Duty(_) => Err(PageError::NotAllowed),
    }
}
