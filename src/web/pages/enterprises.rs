//! The list of enterprises: where each stands in a data year. Everything that narrows it is in its address, so that
//! a figure of coverage can lead to exactly the enterprises it counts.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use url::form_urlencoded;

use super::enterprise_choices::{
    Chip, Choice, NamedChoice, chips, counties, lead_filter, lead_value, leads, roster, states,
};
use super::period::Period;
use crate::city::CityPack;
use crate::domain::batch::SheetKind;
use crate::domain::county::CountyCode;
use crate::domain::coverage::RdState;
use crate::domain::text::clean;
use crate::messages::coverage as words;
use crate::service::{
    ENTERPRISES_A_PAGE, EnterpriseList, EnterpriseQuestion, EnterpriseRow, StandingFilter, StandingOrder,
    list_enterprises,
};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::page_number;
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// Most characters of a text that is looked for.
const MOST_CHARS: usize = 100;

/// What an address asks for.
struct Asked {
    period: Period,
    filter: StandingFilter,
    order: StandingOrder,
    page: u32,
    /// The address again, in one spelling and without the page.
    address: Address,
}

impl Asked {
    /// Reads the part behind the `?`; names that mean nothing here are ignored.
    fn read(query: &str, web: &Visit) -> Result<Self, PageError> {
        let (mut filter, mut order) = (StandingFilter::default(), StandingOrder::Name);
        let (mut year, mut as_of, mut page) = (None, None, 1);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = clean(&value);
            if value.is_empty() {
                continue;
            }
            let unknown = || PageError::Bad(words::unknown_choice(&name, &value));
            match name.as_ref() {
                "q" => filter.text = Some(value.chars().take(MOST_CHARS).collect()),
                "year" => year = Some(value),
                "as_of" => as_of = Some(value),
                "county" => filter.counties.push(CountyCode::new(&value).ok_or_else(unknown)?),
                "rd" => filter.rd = Some(RdState::from_code(&value).ok_or_else(unknown)?),
                "roster" => filter.on_roster = Some(yes_or_no(&value).ok_or_else(unknown)?),
                "group" => filter.lead = Some(lead_filter(value)),
                "joins" => filter.joins = Some(value),
                "contested" => filter.contested = yes_or_no(&value).ok_or_else(unknown)?,
                "conflict" => filter.contradictory = yes_or_no(&value).ok_or_else(unknown)?,
                "sort" if value == "county" => order = StandingOrder::County,
                "page" => page = page_number(Some(&value))?,
                _ => {}
            }
        }
        filter.counties.sort();
        filter.counties.dedup();
        let period = Period::read(year.as_deref(), as_of.as_deref(), web.today())?;
        let address = address(&period, &filter, order);
        Ok(Self { period, filter, order, page, address })
    }
}

fn address(period: &Period, filter: &StandingFilter, order: StandingOrder) -> Address {
    let yes_no = |flag: bool| if flag { "yes" } else { "no" };
    let mut address = Address::new(urls::Enterprises).with("q", filter.text.as_deref().unwrap_or_default());
    if let Some(year) = period.year {
        address = address.with("year", &year.to_string());
    }
    if period.is_past() {
        address = address.with("as_of", &period.as_of.to_string());
    }
    for county in &filter.counties {
        address = address.and("county", county.as_str());
    }
    if let Some(on_roster) = filter.on_roster {
        address = address.with("roster", yes_no(on_roster));
    }
    if let Some(rd) = filter.rd {
        address = address.with("rd", rd.code());
    }
    if filter.contradictory {
        address = address.with("conflict", "yes");
    }
    if let Some(lead) = &filter.lead {
        address = address.with("group", lead_value(lead));
    }
    if let Some(joins) = &filter.joins {
        address = address.with("joins", joins);
    }
    if filter.contested {
        address = address.with("contested", "yes");
    }
    if order == StandingOrder::County { address.with("sort", "county") } else { address }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// One enterprise.
struct RowView {
    row: EnterpriseRow,
    href: String,
    industry: Option<String>,
}

#[derive(Template)]
#[template(path = "enterprises/list.html")]
struct ListPage {
    layout: Layout,
    list: EnterpriseList,
    rows: Vec<RowView>,
    /// A year was asked for of which nothing is known.
    unknown_year: bool,
    text: String,
    as_of: String,
    day_problem: Option<String>,
    counties: Vec<NamedChoice>,
    states: Vec<Choice>,
    roster: Vec<Choice>,
    leads: Vec<NamedChoice>,
    joins: Option<String>,
    contested: bool,
    conflict: bool,
    chips: Vec<Chip>,
    /// Without any condition but the year and the day.
    cleared: String,
    pager: Pager,
    sort: StandingOrder,
    by_name: String,
    by_county: String,
    /// What the search box keeps besides the words.
    kept: Vec<(String, String)>,
    coverage: String,
    action: String,
}

/// Lists them.
pub async fn list(
    _: urls::Enterprises,
    web: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let asked = Asked::read(query.as_deref().unwrap_or_default(), &web)?;
    let question = EnterpriseQuestion {
        year: asked.period.year,
        as_of: asked.period.as_of,
        filter: asked.filter.clone(),
        order: asked.order,
        page: i64::from(asked.page),
    };
    let found = list_enterprises(&web.app().store, web.viewer(), &question).await?;
    let page = ListPage::new(&web, asked, found);
    let refused = page.day_problem.is_some();
    render::page_with(if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

impl ListPage {
    fn new(web: &Visit, asked: Asked, list: EnterpriseList) -> Self {
        let Asked { period, filter, order, address, .. } = asked;
        let number = |count: i64| usize::try_from(count).unwrap_or(0);
        let bare = Address::new(urls::Enterprises);
        let cleared = if period.year.is_some() { period.of(bare, list.year) } else { bare };
        let coverage = period.of(Address::new(urls::Coverage), list.year);
        let city = &web.app().city;
        Self {
            layout: Layout::new(web, Section::Enterprises),
            chips: chips(&filter, &period, &list, &address),
            counties: counties(&filter, &list),
            states: states(&filter, &list),
            roster: roster(&filter, &list),
            leads: leads(&filter, &list),
            contested: filter.contested,
            pager: Pager::new(
                u64::try_from(list.total).unwrap_or(0),
                number(list.page),
                number(ENTERPRISES_A_PAGE),
                &address,
            ),
            rows: list.rows.iter().map(|row| row_view(city, row, &period, list.year)).collect(),
            unknown_year: period.year.is_some() && list.years.iter().all(|known| known.year != list.year),
            joins: filter.joins,
            text: filter.text.unwrap_or_default(),
            conflict: filter.contradictory,
            as_of: period.typed.clone(),
            day_problem: period.problem.clone(),
            cleared: cleared.to_string(),
            sort: order,
            by_name: address.without("sort").to_string(),
            by_county: address.with("sort", "county").to_string(),
            kept: address.without("q").pairs().to_vec(),
            coverage: coverage.to_string(),
            action: urls::Enterprises.to_string(),
            list,
        }
    }

    /// True if the year shown is none of those in the list of choices.
    fn extra_year(&self) -> bool {
        self.list.years.iter().all(|known| known.year != self.list.year)
    }

    fn any_state(&self) -> bool {
        self.states.iter().all(|one| !one.chosen)
    }

    fn any_place(&self) -> bool {
        self.roster.iter().all(|one| !one.chosen)
    }

    fn any_lead(&self) -> bool {
        self.leads.iter().all(|one| !one.chosen)
    }

    /// Nothing is chosen and nothing is there.
    fn nobody(&self) -> bool {
        self.list.known == 0
    }
}

fn row_view(city: &CityPack, row: &EnterpriseRow, period: &Period, year: i32) -> RowView {
    let own = Address::new(urls::EnterprisePage::of(&row.uscc));
    let own = if period.year.is_some() || period.is_past() { period.of(own, year) } else { own };
    let industry = row.industry.as_deref().map(|code| match city.nearest_industry(code) {
        Some(name) => format!("{name} {code}"),
        None => code.to_owned(),
    });
    RowView { href: own.to_string(), industry, row: row.clone() }
}
