//! Puts the points of one institution together: the values of all signals over its evidence, rounded part by part.

use super::aggregate::{Aggregate, Proof};
use super::model::{Candidate, Evidence, Need, Part, RankOptions, Signal};
use super::points::{self, Points};
use super::weights::Weights;
use super::{budget, distance, field, freshness, indicators, mode, readiness, text};
use crate::document::{Code, Day};
use crate::error::{InFolder, IndexError};
use crate::indicator::IndicatorFit;
use crate::store::Snapshot;

/// A signal's value over the evidence and the share of the evidence that states it.
#[derive(Clone, Copy, Default)]
struct Weighed {
    value: f64,
    known: f64,
}

/// Puts the points of one institution together.
pub(super) fn candidate(
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
