//! The sheet of an institution's capabilities by how far they have aged: one button each, and one for several at once,
//! which shows first what it would confirm.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::super::edits::SavedNote;
use super::super::text_forms::Pairs;
use super::{moment, note};
use crate::domain::capability::CapabilityStatus;
use crate::domain::freshness::Freshness;
use crate::domain::ids::CapabilityId;
use crate::messages::supply as words;
use crate::service::supply::{
    ConfirmRow, ConfirmSheet, confirm_capabilities, confirm_sheet, undo_capabilities,
};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Fields;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Default)]
struct Asked {
    done: Option<String>,
    /// How many were left alone.
    changed: usize,
    /// Capabilities chosen, each as id and version.
    chosen: Vec<(CapabilityId, i64)>,
    /// What they would do is to be shown first.
    look: bool,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "done" => asked.done = Some(value.into_owned()),
                "changed" => asked.changed = value.parse().unwrap_or(0),
                "one" => asked.chosen.extend(one(&value)),
                "look" => asked.look = true,
                _ => {}
            }
        }
        asked
    }
}

/// A capability at a version, as the boxes of the sheet send it.
fn one(text: &str) -> Option<(CapabilityId, i64)> {
    let (id, version) = text.split_once('-')?;
    Some((CapabilityId::parse(id)?, version.parse().ok()?))
}

#[derive(Template)]
#[template(path = "supply/confirm.html")]
struct SheetPage {
    layout: Layout,
    sheet: ConfirmSheet,
    saved: Option<SavedNote>,
    left_alone: Option<String>,
    /// What would be confirmed at once; nothing while it is not asked for.
    preview: Option<Vec<ConfirmRow>>,
    /// Nothing was chosen.
    nothing: bool,
}

impl SheetPage {
    fn value(row: &ConfirmRow) -> String {
        format!("{}-{}", row.id, row.version)
    }
}

/// The sheet.
pub async fn sheet(
    path: urls::ConfirmCapabilities,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let sheet = confirm_sheet(&web.app().store, web.viewer(), web.today(), &path.id).await?;
    let undo = urls::UndoConfirm::of(&sheet.id).to_string();
    let saved = note(&web, asked.done.as_deref(), None, undo).await?;
    let chosen = |row: &&ConfirmRow| {
        asked.chosen.iter().any(|(id, version)| *id.as_str() == *row.id && *version == row.version)
    };
    let preview: Option<Vec<ConfirmRow>> =
        asked.look.then(|| sheet.rows.iter().filter(|row| !row.expired).filter(chosen).cloned().collect());
    let nothing = preview.as_ref().is_some_and(Vec::is_empty);
    let page = SheetPage {
        layout: Layout::new(&web, Section::Institutions),
        saved,
        left_alone: (asked.changed > 0).then(|| words::left_alone(asked.changed)),
        preview: preview.filter(|rows| !rows.is_empty()),
        nothing,
        sheet,
    };
    render::unkept(if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Confirms what was looked at.
pub async fn confirm(
    path: urls::ConfirmCapabilities,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let wanted: Vec<(CapabilityId, i64)> =
        pairs.iter().filter(|(name, _)| name == "one").filter_map(|(_, value)| one(value)).collect();
    let now = web.now();
    let ended = confirm_capabilities(&web.app().store, web.viewer(), now, &path.id, &wanted).await?;
    let done = if ended.done == 0 { "late".to_owned() } else { now.0.to_string() };
    let sheet = urls::ConfirmCapabilities::of(&path.id);
    Ok(Redirect::to(&format!("{sheet}?done={done}&changed={}", ended.changed)).into_response())
}

/// Takes back what the reader did at one moment.
pub async fn undo(
    path: urls::UndoConfirm,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let (store, viewer) = (&web.app().store, web.viewer());
    let sheet = confirm_sheet(store, viewer, web.today(), &path.id).await?;
    let restored = undo_capabilities(store, viewer, web.now(), moment(&pairs), None).await?;
    let done = if restored.is_empty() { "late" } else { "undone" };
    Ok(Redirect::to(&format!("{}?done={done}", urls::ConfirmCapabilities::of(sheet.id))).into_response())
}
