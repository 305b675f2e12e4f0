//! Shows a contact in full, for a stated reason. The audit record is made permanent first: a reading that cannot be
//! recorded is not shown.

use sqlx::AnyConnection;

use super::ServiceError;
use crate::domain::enterprise::{Contact, ContactReason};
use crate::domain::need::NeedContact;
use crate::domain::role::Duty;
use crate::domain::text::clean;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, Store};

/// Most characters of a reason in words.
pub const REASON_CHARS: usize = 200;

/// Whose contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactOf {
    /// Of a need.
    Need,
    /// Of an enterprise.
    Enterprise,
    /// Of an institution.
    Institution,
}

/// A reason as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenReason {
    /// Which.
    pub kind: ContactReason,
    /// In words.
    pub text: String,
}

impl GivenReason {
    /// What a form brought; `None` if no reason was chosen, or "something else" is without words, or has too many.
    #[must_use]
    pub fn read(code: &str, text: &str) -> Option<Self> {
        let kind = ContactReason::from_code(code)?;
        let text = if kind == ContactReason::Other { clean(text) } else { String::new() };
        let said = kind != ContactReason::Other || !text.is_empty();
        (said && text.chars().count() <= REASON_CHARS).then_some(Self { kind, text })
    }
}

/// A contact in full, or before a reason was given only whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactShown {
    /// Kind of record.
    pub of: ContactOf,
    /// Id of the record.
    pub id: String,
    /// Name or title of the record.
    pub title: String,
    /// The contact; `None` as long as no reason was given.
    pub contact: Option<NeedContact>,
}

/// Whose contact it would be, for the form that asks for a reason.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who may never see it; [`ServiceError::NoSuchRecord`].
pub async fn contact_form(
    store: &Store,
    viewer: &Viewer,
    (of, reference): (ContactOf, &str),
) -> Result<ContactShown, ServiceError> {
    let found = find(&mut *store.read().await?, viewer, of, reference).await?;
    Ok(ContactShown { contact: None, ..found })
}

/// Records the reading with its reason, then shows the contact.
///
/// # Errors
/// As [`contact_form`]; otherwise if the database fails, and then nothing is shown.
pub async fn unmask_contact(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (of, reference): (ContactOf, &str),
    reason: &GivenReason,
) -> Result<ContactShown, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = find(tx.conn(), viewer, of, reference).await?;
    let entity = match of {
        ContactOf::Need => Entity::Need,
        ContactOf::Enterprise => Entity::Enterprise,
        ContactOf::Institution => Entity::Institution,
    };
    let detail = serde_json::json!({ "reason": reason.kind, "text": reason.text });
    tx.audit("unmask", entity.code(), &found.id, &detail).await?;
    tx.commit().await?;
    Ok(found)
}

/// True if this viewer is offered the contact of a record that it sees whole; `own` says that the record is its own.
#[must_use]
pub fn may_unmask(viewer: &Viewer, own: bool) -> bool {
    viewer.may(Duty::Unmask) || own
}

async fn find(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    of: ContactOf,
    reference: &str,
) -> Result<ContactShown, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(reference.trim().to_owned());
    let of_contact = |contact: Contact| {
        Some(NeedContact { name: contact.name, phone: contact.phone, ..NeedContact::default() })
    };
    let (shown, own) = match of {
        ContactOf::Need => {
            let need = storage::find_need(conn, viewer, reference).await?.ok_or_else(missing)?;
            let own = matches!(viewer.scope(), Scope::Enterprise(own) if *own == need.enterprise);
            if !need.whole {
                return Err(ServiceError::NotAllowed);
            }
            (
                ContactShown { of, id: need.id.to_string(), title: need.title, contact: Some(need.contact) },
                own,
            )
        }
        ContactOf::Enterprise => {
            let found = storage::find_enterprise(conn, viewer, reference).await?.ok_or_else(missing)?;
            let own = matches!(viewer.scope(), Scope::Enterprise(own) if *own == found.id);
            let (id, contact) = (found.id.to_string(), of_contact(found.contact));
            (ContactShown { of, id, title: found.name, contact }, own)
        }
        ContactOf::Institution => {
            let found = storage::find_institution(conn, viewer, reference).await?.ok_or_else(missing)?;
            let own = matches!(viewer.scope(), Scope::Institution(own) if *own == found.id);
            let (id, contact) = (found.id.to_string(), of_contact(found.contact));
            (ContactShown { of, id, title: found.name, contact }, own)
        }
    };
    if may_unmask(viewer, own) { Ok(shown) } else { Err(ServiceError::NotAllowed) }
}
