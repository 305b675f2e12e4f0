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
mod candidate;
pub mod distance;
pub mod field;
pub mod freshness;
pub mod indicators;
pub mod mode;
mod model;
mod points;
pub mod readiness;
pub mod text;
mod weights;

use std::sync::atomic::{AtomicUsize, Ordering};

pub use model::{
    Blocked, Candidate, Evidence, InstitutionFacts, Need, NoCandidates, Part, RankOptions, Ranking, Rule,
    Signal,
};
pub use points::Points;
pub(crate) use points::split;
pub use weights::{Weights, WeightsError};

use crate::error::{InFolder, IndexError};
use crate::score::Weighted;
use crate::store::Snapshot;
use candidate::candidate;

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
