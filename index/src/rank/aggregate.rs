//! From capabilities to institutions: an institution is as fit as its best capabilities together.
//!
//! Evidence counts with falling weight, combined so that the result stays within 0..=1, equals the fit of a
//! single capability, and never falls when evidence is added. What an institution holds beyond its best five
//! does not matter, so size alone does not lead.

use tantivy::DocId;

use crate::error::{InFolder, IndexError};
use crate::filter::Filter;
use crate::score::Weighted;

/// How many capabilities speak for an institution.
pub const EVIDENCE: usize = 5;

/// Weight of the best capability's squared fit, the second's, and so on.
const FALLING: [f64; EVIDENCE] = [1.0, 0.97, 0.94, 0.91, 0.88];

/// A capability counts as evidence from this share of the floor on: weak ones add up, strangers do not.
const EVIDENCE_FLOOR: f64 = 0.5;

/// A capability is related to a need from this fit on, whatever it shares: two short texts may have none but common
/// words.
const RELATED_FIT: f64 = 0.08;

/// Below that fit, from this much in common in rare words: more than one word of two characters, which any two
/// texts may share by chance (a pair and a dictionary word: 1.5).
const RELATED_WORDS: f32 = 1.55;

/// What is known of an owner while the capabilities are gone through.
#[derive(Debug, Clone, Default)]
struct Holder {
    best: Vec<Proof>,
    /// True once a capability is related to the need and not just worded alike.
    related: bool,
}

/// A capability that speaks for an institution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Proof {
    pub(crate) fit: f64,
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    /// Share of the institution's squared fit; the shares add up to 1.
    pub(crate) share: f64,
}

/// An institution with its evidence, best first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) owner: u32,
    pub(crate) fit: f64,
    pub(crate) proofs: Vec<Proof>,
    /// True if some capability is related to the need and not just worded alike.
    pub(crate) related: bool,
}

/// All institutions at or above the floor, in order of fit; equal ones by id.
pub(crate) fn institutions(
    weighted: &Weighted<'_>,
    filter: &Filter,
    floor: f64,
) -> Result<Vec<Aggregate>, IndexError> {
    let snapshot = weighted.snapshot;
    let filter = filter.bind(snapshot);
    let mut owners: Vec<Holder> = vec![Holder::default(); snapshot.owner_count()];
    let (mut sums, mut told) = (Vec::new(), Vec::new());
    let least = (floor * EVIDENCE_FLOOR) as f32 * weighted.self_score;
    for (segment, view) in snapshot.segments.iter().enumerate() {
        weighted.score_segment(segment, &mut sums).in_folder(&snapshot.folder)?;
        weighted.tell_segment(segment, &mut told).in_folder(&snapshot.folder)?;
        let reader = snapshot.searcher.segment_reader(segment as u32);
        for (doc, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum >= least && **sum > 0.0) {
            let fit = f64::from(sum / weighted.self_score).min(1.0);
            let related = fit >= RELATED_FIT || told.get(doc).is_some_and(|told| *told >= RELATED_WORDS);
            let doc = doc as DocId;
            // Most documents are no better than what their owners have; finding that out is cheaper than filtering.
            let matters = |owner: u32| {
                let holder = owners.get(owner as usize).filter(|_| filter.wants(owner));
                holder.is_some_and(|holder| has_room(&holder.best, fit) || (related && !holder.related))
            };
            if !view.owners(doc).any(matters) || !filter.allows(reader, view, doc) {
                continue;
            }
            let proof = Proof { fit, segment: segment as u32, doc, share: 0.0 };
            for owner in view.owners(doc).filter(|&owner| filter.wants(owner)) {
                if let Some(holder) = owners.get_mut(owner as usize) {
                    holder.related |= related;
                    insert(&mut holder.best, proof, weighted)?;
                }
            }
        }
    }
    let all = owners.into_iter().enumerate().filter(|(_, holder)| !holder.best.is_empty());
    let mut out: Vec<Aggregate> = all.map(|(owner, holder)| combine(owner as u32, holder)).collect();
    out.retain(|aggregate| aggregate.fit >= floor);
    out.sort_by(|a, b| {
        b.fit.total_cmp(&a.fit).then_with(|| snapshot.owner(a.owner).cmp(snapshot.owner(b.owner)))
    });
    Ok(out)
}

/// True if a capability of this fit would be among the five best, or tie with the last of them.
fn has_room(best: &[Proof], fit: f64) -> bool {
    best.len() < EVIDENCE || best.last().is_none_or(|last| last.fit <= fit)
}

/// Keeps the five best, equal ones by id so that the layout of the index does not matter.
fn insert(best: &mut Vec<Proof>, proof: Proof, weighted: &Weighted<'_>) -> Result<(), IndexError> {
    if !has_room(best, proof.fit) {
        return Ok(());
    }
    let mut at = best.partition_point(|other| other.fit > proof.fit);
    while let Some(other) = best.get(at).filter(|other| other.fit == proof.fit) {
        if id(weighted, &proof)? < id(weighted, other)? {
            break;
        }
        at += 1;
    }
    best.insert(at, proof);
    best.truncate(EVIDENCE);
    Ok(())
}

fn id(weighted: &Weighted<'_>, proof: &Proof) -> Result<String, IndexError> {
    let snapshot = weighted.snapshot;
    let Some(view) = snapshot.segments.get(proof.segment as usize) else { return Ok(String::new()) };
    view.id(proof.doc).in_folder(&snapshot.folder)
}

/// The combined fit: `√(1 − Π(1 − wᵢ·fᵢ²))`.
fn combine(owner: u32, holder: Holder) -> Aggregate {
    let Holder { best: mut proofs, related } = holder;
    let mut missing = 1.0;
    let mut sum = 0.0;
    for (proof, weight) in proofs.iter_mut().zip(FALLING) {
        let squared = weight * proof.fit * proof.fit;
        missing *= 1.0 - squared;
        sum += squared;
        proof.share = squared;
    }
    for proof in &mut proofs {
        proof.share /= sum;
    }
    Aggregate { owner, fit: (1.0_f64 - missing).sqrt().min(1.0), proofs, related }
}
