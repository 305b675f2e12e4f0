//! Facets of the pages: which there are for which kind, and how their values are written in addresses.

use std::ops::Range;

use duijie_index::{Code, CodeColumn, Facet, Refinement, Value};
use serde::Serialize;

use super::asked::Browse;
use super::kind::SearchKind;
use crate::domain::capability::CooperationMode;

/// How a choice of "nothing stated" is written in every facet.
pub const UNSTATED: &str = "none";
/// Characters by which technical fields and industries are counted.
const TOP_LEVEL: usize = 2;
/// Characters of a division that tell city from province.
const CITY_LEVEL: usize = 4;
/// Fen in 万元.
const WAN: i64 = 1_000_000;

/// Ranges of prices and budgets in 万元, with the code of each.
pub(super) const BANDS: [(&str, Range<i64>); 5] = [
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
    pub(super) fn code(value: &Value) -> String {
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
