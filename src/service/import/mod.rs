//! Loads a list: file → sparse grid → heading mapping → typed rows → one transaction.
//!
//! A dry run is the same code with a rollback at the end. Rows that are wrong are reported with what to do; the others
//! are written, or none if all-or-nothing was asked for. What was changed is kept as before-images, so that the batch
//! can be undone. Reading a file happens before the database's one writer is taken.

mod apply;
mod cells;
mod columns;
mod context;
mod once;
mod people;
mod rows;
mod undo;
mod working_days;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

pub use columns::columns;
pub use undo::{UndoReport, undo_batch};

use apply::{Images, Outcome, apply};
use cells::Cells;
use context::Context;

use crate::city::CityPack;
use crate::domain::batch::{Batch, RowProblem, RowWarning, SheetKind};
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::BatchId;
use crate::domain::role::Duty;
use crate::domain::roster::RosterEntry;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::uscc::Uscc;
use crate::domain::viewer::Viewer;
use crate::messages;
use crate::sheets::{self, MappingError, RowFault, SheetError, Table, Workbook, WriteError, column_name};
use crate::storage::{self, FactTable, StorageError, Store, WriteTx};

/// Rows between two reports of progress.
const PROGRESS_ROWS: u64 = 100;

/// How to load a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    /// What kind of list it is.
    pub kind: SheetKind,
    /// Say what would happen and take everything back.
    pub dry_run: bool,
    /// Needs become drafts instead of being published.
    pub draft: bool,
    /// One wrong row keeps all out.
    pub all_or_nothing: bool,
    /// Data year of a full roster.
    pub year: Option<i32>,
    /// Enterprises that a full roster no longer names may leave.
    pub confirm_leaving: bool,
}

impl ImportOptions {
    /// Loads what is right of a list, needs published, the rest reported.
    #[must_use]
    pub fn of(kind: SheetKind) -> Self {
        Self { kind, dry_run: false, draft: false, all_or_nothing: false, year: None, confirm_leaving: false }
    }

    /// The same, but one wrong row keeps all out.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { all_or_nothing: true, ..self }
    }
}

/// A remark about a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Sheet.
    pub sheet: String,
    /// Row as the spreadsheet numbers it; 0 if the remark is about the sheet.
    pub row: u32,
    /// Column, by letter and heading.
    pub column: String,
    /// What is the matter, and what to do.
    pub reason: String,
}

/// What a load did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// Rows with content; the sum of the next four.
    pub rows: u64,
    /// New records.
    pub created: u64,
    /// Changed records.
    pub updated: u64,
    /// Rows that say what is known already.
    pub unchanged: u64,
    /// Rows that were kept out.
    pub rejected: u64,
    /// What deserves a look.
    pub warnings: Vec<Remark>,
    /// Why rows were kept out.
    pub errors: Vec<Remark>,
    /// The batch by which the load can be undone; `None` if nothing was written.
    pub batch: Option<String>,
    /// Enterprises that the full roster no longer names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaving: Vec<String>,
    #[serde(skip)]
    faults: Vec<RowFault>,
}

/// Why nothing could be taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read as a table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The headings are not those of the list.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The error workbook cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The database failed; nothing was written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The role of the viewer loads no lists.
    #[error("not allowed to this role")]
    NotAllowed,
    /// A full roster needs its data year.
    #[error("a roster needs its data year")]
    YearMissing,
    /// The program's reading of the file broke off.
    #[error("reading the file broke off")]
    Broken,
    /// No batch has this id.
    #[error("no batch {0}")]
    UnknownBatch(String),
    /// The batch was undone before.
    #[error("batch {0} was undone before")]
    UndoneBefore(String),
    /// Records of the batch were changed or referred to since; nothing was undone.
    #[error("{0:?} changed since the batch")]
    ChangedSince(Vec<String>),
}

/// A file that was read and a report about it, kept until the error workbook is written.
pub struct Import {
    book: Workbook,
    kind: SheetKind,
    /// What happened.
    pub report: ImportReport,
}

impl Import {
    /// Writes the rejected rows with their reasons, to be mended and loaded again.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_errors(&self, to: &Path, today: BusinessDate) -> Result<(), ImportError> {
        let table = sheets::find(&self.book, columns(self.kind))?;
        Ok(sheets::write_faults(to, &table, &self.report.faults, &today.to_string())?)
    }
}

/// Where the time and the city come from, and who is told how far the work is.
pub struct ImportScene<'a> {
    /// The database.
    pub store: &'a Store,
    /// Counties, areas and fields.
    pub city: &'a CityPack,
    /// Who loads.
    pub viewer: &'a Viewer,
    /// When.
    pub now: Instant,
    /// Told rows done and rows in all.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// Loads a list.
///
/// # Errors
/// See [`ImportError`]; nothing was written then.
pub async fn import_sheet(
    scene: &ImportScene<'_>,
    file: PathBuf,
    options: ImportOptions,
) -> Result<Import, ImportError> {
    import(scene, file, options, None).await
}

/// Loads a list once: if the same key led to a batch before which still stands, nothing is loaded and the report is that
/// of the first time, without its remarks.
///
/// # Errors
/// See [`ImportError`]; nothing was written then.
pub async fn import_sheet_once(
    scene: &ImportScene<'_>,
    file: PathBuf,
    options: ImportOptions,
    key: &OneTimeKey,
) -> Result<Import, ImportError> {
    import(scene, file, options, Some(key)).await
}

async fn import(
    scene: &ImportScene<'_>,
    file: PathBuf,
    options: ImportOptions,
    key: Option<&OneTimeKey>,
) -> Result<Import, ImportError> {
    if options.kind == SheetKind::Roster && options.year.is_none() {
        return Err(ImportError::YearMissing);
    }
    let book =
        tokio::task::spawn_blocking(move || sheets::read(&file)).await.map_err(|_| ImportError::Broken)??;
    let report = {
        let table = sheets::find(&book, columns(options.kind))?;
        load(scene, &book.file, &table, options, key).await?
    };
    Ok(Import { kind: options.kind, book, report })
}

async fn load(
    scene: &ImportScene<'_>,
    file: &str,
    table: &Table<'_>,
    options: ImportOptions,
    key: Option<&OneTimeKey>,
) -> Result<ImportReport, ImportError> {
    if !scene.viewer.may(Duty::ImportLists) {
        return Err(ImportError::NotAllowed);
    }
    let mut tx = scene.store.write(scene.viewer, scene.now).await?;
    tx.lock_imports().await?;
    if let Some(first) = once::loaded_before(&mut tx, scene.viewer, key).await? {
        return Ok(first);
    }
    let mut context = Context::load(tx.conn(), scene.viewer, options.kind, scene.city).await?;
    let mut images = Images::default();
    let mut report = ImportReport::default();
    note_unread(table, &mut report);
    let total = table.rows().count() as u64;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut named: HashSet<String> = HashSet::new();
    for row in table.rows() {
        report.rows += 1;
        // A row that is kept out still names its enterprise.
        if options.kind == SheetKind::Roster {
            named.extend(Uscc::parse(&row.text("uscc")).map(|code| code.to_string()));
        }
        if report.rows % PROGRESS_ROWS == 0 {
            (scene.progress)(report.rows, total);
        }
        let mut cells = Cells::new(&row);
        let typed = rows::parse(options.kind, &mut cells, &context).and_then(|typed| {
            let keys = typed.keys();
            if let Some(first) = keys.iter().find_map(|key| seen.get(key)) {
                cells.problem(key_column(options.kind), RowProblem::DuplicateOf(*first));
                return None;
            }
            seen.extend(keys.into_iter().map(|key| (key, row.number())));
            Some(typed)
        });
        report.take_remarks(table, row.number(), cells);
        let Some(typed) = typed else {
            report.rejected += 1;
            continue;
        };
        match apply(&mut tx, &mut context, &mut images, typed, options.draft).await? {
            Outcome::Created => report.created += 1,
            Outcome::Updated => report.updated += 1,
            Outcome::Unchanged => report.unchanged += 1,
        }
    }
    (scene.progress)(report.rows, total);
    if let (SheetKind::Roster, Some(year)) = (options.kind, options.year) {
        leave(&mut tx, &context, &mut images, &mut report, (year, &named, options.confirm_leaving)).await?;
    }
    finish(tx, file, (options, key), images, &mut report).await?;
    Ok(report)
}

/// Says which columns and sheets were not read.
fn note_unread(table: &Table<'_>, report: &mut ImportReport) {
    for (letters, heading) in table.unknown() {
        let warning = RowWarning::UnknownColumn(heading.clone());
        report.warnings.push(remark(
            table.sheet(),
            table.heading_row(),
            letters,
            messages::row_warning(&warning),
        ));
    }
    for sheet in table.others() {
        let warning = RowWarning::UnreadSheet(sheet.clone());
        report.warnings.push(remark(sheet, 0, "", messages::row_warning(&warning)));
    }
}

fn remark(sheet: &str, row: u32, column: &str, reason: String) -> Remark {
    Remark { sheet: sheet.to_owned(), row, column: column.to_owned(), reason }
}

/// The column to point at when a row repeats an earlier one.
fn key_column(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Enterprises
        | SheetKind::Roster
        | SheetKind::RdActivities
        | SheetKind::FourHaves
        | SheetKind::Assignments => "uscc",
        SheetKind::Holidays => "day",
        SheetKind::Institutions => "institution",
        SheetKind::Capabilities | SheetKind::Needs => "title",
        SheetKind::Targets | SheetKind::RdAggregates => "county",
    }
}

impl ImportReport {
    fn take_remarks(&mut self, table: &Table<'_>, row: u32, cells: Cells<'_>) {
        for (key, problem) in cells.problems {
            let (place, heading) = column(table, key);
            let reason = messages::row_problem(&problem);
            self.faults.push(RowFault { row, column: Some(heading), reason: reason.clone() });
            self.errors.push(remark(table.sheet(), row, &place, reason));
        }
        for (key, warning) in cells.warnings {
            let (place, _) = column(table, key);
            self.warnings.push(remark(table.sheet(), row, &place, messages::row_warning(&warning)));
        }
    }
}

/// A column as people find it (`B 统一社会信用代码`), and its heading alone.
fn column(table: &Table<'_>, key: &str) -> (String, String) {
    let heading =
        table.columns().iter().find(|column| column.key == key).map_or(key, |column| column.heading);
    let place = match table.column_of(key) {
        Some(at) => format!("{} {heading}", column_name(at)),
        None => heading.to_owned(),
    };
    (place, heading.to_owned())
}

/// Lets the enterprises leave that a full roster no longer names, if that was confirmed; lists them otherwise.
async fn leave(
    tx: &mut WriteTx,
    context: &Context,
    images: &mut Images,
    report: &mut ImportReport,
    (year, named, confirmed): (i32, &HashSet<String>, bool),
) -> Result<(), ImportError> {
    let mut leaving: Vec<(&String, &RosterEntry)> = context
        .by_code
        .iter()
        .filter(|(code, _)| !named.contains(*code))
        .filter_map(|(code, id)| Some((code, context.roster.get(id)?)))
        .filter(|(_, entry)| entry.counts_in(year))
        .collect();
    leaving.sort_by_key(|(code, _)| code.as_str());
    for (code, entry) in leaving {
        report
            .leaving
            .push(format!("{code} {}", context.names.get(&entry.enterprise).map_or("", String::as_str)));
        if confirmed {
            let entry = RosterEntry {
                left_on: BusinessDate::year_end(year),
                left_reason: Some(messages::not_on_roster(year)),
                ..entry.clone()
            };
            let id = storage::insert_roster_entry(tx, &entry).await?;
            images.fact(FactTable::RosterEntry, id.as_str());
        }
    }
    Ok(())
}

/// Keeps or takes back what was written.
async fn finish(
    mut tx: WriteTx,
    file: &str,
    (options, key): (ImportOptions, Option<&OneTimeKey>),
    images: Images,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let refused = options.all_or_nothing && report.rejected > 0;
    let unconfirmed = !report.leaving.is_empty() && !options.confirm_leaving;
    let images = images.into_rows();
    if options.dry_run || refused || unconfirmed || images.is_empty() {
        tx.rollback().await?;
        return Ok(());
    }
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let batch = Batch {
        id: tx.next_id::<BatchId>(),
        kind: options.kind,
        file: file.to_owned(),
        actor: tx.viewer().actor().to_owned(),
        at: tx.now(),
        created: count(report.created),
        updated: count(report.updated),
        undone_at: None,
    };
    storage::insert_batch(&mut tx, &batch, &images).await?;
    let detail = serde_json::json!({
        "kind": options.kind, "file": file, "created": report.created, "updated": report.updated,
        "unchanged": report.unchanged, "rejected": report.rejected,
    });
    tx.audit("import", "batch", batch.id.as_str(), &detail).await?;
    report.batch = Some(batch.id.to_string());
    once::remember(&mut tx, key, report).await?;
    tx.commit().await?;
    Ok(())
}
