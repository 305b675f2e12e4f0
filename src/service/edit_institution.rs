//! Edits the profile of an institution: by its own people, and by the bureau.

use super::ServiceError;
use super::editing::{EditForm, Edited, Save, Theirs, edits_since, record};
use crate::domain::institution::Institution;
use crate::domain::profile::Profile;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, StorageError, Store};

/// Whether the viewer may edit it; true if it is the viewer's own.
pub(super) fn right(viewer: &Viewer, institution: &Institution) -> Result<bool, ServiceError> {
    match viewer.scope() {
        Scope::All => Ok(false),
        Scope::Institution(own) if *own == institution.id => Ok(true),
        Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => Err(ServiceError::NotAllowed),
    }
}

/// True if this viewer is offered the form.
#[must_use]
pub fn may_edit_institution(viewer: &Viewer, institution: &Institution) -> bool {
    right(viewer, institution).is_ok()
}

fn form(institution: &Institution, owner: bool) -> EditForm {
    let whole = Profile::of_institution(institution);
    let about = (institution.id.as_str(), institution.name.as_str(), institution.version);
    EditForm::new(about, &whole, &institution.contact, owner)
}

/// The form of the institution with this id, number or name.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn institution_form(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
) -> Result<EditForm, ServiceError> {
    let found = storage::find_institution(&mut *store.read().await?, viewer, reference).await?;
    let institution = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let owner = right(viewer, &institution)?;
    Ok(form(&institution, owner))
}

/// Saves what was typed, if nobody changed the institution since.
///
/// # Errors
/// As [`institution_form`].
pub async fn edit_institution(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    save: &Save,
) -> Result<Edited, ServiceError> {
    match attempt(store, viewer, now, reference, save).await {
        // Somebody was quicker by a moment: the second look finds what they wrote.
        Err(ServiceError::Storage(StorageError::Stale { .. })) => {
            attempt(store, viewer, now, reference, save).await
        }
        ended => ended,
    }
}

async fn attempt(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    save: &Save,
) -> Result<Edited, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_institution(tx.conn(), viewer, reference).await?;
    let current = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let owner = right(viewer, &current)?;
    let known = Profile::of_institution(&current);
    let typed = save.meant(&known, owner);
    let changed = typed.changed(&known);
    if changed.is_empty() {
        let same = current.version == save.version;
        return Ok(if same { Edited::Unchanged } else { Edited::Already });
    }
    let about = (Entity::Institution, current.id.as_str());
    if current.version != save.version {
        let (newest, first) = edits_since(tx.conn(), about, (save.version, current.version)).await?;
        let image = first.and_then(|edit| serde_json::from_str::<Institution>(&edit.before?).ok());
        let base = image.as_ref().map(Profile::of_institution);
        let theirs = Theirs::new(form(&current, owner), newest.as_ref(), base, owner);
        return Ok(Edited::Stale(Box::new(theirs)));
    }
    let problems = typed.problems(&known, |_| false);
    if !problems.is_empty() {
        return Ok(Edited::Wrong(problems));
    }
    storage::update_institution(&mut tx, &typed.put_institution(current.clone())).await?;
    record(&mut tx, about, &changed, &current, current.version + 1).await?;
    tx.commit().await?;
    Ok(Edited::Saved(changed))
}
