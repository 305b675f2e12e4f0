//! Days off and make-up days: dated facts, append-only; the newest record of a day holds.

use sqlx::AnyConnection;

use super::error::StorageError;
use super::facts::{FactTable, Recorded, newest, recorded};
use super::row::Read;
use super::write::WriteTx;
use crate::domain::calendar::{CalendarDay, DayKind};
use crate::domain::ids::FactId;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// Records what an arrangement makes of a day.
///
/// # Errors
/// If the database fails.
pub async fn insert_calendar_day(tx: &mut WriteTx, day: &CalendarDay) -> Result<FactId, StorageError> {
    let (id, now): (FactId, i64) = (tx.next_id(), tx.now().0);
    sqlx::query(
        "INSERT INTO calendar_day (id, day_on, kind, name, source, recorded_at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(day.day.to_string())
    .bind(day.kind.code())
    .bind(day.name.clone())
    .bind(day.source.clone())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// What arrangements say as of a moment, in the order of the days.
///
/// # Errors
/// If the database fails.
pub async fn list_calendar_days(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    as_of: Instant,
) -> Result<Vec<Recorded<CalendarDay>>, StorageError> {
    let rows = newest(conn, viewer, FactTable::CalendarDay, as_of).await?;
    rows.iter()
        .map(|row| {
            let read = Read::new("calendar_day", row);
            let day = CalendarDay {
                day: read.parsed("day_on", BusinessDate::parse_iso)?,
                kind: read.parsed("kind", DayKind::from_code)?,
                name: read.maybe_text("name")?,
                source: read.maybe_text("source")?,
            };
            recorded(&read, day)
        })
        .collect()
}
