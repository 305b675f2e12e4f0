//! Reminders to institutions that have not answered the survey of R&D resources. Append-only; for those who lead the
//! survey, and the institution that was reminded.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::row::Read;
use super::write::WriteTx;
use crate::domain::ids::{InstitutionId, ReminderId};
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::{Scope, Viewer};

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyReminder {
    /// Who was reminded.
    pub institution: InstitutionId,
    /// Of the survey of which year.
    pub year: i32,
    /// When.
    pub at: Instant,
}

/// Records a reminder.
///
/// # Errors
/// [`StorageError::Referenced`] if there is no such institution.
pub async fn insert_survey_reminder(
    tx: &mut WriteTx,
    institution: &InstitutionId,
    year: i32,
) -> Result<ReminderId, StorageError> {
    let (id, now, actor) = (tx.next_id::<ReminderId>(), tx.now().0, tx.viewer().actor().to_owned());
    sqlx::query(
        "INSERT INTO survey_reminder (id, institution_id, survey_year, sent_at_ms, sent_by) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(institution.to_string())
    .bind(i64::from(year))
    .bind(now)
    .bind(actor)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The newest reminder of each institution for the survey of a year.
///
/// # Errors
/// If the database fails.
pub async fn list_survey_reminders(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    year: i32,
) -> Result<Vec<SurveyReminder>, StorageError> {
    let own = match viewer.scope() {
        Scope::Institution(own) => Some(own.as_str()),
        Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => None,
    };
    let leads = viewer.may(Duty::SurveyResources);
    if own.is_none() && !leads {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(
        "SELECT institution_id, MAX(sent_at_ms) AS at_ms FROM survey_reminder \
         WHERE survey_year = $1 AND ($2 = '' OR institution_id = $2) GROUP BY institution_id ORDER BY institution_id",
    )
    .bind(i64::from(year))
    .bind(own.filter(|_| !leads).unwrap_or_default().to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("survey_reminder", row);
            Ok(SurveyReminder {
                institution: read.parsed("institution_id", InstitutionId::parse)?,
                year,
                at: Instant(read.int("at_ms")?),
            })
        })
        .collect()
}
