//! Measures of one ranking against graded judgements.

use std::collections::HashMap;

/// Cut for nDCG and the reciprocal rank.
const SHORT: usize = 10;
/// Cut for recall.
const LONG: usize = 50;

/// The measures of one query, or their means.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// Reciprocal rank of the first relevant result among ten.
    pub mrr: f64,
    /// Normalised discounted cumulated gain of ten results, gain 2^grade − 1.
    pub ndcg: f64,
    /// Share of the relevant results among fifty.
    pub recall: f64,
}

/// Measures one ranking; `min_rel` is the least grade that counts as relevant for reciprocal rank and recall.
#[must_use]
pub fn score(ranking: &[&str], grades: &HashMap<String, u8>, min_rel: u8) -> Scores {
    Scores {
        mrr: reciprocal_rank(ranking, grades, min_rel),
        ndcg: ndcg(ranking, grades),
        recall: recall(ranking, grades, min_rel),
    }
}

/// 1 / rank of the first relevant result among the first ten, else 0.
#[must_use]
pub fn reciprocal_rank(ranking: &[&str], grades: &HashMap<String, u8>, min_rel: u8) -> f64 {
    let first =
        ranking.iter().take(SHORT).position(|id| grades.get(*id).is_some_and(|grade| *grade >= min_rel));
    first.map_or(0.0, |at| 1.0 / (at + 1) as f64)
}

/// Normalised discounted cumulated gain of the first ten results.
#[must_use]
pub fn ndcg(ranking: &[&str], grades: &HashMap<String, u8>) -> f64 {
    let gain = |grade: u8| f64::from((1_u32 << grade.min(30)) - 1);
    let discounted = |grades: &mut dyn Iterator<Item = u8>| -> f64 {
        grades.take(SHORT).enumerate().map(|(at, grade)| gain(grade) / ((at + 2) as f64).log2()).sum()
    };
    let mut ideal: Vec<u8> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted(&mut ideal.into_iter());
    if best == 0.0 {
        return 0.0;
    }
    discounted(&mut ranking.iter().map(|id| grades.get(*id).copied().unwrap_or(0))) / best
}

/// Share of the relevant results that are among the first fifty.
#[must_use]
pub fn recall(ranking: &[&str], grades: &HashMap<String, u8>, min_rel: u8) -> f64 {
    let relevant = grades.values().filter(|grade| **grade >= min_rel).count();
    if relevant == 0 {
        return 0.0;
    }
    let found =
        ranking.iter().take(LONG).filter(|id| grades.get(**id).is_some_and(|grade| *grade >= min_rel));
    found.count() as f64 / relevant as f64
}

/// Means of measures; zeros for none.
#[must_use]
pub fn mean(scores: &[Scores]) -> Scores {
    let count = scores.len().max(1) as f64;
    Scores {
        mrr: scores.iter().map(|scores| scores.mrr).sum::<f64>() / count,
        ndcg: scores.iter().map(|scores| scores.ndcg).sum::<f64>() / count,
        recall: scores.iter().map(|scores| scores.recall).sum::<f64>() / count,
    }
}
