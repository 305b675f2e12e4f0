//! The list of offers: what narrows it is in its address.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::OfferView;
use super::view::side;
use crate::domain::ids::NeedId;
use crate::domain::offer::{OfferSide, OfferStatus};
use crate::messages::offers as words;
use crate::service::offers::{OFFERS_A_PAGE, OfferList, OfferQuestion, list_offers};
use crate::service::{OfferFilter, OfferOrder};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Most characters that are looked for.
const MOST_CHARS: usize = 100;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    status: String,
    need: String,
    sort: String,
    page: Option<String>,
}

impl Asked {
    fn question(&self) -> Result<OfferQuestion, PageError> {
        let text: String = self.q.trim().chars().take(MOST_CHARS).collect();
        Ok(OfferQuestion {
            filter: OfferFilter {
                status: OfferStatus::from_code(&self.status),
                need: NeedId::parse(&self.need),
                text: Some(text).filter(|text| !text.is_empty()),
            },
            order: if self.sort == "old" { OfferOrder::Oldest } else { OfferOrder::Newest },
            page: page_number(self.page.as_deref())? as usize,
        })
    }
}

/// A link with how many it leads to.
struct Tab {
    href: String,
    label: &'static str,
    count: u64,
    current: bool,
}

/// An order.
struct Order {
    href: String,
    label: &'static str,
    current: bool,
}

#[derive(Template)]
#[template(path = "offers/list.html")]
struct OffersPage {
    layout: Layout,
    lede: &'static str,
    text: String,
    /// What the search form keeps.
    kept: Vec<(String, String)>,
    tabs: Vec<Tab>,
    orders: [Order; 2],
    /// The list without the need to which it is narrowed.
    all_needs: Option<String>,
    total: u64,
    rows: Vec<OfferView>,
    pager: Pager,
    nothing: (&'static str, &'static str),
    side: Option<OfferSide>,
}

/// Lists them.
pub async fn list(_: urls::Offers, web: Visit, Params(asked): Params<Asked>) -> Result<Response, PageError> {
    let question = asked.question()?;
    let found = list_offers(&web.app().store, web.viewer(), web.now(), &question).await?;
    render::page(&OffersPage::new(&web, &question, found))
}

impl OffersPage {
    fn new(web: &Visit, asked: &OfferQuestion, found: OfferList) -> Self {
        let (filter, viewer) = (&asked.filter, web.viewer());
        let text = filter.text.clone().unwrap_or_default();
        let oldest = asked.order == OfferOrder::Oldest;
        let address = Address::new(urls::Offers)
            .with("q", &text)
            .with("need", filter.need.as_ref().map_or("", NeedId::as_str))
            .with("status", filter.status.map_or("", OfferStatus::code))
            .with("sort", if oldest { "old" } else { "" });
        let tab = |status: Option<OfferStatus>| Tab {
            href: address.with("status", status.map_or("", OfferStatus::code)).to_string(),
            label: words::offer_tab(status),
            count: match status {
                Some(status) => found.counts.get(&status).copied().unwrap_or(0),
                None => found.counts.values().sum(),
            },
            current: filter.status == status,
        };
        let statuses = std::iter::once(None).chain(OfferStatus::ALL.iter().copied().map(Some));
        let order = |label, value: &str, current| Order {
            href: address.with("sort", value).to_string(),
            label,
            current,
        };
        let narrowed = filter.status.is_some() || filter.text.is_some() || filter.need.is_some();
        Self {
            layout: Layout::new(web, Section::Offers),
            lede: words::offers_lede(side(viewer)),
            kept: address.without("q").pairs().to_vec(),
            tabs: statuses.map(tab).collect(),
            orders: [order("最新提出", "", !oldest), order("等得最久", "old", oldest)],
            all_needs: filter.need.is_some().then(|| address.without("need").to_string()),
            total: found.total,
            pager: Pager::new(found.total, found.page, OFFERS_A_PAGE, &address),
            nothing: words::no_offers(side(viewer), narrowed),
            side: side(viewer),
            rows: found.rows.into_iter().map(|shown| OfferView::new(viewer, shown)).collect(),
            text,
        }
    }
}
