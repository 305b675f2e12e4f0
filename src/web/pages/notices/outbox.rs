//! The outbox: which messages wait, went, failed or are in doubt, why, and what can be done. Not what they say.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::done;
use crate::domain::channel::DeliveryState;
use crate::messages::notice_pages as words;
use crate::service::notices as service;
use crate::service::notices::{Channels, DELIVERIES_A_PAGE, Outbox};
use crate::web::address::Address;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Params, page_number};
use crate::web::filters;
use crate::web::layout::{Layout, Section};
use crate::web::pager::Pager;
use crate::web::render;
use crate::web::urls;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    page: Option<String>,
    done: String,
}

#[derive(Template)]
#[template(path = "notices/outbox.html")]
struct OutboxPage {
    layout: Layout,
    shown: Outbox,
    channels: Channels,
    /// The states with their counts, and whether one is chosen.
    states: Vec<(String, &'static str, i64, bool)>,
    all: (String, i64, bool),
    pager: Pager,
    said: Option<&'static str>,
    problem: Option<String>,
}

impl OutboxPage {
    /// How a state looks.
    fn tag(state: &DeliveryState) -> &'static str {
        match state {
            DeliveryState::Sent => "tag-ok",
            DeliveryState::Uncertain | DeliveryState::Held => "tag-warn",
            DeliveryState::Failed => "tag-bad",
            DeliveryState::Waiting | DeliveryState::Sending | DeliveryState::Dropped => "tag-line",
        }
    }

    fn waits(state: &DeliveryState) -> bool {
        *state == DeliveryState::Waiting
    }

    fn can_go(state: &DeliveryState) -> bool {
        matches!(state, DeliveryState::Held | DeliveryState::Uncertain | DeliveryState::Failed)
    }

    fn in_doubt(state: &DeliveryState) -> bool {
        *state == DeliveryState::Uncertain
    }
}

/// Shows it.
pub async fn show(
    _: urls::Outbox,
    visit: Visit,
    Params(asked): Params<Asked>,
) -> Result<Response, PageError> {
    let state = DeliveryState::from_code(&asked.state);
    let page = page_number(asked.page.as_deref())?;
    let store = &visit.app().store;
    let shown = service::outbox(store, visit.viewer(), state, page).await?;
    let channels = service::channels(store, visit.viewer()).await?;
    let list = Address::new(urls::Outbox);
    let count = |of: DeliveryState| {
        shown.counts.iter().find(|(state, _)| *state == of).map_or(0, |(_, number)| *number)
    };
    let states = DeliveryState::ALL.iter().map(|one| {
        let href = list.with("state", one.code()).to_string();
        (href, one.label(), count(*one), state == Some(*one))
    });
    let number = usize::try_from(page).unwrap_or(1);
    let here = list.with("state", state.map_or("", DeliveryState::code));
    render::unkept(
        StatusCode::OK,
        &OutboxPage {
            states: states.filter(|(_, _, count, chosen)| *count > 0 || *chosen).collect(),
            all: (list.to_string(), shown.counts.iter().map(|(_, number)| number).sum(), state.is_none()),
            layout: Layout::new(&visit, Section::Outbox),
            pager: Pager::new(shown.total, number, DELIVERIES_A_PAGE, &here),
            said: words::outbox_done(&asked.done),
            shown,
            channels,
            problem: None,
        },
    )
}

/// Holds a message back.
pub async fn hold(at: urls::DeliveryHold, visit: Visit) -> Result<Response, PageError> {
    let held = service::hold_delivery(&visit.app().store, visit.viewer(), &at.id, visit.now()).await?;
    Ok(done(urls::Outbox, if held { "held" } else { "late" }))
}

/// Lets a message go.
pub async fn release(at: urls::DeliveryRelease, visit: Visit) -> Result<Response, PageError> {
    let gone = service::release_delivery(&visit.app().store, visit.viewer(), &at.id, visit.now()).await?;
    Ok(done(urls::Outbox, if gone { "released" } else { "late" }))
}
