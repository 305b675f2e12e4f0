//! Judges ranking: reads evaluation folders, asks the engine, measures.
//!
//! A folder describes its tasks in `tasks.json`; nothing about a task is known here. Labels are read by
//! [`Judgements`] only, which nothing that ranks ever sees.

mod folder;
mod metrics;
mod report;

pub use folder::{EvalError, Folder, Judgements, Ranks, Task};
pub use metrics::{Scores, mean, ndcg, recall, reciprocal_rank, score};
pub use report::{Baseline, Row, Table, baseline_of, judge};

use std::collections::HashMap;

use crate::document::{Day, Document};
use crate::error::IndexError;
use crate::filter::Filter;
use crate::indicator;
use crate::query::{Query, QueryText};
use crate::rank::{Need, RankOptions, Weights, rank};
use crate::search::{Hit, search};
use crate::store::{Reader, Writer};
use crate::text::Analyzer;

/// Lifts documents that contain the query verbatim above all others.
const VERBATIM: f64 = 1e6;

/// One line of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// What was ranked: a document's or an institution's id.
    pub id: String,
    /// Falls from rank to rank.
    pub score: f64,
}

/// Indexes documents in memory, as one segment.
///
/// # Errors
/// If a document cannot be indexed.
pub fn index_documents(documents: &[Document], analyzer: &Analyzer) -> Result<Reader, IndexError> {
    let mut writer = Writer::in_ram(analyzer)?;
    for document in documents {
        writer.put(document)?;
    }
    writer.commit("")?;
    writer.compact()?;
    let reader = writer.reader()?;
    Ok(reader)
}

/// Ranks documents or institutions for one query text, as the product would for a need of text alone.
///
/// # Errors
/// If the index cannot be read.
pub fn answer(reader: &Reader, ranks: Ranks, text: &str, top: usize) -> Result<Vec<Ranked>, IndexError> {
    let snapshot = reader.snapshot();
    match ranks {
        Ranks::Documents => {
            let query = Query::new(snapshot.analyzer(), &QueryText::plain(text));
            let found = search(&snapshot, &query, &Filter::all(), 0, top)?;
            // An evaluator orders by score alone, so what comes first has to score highest.
            let score = |hit: &Hit| f64::from(hit.score) + if hit.verbatim { VERBATIM } else { 0.0 };
            Ok(found.hits.into_iter().map(|hit| Ranked { score: score(&hit), id: hit.id }).collect())
        }
        Ranks::Institutions => {
            let need = Need { indicators: indicator::extract(text), ..Need::of_text("", "", text) };
            let facts = HashMap::new();
            let options = RankOptions {
                filter: Filter::all(),
                institutions: &facts,
                weights: Weights::default(),
                as_of: Day(0),
                top,
            };
            let ranking = rank(&snapshot, &need, &options)?;
            let ranked = |candidate: crate::rank::Candidate| Ranked {
                id: candidate.institution,
                // Equal points are ordered by fit; the evaluator only sees the score.
                score: candidate.score.value() + candidate.fit * 1e-3,
            };
            Ok(ranking.candidates.into_iter().map(ranked).collect())
        }
    }
}
