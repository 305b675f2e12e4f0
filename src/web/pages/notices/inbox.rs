//! The inbox: what waits, first what is to be done and then why; opening a notice leads to its matter and reads it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::domain::ids::NoticeId;
use crate::domain::notice::{NoticeTopic, Subject, SubjectKind};
use crate::domain::survey::SurveyState;
use crate::domain::time::Instant;
use crate::messages::notice_pages::closed_words;
use crate::messages::notices::{NoticeWords, notice_words};
use crate::service::NoticeFilter;
use crate::service::notices as service;
use crate::service::notices::{MatterItem, NOTICES_A_PAGE, NoticeShown};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    topic: String,
    page: Option<String>,
    /// How many were just read, and when, to be taken back.
    read: Option<u64>,
    at: Option<i64>,
}

impl Asked {
    fn filter(&self) -> NoticeFilter {
        NoticeFilter { unread: self.show == "unread", topic: NoticeTopic::from_code(&self.topic) }
    }

    /// The address of this list, without a page.
    fn address(&self) -> Address {
        let filter = self.filter();
        let topic = filter.topic.map_or("", NoticeTopic::code);
        let show = if filter.unread { "unread" } else { "" };
        Address::new(urls::Inbox).with("show", show).with("topic", topic)
    }
}

/// A notice as its line shows it.
struct Line {
    id: NoticeId,
    unread: bool,
    at: String,
    /// What it says; `None` if its matter is no longer open to the reader.
    words: Option<NoticeWords>,
    topic: NoticeTopic,
}

impl Line {
    fn new(shown: &NoticeShown) -> Self {
        Self {
            id: shown.notice.id.clone(),
            unread: shown.notice.read_at.is_none(),
            at: shown.notice.at.beijing_minute(),
            words: shown.matter.as_ref().map(|matter| notice_words(&shown.notice, matter)),
            topic: shown.notice.topic,
        }
    }

    /// Which icon it has: something wants to be done, something is to be known, something went well.
    fn tone(&self) -> &'static str {
        match self.topic {
            NoticeTopic::NeedReturned | NoticeTopic::NeedExpiring | NoticeTopic::NeedExpired => "warn",
            NoticeTopic::ReviewWaits
            | NoticeTopic::FilingWaits
            | NoticeTopic::StatementStale
            | NoticeTopic::SurveyWaits
            | NoticeTopic::RegistrationWaits => "wait",
            NoticeTopic::NeedForwarded
            | NoticeTopic::NeedPublished
            | NoticeTopic::NeedWithdrawn
            | NoticeTopic::OfferMade
            | NoticeTopic::OfferAnswered
            | NoticeTopic::NewNeeds
            | NoticeTopic::NewCapabilities
            | NoticeTopic::NewInstitutions
            | NoticeTopic::FollowedChanged => "ok",
        }
    }
}

/// A condition that can be chosen.
struct Choice {
    href: String,
    label: &'static str,
    count: i64,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "notices/inbox.html")]
struct InboxPage {
    layout: Layout,
    lines: Vec<Line>,
    /// Unread ones, and all.
    shows: Vec<Choice>,
    topics: Vec<Choice>,
    unread: i64,
    filtered: bool,
    pager: Pager,
    /// How many were just read, and when.
    undo: Option<(u64, i64)>,
    closed: (&'static str, &'static str),
}

/// Shows it.
pub async fn show(_: urls::Inbox, visit: Visit, Params(asked): Params<Asked>) -> Result<Response, PageError> {
    let (filter, page) = (asked.filter(), page_number(asked.page.as_deref())?);
    let found = service::inbox(&visit.app().store, visit.viewer(), filter, page).await?;
    let list = asked.address();
    let sum = |unread: bool| -> i64 {
        let fits = found.counts.iter().filter(|one| filter.topic.is_none_or(|topic| topic == one.topic));
        fits.map(|one| if unread { one.unread } else { one.all }).sum()
    };
    let show = |label, value: &str, unread| Choice {
        href: list.with("show", value).to_string(),
        label,
        count: sum(unread),
        chosen: filter.unread == unread,
    };
    let topics = found.counts.iter().map(|one| Choice {
        href: list.with("topic", one.topic.code()).to_string(),
        label: one.topic.label(),
        count: if filter.unread { one.unread } else { one.all },
        chosen: filter.topic == Some(one.topic),
    });
    let total = usize::try_from(page).unwrap_or(1);
    render::unkept(
        StatusCode::OK,
        &InboxPage {
            layout: Layout::new(&visit, Section::Other),
            lines: found.notices.iter().map(Line::new).collect(),
            shows: vec![show("全部", "", false), show("未读", "unread", true)],
            topics: topics.filter(|one| one.count > 0 || one.chosen).collect(),
            unread: found.counts.iter().map(|one| one.unread).sum(),
            filtered: filter != NoticeFilter::default(),
            pager: Pager::new(found.total, total, NOTICES_A_PAGE, &list),
            undo: asked.read.filter(|read| *read > 0).zip(asked.at),
            closed: closed_words(),
        },
    )
}

/// What a notice leads to, where that is more than one thing, or nothing any more.
#[derive(Template)]
#[template(path = "notices/one.html")]
struct NoticePage {
    layout: Layout,
    words: Option<NoticeWords>,
    /// The things it counts, with where they are.
    items: Vec<(String, MatterItem)>,
    at: String,
    closed: (&'static str, &'static str),
}

/// Opens a notice: reads it, and goes on to its matter.
pub async fn open(at: urls::NoticePage, visit: Visit) -> Result<Response, PageError> {
    let id = NoticeId::parse(&at.id).ok_or(PageError::NotFound)?;
    let shown = service::open_notice(&visit.app().store, visit.viewer(), &id, visit.now()).await?;
    let topic = shown.notice.topic;
    let items = match &shown.matter {
        Some(matter) if leads_to_items(topic) || matter.subject.kind == SubjectKind::Search => {
            matter.items.as_slice()
        }
        _ => &[],
    };
    match (&shown.matter, items) {
        (Some(_), [only]) => Ok(Redirect::to(&address(topic, &only.subject)).into_response()),
        (Some(matter), []) => Ok(Redirect::to(&address(topic, &matter.subject)).into_response()),
        (matter, items) => render::unkept(
            StatusCode::OK,
            &NoticePage {
                layout: Layout::new(&visit, Section::Other),
                words: matter.as_ref().map(|matter| notice_words(&shown.notice, matter)),
                items: items.iter().map(|item| (address(topic, &item.subject), item.clone())).collect(),
                at: shown.notice.at.beijing_minute(),
                closed: closed_words(),
            },
        ),
    }
}

/// True if the things that are counted are what the reader wants to see, rather than what they fit.
fn leads_to_items(topic: NoticeTopic) -> bool {
    matches!(topic, NoticeTopic::NewNeeds | NoticeTopic::NewCapabilities | NoticeTopic::NewInstitutions)
}

/// Where a matter is to be seen.
fn address(topic: NoticeTopic, subject: &Subject) -> String {
    let id = &subject.id;
    match (topic, subject.kind) {
        (NoticeTopic::RegistrationWaits, _) | (_, SubjectKind::Account) => urls::Registrations.to_string(),
        (NoticeTopic::StatementStale | NoticeTopic::SurveyWaits, SubjectKind::Institution) => {
            urls::ConfirmCapabilities::of(id).to_string()
        }
        (NoticeTopic::SurveyWaits, SubjectKind::Enterprise) => urls::EnterpriseSurvey::of(id).to_string(),
        (_, SubjectKind::Need) => urls::NeedPage::of(id).to_string(),
        (_, SubjectKind::Capability) => urls::CapabilityPage::of(id).to_string(),
        (_, SubjectKind::Institution) => urls::InstitutionPage::of(id).to_string(),
        (_, SubjectKind::Enterprise) => urls::EnterprisePage::of(id).to_string(),
        (_, SubjectKind::County) => {
            format!("{}?county={id}&state={}", urls::SurveyList, SurveyState::Not.code())
        }
        (_, SubjectKind::Search) => urls::Saved.to_string(),
    }
}

/// Where a form about the list goes back to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    show: String,
    topic: String,
    at: i64,
}

impl Back {
    fn address(&self) -> Address {
        let asked = Asked { show: self.show.clone(), topic: self.topic.clone(), ..Asked::default() };
        asked.address()
    }
}

/// Reads one without opening it.
pub async fn read(
    at: urls::NoticeRead,
    visit: Visit,
    Fields(back): Fields<Back>,
) -> Result<Response, PageError> {
    let id = NoticeId::parse(&at.id).ok_or(PageError::NotFound)?;
    let now = visit.now();
    let read = service::mark_read(&visit.app().store, visit.viewer(), &id, now).await?;
    Ok(back_with(&back, u64::from(read), now))
}

/// Reads all.
pub async fn read_all(
    _: urls::InboxRead,
    visit: Visit,
    Fields(back): Fields<Back>,
) -> Result<Response, PageError> {
    let now = visit.now();
    let read = service::mark_all_read(&visit.app().store, visit.viewer(), now).await?;
    Ok(back_with(&back, read, now))
}

/// Takes back that they were read.
pub async fn unread(
    _: urls::InboxUnread,
    visit: Visit,
    Fields(back): Fields<Back>,
) -> Result<Response, PageError> {
    service::mark_all_unread(&visit.app().store, visit.viewer(), Instant(back.at), visit.now()).await?;
    Ok(Redirect::to(&back.address().to_string()).into_response())
}

fn back_with(back: &Back, read: u64, now: Instant) -> Response {
    let list = back.address().with("read", &read.to_string()).with("at", &now.0.to_string());
    Redirect::to(&list.to_string()).into_response()
}
