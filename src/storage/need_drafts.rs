//! Needs that are being written. A draft belongs to the people of its enterprise; one that an officer writes on its
//! behalf belongs to that officer until it is sent in. Saves replace the text whole, by the version that was read.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::ids::{EnterpriseId, NeedDraftId, NeedId};
use crate::domain::need_text::NeedText;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

const COLUMNS: &str = "need_draft.id, need_draft.enterprise_id, need_draft.need_id, need_draft.author, \
    need_draft.on_behalf, need_draft.body, need_draft.version, need_draft.created_at_ms, need_draft.updated_at_ms, \
    need_draft.deleted_at_ms";

/// A need that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenDraft {
    /// Id.
    pub id: NeedDraftId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The need that is written again; `None` for a new one.
    pub need: Option<NeedId>,
    /// Who began it, as audit records name them.
    pub author: String,
    /// Begun by an officer for the enterprise.
    pub on_behalf: bool,
    /// What was typed.
    pub text: NeedText,
    /// Counts saves; a stale one is refused.
    pub version: i64,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last saved.
    pub updated_at: Instant,
    /// When it was thrown away; it can be taken back for a while.
    pub deleted_at: Option<Instant>,
}

fn draft(row: &AnyRow) -> Result<WrittenDraft, StorageError> {
    let read = Read::new("need_draft", row);
    Ok(WrittenDraft {
        id: read.parsed("id", NeedDraftId::parse)?,
        enterprise: read.parsed("enterprise_id", EnterpriseId::parse)?,
        need: read.maybe_parsed("need_id", NeedId::parse)?,
        author: read.text("author")?,
        on_behalf: read.flag("on_behalf")?,
        text: read.parsed("body", |text| serde_json::from_str(text).ok())?,
        version: read.int("version")?,
        created_at: Instant(read.int("created_at_ms")?),
        updated_at: Instant(read.int("updated_at_ms")?),
        deleted_at: read.maybe_int("deleted_at_ms")?.map(Instant),
    })
}

fn body(text: &NeedText) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "{}".to_owned())
}

/// Adds a draft, begun now by the writer of this transaction; its id.
///
/// # Errors
/// [`StorageError::Taken`] if there is one of this need already.
pub async fn insert_need_draft(
    tx: &mut WriteTx,
    enterprise: &EnterpriseId,
    need: Option<&NeedId>,
    on_behalf: bool,
    text: &NeedText,
) -> Result<NeedDraftId, StorageError> {
    let (id, now, author): (NeedDraftId, _, _) = (tx.next_id(), tx.now().0, tx.viewer().actor().to_owned());
    sqlx::query(
        "INSERT INTO need_draft (id, enterprise_id, need_id, author, on_behalf, body, version, created_at_ms, \
         updated_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)",
    )
    .bind(id.to_string())
    .bind(enterprise.to_string())
    .bind(need.map(ToString::to_string))
    .bind(author)
    .bind(i64::from(on_behalf))
    .bind(body(text))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The draft with this id, thrown away or not.
///
/// # Errors
/// If the database fails.
pub async fn find_need_draft(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    id: &NeedDraftId,
) -> Result<Option<WrittenDraft>, StorageError> {
    let seen = Seen::need_drafts(viewer, 2);
    let query = assembled(format!("SELECT {COLUMNS} FROM need_draft WHERE id = $1 AND {}", seen.sql()));
    let row = seen.bind(query.bind(id.to_string())).fetch_optional(conn).await?;
    row.as_ref().map(draft).transpose()
}

/// The draft in which this need is written again, thrown away or not.
///
/// # Errors
/// If the database fails.
pub async fn find_draft_of_need(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    need: &NeedId,
) -> Result<Option<WrittenDraft>, StorageError> {
    let seen = Seen::need_drafts(viewer, 2);
    let query = assembled(format!("SELECT {COLUMNS} FROM need_draft WHERE need_id = $1 AND {}", seen.sql()));
    let row = seen.bind(query.bind(need.to_string())).fetch_optional(conn).await?;
    row.as_ref().map(draft).transpose()
}

/// The viewer's drafts that were not thrown away, last saved first.
///
/// # Errors
/// If the database fails.
pub async fn list_need_drafts(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    limit: i64,
) -> Result<Vec<WrittenDraft>, StorageError> {
    let seen = Seen::need_drafts(viewer, 2);
    let query = assembled(format!(
        "SELECT {COLUMNS} FROM need_draft WHERE deleted_at_ms IS NULL AND {} \
         ORDER BY updated_at_ms DESC, id DESC LIMIT $1",
        seen.sql()
    ));
    let rows = seen.bind(query.bind(limit)).fetch_all(conn).await?;
    rows.iter().map(draft).collect()
}

/// Replaces the text of a draft that was read at `version`, and takes it back if it was thrown away.
///
/// # Errors
/// [`StorageError::Stale`] if it was saved since.
pub async fn save_need_draft(
    tx: &mut WriteTx,
    id: &NeedDraftId,
    version: i64,
    text: &NeedText,
) -> Result<(), StorageError> {
    let now = tx.now().0;
    let done = sqlx::query(
        "UPDATE need_draft SET body = $3, version = version + 1, updated_at_ms = $4, deleted_at_ms = NULL \
         WHERE id = $1 AND version = $2",
    )
    .bind(id.to_string())
    .bind(version)
    .bind(body(text))
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 {
        return Ok(());
    }
    Err(StorageError::Stale { entity: "need_draft", id: id.to_string() })
}

/// Throws a draft away, or takes it back; false if it was so already.
///
/// # Errors
/// If the database fails.
pub async fn throw_need_draft(tx: &mut WriteTx, id: &NeedDraftId, away: bool) -> Result<bool, StorageError> {
    let now = tx.now().0;
    let (value, before) = if away { (Some(now), "IS NULL") } else { (None, "IS NOT NULL") };
    let sql = format!("UPDATE need_draft SET deleted_at_ms = $2 WHERE id = $1 AND deleted_at_ms {before}");
    let done = assembled(sql).bind(id.to_string()).bind(value).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a draft whose need was sent in.
///
/// # Errors
/// If the database fails.
pub async fn delete_need_draft(tx: &mut WriteTx, id: &NeedDraftId) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM need_draft WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    Ok(())
}

/// Removes drafts that were thrown away before `before`; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn forget_need_drafts(tx: &mut WriteTx, before: Instant) -> Result<u64, StorageError> {
    let gone = sqlx::query("DELETE FROM need_draft WHERE deleted_at_ms IS NOT NULL AND deleted_at_ms < $1")
        .bind(before.0)
        .execute(tx.conn())
        .await?;
    Ok(gone.rows_affected())
}
