//! What the page of an enterprise says of it, to be changed by its own people, its county and the bureau.

use axum::response::Response;

use super::edits::{self, Pairs, Place, Sent};
use crate::domain::role::Duty;
use crate::service::{EditForm, Editable, edit_enterprise, enterprise_form, undo_edit};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::Section;
use crate::web::urls;

fn place(web: &Visit, form: &EditForm) -> Place {
    let follows = web.viewer().may(Duty::FollowEnterprises);
    Place {
        section: Section::Enterprises,
        action: urls::EditEnterprise::of(&form.id).to_string(),
        back: urls::EnterprisePage::of(&form.id).to_string(),
        list: follows.then(|| (urls::Enterprises.to_string(), "企业")),
    }
}

/// The form.
pub async fn form(path: urls::EditEnterprise, web: Visit) -> Result<Response, PageError> {
    let form = enterprise_form(&web.app().store, web.viewer(), &path.id).await?;
    edits::page(&web, &place(&web, &form), &form, None, &[])
}

/// Saves it.
pub async fn save(
    path: urls::EditEnterprise,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (app, viewer, sent) = (web.app(), web.viewer(), Sent::read(&pairs));
    let form = enterprise_form(&app.store, viewer, &path.id).await?;
    if sent.revise {
        return edits::page(&web, &place(&web, &form), &form, Some(&sent.save), &[]);
    }
    let edited = edit_enterprise(&app.store, viewer, &app.city, web.now(), &path.id, &sent.save).await?;
    edits::answer(&web, &place(&web, &form), &form, &sent, edited)
}

/// Takes the last change back.
pub async fn undo(
    path: urls::UndoEnterprise,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer) = (&web.app().store, web.viewer());
    let form = enterprise_form(store, viewer, &path.id).await?;
    let version = Sent::read(&pairs).save.version;
    let done = undo_edit(store, viewer, web.now(), (Editable::Enterprise, &form.id), version).await?;
    Ok(edits::undone(&place(&web, &form).back, done))
}
