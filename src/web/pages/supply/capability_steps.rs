//! Steps of a capability: on show, off it, open or not, confirmed; a draft dropped; the last deed taken back.

use axum::response::{IntoResponse, Redirect, Response};

use super::super::text_forms::{Pairs, extra};
use super::{capability_form::to_be_mended, moment};
use crate::messages::refusals;
use crate::service::supply::{
    CapabilityStep, Stepped, capability_form, delete_draft, step_capability, undo_capabilities,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::urls;

fn back(id: &str, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", urls::CapabilityPage::of(id))).into_response()
}

fn version(pairs: &[(String, String)]) -> i64 {
    extra(pairs, "version").parse().unwrap_or(-1)
}

/// One step. Whoever comes from the sheet of confirmations goes back there.
pub async fn step(
    path: urls::StepCapability,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (app, now) = (web.app(), web.now());
    let step = CapabilityStep::parse(extra(&pairs, "do"));
    let step = step.ok_or_else(|| PageError::Bad(refusals::unreadable_request().to_owned()))?;
    let wanted = (version(&pairs), step);
    match step_capability(&app.store, web.viewer(), &app.city, now, &path.id, wanted).await? {
        Stepped::Done(id) => match extra(&pairs, "sheet") {
            "" => Ok(back(id.as_str(), &now.0.to_string())),
            sheet => {
                let sheet = urls::ConfirmCapabilities::of(url_part(sheet));
                Ok(Redirect::to(&format!("{sheet}?done={}", now.0)).into_response())
            }
        },
        Stepped::Late(id) => Ok(back(id.as_str(), "late")),
        Stepped::Incomplete(problems) => {
            let form = capability_form(&app.store, web.viewer(), &path.id).await?;
            to_be_mended(&web, &form, &problems)
        }
    }
}

/// Letters and digits only: what comes from a form becomes part of an address.
fn url_part(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(30).collect()
}

/// Drops a draft.
pub async fn delete(
    path: urls::DeleteCapability,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let now = web.now();
    let dropped = delete_draft(&web.app().store, web.viewer(), now, &path.id, version(&pairs)).await?;
    match dropped {
        Some(holder) => {
            let there = urls::InstitutionPage::of(holder);
            Ok(Redirect::to(&format!("{there}?done={}", now.0)).into_response())
        }
        None => Ok(back(&path.id, "late")),
    }
}

/// Takes the reader's last deed back.
pub async fn undo(
    path: urls::UndoCapability,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer) = (&web.app().store, web.viewer());
    let form = capability_form(store, viewer, &path.id).await?;
    let id = form.id.unwrap_or_default();
    let restored = undo_capabilities(store, viewer, web.now(), moment(&pairs), Some(&id)).await?;
    Ok(back(&id, if restored.is_empty() { "late" } else { "undone" }))
}
