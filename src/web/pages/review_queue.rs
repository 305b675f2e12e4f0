//! The needs that wait: for a review, for the enterprise's word, to come back, for the end of their term.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::need_life::QueueTab;
use crate::domain::time::BusinessDate;
use crate::messages::life as words;
use crate::service::{QUEUED_A_PAGE, QueuedNeed, ReviewQueue, review_queue};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Which tab.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: String,
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "needs/review.html")]
struct Page {
    layout: Layout,
    queue: ReviewQueue,
    pager: Pager,
    today: BusinessDate,
    print: String,
}

impl Page {
    fn tab(&self, tab: &QueueTab) -> (&'static str, String, bool) {
        let href = Address::new(urls::ReviewQueue).with("tab", tab.code()).to_string();
        (tab.label(), href, *tab == self.queue.tab)
    }

    fn clock(&self, queued: &QueuedNeed) -> Option<(String, bool)> {
        let clock = queued.clock?;
        Some((words::clock(&clock, self.today), clock.is_overdue(self.today)))
    }

    fn nothing(&self) -> &'static str {
        words::nothing_queued(self.queue.tab)
    }

    fn term(&self, queued: &QueuedNeed) -> Option<String> {
        queued.need.life.valid_until.map(|until| words::term(until, self.today))
    }
}

/// The list.
pub async fn list(
    _: urls::ReviewQueue,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let tab = match asked.tab.as_str() {
        "" => QueueTab::mine(web.viewer()),
        code => QueueTab::from_code(code).ok_or_else(|| PageError::Bad(words::no_such_tab().to_owned()))?,
    };
    let page = usize::try_from(page_number(asked.page.as_deref())?).unwrap_or(1);
    let app = web.app();
    let queue = review_queue(&app.store, web.viewer(), &app.city, web.now(), tab, page).await?;
    let list = Address::new(urls::ReviewQueue).with("tab", tab.code());
    let print = Address::new(urls::PrintNeeds).with("tab", tab.code()).to_string();
    let pager = Pager::new(queue.total().unsigned_abs(), page, QUEUED_A_PAGE, &list);
    let layout = Layout::new(&web, Section::Reviews);
    render::page(&Page { layout, queue, pager, today: web.today(), print })
}
