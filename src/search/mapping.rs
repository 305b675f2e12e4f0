//! From the records of the database to the documents and needs of the engine. Pure: reads neither database nor index.

use std::collections::HashMap;

use duijie_index::document::MAX_INDICATORS;
use duijie_index::indicator::{self, Unit, extract};
use duijie_index::rank::{Blocked, InstitutionFacts, Rule};
use duijie_index::{Code, Day, Document, Modes};

use super::place::place_code;
use crate::domain::capability::{Capability, CooperationMode};
use crate::domain::county::Counties;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::InstitutionId;
use crate::domain::indicator::{Comparator, Figure, Indicator};
use crate::domain::institution::Institution;
use crate::domain::money::Price;
use crate::domain::need::Need;
use crate::domain::text::name_key;
use crate::domain::time::BusinessDate;

/// A day as the engine counts it.
#[must_use]
pub fn day(date: BusinessDate) -> Day {
    Day(date.days())
}

/// A capability to index; `places` are the places of the institutions that have one.
#[must_use]
pub fn capability_document(capability: &Capability, places: &HashMap<InstitutionId, Code>) -> Document {
    let body = capability_body(capability);
    Document {
        keywords: capability.keywords.clone(),
        owners: capability.holders.iter().map(ToString::to_string).collect(),
        kind: code(capability.kind.code()),
        status: code(capability.shown_status().code()),
        fields: codes(&capability.fields),
        industries: codes(&capability.industries),
        indicators: figures(&capability.indicators, &body),
        trl: capability.trl.and_then(|trl| u8::try_from(trl).ok()).filter(|trl| (1..=9).contains(trl)),
        modes: modes(&capability.modes),
        price_fen: capability.price.and_then(Price::amount).map(|fen| fen.0),
        place: capability.holders.first().and_then(|holder| places.get(holder)).copied(),
        updated_on: Some(day(capability.confirmed_at.beijing_day())),
        ..Document::new(capability.id.as_str(), &capability.title, &body)
    }
}

/// A need to index, with its enterprise. Its day is the one on which it was collected, or else recorded.
#[must_use]
pub fn need_document(need: &Need, enterprise: Option<&Enterprise>) -> Document {
    let body = need_body(need);
    let county = enterprise.and_then(|enterprise| code(enterprise.county.as_str()));
    Document {
        keywords: need.keywords.clone(),
        owners: enterprise.iter().map(|enterprise| enterprise.id.to_string()).collect(),
        kind: need.kind.and_then(|kind| code(kind.code())),
        status: code(need.status.code()),
        disclosure: code(need.disclosure.code()),
        county,
        fields: codes(&need.fields),
        industries: industries(enterprise),
        indicators: figures(&need.indicators, &body),
        modes: modes(&need.modes),
        price_fen: need.budget.and_then(Price::amount).map(|fen| fen.0),
        place: county,
        updated_on: Some(day(need.collected_on.unwrap_or_else(|| need.id.made_at().beijing_day()))),
        ..Document::new(need.id.as_str(), &need.title, &body)
    }
}

/// An institution to index. Its day is the one on which it was recorded.
#[must_use]
pub fn institution_document(institution: &Institution, counties: &Counties) -> Document {
    Document {
        owners: vec![institution.id.to_string()],
        kind: code(institution.kind.code()),
        place: place_of(institution, counties),
        updated_on: Some(day(institution.id.made_at().beijing_day())),
        ..Document::new(
            institution.id.as_str(),
            &institution.name,
            institution.introduction.as_deref().unwrap_or_default(),
        )
    }
}

/// A need to rank for. `by_name` tells the institutions by [`name_key`].
#[must_use]
pub fn ranked_need(
    need: &Need,
    enterprise: Option<&Enterprise>,
    by_name: &HashMap<String, InstitutionId>,
) -> duijie_index::Need {
    let problem = need_body(need);
    let avoided = need.avoided.iter().filter_map(|name| by_name.get(&name_key(name)));
    duijie_index::Need {
        id: need.id.to_string(),
        title: need.title.clone(),
        keywords: need.keywords.clone(),
        fields: codes(&need.fields),
        industries: industries(enterprise),
        indicators: figures(&need.indicators, &problem),
        trl: None,
        modes: modes(&need.modes),
        budget_fen: need.budget.and_then(Price::amount).map(|fen| fen.0),
        place: enterprise.and_then(|enterprise| code(enterprise.county.as_str())),
        barred: avoided
            .map(|institution| Blocked { institution: institution.to_string(), rule: Rule::Excluded })
            .collect(),
        problem,
    }
}

/// What ranking must know of an institution beyond its capabilities.
#[must_use]
pub fn institution_facts(institution: &Institution, counties: &Counties) -> InstitutionFacts {
    let barred = if !institution.open {
        Some(Rule::NotOpen)
    } else {
        (institution.monthly_limit == Some(0)).then_some(Rule::Capacity)
    };
    InstitutionFacts { place: place_of(institution, counties), barred }
}

/// Where an institution is, as far as its place can be read.
#[must_use]
pub fn place_of(institution: &Institution, counties: &Counties) -> Option<Code> {
    place_code(institution.place.as_deref()?, counties)
}

/// The running text of a capability: introduction, and where it was applied.
#[must_use]
pub fn capability_body(capability: &Capability) -> String {
    let parts = [capability.introduction.as_str(), capability.cases.as_str()];
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// The running text of a need: problem, current state, what was tried, constraints.
#[must_use]
pub fn need_body(need: &Need) -> String {
    let more = [&need.current_state, &need.tried, &need.constraints];
    let parts = std::iter::once(need.problem.as_str()).chain(more.into_iter().flatten().map(String::as_str));
    parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// What the lists of the city pack write and no code can hold is left out.
fn code(text: &str) -> Option<Code> {
    Code::new(text.trim()).ok()
}

fn codes(texts: &[String]) -> Vec<Code> {
    texts.iter().filter_map(|text| code(text)).collect()
}

fn industries(enterprise: Option<&Enterprise>) -> Vec<Code> {
    enterprise.and_then(|enterprise| enterprise.industry.as_deref()).and_then(code).into_iter().collect()
}

fn modes(modes: &[CooperationMode]) -> Modes {
    let places = modes.iter().filter_map(|mode| CooperationMode::ALL.iter().position(|other| other == mode));
    Modes(places.filter(|place| *place < 64).fold(0, |bits, place| bits | 1 << place))
}

/// Figures of the form first, then those of the running text that say something else.
fn figures(written: &[Indicator], text: &str) -> Vec<indicator::Indicator> {
    let mut found: Vec<indicator::Indicator> = Vec::new();
    let stated = written.iter().flat_map(|indicator| match &indicator.figure {
        Some(figure) => vec![of_form(figure)],
        None => extract(&indicator.written),
    });
    for mut figure in stated.chain(extract(text)) {
        figure.span = 0..0;
        let finite =
            [figure.low, figure.high, figure.current].iter().flatten().all(|value| value.is_finite());
        if finite && found.len() < MAX_INDICATORS && !found.contains(&figure) {
            found.push(figure);
        }
    }
    found
}

/// A figure of a form as the engine compares it.
pub(crate) fn of_form(figure: &Figure) -> indicator::Indicator {
    let comparator = match figure.comparator {
        Comparator::AtLeast => indicator::Comparator::AtLeast,
        Comparator::AtMost => indicator::Comparator::AtMost,
        Comparator::Equal => indicator::Comparator::Equal,
        Comparator::Between => indicator::Comparator::Between,
    };
    indicator::Indicator {
        name: figure.name.clone(),
        comparator,
        low: figure.low,
        high: figure.high,
        unit: Unit::parse(&figure.unit),
        current: figure.current,
        span: 0..0,
    }
}
