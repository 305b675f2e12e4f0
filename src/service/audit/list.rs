//! Lists audit records, newest first, page by page, with the state of the chain they are sealed in.

use super::super::Actors;
use super::verify::CHECKED;
use crate::domain::audit::{AuditBlock, AuditRecord};
use crate::domain::audit_check::AuditFault;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, AuditFilter, AuditKey, AuditPlace, StorageError, Store};

/// Records of a page.
pub const AUDIT_A_PAGE: usize = 50;
/// Records are counted up to here; "more" is said beyond.
pub const MOST_COUNTED: i64 = 10_000;

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditList {
    /// The records of the page.
    pub records: Vec<AuditRecord>,
    /// How many there are on all pages, counted up to [`MOST_COUNTED`].
    pub total: i64,
    /// There are more than counted.
    pub more: bool,
    /// Where the page of newer records begins, if there is one.
    pub newer: Option<AuditKey>,
    /// Where the page of older records begins, if there is one.
    pub older: Option<AuditKey>,
    /// Who stands behind the actors.
    pub actors: Actors,
    /// The state of the chain.
    pub chain: ChainState,
}

/// The state of the chain, as far as it is known without checking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainState {
    /// The newest block.
    pub newest: Option<AuditBlock>,
    /// How many records wait for their seal, counted up to [`MOST_COUNTED`].
    pub waiting: i64,
    /// The last check that was recorded.
    pub checked: Option<LastCheck>,
}

/// A check that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCheck {
    /// When.
    pub at: Instant,
    /// The last block found sound.
    pub sound_to: i64,
    /// How many records were found sound.
    pub records: i64,
    /// The first fault.
    pub fault: Option<AuditFault>,
}

/// Lists records.
///
/// # Errors
/// If the database fails.
pub async fn list_audit(
    store: &Store,
    viewer: &Viewer,
    filter: &AuditFilter,
    place: AuditPlace,
) -> Result<AuditList, StorageError> {
    let mut conn = store.read().await?;
    let one_more = AUDIT_A_PAGE as i64 + 1;
    let mut place = place;
    let mut found = storage::search_audit(&mut conn, viewer, filter, place, one_more).await?;
    if matches!(place, AuditPlace::Newer(_)) && found.len() <= AUDIT_A_PAGE {
        // The page would be the first one, and not full.
        place = AuditPlace::Newest;
        found = storage::search_audit(&mut conn, viewer, filter, place, one_more).await?;
    }
    let more = found.len() > AUDIT_A_PAGE;
    if more && matches!(place, AuditPlace::Newer(_)) {
        found.remove(0);
    }
    found.truncate(AUDIT_A_PAGE);
    let key = |record: &AuditRecord| AuditKey { at: record.at, id: record.id };
    let (newer, older) = match place {
        AuditPlace::Newest => (false, more),
        AuditPlace::Older(_) => (true, more),
        AuditPlace::Newer(_) => (true, true),
    };
    let counted = storage::count_audit(&mut conn, viewer, filter, MOST_COUNTED + 1).await?;
    Ok(AuditList {
        newer: found.first().filter(|_| newer).map(key),
        older: found.last().filter(|_| older).map(key),
        actors: Actors::load(&mut conn, found.iter().map(|record| record.actor.as_str())).await?,
        records: found,
        total: counted.min(MOST_COUNTED),
        more: counted > MOST_COUNTED,
        chain: ChainState {
            newest: storage::newest_block(&mut conn).await?,
            waiting: storage::count_unsealed(&mut conn, MOST_COUNTED).await?,
            checked: last_check(&mut conn, viewer).await?,
        },
    })
}

async fn last_check(
    conn: &mut sqlx::AnyConnection,
    viewer: &Viewer,
) -> Result<Option<LastCheck>, StorageError> {
    let filter = AuditFilter { action: Some(CHECKED.to_owned()), ..AuditFilter::default() };
    let found = storage::search_audit(conn, viewer, &filter, AuditPlace::Newest, 1).await?;
    Ok(found.first().map(|record| {
        let detail: serde_json::Value = serde_json::from_str(&record.detail).unwrap_or_default();
        LastCheck {
            at: record.at,
            sound_to: record.entity_id.parse().unwrap_or(0),
            records: detail.get("records").and_then(serde_json::Value::as_i64).unwrap_or(0),
            fault: detail.get("fault").and_then(|fault| serde_json::from_value(fault.clone()).ok()),
        }
    }))
}
