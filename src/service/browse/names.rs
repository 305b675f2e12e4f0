//! What facets and their values are called, and in which order they stand. Names come from the controlled lists and the
//! city pack.

use std::cmp::Reverse;
use std::collections::HashMap;

use duijie_index::Count;
use serde::Serialize;

use super::facets::{BANDS, FacetKind, UNSTATED};
use super::kind::SearchKind;
use crate::city::CityPack;
use crate::domain::capability::{CapabilityKind, CapabilityStatus, CooperationMode};
use crate::domain::county::CountyCode;
use crate::domain::institution::InstitutionKind;
use crate::domain::need::{NeedKind, NeedStatus};
use crate::messages;
use crate::search::place_name;
use crate::service::drawn::Drawn;

/// Most owners offered for choosing; the chosen ones are always there.
const SHOWN_OWNERS: usize = 12;
/// Most industries offered for choosing.
const SHOWN_INDUSTRIES: usize = 15;

/// A facet with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetShown {
    /// Which.
    pub facet: FacetKind,
    /// Its name.
    pub label: &'static str,
    /// Its values: those with records, and those chosen.
    pub values: Vec<FacetValue>,
    /// Values that were left out because there are many.
    pub left_out: usize,
    /// True if the chosen values are the usual ones, which nobody asked for.
    pub implied: bool,
    /// What a page made of it.
    #[serde(skip)]
    pub drawn: Drawn,
}

/// A value that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// Its code in addresses.
    pub code: String,
    /// What people read.
    pub label: String,
    /// Records that have it, with all choices of other facets; what choosing it alone here would find.
    pub count: u64,
    /// True if it is chosen.
    pub chosen: bool,
}

/// Names for the values of facets.
pub(super) struct Names<'a> {
    pub(super) kind: SearchKind,
    pub(super) city: &'a CityPack,
    /// Names of owners by id.
    pub(super) owners: &'a HashMap<String, String>,
}

impl Names<'_> {
    /// What a value is called; its code where nobody knows a name.
    pub(super) fn label(&self, facet: FacetKind, code: &str) -> String {
        let known = match facet {
            _ if code == UNSTATED => Some(messages::unstated(facet).to_owned()),
            FacetKind::Kind => self.kind_label(code).map(str::to_owned),
            FacetKind::Status => self.status_label(code).map(str::to_owned),
            FacetKind::Field => self.city.field_name(code).map(str::to_owned),
            FacetKind::Industry => self.city.industry_name(code).map(str::to_owned),
            FacetKind::County => county_name(self.city, code),
            FacetKind::Place => place_name(code).map(|name| messages::place(name, code)),
            FacetKind::Mode => CooperationMode::from_code(code).map(|mode| mode.label().to_owned()),
            FacetKind::Readiness => code.parse::<u8>().ok().map(messages::readiness),
            FacetKind::Price => {
                BANDS.iter().find(|(band, _)| *band == code).map(|(_, range)| messages::band(range))
            }
            FacetKind::Owner => self.owners.get(code).cloned(),
        };
        known.filter(|label| !label.is_empty()).unwrap_or_else(|| code.to_owned())
    }

    fn kind_label(&self, code: &str) -> Option<&'static str> {
        match self.kind {
            SearchKind::Needs => NeedKind::from_code(code).map(NeedKind::label),
            SearchKind::Capabilities => CapabilityKind::from_code(code).map(CapabilityKind::label),
            SearchKind::Institutions => InstitutionKind::from_code(code).map(InstitutionKind::label),
        }
    }

    fn status_label(&self, code: &str) -> Option<&'static str> {
        match self.kind {
            SearchKind::Needs => NeedStatus::from_code(code).map(NeedStatus::label),
            _ => CapabilityStatus::from_code(code).map(CapabilityStatus::label),
        }
    }

    /// A facet with the engine's counts, in the order in which people look for values; of many, the most frequent.
    pub(super) fn shown(&self, facet: FacetKind, counts: &[Count], implied: bool) -> FacetShown {
        let mut values: Vec<FacetValue> = counts.iter().map(|count| self.value(facet, count)).collect();
        // Equal ones stay in the engine's order, which is that of their codes.
        values.sort_by_cached_key(|value| self.order(facet, value));
        let most = match facet {
            FacetKind::Owner => SHOWN_OWNERS,
            FacetKind::Industry => SHOWN_INDUSTRIES,
            _ => usize::MAX,
        };
        let all = values.len();
        let mut place = 0;
        values.retain(|value| {
            place += 1;
            place <= most || value.chosen
        });
        let left_out = all - values.len();
        let (label, drawn) = (messages::facet(self.kind, facet), Drawn::default());
        FacetShown { facet, label, values, left_out, implied, drawn }
    }

    fn value(&self, facet: FacetKind, count: &Count) -> FacetValue {
        let code = FacetKind::code(&count.value);
        FacetValue { label: self.label(facet, &code), count: count.count, chosen: count.chosen, code }
    }

    /// What states nothing is last; open lists go by frequency, controlled ones by their own order.
    fn order(&self, facet: FacetKind, value: &FacetValue) -> (bool, Reverse<u64>, usize) {
        let open = matches!(facet, FacetKind::Owner | FacetKind::Industry | FacetKind::Place);
        let count = if open { value.count } else { 0 };
        (value.code == UNSTATED, Reverse(count), self.place(facet, &value.code))
    }

    /// The place of a value in its list.
    fn place(&self, facet: FacetKind, code: &str) -> usize {
        let place = match facet {
            FacetKind::Kind => match self.kind {
                SearchKind::Needs => NeedKind::ALL.iter().position(|kind| kind.code() == code),
                SearchKind::Capabilities => CapabilityKind::ALL.iter().position(|kind| kind.code() == code),
                SearchKind::Institutions => InstitutionKind::ALL.iter().position(|kind| kind.code() == code),
            },
            FacetKind::Status => NeedStatus::ALL.iter().position(|status| status.code() == code),
            FacetKind::County => self.city.counties.iter().position(|county| county.code.as_str() == code),
            FacetKind::Field => self.city.fields.iter().position(|(known, _)| known == code),
            FacetKind::Mode => CooperationMode::ALL.iter().position(|mode| mode.code() == code),
            FacetKind::Price => BANDS.iter().position(|(band, _)| *band == code),
            FacetKind::Readiness | FacetKind::Industry | FacetKind::Place | FacetKind::Owner => Some(0),
        };
        place.unwrap_or(usize::MAX)
    }
}

/// The owners whose names the facets need.
pub(super) fn owners_to_name(counts: &[Count]) -> Vec<String> {
    let mut counts: Vec<&Count> = counts.iter().collect();
    counts.sort_by_key(|count| (!count.chosen, Reverse(count.count)));
    let chosen = counts.iter().filter(|count| count.chosen).count();
    counts.iter().take(chosen + SHOWN_OWNERS).map(|count| FacetKind::code(&count.value)).collect()
}

/// The name of a county of the city by its code.
pub(in crate::service) fn county_name(city: &CityPack, code: &str) -> Option<String> {
    let code = CountyCode::new(code)?;
    city.counties.iter().find(|county| county.code == code).map(|county| county.name.clone())
}
