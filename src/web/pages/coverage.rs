//! Coverage of the city and its counties in a data year as of a day, against the document in force. Every count leads
//! to the list of enterprises it counts.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::coverage_view::{AreaView, BureauView, Lists, TierView, Verdict};
use super::period::Period;
use crate::domain::batch::SheetKind;
use crate::domain::coverage::AreaCoverage;
use crate::domain::rd_activity::RdSource;
use crate::domain::text::sort_key;
use crate::domain::time::BusinessDate;
use crate::messages::coverage as words;
use crate::service::{Coverage, CoverageQuestion, DataYear, coverage};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<String>,
    as_of: Option<String>,
    document: Option<String>,
    sort: Option<String>,
}

/// Orders of the counties within their tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Gap,
    Name,
    Rate,
}

impl Sort {
    fn read(text: Option<&str>) -> Self {
        match text {
            Some("name") => Self::Name,
            Some("rate") => Self::Rate,
            _ => Self::Gap,
        }
    }

    /// Counties come in the order of their ranks, those without enterprises last, where they stay.
    fn apply(self, counties: &mut [AreaCoverage]) {
        match self {
            Self::Gap => {}
            Self::Name => counties.sort_by_cached_key(|area| sort_key(&area.name)),
            Self::Rate => counties.sort_by_key(|area| std::cmp::Reverse(area.rate)),
        }
    }
}

/// The form over the figures.
struct Form {
    as_of: String,
    /// Why the day was not taken.
    day_problem: Option<String>,
    /// Why the document was not taken.
    document_problem: Option<String>,
    sort: Option<String>,
}

#[derive(Template)]
#[template(path = "coverage.html")]
struct CoveragePage {
    layout: Layout,
    year: i32,
    as_of: BusinessDate,
    document: Option<String>,
    documents: Vec<String>,
    sources: Vec<RdSource>,
    years: Vec<DataYear>,
    /// A year was asked for of which nothing is known.
    unknown_year: bool,
    form: Form,
    city: AreaView,
    city_lists: Lists,
    tiers: Vec<TierView>,
    bureau: Vec<BureauView>,
    sort: Sort,
    by_gap: String,
    by_name: String,
    by_rate: String,
    home: String,
    today: BusinessDate,
}

impl CoveragePage {
    /// No source that counts has said anything about the roster.
    fn silent(&self) -> bool {
        self.city.count.active + self.city.count.inactive == 0
    }

    /// True if the year shown is none of those in the list of choices.
    fn extra_year(&self) -> bool {
        self.years.iter().all(|known| known.year != self.year)
    }

    /// Enterprises of the roster that do not count.
    fn missing(&self) -> i64 {
        self.city.count.roster - self.city.count.active
    }
}

/// Shows it.
pub async fn show(
    _: urls::Coverage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let period = Period::read(asked.year.as_deref(), asked.as_of.as_deref(), web.today())?;
    let wanted = asked.document.clone().filter(|document| !document.trim().is_empty());
    let question = |document| CoverageQuestion { year: period.year, as_of: period.as_of, document };
    let app = web.app();
    let mut told = coverage(&app.store, web.viewer(), &app.city, &question(wanted.clone())).await?;
    let unknown_document = wanted.is_some_and(|wanted| !told.documents.contains(&wanted));
    if unknown_document {
        told = coverage(&app.store, web.viewer(), &app.city, &question(None)).await?;
    }
    let page = page(&web, asked, &period, told, unknown_document);
    let refused = page.form.day_problem.is_some() || unknown_document;
    render::page_with(if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

fn page(web: &Visit, asked: Asked, period: &Period, told: Coverage, unknown_document: bool) -> CoveragePage {
    let year = told.year;
    let sort = Sort::read(asked.sort.as_deref());
    let base = period.of(Address::new(urls::Coverage), year);
    let base = match asked.document.as_deref() {
        Some(document) if !unknown_document => base.with("document", document),
        _ => base,
    };
    let lists = period.of(Address::new(urls::Enterprises), year);
    let tiers = told.tiers.into_iter().map(|mut tier| {
        sort.apply(&mut tier.counties);
        TierView::new(tier, &lists)
    });
    CoveragePage {
        layout: Layout::new(web, Section::Coverage),
        unknown_year: period.year.is_some() && told.years.iter().all(|known| known.year != year),
        form: Form {
            as_of: period.typed.clone(),
            day_problem: period.problem.clone(),
            document_problem: unknown_document.then(|| words::no_such_document(year)),
            sort: asked.sort.filter(|_| sort != Sort::Gap),
        },
        city_lists: Lists::new(&lists, &[]),
        bureau: told
            .bureau
            .into_iter()
            .map(|figure| BureauView::new(figure, &told.city, &told.counties))
            .collect(),
        city: AreaView::new(told.city, &lists, true),
        tiers: tiers.collect(),
        by_gap: base.to_string(),
        by_name: base.with("sort", "name").to_string(),
        by_rate: base.with("sort", "rate").to_string(),
        year,
        as_of: told.as_of,
        document: told.document,
        documents: told.documents,
        sources: told.sources,
        years: told.years,
        sort,
        home: urls::Coverage.to_string(),
        today: web.today(),
    }
}
