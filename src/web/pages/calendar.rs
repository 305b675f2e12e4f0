//! The working calendar: a year, which of its days people work, why not, and what is not known yet.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::batch::SheetKind;
use crate::domain::calendar::DayKind;
use crate::domain::role::Duty;
use crate::domain::text::clean;
use crate::domain::time::BusinessDate;
use crate::messages::groups as words;
use crate::service::{CalendarShown, DayShown, show_calendar};
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
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    layout: Layout,
    shown: CalendarShown,
    today: BusinessDate,
    /// What is not known of the year, and what follows from it.
    gap: Option<(String, String)>,
    /// Years to go to: those of which something is known, and those around today.
    years: Vec<i32>,
}

impl CalendarPage {
    /// How a day looks: by a class, and by a word for those who do not see it.
    fn class(day: &DayShown) -> &'static str {
        match (day.told, day.works) {
            (Some(DayKind::DayOff), _) => "off",
            (Some(DayKind::WorkingDay), _) => "made-up",
            (None, false) => "weekend",
            (None, true) => "",
        }
    }

    fn is_today(&self, day: &DayShown) -> bool {
        day.day == self.today
    }
}

/// Shows it.
pub async fn show(
    _: urls::Calendar,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let today = web.today();
    let year = match asked.year.as_deref().map(clean).filter(|text| !text.is_empty()) {
        None => today.year(),
        Some(text) => match text.trim_end_matches('年').trim().parse() {
            Ok(year) if (2000..2100).contains(&year) => year,
            _ => return Err(PageError::Bad(words::bad_calendar_year(&text))),
        },
    };
    let shown = show_calendar(&web.app().store, web.viewer(), year, web.now()).await?;
    let mut years = shown.years.clone();
    years.extend([year, today.year() - 1, today.year(), today.year() + 1]);
    years.sort_unstable();
    years.dedup();
    let gap = words::year_coverage(year, &shown.coverage);
    render::page(&CalendarPage { layout: Layout::new(&web, Section::Imports), shown, today, gap, years })
}
