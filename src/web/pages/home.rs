//! The first page: what can be done here, how much there is of everything, how the city stands, and what came lately.

use askama::Template;
use axum::response::Response;

use super::coverage_view::{AreaView, Lists, Verdict};
use crate::domain::batch::SheetKind;
use crate::service::{HomeNumbers, home};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    told: HomeNumbers,
    city: AreaView,
    lists: Lists,
    coverage: String,
}

/// Shows it.
pub async fn show(_: urls::Home, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let layout = Layout::new(&web, Section::Home);
    let guide = layout.site.demo;
    let told = home(&app.store, web.search(), web.viewer(), &app.city, web.today(), guide).await?;
    let year = told.year.to_string();
    let list = Address::new(urls::Enterprises).with("year", &year);
    render::page(&HomePage {
        layout,
        lists: Lists::new(&list, &[]),
        city: AreaView::new(told.city.clone(), &list, true),
        coverage: Address::new(urls::Coverage).with("year", &year).to_string(),
        told,
    })
}
