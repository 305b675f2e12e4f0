//! What somebody wants to see: words, choices, order, page.

use duijie_index::Order;
use duijie_index::query::MAX_QUERY_CHARS;
use serde::Serialize;

use super::facets::FacetKind;
use super::kind::SearchKind;
use crate::domain::text::clean;
use crate::domain::viewer::{Scope, Viewer};
use crate::messages;

/// Rows of a page unless asked otherwise.
pub const PER_PAGE: usize = 20;
/// Most rows of a page.
pub const MOST_PER_PAGE: usize = 100;

/// What somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Browse {
    /// Words; none, or nothing but blanks, lists everything.
    pub text: Option<String>,
    /// Codes chosen, facet by facet; unknown ones find nothing.
    pub choices: Vec<(FacetKind, String)>,
    /// In which order; `None` for best with words, newest without.
    pub order: Option<BrowseOrder>,
    /// Which page, from 1; beyond the last is the last.
    pub page: usize,
    /// Rows of a page; 0 for [`PER_PAGE`].
    pub per_page: usize,
}

impl Browse {
    /// Takes one condition of an address: words, order or a choice. Names that mean nothing here are ignored.
    pub fn take(&mut self, name: &str, value: &str) {
        match name {
            "q" => self.text = Some(value.to_owned()),
            "sort" => self.order = BrowseOrder::from_param(value),
            name => {
                let code = value.trim();
                let facet = FacetKind::from_param(name).filter(|_| !code.is_empty());
                self.choices.extend(facet.map(|facet| (facet, code.to_owned())));
            }
        }
    }

    /// The codes chosen in a facet.
    #[must_use]
    pub fn chosen(&self, facet: FacetKind) -> Vec<&str> {
        let of = self.choices.iter().filter(|(one, code)| *one == facet && !code.trim().is_empty());
        of.map(|(_, code)| code.as_str()).collect()
    }

    /// The words, without control characters; `None` if there are none.
    pub(super) fn words(&self) -> Option<String> {
        words(self.text.as_deref().unwrap_or_default())
    }
}

/// Cleaned words, of a text that has some.
pub(super) fn words(text: &str) -> Option<String> {
    let text: String = text.chars().take(MAX_QUERY_CHARS + 1).collect();
    Some(clean(&text)).filter(|words| !words.is_empty())
}

/// Orders of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BrowseOrder {
    /// Best fit with the words.
    Best,
    /// Newest first.
    Newest,
    /// Dearest first.
    PriceDown,
    /// Cheapest first.
    PriceUp,
    /// Needs by the day they are to be solved by, soonest first.
    DueSoon,
    /// Needs by how well the reader's institution fits them, best first.
    Fitting,
}

impl BrowseOrder {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Fitting, Self::Best, Self::Newest, Self::DueSoon, Self::PriceDown, Self::PriceUp];

    /// Its name in addresses: `?sort=new`.
    #[must_use]
    pub fn param(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "new",
            Self::PriceDown => "dear",
            Self::PriceUp => "cheap",
            Self::DueSoon => "due",
            Self::Fitting => "fit",
        }
    }

    /// The order with this name.
    #[must_use]
    pub fn from_param(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.param() == name)
    }

    /// What people read.
    #[must_use]
    pub fn label(self, kind: SearchKind) -> &'static str {
        messages::order(self, kind)
    }

    /// The orders that make sense for a kind of records, with words or without, for this reader.
    #[must_use]
    pub fn offered(kind: SearchKind, with_words: bool, viewer: &Viewer) -> Vec<Self> {
        let all = Self::ALL.into_iter();
        let priced = kind != SearchKind::Institutions;
        all.filter(|order| match order {
            Self::Best => with_words,
            Self::Newest => true,
            Self::PriceDown | Self::PriceUp => priced,
            Self::DueSoon => kind == SearchKind::Needs,
            Self::Fitting => kind == SearchKind::Needs && matches!(viewer.scope(), Scope::Institution(_)),
        })
        .collect()
    }

    /// The order of the index; those that it does not know begin with the newest.
    pub(super) fn engine(self) -> Order {
        match self {
            Self::Best => Order::Best,
            Self::Newest | Self::DueSoon | Self::Fitting => Order::Newest,
            Self::PriceDown => Order::PriceDown,
            Self::PriceUp => Order::PriceUp,
        }
    }
}
