//! What was sent in each time, with its score then, so that officers can compare what they returned with what came back.
//! Holds no personal data. Also finds whether an enterprise has a need of some title, which decides whether another is
//! taken.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::{Read, assembled};
use super::scope::Seen;
use super::write::WriteTx;
use crate::domain::ids::{EnterpriseId, NeedId};
use crate::domain::need_text::NeedText;
use crate::domain::text::name_key;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// One sending in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedSubmission {
    /// Who, as audit records name them.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// How well it was written, 0 to 100.
    pub score: i64,
    /// What was sent in.
    pub text: NeedText,
}

/// Records that a need is sent in now.
///
/// # Errors
/// If the database fails.
pub async fn insert_need_submission(
    tx: &mut WriteTx,
    need: &NeedId,
    score: i64,
    text: &NeedText,
) -> Result<(), StorageError> {
    let (now, actor) = (tx.now().0, tx.viewer().actor().to_owned());
    let body = serde_json::to_string(&text.impersonal()).unwrap_or_else(|_| "{}".to_owned());
    sqlx::query(
        "INSERT INTO need_submission (need_id, actor, at_ms, score, body) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(need.to_string())
    .bind(actor)
    .bind(now)
    .bind(score)
    .bind(body)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The last `limit` times a need was sent in, newest first; nothing for those outside.
///
/// # Errors
/// If the database fails.
pub async fn list_need_submissions(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    need: &NeedId,
    limit: i64,
) -> Result<Vec<NeedSubmission>, StorageError> {
    let seen = Seen::inside_needs(viewer, 3);
    let query = assembled(format!(
        "SELECT need_submission.actor, need_submission.at_ms, need_submission.score, need_submission.body \
         FROM need_submission JOIN need ON need.id = need_submission.need_id \
         WHERE need_submission.need_id = $1 AND {} ORDER BY need_submission.id DESC LIMIT $2",
        seen.sql()
    ));
    let rows = seen.bind(query.bind(need.to_string()).bind(limit)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("need_submission", row);
            Ok(NeedSubmission {
                actor: read.text("actor")?,
                at: Instant(read.int("at_ms")?),
                score: read.int("score")?,
                text: read.parsed("body", |text| serde_json::from_str(text).ok())?,
            })
        })
        .collect()
}

/// Id and number of the need of this title that an enterprise has.
///
/// # Errors
/// If the database fails.
pub async fn find_need_titled(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
    title: &str,
) -> Result<Option<(NeedId, String)>, StorageError> {
    let seen = Seen::inside_needs(viewer, 3);
    let query = assembled(format!(
        "SELECT id, no FROM need WHERE enterprise_id = $1 AND title_key = $2 AND {}",
        seen.sql()
    ));
    let query = query.bind(enterprise.to_string()).bind(name_key(title));
    let row = seen.bind(query).fetch_optional(conn).await?;
    let found = row.as_ref().map(|row| {
        let read = Read::new("need", row);
        Ok::<_, StorageError>((read.parsed("id", NeedId::parse)?, read.text("no")?))
    });
    found.transpose()
}
