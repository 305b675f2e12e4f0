//! Writes down a need that is not sent in yet: begins a draft, saves it, throws it away and takes it back, lists drafts,
//! and opens a returned need as one. Nothing is refused for being wrong; that is for sending in.
//!
//! Plain saves leave one record in the audit trail for every ten minutes of writing: drafts save themselves every few
//! seconds.

use super::ServiceError;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::{EnterpriseId, NeedDraftId};
use crate::domain::need::{Need, NeedStatus, Urgency};
use crate::domain::need_draft::NeedContent;
use crate::domain::need_text::{NeedText, NeedTextField};
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::messages;
use crate::storage::{self, Store, WriteTx, WrittenDraft};

/// Drafts that are listed.
const MOST_LISTED: i64 = 100;
/// After how long a save is recorded in the audit trail again, milliseconds.
const AUDITED_AFTER_MS: i64 = 10 * 60 * 1_000;

/// How a save of a draft ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSaved {
    /// It is saved; the draft as it is now.
    Saved(Box<WrittenDraft>),
    /// Nothing was saved: the draft as somebody else left it.
    Stale(Box<WrittenDraft>),
    /// Nothing was saved: it is not said for which enterprise.
    NoEnterprise,
    /// The form was sent before, and the draft it made is gone: sent in.
    Gone(NeedDraftId),
}

/// A form to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewDraft {
    /// Written by an officer, for an enterprise that is to be chosen.
    pub on_behalf: bool,
    /// What is known already.
    pub text: NeedText,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftShown {
    /// The draft.
    pub draft: WrittenDraft,
    /// Name of its enterprise.
    pub enterprise: String,
}

impl DraftShown {
    /// Its title, or that it has none.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.draft.text.get(NeedTextField::Title) {
            "" => messages::need_text::untitled(),
            title => title,
        }
    }
}

/// Who writes: true for officers, who write on behalf of an enterprise.
fn writes_on_behalf(viewer: &Viewer) -> Result<bool, ServiceError> {
    match viewer.scope() {
        Scope::Enterprise(_) => Ok(false),
        Scope::All | Scope::County(_) => Ok(true),
        Scope::Department(_) | Scope::Institution(_) | Scope::Public => Err(ServiceError::NotAllowed),
    }
}

/// True if this viewer can write needs down.
#[must_use]
pub fn may_write_needs(viewer: &Viewer) -> bool {
    writes_on_behalf(viewer).is_ok()
}

/// What a new form begins with: the enterprise's contact for its own people; with `from` what another need of theirs says.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who write no needs; otherwise if the database fails.
pub async fn new_draft(store: &Store, viewer: &Viewer, from: Option<&str>) -> Result<NewDraft, ServiceError> {
    let on_behalf = writes_on_behalf(viewer)?;
    let mut conn = store.read().await?;
    let mut text = match from {
        Some(reference) => {
            let found = storage::find_need(&mut conn, viewer, reference).await?;
            let own = found.filter(|need| need.whole && !on_behalf);
            own.map(|need| NeedContent::of(&need).render()).unwrap_or_default()
        }
        None => NeedText::default(),
    };
    if text.is_blank() {
        text.set(NeedTextField::Urgency, Urgency::Normal.code());
    }
    if let Scope::Enterprise(own) = viewer.scope()
        && text.get(NeedTextField::ContactName).is_empty()
        && let Some(enterprise) = storage::find_enterprise(&mut conn, viewer, own.as_str()).await?
    {
        text.set(NeedTextField::ContactName, enterprise.contact.name.as_deref().unwrap_or_default());
        text.set(NeedTextField::ContactPhone, enterprise.contact.phone.as_deref().unwrap_or_default());
    }
    Ok(NewDraft { on_behalf, text })
}

/// Begins a draft; a form that is sent twice begins one.
///
/// # Errors
/// As [`new_draft`].
pub async fn begin_draft(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    once: Option<&OneTimeKey>,
    enterprise: Option<&str>,
    text: &NeedText,
) -> Result<DraftSaved, ServiceError> {
    let on_behalf = writes_on_behalf(viewer)?;
    let mut tx = store.write(viewer, now).await?;
    if let Some(key) = once
        && let Some(before) = storage::claim_form_key(&mut tx, key).await?
        && let Some(id) = NeedDraftId::parse(&before)
    {
        return match storage::find_need_draft(tx.conn(), viewer, &id).await? {
            Some(draft) => save_in(tx, viewer, draft, 1, text, false).await,
            None => Ok(DraftSaved::Gone(id)),
        };
    }
    let Some(enterprise) = writer_for(&mut tx, viewer, enterprise).await? else {
        return Ok(DraftSaved::NoEnterprise);
    };
    let id = storage::insert_need_draft(&mut tx, &enterprise, None, on_behalf, text).await?;
    if let Some(key) = once {
        storage::answer_form_key(&mut tx, key, id.as_str()).await?;
    }
    let detail = serde_json::json!({ "on_behalf": on_behalf });
    tx.audit("need_draft_begun", "need_draft", id.as_str(), &detail).await?;
    let draft = storage::find_need_draft(tx.conn(), viewer, &id).await?;
    tx.commit().await?;
    let missing = || ServiceError::NoSuchRecord(id.to_string());
    Ok(DraftSaved::Saved(Box::new(draft.ok_or_else(missing)?)))
}

/// For which enterprise: the own one, or the one an officer chose among those it looks after.
async fn writer_for(
    tx: &mut WriteTx,
    viewer: &Viewer,
    chosen: Option<&str>,
) -> Result<Option<EnterpriseId>, ServiceError> {
    let reference = match (viewer.scope(), chosen.map(str::trim).filter(|text| !text.is_empty())) {
        (Scope::Enterprise(own), _) => return Ok(Some(own.clone())),
        (_, Some(chosen)) => chosen,
        (_, None) => return Ok(None),
    };
    Ok(storage::find_enterprise(tx.conn(), viewer, reference).await?.map(|one| one.id))
}

/// The draft with this id, with the name of its enterprise.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn open_draft(store: &Store, viewer: &Viewer, id: &str) -> Result<DraftShown, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.trim().to_owned());
    let draft_id = NeedDraftId::parse(id).ok_or_else(missing)?;
    let mut conn = store.read().await?;
    let draft = storage::find_need_draft(&mut conn, viewer, &draft_id).await?.ok_or_else(missing)?;
    if draft.deleted_at.is_some() {
        return Err(missing());
    }
    let mut shown = with_names(&mut conn, viewer, vec![draft]).await?;
    shown.pop().ok_or_else(missing)
}

/// The viewer's drafts, last saved first.
///
/// # Errors
/// If the database fails.
pub async fn list_drafts(store: &Store, viewer: &Viewer) -> Result<Vec<DraftShown>, ServiceError> {
    let mut conn = store.read().await?;
    let drafts = storage::list_need_drafts(&mut conn, viewer, MOST_LISTED).await?;
    with_names(&mut conn, viewer, drafts).await
}

async fn with_names(
    conn: &mut sqlx::AnyConnection,
    viewer: &Viewer,
    drafts: Vec<WrittenDraft>,
) -> Result<Vec<DraftShown>, ServiceError> {
    let mut ids: Vec<EnterpriseId> = drafts.iter().map(|draft| draft.enterprise.clone()).collect();
    ids.sort();
    ids.dedup();
    let owners = storage::load_enterprises(conn, viewer, &ids).await?;
    let name = |id: &EnterpriseId| owners.iter().find(|one| one.id == *id).map(|one| one.name.clone());
    let shown = drafts
        .into_iter()
        .map(|draft| DraftShown { enterprise: name(&draft.enterprise).unwrap_or_default(), draft });
    Ok(shown.collect())
}

/// Saves what was typed into a draft that was read at `version`. `by_hand`: somebody pressed the button.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn save_draft(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (id, version): (&str, i64),
    text: &NeedText,
    by_hand: bool,
) -> Result<DraftSaved, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.trim().to_owned());
    let draft_id = NeedDraftId::parse(id).ok_or_else(missing)?;
    let mut tx = store.write(viewer, now).await?;
    let draft = storage::find_need_draft(tx.conn(), viewer, &draft_id).await?.ok_or_else(missing)?;
    save_in(tx, viewer, draft, version, text, by_hand).await
}

async fn save_in(
    mut tx: WriteTx,
    viewer: &Viewer,
    draft: WrittenDraft,
    version: i64,
    text: &NeedText,
    by_hand: bool,
) -> Result<DraftSaved, ServiceError> {
    if draft.deleted_at.is_none() && draft.text == *text {
        tx.commit().await?;
        return Ok(DraftSaved::Saved(Box::new(draft)));
    }
    if draft.version != version {
        return Ok(DraftSaved::Stale(Box::new(draft)));
    }
    storage::save_need_draft(&mut tx, &draft.id, version, text).await?;
    if by_hand || tx.now().0 - draft.updated_at.0 > AUDITED_AFTER_MS {
        let fields: Vec<&str> = draft.text.differing(text).into_iter().map(NeedTextField::code).collect();
        let detail = serde_json::json!({ "fields": fields });
        tx.audit("need_draft_saved", "need_draft", draft.id.as_str(), &detail).await?;
    }
    let saved = storage::find_need_draft(tx.conn(), viewer, &draft.id).await?;
    tx.commit().await?;
    Ok(DraftSaved::Saved(Box::new(saved.unwrap_or(draft))))
}

/// Throws a draft away, or takes it back; nothing happens if it was so already.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn throw_draft(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    id: &str,
    away: bool,
) -> Result<(), ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.trim().to_owned());
    let draft_id = NeedDraftId::parse(id).ok_or_else(missing)?;
    let mut tx = store.write(viewer, now).await?;
    let draft = storage::find_need_draft(tx.conn(), viewer, &draft_id).await?.ok_or_else(missing)?;
    if storage::throw_need_draft(&mut tx, &draft.id, away).await? {
        let detail = serde_json::json!({});
        if away {
            tx.audit("need_draft_thrown", "need_draft", draft.id.as_str(), &detail).await?;
        } else {
            tx.audit("need_draft_taken_back", "need_draft", draft.id.as_str(), &detail).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// The draft in which a returned need is written again: the one there is, or a new one with what the need says. For the
/// enterprise's own people, and for the officer who filed it.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn draft_of_need(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
) -> Result<NeedDraftId, ServiceError> {
    let on_behalf = writes_on_behalf(viewer)?;
    let mut tx = store.write(viewer, now).await?;
    let missing = || ServiceError::NoSuchNeed(reference.trim().to_owned());
    let need = storage::find_need(tx.conn(), viewer, reference).await?.ok_or_else(missing)?;
    if !may_rewrite_need(viewer, &need) {
        return Err(ServiceError::NotAllowed);
    }
    let text = NeedContent::of(&need).render();
    let id = match storage::find_draft_of_need(tx.conn(), viewer, &need.id).await? {
        Some(draft) if draft.deleted_at.is_none() => return Ok(draft.id),
        Some(draft) => {
            storage::save_need_draft(&mut tx, &draft.id, draft.version, &text).await?;
            draft.id
        }
        None => {
            let made =
                storage::insert_need_draft(&mut tx, &need.enterprise, Some(&need.id), on_behalf, &text).await;
            match made {
                // The other side has it open.
                Err(storage::StorageError::Taken(_)) => return Err(ServiceError::NotAllowed),
                made => made?,
            }
        }
    };
    let detail = serde_json::json!({ "on_behalf": on_behalf });
    tx.audit("need_draft_begun", "need_draft", id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// True if this viewer may write a returned need again.
#[must_use]
pub fn may_rewrite_need(viewer: &Viewer, need: &Need) -> bool {
    let own = matches!(viewer.scope(), Scope::Enterprise(own) if *own == need.enterprise);
    let filed = need.life.filed_by.as_deref() == Some(viewer.actor());
    need.whole && need.status == NeedStatus::Draft && (own || filed && may_write_needs(viewer))
}
