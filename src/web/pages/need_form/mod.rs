//! Writing a need: the form of a draft with the help beside it, saving by button and by itself, sending in, the list of
//! drafts. Those who write no needs get the form that only tries (`try_need`). Nothing here decides what may be sent in.

mod list;
mod sent;
mod view;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

pub use list::{deleted, list, of_need, restored, sent_in};

use self::sent::{Act, Pairs, SentForm};
use self::view::{CoachPart, CoachView, FormPage, Place, with_picker};
use super::suggest::{PickerChoice, choices};
use super::try_need;
use crate::domain::ids::EnterpriseId;
use crate::domain::need_draft::FieldProblem;
use crate::domain::need_text::{NeedText, NeedTextField};
use crate::domain::viewer::Scope;
use crate::messages;
use crate::service::{
    DraftSaved, DraftShown, Submitted, SuggestKind, Writing, begin_draft, coach_need, may_write_needs,
    new_draft, open_draft, save_draft, submit_need,
};
use crate::web::asking::Visit;
use crate::web::conflict::{self, Conflict, ConflictField, ConflictText};
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the form begins with.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// Another need of the writer to begin with.
    from: Option<String>,
    /// One more empty row.
    more: Option<String>,
}

/// The form of a new need, for those who write some.
pub async fn new(
    path: urls::NewNeed,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    if !may_write_needs(web.viewer()) {
        return try_need::form(path, web).await;
    }
    let begun = new_draft(&web.app().store, web.viewer(), asked.from.as_deref()).await?;
    let place = Place { once: Some(web.one_time_key()), on_behalf: begun.on_behalf, ..Place::default() };
    let writing = Writing { enterprise: own(&web), need: None, text: begun.text };
    show(&web, place, writing, &[], &SentForm::default()).await
}

/// Begins a draft with what was typed.
pub async fn begin(
    _: urls::NeedDrafts,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let sent = SentForm::read(&pairs);
    let (store, viewer) = (&web.app().store, web.viewer());
    let chosen = Some(sent.enterprise.as_str());
    let begun = begin_draft(store, viewer, web.now(), sent.once.as_ref(), chosen, &sent.text).await?;
    if let (DraftSaved::Saved(draft), Act::Send) = (&begun, &sent.act) {
        return send(&web, draft.id.as_str(), draft.version, &sent).await;
    }
    if let (DraftSaved::Gone(id), Act::Send) = (&begun, &sent.act) {
        return send(&web, id.as_str(), 0, &sent).await;
    }
    answer(&web, begun, &sent).await
}

/// A draft.
pub async fn draft(
    path: urls::NeedDraftPage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let shown = open_draft(&web.app().store, web.viewer(), &path.id).await?;
    let place = Place { more_rows: asked.more.is_some(), ..place_of(&shown) };
    show(&web, place, writing(&shown, shown.draft.text.clone()), &[], &SentForm::default()).await
}

/// Saves it, or sends it in.
pub async fn save(
    path: urls::NeedDraftPage,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let sent = SentForm::read(&pairs);
    let (store, viewer) = (&web.app().store, web.viewer());
    match sent.act {
        Act::Send => return send(&web, &path.id, sent.version, &sent).await,
        Act::Revise => {
            let shown = open_draft(store, viewer, &path.id).await?;
            return show(&web, place_of(&shown), writing(&shown, sent.text.clone()), &[], &sent).await;
        }
        Act::Save | Act::Quiet => {}
    }
    let by_hand = sent.act != Act::Quiet;
    let saved = save_draft(store, viewer, web.now(), (&path.id, sent.version), &sent.text, by_hand).await?;
    answer(&web, saved, &sent).await
}

/// The help alone, for what was typed so far.
pub async fn help(
    _: urls::NeedDraftHelp,
    web: Visit,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let sent = SentForm::read(&pairs);
    let writing = match sent.draft.as_str() {
        "" => Writing { enterprise: own(&web), need: None, text: sent.text },
        id => writing(&open_draft(&web.app().store, web.viewer(), id).await?, sent.text),
    };
    let chosen = EnterpriseId::parse(&sent.enterprise);
    let writing = Writing { enterprise: writing.enterprise.or(chosen), ..writing };
    let coach = coach(&web, &writing).await?;
    render::unkept(StatusCode::OK, &CoachPart { coach: CoachView::new(coach), with_lines: true })
}

/// The own enterprise.
fn own(web: &Visit) -> Option<EnterpriseId> {
    match web.viewer().scope() {
        Scope::Enterprise(own) => Some(own.clone()),
        _ => None,
    }
}

fn writing(shown: &DraftShown, text: NeedText) -> Writing {
    Writing { enterprise: Some(shown.draft.enterprise.clone()), need: shown.draft.need.clone(), text }
}

fn place_of(shown: &DraftShown) -> Place {
    let draft = &shown.draft;
    Place {
        draft: draft.id.to_string(),
        version: draft.version,
        on_behalf: draft.on_behalf,
        enterprise: draft.on_behalf.then(|| shown.enterprise.clone()),
        saved_at: Some(draft.updated_at.beijing_minute()),
        again: draft.need.is_some(),
        ..Place::default()
    }
}

async fn coach(web: &Visit, writing: &Writing) -> Result<crate::service::Coached, PageError> {
    let app = web.app();
    Ok(coach_need(&app.store, web.search(), web.viewer(), &app.city, writing, web.today()).await?)
}

async fn show(
    web: &Visit,
    place: Place,
    writing: Writing,
    problems: &[FieldProblem],
    sent: &SentForm,
) -> Result<Response, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = form_page(web, place, writing, problems, sent).await?;
    render::unkept(status, &page)
}

async fn form_page<'a>(
    web: &'a Visit,
    place: Place,
    writing: Writing,
    problems: &[FieldProblem],
    sent: &SentForm,
) -> Result<FormPage<'a>, PageError> {
    let coached = coach(web, &writing).await?;
    let layout = Layout::new(web, Section::Needs);
    let mut page = FormPage::new(layout, &web.app().city, place, writing.text, problems, coached);
    page.who = web.viewer().actor().to_owned();
    let enterprises = found_enterprises(web, &sent.enterprise_name).await?;
    Ok(with_picker(page, sent, enterprises))
}

async fn found_enterprises(web: &Visit, name: &str) -> Result<Vec<PickerChoice>, PageError> {
    match name.trim() {
        "" => Ok(Vec::new()),
        name => choices(web, SuggestKind::Enterprise, name).await,
    }
}

async fn send(web: &Visit, id: &str, version: i64, sent: &SentForm) -> Result<Response, PageError> {
    let app = web.app();
    let sending = submit_need(&app.store, web.viewer(), &app.city, web.now(), (id, version), &sent.text);
    match sending.await? {
        Submitted::Sent(no) => {
            Ok(Redirect::to(&format!("{}?draft={id}", urls::NeedSent::of(no))).into_response())
        }
        Submitted::Stale(theirs) => conflict_page(web, &theirs, sent),
        Submitted::Wrong(problems, draft) => {
            let shown = open_draft(&app.store, web.viewer(), draft.id.as_str()).await?;
            show(web, place_of(&shown), writing(&shown, sent.text.clone()), &problems, sent).await
        }
    }
}

/// What came of a save: for the script a few words, for people the form again.
async fn answer(web: &Visit, saved: DraftSaved, sent: &SentForm) -> Result<Response, PageError> {
    let quiet = sent.act == Act::Quiet;
    match saved {
        DraftSaved::Saved(draft) if quiet => {
            let at = draft.updated_at.beijing_minute();
            let told = serde_json::json!({ "id": draft.id, "version": draft.version, "at": at.get(11..) });
            Ok(json(StatusCode::OK, &told))
        }
        DraftSaved::Saved(draft) => {
            let place = urls::NeedDraftPage::of(draft.id);
            Ok(Redirect::to(&format!("{place}{}", sent.onward)).into_response())
        }
        DraftSaved::Stale(_) if quiet => Ok(json(StatusCode::CONFLICT, &serde_json::json!({}))),
        DraftSaved::Stale(theirs) => conflict_page(web, &theirs, sent),
        DraftSaved::NoEnterprise if quiet => {
            Ok(json(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::json!({})))
        }
        DraftSaved::NoEnterprise => {
            let place = Place { once: sent.once.clone(), on_behalf: true, ..Place::default() };
            let writing = Writing { text: sent.text.clone(), ..Writing::default() };
            let page = form_page(web, place, writing, &[], sent).await?;
            render::unkept(StatusCode::UNPROCESSABLE_ENTITY, &FormPage { no_enterprise: true, ..page })
        }
        DraftSaved::Gone(_) => Err(PageError::NotFound),
    }
}

fn json(status: StatusCode, told: &serde_json::Value) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut response = (status, [kind, kept], told.to_string()).into_response();
    response.extensions_mut().insert(render::Meant);
    response
}

/// Both texts of every field that differs; the others go along.
fn conflict_page(
    web: &Visit,
    theirs: &crate::service::WrittenDraft,
    sent: &SentForm,
) -> Result<Response, PageError> {
    let city = &web.app().city;
    let differing = sent.text.differing(&theirs.text);
    let side = |field: NeedTextField, text: &NeedText| ConflictText {
        value: text.get(field).to_owned(),
        shown: messages::need_text_value(field, text.get(field), city),
    };
    let fields = differing.iter().map(|field| ConflictField {
        name: field.code().to_owned(),
        label: field.label().to_owned(),
        mine: side(*field, &sent.text),
        theirs: side(*field, &theirs.text),
        chosen: None,
    });
    let place = urls::NeedDraftPage::of(&theirs.id).to_string();
    let title = theirs.text.given(NeedTextField::Title);
    let kept = sent.text.fields().filter(|(field, _)| !differing.contains(field));
    let conflict = Conflict {
        name: title.unwrap_or_else(|| messages::need_text::untitled().to_owned()),
        who: messages::need_text::other_window().to_owned(),
        when: Some(theirs.updated_at.beijing_minute()),
        action: place.clone(),
        back: place,
        version: theirs.version,
        kept: kept.map(|(field, text)| (field.code().to_owned(), text.to_owned())).collect(),
        fields: fields.collect(),
    };
    conflict::show(Layout::new(web, Section::Needs), conflict)
}
