//! Which documents words match, how well, and whether the matching had to be loosened.

use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::{DocId, SegmentReader, TERMINATED, TantivyError, Term};

use crate::error::{InFolder, IndexError};
use crate::filter::BoundFilter;
use crate::query::{Origin, Query};
use crate::schema::Zone;
use crate::score::Weighted;
use crate::search::Fallback;
use crate::text::{Stream, is_han};

/// Longest piece, in tokens, that is looked for verbatim.
const MAX_PHRASE_TOKENS: usize = 64;

/// A document that matches, with its score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    /// Shares more than single characters.
    strict: bool,
    pub(crate) verbatim: bool,
}

impl Scored {
    /// A document that nobody asked words of.
    pub(crate) fn unasked(segment: u32, doc: DocId) -> Self {
        Self { score: 0.0, segment, doc, strict: true, verbatim: false }
    }
}

/// The documents that match the words and pass the filter, segment by segment in the order of documents.
///
/// A document counts if it shares two adjacent characters or a Latin word with the text or one of its expansions.
/// Only if none does, or if nothing longer was asked for, single characters count; the fallback says so in the first
/// case.
pub(crate) fn matching(
    weighted: &Weighted<'_>,
    filter: &BoundFilter<'_>,
) -> Result<(Vec<Scored>, Option<Fallback>), IndexError> {
    let folder = &weighted.snapshot.folder;
    let phrase = phrase(weighted);
    let (mut strict, mut loose) = (Vec::new(), Vec::new());
    for segment in 0..weighted.snapshot.segments.len() {
        let scored = score_segment(weighted, filter, segment, phrase.as_ref()).in_folder(folder)?;
        let (long, short): (Vec<_>, Vec<_>) = scored.into_iter().partition(|scored| scored.strict);
        strict.extend(long);
        loose.extend(short);
    }
    let fallback = (strict.is_empty() && !loose.is_empty()).then_some(Fallback::SingleCharacters);
    Ok((if fallback.is_some() { loose } else { strict }, fallback))
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
