//! What somebody wants to be told by mail or by short message; the inbox has everything in any case.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{Done, done};
use crate::domain::channel::Channel;
use crate::domain::notice::NoticeTopic;
use crate::domain::notice_times::NoticeTimes;
use crate::messages::notice_pages as words;
use crate::service::notices as service;
use crate::service::notices::OwnSwitches;
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

#[derive(Template)]
#[template(path = "notices/switches.html")]
struct SwitchesPage {
    layout: Layout,
    shown: OwnSwitches,
    quiet: String,
    digest: String,
    said: Option<&'static str>,
    problem: Option<String>,
}

impl SwitchesPage {
    fn hint(channel: &Channel) -> &'static str {
        words::channel_hint(*channel)
    }
}

/// Shows them.
pub async fn show(
    _: urls::OwnNotices,
    visit: Visit,
    Params(asked): Params<Done>,
) -> Result<Response, PageError> {
    let shown = service::own_switches(&visit.app().store, visit.viewer()).await?;
    let (quiet, digest) = (words::quiet_words(&shown.times), NoticeTimes::written(shown.times.digest));
    let said = words::switches_done(&asked.done);
    let layout = Layout::new(&visit, Section::Other);
    render::page(&SwitchesPage { layout, shown, quiet, digest, said, problem: None })
}

/// The switches that are on, as `topic:channel`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    on: Vec<String>,
}

impl Typed {
    fn on(&self) -> Vec<(NoticeTopic, Channel)> {
        let read = |text: &String| {
            let (topic, channel) = text.split_once(':')?;
            Some((NoticeTopic::from_code(topic)?, Channel::from_code(channel)?))
        };
        self.on.iter().filter_map(read).collect()
    }
}

/// Sets them.
pub async fn save(
    _: urls::OwnNotices,
    visit: Visit,
    Fields(typed): Fields<Typed>,
) -> Result<Response, PageError> {
    service::set_switches(&visit.app().store, visit.viewer(), &typed.on(), visit.now()).await?;
    Ok(done(urls::OwnNotices, "saved"))
}
