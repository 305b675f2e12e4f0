//! Sends a need in: what was typed is read, refused with what is wrong, or becomes a need that waits for its review; the
//! draft goes. One transaction; sending the same draft again answers with what came of it.

use super::indicators::read_indicators;
use super::notices::tell_need_step;
use super::read_figures::all_figures;
use super::try_need::blank_need;
use super::{ServiceError, working_calendar};
use crate::city::CityPack;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::NeedDraftId;
use crate::domain::need::{Need, NeedSource, SecrecyDeclaration};
use crate::domain::need_draft::{FieldProblem, NeedContent, NeedProblem};
use crate::domain::need_life::{Confirmation, NeedLife, NeedMove, Party, ReviewClock};
use crate::domain::need_quality::NeedQuality;
use crate::domain::need_text::{NeedText, NeedTextField};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::search::mapping;
use crate::storage::{self, Series, StorageError, Store, WriteTx, WrittenDraft};

/// How sending in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// It waits for its review: the printed number of the need.
    Sent(String),
    /// Nothing was sent in, and what was typed is saved: this is wrong, and the draft as it is now.
    Wrong(Vec<FieldProblem>, Box<WrittenDraft>),
    /// Nothing was sent in: the draft as somebody else left it.
    Stale(Box<WrittenDraft>),
}

/// A need that was sent in, and by when it is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct SentNeed {
    /// The need.
    pub need: Need,
    /// The clock of its review; `None` once that is over.
    pub clock: Option<ReviewClock>,
}

/// What the texts say, and what is wrong with them.
pub(super) fn read_text(city: &CityPack, text: &NeedText) -> (NeedContent, Vec<FieldProblem>) {
    NeedContent::read(text, |code| city.field_name(code).is_some(), read_indicators)
}

/// Sends in the draft with this id, of which `version` was read, with what was typed since.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`], [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn submit_need(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    (id, version): (&str, i64),
    text: &NeedText,
) -> Result<Submitted, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.trim().to_owned());
    let draft_id = NeedDraftId::parse(id).ok_or_else(missing)?;
    let party = Party::of(viewer).ok_or(ServiceError::NotAllowed)?;
    let key = OneTimeKey::for_thing("send-need", draft_id.as_str());
    let mut tx = store.write(viewer, now).await?;
    if let Some(no) = storage::claim_form_key(&mut tx, &key).await?.filter(|no| !no.is_empty()) {
        return Ok(Submitted::Sent(no));
    }
    let draft = storage::find_need_draft(tx.conn(), viewer, &draft_id).await?.ok_or_else(missing)?;
    if draft.version != version && draft.text != *text {
        return Ok(Submitted::Stale(Box::new(draft)));
    }
    let (content, mut problems) = read_text(city, text);
    if let Some(no) = taken_by(&mut tx, viewer, &draft, &content.title).await? {
        problems.push((NeedTextField::Title, NeedProblem::TitleTaken { no: Some(no) }));
    }
    if !problems.is_empty() {
        return refused(tx, viewer, draft, text, problems).await;
    }
    match file(&mut tx, viewer, &draft, content, text, party).await {
        // Of this title there is one that the writer may not know.
        Err(ServiceError::Storage(StorageError::Taken(_))) => {
            drop(tx);
            let tx = store.write(viewer, now).await?;
            let problem = (NeedTextField::Title, NeedProblem::TitleTaken { no: None });
            refused(tx, viewer, draft, text, vec![problem]).await
        }
        filed => {
            let no = filed?;
            storage::delete_need_draft(&mut tx, &draft.id).await?;
            storage::answer_form_key(&mut tx, &key, &no).await?;
            tx.commit().await?;
            Ok(Submitted::Sent(no))
        }
    }
}

/// The number of another need of that title.
async fn taken_by(
    tx: &mut WriteTx,
    viewer: &Viewer,
    draft: &WrittenDraft,
    title: &str,
) -> Result<Option<String>, ServiceError> {
    let found = storage::find_need_titled(tx.conn(), viewer, &draft.enterprise, title).await?;
    Ok(found.filter(|(id, _)| Some(id) != draft.need.as_ref()).map(|(_, no)| no))
}

/// What was typed is saved all the same.
async fn refused(
    mut tx: WriteTx,
    viewer: &Viewer,
    draft: WrittenDraft,
    text: &NeedText,
    problems: Vec<FieldProblem>,
) -> Result<Submitted, ServiceError> {
    if draft.text != *text {
        storage::save_need_draft(&mut tx, &draft.id, draft.version, text).await?;
    }
    let saved = storage::find_need_draft(tx.conn(), viewer, &draft.id).await?;
    tx.commit().await?;
    Ok(Submitted::Wrong(problems, Box::new(saved.unwrap_or(draft))))
}

/// Writes the need and takes the step; its printed number.
async fn file(
    tx: &mut WriteTx,
    viewer: &Viewer,
    draft: &WrittenDraft,
    content: NeedContent,
    text: &NeedText,
    party: Party,
) -> Result<String, ServiceError> {
    let now = tx.now();
    let on_behalf = party != Party::Enterprise;
    let known = match &draft.need {
        Some(id) => {
            let found = storage::find_need(tx.conn(), viewer, id.as_str()).await?;
            Some(found.filter(|need| need.whole).ok_or_else(|| ServiceError::NoSuchNeed(id.to_string()))?)
        }
        None => None,
    };
    let rendered = content.render();
    let score = score_of(text, &content, now.beijing_day());
    let life = NeedLife {
        filed_by: Some(viewer.actor().to_owned()),
        confirmation: if on_behalf { Confirmation::Waiting } else { Confirmation::NotWanted },
        ..NeedLife::default()
    };
    let secrecy = SecrecyDeclaration { by: viewer.actor().to_owned(), at: now };
    let need = match known {
        Some(need) => {
            let need = content.put(Need { secrecy, life, ..need });
            storage::update_need(tx, &need).await?;
            Need { version: need.version + 1, ..need }
        }
        None => {
            let blank = blank_need(now.beijing_day())
                .ok_or_else(|| ServiceError::NoSuchRecord(draft.id.to_string()))?;
            let blank = Need {
                id: tx.next_id(),
                no: storage::next_number(tx, Series::Need).await?,
                enterprise: draft.enterprise.clone(),
                source: source(text, on_behalf),
                collected_on: on_behalf.then(|| now.beijing_day()),
                secrecy,
                life,
                ..blank
            };
            let need = content.put(blank);
            storage::insert_need(tx, &need, None).await?;
            need
        }
    };
    let to = NeedMove::SendIn.from(need.status, party, None).map_err(|_| ServiceError::NotAllowed)?;
    storage::move_need(tx, &need, to, None).await?;
    tell_need_step(tx, &need, to).await?;
    storage::insert_need_submission(tx, &need.id, i64::from(score), &rendered).await?;
    let detail =
        serde_json::json!({ "no": need.no, "to": to.code(), "on_behalf": on_behalf, "score": score });
    tx.audit("need_sent_in", "need", need.id.as_str(), &detail).await?;
    Ok(need.no)
}

fn source(text: &NeedText, on_behalf: bool) -> NeedSource {
    if !on_behalf {
        return NeedSource::Enterprise;
    }
    match NeedSource::from_code(text.get(NeedTextField::Way)) {
        Some(way @ (NeedSource::Visit | NeedSource::Event)) => way,
        _ => NeedSource::County,
    }
}

fn score_of(text: &NeedText, content: &NeedContent, today: BusinessDate) -> u32 {
    let body = blank_need(today).map(|blank| mapping::need_body(&content.clone().put(blank)));
    NeedQuality::of(content, &all_figures(text, content, &body.unwrap_or_default())).total()
}

/// A need that was sent in, with the clock of its review.
///
/// # Errors
/// [`ServiceError::NoSuchNeed`] for those who do not look after it; otherwise if the database fails.
pub async fn sent_need(
    store: &Store,
    viewer: &Viewer,
    reference: &str,
    now: Instant,
) -> Result<SentNeed, ServiceError> {
    let mut conn = store.read().await?;
    let found = storage::find_need(&mut conn, viewer, reference).await?.filter(|need| need.whole);
    let need = found.ok_or_else(|| ServiceError::NoSuchNeed(reference.trim().to_owned()))?;
    let calendar = working_calendar(&mut conn, viewer, now).await?;
    let clock = ReviewClock::of(&need, &calendar, now.beijing_day());
    Ok(SentNeed { need, clock })
}
