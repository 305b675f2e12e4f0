//! Finds documents for a text: all that contain it verbatim first, then by score; counted and cut to a page.

use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::{DocId, SegmentReader, TERMINATED, TantivyError, Term};

use crate::document::Code;
use crate::error::{InFolder, IndexError};
use crate::query::Query;
use crate::schema::Zone;
use crate::score::Weighted;
use crate::store::{CodeColumn, SegmentView, Snapshot};
use crate::text::{Stream, is_han};

/// Longest piece, in tokens, that is looked for verbatim.
const MAX_PHRASE_TOKENS: usize = 64;

/// Conditions a document must meet to be seen at all. Applied before anything is counted or cut.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    conditions: Vec<Condition>,
    owners: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
struct Condition {
    column: CodeColumn,
    codes: Vec<u64>,
    wanted: bool,
}

impl Filter {
    /// Lets everything through.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Only documents that have one of `codes` in `column`. An empty list lets nothing through.
    #[must_use]
    pub fn with_any(self, column: CodeColumn, codes: &[Code]) -> Self {
        self.and(column, codes, true)
    }

    /// Only documents that have none of `codes` in `column`.
    #[must_use]
    pub fn without(self, column: CodeColumn, codes: &[Code]) -> Self {
        self.and(column, codes, false)
    }

    /// Only documents held by one of `owners`. An empty list lets nothing through.
    #[must_use]
    pub fn held_by(mut self, owners: &[&str]) -> Self {
        self.owners = Some(owners.iter().map(|owner| (*owner).to_owned()).collect());
        self
    }

    fn and(mut self, column: CodeColumn, codes: &[Code], wanted: bool) -> Self {
        let codes = codes.iter().map(|code| code.packed()).collect();
        self.conditions.push(Condition { column, codes, wanted });
        self
    }

    /// The filter with its owners looked up in a snapshot.
    pub(crate) fn bind<'a>(&'a self, snapshot: &'a Snapshot) -> BoundFilter<'a> {
        let owners = self.owners.as_ref().map(|names| {
            (0..snapshot.owner_count() as u32)
                .filter(|&number| names.iter().any(|name| name == snapshot.owner(number)))
                .collect()
        });
        BoundFilter { filter: self, owners }
    }
}

/// A filter for the owners of one snapshot.
pub(crate) struct BoundFilter<'a> {
    filter: &'a Filter,
    owners: Option<Vec<u32>>,
}

impl BoundFilter<'_> {
    /// True if the document exists and meets every condition.
    pub(crate) fn allows(&self, reader: &SegmentReader, view: &SegmentView, doc: DocId) -> bool {
        if reader.is_deleted(doc) {
            return false;
        }
        let meets = |condition: &Condition| {
            let mut values =
                view.code_column(condition.column).into_iter().flat_map(|column| column.values_for_doc(doc));
            values.any(|value| condition.codes.contains(&value)) == condition.wanted
        };
        self.filter.conditions.iter().all(meets) && self.has_owner(view, doc)
    }

    fn has_owner(&self, view: &SegmentView, doc: DocId) -> bool {
        self.owners.as_ref().is_none_or(|wanted| view.owners(doc).any(|owner| wanted.contains(&owner)))
    }
}

/// One document found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document's id.
    pub id: String,
    /// Comparable within one search only.
    pub score: f32,
    /// Share of the query's own weight that the document reaches, 0..=1; comparable between searches.
    pub fit: f64,
    /// True if the document contains the whole query as it stands.
    pub verbatim: bool,
}

/// What was tried when the text as such found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// No document shares two adjacent characters with the text; these share single characters.
    SingleCharacters,
}

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Number of documents that match and pass the filter.
    pub total: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// Set if the matching had to be loosened.
    pub fallback: Option<Fallback>,
}

/// A document with its score while hits are being chosen.
#[derive(Clone, Copy)]
struct Scored {
    score: f32,
    segment: u32,
    doc: DocId,
    verbatim: bool,
}

/// Finds the `limit` best documents from `offset` on.
///
/// A document counts as a hit if it shares two adjacent characters or a Latin word with the text or one of its
/// expansions. Only if none does, single characters count, and [`Found::fallback`] says so. Ties are ordered by id.
///
/// # Errors
/// If the index cannot be read.
pub fn search(
    snapshot: &Snapshot,
    query: &Query,
    filter: &Filter,
    offset: usize,
    limit: usize,
) -> Result<Found, IndexError> {
    let folder = std::path::Path::new("index");
    if query.is_empty() {
        return Ok(Found::default());
    }
    let weighted = Weighted::new(query, snapshot).in_folder(folder)?;
    let filter = filter.bind(snapshot);
    let mut strict = Vec::new();
    let mut loose = Vec::new();
    for segment in 0..snapshot.segments.len() {
        score_segment(&weighted, &filter, segment, &mut strict, &mut loose).in_folder(folder)?;
    }
    let fallback = (strict.is_empty() && !loose.is_empty()).then_some(Fallback::SingleCharacters);
    let found = if fallback.is_some() { loose } else { strict };
    let total = found.len() as u64;
    let hits = page(&weighted, found, offset, limit)?;
    Ok(Found { total, hits, fallback })
}

/// Sorts the documents of one segment into those that share bigrams or words and those that share characters.
fn score_segment(
    weighted: &Weighted<'_>,
    filter: &BoundFilter<'_>,
    segment: usize,
    strict: &mut Vec<Scored>,
    loose: &mut Vec<Scored>,
) -> Result<(), TantivyError> {
    let reader = weighted.snapshot.searcher.segment_reader(segment as u32);
    let Some(view) = weighted.snapshot.segments.get(segment) else {
        return Ok(());
    };
    let mut sums = Vec::new();
    weighted.clear(segment, &mut sums);
    weighted.add_stream(segment, Stream::Bigram, &mut sums)?;
    let bigrams: Vec<bool> = sums.iter().map(|sum| *sum > 0.0).collect();
    weighted.add_stream(segment, Stream::Unigram, &mut sums)?;
    weighted.add_stream(segment, Stream::Word, &mut sums)?;
    let verbatim = verbatim(weighted, reader)?;
    let bonus = weighted.upper_bound();
    for (doc, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
        let is_verbatim = verbatim.binary_search(&(doc as DocId)).is_ok();
        let score = if is_verbatim { sum + bonus } else { sum };
        let scored = Scored { score, segment: segment as u32, doc: doc as DocId, verbatim: is_verbatim };
        if filter.allows(reader, view, doc as DocId) {
            if bigrams.get(doc) == Some(&true) { strict.push(scored) } else { loose.push(scored) }
        }
    }
    Ok(())
}

/// The documents of a segment that contain the whole query, in order; none for a query of one token.
fn verbatim(weighted: &Weighted<'_>, reader: &SegmentReader) -> Result<Vec<DocId>, TantivyError> {
    let snapshot = weighted.snapshot;
    let text = weighted.query.text();
    let mut tokens = Vec::new();
    snapshot.analyzer().tokens(Stream::Bigram, text, &mut tokens);
    let mut words: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
    // A piece cut beside a punctuation mark may begin or end with half a bigram.
    let half =
        |word: Option<&&str>| word.is_some_and(|word| word.chars().count() == 1 && word.chars().all(is_han));
    if half(words.last()) {
        words.pop();
    }
    if half(words.first()) {
        words.remove(0);
    }
    words.truncate(MAX_PHRASE_TOKENS);
    if words.len() < 2 {
        return Ok(Vec::new());
    }
    let field = snapshot.fields.text(Zone::All, Stream::Bigram);
    let phrase = PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect());
    let weight = phrase.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
    let mut scorer = weight.scorer(reader, 1.0)?;
    let mut docs = Vec::new();
    while scorer.doc() != TERMINATED {
        docs.push(scorer.doc());
        scorer.advance();
    }
    Ok(docs)
}

/// Cuts the page out of all that was found: by falling score, equal scores by id.
fn page(
    weighted: &Weighted<'_>,
    mut found: Vec<Scored>,
    offset: usize,
    limit: usize,
) -> Result<Vec<Hit>, IndexError> {
    let end = offset.saturating_add(limit).min(found.len());
    if offset >= end {
        return Ok(Vec::new());
    }
    if end < found.len() {
        let (_, last, _) = found.select_nth_unstable_by(end - 1, |a, b| b.score.total_cmp(&a.score));
        let threshold = last.score;
        found.retain(|scored| scored.score >= threshold);
    }
    let mut hits = Vec::with_capacity(found.len());
    for scored in found {
        let Some(view) = weighted.snapshot.segments.get(scored.segment as usize) else {
            continue;
        };
        let plain = if scored.verbatim { scored.score - weighted.upper_bound() } else { scored.score };
        hits.push(Hit {
            id: view.id(scored.doc)?,
            score: scored.score,
            fit: f64::from(plain / weighted.self_score).clamp(0.0, 1.0),
            verbatim: scored.verbatim,
        });
    }
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    hits.truncate(end);
    Ok(hits.split_off(offset))
}
