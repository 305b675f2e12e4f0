//! Makes and edits a capability on a page: by its holders' own people, and by the bureau for them.

use super::super::ServiceError;
use super::super::editing::edits_since;
use super::super::indicators::read_indicators;
use super::confirm::settle_holders;
use super::{keeper, missing, replace, speaker};
use crate::city::CityPack;
use crate::domain::capability::{Capability, CapabilityKind, CapabilityStatus};
use crate::domain::capability_form::{self, CapabilityField};
use crate::domain::form_key::OneTimeKey;
use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::domain::ids::CapabilityId;
use crate::domain::institution::Institution;
use crate::domain::need::SecrecyDeclaration;
use crate::domain::statement::StatementSource;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::messages;
use crate::storage::{self, Entity, Series, StorageError, Store, WriteTx};

/// A capability as its form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapabilityForm {
    /// Id; `None` of a new one.
    pub id: Option<String>,
    /// Its title as stored.
    pub title: String,
    /// Version the form was made of; 0 of a new one.
    pub version: i64,
    /// What the fields hold.
    pub texts: FormTexts,
    /// Where it stands.
    pub status: CapabilityStatus,
    /// Id and name of the institution for which a new one is made; `None` if that is still to be said.
    pub holder: Option<(String, String)>,
}

/// What somebody wants to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapabilitySave {
    /// Version the form was made of.
    pub version: i64,
    /// What was typed.
    pub texts: FormTexts,
    /// It is to be on show afterwards; otherwise its status stays.
    pub publish: bool,
    /// What was not changed was looked through as well and still holds.
    pub confirm: bool,
    /// For which institution a new one is made, by id, number or name.
    pub institution: String,
}

/// How a save ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapabilitySaved {
    /// Saved.
    Saved(CapabilityId),
    /// Everything was as it is.
    Unchanged(CapabilityId),
    /// Nothing was saved: these fields cannot be taken. The institution of a new one has the name `institution`.
    Wrong(Vec<(&'static str, TextProblem)>),
    /// Nothing was saved: somebody changed the record since the form was made.
    Stale(Box<TheirTexts>),
}

/// A record as somebody else left it while the form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirTexts {
    /// Name of the record.
    pub name: String,
    /// Version now.
    pub version: i64,
    /// What the fields hold now.
    pub texts: FormTexts,
    /// As what they did it, in words; never a name.
    pub by: &'static str,
    /// When, if it is known.
    pub at: Option<Instant>,
    /// What the fields held when the form was made, if that is known.
    pub base: Option<FormTexts>,
}

/// True if this viewer is offered the form.
#[must_use]
pub fn may_keep_capability(viewer: &Viewer, capability: &Capability) -> bool {
    keeper(viewer, capability).is_ok()
}

/// The form of a new capability: for the viewer's own institution, or for the one the bureau names.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn new_capability_form(
    store: &Store,
    viewer: &Viewer,
    institution: &str,
) -> Result<CapabilityForm, ServiceError> {
    let mut conn = store.read().await?;
    let reference = holder_reference(viewer, institution)?;
    let holder = storage::find_institution(&mut conn, viewer, &reference).await?;
    Ok(CapabilityForm {
        id: None,
        title: String::new(),
        version: 0,
        texts: capability_form::empty(),
        status: CapabilityStatus::Draft,
        holder: holder.map(|one| (one.id.to_string(), one.name)),
    })
}

/// For whom a new capability is made.
fn holder_reference(viewer: &Viewer, named: &str) -> Result<String, ServiceError> {
    match viewer.scope() {
        Scope::All => Ok(named.trim().to_owned()),
        Scope::Institution(own) => Ok(own.to_string()),
        Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {
            Err(ServiceError::NotAllowed)
        }
    }
}

/// The form of the capability with this id or number.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn capability_form(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
) -> Result<CapabilityForm, ServiceError> {
    let found = storage::find_capability(&mut *store.read().await?, viewer, reference).await?;
    let current = found.ok_or_else(|| missing(reference))?;
    keeper(viewer, &current)?;
    Ok(CapabilityForm {
        id: Some(current.id.to_string()),
        title: current.title.clone(),
        version: current.version,
        texts: capability_form::of(&current),
        status: current.status,
        holder: None,
    })
}

/// What is wrong with the texts of a form, by the names of the fields.
#[must_use]
pub fn capability_problems(
    city: &CityPack,
    texts: &FormTexts,
    publish: bool,
) -> Vec<(&'static str, TextProblem)> {
    let found = capability_form::problems(texts, publish, |code| city.field_name(code).is_some());
    found.into_iter().map(|(field, problem)| (field.code(), problem)).collect()
}

/// Makes a capability. A form that is sent twice makes one.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn make_capability(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    save: &CapabilitySave,
    once: Option<&OneTimeKey>,
) -> Result<CapabilitySaved, ServiceError> {
    let reference = holder_reference(viewer, &save.institution)?;
    let mut tx = store.write(viewer, now).await?;
    let holder = storage::find_institution(tx.conn(), viewer, &reference).await?;
    let typed = save.texts.over(&capability_form::empty());
    let mut problems = capability_problems(city, &typed, save.publish);
    if holder.is_none() {
        let what = if reference.is_empty() { TextProblem::Missing } else { TextProblem::UnknownInstitution };
        problems.insert(0, ("institution", what));
    }
    let (Some(holder), true) = (holder, problems.is_empty()) else {
        return Ok(CapabilitySaved::Wrong(problems));
    };
    speaker(viewer, &holder.id)?;
    if let Some(key) = once
        && let Some(before) = storage::claim_form_key(&mut tx, key).await?
        && let Some(made) = storage::find_capability(tx.conn(), viewer, &before).await?
    {
        return Ok(CapabilitySaved::Saved(made.id));
    }
    let capability = fresh(&mut tx, &holder, &typed, save.publish).await?;
    match storage::insert_capability(&mut tx, &capability).await {
        Err(StorageError::Taken(_)) => return Ok(CapabilitySaved::Wrong(vec![SAME])),
        done => done?,
    }
    if let Some(key) = once {
        storage::answer_form_key(&mut tx, key, capability.id.as_str()).await?;
    }
    let detail = serde_json::json!({ "draft": !save.publish, "kind": capability.kind.code() });
    tx.audit("capability_made", "capability", capability.id.as_str(), &detail).await?;
    tx.commit().await?;
    Ok(CapabilitySaved::Saved(capability.id))
}

/// Another record says the same already.
const SAME: (&str, TextProblem) = (CapabilityField::Title.code(), TextProblem::Same);

/// The capability that a form without problems makes.
async fn fresh(
    tx: &mut WriteTx,
    holder: &Institution,
    typed: &FormTexts,
    publish: bool,
) -> Result<Capability, StorageError> {
    let blank = Capability {
        id: tx.next_id(),
        no: storage::next_number(tx, Series::Capability).await?,
        kind: CapabilityKind::Achievement,
        title: String::new(),
        introduction: String::new(),
        keywords: Vec::new(),
        fields: Vec::new(),
        industries: Vec::new(),
        indicators: Vec::new(),
        trl: None,
        modes: Vec::new(),
        price: None,
        monthly_limit: None,
        ip: Vec::new(),
        cases: String::new(),
        evidence: Vec::new(),
        accepting: true,
        valid_until: None,
        secrecy: declared(tx),
        statements: std::collections::BTreeMap::new(),
        status: if publish { CapabilityStatus::Published } else { CapabilityStatus::Draft },
        holders: vec![holder.id.clone()],
        // Marks such as 示例数据 go from an institution to what is entered for it.
        origin: holder.origin.clone(),
        confirmed_at: tx.now(),
        version: 1,
    };
    let source = StatementSource::of(tx.viewer());
    Ok(written(typed, blank).stated(None, source, tx.now(), true))
}

fn declared(tx: &WriteTx) -> Option<SecrecyDeclaration> {
    Some(SecrecyDeclaration { by: tx.viewer().actor().to_owned(), at: tx.now() })
}

fn written(typed: &FormTexts, capability: Capability) -> Capability {
    let read = read_indicators(typed.get(CapabilityField::Indicators.code()));
    capability_form::put(typed, capability, read)
}

/// Saves what was typed, if nobody changed the capability since.
///
/// # Errors
/// As [`capability_form`].
pub async fn edit_capability(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    reference: &str,
    save: &CapabilitySave,
) -> Result<CapabilitySaved, ServiceError> {
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
    save: &CapabilitySave,
) -> Result<CapabilitySaved, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let found = storage::find_capability(tx.conn(), viewer, reference).await?;
    let current = found.ok_or_else(|| missing(reference))?;
    keeper(viewer, &current)?;
    let known = capability_form::of(&current);
    let typed = save.texts.over(&known);
    let status = if save.publish { CapabilityStatus::Published } else { current.status };
    let same = typed.changed(&known).next().is_none() && status == current.status;
    if same && (current.version != save.version || !save.confirm) {
        return Ok(CapabilitySaved::Unchanged(current.id));
    }
    if current.version != save.version {
        return Ok(CapabilitySaved::Stale(Box::new(theirs(&mut tx, &current, save.version).await?)));
    }
    let problems = capability_problems(city, &typed, status == CapabilityStatus::Published);
    if !problems.is_empty() {
        return Ok(CapabilitySaved::Wrong(problems));
    }
    let source = StatementSource::of(viewer);
    let before = current.clone();
    let after = Capability { status, secrecy: declared(&tx), ..written(&typed, current) };
    let after = after.stated(Some(&before), source, now, save.confirm);
    let groups: Vec<&str> = after.groups_changed(&before).map(|group| group.label()).collect();
    let detail = serde_json::json!({ "fields": groups, "version": before.version + 1 });
    match replace(&mut tx, &before, &after, "edit", &detail).await {
        Err(StorageError::Taken(_)) => return Ok(CapabilitySaved::Wrong(vec![SAME])),
        done => done?,
    }
    settle_holders(&mut tx, &before, &after).await?;
    tx.commit().await?;
    Ok(CapabilitySaved::Saved(before.id))
}

/// What somebody else made of it since this version.
async fn theirs(tx: &mut WriteTx, current: &Capability, version: i64) -> Result<TheirTexts, ServiceError> {
    let about = (Entity::Capability, current.id.as_str());
    let (newest, first) = edits_since(tx.conn(), about, (version, current.version)).await?;
    let image = first.and_then(|edit| serde_json::from_str::<Capability>(&edit.before?).ok());
    Ok(TheirTexts {
        name: current.title.clone(),
        version: current.version,
        texts: capability_form::of(current),
        by: newest.as_ref().map_or(messages::OTHER_EDITOR, |edit| messages::editor(edit.role)),
        at: newest.map(|edit| edit.at),
        base: image.as_ref().map(capability_form::of),
    })
}
