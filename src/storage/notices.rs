//! Notices. Everybody reads the own ones and nobody those of others, whoever stands in for whom.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::write::WriteTx;
use crate::domain::ids::{AccountId, NoticeId};
use crate::domain::notice::{NewNotice, Notice, NoticeDetail, NoticeTopic, Subject, SubjectKind};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "notice.id, notice.account_id, notice.topic, notice.subject_kind, notice.subject_id, \
    notice.detail, notice.first_at_ms, notice.at_ms, notice.read_at_ms";

/// Which notices a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// Only those that were not read yet.
    pub unread: bool,
    /// Only of this topic.
    pub topic: Option<NoticeTopic>,
}

impl NoticeFilter {
    /// As a condition; codes are our own words.
    fn condition(self) -> String {
        let unread = if self.unread { " AND notice.read_at_ms IS NULL" } else { "" };
        let topic = self.topic.map(|topic| format!(" AND notice.topic = '{}'", topic.code()));
        format!("notice.account_id = $1{unread}{}", topic.unwrap_or_default())
    }
}

/// How many notices of a topic there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicCount {
    /// The topic.
    pub topic: NoticeTopic,
    /// All of them.
    pub all: i64,
    /// Those that were not read yet.
    pub unread: i64,
}

/// Whose notices a viewer reads: the own ones. Nobody has the empty id.
pub(super) fn own(viewer: &Viewer) -> String {
    viewer.account_id().map(AccountId::to_string).unwrap_or_default()
}

pub(super) fn notice(row: &AnyRow) -> Result<Notice, StorageError> {
    let read = Read::new("notice", row);
    Ok(Notice {
        id: read.parsed("id", NoticeId::parse)?,
        account: read.parsed("account_id", AccountId::parse)?,
        topic: read.parsed("topic", NoticeTopic::from_code)?,
        subject: Subject {
            kind: read.parsed("subject_kind", SubjectKind::from_code)?,
            id: read.text("subject_id")?,
        },
        detail: read.parsed("detail", |text| serde_json::from_str(text).ok())?,
        first_at: Instant(read.int("first_at_ms")?),
        at: Instant(read.int("at_ms")?),
        read_at: read.maybe_int("read_at_ms")?.map(Instant),
    })
}

fn written(detail: &NoticeDetail) -> String {
    serde_json::to_string(detail).unwrap_or_default()
}

/// Gives a notice. One of the same matter that the account has not read yet is renewed instead, and says both.
///
/// # Errors
/// If the database fails.
pub async fn insert_notice(
    tx: &mut WriteTx,
    account: &AccountId,
    new: &NewNotice,
) -> Result<NoticeId, StorageError> {
    // Between both statements somebody may have read the notice that was there: then there is room for a new one.
    loop {
        if let Some(id) = insert(tx, account, new).await? {
            return Ok(id);
        }
        if let Some(id) = renew(tx, account, new).await? {
            return Ok(id);
        }
    }
}

async fn insert(
    tx: &mut WriteTx,
    account: &AccountId,
    new: &NewNotice,
) -> Result<Option<NoticeId>, StorageError> {
    let (id, now): (NoticeId, Instant) = (tx.next_id(), tx.now());
    let row = sqlx::query(
        "INSERT INTO notice (id, account_id, topic, subject_kind, subject_id, detail, first_at_ms, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) \
         ON CONFLICT (account_id, topic, subject_kind, subject_id) WHERE read_at_ms IS NULL DO NOTHING RETURNING id",
    )
    .bind(id.to_string())
    .bind(account.to_string())
    .bind(new.topic.code())
    .bind(new.subject.kind.code())
    .bind(new.subject.id.clone())
    .bind(written(&new.detail))
    .bind(now.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|_| id))
}

/// Takes the notice that was not read yet, which holds it for this transaction, and lets it say both.
async fn renew(
    tx: &mut WriteTx,
    account: &AccountId,
    new: &NewNotice,
) -> Result<Option<NoticeId>, StorageError> {
    let now = tx.now();
    let sql = format!(
        "UPDATE notice SET at_ms = CASE WHEN at_ms > $5 THEN at_ms ELSE $5 END WHERE account_id = $1 AND topic = $2 \
         AND subject_kind = $3 AND subject_id = $4 AND read_at_ms IS NULL RETURNING {COLUMNS}"
    );
    let row = assembled(sql)
        .bind(account.to_string())
        .bind(new.topic.code())
        .bind(new.subject.kind.code())
        .bind(new.subject.id.clone())
        .bind(now.0)
        .fetch_optional(tx.conn())
        .await?;
    let Some(known) = row.as_ref().map(notice).transpose()? else { return Ok(None) };
    sqlx::query("UPDATE notice SET detail = $2 WHERE id = $1")
        .bind(known.id.to_string())
        .bind(written(&known.detail.and_then(&new.detail)))
        .execute(tx.conn())
        .await?;
    Ok(Some(known.id))
}

/// The viewer's own notices, newest first, `limit` of them from `offset` on.
///
/// # Errors
/// If the database fails.
pub async fn list_notices(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    filter: NoticeFilter,
    (offset, limit): (i64, i64),
) -> Result<Vec<Notice>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice WHERE {} ORDER BY notice.at_ms DESC, notice.id DESC LIMIT $2 OFFSET $3",
        filter.condition()
    );
    let rows =
        assembled(sql).bind(own(viewer)).bind(limit.max(0)).bind(offset.max(0)).fetch_all(conn).await?;
    rows.iter().map(notice).collect()
}

/// How many notices of each topic the viewer has; topics without any are left out.
///
/// # Errors
/// If the database fails.
pub async fn count_notices(
    conn: &mut AnyConnection,
    viewer: &Viewer,
) -> Result<Vec<TopicCount>, StorageError> {
    let rows = sqlx::query(
        "SELECT topic, COUNT(*) AS number, CAST(SUM(CASE WHEN read_at_ms IS NULL THEN 1 ELSE 0 END) AS BIGINT) \
         AS unread FROM notice WHERE account_id = $1 GROUP BY topic",
    )
    .bind(own(viewer))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("notice", row);
            Ok(TopicCount {
                topic: read.parsed("topic", NoticeTopic::from_code)?,
                all: read.int("number")?,
                unread: read.int("unread")?,
            })
        })
        .collect()
}

/// One of the viewer's own notices.
///
/// # Errors
/// If the database fails.
pub async fn find_notice(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &NoticeId,
) -> Result<Option<Notice>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE account_id = $1 AND id = $2");
    let row = assembled(sql).bind(own(viewer)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(notice).transpose()
}

/// Notes that the writer has read one of the own notices; false if it is none or was read before.
///
/// # Errors
/// If the database fails.
pub async fn mark_notice_read(tx: &mut WriteTx, id: &NoticeId) -> Result<bool, StorageError> {
    let (own, now) = (own(tx.viewer()), tx.now().0);
    let done = sqlx::query(
        "UPDATE notice SET read_at_ms = $3 WHERE account_id = $1 AND id = $2 AND read_at_ms IS NULL",
    )
    .bind(own)
    .bind(id.to_string())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the writer has read all own notices; returns how many were new.
///
/// # Errors
/// If the database fails.
pub async fn mark_notices_read(tx: &mut WriteTx) -> Result<u64, StorageError> {
    let (own, now) = (own(tx.viewer()), tx.now().0);
    let done = sqlx::query("UPDATE notice SET read_at_ms = $2 WHERE account_id = $1 AND read_at_ms IS NULL")
        .bind(own)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Takes back that the writer has read own notices at this moment; where the same matter has a newer notice, that one is
/// enough. Returns how many.
///
/// # Errors
/// If the database fails.
pub async fn mark_notices_unread(tx: &mut WriteTx, read_at: Instant) -> Result<u64, StorageError> {
    let own = own(tx.viewer());
    let done = sqlx::query(
        "UPDATE notice SET read_at_ms = NULL WHERE account_id = $1 AND read_at_ms = $2 AND NOT EXISTS (\
         SELECT 1 FROM notice AS newer WHERE newer.account_id = notice.account_id AND newer.topic = notice.topic \
         AND newer.subject_kind = notice.subject_kind AND newer.subject_id = notice.subject_id \
         AND newer.id <> notice.id AND (newer.read_at_ms IS NULL OR (newer.read_at_ms = $2 AND newer.id > notice.id)))",
    )
    .bind(own)
    .bind(read_at.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Notes for everybody that there is nothing left to do about these topics of a subject: what was not read yet need not
/// be read any more, and no message tells of it.
///
/// # Errors
/// If the database fails.
pub async fn settle_notices(
    tx: &mut WriteTx,
    subject: &Subject,
    topics: &[NoticeTopic],
) -> Result<(), StorageError> {
    // Codes are our own words.
    let topics: Vec<String> = topics.iter().map(|topic| format!("'{}'", topic.code())).collect();
    let sql = format!(
        "UPDATE notice SET read_at_ms = $3 WHERE subject_kind = $1 AND subject_id = $2 AND read_at_ms IS NULL \
         AND topic IN ({})",
        topics.join(", ")
    );
    let now = tx.now().0;
    assembled(sql).bind(subject.kind.code()).bind(subject.id.clone()).bind(now).execute(tx.conn()).await?;
    Ok(())
}

/// Forgets notices that were read before this moment and that no message holds; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_notices(tx: &mut WriteTx, read_before: Instant) -> Result<u64, StorageError> {
    let gone = sqlx::query(
        "DELETE FROM notice WHERE read_at_ms < $1 \
         AND id NOT IN (SELECT notice_id FROM notice_delivery_item)",
    )
    .bind(read_before.0)
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected())
}
