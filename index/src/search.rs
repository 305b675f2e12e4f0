//! Finds documents for a text: all that contain it verbatim first, then by score; counted and cut to a page.

use std::collections::HashSet;

use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::{DocId, SegmentReader, TERMINATED, TantivyError, Term};

use crate::document::Code;
use crate::error::{InFolder, IndexError};
use crate::query::{Origin, Query};
use crate::schema::Zone;
use crate::score::Weighted;
use crate::store::{CodeColumn, SegmentView, Snapshot};
use crate::text::{Stream, is_han};

/// Longest piece, in tokens, that is looked for verbatim.
const MAX_PHRASE_TOKENS: usize = 64;

/// Conditions a document must meet to be seen at all. Applied before anything is counted or cut; conditions only
/// ever narrow.
///
/// How rare a word is, is counted over all documents of the index, hidden ones included, so a score can betray that
/// a word occurs in some document. Records whose very words are secret do not belong into an index that outsiders
/// search.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    conditions: Vec<Condition>,
    owners: Option<HashSet<String>>,
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

    /// Only documents held by one of `owners`, of whom only these are ranked. An empty list lets nothing through;
    /// asked twice, only owners of both lists remain.
    #[must_use]
    pub fn held_by(mut self, owners: &[&str]) -> Self {
        let mut wanted: HashSet<String> = owners.iter().map(|owner| (*owner).to_owned()).collect();
        if let Some(before) = &self.owners {
            wanted.retain(|owner| before.contains(owner));
        }
        self.owners = Some(wanted);
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
            (0..snapshot.owner_count() as u32).map(|number| names.contains(snapshot.owner(number))).collect()
        });
        BoundFilter { filter: self, owners }
    }
}

/// A filter for the owners of one snapshot.
pub(crate) struct BoundFilter<'a> {
    filter: &'a Filter,
    /// Whether each owner of the snapshot is wanted; `None` if all are.
    owners: Option<Vec<bool>>,
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

    /// True if documents of this owner may be seen.
    pub(crate) fn wants(&self, owner: u32) -> bool {
        self.owners.as_ref().is_none_or(|wanted| wanted.get(owner as usize) == Some(&true))
    }

    fn has_owner(&self, view: &SegmentView, doc: DocId) -> bool {
        self.owners.is_none() || view.owners(doc).any(|owner| self.wants(owner))
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
    /// True if the document contains the query's characters in their order (punctuation, and half words where the
    /// query was cut out of a text, do not matter; of long queries the first 64 pieces are looked for). Such
    /// documents come first.
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
    /// Shares more than single characters.
    strict: bool,
    verbatim: bool,
}

impl Scored {
    /// Better ones first.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.verbatim.cmp(&self.verbatim).then(other.score.total_cmp(&self.score))
    }
}

/// Finds the `limit` best documents from `offset` on.
///
/// A document counts as a hit if it shares two adjacent characters or a Latin word with the text or one of its
/// expansions. Only if none does, or if nothing longer was asked for, single characters count;
/// [`Found::fallback`] says so in the first case. Ties are ordered by id.
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
    if query.is_empty() {
        return Ok(Found::default());
    }
    let weighted = Weighted::new(query, snapshot).in_folder(&snapshot.folder)?;
    let filter = filter.bind(snapshot);
    let phrase = phrase(&weighted);
    let (mut strict, mut loose) = (Vec::new(), Vec::new());
    for segment in 0..snapshot.segments.len() {
        let scored =
            score_segment(&weighted, &filter, segment, phrase.as_ref()).in_folder(&snapshot.folder)?;
        let (long, short): (Vec<_>, Vec<_>) = scored.into_iter().partition(|scored| scored.strict);
        strict.extend(long);
        loose.extend(short);
    }
    let fallback = (strict.is_empty() && !loose.is_empty()).then_some(Fallback::SingleCharacters);
    let found = if fallback.is_some() { loose } else { strict };
    let total = found.len() as u64;
    let hits = page(&weighted, found, offset, limit)?;
    Ok(Found { total, hits, fallback })
}

/// Scores the documents of one segment that match at all and pass the filter.
fn score_segment(
    weighted: &Weighted<'_>,
    filter: &BoundFilter<'_>,
    segment: usize,
    phrase: Option<&PhraseQuery>,
) -> Result<Vec<Scored>, TantivyError> {
    let reader = weighted.snapshot.searcher.segment_reader(segment as u32);
    let Some(view) = weighted.snapshot.segments.get(segment) else { return Ok(Vec::new()) };
    let mut sums = Vec::new();
    weighted.clear(segment, &mut sums);
    weighted.add_stream(segment, Stream::Bigram, &mut sums)?;
    let all_strict = asks_for_single_characters(weighted.query);
    let bigrams: Vec<bool> = sums.iter().map(|sum| all_strict || *sum > 0.0).collect();
    weighted.add_stream(segment, Stream::Unigram, &mut sums)?;
    weighted.add_stream(segment, Stream::Word, &mut sums)?;
    let verbatim = match phrase {
        Some(phrase) => verbatim(weighted, reader, phrase)?,
        None => Vec::new(),
    };
    let matched = sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0);
    let allowed = matched.filter(|(doc, _)| filter.allows(reader, view, *doc as DocId));
    Ok(allowed
        .map(|(doc, &score)| Scored {
            score,
            segment: segment as u32,
            doc: doc as DocId,
            strict: bigrams.get(doc) == Some(&true),
            verbatim: verbatim.binary_search(&(doc as DocId)).is_ok(),
        })
        .collect())
}

/// True if the query has no two adjacent characters that could be shared.
fn asks_for_single_characters(query: &Query) -> bool {
    let mut own =
        query.terms.iter().filter(|term| term.stream == Stream::Bigram && term.origin == Origin::Own);
    own.all(|term| is_lone(&term.token))
}

fn is_lone(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(is_han) && chars.next().is_none()
}

/// The query as a sequence of tokens; `None` for a query of one token. A token at either end that the query may
/// have cut in two (half a pair of characters, part of a figure) is left out.
fn phrase(weighted: &Weighted<'_>) -> Option<PhraseQuery> {
    let snapshot = weighted.snapshot;
    let text = weighted.query.text();
    let mut tokens = Vec::new();
    snapshot.analyzer().tokens(Stream::Bigram, text, &mut tokens);
    let mut words: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
    let cut = |word: Option<&&str>| word.is_some_and(|word| is_lone(word) || !word.contains(is_han));
    if words.len() > 2 && cut(words.last()) {
        words.pop();
    }
    if words.len() > 2 && cut(words.first()) {
        words.remove(0);
    }
    words.truncate(MAX_PHRASE_TOKENS);
    if words.len() < 2 {
        return None;
    }
    let field = snapshot.fields.text(Zone::All, Stream::Bigram);
    Some(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect()))
}

/// The documents of a segment that contain the phrase, in order.
fn verbatim(
    weighted: &Weighted<'_>,
    reader: &SegmentReader,
    phrase: &PhraseQuery,
) -> Result<Vec<DocId>, TantivyError> {
    let scoring = EnableScoring::disabled_from_searcher(&weighted.snapshot.searcher);
    let mut scorer = phrase.weight(scoring)?.scorer(reader, 1.0)?;
    let mut docs = Vec::new();
    while scorer.doc() != TERMINATED {
        docs.push(scorer.doc());
        scorer.advance();
    }
    Ok(docs)
}

/// Cuts the page out of all that was found: verbatim ones first, then by falling score, equal ones by id.
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
        let (_, &mut last, _) = found.select_nth_unstable_by(end - 1, Scored::order);
        found.retain(|scored| scored.order(&last).is_le());
    }
    let mut hits = Vec::with_capacity(found.len());
    for scored in found {
        let Some(view) = weighted.snapshot.segments.get(scored.segment as usize) else { continue };
        let fit = f64::from(scored.score / weighted.self_score).clamp(0.0, 1.0);
        hits.push((
            scored,
            Hit {
                id: view.id(scored.doc).in_folder(&weighted.snapshot.folder)?,
                score: scored.score,
                fit,
                verbatim: scored.verbatim,
            },
        ));
    }
    hits.sort_by(|(a, one), (b, two)| a.order(b).then_with(|| one.id.cmp(&two.id)));
    Ok(hits.into_iter().map(|(_, hit)| hit).take(end).skip(offset).collect())
}
