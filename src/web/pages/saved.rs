//! What people keep for themselves: searches, followed records, and what is new of either since they last looked.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::lists::address_of;
use crate::domain::saved_search::{AlertReason, FollowKind, MOST_SAVED, NAME_CHARS, SavedKind, SavedSearch};
use crate::domain::time::Instant;
use crate::messages::saved as words;
use crate::service::ServiceError;
use crate::service::saved::{
    AlertItem, AlertShown, FollowEnded, FollowShown, Kept, SavedShown, SearchChange, SearchWish, alerts_seen,
    change_search, find_kept, follow, is_followed, keep_search, search_kind, show_saved,
};
use crate::web::address::own_path;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    did: String,
    /// A search that was deleted just now.
    gone: String,
}

/// What is said on top.
struct Note {
    good: bool,
    title: &'static str,
    text: String,
    /// A deleted search that can be taken back.
    restore: Option<SavedSearch>,
}

/// What was found, with its sentence and where it leads.
struct AlertView {
    said: String,
    /// The list or record because of which it is told.
    more: Option<String>,
    shown: AlertShown,
}

/// A kept search with where it leads.
struct SearchView {
    href: String,
    new: usize,
    search: SavedSearch,
}

/// A search that could not be kept, filled in again.
struct Unkept {
    problem: String,
    kind: &'static str,
    name: String,
    query: String,
    alerts: bool,
    /// The list it was made from.
    back: String,
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage {
    layout: Layout,
    note: Option<Note>,
    unkept: Option<Unkept>,
    alerts: Vec<AlertView>,
    searches: Vec<SearchView>,
    follows: Vec<(FollowKind, String, Option<FollowShown>)>,
    until: i64,
}

fn list_of(kind: SavedKind, query: &str) -> String {
    let list = address_of(search_kind(kind));
    if query.is_empty() { list } else { format!("{list}?{query}") }
}

fn page_of(kind: FollowKind, no: &str) -> String {
    match kind {
        FollowKind::Need => urls::NeedPage::of(no).to_string(),
        FollowKind::Institution => urls::InstitutionPage::of(no).to_string(),
        FollowKind::Capability => urls::CapabilityPage::of(no).to_string(),
    }
}

impl SavedPage {
    fn new(web: &Visit, shown: SavedShown) -> Self {
        let searches: Vec<SearchView> = shown
            .searches
            .into_iter()
            .map(|(search, new)| SearchView { href: list_of(search.kind, &search.query), new, search })
            .collect();
        let view = |shown: AlertShown| AlertView {
            said: words::alert(&shown),
            more: match shown.reason {
                AlertReason::Search => {
                    let of = searches.iter().find(|one| one.search.id.as_str() == shown.source);
                    of.map(|one| one.href.clone())
                }
                AlertReason::Fit => Some(urls::CapabilityPage::of(&shown.source).to_string()),
                AlertReason::Supply => Some(urls::NeedPage::of(&shown.source).to_string()),
                AlertReason::Followed => None,
            },
            shown,
        };
        Self {
            layout: Layout::new(web, Section::Saved),
            note: None,
            unkept: None,
            alerts: shown.alerts.into_iter().map(view).collect(),
            searches,
            follows: shown.follows.into_iter().map(|(one, record)| (one.kind, one.id, record)).collect(),
            until: shown.until.0,
        }
    }

    fn href(&self, item: &AlertItem) -> String {
        page_of(item.kind, &item.no)
    }

    fn left(&self) -> usize {
        MOST_SAVED.saturating_sub(self.searches.len())
    }

    fn most_chars(&self) -> usize {
        NAME_CHARS
    }
}

async fn page(web: &Visit) -> Result<SavedPage, PageError> {
    Ok(SavedPage::new(web, show_saved(&web.app().store, web.viewer(), web.now()).await?))
}

/// Everything that the reader keeps.
pub async fn show(_: urls::Saved, web: Visit, Params(asked): Params<Asked>) -> Result<Response, PageError> {
    let mut page = page(&web).await?;
    let restore = match asked.did.as_str() {
        "deleted" => find_kept(&web.app().store, web.viewer(), &asked.gone).await.ok(),
        _ => None,
    };
    page.note = words::saved_done(&asked.did).map(|(title, text)| Note {
        good: true,
        title,
        text: text.to_owned(),
        restore: restore.filter(|search| search.deleted_at.is_some()),
    });
    render::unkept(StatusCode::OK, &page)
}

/// A search to keep.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    kind: String,
    name: String,
    query: String,
    alerts: String,
}

/// Keeps a search.
pub async fn keep(_: urls::Saved, web: Visit, Fields(wish): Fields<Wish>) -> Result<Response, PageError> {
    let kind = SavedKind::from_code(&wish.kind).unwrap_or(SavedKind::Needs);
    let asked = SearchWish {
        kind,
        name: wish.name.clone(),
        query: wish.query.clone(),
        alerts: !wish.alerts.is_empty(),
    };
    match keep_search(&web.app().store, web.viewer(), web.now(), &asked).await? {
        Kept::Wrong(problem) => {
            let mut page = page(&web).await?;
            page.unkept = Some(Unkept {
                problem: words::keep_problem(problem),
                kind: kind.code(),
                name: wish.name,
                back: list_of(kind, &wish.query),
                query: wish.query,
                alerts: asked.alerts,
            });
            render::unkept(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        _ => Ok(done("kept")),
    }
}

fn done(code: &str) -> Response {
    Redirect::to(&format!("{}?did={code}", urls::Saved)).into_response()
}

/// A change of a kept search.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    version: String,
    /// `rename`, `on`, `off`, `delete`, `restore`.
    what: String,
    name: String,
}

/// Changes a kept search.
pub async fn change(
    path: urls::ChangeSearch,
    web: Visit,
    Fields(sent): Fields<Change>,
) -> Result<Response, PageError> {
    let (change, code) = match sent.what.as_str() {
        "on" => (SearchChange::Alerts(true), "changed".to_owned()),
        "off" => (SearchChange::Alerts(false), "changed".to_owned()),
        "delete" => (SearchChange::Delete, format!("deleted&gone={}", path.id)),
        "restore" => (SearchChange::Restore, "restored".to_owned()),
        _ => (SearchChange::Rename(sent.name.clone()), "changed".to_owned()),
    };
    let version = sent.version.parse().unwrap_or(0);
    let ended =
        change_search(&web.app().store, web.viewer(), web.now(), (&path.id, version), &change).await?;
    let (status, title, text) = match ended {
        Kept::Done(_) => return Ok(done(&code)),
        Kept::Wrong(problem) => {
            (StatusCode::UNPROCESSABLE_ENTITY, words::saved_not_done(false).0, words::keep_problem(problem))
        }
        Kept::Stale(_) => {
            let (title, text) = words::saved_not_done(false);
            (StatusCode::CONFLICT, title, text.to_owned())
        }
        Kept::Late => {
            let (title, text) = words::saved_not_done(true);
            (StatusCode::CONFLICT, title, text.to_owned())
        }
    };
    let mut page = page(&web).await?;
    page.note = Some(Note { good: false, title, text, restore: None });
    render::unkept(status, &page)
}

/// A record to follow, or no longer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    kind: String,
    id: String,
    on: String,
    back: String,
}

/// Follows it, and goes back to where that was asked.
pub async fn follow_record(
    _: urls::Follow,
    web: Visit,
    Fields(wanted): Fields<Wanted>,
) -> Result<Response, PageError> {
    let kind = FollowKind::from_code(&wanted.kind).ok_or(PageError::NotFound)?;
    let on = wanted.on == "1";
    match follow(&web.app().store, web.viewer(), web.now(), (kind, &wanted.id), on).await? {
        FollowEnded::Done => Ok(match own_path(&wanted.back) {
            Some(back) => Redirect::to(back).into_response(),
            None => done(if on { "followed" } else { "unfollowed" }),
        }),
        FollowEnded::Full => {
            let mut page = page(&web).await?;
            let title = words::saved_not_done(false).0;
            page.note = Some(Note { good: false, title, text: words::follows_full(), restore: None });
            render::unkept(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Up to when what is new was seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    until: String,
}

/// Notes that what is new was seen.
pub async fn seen(
    _: urls::AlertsSeen,
    web: Visit,
    Fields(sent): Fields<Seen>,
) -> Result<Response, PageError> {
    let until = Instant(sent.until.parse().unwrap_or(0));
    alerts_seen(&web.app().store, web.viewer(), web.now(), until).await?;
    Ok(done("seen"))
}

/// The star on the page of a record: whether it is followed, and what the form sends.
pub(super) struct FollowView {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) on: bool,
    pub(super) back: String,
}

impl FollowView {
    /// `None` for those who cannot follow anything.
    pub(super) async fn of(
        web: &Visit,
        kind: FollowKind,
        (id, no): (&str, &str),
    ) -> Result<Option<Self>, ServiceError> {
        let on = is_followed(&web.app().store, web.viewer(), (kind, id)).await?;
        Ok(on.map(|on| Self { kind: kind.code(), id: id.to_owned(), on, back: page_of(kind, no) }))
    }
}
