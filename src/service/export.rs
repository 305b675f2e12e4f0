//! Writes lists as people exchange them: every kind of list with the headings its import understands, and empty
//! templates with drop-down lists. Every export is audited.

mod people;
mod rows;
mod template;

use std::path::{Path, PathBuf};

pub use template::template_sheet;

use crate::city::CityPack;
use crate::domain::batch::SheetKind;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::sheets::{Kind, OutCell, OutColumn, OutSheet, WriteError, write_csv, write_xlsx};
use crate::storage::{StorageError, Store};

/// Why a list could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Neither .xlsx nor .csv.
    #[error("unknown kind of file {0}")]
    UnknownFormat(String),
    /// The role of the viewer takes no lists out.
    #[error("not allowed to this role")]
    NotAllowed,
    /// Writing broke off.
    #[error("writing the file broke off")]
    Broken,
}

/// Writes a list to a file, as its name ends (.xlsx or .csv), and returns the number of rows.
///
/// # Errors
/// See [`ExportError`]; no half file is left.
pub async fn export_sheet(
    store: &Store,
    city: &CityPack,
    viewer: &Viewer,
    kind: SheetKind,
    to: &Path,
    now: Instant,
) -> Result<usize, ExportError> {
    if !viewer.may(Duty::ExportLists) {
        return Err(ExportError::NotAllowed);
    }
    let format = Format::of(to)?;
    let mut sheet = template_sheet(kind, city);
    let mut conn = store.read().await?;
    sheet.rows = rows::load(&mut conn, city, viewer, kind).await?;
    drop(conn);
    let count = sheet.rows.len();
    write(format, to.to_path_buf(), sheet, now).await?;
    let mut tx = store.write(viewer, now).await?;
    tx.audit("export", "sheet", kind.code(), &serde_json::json!({ "rows": count })).await?;
    tx.commit().await?;
    Ok(count)
}

/// Writes an empty list with headings, drop-down lists and notes.
///
/// # Errors
/// See [`ExportError`].
pub async fn write_template(
    city: &CityPack,
    kind: SheetKind,
    to: &Path,
    now: Instant,
) -> Result<(), ExportError> {
    write(Format::of(to)?, to.to_path_buf(), template_sheet(kind, city), now).await
}

#[derive(Clone, Copy)]
enum Format {
    Xlsx,
    Csv,
}

impl Format {
    fn of(file: &Path) -> Result<Self, ExportError> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("xlsx") => Ok(Self::Xlsx),
            Some("csv") => Ok(Self::Csv),
            _ => Err(ExportError::UnknownFormat(file.display().to_string())),
        }
    }
}

async fn write(format: Format, to: PathBuf, sheet: OutSheet, now: Instant) -> Result<(), ExportError> {
    let today = now.beijing_day().to_string();
    let work = move || match format {
        Format::Xlsx => write_xlsx(&to, &[sheet], &today),
        Format::Csv => write_csv(&to, &sheet),
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ExportError::Broken)??)
}

/// Writes a table of texts and days that is no list for importing, under its code in the audit trail and its name as a
/// sheet. Recorded first: what leaves the house without a record cannot be called back.
pub(super) async fn export_table(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    (code, name): (&str, &str),
    headings: &[&str],
    rows: Vec<Vec<OutCell>>,
    to: &Path,
) -> Result<usize, ExportError> {
    let count = rows.len();
    let mut tx = store.write(viewer, now).await?;
    tx.audit("export", "sheet", code, &serde_json::json!({ "rows": count })).await?;
    tx.commit().await?;
    let column = |heading: &&str| OutColumn {
        heading: (*heading).to_owned(),
        width: 18.0,
        kind: Kind::Text,
        choices: Vec::new(),
        required: false,
        note: String::new(),
    };
    let sheet = OutSheet { name: name.to_owned(), columns: headings.iter().map(column).collect(), rows };
    write(Format::of(to)?, to.to_path_buf(), sheet, now).await?;
    Ok(count)
}
