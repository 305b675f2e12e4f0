//! One capability: what can be done, how far it has come, on what terms, who holds it, and who said so when.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::edits::SavedNote;
use super::saved::FollowView;
use super::supply::note;
use crate::domain::capability::CapabilityStatus;
use crate::domain::freshness::Freshness;
use crate::domain::indicator::Indicator;
use crate::domain::saved_search::FollowKind;
use crate::domain::statement::{Statement, StatementGroup};
use crate::messages;
use crate::service::supply::may_keep_capability;
use crate::service::{CapabilityShown, show_capability};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::Params;
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    done: Option<String>,
}

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
    /// What was done just now.
    saved: Option<SavedNote>,
    /// The reader keeps it.
    kept: bool,
    /// Whether the reader follows it.
    follow: Option<FollowView>,
}

impl CapabilityPage {
    fn new(web: &Visit, shown: CapabilityShown, saved: Option<SavedNote>) -> Self {
        Self {
            layout: Layout::new(web, Section::Capabilities),
            levels: levels(shown.capability.trl),
            price: shown.capability.price.map(messages::price),
            kept: may_keep_capability(web.viewer(), &shown.capability),
            saved,
            follow: None,
            shown,
        }
    }

    /// Those that were understood, and those that are words only.
    fn indicators(&self, understood: bool) -> Vec<&Indicator> {
        let all = self.shown.capability.indicators.iter();
        all.filter(|indicator| indicator.figure.is_some() == understood).collect()
    }

    /// Who stated a group of fields, and when.
    fn said(&self, code: &str) -> Statement {
        self.shown.capability.statement(StatementGroup::from_code(code).unwrap_or(StatementGroup::Basics))
    }

    fn stale(&self) -> bool {
        self.shown.freshness == Freshness::Stale
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
pub async fn show(
    path: urls::CapabilityPage,
    web: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let app = web.app();
    let shown = show_capability(&app.store, web.viewer(), &app.city, &path.id, web.today()).await?;
    let id = shown.capability.id.as_str();
    let undo = urls::UndoCapability::of(id).to_string();
    let saved = note(&web, asked.done.as_deref(), Some(id), undo).await?;
    let about = (id, shown.capability.no.as_str());
    let follow = FollowView::of(&web, FollowKind::Capability, about).await?;
    render::page(&CapabilityPage { follow, ..CapabilityPage::new(&web, shown, saved) })
}
