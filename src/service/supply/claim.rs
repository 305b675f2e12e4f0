//! Takes a profile over that the bureau's lists brought: by the institution's own people, who can take that back within
//! half an hour.

use super::super::ServiceError;
use super::{in_time, missing};
use crate::domain::claim::Claim;
use crate::domain::institution::Institution;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, Store, WriteTx};

/// How the claim on a profile stands, for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimShown {
    /// The claim.
    pub claim: Claim,
    /// The reader may take the profile over.
    pub claimable: bool,
    /// The reader took it over just now, and may take that back.
    pub undoable: bool,
}

/// The claim on this institution's profile.
///
/// # Errors
/// If the database fails.
pub async fn claim_of(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    institution: &Institution,
) -> Result<ClaimShown, ServiceError> {
    let ids = std::slice::from_ref(&institution.id);
    let found = storage::load_claims(&mut *store.read().await?, viewer, ids).await?.pop();
    let claim = found.unwrap_or_else(|| Claim::none(institution.id.clone()));
    let own = matches!(viewer.scope(), Scope::Institution(own) if *own == institution.id);
    Ok(ClaimShown {
        claimable: own && claim.claimed_at.is_none(),
        undoable: own && can_take_back(&claim, viewer, now),
        claim,
    })
}

fn can_take_back(claim: &Claim, viewer: &Viewer, now: Instant) -> bool {
    let own = claim.claimed_by.as_deref() == Some(viewer.actor());
    own && claim.claimed_at.is_some_and(|at| in_time(at, now))
}

/// The claim to be changed by the institution's own people.
async fn own_claim(tx: &mut WriteTx, viewer: &Viewer, reference: &str) -> Result<Claim, ServiceError> {
    let found = storage::find_institution(tx.conn(), viewer, reference).await?;
    let institution = found.ok_or_else(|| missing(reference))?;
    match viewer.scope() {
        Scope::Institution(own) if *own == institution.id => {}
        Scope::All
        | Scope::Institution(_)
        | Scope::County(_)
        | Scope::Department(_)
        | Scope::Enterprise(_)
        | Scope::Public => return Err(ServiceError::NotAllowed),
    }
    let found = storage::load_claims(tx.conn(), viewer, std::slice::from_ref(&institution.id)).await?.pop();
    Ok(found.unwrap_or_else(|| Claim::none(institution.id)))
}

/// Takes the profile over; false if somebody had before.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn claim_institution(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
) -> Result<bool, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let claim = own_claim(&mut tx, viewer, reference).await?;
    if claim.claimed_at.is_some() {
        return Ok(false);
    }
    let claim = Claim {
        claimed_at: Some(now),
        claimed_by: Some(viewer.actor().to_owned()),
        confirmed_at: Some(now),
        ..claim
    };
    storage::put_claim(&mut tx, &claim).await?;
    tx.audit("profile_claimed", "institution", claim.institution.as_str(), &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes that back; false if it is too late.
///
/// # Errors
/// As [`claim_institution`].
pub async fn undo_claim(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
) -> Result<bool, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let claim = own_claim(&mut tx, viewer, reference).await?;
    if !can_take_back(&claim, viewer, now) {
        return Ok(false);
    }
    storage::put_claim(&mut tx, &Claim::none(claim.institution.clone())).await?;
    tx.audit("claim_taken_back", "institution", claim.institution.as_str(), &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(true)
}
