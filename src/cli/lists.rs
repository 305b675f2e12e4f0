//! `duijie import`, `template`, `export`.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::ImportArguments;
use super::failure::Failure;
use super::output::{self, Progress};
use crate::app::{App, Place};
use crate::city::CityPack;
use crate::clock::Clock;
use crate::domain::batch::SheetKind;
use crate::service::export::{export_sheet, write_template};
use crate::service::import::{ImportOptions, ImportReport, ImportScene, Remark, import_sheet, undo_batch};

/// Remarks printed on a terminal; all of them are in the JSON and the error workbook.
const SHOWN_REMARKS: usize = 20;
/// From this many rows on, the database is tidied up after an import.
const LARGE_IMPORT: u64 = 1_000;

fn kind_of(code: &str) -> Result<SheetKind, Failure> {
    SheetKind::from_code(code).ok_or_else(|| Failure::Said(format!("没有“{code}”这种表")))
}

/// An import at the command line, now.
pub(super) fn scene<'a>(app: &'a App, progress: &'a (dyn Fn(u64, u64) + Sync)) -> ImportScene<'a> {
    ImportScene { store: &app.store, city: &app.city, viewer: &app.viewer, now: app.now(), progress }
}

/// Loads a list or undoes a load.
pub(super) async fn import(app: &App, arguments: ImportArguments) -> Result<ExitCode, Failure> {
    if let Some(batch) = &arguments.undo {
        return undo(app, batch, arguments.json).await;
    }
    let (Some(code), Some(file)) = (&arguments.kind, &arguments.file) else {
        return Err(Failure::Said("请给出表的种类和文件".to_owned()));
    };
    let kind = kind_of(code)?;
    let options = ImportOptions {
        kind,
        dry_run: arguments.dry_run,
        draft: arguments.draft,
        all_or_nothing: arguments.all_or_nothing,
        year: arguments.year,
        confirm_leaving: arguments.yes,
    };
    let progress = Progress::new("导入");
    let report = |done, total| progress.at(done, total);
    let scene = scene(app, &report);
    let import = import_sheet(&scene, file.clone(), options).await?;
    drop(progress);
    if let Some(to) = &arguments.errors
        && import.report.rejected > 0
    {
        import.write_errors(to, app.now().beijing_day())?;
    }
    if import.report.batch.is_some() && import.report.rows > LARGE_IMPORT {
        app.store.settle().await?;
    }
    if arguments.json {
        output::json(&import.report);
    } else {
        print(&import.report, &options, arguments.errors.as_deref());
    }
    Ok(if could_not(&import.report, &options) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Nothing was taken although something was asked for.
fn could_not(report: &ImportReport, options: &ImportOptions) -> bool {
    let refused = options.all_or_nothing && report.rejected > 0;
    let unconfirmed = !report.leaving.is_empty() && !options.confirm_leaving;
    !options.dry_run && (refused || unconfirmed)
}

fn print(report: &ImportReport, options: &ImportOptions, errors: Option<&Path>) {
    let title = if options.dry_run { "试运行（未写入）" } else { "导入完成" };
    let title = if could_not(report, options) { "未写入" } else { title };
    output::say(&format!(
        "{title}：{}共 {} 行，新增 {}，更新 {}，未变 {}，不合格 {}",
        options.kind.label(),
        report.rows,
        report.created,
        report.updated,
        report.unchanged,
        report.rejected
    ));
    remarks("不合格", &report.errors);
    remarks("提醒", &report.warnings);
    if let Some(file) = errors.filter(|_| report.rejected > 0) {
        output::say(&format!("不合格的行已写到 {}，改好后可直接再导入", file.display()));
    }
    if !report.leaving.is_empty() {
        let verb = if options.confirm_leaving {
            "已退库"
        } else {
            "名录里没有、将退库（加 --yes 确认）"
        };
        output::say(&format!("{verb}的企业 {} 家：", report.leaving.len()));
        report.leaving.iter().take(SHOWN_REMARKS).for_each(|name| output::say(&format!("  {name}")));
    }
    if let Some(batch) = &report.batch {
        output::say(&format!("批次 {batch}；撤销：duijie import --undo {batch}"));
    }
}

fn remarks(title: &str, remarks: &[Remark]) {
    if remarks.is_empty() {
        return;
    }
    let rows = remarks.iter().take(SHOWN_REMARKS).map(|remark| {
        let row = if remark.row == 0 { String::new() } else { remark.row.to_string() };
        vec![remark.sheet.clone(), row, remark.column.clone(), remark.reason.clone()]
    });
    output::say(&format!("{title} {} 处：", remarks.len()));
    output::say(&output::table(&["工作表", "行", "列", "原因"], rows.collect()));
    if remarks.len() > SHOWN_REMARKS {
        output::say(&format!("……其余 {} 处见 --json 或 --errors", remarks.len() - SHOWN_REMARKS));
    }
}

async fn undo(app: &App, batch: &str, json: bool) -> Result<ExitCode, Failure> {
    let progress = Progress::new("撤销");
    let report = |done, total| progress.at(done, total);
    let scene = scene(app, &report);
    let undone = undo_batch(&scene, batch).await?;
    drop(progress);
    if json {
        output::json(&undone);
    } else {
        output::say(&format!(
            "已撤销批次 {}：删去 {} 条，复原 {} 条",
            undone.batch, undone.removed, undone.restored
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes an empty list.
pub(super) async fn template(place: Place, code: &str, file: &Path) -> Result<ExitCode, Failure> {
    let city = CityPack::for_data(&place.data)?;
    write_template(&city, kind_of(code)?, file, Clock::System.now()).await?;
    output::say(&format!("模板已写到 {}", file.display()));
    Ok(ExitCode::SUCCESS)
}

/// Writes a list.
pub(super) async fn export(app: &App, code: &str, file: &Path) -> Result<ExitCode, Failure> {
    let kind = kind_of(code)?;
    let rows = export_sheet(&app.store, &app.city, &app.viewer, kind, file, app.now()).await?;
    output::say(&format!("{} {rows} 行已写到 {}", kind.label(), file.display()));
    Ok(ExitCode::SUCCESS)
}
