//! What people switched on or off of notices. Everybody the own switches; the program those of whom it is about to
//! tell something.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::notices::own;
use super::row::{CHUNK, Read, assembled, placeholders};
use super::write::WriteTx;
use crate::domain::channel::Channel;
use crate::domain::ids::AccountId;
use crate::domain::notice::{NoticeSwitch, NoticeTopic};
use crate::domain::viewer::Viewer;

/// The switches of these accounts that the viewer may read: the own ones, or all for the program.
///
/// # Errors
/// If the database fails.
pub async fn list_notice_switches(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    accounts: &[AccountId],
) -> Result<Vec<NoticeSwitch>, StorageError> {
    let program = *viewer == Viewer::operator();
    let readable: Vec<&AccountId> =
        accounts.iter().filter(|id| program || viewer.account_id() == Some(id)).collect();
    let mut found = Vec::new();
    for chunk in readable.chunks(CHUNK) {
        let sql = format!(
            "SELECT account_id, topic, channel, is_on FROM notice_switch WHERE account_id IN {}",
            placeholders(1, chunk.len())
        );
        let query = chunk.iter().fold(assembled(sql), |query, id| query.bind(id.to_string()));
        for row in query.fetch_all(&mut *conn).await? {
            let read = Read::new("notice_switch", &row);
            found.push(NoticeSwitch {
                account: read.parsed("account_id", AccountId::parse)?,
                topic: read.parsed("topic", NoticeTopic::from_code)?,
                channel: read.parsed("channel", Channel::from_code)?,
                on: read.flag("is_on")?,
            });
        }
    }
    Ok(found)
}

/// Sets a switch of the writer's own account.
///
/// # Errors
/// If the database fails.
pub async fn put_notice_switch(
    tx: &mut WriteTx,
    topic: NoticeTopic,
    channel: Channel,
    on: bool,
) -> Result<(), StorageError> {
    let own = own(tx.viewer());
    sqlx::query(
        "INSERT INTO notice_switch (account_id, topic, channel, is_on) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, topic, channel) DO UPDATE SET is_on = excluded.is_on",
    )
    .bind(own)
    .bind(topic.code())
    .bind(channel.code())
    .bind(i64::from(on))
    .execute(tx.conn())
    .await?;
    Ok(())
}
