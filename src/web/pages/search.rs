//! One search over needs, capabilities and institutions.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::lists::address_of;
use super::row_view::RowView;
use crate::domain::freshness::Freshness;
use crate::service::browse::Understood;
use crate::service::search_everywhere;
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// Records of each kind that are shown.
const TOP: usize = 5;

/// What is looked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    q: Option<String>,
}

/// One kind of records.
struct TabView {
    label: &'static str,
    total: u64,
    rows: Vec<RowView>,
    /// All of them.
    href: String,
}

#[derive(Template)]
#[template(path = "browse/search.html")]
struct SearchPage {
    layout: Layout,
    text: String,
    understood: Understood,
    fallback: Option<&'static str>,
    total: u64,
    tabs: Vec<TabView>,
    nothing: Option<&'static str>,
}

/// Searches.
pub async fn show(
    _: urls::SearchAll,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let text = asked.q.unwrap_or_default();
    let app = web.app();
    let found = search_everywhere(&app.store, web.search(), &app.city, web.viewer(), &text, TOP).await?;
    let list = |kind| Address::new(address_of(kind)).with("q", &found.text).to_string();
    let tabs = found.tabs.into_iter().map(|tab| TabView {
        label: tab.label,
        total: tab.total,
        href: list(tab.kind),
        rows: tab.rows.into_iter().map(|row| RowView::new(row, web.today())).collect(),
    });
    render::page(&SearchPage {
        layout: Layout::new(&web, Section::Search),
        tabs: tabs.collect(),
        text: found.text.clone(),
        understood: found.understood,
        fallback: found.fallback,
        total: found.total,
        nothing: found.nothing,
    })
}
