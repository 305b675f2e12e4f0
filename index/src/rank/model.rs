//! What goes into ranking and what comes out of it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::points::Points;
use super::weights::Weights;
use crate::document::{Code, Day, Modes};
use crate::filter::Filter;
use crate::indicator::{Indicator, IndicatorFit};
use crate::query::{Query, QueryText};
use crate::text::Analyzer;

/// A need, with what its owner stated.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Need {
    /// The need's id.
    pub id: String,
    /// Title; may be empty.
    pub title: String,
    /// Problem, current state, targets in prose.
    pub problem: String,
    /// Keywords.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Technical fields, two-level codes.
    #[serde(default)]
    pub fields: Vec<Code>,
    /// Industry of the enterprise, GB/T 4754.
    #[serde(default)]
    pub industries: Vec<Code>,
    /// Figures to be reached.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Technology readiness the enterprise expects, 1–9.
    #[serde(default)]
    pub trl: Option<u8>,
    /// Cooperation modes the enterprise accepts.
    #[serde(default)]
    pub modes: Modes,
    /// What the enterprise will spend, in fen; `None` for 面议.
    #[serde(default)]
    pub budget_fen: Option<i64>,
    /// Administrative division of the enterprise.
    #[serde(default)]
    pub place: Option<Code>,
    /// Institutions that a rule bars from this need: unwanted, related, or not to be contacted for secrecy.
    #[serde(default)]
    pub barred: Vec<Blocked>,
}

impl Need {
    /// A need of text alone.
    #[must_use]
    pub fn of_text(id: &str, title: &str, problem: &str) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), problem: problem.to_owned(), ..Self::default() }
    }

    /// The need's words as a query.
    #[must_use]
    pub fn query(&self, analyzer: &Analyzer) -> Query {
        let text = QueryText { title: &self.title, body: &self.problem, keywords: &self.keywords };
        Query::new(analyzer, &text)
    }
}

/// A rule that bars a pair whatever its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Secrecy forbids the contact.
    Secrecy,
    /// The enterprise asked not to be matched with this institution.
    Excluded,
    /// The two are related, or their interests conflict.
    Conflict,
    /// The institution has no capacity left.
    Capacity,
    /// The institution does not accept cooperation now.
    NotOpen,
}

/// What is known of an institution beyond its capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InstitutionFacts {
    /// Administrative division.
    pub place: Option<Code>,
    /// The rule that bars it from every need now, if any.
    pub barred: Option<Rule>,
}

/// How to rank.
#[derive(Debug, Clone)]
pub struct RankOptions<'a> {
    /// Which capabilities may speak for an institution (published, visible to the asker, …).
    pub filter: Filter,
    /// Facts by institution id; institutions without an entry are open and of unknown place.
    pub institutions: &'a HashMap<String, InstitutionFacts>,
    /// Weights of the signals.
    pub weights: Weights,
    /// The day for which freshness is counted.
    pub as_of: Day,
    /// How many candidates to return.
    pub top: usize,
}

/// A signal by name, as it appears in parts and weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Words in common.
    Text,
    /// Promised figures against wanted ones.
    Indicators,
    /// Technical field and industry.
    Field,
    /// Technology readiness.
    Readiness,
    /// Cooperation mode.
    Mode,
    /// Budget against price.
    Budget,
    /// Distance class.
    Distance,
    /// Days since the last confirmation.
    Freshness,
}

impl Signal {
    /// All signals in the order in which they are shown.
    pub const ALL: [Signal; 8] = [
        Signal::Text,
        Signal::Indicators,
        Signal::Field,
        Signal::Readiness,
        Signal::Mode,
        Signal::Budget,
        Signal::Distance,
        Signal::Freshness,
    ];
}

/// One signal's contribution to a score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// Which signal.
    pub signal: Signal,
    /// Its value 0..=1 over the evidence that states it; `None` if no evidence (or not the need) does.
    pub value: Option<f64>,
    /// What it adds.
    pub points: Points,
    /// The most it can add.
    pub max: Points,
}

/// A capability that speaks for an institution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The capability's id.
    pub capability: String,
    /// Its own absolute fit with the need.
    pub fit: f64,
    /// Its share of the institution's text points; the shares of a candidate's evidence add up to them.
    pub points: Points,
    /// How its figures compare, if both sides state any.
    #[serde(skip)]
    pub indicators: Option<IndicatorFit>,
}

/// An institution proposed for a need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The institution's id.
    pub institution: String,
    /// Sum of the parts.
    pub score: Points,
    /// Absolute fit of the texts, 0..=1.
    pub fit: f64,
    /// False if need and evidence share hardly more than common words: such a proposal may be right, since people
    /// name the same thing differently, but nothing in the texts shows it. A need all of whose candidates are
    /// unrelated is a gap in supply or a need to be reworded.
    pub related: bool,
    /// All signals in [`Signal::ALL`] order.
    pub parts: Vec<Part>,
    /// Share of the signals' weight about which both sides stated something, 0..=1.
    pub information: f64,
    /// The best capabilities, best first; never empty.
    pub evidence: Vec<Evidence>,
}

/// An institution that a rule keeps from a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocked {
    /// The institution's id.
    pub institution: String,
    /// The rule that bars it.
    pub rule: Rule,
}

/// Why a ranking has no candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCandidates {
    /// The need has no words to look for.
    EmptyNeed,
    /// No capability passes the filter and shares enough with the need.
    NothingSimilar,
    /// All that would be proposed are barred.
    AllBarred,
}

/// The outcome for one need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// The need's id.
    pub need: String,
    /// Candidates, best first.
    pub candidates: Vec<Candidate>,
    /// Barred institutions whose capabilities reach the floor, by falling fit, as many as candidates at most.
    pub blocked: Vec<Blocked>,
    /// Set if there are no candidates.
    pub reason: Option<NoCandidates>,
    /// Version of the weights in use.
    pub weights_version: String,
}
