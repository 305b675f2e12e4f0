//! Tells people that something happened, in the transaction in which it does.

use super::settings::{Channels, channels_in};
use crate::domain::account::{Account, AccountStatus, Organisation};
use crate::domain::channel::Channel;
use crate::domain::ids::{AccountId, NoticeId};
use crate::domain::job::JobPayload;
use crate::domain::notice::{Audience, NewNotice, NoticeTopic, is_on};
use crate::domain::role::Role;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{self, AccountFilter, StorageError, WriteTx};

/// Most people that one notice goes to.
const MOST_PEOPLE: i64 = 500;

/// Gives a notice to those meant who may sign in and whose role gets its topic, and leaves messages in the outbox for
/// those whom a channel reaches. Whoever does the deed is not told of it, unless named.
///
/// # Errors
/// If the database fails.
pub async fn notify(tx: &mut WriteTx, to: &Audience, notice: &NewNotice) -> Result<(), StorageError> {
    let people = recipients(tx, to, notice.topic).await?;
    if people.is_empty() {
        return Ok(());
    }
    let ids: Vec<AccountId> = people.iter().map(|person| person.id.clone()).collect();
    let switches = storage::list_notice_switches(tx.conn(), &Viewer::operator(), &ids).await?;
    let channels = channels_in(tx.conn()).await?;
    for person in &people {
        let given = storage::insert_notice(tx, &person.id, notice).await?;
        let ways = Channel::ALL.iter().copied().filter(|channel| {
            channels.reach(*channel, person) && is_on(&switches, &person.id, notice.topic, *channel)
        });
        for channel in ways {
            leave_message(tx, &channels, person, notice.topic, channel, &given).await?;
        }
    }
    Ok(())
}

/// Those to tell. Asked for by the program: the one who does the deed need not see them.
async fn recipients(
    tx: &mut WriteTx,
    to: &Audience,
    topic: NoticeTopic,
) -> Result<Vec<Account>, StorageError> {
    let program = Viewer::operator();
    let mut people = match to {
        Audience::Account(id) => {
            storage::load_accounts(tx.conn(), &program, std::slice::from_ref(id)).await?
        }
        Audience::Enterprise(id) => people_of(tx, Organisation::Enterprise(id.clone()), None).await?,
        Audience::Institution(id) => {
            people_of(tx, Organisation::Institution { id: id.clone(), team: None }, None).await?
        }
        Audience::County(code) => people_of(tx, Organisation::County(code.clone()), None).await?,
        Audience::Bureau => people_of(tx, Organisation::Bureau, Some(Role::BureauOfficer)).await?,
    };
    let doer = match to {
        Audience::Account(_) => None,
        _ => tx.viewer().account_id().cloned(),
    };
    people.retain(|person| {
        person.status == AccountStatus::Active
            && topic.roles().contains(&person.role)
            && Some(&person.id) != doer.as_ref()
    });
    Ok(people)
}

async fn people_of(
    tx: &mut WriteTx,
    organisation: Organisation,
    role: Option<Role>,
) -> Result<Vec<Account>, StorageError> {
    let filter = AccountFilter {
        text: None,
        role,
        status: Some(AccountStatus::Active),
        organisation: Some(organisation),
    };
    storage::list_accounts(tx.conn(), &Viewer::operator(), &filter, (0, MOST_PEOPLE)).await
}

async fn leave_message(
    tx: &mut WriteTx,
    channels: &Channels,
    person: &Account,
    topic: NoticeTopic,
    channel: Channel,
    notice: &NoticeId,
) -> Result<(), StorageError> {
    let (now, times, urgent) = (tx.now(), channels.times, topic.is_urgent());
    let due = |begun: Instant| {
        if urgent { times.urgent_after(begun, now) } else { times.digest_after(begun) }
    };
    let place = (&person.id, channel, urgent);
    let (message, due) = storage::gather_delivery(tx, place, &channels.host(), notice, due).await?;
    if let Some(due) = due {
        let payload = JobPayload::Deliver { delivery: message.to_string() };
        storage::enqueue_job(tx, &payload, due, None).await?;
    }
    Ok(())
}
