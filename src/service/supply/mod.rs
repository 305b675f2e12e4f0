//! What institutions keep of themselves: capabilities, claims on profiles, and the survey of R&D resources. One verb a
//! file; what they share is here.

mod claim;
mod confirm;
mod done;
mod export;
mod keep;
mod resources;
mod step;
mod undo;

pub use claim::{ClaimShown, claim_institution, claim_of, undo_claim};
pub use confirm::{ConfirmRow, ConfirmSheet, Confirmed, confirm_capabilities, confirm_sheet};
pub use done::{DoneDeed, DoneItem, what_was_done};
pub use export::export_resources;
pub use keep::{
    CapabilityForm, CapabilitySave, CapabilitySaved, TheirTexts, capability_form, capability_problems,
    edit_capability, make_capability, may_keep_capability, new_capability_form,
};
pub use resources::{
    Reminded, ResourceList, ResourceQuestion, ResourceView, list_resource_survey, remind_institutions,
    resource_deadline, set_resource_deadline,
};
pub use step::{CapabilityStep, Stepped, delete_draft, step_capability};
pub use undo::undo_capabilities;

use super::ServiceError;
use super::editing::UNDO_MS;
use crate::domain::capability::Capability;
use crate::domain::ids::InstitutionId;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Entity, StorageError, WriteTx};

/// Whether the viewer keeps this capability: its holders' own people, and the bureau.
fn keeper(viewer: &Viewer, capability: &Capability) -> Result<(), ServiceError> {
    match viewer.scope() {
        Scope::All => Ok(()),
        Scope::Institution(own) if capability.holders.contains(own) => Ok(()),
        Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => Err(ServiceError::NotAllowed),
    }
}

/// Whether the viewer speaks for this institution: its own people, and the bureau.
fn speaker(viewer: &Viewer, institution: &InstitutionId) -> Result<(), ServiceError> {
    match viewer.scope() {
        Scope::All => Ok(()),
        Scope::Institution(own) if own == institution => Ok(()),
        Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => Err(ServiceError::NotAllowed),
    }
}

/// True while what was done at this moment can still be taken back.
fn in_time(at: Instant, now: Instant) -> bool {
    (0..=UNDO_MS).contains(&(now.0 - at.0))
}

fn missing(reference: &str) -> ServiceError {
    ServiceError::NoSuchRecord(reference.trim().to_owned())
}

/// Writes a capability over the one that was read, remembers that one for taking it back, and records the deed.
async fn replace(
    tx: &mut WriteTx,
    before: &Capability,
    after: &Capability,
    action: &str,
    detail: &serde_json::Value,
) -> Result<(), StorageError> {
    storage::update_capability(tx, after).await?;
    remember(tx, before).await?;
    tx.audit(action, "capability", before.id.as_str(), detail).await
}

/// Keeps the record as it was before this transaction changed it.
async fn remember(tx: &mut WriteTx, before: &Capability) -> Result<(), StorageError> {
    let image = serde_json::to_string(before).unwrap_or_default();
    let about = (Entity::Capability, before.id.as_str());
    storage::insert_record_edit(tx, about, &[], &image, before.version + 1).await?;
    Ok(())
}
