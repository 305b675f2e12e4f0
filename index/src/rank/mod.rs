//! Ranks institutions for a need.
//!
//! Text recalls capabilities and gives each an *absolute fit*: matched weight over the weight the need would
//! reach against itself. An institution's fit comes from its best capabilities, which are its evidence. Signals
//! then add points for what both sides stated; each is a file of its own with range, default weight and law.
//!
//! Laws (tested in `tests/it/ranking.rs`):
//! - the numbers of a pair depend on need, institution and index statistics only, never on who else is ranked;
//!   both directions and single pairs get them from the same function;
//! - parts are rounded first, and the total is their sum;
//! - what is not known adds nothing and lowers the information coverage;
//! - signals alone lift nobody: they count in proportion to the fit until it is a real one;
//! - a need without relatives gets no candidate that is marked as related;
//! - an institution that a hard rule bars is listed with the rule and never ranked.

mod aggregate;
pub mod budget;
pub mod distance;
pub mod field;
pub mod freshness;
pub mod indicators;
pub mod mode;
mod points;
pub mod readiness;
pub mod text;
mod weights;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

pub use points::Points;
pub(crate) use points::split;
pub use weights::{Weights, WeightsError};

use crate::document::{Code, Day, Modes};
use crate::error::{InFolder, IndexError};
use crate::indicator::{Indicator, IndicatorFit};
use crate::query::{Query, QueryText};
use crate::score::Weighted;
use crate::search::Filter;
use crate::store::Snapshot;
use crate::text::Analyzer;
use aggregate::{Aggregate, Proof};

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

/// How many institutions text recalls, in order of fit; signals order these and reach no further, and no more are
/// ever returned. The same for every page length, so that the first results do not depend on it.
pub const SHORTLIST: usize = 100;

/// Ranks the institutions of a snapshot for a need.
///
/// # Errors
/// [`IndexError::Weights`] if a weight is out of range; otherwise if the index cannot be read.
pub fn rank(snapshot: &Snapshot, need: &Need, options: &RankOptions<'_>) -> Result<Ranking, IndexError> {
    options.weights.check()?;
    let query = need.query(snapshot.analyzer());
    let mut ranking = Ranking {
        need: need.id.clone(),
        candidates: Vec::new(),
        blocked: Vec::new(),
        reason: None,
        weights_version: options.weights.version.clone(),
    };
    if query.is_empty() {
        ranking.reason = Some(NoCandidates::EmptyNeed);
        return Ok(ranking);
    }
    let weighted = Weighted::new(&query, snapshot).in_folder(&snapshot.folder)?;
    let mut shortlist = aggregate::institutions(&weighted, &options.filter, options.weights.floor)?;
    let found = !shortlist.is_empty();
    shortlist.retain(|aggregate| {
        let institution = snapshot.owner(aggregate.owner);
        let rule = barred(need, institution, options);
        if let Some(rule) = rule.filter(|_| ranking.blocked.len() < options.top) {
            ranking.blocked.push(Blocked { institution: institution.to_owned(), rule });
        }
        rule.is_none()
    });
    shortlist.truncate(SHORTLIST);
    for aggregate in &shortlist {
        ranking.candidates.push(candidate(snapshot, need, options, aggregate)?);
    }
    ranking.candidates.sort_by(|a, b| {
        b.score.cmp(&a.score).then(b.fit.total_cmp(&a.fit)).then_with(|| a.institution.cmp(&b.institution))
    });
    if ranking.candidates.is_empty() {
        ranking.reason = Some(if found { NoCandidates::AllBarred } else { NoCandidates::NothingSimilar });
    }
    ranking.candidates.truncate(options.top);
    Ok(ranking)
}

/// The numbers of one pair, the same as in the need's ranking; `None` below the floor or when a rule bars it.
///
/// # Errors
/// If the index cannot be read.
pub fn pair(
    snapshot: &Snapshot,
    need: &Need,
    institution: &str,
    options: &RankOptions<'_>,
) -> Result<Option<Candidate>, IndexError> {
    let filter = options.filter.clone().held_by(&[institution]);
    let options = RankOptions { filter, top: 1, ..options.clone() };
    let ranking = rank(snapshot, need, &options)?;
    Ok(ranking.candidates.into_iter().find(|candidate| candidate.institution == institution))
}

/// Ranks many needs on `threads` threads; the order of the result is that of the needs.
///
/// # Errors
/// The first failure in the order of the needs.
pub fn rank_all(
    snapshot: &Snapshot,
    needs: &[Need],
    options: &RankOptions<'_>,
    threads: usize,
) -> Result<Vec<Ranking>, IndexError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, need)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, needs.get(at)?)))
        {
            done.push((at, rank(snapshot, need, options)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_default());
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    if done.len() != needs.len() {
        return Err(IndexError::Engine("a ranking thread stopped".to_owned()));
    }
    done.into_iter().map(|(_, ranking)| ranking).collect()
}

fn barred(need: &Need, institution: &str, options: &RankOptions<'_>) -> Option<Rule> {
    let from_this_need = need.barred.iter().find(|blocked| blocked.institution == institution);
    let from_all = || options.institutions.get(institution).and_then(|facts| facts.barred);
    from_this_need.map(|blocked| blocked.rule).or_else(from_all)
}

/// A signal's value over the evidence and the share of the evidence that states it.
#[derive(Clone, Copy, Default)]
struct Weighed {
    value: f64,
    known: f64,
}

/// Puts the points of one institution together.
fn candidate(
    snapshot: &Snapshot,
    need: &Need,
    options: &RankOptions<'_>,
    aggregate: &Aggregate,
) -> Result<Candidate, IndexError> {
    let institution = snapshot.owner(aggregate.owner);
    let place = options.institutions.get(institution).and_then(|facts| facts.place);
    let mut weighed = [Weighed::default(); Signal::ALL.len()];
    let mut evidence = Vec::with_capacity(aggregate.proofs.len());
    for proof in &aggregate.proofs {
        let Some(view) = snapshot.segments.get(proof.segment as usize) else {
            continue;
        };
        let offered = if need.indicators.is_empty() { Vec::new() } else { view.indicators(proof.doc) };
        let fit = indicators::compare(&need.indicators, &offered);
        let values = signal_values(need, &view.factors(proof.doc), place, fit.as_ref(), options.as_of);
        for (weighed, value) in weighed.iter_mut().zip(values) {
            if let Some(value) = value {
                weighed.value += value.clamp(0.0, 1.0) * proof.share;
                weighed.known += proof.share;
            }
        }
        evidence.push(Evidence {
            capability: view.id(proof.doc).in_folder(&snapshot.folder)?,
            fit: proof.fit,
            points: Points::default(),
            indicators: fit,
        });
    }
    let parts = parts(&weighed, aggregate.fit, &options.weights);
    let text_points =
        parts.iter().find(|part| part.signal == Signal::Text).map_or(Points::default(), |part| part.points);
    share_out(&mut evidence, &aggregate.proofs, text_points);
    Ok(Candidate {
        institution: institution.to_owned(),
        score: parts.iter().map(|part| part.points).sum(),
        fit: aggregate.fit,
        related: aggregate.related,
        information: information(&weighed, &options.weights),
        parts,
        evidence,
    })
}

/// The values of all signals but text for one capability, in [`Signal::ALL`] order; text is filled in later.
fn signal_values(
    need: &Need,
    offer: &crate::store::Factors,
    place: Option<Code>,
    figures: Option<&IndicatorFit>,
    as_of: Day,
) -> [Option<f64>; Signal::ALL.len()] {
    Signal::ALL.map(|signal| match signal {
        Signal::Text => None,
        Signal::Indicators => figures.map(|fit| fit.value),
        Signal::Field => field::value(&need.fields, &need.industries, &offer.fields, &offer.industries),
        Signal::Readiness => readiness::value(need.trl, offer.trl),
        Signal::Mode => mode::value(need.modes, offer.modes),
        Signal::Budget => budget::value(need.budget_fen, offer.price_fen),
        Signal::Distance => distance::value(need.place, place.or(offer.place)),
        Signal::Freshness => freshness::value(offer.updated_on, as_of),
    })
}

fn parts(weighed: &[Weighed], fit: f64, weights: &Weights) -> Vec<Part> {
    let gate = text::gate(fit);
    Signal::ALL
        .iter()
        .zip(weighed)
        .map(|(&signal, weighed)| {
            let max = weights.of(signal);
            let (value, exact) = if signal == Signal::Text {
                (Some(text::value(fit)), max * text::value(fit))
            } else {
                ((weighed.known > 0.0).then(|| weighed.value / weighed.known), max * weighed.value * gate)
            };
            Part { signal, value, points: Points::rounded(exact), max: Points::rounded(max) }
        })
        .collect()
}

/// Text is always known; every other signal as far as the evidence states it.
fn information(weighed: &[Weighed], weights: &Weights) -> f64 {
    let total: f64 = Signal::ALL.iter().map(|&signal| weights.of(signal)).sum();
    let known: f64 = Signal::ALL
        .iter()
        .zip(weighed)
        .map(
            |(&signal, weighed)| {
                if signal == Signal::Text { weights.of(signal) } else { weights.of(signal) * weighed.known }
            },
        )
        .sum();
    if total > 0.0 { (known / total).clamp(0.0, 1.0) } else { 0.0 }
}

/// Gives each piece of evidence its share of the text points, so that the shares add up to them exactly.
fn share_out(evidence: &mut [Evidence], proofs: &[Proof], points: Points) {
    let shares: Vec<f64> = proofs.iter().map(|proof| proof.share).collect();
    for (evidence, points) in evidence.iter_mut().zip(points::split(points, &shares)) {
        evidence.points = points;
    }
}
