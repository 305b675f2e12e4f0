//! Facets of the pages: which there are for which kind, how their values are written in addresses, and what they are
//! called. The engine counts; names come from the controlled lists and the city pack.

use std::collections::HashMap;
use std::ops::Range;

use duijie_index::{Code, CodeColumn, Count, Facet, Refinement, Value};
use serde::Serialize;

use super::asked::Browse;
use super::kind::SearchKind;
use crate::city::CityPack;
use crate::domain::capability::{CapabilityKind, CapabilityStatus, CooperationMode};
use crate::domain::county::CountyCode;
use crate::domain::institution::InstitutionKind;
use crate::domain::need::{NeedKind, NeedStatus};
use crate::messages;
use crate::search::place_name;

/// Most owners offered for choosing; the chosen ones are always there.
const SHOWN_OWNERS: usize = 12;
/// Most industries offered for choosing.
const SHOWN_INDUSTRIES: usize = 15;
/// How a choice of "nothing stated" is written in every facet.
pub const UNSTATED: &str = "none";
/// Characters by which technical fields and industries are counted.
const TOP_LEVEL: usize = 2;
/// Characters of a division that tell city from province.
const CITY_LEVEL: usize = 4;
/// Fen in 万元.
const WAN: i64 = 1_000_000;

/// Ranges of prices and budgets in 万元, with the code of each.
const BANDS: [(&str, Range<i64>); 5] = [
    ("lt10", 0..10),
    ("10to50", 10..50),
    ("50to100", 50..100),
    ("100to500", 100..500),
    ("ge500", 500..1_000_000_000),
];

/// By what records can be narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetKind {
    /// Kind of need, resource or body.
    Kind,
    /// Where it stands in its life.
    Status,
    /// Technical field.
    Field,
    /// Industry.
    Industry,
    /// County of the enterprise.
    County,
    /// City or province of the institution.
    Place,
    /// Mode of cooperation.
    Mode,
    /// Technology readiness.
    Readiness,
    /// Budget or price.
    Price,
    /// Enterprise or institution.
    Owner,
}

impl FacetKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Kind,
        Self::Status,
        Self::Field,
        Self::Industry,
        Self::County,
        Self::Place,
        Self::Mode,
        Self::Readiness,
        Self::Price,
        Self::Owner,
    ];

    /// Its name in addresses: `?field=04&county=410311`.
    #[must_use]
    pub fn param(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Field => "field",
            Self::Industry => "industry",
            Self::County => "county",
            Self::Place => "place",
            Self::Mode => "mode",
            Self::Readiness => "trl",
            Self::Price => "price",
            Self::Owner => "owner",
        }
    }

    /// The facet with this name.
    #[must_use]
    pub fn from_param(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.param() == name)
    }

    /// The facets offered for a kind of records, in the order of the page.
    #[must_use]
    pub fn offered(kind: SearchKind) -> &'static [Self] {
        match kind {
            SearchKind::Needs => &[
                Self::Field,
                Self::County,
                Self::Industry,
                Self::Mode,
                Self::Price,
                Self::Kind,
                Self::Status,
            ],
            SearchKind::Capabilities => &[
                Self::Kind,
                Self::Field,
                Self::Industry,
                Self::Mode,
                Self::Readiness,
                Self::Price,
                Self::Place,
                Self::Owner,
                Self::Status,
            ],
            SearchKind::Institutions => &[Self::Kind, Self::Place],
        }
    }

    pub(super) fn engine(self) -> Facet {
        match self {
            Self::Kind => Facet::Codes(CodeColumn::Kind),
            Self::Status => Facet::Codes(CodeColumn::Status),
            Self::Field => Facet::Prefixes(CodeColumn::Field, TOP_LEVEL),
            Self::Industry => Facet::Prefixes(CodeColumn::Industry, TOP_LEVEL),
            Self::County => Facet::Codes(CodeColumn::County),
            Self::Place => Facet::Prefixes(CodeColumn::Place, CITY_LEVEL),
            Self::Mode => Facet::Modes,
            Self::Readiness => Facet::Readiness,
            Self::Price => {
                Facet::Prices(BANDS.iter().map(|(_, range)| range.start * WAN..range.end * WAN).collect())
            }
            Self::Owner => Facet::Owners,
        }
    }

    /// What a code of an address means; one that means nothing here finds nothing.
    fn value(self, code: &str) -> Value {
        let nothing = || Value::Owner(code.to_owned());
        if code == UNSTATED {
            return Value::Unstated;
        }
        match self {
            Self::Mode => CooperationMode::ALL
                .iter()
                .position(|mode| mode.code() == code)
                .and_then(|place| u8::try_from(place).ok())
                .map_or_else(nothing, Value::Mode),
            Self::Readiness => code.parse().map_or_else(|_| nothing(), Value::Readiness),
            Self::Price => {
                BANDS.iter().position(|(band, _)| *band == code).map_or_else(nothing, Value::Price)
            }
            Self::Owner => nothing(),
            _ => Code::new(code).map_or_else(|_| nothing(), Value::Code),
        }
    }

    /// How a value is written in addresses.
    fn code(value: &Value) -> String {
        match value {
            Value::Code(code) => code.to_string(),
            Value::Mode(bit) => CooperationMode::ALL
                .get(usize::from(*bit))
                .map_or_else(String::new, |mode| mode.code().to_owned()),
            Value::Readiness(level) => level.to_string(),
            Value::Price(band) => BANDS.get(*band).map_or_else(String::new, |(code, _)| (*code).to_owned()),
            Value::Owner(id) => id.clone(),
            Value::Unstated => UNSTATED.to_owned(),
        }
    }
}

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

/// What was chosen, as the engine takes it, facet by facet.
pub(super) fn refinements(kind: SearchKind, asked: &Browse) -> Vec<(FacetKind, Refinement)> {
    let mut all = Vec::new();
    for facet in FacetKind::ALL {
        let codes = asked.chosen(facet);
        let values: Vec<Value> = if !codes.is_empty() {
            codes.iter().map(|code| facet.value(code.trim())).collect()
        } else if facet == FacetKind::Status {
            kind.usual_statuses().iter().map(|code| facet.value(code)).collect()
        } else {
            Vec::new()
        };
        if !values.is_empty() {
            all.push((facet, Refinement { facet: facet.engine(), values }));
        }
    }
    all
}

/// The facets to show: those offered, and others in which something was chosen.
pub(super) fn shown_kinds(kind: SearchKind, asked: &Browse) -> Vec<FacetKind> {
    let mut all = FacetKind::offered(kind).to_vec();
    all.extend(FacetKind::ALL.iter().filter(|facet| !asked.chosen(**facet).is_empty()));
    let mut seen = Vec::new();
    all.retain(|facet| {
        !seen.contains(facet) && {
            seen.push(*facet);
            true
        }
    });
    all
}

/// Names for the values of facets.
pub(super) struct Names<'a> {
    pub(super) kind: SearchKind,
    pub(super) city: &'a CityPack,
    /// Names of owners by id.
    pub(super) owners: HashMap<String, String>,
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

    /// A facet with the engine's counts, in the order in which people look for values.
    pub(super) fn shown(&self, facet: FacetKind, counts: &[Count], implied: bool) -> FacetShown {
        let mut values: Vec<(usize, FacetValue)> = counts
            .iter()
            .map(|count| {
                let code = FacetKind::code(&count.value);
                let value = FacetValue {
                    label: self.label(facet, &code),
                    count: count.count,
                    chosen: count.chosen,
                    code,
                };
                (self.place(facet, &value.code), value)
            })
            .collect();
        let by_count = matches!(facet, FacetKind::Owner | FacetKind::Industry | FacetKind::Place);
        values.sort_by(|(place, one), (other_place, other)| {
            let unstated = (one.code == UNSTATED).cmp(&(other.code == UNSTATED));
            let count = if by_count { other.count.cmp(&one.count) } else { std::cmp::Ordering::Equal };
            unstated.then(count).then(place.cmp(other_place)).then_with(|| one.code.cmp(&other.code))
        });
        let most = match facet {
            FacetKind::Owner => SHOWN_OWNERS,
            FacetKind::Industry => SHOWN_INDUSTRIES,
            _ => usize::MAX,
        };
        let all = values.len();
        let mut kept = 0;
        values.retain(|(_, value)| {
            kept += 1;
            kept <= most || value.chosen
        });
        FacetShown {
            facet,
            label: messages::facet(self.kind, facet),
            left_out: all - values.len(),
            values: values.into_iter().map(|(_, value)| value).collect(),
            implied,
        }
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
    counts.sort_by_key(|count| (!count.chosen, std::cmp::Reverse(count.count)));
    let chosen = counts.iter().filter(|count| count.chosen).count();
    counts.iter().take(chosen + SHOWN_OWNERS).map(|count| FacetKind::code(&count.value)).collect()
}

/// The name of a county of the city by its code.
pub(super) fn county_name(city: &CityPack, code: &str) -> Option<String> {
    let code = CountyCode::new(code)?;
    city.counties.iter().find(|county| county.code == code).map(|county| county.name.clone())
}
