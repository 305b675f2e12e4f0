//! Chooses the part of a description that says most about a match, and marks the matched words in it.

use std::collections::HashSet;
use std::ops::Range;

use serde::Serialize;

use super::pieces::Piece;
use super::{CapabilityText, ReadText};
use crate::query::Query;
use crate::text::{Analyzer, Normalized, Stream, is_han};

/// Length of a passage, in characters of the normalised text.
const PASSAGE_CHARS: usize = 120;

/// A quotation from a capability with its matched words marked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Passage {
    /// The quotation, as it stands in the description (or the title, where there is no description).
    pub text: String,
    /// True if text was left out before or after it.
    pub cut: (bool, bool),
    /// Byte ranges of matched words in `text`, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
}

/// The passage with the greatest weight of distinct pieces; the earliest of equal ones.
pub(super) fn best(capability: &CapabilityText<'_>, read: &ReadText, pieces: &[Piece]) -> Passage {
    let (original, normalized) = if capability.body.trim().is_empty() {
        (capability.title, &read.title)
    } else {
        (capability.body, &read.body)
    };
    let text = normalized.text();
    let found = occurrences(text, pieces);
    let window = windows(text)
        .into_iter()
        .map(|window| (weight(within(&found, &window), pieces, &window), window))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map_or(0..0, |(_, window)| window);
    let source = normalized.source(window.clone());
    let quoted = &original[source.clone()];
    let lead = quoted.len() - quoted.trim_start().len();
    let quoted = quoted.trim();
    let start = source.start + lead;
    let marks =
        within(&found, &window).iter().map(|(_, range)| range).filter(|range| range.end <= window.end);
    let marks = marks.map(|range| normalized.source(range.clone()));
    let marks = marks.filter(|mark| mark.start >= start && mark.end <= start + quoted.len());
    Passage {
        text: quoted.to_owned(),
        cut: (!original[..start].trim().is_empty(), !original[start + quoted.len()..].trim().is_empty()),
        marks: merge(marks.map(|mark| mark.start - start..mark.end - start).collect()),
    }
}

/// Where the pieces stand in the text: number of the piece and range, in text order.
fn occurrences(text: &str, pieces: &[Piece]) -> Vec<(usize, Range<usize>)> {
    let mut out = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        if let Some(words) = piece.words() {
            out.extend(text.match_indices(words).take(50).map(|(at, found)| (number, at..at + found.len())));
        }
    }
    out.sort_by_key(|(number, range)| (range.start, range.end, *number));
    out
}

/// The occurrences that begin inside a window.
fn within<'a>(found: &'a [(usize, Range<usize>)], window: &Range<usize>) -> &'a [(usize, Range<usize>)] {
    let first = found.partition_point(|(_, range)| range.start < window.start);
    let after = found.partition_point(|(_, range)| range.start < window.end);
    found.get(first..after).unwrap_or_default()
}

/// Weight of the distinct pieces inside a window.
fn weight(found: &[(usize, Range<usize>)], pieces: &[Piece], window: &Range<usize>) -> f32 {
    let inside = found.iter().filter(|(_, range)| range.end <= window.end);
    let mut numbers: Vec<usize> = inside.map(|(number, _)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().filter_map(|number| pieces.get(number)).map(|piece| piece.weight).sum()
}

/// Candidate windows: from the start of each clause on, as many characters as fit, cut after a clause if one
/// ends in the last third.
fn windows(text: &str) -> Vec<Range<usize>> {
    let breaks = |ch: char| matches!(ch, '。' | '；' | ';' | '!' | '?' | '，' | ',' | '\n');
    let clauses = text.char_indices().filter(|(_, ch)| breaks(*ch)).map(|(at, ch)| at + ch.len_utf8());
    let starts = std::iter::once(0).chain(clauses).filter(|&start| start == 0 || start < text.len());
    let window = |start: usize| {
        let rest = &text[start..];
        let Some((limit, _)) = rest.char_indices().nth(PASSAGE_CHARS) else {
            return start..text.len();
        };
        let keep = rest.char_indices().nth(PASSAGE_CHARS * 2 / 3).map_or(0, |(at, _)| at);
        let end = rest[..limit].char_indices().rev().find(|(at, ch)| *at >= keep && breaks(*ch));
        start..start + end.map_or(limit, |(at, ch)| at + ch.len_utf8())
    };
    let mut out = Vec::new();
    for start in starts {
        let next = window(start);
        let ends = next.end == text.len();
        out.push(next);
        if ends {
            break;
        }
    }
    out
}

/// Sorts ranges and joins those that touch.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Marks every token of the query, its own or an expansion's, that stands in `text` and is longer than a
/// single Chinese character.
pub(super) fn marks(analyzer: &Analyzer, query: &Query, text: &str) -> Vec<Range<usize>> {
    let normalized = Normalized::new(text);
    let wanted: HashSet<(Stream, &str)> =
        query.terms.iter().map(|term| (term.stream, term.token.as_str())).collect();
    let mut tokens = Vec::new();
    let mut out = Vec::new();
    for stream in [Stream::Bigram, Stream::Word] {
        tokens.clear();
        analyzer.tokens(stream, normalized.text(), &mut tokens);
        for token in &tokens {
            let word = token.text(normalized.text());
            let single = word.chars().count() == 1 && word.chars().all(is_han);
            if !single && wanted.contains(&(stream, word)) {
                out.push(normalized.source(token.start as usize..token.end as usize));
            }
        }
    }
    merge(out)
}
