//! Shows which capabilities of an institution want to be confirmed again, and confirms several at once.

use std::collections::HashSet;

use super::super::ServiceError;
use super::{missing, replace, speaker};
use crate::domain::capability::{Capability, CapabilityStatus};
use crate::domain::claim::Claim;
use crate::domain::freshness::Freshness;
use crate::domain::ids::{CapabilityId, InstitutionId};
use crate::domain::institution::Institution;
use crate::domain::notice::{NoticeTopic, Subject};
use crate::domain::statement::{StatementGroup, StatementSource};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, StorageError, Store, WriteTx};

/// The capabilities of an institution with how far they have aged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmSheet {
    /// Id of the institution.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its capabilities that are not drafts, the oldest first.
    pub rows: Vec<ConfirmRow>,
    /// How many of them are to be confirmed again.
    pub due: usize,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmRow {
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title.
    pub title: String,
    /// Kind of resource, in words.
    pub kind: &'static str,
    /// Where it stands, as lists have it.
    pub status: CapabilityStatus,
    /// How far it has aged.
    pub freshness: Freshness,
    /// Day on which somebody last stated or confirmed all of it.
    pub confirmed_on: BusinessDate,
    /// The last day on which it is said to hold.
    pub valid_until: Option<BusinessDate>,
    /// That day is over: it is to be changed, and cannot just be confirmed.
    pub expired: bool,
    /// Where its oldest statement comes from.
    pub source: StatementSource,
    /// Version shown.
    pub version: i64,
}

/// How confirming several ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// How many were confirmed.
    pub done: usize,
    /// How many were left alone: somebody changed them since they were shown.
    pub changed: usize,
}

fn row(one: &Capability, today: BusinessDate) -> ConfirmRow {
    let statements = StatementGroup::ALL.iter().map(|group| one.statement(*group));
    let oldest = statements.min_by_key(|statement| statement.confirmed_at);
    ConfirmRow {
        id: one.id.to_string(),
        no: one.no.clone(),
        title: one.title.clone(),
        kind: one.kind.label(),
        status: one.shown_status(),
        freshness: one.freshness(today),
        confirmed_on: one.confirmed_at.beijing_day(),
        valid_until: one.valid_until,
        expired: one.valid_until.is_some_and(|last| last < today),
        source: oldest.map_or(StatementSource::Import, |statement| statement.source),
        version: one.version,
    }
}

async fn institution(
    conn: &mut sqlx::AnyConnection,
    viewer: &Viewer,
    reference: &str,
) -> Result<Institution, ServiceError> {
    let found = storage::find_institution(conn, viewer, reference).await?;
    let institution = found.ok_or_else(|| missing(reference))?;
    speaker(viewer, &institution.id)?;
    Ok(institution)
}

/// The sheet of the institution with this id, number or name.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn confirm_sheet(
    store: &Store,
    viewer: &Viewer,
    today: BusinessDate,
    reference: &str,
) -> Result<ConfirmSheet, ServiceError> {
    let mut conn = store.read().await?;
    let institution = institution(&mut conn, viewer, reference).await?;
    let of = std::slice::from_ref(&institution.id);
    let ids = storage::capability_ids_of_institutions(&mut conn, viewer, of).await?;
    let found = storage::load_capabilities(&mut conn, viewer, &ids).await?;
    let kept = found.iter().filter(|one| one.status != CapabilityStatus::Draft);
    let mut rows: Vec<ConfirmRow> = kept.map(|one| row(one, today)).collect();
    rows.sort_by(|a, b| (b.freshness, a.confirmed_on, &a.no).cmp(&(a.freshness, b.confirmed_on, &b.no)));
    Ok(ConfirmSheet {
        id: institution.id.to_string(),
        name: institution.name,
        due: rows.iter().filter(|row| row.freshness.is_due()).count(),
        rows,
    })
}

/// Confirms those that are still at the version shown. Where an institution's own people do so, its profile counts as
/// confirmed too.
///
/// # Errors
/// As [`confirm_sheet`].
pub async fn confirm_capabilities(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    reference: &str,
    wanted: &[(CapabilityId, i64)],
) -> Result<Confirmed, ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    let institution = institution(tx.conn(), viewer, reference).await?;
    let ids: Vec<CapabilityId> = wanted.iter().map(|(id, _)| id.clone()).collect();
    let found = storage::load_capabilities(tx.conn(), viewer, &ids).await?;
    let versions: HashSet<&(CapabilityId, i64)> = wanted.iter().collect();
    let mut done = 0;
    for before in found.iter().filter(|one| one.holders.contains(&institution.id)) {
        if !versions.contains(&(before.id.clone(), before.version)) {
            continue;
        }
        let after = before.clone().stated(Some(before), StatementSource::of(viewer), now, true);
        let detail = serde_json::json!({ "version": before.version + 1 });
        match replace(&mut tx, before, &after, "capability_confirmed", &detail).await {
            Err(StorageError::Stale { .. }) => {}
            ended => {
                ended?;
                done += 1;
            }
        }
    }
    if done > 0 {
        note_confirmed(&mut tx, &institution).await?;
        settle_if_nothing_is_due(&mut tx, &institution.id).await?;
    }
    tx.commit().await?;
    Ok(Confirmed { done, changed: versions.len() - done })
}

/// Who was told to confirm need not look any more once there is nothing left.
async fn settle_if_nothing_is_due(tx: &mut WriteTx, institution: &InstitutionId) -> Result<(), StorageError> {
    let viewer = tx.viewer().clone();
    let of = std::slice::from_ref(institution);
    let ids = storage::capability_ids_of_institutions(tx.conn(), &viewer, of).await?;
    let found = storage::load_capabilities(tx.conn(), &viewer, &ids).await?;
    let today = tx.now().beijing_day();
    let mut kept = found.iter().filter(|one| one.status != CapabilityStatus::Draft);
    if kept.any(|one| one.freshness(today).is_due()) {
        return Ok(());
    }
    let told = [NoticeTopic::StatementStale, NoticeTopic::SurveyWaits];
    storage::settle_notices(tx, &Subject::institution(institution), &told).await
}

/// The same after one capability was changed, for those who hold it.
pub(super) async fn settle_holders(
    tx: &mut WriteTx,
    before: &Capability,
    after: &Capability,
) -> Result<(), StorageError> {
    let today = tx.now().beijing_day();
    if before.freshness(today).is_due() && !after.freshness(today).is_due() {
        for holder in &after.holders {
            settle_if_nothing_is_due(tx, holder).await?;
        }
    }
    Ok(())
}

async fn note_confirmed(tx: &mut WriteTx, institution: &Institution) -> Result<(), StorageError> {
    let viewer = tx.viewer().clone();
    if !matches!(viewer.scope(), Scope::Institution(_)) {
        return Ok(());
    }
    let claims = storage::load_claims(tx.conn(), &viewer, std::slice::from_ref(&institution.id)).await?;
    for claim in claims {
        let confirmed_at = Some(tx.now());
        storage::put_claim(tx, &Claim { confirmed_at, ..claim }).await?;
    }
    Ok(())
}
