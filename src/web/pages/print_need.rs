//! Needs on paper: one need with its review as the form that is stamped (企业技术需求征集表, domain.md §2.1), and the
//! list of a queue. Whoever prints may read the whole need.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::need_life::QueueTab;
use crate::domain::time::BusinessDate;
use crate::messages;
use crate::service::{MatchOptions, NeedShown, ReviewQueue, ServiceError, review_queue, show_need};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "needs/print.html")]
struct NeedForm {
    layout: Layout,
    shown: NeedShown,
    budget: Option<String>,
    printed: BusinessDate,
}

#[derive(Template)]
#[template(path = "needs/print_list.html")]
struct ListForm {
    layout: Layout,
    queue: ReviewQueue,
    title: &'static str,
    printed: BusinessDate,
    /// Needs of the queue beyond the page.
    more: i64,
}

/// Which queue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: String,
}

/// One need.
pub async fn one(path: urls::PrintNeed, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let options = MatchOptions { top: 1, as_of: web.today() };
    let shown =
        show_need(&app.store, web.search(), web.viewer(), &app.city, &path.id, &options, web.now()).await?;
    if !shown.need.whole {
        return Err(ServiceError::NotAllowed.into());
    }
    let budget = shown.need.budget.map(messages::price);
    let layout = Layout::new(&web, Section::Needs);
    render::unkept(StatusCode::OK, &NeedForm { layout, shown, budget, printed: web.today() })
}

/// A queue.
pub async fn list(
    _: urls::PrintNeeds,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let tab = QueueTab::from_code(&asked.tab).unwrap_or_else(|| QueueTab::mine(web.viewer()));
    let app = web.app();
    let queue = review_queue(&app.store, web.viewer(), &app.city, web.now(), tab, 0).await?;
    let shown = i64::try_from(queue.needs.len()).unwrap_or(0);
    let more = queue.total() - shown;
    let layout = Layout::new(&web, Section::Reviews);
    let page = ListForm { layout, title: tab.label(), printed: web.today(), more, queue };
    render::unkept(StatusCode::OK, &page)
}
