//! Sends what waits in the outbox: takes a message whose time has come, makes what it says from what its reader may read
//! now, and sets down how sending ended. Carrying it is not done here.
//!
//! Taken, sent and set down are three steps, because a server cannot be part of a transaction. What is known to have
//! failed is tried again under the same Message-ID; where nobody knows, nobody tries again by itself.

use super::matter::{NoticeShown, read_matters};
use super::settings::{Channels, channels_in};
use crate::domain::account::{Account, AccountStatus};
use crate::domain::channel::{
    Channel, Delivery, DeliveryState, HookSettings, MailSettings, OutgoingHook, OutgoingMail, SendProblem,
    SendResult, next_attempt,
};
use crate::domain::ids::DeliveryId;
use crate::domain::job::JobPayload;
use crate::domain::notice::is_on;
use crate::domain::time::Instant;
use crate::domain::viewer::{Origin, Viewer};
use crate::messages::notices as words;
use crate::service::ServiceError;
use crate::storage::{self, Store};

/// How long sending may take before it counts as broken off; longer than any channel waits.
const CLAIM_MS: i64 = 5 * 60_000;

/// A message that was taken and is to be sent.
#[derive(Clone)]
pub struct Ready {
    /// The message.
    pub delivery: Delivery,
    /// What is to be sent, and how.
    pub outgoing: Outgoing,
}

/// What is to be sent, and how.
#[derive(Clone)]
pub enum Outgoing {
    /// A mail.
    Mail(MailSettings, OutgoingMail),
    /// A short message.
    Hook(HookSettings, OutgoingHook),
}

/// Takes a message if its time has come. `base` is where links begin. Nothing to send is `None`: it is not due, somebody
/// else has it, or its reader has read everything, or may read nothing of it any more.
///
/// # Errors
/// If the database fails.
pub async fn take_delivery(
    store: &Store,
    program: &Viewer,
    id: &DeliveryId,
    base: &str,
    now: Instant,
) -> Result<Option<Ready>, ServiceError> {
    let until = Instant(now.0 + CLAIM_MS);
    let mut tx = store.write(program, now).await?;
    let claimed = storage::claim_delivery(&mut tx, id, until).await?;
    if claimed.is_some() {
        // Whoever comes then finds either an end or a message of which nobody knows the end.
        let payload = JobPayload::Deliver { delivery: id.to_string() };
        storage::enqueue_job(&mut tx, &payload, Instant(until.0 + 1_000), None).await?;
    }
    tx.commit().await?;
    let Some(delivery) = claimed else { return Ok(None) };
    match compose(store, &delivery, base, now).await? {
        Ok(outgoing) => Ok(Some(Ready { delivery, outgoing })),
        Err(end) => {
            let (state, problem) = end;
            set_down(store, program, &delivery, state, problem, now, now).await?;
            Ok(None)
        }
    }
}

/// What a message says now, or why there is nothing to send.
async fn compose(
    store: &Store,
    delivery: &Delivery,
    base: &str,
    now: Instant,
) -> Result<Result<Outgoing, (DeliveryState, Option<SendProblem>)>, ServiceError> {
    let dropped = Ok(Err((DeliveryState::Dropped, None)));
    let mut conn = store.read().await?;
    let channels = channels_in(&mut conn).await?;
    let ids = std::slice::from_ref(&delivery.account);
    let account = storage::load_accounts(&mut conn, &Viewer::operator(), ids).await?.pop();
    let Some(account) = account.filter(|account| account.status == AccountStatus::Active) else {
        return dropped;
    };
    if !channels.has(delivery.channel) {
        return Ok(Err((DeliveryState::Failed, Some(SendProblem::NoChannel))));
    }
    if !channels.reach(delivery.channel, &account) {
        return Ok(Err((DeliveryState::Failed, Some(SendProblem::Address))));
    }
    // As the account would see it on a page.
    let reader = Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default());
    let switches = storage::list_notice_switches(&mut conn, &reader, ids).await?;
    let mut notices = storage::list_delivery_notices(&mut conn, &reader, &delivery.id).await?;
    notices.retain(|notice| is_on(&switches, &account.id, notice.topic, delivery.channel));
    let mut shown = read_matters(&mut conn, &reader, notices).await?;
    shown.retain(|one| one.matter.is_some());
    if shown.is_empty() && !delivery.test {
        return dropped;
    }
    Ok(outgoing(&channels, delivery, &account, &shown, base, now)
        .ok_or((DeliveryState::Failed, Some(SendProblem::NoChannel))))
}

fn outgoing(
    channels: &Channels,
    delivery: &Delivery,
    account: &Account,
    shown: &[NoticeShown],
    base: &str,
    now: Instant,
) -> Option<Outgoing> {
    let message_id = delivery.message_id.clone();
    match delivery.channel {
        Channel::Mail => {
            let said = words::mail(account, shown, delivery.urgent, base, now)?;
            let to = account.email.clone()?;
            let mail = OutgoingMail {
                to,
                message_id,
                at: now,
                subject: said.subject,
                text: said.text,
                html: said.html,
            };
            Some(Outgoing::Mail(channels.mail.clone()?, mail))
        }
        Channel::Hook => {
            let (phone, text) = (account.phone.clone()?, words::short_message(shown));
            let hook = OutgoingHook { phone, message_id, at: now, text };
            Some(Outgoing::Hook(channels.hook.clone()?, hook))
        }
    }
}

/// Sets down how sending ended.
///
/// # Errors
/// If the database fails; then the message becomes uncertain when its claim runs out.
pub async fn finish_sending(
    store: &Store,
    program: &Viewer,
    delivery: &Delivery,
    result: SendResult,
    now: Instant,
) -> Result<(), ServiceError> {
    let (state, problem, due) = match result {
        SendResult::Sent => (DeliveryState::Sent, None, now),
        SendResult::Never(problem) => (DeliveryState::Failed, Some(problem), now),
        SendResult::Unknown(problem) => (DeliveryState::Uncertain, Some(problem), now),
        SendResult::NotYet(problem) => match next_attempt(now, delivery.attempts) {
            None => (DeliveryState::Failed, Some(SendProblem::TooOften), now),
            Some(at) => {
                let times = channels_in(&mut *store.read().await?).await?.times;
                (DeliveryState::Waiting, Some(problem), times.after_quiet(at))
            }
        },
    };
    if let Some(problem) = problem {
        tracing::warn!(delivery.id = %delivery.id, state = state.code(), problem = problem.code(), "not sent");
    }
    set_down(store, program, delivery, state, problem, due, now).await
}

async fn set_down(
    store: &Store,
    program: &Viewer,
    delivery: &Delivery,
    state: DeliveryState,
    problem: Option<SendProblem>,
    due: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = store.write(program, now).await?;
    let ours = storage::finish_delivery(&mut tx, delivery, state, problem, due).await?;
    if ours && state == DeliveryState::Waiting {
        let payload = JobPayload::Deliver { delivery: delivery.id.to_string() };
        storage::enqueue_job(&mut tx, &payload, due, None).await?;
    }
    Ok(tx.commit().await?)
}
