//! One enterprise: who it is, whether and why it counts in a data year, what is recorded of it, its needs.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::edits::{self, SavedNote};
use super::lead::{Field, LeadForm};
use super::period::Period;
use crate::domain::batch::SheetKind;
use crate::domain::role::Duty;
use crate::domain::survey::SurveyFiller;
use crate::domain::viewer::Scope;
use crate::messages::groups as words;
use crate::service::{Editable, EnterpriseShown, may_edit_enterprise, may_unmask, show_enterprise};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<String>,
    as_of: Option<String>,
    saved: Option<String>,
}

#[derive(Template)]
#[template(path = "enterprises/show.html")]
struct EnterprisePage {
    layout: Layout,
    shown: EnterpriseShown,
    as_of: String,
    day_problem: Option<String>,
    /// The enterprises of its county, of the same year and day.
    county: String,
    /// Coverage of the same year and day.
    coverage: String,
    /// What was typed about who is to lead.
    form: LeadForm,
    /// What was changed just now.
    saved: Option<SavedNote>,
    /// The reader may change what is said of it.
    editable: bool,
    /// The reader may see the contact in full.
    unmaskable: bool,
    /// The reader may fill in the survey of the four haves.
    surveyed: bool,
}

impl EnterprisePage {
    /// How many of the four it has in the newest year of which something is recorded.
    fn haves_now(&self) -> usize {
        let newest = self.shown.haves.first().map(|year| year.items.iter());
        newest.map_or(0, |items| {
            items.filter(|(_, have)| have.as_ref().is_some_and(|have| have.present)).count()
        })
    }
}

/// Shows it.
pub async fn show(
    path: urls::EnterprisePage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    page(&web, &path.id, &asked, LeadForm::default()).await
}

/// The page with what was typed about who is to lead, which nothing came of if anything was.
pub(super) async fn page(
    web: &Visit,
    id: &str,
    asked: &Asked,
    form: LeadForm,
) -> Result<Response, PageError> {
    let period = Period::read(asked.year.as_deref(), asked.as_of.as_deref(), web.today())?;
    let app = web.app();
    let shown = show_enterprise(&app.store, web.viewer(), &app.city, id, period.year, period.as_of).await?;
    let list = period.of(Address::new(urls::Enterprises), shown.year);
    let status = match form.status() {
        None if period.problem.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
        status => status.unwrap_or(StatusCode::OK),
    };
    let (own_id, version) = (shown.enterprise.id.as_str(), shown.enterprise.version);
    let undo = urls::UndoEnterprise::of(own_id).to_string();
    let saved =
        edits::note(web, asked.saved.as_deref(), (Editable::Enterprise, own_id), version, undo).await?;
    let own = matches!(web.viewer().scope(), Scope::Enterprise(own) if *own == shown.enterprise.id);
    render::page_with(
        status,
        &EnterprisePage {
            layout: Layout::new(web, Section::Enterprises),
            county: list.with("county", shown.enterprise.county.as_str()).to_string(),
            coverage: period.of(Address::new(urls::Coverage), shown.year).to_string(),
            as_of: period.as_of.to_string(),
            day_problem: period.problem,
            form,
            saved,
            editable: may_edit_enterprise(web.viewer(), &shown.enterprise),
            unmaskable: may_unmask(web.viewer(), own),
            surveyed: SurveyFiller::of(web.viewer()).is_some(),
            shown,
        },
    )
}
