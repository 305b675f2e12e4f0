//! The answer of a matching: partners for one need with the reasons, in the form of the contract (design.md §5).
//! Rules and reasons are words for people; numbers are those of the engine, parts adding up to the score.

use duijie_index::explain::TermPart;
use duijie_index::rank::{Part, Points};
use serde::{Serialize, Serializer};

use super::figures::FigureCompared;
use super::marked::Marked;
use crate::domain::time::BusinessDate;

/// What was found for one need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeedMatches {
    /// Id of the need.
    pub need: String,
    /// Its printed number.
    pub no: String,
    /// Its title.
    pub title: String,
    /// Name of its enterprise.
    pub enterprise: String,
    /// Why there are no candidates, if there are none.
    pub reason: Option<String>,
    /// Candidates, best first.
    pub candidates: Vec<Partner>,
    /// Institutions that would be near and are kept from it by a rule.
    pub blocked: Vec<BlockedPartner>,
    /// Version of the weights.
    pub weights_version: String,
    /// How many institutions are related to the need, also beyond those listed; at most the engine's shortlist.
    #[serde(skip)]
    pub able: usize,
}

/// An institution that is proposed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Partner {
    /// Id.
    pub institution: String,
    /// Name.
    pub name: String,
    /// Sum of the parts.
    pub score: Points,
    /// Absolute fit of the texts, 0..=1.
    pub fit: f64,
    /// What every signal adds, in the order in which signals are shown; 0 where nothing is known.
    #[serde(serialize_with = "by_signal")]
    pub parts: Vec<Part>,
    /// The capabilities that speak for it, best first.
    pub evidence: Vec<EvidenceShown>,
    /// False if the texts share hardly more than common words.
    pub related: bool,
    /// Share of the signals' weight about which both sides stated something.
    pub information: f64,
    /// What pages show beyond the contract.
    #[serde(skip)]
    pub holder: HolderFacts,
}

/// A capability with the words that speak for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceShown {
    /// Id.
    pub capability: String,
    /// Title.
    pub title: String,
    /// The part of its text that says most.
    pub passage: String,
    /// The title with the words of the need marked.
    #[serde(skip)]
    pub marked_title: Marked,
    /// The passage with the words of the need marked.
    #[serde(skip)]
    pub marked_passage: Marked,
    /// True if text was left out before or after the passage.
    #[serde(skip)]
    pub cut: (bool, bool),
    /// Words in common and what they are worth; they add up to `points`.
    pub terms: Vec<TermPart>,
    /// Its own fit.
    pub fit: f64,
    /// Its share of the text points.
    pub points: Points,
    /// What pages show beyond the contract.
    #[serde(skip)]
    pub facts: EvidenceFacts,
}

/// What pages show of an institution that is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HolderFacts {
    /// Printed number.
    pub no: String,
    /// Kind of body, in words.
    pub kind: &'static str,
    /// Where it is, as written.
    pub place: Option<String>,
    /// How near it is, in words; `None` if either place is unknown.
    pub near: Option<&'static str>,
    /// How many contacts a month it takes on.
    pub monthly_limit: Option<i64>,
}

/// What pages show of a capability that speaks for an institution.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceFacts {
    /// Printed number.
    pub no: String,
    /// Kind of resource, in words.
    pub kind: &'static str,
    /// Day on which somebody last stated or confirmed it.
    pub confirmed_on: BusinessDate,
    /// Every wanted figure with what this capability offers for it.
    pub figures: Vec<FigureCompared>,
}

/// An institution that a rule keeps from the need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockedPartner {
    /// Id.
    pub institution: String,
    /// Name.
    pub name: String,
    /// The rule, in words.
    pub rule: String,
}

fn by_signal<S: Serializer>(parts: &[Part], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(parts.iter().map(|part| (part.signal, part.points)))
}

/// Four decimals are what anybody can tell apart.
pub(super) fn shown(fit: f64) -> f64 {
    (fit * 10_000.0).round() / 10_000.0
}
