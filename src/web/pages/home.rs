//! The first page: what can be done here, how much there is of everything, how the city stands, and what came lately.

use askama::Template;
use axum::response::Response;

use super::coverage_view::{AreaView, Lists, Verdict};
use crate::domain::batch::SheetKind;
use crate::domain::role::Duty;
use crate::service::accounts::count_registrations;
use crate::service::{HomeCoverage, HomeNumbers, home};
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
    coverage: Option<CoverageCard>,
    /// Registrations that wait for the reader's decision.
    waiting: i64,
}

/// How coverage stands, for those who follow it.
struct CoverageCard {
    year: i32,
    city: AreaView,
    lists: Lists,
    href: String,
}

impl CoverageCard {
    fn new(told: HomeCoverage) -> Self {
        let year = told.year.to_string();
        let list = Address::new(urls::Enterprises).with("year", &year);
        Self {
            year: told.year,
            lists: Lists::new(&list, &[]),
            city: AreaView::new(told.area, &list, true),
            href: Address::new(urls::Coverage).with("year", &year).to_string(),
        }
    }
}

/// Shows it.
pub async fn show(_: urls::Home, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let layout = Layout::new(&web, Section::Home);
    let guide = layout.site.demo;
    let mut told = home(&app.store, web.search(), web.viewer(), &app.city, web.today(), guide).await?;
    let coverage = told.coverage.take().map(CoverageCard::new);
    let waiting = count_registrations(web.desk()).await?;
    render::page(&HomePage { layout, coverage, told, waiting })
}
