//! Edits what an enterprise's page says of it: the contact by its own people, its county and the bureau; industry and
//! state ownership, which decide who looks after it, by county and bureau only.

use super::ServiceError;
use super::editing::{EditForm, Edited, Save, Theirs, edits_since, record};
use crate::city::CityPack;
use crate::domain::enterprise::Enterprise;
use crate::domain::profile::Profile;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, StorageError, Store};

/// Whether the viewer may edit it; true if it is the viewer's own. Whoever does not look after it never gets here:
/// storage does not find it for them.
pub(super) fn right(viewer: &Viewer, enterprise: &Enterprise) -> Result<bool, ServiceError> {
    match viewer.scope() {
        Scope::All | Scope::County(_) => Ok(false),
        Scope::Enterprise(own) if *own == enterprise.id => Ok(true),
        Scope::Enterprise(_) | Scope::Department(_) | Scope::Institution(_) | Scope::Public => {
            Err(ServiceError::NotAllowed)
        }
    }
}

/// True if this viewer is offered the form.
#[must_use]
pub fn may_edit_enterprise(viewer: &Viewer, enterprise: &Enterprise) -> bool {
    right(viewer, enterprise).is_ok()
}

fn form(enterprise: &Enterprise, owner: bool) -> EditForm {
    let whole = Profile::of_enterprise(enterprise, !owner);
    let about = (enterprise.id.as_str(), enterprise.name.as_str(), enterprise.version);
    EditForm::new(about, &whole, &enterprise.contact, owner)
}

/// The form of the enterprise with this id or credit code.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn enterprise_form(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
) -> Result<EditForm, ServiceError> {
    let found = storage::find_enterprise(&mut *store.read().await?, viewer, reference).await?;
    let enterprise = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let owner = right(viewer, &enterprise)?;
    Ok(form(&enterprise, owner))
}

/// Saves what was typed, if nobody changed the enterprise since.
///
/// # Errors
/// As [`enterprise_form`].
pub async fn edit_enterprise(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    reference: &str,
    save: &Save,
) -> Result<Edited, ServiceError> {
    match attempt(store, viewer, city, now, reference, save).await {
        // Somebody was quicker by a moment: the second look finds what they wrote.
        Err(ServiceError::Storage(StorageError::Stale { .. })) => {
            attempt(store, viewer, city, now, reference, save).await
        }
        ended => ended,
    }
}

async fn attempt(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    reference: &str,
    save: &Save,
) -> Result<Edited, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_enterprise(tx.conn(), viewer, reference).await?;
    let current = found.ok_or_else(|| ServiceError::NoSuchRecord(reference.trim().to_owned()))?;
    let owner = right(viewer, &current)?;
    let known = Profile::of_enterprise(&current, !owner);
    let typed = save.meant(&known, owner);
    let changed = typed.changed(&known);
    if changed.is_empty() {
        let same = current.version == save.version;
        return Ok(if same { Edited::Unchanged } else { Edited::Already });
    }
    let about = (Entity::Enterprise, current.id.as_str());
    if current.version != save.version {
        let (newest, first) = edits_since(tx.conn(), about, (save.version, current.version)).await?;
        let image = first.and_then(|edit| serde_json::from_str::<Enterprise>(&edit.before?).ok());
        let base = image.map(|image| Profile::of_enterprise(&image, !owner));
        let theirs = Theirs::new(form(&current, owner), newest.as_ref(), base, owner);
        return Ok(Edited::Stale(Box::new(theirs)));
    }
    let problems = typed.problems(&known, |code| city.nearest_industry(code).is_some());
    if !problems.is_empty() {
        return Ok(Edited::Wrong(problems));
    }
    storage::update_enterprise(&mut tx, &typed.put_enterprise(current.clone())).await?;
    record(&mut tx, about, &changed, &current, current.version + 1).await?;
    tx.commit().await?;
    Ok(Edited::Saved(changed))
}
