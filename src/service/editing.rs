//! What the use cases that edit a single record share: the form they hand out, how a save can end, and how an edit is
//! recorded. Contacts are in the form of those to whom the record belongs; others see them masked, and leave them as
//! they are by leaving the field empty.

use sqlx::AnyConnection;

use super::ServiceError;
use crate::domain::enterprise::Contact;
use crate::domain::profile::{Profile, ProfileField, ProfileProblem};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::storage::{self, Entity, RecordEdit, WriteTx};

/// How long an edit can be undone, milliseconds.
pub const UNDO_MS: i64 = 30 * 60 * 1_000;

/// A record as its form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditForm {
    /// Id of the record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Version the form was made of.
    pub version: i64,
    /// What the fields hold; contacts are empty for those who do not own the record.
    pub profile: Profile,
    /// The contact as it is shown beside empty fields; `None` for owners, who have it in the fields.
    pub masked: Option<Contact>,
}

impl EditForm {
    pub(super) fn new(
        (id, name, version): (&str, &str, i64),
        whole: &Profile,
        contact: &Contact,
        owner: bool,
    ) -> Self {
        let masked = (!owner).then(|| contact.masked());
        let (id, name) = (id.to_owned(), name.to_owned());
        Self { id, name, version, profile: shown(whole, owner), masked }
    }
}

/// A profile as a form may hold it.
fn shown(whole: &Profile, owner: bool) -> Profile {
    let mut profile = whole.clone();
    if !owner {
        for field in ProfileField::ALL.iter().filter(|field| field.is_personal()) {
            profile.set(*field, "");
        }
    }
    profile
}

/// What somebody wants to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// Version the form was made of.
    pub version: i64,
    /// What was typed.
    pub typed: Profile,
}

impl Save {
    /// What is to be stored, of the fields that are the viewer's to change: for those who do not own the record, a
    /// contact that was left empty is the one that is known.
    pub(super) fn meant(&self, known: &Profile, owner: bool) -> Profile {
        let mut meant = self.typed.within(known);
        for field in ProfileField::ALL.iter().filter(|field| field.is_personal() && !owner) {
            if meant.has(*field) && meant.get(*field).is_empty() {
                meant.set(*field, known.get(*field));
            }
        }
        meant
    }
}

/// How a save ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// These fields are new.
    Saved(Vec<ProfileField>),
    /// Everything was as it is.
    Unchanged,
    /// The record has become what was typed since the form was made: it was sent twice, or somebody thought alike.
    Already,
    /// Nothing was saved: these fields cannot be taken.
    Wrong(Vec<(ProfileField, ProfileProblem)>),
    /// Nothing was saved: somebody changed the record since the form was made.
    Stale(Box<Theirs>),
}

/// A record as somebody else left it while the form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// The record now.
    pub form: EditForm,
    /// As what they did it, in words; never a name.
    pub by: &'static str,
    /// When, if it is known.
    pub at: Option<Instant>,
    /// What the fields held when the form was made, if that is known.
    pub base: Option<Profile>,
}

/// Who left a record at this version, and the edit after `version`, from which the text of that time can be told.
pub(super) async fn edits_since(
    conn: &mut AnyConnection,
    record: (Entity, &str),
    (version, now): (i64, i64),
) -> Result<(Option<RecordEdit>, Option<RecordEdit>), ServiceError> {
    let newest = storage::find_record_edit(conn, record, now).await?;
    let first = storage::find_record_edit(conn, record, version.saturating_add(1)).await?;
    Ok((newest, first))
}

impl Theirs {
    pub(super) fn new(
        form: EditForm,
        newest: Option<&RecordEdit>,
        base: Option<Profile>,
        owner: bool,
    ) -> Self {
        let by = match newest {
            Some(edit) => messages::editor(edit.role),
            None => messages::OTHER_EDITOR,
        };
        let base = base.map(|base| shown(&base, owner));
        Self { form, by, at: newest.map(|edit| edit.at), base }
    }
}

/// Records what an edit did: who, which fields, the record before; in the audit trail only the names of the fields.
pub(super) async fn record(
    tx: &mut WriteTx,
    (entity, id): (Entity, &str),
    changed: &[ProfileField],
    before: &impl serde::Serialize,
    version_after: i64,
) -> Result<(), ServiceError> {
    let image = serde_json::to_string(before).unwrap_or_default();
    storage::insert_record_edit(tx, (entity, id), changed, &image, version_after).await?;
    let detail = serde_json::json!({ "fields": changed, "version": version_after });
    tx.audit("edit", entity.code(), id, &detail).await?;
    Ok(())
}

/// True while an edit can still be undone by this viewer.
pub(super) fn can_undo(edit: &RecordEdit, viewer: &Viewer, now: Instant) -> bool {
    let in_time = now.0 - edit.at.0 <= UNDO_MS;
    in_time && edit.undone_at.is_none() && edit.before.is_some() && edit.actor == viewer.actor()
}
