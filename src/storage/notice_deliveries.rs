//! The outbox: messages that carry notices out of the house. What they say is not here, only which notices they are
//! about; it is made when they are sent. The list is for whoever keeps the outbox, who sees no record of anybody.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::notices::{notice, own};
use super::row::{Read, assembled, placeholders};
use super::write::WriteTx;
use crate::domain::channel::{Channel, Delivery, DeliveryState, SendProblem};
use crate::domain::ids::{AccountId, DeliveryId, NoticeId};
use crate::domain::notice::{Notice, NoticeTopic};
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "id, channel, account_id, urgent, test, state, message_id, attempts, due_at_ms, problem, \
    created_at_ms, changed_at_ms, version";

/// Which messages a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Only in this state.
    pub state: Option<DeliveryState>,
}

fn delivery(row: &AnyRow) -> Result<Delivery, StorageError> {
    let read = Read::new("notice_delivery", row);
    Ok(Delivery {
        id: read.parsed("id", DeliveryId::parse)?,
        channel: read.parsed("channel", Channel::from_code)?,
        account: read.parsed("account_id", AccountId::parse)?,
        urgent: read.flag("urgent")?,
        test: read.flag("test")?,
        state: read.parsed("state", DeliveryState::from_code)?,
        message_id: read.text("message_id")?,
        attempts: read.int("attempts")?,
        due_at: Instant(read.int("due_at_ms")?),
        problem: read.maybe_parsed("problem", SendProblem::from_code)?,
        created_at: Instant(read.int("created_at_ms")?),
        changed_at: Instant(read.int("changed_at_ms")?),
        version: read.int("version")?,
    })
}

/// True for whoever keeps the outbox, and for the program that sends it.
fn keeps(viewer: &Viewer) -> bool {
    viewer.may(Duty::ManageOutbox)
}

/// Adds a notice to the message that still gathers for this account, channel and urgency, or begins one; with the
/// moment when somebody is to send it, if that is a new one. `due` tells it from the moment the message was begun.
///
/// # Errors
/// If the database fails.
pub async fn gather_delivery(
    tx: &mut WriteTx,
    (account, channel, urgent): (&AccountId, Channel, bool),
    host: &str,
    notice: &NoticeId,
    due: impl Fn(Instant) -> Instant + Send,
) -> Result<(DeliveryId, Option<Instant>), StorageError> {
    let (id, now): (DeliveryId, Instant) = (tx.next_id(), tx.now());
    let sql = format!(
        "INSERT INTO notice_delivery (id, channel, account_id, urgent, test, gathering, state, message_id, attempts, \
         due_at_ms, created_at_ms, changed_at_ms, version) VALUES ($1, $2, $3, $4, 0, 1, 'waiting', $5, 0, $6, $7, $7, 1) \
         ON CONFLICT (channel, account_id, urgent) WHERE gathering = 1 \
         DO UPDATE SET version = notice_delivery.version + 1 RETURNING {COLUMNS}"
    );
    let row = assembled(sql)
        .bind(id.to_string())
        .bind(channel.code())
        .bind(account.to_string())
        .bind(i64::from(urgent))
        .bind(message_id(&id, host))
        .bind(due(now).0)
        .bind(now.0)
        .fetch_one(tx.conn())
        .await?;
    let found = delivery(&row)?;
    let due = due(found.created_at);
    let is_new = found.id == id || found.due_at != due;
    if found.due_at != due {
        sqlx::query("UPDATE notice_delivery SET due_at_ms = $2 WHERE id = $1")
            .bind(found.id.to_string())
            .bind(due.0)
            .execute(tx.conn())
            .await?;
    }
    sqlx::query(
        "INSERT INTO notice_delivery_item (delivery_id, notice_id) VALUES ($1, $2) \
         ON CONFLICT (delivery_id, notice_id) DO NOTHING",
    )
    .bind(found.id.to_string())
    .bind(notice.to_string())
    .execute(tx.conn())
    .await?;
    Ok((found.id, is_new.then_some(due)))
}

fn message_id(id: &DeliveryId, host: &str) -> String {
    format!("<{}@{host}>", id.as_str().to_ascii_lowercase())
}

/// Adds a message to the writer's own account that shows that a channel works.
///
/// # Errors
/// If the database fails.
pub async fn insert_test_delivery(
    tx: &mut WriteTx,
    channel: Channel,
    host: &str,
) -> Result<DeliveryId, StorageError> {
    let (id, now, own): (DeliveryId, Instant, String) = (tx.next_id(), tx.now(), own(tx.viewer()));
    sqlx::query(
        "INSERT INTO notice_delivery (id, channel, account_id, urgent, test, gathering, state, message_id, attempts, \
         due_at_ms, created_at_ms, changed_at_ms, version) VALUES ($1, $2, $3, 1, 1, 0, 'waiting', $4, 0, $5, $5, $5, 1)",
    )
    .bind(id.to_string())
    .bind(channel.code())
    .bind(own)
    .bind(message_id(&id, host))
    .bind(now.0)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Claims a message whose time has come, until `until`. A message that another process was sending when its claim ran
/// out may have been taken over by the server or not: it is set down as uncertain, and nobody sends it.
///
/// # Errors
/// If the database fails.
pub async fn claim_delivery(
    tx: &mut WriteTx,
    id: &DeliveryId,
    until: Instant,
) -> Result<Option<Delivery>, StorageError> {
    let now = tx.now();
    sqlx::query(
        "UPDATE notice_delivery SET state = 'unsure', problem = $3, claimed_until_ms = NULL, changed_at_ms = $2, \
         version = version + 1 WHERE id = $1 AND state = 'sending' AND claimed_until_ms < $2",
    )
    .bind(id.to_string())
    .bind(now.0)
    .bind(SendProblem::Ended.code())
    .execute(tx.conn())
    .await?;
    let sql = format!(
        "UPDATE notice_delivery SET state = 'sending', gathering = 0, attempts = attempts + 1, claimed_until_ms = $3, \
         changed_at_ms = $2, version = version + 1 WHERE id = $1 AND state = 'waiting' AND due_at_ms <= $2 \
         RETURNING {COLUMNS}"
    );
    let row = assembled(sql).bind(id.to_string()).bind(now.0).bind(until.0).fetch_optional(tx.conn()).await?;
    row.as_ref().map(delivery).transpose()
}

/// Says how sending ended: what the message became, why, and when it is due again. False if it is no longer ours.
///
/// # Errors
/// If the database fails.
pub async fn finish_delivery(
    tx: &mut WriteTx,
    sent: &Delivery,
    state: DeliveryState,
    problem: Option<SendProblem>,
    due: Instant,
) -> Result<bool, StorageError> {
    let now = tx.now();
    let done = sqlx::query(
        "UPDATE notice_delivery SET state = $3, problem = $4, due_at_ms = $5, claimed_until_ms = NULL, \
         changed_at_ms = $6, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'sending'",
    )
    .bind(sent.id.to_string())
    .bind(sent.version)
    .bind(state.code())
    .bind(problem.map(SendProblem::code))
    .bind(due.0)
    .bind(now.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a message back, or releases it to be sent now, if it is in one of the states `from` and the writer keeps the
/// outbox. False if it is not.
///
/// # Errors
/// If the database fails.
pub async fn move_delivery(
    tx: &mut WriteTx,
    id: &DeliveryId,
    from: &[DeliveryState],
    to: DeliveryState,
) -> Result<bool, StorageError> {
    if !keeps(tx.viewer()) {
        return Ok(false);
    }
    let now = tx.now();
    let sql = format!(
        "UPDATE notice_delivery SET state = $2, gathering = 0, due_at_ms = $3, changed_at_ms = $3, attempts = 0, \
         problem = NULL, version = version + 1 WHERE id = $1 AND state IN {}",
        placeholders(4, from.len())
    );
    let query = assembled(sql).bind(id.to_string()).bind(to.code()).bind(now.0);
    let query = from.iter().fold(query, |query, state| query.bind(state.code()));
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// A message, for whoever keeps the outbox.
///
/// # Errors
/// If the database fails.
pub async fn find_delivery(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &DeliveryId,
) -> Result<Option<Delivery>, StorageError> {
    if !keeps(viewer) {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM notice_delivery WHERE id = $1");
    let row = assembled(sql).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(delivery).transpose()
}

/// Messages, those first whose state changed last, for whoever keeps the outbox.
///
/// # Errors
/// If the database fails.
pub async fn list_deliveries(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: DeliveryFilter,
    (offset, limit): (i64, i64),
) -> Result<Vec<Delivery>, StorageError> {
    if !keeps(viewer) {
        return Ok(Vec::new());
    }
    let state =
        filter.state.map_or_else(|| "1 = 1".to_owned(), |state| format!("state = '{}'", state.code()));
    let sql = format!(
        "SELECT {COLUMNS} FROM notice_delivery WHERE {state} ORDER BY changed_at_ms DESC, id DESC LIMIT $1 OFFSET $2"
    );
    let rows = assembled(sql).bind(limit.max(0)).bind(offset.max(0)).fetch_all(conn).await?;
    rows.iter().map(delivery).collect()
}

/// How many messages are in each state, for whoever keeps the outbox; states without any are left out.
///
/// # Errors
/// If the database fails.
pub async fn count_deliveries(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<(DeliveryState, i64)>, StorageError> {
    if !keeps(viewer) {
        return Ok(Vec::new());
    }
    let rows = sqlx::query("SELECT state, COUNT(*) AS number FROM notice_delivery GROUP BY state");
    rows.fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            let read = Read::new("notice_delivery", row);
            Ok((read.parsed("state", DeliveryState::from_code)?, read.int("number")?))
        })
        .collect()
}

/// The topics of these messages, for whoever keeps the outbox: with each how many notices of it the message carries.
///
/// # Errors
/// If the database fails.
pub async fn list_delivery_topics(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    ids: &[DeliveryId],
) -> Result<Vec<(DeliveryId, NoticeTopic, i64)>, StorageError> {
    if !keeps(viewer) || ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT item.delivery_id AS id, notice.topic AS topic, COUNT(*) AS number FROM notice_delivery_item AS item \
         JOIN notice ON notice.id = item.notice_id WHERE item.delivery_id IN {} \
         GROUP BY item.delivery_id, notice.topic ORDER BY item.delivery_id, notice.topic",
        placeholders(1, ids.len())
    );
    let query = ids.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
    query
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| {
            let read = Read::new("notice_delivery_item", row);
            Ok((
                read.parsed("id", DeliveryId::parse)?,
                read.parsed("topic", NoticeTopic::from_code)?,
                read.int("number")?,
            ))
        })
        .collect()
}

/// The notices that a message carries, oldest first, as far as they are the viewer's own and were not read yet.
///
/// # Errors
/// If the database fails.
pub async fn list_delivery_notices(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &DeliveryId,
) -> Result<Vec<Notice>, StorageError> {
    let rows = sqlx::query(
        "SELECT notice.id, notice.account_id, notice.topic, notice.subject_kind, notice.subject_id, notice.detail, \
         notice.first_at_ms, notice.at_ms, notice.read_at_ms FROM notice_delivery_item AS item \
         JOIN notice ON notice.id = item.notice_id \
         WHERE item.delivery_id = $1 AND notice.account_id = $2 AND notice.read_at_ms IS NULL \
         ORDER BY notice.first_at_ms, notice.id",
    )
    .bind(id.to_string())
    .bind(own(viewer))
    .fetch_all(conn)
    .await?;
    rows.iter().map(notice).collect()
}

/// Forgets messages that ended before this moment; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_deliveries(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let old =
        "SELECT id FROM notice_delivery WHERE changed_at_ms < $1 AND state IN ('sent', 'dropped', 'failed')";
    let items = format!("DELETE FROM notice_delivery_item WHERE delivery_id IN ({old})");
    assembled(items).bind(before.0).execute(tx.conn()).await?;
    let gone = assembled(format!("DELETE FROM notice_delivery WHERE id IN ({old})"));
    Ok(gone.bind(before.0).execute(tx.conn()).await?.rows_affected())
}
