//! The drafts of the writer, throwing one away and taking it back, opening a returned need as one, and the page that
//! says that a need was sent in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::domain::ids::NeedDraftId;
use crate::domain::need::NeedStatus;
use crate::domain::need_life::Confirmation;
use crate::domain::viewer::Scope;
use crate::service::{DraftShown, SentNeed, draft_of_need, list_drafts, sent_need, throw_draft};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the list says first.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// The draft that was thrown away.
    deleted: Option<String>,
    /// True after one was taken back.
    restored: Option<String>,
}

#[derive(Template)]
#[template(path = "needs/drafts.html")]
struct ListPage {
    layout: Layout,
    drafts: Vec<DraftView>,
    on_behalf: bool,
    /// Where what was thrown away is taken back.
    undo: Option<String>,
    restored: bool,
}

struct DraftView {
    href: String,
    delete: String,
    title: String,
    enterprise: Option<String>,
    again: bool,
    saved_at: String,
}

impl DraftView {
    fn new(shown: DraftShown) -> Self {
        let title = shown.title().to_owned();
        let draft = shown.draft;
        Self {
            href: urls::NeedDraftPage::of(&draft.id).to_string(),
            delete: urls::NeedDraftDelete::of(&draft.id).to_string(),
            title,
            enterprise: draft.on_behalf.then_some(shown.enterprise),
            again: draft.need.is_some(),
            saved_at: draft.updated_at.beijing_minute(),
        }
    }
}

/// The list.
pub async fn list(
    _: urls::NeedDrafts,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let drafts = list_drafts(&web.app().store, web.viewer()).await?;
    let id = asked.deleted.filter(|id| NeedDraftId::parse(id).is_some());
    let page = ListPage {
        layout: Layout::new(&web, Section::Needs),
        on_behalf: !matches!(web.viewer().scope(), Scope::Enterprise(_)),
        drafts: drafts.into_iter().map(DraftView::new).collect(),
        undo: id.map(|id| urls::NeedDraftRestore::of(id).to_string()),
        restored: asked.restored.is_some(),
    };
    render::unkept(StatusCode::OK, &page)
}

/// Throws one away.
pub async fn deleted(path: urls::NeedDraftDelete, web: Visit) -> Result<Response, PageError> {
    throw_draft(&web.app().store, web.viewer(), web.now(), &path.id, true).await?;
    Ok(Redirect::to(&format!("{}?deleted={}", urls::NeedDrafts, path.id.to_ascii_uppercase()))
        .into_response())
}

/// Takes one back.
pub async fn restored(path: urls::NeedDraftRestore, web: Visit) -> Result<Response, PageError> {
    throw_draft(&web.app().store, web.viewer(), web.now(), &path.id, false).await?;
    Ok(Redirect::to(&format!("{}?restored=1", urls::NeedDrafts)).into_response())
}

/// Opens a returned need as a draft.
pub async fn of_need(path: urls::NeedDraftOf, web: Visit) -> Result<Response, PageError> {
    let id = draft_of_need(&web.app().store, web.viewer(), web.now(), &path.id).await?;
    Ok(Redirect::to(&urls::NeedDraftPage::of(id).to_string()).into_response())
}

/// What was the draft of the need.
#[derive(Debug, Clone, Deserialize)]
pub struct Was {
    draft: Option<String>,
}

#[derive(Template)]
#[template(path = "needs/sent.html")]
struct SentPage {
    layout: Layout,
    sent: SentNeed,
    /// Its draft, of which the browser is to keep nothing.
    draft: String,
    on_behalf: bool,
    who: String,
}

impl SentPage {
    /// By what the browser kept it.
    fn gone(&self) -> String {
        format!("{}:{}", self.who, self.draft)
    }
}

/// A need was sent in: by when it is answered, and what comes then.
pub async fn sent_in(
    path: urls::NeedSent,
    web: Visit,
    Params(was): Params<Was>,
) -> Result<Response, PageError> {
    let sent = sent_need(&web.app().store, web.viewer(), &path.id, web.now()).await?;
    let page = SentPage {
        layout: Layout::new(&web, Section::Needs),
        on_behalf: sent.need.life.confirmation == Confirmation::Waiting,
        sent,
        who: web.viewer().actor().to_owned(),
        draft: was.draft.unwrap_or_default(),
    };
    render::unkept(StatusCode::OK, &page)
}
