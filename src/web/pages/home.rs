//! The first page: what can be done here, how much there is of everything, how the city stands, and what came lately.

use askama::Template;
use axum::response::Response;

use super::coverage_view::{AreaView, Lists, Verdict};
use crate::domain::batch::SheetKind;
use crate::domain::ids::{EnterpriseId, InstitutionId};
use crate::domain::need::NeedStatus;
use crate::domain::offer::OfferStatus;
use crate::domain::role::{Duty, Role};
use crate::domain::survey::SurveyState;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::Scope;
use crate::service::accounts::count_registrations;
use crate::service::offers::count_offers_in;
use crate::service::supply::{ClaimShown, claim_of, resource_deadline};
use crate::service::survey::survey_state_of;
use crate::service::{
    DraftShown, EnterpriseShown, FittingNeed, HomeCoverage, HomeNumbers, InstitutionShown, NeedBrief,
    NewNeed, count_reviews, directed_needs, home, list_drafts, show_enterprise, show_institution,
};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "home/everybody.html")]
struct HomePage {
    layout: Layout,
    told: HomeNumbers,
    coverage: Option<CoverageCard>,
    /// Registrations that wait for the reader's decision.
    waiting: i64,
    /// Needs that wait for the reader's review.
    reviews: i64,
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

#[derive(Template)]
#[template(path = "home/enterprise.html")]
struct EnterpriseHome {
    layout: Layout,
    /// Needs for which partners are sought.
    open: usize,
    /// The newest of them.
    first: Option<NeedBrief>,
    /// One that an officer filed, to be agreed to.
    asks: Option<NeedBrief>,
    /// One that was sent back, to be written again.
    returned: Option<NeedBrief>,
    /// Institutions that offered and wait for an answer.
    offers: u64,
    /// Needs that are being written, last saved first.
    drafts: Vec<DraftShown>,
    shown: EnterpriseShown,
    /// How far it has answered the survey of the four haves, of which data year.
    survey: (i32, SurveyState),
}

#[derive(Template)]
#[template(path = "home/institution.html")]
struct InstitutionHome {
    layout: Layout,
    fitting: Vec<FittingNeed>,
    directed: Vec<NewNeed>,
    /// Offers to which the enterprise said that it wants to talk.
    welcome: u64,
    shown: InstitutionShown,
    claim: ClaimShown,
    /// Until when the survey of R&D resources is to be answered, where a day is set.
    due_on: Option<BusinessDate>,
}

/// Shows it, to each role what waits for it and what it can begin.
pub async fn show(_: urls::Home, visit: Visit) -> Result<Response, PageError> {
    match visit.viewer().scope() {
        Scope::Enterprise(own) => of_enterprise(&visit, own).await,
        Scope::Institution(own) => of_institution(&visit, own).await,
        Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Public => of_everybody(&visit).await,
    }
}

async fn of_enterprise(visit: &Visit, own: &EnterpriseId) -> Result<Response, PageError> {
    let app = visit.app();
    let (viewer, today) = (visit.viewer(), visit.today());
    let shown = show_enterprise(&app.store, viewer, &app.city, own.as_str(), None, today).await?;
    let open = shown.needs.iter().filter(|need| NeedStatus::OPEN.contains(&need.status));
    render::page(&EnterpriseHome {
        layout: Layout::new(visit, Section::Home),
        open: open.clone().count(),
        first: open.clone().next().cloned(),
        asks: shown.needs.iter().find(|need| need.unconfirmed && is_under_review(need.status)).cloned(),
        returned: shown.needs.iter().find(|need| need.status == NeedStatus::Draft).cloned(),
        survey: survey_state_of(&app.store, viewer, today, own).await?,
        offers: count_offers_in(&app.store, viewer, OfferStatus::Sent).await?,
        drafts: list_drafts(&app.store, viewer).await?,
        shown,
    })
}

fn is_under_review(status: NeedStatus) -> bool {
    matches!(status, NeedStatus::CountyReview | NeedStatus::CityReview)
}

async fn of_institution(visit: &Visit, own: &InstitutionId) -> Result<Response, PageError> {
    let (app, search, viewer) = (visit.app(), visit.search(), visit.viewer());
    let shown = show_institution(&app.store, search, viewer, own.as_str(), 1, visit.today()).await?;
    let fitting = shown.needs.iter().filter(|need| need.partner.is_some()).cloned().collect();
    let directed = directed_needs(&app.store, viewer, &app.city).await?;
    let welcome = count_offers_in(&app.store, viewer, OfferStatus::Welcome).await?;
    let layout = Layout::new(visit, Section::Home);
    let claim = claim_of(&app.store, viewer, visit.now(), &shown.institution).await?;
    let due_on = resource_deadline(&app.store, visit.today().year()).await?;
    render::page(&InstitutionHome { layout, fitting, directed, welcome, shown, claim, due_on })
}

async fn of_everybody(web: &Visit) -> Result<Response, PageError> {
    let app = web.app();
    let layout = Layout::new(web, Section::Home);
    let guide = layout.site.demo;
    let mut told = home(&app.store, web.search(), web.viewer(), &app.city, web.today(), guide).await?;
    let coverage = told.coverage.take().map(CoverageCard::new);
    let waiting = count_registrations(web.desk()).await?;
    let reviews = count_reviews(&app.store, web.viewer()).await?;
    render::page(&HomePage { layout, coverage, told, waiting, reviews })
}
