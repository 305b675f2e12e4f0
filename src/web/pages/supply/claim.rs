//! Taking over the profile that lists brought, and taking that back.

use axum::response::{IntoResponse, Redirect, Response};

use crate::service::supply::{claim_institution, undo_claim};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::urls;

fn back(id: &str, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", urls::InstitutionPage::of(id))).into_response()
}

/// Takes it over.
pub async fn claim(path: urls::ClaimInstitution, web: Visit) -> Result<Response, PageError> {
    let done = claim_institution(&web.app().store, web.viewer(), web.now(), &path.id).await?;
    Ok(back(&path.id, if done { "claimed" } else { "late" }))
}

/// Takes that back.
pub async fn undo(path: urls::UndoClaim, web: Visit) -> Result<Response, PageError> {
    let done = undo_claim(&web.app().store, web.viewer(), web.now(), &path.id).await?;
    Ok(back(&path.id, if done { "undone" } else { "late" }))
}
