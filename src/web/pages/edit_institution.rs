//! The profile of an institution, to be changed by its own people and by the bureau.

use axum::response::Response;

use super::edits::{self, Pairs, Place, Sent};
use crate::service::{EditForm, Editable, edit_institution, institution_form, undo_edit};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::Section;
use crate::web::urls;

fn place(form: &EditForm) -> Place {
    Place {
        section: Section::Institutions,
        action: urls::EditInstitution::of(&form.id).to_string(),
        back: urls::InstitutionPage::of(&form.id).to_string(),
        list: Some((urls::Institutions.to_string(), "机构")),
    }
}

/// The form.
pub async fn form(path: urls::EditInstitution, web: Visit) -> Result<Response, PageError> {
    let form = institution_form(&web.app().store, web.viewer(), &path.id).await?;
    edits::page(&web, &place(&form), &form, None, &[])
}

/// Saves it.
pub async fn save(
    path: urls::EditInstitution,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer, sent) = (&web.app().store, web.viewer(), Sent::read(&pairs));
    let form = institution_form(store, viewer, &path.id).await?;
    if sent.revise {
        return edits::page(&web, &place(&form), &form, Some(&sent.save), &[]);
    }
    let edited = edit_institution(store, viewer, web.now(), &path.id, &sent.save).await?;
    edits::answer(&web, &place(&form), &form, &sent, edited)
}

/// Takes the last change back.
pub async fn undo(
    path: urls::UndoInstitution,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer) = (&web.app().store, web.viewer());
    let form = institution_form(store, viewer, &path.id).await?;
    let version = Sent::read(&pairs).save.version;
    let done = undo_edit(store, viewer, web.now(), (Editable::Institution, &form.id), version).await?;
    Ok(edits::undone(&place(&form).back, done))
}
