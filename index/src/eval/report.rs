//! Measures a task by cause of difficulty and compares the figures with a committed baseline.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::folder::{Judgements, Task};
use super::metrics::{Scores, mean, score};
use super::{Ranked, answer};
use crate::error::IndexError;
use crate::store::Reader;

/// How far a figure may fall below the baseline before it counts as a loss: a single need that slips from rank
/// one to two moves a cause of seven needs by more than this.
const TOLERANCE: f64 = 0.005;

/// The figures of one group of queries.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Cause of difficulty, or `all`.
    pub group: String,
    /// Number of queries.
    pub queries: usize,
    /// Means over them.
    pub scores: Scores,
}

/// The figures of one task, by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The task's name.
    pub task: String,
    /// Groups in alphabetical order, `all` first.
    pub rows: Vec<Row>,
}

/// nDCG@10 by task and group, as committed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Baseline(pub BTreeMap<String, BTreeMap<String, f64>>);

impl Baseline {
    /// The groups of a table that fell below the baseline, each with both figures.
    #[must_use]
    pub fn losses(&self, table: &Table) -> Vec<String> {
        let empty = BTreeMap::new();
        let expected = self.0.get(&table.task).unwrap_or(&empty);
        let found =
            |group: &str| table.rows.iter().find(|row| row.group == group).map_or(0.0, |row| row.scores.ndcg);
        expected
            .iter()
            .filter(|(group, figure)| found(group) + TOLERANCE < **figure)
            .map(|(group, figure)| {
                format!("{} {group}: nDCG@10 {:.3}, baseline {figure:.3}", table.task, found(group))
            })
            .collect()
    }
}

/// The baseline that a set of tables gives, cut off after three digits.
#[must_use]
pub fn baseline_of(tables: &[Table]) -> Baseline {
    let figures = |table: &Table| {
        table
            .rows
            .iter()
            .map(|row| (row.group.clone(), (row.scores.ndcg * 1_000.0).floor() / 1_000.0))
            .collect()
    };
    Baseline(tables.iter().map(|table| (table.task.clone(), figures(table))).collect())
}

/// Asks every judged query and measures the answers; `groups` names the cause of difficulty by query.
///
/// # Errors
/// If the index cannot be read.
pub fn judge(
    name: &str,
    task: &Task,
    reader: &Reader,
    queries: &[(String, String)],
    judgements: &Judgements,
    groups: &HashMap<String, String>,
) -> Result<Table, IndexError> {
    let mut by_group: BTreeMap<&str, Vec<Scores>> = BTreeMap::new();
    for (id, text) in queries {
        let Some(grades) = judgements.get(id) else {
            continue;
        };
        let answer = answer(reader, task.ranks, text, 100)?;
        let ids: Vec<&str> = answer.iter().map(|ranked: &Ranked| ranked.id.as_str()).collect();
        let scores = score(&ids, grades, task.min_rel);
        by_group.entry(" all").or_default().push(scores);
        if let Some(group) = groups.get(id) {
            by_group.entry(group).or_default().push(scores);
        }
    }
    let rows = by_group.into_iter().map(|(group, scores)| Row {
        group: group.trim().to_owned(),
        queries: scores.len(),
        scores: mean(&scores),
    });
    Ok(Table { task: name.to_owned(), rows: rows.collect() })
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<16} {:>7} {:>8} {:>8} {:>8}", self.task, "queries", "MRR@10", "nDCG@10", "R@50")?;
        for row in &self.rows {
            let Scores { mrr, ndcg, recall } = row.scores;
            writeln!(f, "  {:<14} {:>7} {mrr:>8.4} {ndcg:>8.4} {recall:>8.4}", row.group, row.queries)?;
        }
        Ok(())
    }
}
