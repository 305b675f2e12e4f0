//! Loads that were made: what they did, undoing them; empty lists and lists as they stand.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::imports::send_file;
use crate::domain::batch::{Batch, SheetKind};
use crate::messages;
use crate::messages::refusals as words;
use crate::service::export::{export_sheet, write_template};
use crate::service::import::{ImportError, ImportScene, undo_batch};
use crate::service::{BATCHES_A_PAGE, list_batches, show_batch};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// A page of the loads, newest first.
pub(super) async fn recent(web: &Visit, page: u32) -> Result<(Vec<Batch>, Pager), PageError> {
    let list = list_batches(&web.app().store, web.viewer(), i64::from(page)).await?;
    let number = |count: i64| usize::try_from(count).unwrap_or(0);
    let total = u64::try_from(list.total).unwrap_or(0);
    let address = Address::new(urls::Imports);
    let pager = Pager::new(total, number(list.page), number(BATCHES_A_PAGE), &address);
    Ok((list.batches, pager))
}

/// What the load said that the batch does not remember.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Said {
    unchanged: Option<u64>,
    rejected: Option<u64>,
    upload: Option<String>,
    kind: Option<String>,
    draft: Option<String>,
    all_or_nothing: Option<String>,
    year: Option<String>,
}

#[derive(Template)]
#[template(path = "imports/batch.html")]
struct BatchPage {
    layout: Layout,
    batch: Batch,
    said: Said,
    /// The report of the file, if rows stayed out.
    back: Option<String>,
    /// The list that was loaded.
    list: String,
    problem: Option<String>,
}

/// One load.
pub async fn show(
    path: urls::ImportPage,
    web: Visit,
    Params(said): Params<Said>,
) -> Result<Response, PageError> {
    batch_page(&web, &path.id, said, None).await
}

async fn batch_page(
    web: &Visit,
    id: &str,
    said: Said,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let batch = show_batch(&web.app().store, web.viewer(), id).await?;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let layout = Layout::new(web, Section::Imports);
    let (back, list) = (back(&said), list_of(batch.kind));
    render::page_with(status, &BatchPage { layout, batch, said, back, list, problem })
}

fn back(said: &Said) -> Option<String> {
    let page = urls::UploadPage::of(said.upload.as_deref()?);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let fields = [
        ("kind", &said.kind),
        ("draft", &said.draft),
        ("all_or_nothing", &said.all_or_nothing),
        ("year", &said.year),
    ];
    for (name, value) in fields {
        value.as_deref().into_iter().for_each(|value| {
            query.append_pair(name, value);
        });
    }
    Some(format!("{page}?{}", query.finish()))
}

/// Where what was loaded can be seen.
fn list_of(kind: SheetKind) -> String {
    match kind {
        SheetKind::Needs => urls::Needs.to_string(),
        SheetKind::Capabilities => urls::Capabilities.to_string(),
        SheetKind::Institutions => urls::Institutions.to_string(),
        SheetKind::Enterprises | SheetKind::Roster | SheetKind::FourHaves | SheetKind::Assignments => {
            urls::Enterprises.to_string()
        }
        SheetKind::Holidays => urls::Calendar.to_string(),
        SheetKind::Targets | SheetKind::RdActivities | SheetKind::RdAggregates => urls::Coverage.to_string(),
    }
}

/// Undoes a load.
pub async fn undo(path: urls::UndoImport, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let scene = ImportScene {
        store: &app.store,
        city: &app.city,
        viewer: web.viewer(),
        now: web.now(),
        progress: &|_, _| {},
    };
    match undo_batch(&scene, &path.id).await {
        Ok(_) => Ok(Redirect::to(&urls::ImportPage::of(&path.id).to_string()).into_response()),
        Err(ImportError::UnknownBatch(_)) => Err(PageError::NotFound),
        Err(ImportError::Storage(error)) => Err(PageError::internal(&error)),
        Err(error) => {
            let problem = Some(messages::import_error(&error));
            batch_page(&web, &path.id, Said::default(), problem).await
        }
    }
}

/// An empty list to fill in.
pub async fn template(path: urls::Template, web: Visit) -> Result<Response, PageError> {
    let (kind, name) = list_file(&path.id)?;
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join(&path.id);
    let written = write_template(&web.app().city, kind, &file, web.now()).await;
    written.map_err(|error| PageError::internal(&error))?;
    send_file(&file, &words::template_name(kind.label(), name))
}

/// A list as it stands.
pub async fn export(path: urls::Export, web: Visit) -> Result<Response, PageError> {
    let (kind, name) = list_file(&path.id)?;
    let folder = tempfile::tempdir().map_err(|error| PageError::internal(&error))?;
    let file = folder.path().join(&path.id);
    let app = web.app();
    let written = export_sheet(&app.store, &app.city, web.viewer(), kind, &file, web.now()).await;
    written.map_err(|error| PageError::internal(&error))?;
    send_file(&file, &words::export_name(kind.label(), web.today(), name))
}

/// Which list is meant by `needs.xlsx`, and the ending.
fn list_file(name: &str) -> Result<(SheetKind, &'static str), PageError> {
    let (kind, ending) = name.rsplit_once('.').ok_or(PageError::NotFound)?;
    let kind = SheetKind::from_code(kind).ok_or(PageError::NotFound)?;
    let ending = ["xlsx", "csv"].into_iter().find(|known| *known == ending);
    Ok((kind, ending.ok_or(PageError::NotFound)?))
}
