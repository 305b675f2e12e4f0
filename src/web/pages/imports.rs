//! Imports: choosing a list and a file, what loading it would do, loading it.

use askama::Template;
use axum::extract::Multipart;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::import_batches::recent;
use crate::domain::batch::Batch;
use crate::domain::batch::SheetKind;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::UploadId;
use crate::messages;
use crate::messages::refusals as words;
use crate::service::import::{
    ImportError, ImportOptions, ImportReport, ImportScene, Remark, import_sheet, import_sheet_once,
};
use crate::service::{Upload, UploadError, find_upload, keep_upload};
use crate::web::asking::Visit;
use crate::web::chart::{Segment, segments};
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Most bytes of a file; what `sheets` would refuse anyway never gets there.
pub const FILE_BYTES: usize = 32 * 1024 * 1024;
/// Remarks shown; all of them are in the error workbook.
const SHOWN: usize = 200;
/// From this many rows on, the database is tidied up after a load.
const LARGE_IMPORT: u64 = 1_000;

/// What goes with a file: how it is to be loaded.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    kind: String,
    draft: Option<String>,
    all_or_nothing: Option<String>,
    year: Option<String>,
    confirm_leaving: Option<String>,
}

impl Choice {
    fn options(&self, dry_run: bool) -> Result<ImportOptions, String> {
        let kind = SheetKind::from_code(&self.kind).ok_or_else(|| words::choose_list().to_owned())?;
        let ticked = |field: &Option<String>| field.is_some();
        let year = self.year.as_deref().map(str::trim).filter(|year| !year.is_empty());
        let year = year.map(|year| year.parse().ok().filter(|year| (2000..2100).contains(year)));
        if year == Some(None) || (kind == SheetKind::Roster && year.is_none()) {
            return Err(words::bad_year().to_owned());
        }
        Ok(ImportOptions {
            kind,
            dry_run,
            draft: ticked(&self.draft) && kind == SheetKind::Needs,
            all_or_nothing: ticked(&self.all_or_nothing),
            year: if kind == SheetKind::Roster { year.flatten() } else { None },
            confirm_leaving: ticked(&self.confirm_leaving),
        })
    }

    /// As the part of an address behind the `?`.
    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("kind", &self.kind);
        for (name, value) in [
            ("draft", &self.draft),
            ("all_or_nothing", &self.all_or_nothing),
            ("year", &self.year),
            ("confirm_leaving", &self.confirm_leaving),
        ] {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

#[derive(Template)]
#[template(path = "imports/start.html")]
struct Start {
    layout: Layout,
    kinds: &'static [SheetKind],
    choice: Choice,
    /// Why the form came back.
    problem: Option<String>,
    batches: Vec<Batch>,
    pager: Pager,
}

/// The form, the templates, the exports, and what was loaded lately.
pub async fn start(
    _: urls::Imports,
    web: Visit,
    Params(choice): Params<StartChoice>,
) -> Result<Response, PageError> {
    let page = page_number(choice.page.as_deref())?;
    let choice = Choice { kind: choice.kind.unwrap_or_default(), ..Choice::default() };
    form_page(&web, choice, None, page).await
}

/// A list chosen beforehand by a link, and a page of the loads.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct StartChoice {
    kind: Option<String>,
    page: Option<String>,
}

async fn form(web: &Visit, choice: Choice, problem: Option<String>) -> Result<Response, PageError> {
    form_page(web, choice, problem, 1).await
}

async fn form_page(
    web: &Visit,
    choice: Choice,
    problem: Option<String>,
    page: u32,
) -> Result<Response, PageError> {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (batches, pager) = recent(web, page).await?;
    let layout = Layout::new(web, Section::Imports);
    render::page_with(status, &Start { layout, kinds: &SheetKind::ALL, choice, problem, batches, pager })
}

/// Takes a file and goes on to what loading it would do.
pub async fn send(_: urls::Imports, web: Visit, multipart: Multipart) -> Result<Response, PageError> {
    let (choice, file) = read_form(multipart).await?;
    if let Err(problem) = choice.options(true) {
        return form(&web, choice, Some(problem)).await;
    }
    let Some((name, content)) = file.filter(|(_, content)| !content.is_empty()) else {
        return form(&web, choice, Some(words::choose_file().to_owned())).await;
    };
    let id = web.app().next_id::<UploadId>();
    let kept = keep_upload(web.app().data(), web.viewer(), id, (&name, content), web.now()).await;
    let upload = match kept {
        Ok(upload) => upload,
        Err(UploadError::Sheet(error)) => return refuse(&web, choice, error.into()).await,
        Err(error) => return Err(PageError::internal(&error)),
    };
    let address = format!("{}?{}", urls::UploadPage::of(&upload.id), choice.query());
    Ok(Redirect::to(&address).into_response())
}

/// Reads the fields in whatever order they come; unknown ones are ignored.
async fn read_form(mut multipart: Multipart) -> Result<(Choice, Option<(String, Vec<u8>)>), PageError> {
    let refused = |error: axum::extract::multipart::MultipartError| PageError::of_status(error.status());
    let (mut choice, mut file) = (Choice::default(), None);
    while let Some(field) = multipart.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let sent_as = field.file_name().unwrap_or_default().to_owned();
            file = Some((sent_as, field.bytes().await.map_err(refused)?.to_vec()));
            continue;
        }
        let value = field.text().await.map_err(refused)?;
        match name.as_str() {
            "kind" => choice.kind = value,
            "draft" => choice.draft = Some(value),
            "all_or_nothing" => choice.all_or_nothing = Some(value),
            "year" => choice.year = Some(value),
            _ => {}
        }
    }
    Ok((choice, file))
}

#[derive(Template)]
#[template(path = "imports/report.html")]
struct ReportPage {
    layout: Layout,
    upload: Upload,
    kind: SheetKind,
    report: ImportReport,
    bar: Vec<Segment>,
    /// Errors shown; the report has all.
    errors: Vec<Remark>,
    warnings: Vec<Remark>,
    /// Where the file stays out as a whole.
    refused: bool,
    load: String,
    download: String,
}

/// What loading the file would do. Nothing is written.
pub async fn report(
    path: urls::UploadPage,
    web: Visit,
    Params(choice): Params<Choice>,
) -> Result<Response, PageError> {
    let upload = find_upload(web.app().data(), web.viewer(), &path.id).ok_or(PageError::UploadGone)?;
    let options = choice.options(true).map_err(PageError::Bad)?;
    match import_sheet(&scene(&web), upload.path.clone(), options).await {
        Ok(done) => show_report(&web, upload, choice, options, done.report),
        Err(error) => refuse(&web, choice, error).await,
    }
}

fn show_report(
    web: &Visit,
    upload: Upload,
    choice: Choice,
    options: ImportOptions,
    report: ImportReport,
) -> Result<Response, PageError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let pieces = [
        ("i-new", number(report.created)),
        ("i-upd", number(report.updated)),
        ("i-same", number(report.unchanged)),
        ("i-err", number(report.rejected)),
    ];
    let query = choice.query();
    render::page(&ReportPage {
        layout: Layout::new(web, Section::Imports),
        kind: options.kind,
        bar: segments(&pieces, number(report.rows)),
        errors: report.errors.iter().take(SHOWN).cloned().collect(),
        warnings: report.warnings.iter().take(SHOWN).cloned().collect(),
        refused: options.all_or_nothing && report.rejected > 0,
        load: format!("{}?{query}", urls::LoadUpload::of(&upload.id)),
        download: format!("{}?{query}", urls::UploadErrors::of(&upload.id)),
        upload,
        report,
    })
}

/// A file of which nothing can be taken: back to the form, with the reason.
async fn refuse(web: &Visit, choice: Choice, error: ImportError) -> Result<Response, PageError> {
    match error {
        ImportError::Storage(error) => Err(PageError::internal(&error)),
        error => form(web, choice, Some(messages::import_error(&error))).await,
    }
}

/// Loads the file, and goes on to the batch it made.
pub async fn load(
    path: urls::LoadUpload,
    web: Visit,
    Params(mut choice): Params<Choice>,
    Fields(confirmed): Fields<Confirmed>,
) -> Result<Response, PageError> {
    let upload = find_upload(web.app().data(), web.viewer(), &path.id).ok_or(PageError::UploadGone)?;
    choice.confirm_leaving = confirmed.confirm_leaving;
    let options = choice.options(false).map_err(PageError::Bad)?;
    // Pressed twice, or sent again: the first load answers.
    let once = OneTimeKey::for_thing("load", &format!("{}/{}", upload.id, options.kind.code()));
    let report = match import_sheet_once(&scene(&web), upload.path.clone(), options, &once).await {
        Ok(done) => done.report,
        Err(error) => return refuse(&web, choice, error).await,
    };
    let Some(batch) = report.batch.as_deref() else {
        // Nothing was written: everything is known already, or the list was refused as a whole.
        return show_report(&web, upload, choice, options, report);
    };
    if report.rows > LARGE_IMPORT {
        web.app().store.settle().await.map_err(|error| PageError::internal(&error))?;
    }
    let page = urls::ImportPage::of(batch);
    let mut address = format!("{page}?unchanged={}&rejected={}", report.unchanged, report.rejected);
    if report.rejected > 0 {
        address = format!("{address}&upload={}&{}", upload.id, choice.query());
    }
    Ok(Redirect::to(&address).into_response())
}

/// What only the report asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Confirmed {
    confirm_leaving: Option<String>,
}

/// The rows that are kept out, as a workbook to be mended and sent again.
pub async fn errors(
    path: urls::UploadErrors,
    web: Visit,
    Params(choice): Params<Choice>,
) -> Result<Response, PageError> {
    let upload = find_upload(web.app().data(), web.viewer(), &path.id).ok_or(PageError::UploadGone)?;
    let options = choice.options(true).map_err(PageError::Bad)?;
    let done = import_sheet(&scene(&web), upload.path.clone(), options).await;
    let done = done.map_err(|error| PageError::Bad(messages::import_error(&error)))?;
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join("errors.xlsx");
    done.write_errors(&file, web.today()).map_err(|error| PageError::internal(&error))?;
    let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(stem, _)| stem);
    send_file(&file, &words::error_book_name(stem))
}

/// An attachment with a Chinese name.
pub fn send_file(file: &std::path::Path, name: &str) -> Result<Response, PageError> {
    let content = std::fs::read(file).map_err(|error| PageError::internal(&error))?;
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let media_type = if name.ends_with(".csv") {
        "text/csv; charset=utf-8"
    } else {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    };
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], content)
        .into_response())
}

fn scene(web: &Visit) -> ImportScene<'_> {
    let app = web.app();
    ImportScene {
        store: &app.store,
        city: &app.city,
        viewer: web.viewer(),
        now: web.now(),
        progress: &|_, _| {},
    }
}
