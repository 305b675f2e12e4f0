//! Hands out audit records as a workbook, and records that it did.

use std::path::{Path, PathBuf};

use super::{AuditEntry, record_deed};
use crate::domain::audit::{AuditRecord, AuditResult};
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages::audit as words;
use crate::service::export::ExportError;
use crate::sheets::{Kind, OutCell, OutColumn, OutSheet, write_xlsx};
use crate::storage::{self, AuditFilter, AuditKey, AuditPlace, Store};

/// Most records of one workbook; more are had by narrowing the days.
pub const MOST_EXPORTED: usize = 50_000;
/// Records read by one statement.
const CHUNK: usize = 1_000;

/// Writes the records to an .xlsx file, newest first, and returns how many, and whether there are more.
///
/// # Errors
/// See [`ExportError`]; no half file is left.
pub async fn export_audit(
    store: &Store,
    viewer: &Viewer,
    filter: &AuditFilter,
    to: &Path,
    now: Instant,
) -> Result<(usize, bool), ExportError> {
    if to.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return Err(ExportError::UnknownFormat(to.display().to_string()));
    }
    let (rows, more) = rows(store, viewer, filter).await?;
    let count = rows.len();
    // Recorded first: what leaves the house without a record cannot be called back.
    let detail = serde_json::json!({ "rows": count, "conditions": conditions(filter) });
    record_deed(store, viewer, now, AuditEntry::new("export", "audit_record", "").with(&detail)).await?;
    let (to, day): (PathBuf, String) = (to.to_path_buf(), now.beijing_day().to_string());
    let sheet = OutSheet { name: words::SHEET.to_owned(), columns: columns(), rows };
    let work = move || write_xlsx(&to, &[sheet], &day);
    tokio::task::spawn_blocking(work).await.map_err(|_| ExportError::Broken)??;
    Ok((count, more))
}

/// Which conditions there were; not the words looked for, which may be anything.
fn conditions(filter: &AuditFilter) -> Vec<&'static str> {
    let given = [
        ("from", filter.from.is_some()),
        ("to", filter.to.is_some()),
        ("actor", filter.actor.is_some()),
        ("action", filter.action.is_some()),
        ("entity", filter.entity.is_some()),
        ("entity_id", filter.entity_id.is_some()),
        ("result", filter.result.is_some()),
        ("channel", filter.channel.is_some()),
        ("text", filter.text.is_some()),
    ];
    given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

async fn rows(
    store: &Store,
    viewer: &Viewer,
    filter: &AuditFilter,
) -> Result<(Vec<Vec<OutCell>>, bool), ExportError> {
    let mut conn = store.read().await?;
    let (mut rows, mut place) = (Vec::new(), AuditPlace::Newest);
    loop {
        let found = storage::search_audit(&mut conn, viewer, filter, place, CHUNK as i64).await?;
        let Some(last) = found.last() else { return Ok((rows, false)) };
        place = AuditPlace::Older(AuditKey { at: last.at, id: last.id });
        for record in &found {
            if rows.len() == MOST_EXPORTED {
                return Ok((rows, true));
            }
            rows.push(row(record));
        }
    }
}

fn columns() -> Vec<OutColumn> {
    let column = |(heading, width): (&str, f64)| OutColumn {
        heading: heading.to_owned(),
        width,
        kind: Kind::Text,
        choices: Vec::new(),
        required: false,
        note: String::new(),
    };
    words::COLUMNS.into_iter().map(column).collect()
}

fn row(record: &AuditRecord) -> Vec<OutCell> {
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    let result = AuditResult::from_code(&record.result);
    let seal = record.seal.as_ref();
    [
        record.id.to_string(),
        record.at.beijing_second(),
        record.actor.clone(),
        record.channel.clone(),
        words::action(&record.action),
        words::entity(&record.entity),
        record.entity_id.clone(),
        result.map_or_else(|| record.result.clone(), |result| words::result(result).to_owned()),
        record.detail.clone(),
        maybe(&record.address),
        maybe(&record.request),
        maybe(&record.unit),
        seal.map_or_else(String::new, |seal| seal.block.to_string()),
        seal.map_or_else(String::new, |seal| seal.place.to_string()),
        seal.map_or_else(String::new, |seal| seal.digest.clone()),
    ]
    .map(|text| if text.is_empty() { OutCell::Blank } else { OutCell::Text(text) })
    .to_vec()
}
