//! One capability: what can be done, how far it has come, on what terms, and who holds it.

use askama::Template;
use axum::response::Response;

use super::saved::FollowView;
use crate::domain::indicator::Indicator;
use crate::domain::saved_search::FollowKind;
use crate::messages;
use crate::service::{CapabilityShown, show_capability};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// Days after which nobody can rely on a statement that was not confirmed again.
const STALE_DAYS: i32 = 365;

/// A level of readiness on the track.
struct Level {
    number: i64,
    name: &'static str,
    /// `done`, `now` or empty.
    class: &'static str,
}

#[derive(Template)]
#[template(path = "capabilities/show.html")]
struct CapabilityPage {
    layout: Layout,
    shown: CapabilityShown,
    levels: Vec<Level>,
    price: Option<String>,
    /// Not confirmed for more than a year.
    stale: bool,
    /// Whether the reader follows it.
    follow: Option<FollowView>,
}

impl CapabilityPage {
    fn new(web: &Visit, shown: CapabilityShown) -> Self {
        Self {
            layout: Layout::new(web, Section::Capabilities),
            levels: levels(shown.capability.trl),
            price: shown.capability.price.map(messages::price),
            stale: web.today().days() - shown.confirmed_on.days() > STALE_DAYS,
            follow: None,
            shown,
        }
    }

    /// Those that were understood, and those that are words only.
    fn indicators(&self, understood: bool) -> Vec<&Indicator> {
        let all = self.shown.capability.indicators.iter();
        all.filter(|indicator| indicator.figure.is_some() == understood).collect()
    }
}

/// The nine levels, with where it stands.
fn levels(reached: Option<i64>) -> Vec<Level> {
    let class = |number| match reached {
        Some(reached) if number < reached => "done",
        Some(reached) if number == reached => "now",
        _ => "",
    };
    let level =
        |number| messages::readiness_name(number).map(|name| Level { number, name, class: class(number) });
    (1..=9).filter_map(level).collect()
}

/// One capability.
pub async fn show(path: urls::CapabilityPage, web: Visit) -> Result<Response, PageError> {
    let app = web.app();
    let shown = show_capability(&app.store, web.viewer(), &app.city, &path.id).await?;
    let about = (shown.capability.id.as_str(), shown.capability.no.as_str());
    let follow = FollowView::of(&web, FollowKind::Capability, about).await?;
    render::page(&CapabilityPage { follow, ..CapabilityPage::new(&web, shown) })
}
