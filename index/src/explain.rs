//! Says which words of a need a capability matched, what each was worth, and shows the passage.
//!
//! Works on the text of the few capabilities that are shown, after ranking and apart from it: nobody who does
//! not ask pays for it. It recomputes the score from the text term by term, in the order of the index, and so
//! arrives at the same number; tests compare the two.

mod passage;
mod pieces;

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

pub use passage::Passage;
pub use pieces::TermPart;

use crate::error::{InFolder, IndexError};
use crate::query::Query;
use crate::rank::Points;
use crate::schema::Zone;
use crate::score::Weighted;
use crate::store::Snapshot;
use crate::text::{Analyzer, Normalized, Stream};

/// The text of a capability as it was indexed.
#[derive(Debug, Clone, Copy, Default)]
pub struct CapabilityText<'a> {
    /// Title.
    pub title: &'a str,
    /// Description.
    pub body: &'a str,
    /// Keywords.
    pub keywords: &'a [String],
}

/// Why one capability fits one need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Score recomputed from the text; the index gives the same.
    #[serde(skip)]
    pub score: f32,
    /// Absolute fit, 0..=1.
    pub fit: f64,
    /// Matched words, the weightiest first; their points add up to the points explained.
    pub terms: Vec<TermPart>,
    /// The part of the description that says most.
    pub passage: Passage,
}

/// Explains `points` (the share of one capability in a candidate's text points) by the words that earned them.
///
/// # Errors
/// If the index cannot be read.
pub fn explain(
    snapshot: &Snapshot,
    query: &Query,
    capability: &CapabilityText<'_>,
    points: Points,
) -> Result<Explanation, IndexError> {
    let weighted = Weighted::new(query, snapshot).in_folder(&snapshot.folder)?;
    let read = ReadText::new(snapshot.analyzer(), capability);
    let parts = read.term_parts(&weighted);
    let score = parts.total;
    let found = pieces::find(&weighted, snapshot.analyzer(), &read, &parts.by_term);
    let passage = passage::best(capability, &read, &found);
    let terms = pieces::into_parts(found, points);
    let fit =
        if weighted.self_score > 0.0 { f64::from(score / weighted.self_score).clamp(0.0, 1.0) } else { 0.0 };
    Ok(Explanation { score, fit, terms, passage })
}

/// Marks the words of a query in any text: byte ranges of the original, in order, not overlapping.
#[must_use]
pub fn highlight(analyzer: &Analyzer, query: &Query, text: &str) -> Vec<Range<usize>> {
    passage::marks(analyzer, query, text)
}

/// A capability's text, normalised and counted.
struct ReadText {
    title: Normalized,
    body: Normalized,
    /// Occurrences of each token in the whole text and in the title.
    counts: HashMap<(Stream, String), [u32; 2]>,
    lengths: [[u32; 3]; 2],
}

/// The contributions of a query's terms to one capability.
struct TermParts {
    by_term: Vec<f32>,
    total: f32,
}

impl ReadText {
    fn new(analyzer: &Analyzer, text: &CapabilityText<'_>) -> Self {
        let mut read = Self {
            title: Normalized::new(text.title),
            body: Normalized::new(text.body),
            counts: HashMap::new(),
            lengths: [[0; 3]; 2],
        };
        let (title, body) = (read.title.text().to_owned(), read.body.text().to_owned());
        read.count(analyzer, &title, &Zone::BOTH);
        read.count(analyzer, &body, &[Zone::All]);
        for keyword in text.keywords {
            read.count(analyzer, Normalized::new(keyword).text(), &[Zone::All]);
        }
        read
    }

    fn count(&mut self, analyzer: &Analyzer, normalized: &str, zones: &[Zone]) {
        let mut tokens = Vec::new();
        for stream in Stream::ALL {
            tokens.clear();
            analyzer.tokens(stream, normalized, &mut tokens);
            for token in &tokens {
                let counts = self.counts.entry((stream, token.text(normalized).to_owned())).or_default();
                for &zone in zones {
                    counts[zone as usize] += 1;
                    self.lengths[zone as usize][stream as usize] += 1;
                }
            }
        }
    }

    fn term_parts(&self, weighted: &Weighted<'_>) -> TermParts {
        let mut by_term = vec![0.0; weighted.query.terms.len()];
        let mut total = 0.0;
        for (number, zone) in weighted.in_scoring_order() {
            let term = &weighted.query.terms[number];
            let count =
                self.counts.get(&(term.stream, term.token.clone())).map_or(0, |counts| counts[zone as usize]);
            if count > 0 {
                let length = self.lengths[zone as usize][term.stream as usize];
                let part = weighted.part(number, zone, count, length);
                by_term[number] += part;
                total += part;
            }
        }
        TermParts { by_term, total }
    }

    /// True if the normalised words stand in the title or the description.
    fn contains(&self, words: &str) -> bool {
        self.title.text().contains(words) || self.body.text().contains(words)
    }
}
