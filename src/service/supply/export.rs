//! Hands the survey of R&D resources out as a workbook: the rows of the list with the same conditions.

use std::path::Path;

use super::resources::{ResourceQuestion, ResourceView, all};
use crate::domain::capability::CapabilityKind;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::messages::supply as words;
use crate::service::ServiceError;
use crate::service::export::{ExportError, export_table};
use crate::sheets::OutCell;
use crate::storage::Store;

/// Writes the workbook.
///
/// # Errors
/// See [`ExportError`]; no half file is left.
pub async fn export_resources(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    question: &ResourceQuestion,
    to: &Path,
) -> Result<usize, ExportError> {
    let (_, fitting) = all(store, viewer, question).await.map_err(|error| match error {
        ServiceError::Storage(error) => ExportError::Storage(error),
        _ => ExportError::NotAllowed,
    })?;
    let rows = fitting.iter().map(row).collect();
    let kinds = CapabilityKind::ALL.iter().map(|kind| kind.label());
    let columns: Vec<&str> = words::RESOURCE_COLUMNS.into_iter().chain(kinds).collect();
    export_table(store, viewer, now, ("resource_survey", words::RESOURCE_SHEET), &columns, rows, to).await
}

fn row(one: &ResourceView) -> Vec<OutCell> {
    let day =
        |at: Option<Instant>| at.map_or(OutCell::Blank, |at| OutCell::Date(at.beijing_day().to_string()));
    let text = |text: &str| OutCell::Text(text.to_owned());
    let mut cells = vec![
        text(&one.row.no),
        text(&one.row.name),
        text(one.row.kind.label()),
        text(one.answer.label()),
        day(one.row.claim.claimed_at),
        day(one.row.claim.confirmed_at),
        day(one.row.seen_at),
        day(one.reminded_at),
    ];
    for kind in CapabilityKind::ALL {
        let stated = one.row.capabilities.iter().find(|(known, _)| known == kind);
        cells.push(stated.map_or(OutCell::Blank, |(_, count)| text(&count.to_string())));
    }
    cells
}
