//! The outbox as whoever keeps it sees it: how many messages wait, went, or are in doubt, to whom and why, but never
//! what they say: it is made from records that administrators have no business with.

use std::collections::HashMap;

use crate::domain::channel::{Channel, Delivery, DeliveryState};
use crate::domain::ids::{AccountId, DeliveryId};
use crate::domain::job::JobPayload;
use crate::domain::notice::NoticeTopic;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::service::notices::settings::channels_in;
use crate::storage::{self, DeliveryFilter, Store};

/// Messages that a page shows.
pub const DELIVERIES_A_PAGE: usize = 20;

/// A message as the outbox shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryShown {
    /// The message.
    pub delivery: Delivery,
    /// Name of its reader; empty if the account is gone.
    pub name: String,
    /// What it is about, with how many notices of each topic.
    pub topics: Vec<(NoticeTopic, i64)>,
}

/// A page of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// The messages.
    pub rows: Vec<DeliveryShown>,
    /// How many there are in each state.
    pub counts: Vec<(DeliveryState, i64)>,
    /// How many fit the condition.
    pub total: u64,
}

/// A page of the outbox.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn outbox(
    store: &Store,
    viewer: &Viewer,
    state: Option<DeliveryState>,
    page: u32,
) -> Result<Outbox, ServiceError> {
    if !viewer.may(Duty::ManageOutbox) {
        return Err(ServiceError::NotAllowed);
    }
    let mut conn = store.read().await?;
    let counts = storage::count_deliveries(&mut conn, viewer).await?;
    let fits = |one: &&(DeliveryState, i64)| state.is_none_or(|state| state == one.0);
    let total: i64 = counts.iter().filter(fits).map(|(_, number)| number).sum();
    let size = i64::try_from(DELIVERIES_A_PAGE).unwrap_or(0);
    let place = ((i64::from(page) - 1) * size, size);
    let found = storage::list_deliveries(&mut conn, viewer, DeliveryFilter { state }, place).await?;
    let ids: Vec<DeliveryId> = found.iter().map(|one| one.id.clone()).collect();
    let mut topics: HashMap<DeliveryId, Vec<(NoticeTopic, i64)>> = HashMap::new();
    for (id, topic, number) in storage::list_delivery_topics(&mut conn, viewer, &ids).await? {
        topics.entry(id).or_default().push((topic, number));
    }
    let accounts: Vec<AccountId> = found.iter().map(|one| one.account.clone()).collect();
    let accounts = storage::load_accounts(&mut conn, viewer, &accounts).await?;
    let name = |id: &AccountId| accounts.iter().find(|one| one.id == *id).map(|one| one.name.clone());
    let rows = found.into_iter().map(|delivery| DeliveryShown {
        name: name(&delivery.account).unwrap_or_default(),
        topics: topics.remove(&delivery.id).unwrap_or_default(),
        delivery,
    });
    Ok(Outbox { rows: rows.collect(), counts, total: u64::try_from(total).unwrap_or(0) })
}

/// Holds back a message that waits; false if it does not wait any more.
///
/// # Errors
/// [`ServiceError::NotAllowed`], [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn hold_delivery(
    store: &Store,
    viewer: &Viewer,
    id: &str,
    now: Instant,
) -> Result<bool, ServiceError> {
    shift((store, viewer, now), id, &[DeliveryState::Waiting], DeliveryState::Held).await
}

/// Lets a message go that was held back, failed, or is in doubt; false if it is none of these any more.
///
/// # Errors
/// As [`hold_delivery`].
pub async fn release_delivery(
    store: &Store,
    viewer: &Viewer,
    id: &str,
    now: Instant,
) -> Result<bool, ServiceError> {
    let from = [DeliveryState::Held, DeliveryState::Uncertain, DeliveryState::Failed];
    shift((store, viewer, now), id, &from, DeliveryState::Waiting).await
}

async fn shift(
    (store, viewer, now): (&Store, &Viewer, Instant),
    id: &str,
    from: &[DeliveryState],
    to: DeliveryState,
) -> Result<bool, ServiceError> {
    if !viewer.may(Duty::ManageOutbox) {
        return Err(ServiceError::NotAllowed);
    }
    let missing = || ServiceError::NoSuchRecord(id.to_owned());
    let id = DeliveryId::parse(id).ok_or_else(missing)?;
    let mut tx = store.write(viewer, now).await?;
    let before = storage::find_delivery(tx.conn(), viewer, &id).await?.ok_or_else(missing)?;
    if !storage::move_delivery(&mut tx, &id, from, to).await? {
        return Ok(false);
    }
    let said = serde_json::json!({ "state_before": before.state.label(), "state_after": to.label() });
    if to == DeliveryState::Waiting {
        let payload = JobPayload::Deliver { delivery: id.to_string() };
        storage::enqueue_job(&mut tx, &payload, now, None).await?;
        tx.audit("delivery_released", "delivery", id.as_str(), &said).await?;
    } else {
        tx.audit("delivery_held", "delivery", id.as_str(), &said).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Sends the viewer a message that shows that a channel works.
///
/// # Errors
/// As [`hold_delivery`].
pub async fn send_test(
    store: &Store,
    viewer: &Viewer,
    channel: Channel,
    now: Instant,
) -> Result<DeliveryId, ServiceError> {
    if !viewer.may(Duty::ManageOutbox) || viewer.account_id().is_none() {
        return Err(ServiceError::NotAllowed);
    }
    let mut tx = store.write(viewer, now).await?;
    let host = channels_in(tx.conn()).await?.host();
    let id = storage::insert_test_delivery(&mut tx, channel, &host).await?;
    let payload = JobPayload::Deliver { delivery: id.to_string() };
    storage::enqueue_job(&mut tx, &payload, now, None).await?;
    tx.audit("notice_test_sent", "delivery", id.as_str(), &serde_json::json!({ "channel": channel.label() }))
        .await?;
    tx.commit().await?;
    Ok(id)
}
