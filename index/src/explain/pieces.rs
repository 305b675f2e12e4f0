//! Puts matched tokens back together to the longest words that stand in both texts.
//!
//! The need is walked from left to right; wherever matched tokens of two or more characters lie side by side,
//! the longest stretch that stands verbatim in the capability is one piece. Single characters count towards the
//! piece they lie in, and together as one remainder otherwise. Expansions are pieces of their own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ReadText;
use crate::query::Origin;
use crate::rank::Points;
use crate::score::Weighted;
use crate::text::{Analyzer, Stream, StreamToken};

/// One matched word and what it was worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermPart {
    /// The words of the need (normalised); empty for the remainder of single characters.
    pub term: String,
    /// The words of the capability, if the lexicon led there.
    pub via: Option<String>,
    /// What it adds to the score.
    #[serde(rename = "part")]
    pub points: Points,
}

/// A piece before its points are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) term: String,
    pub(super) via: Option<String>,
    pub(super) weight: f32,
}

impl Piece {
    /// The words to look for in the capability; `None` for the remainder.
    pub(super) fn words(&self) -> Option<&str> {
        Some(self.via.as_deref().unwrap_or(&self.term)).filter(|words| !words.is_empty())
    }
}

/// The pieces of one capability, the weightiest first, the remainder last.
pub(super) fn find(
    weighted: &Weighted<'_>,
    analyzer: &Analyzer,
    read: &ReadText,
    by_term: &[f32],
) -> Vec<Piece> {
    let text = weighted.query.text();
    let occurrences = occurrences(weighted, analyzer, by_term);
    let stretches = stretches(text, read, &occurrences);
    let mut own: BTreeMap<&str, f32> = BTreeMap::new();
    let mut rest = 0.0;
    for (token, weight) in &occurrences {
        let home = stretches.iter().find(|stretch| stretch.start <= token.start && token.end <= stretch.end);
        match home {
            Some(stretch) => *own.entry(stretch.text(text)).or_default() += weight,
            None => rest += weight,
        }
    }
    let mut pieces: Vec<Piece> =
        own.into_iter().map(|(term, weight)| Piece { term: term.to_owned(), via: None, weight }).collect();
    pieces.extend(expanded(weighted, read, by_term, &mut rest));
    pieces.sort_by(|a, b| {
        b.weight.total_cmp(&a.weight).then_with(|| (&a.term, &a.via).cmp(&(&b.term, &b.via)))
    });
    if rest > 0.0 {
        pieces.push(Piece { term: String::new(), via: None, weight: rest });
    }
    pieces
}

/// Every occurrence in the need of an own term that the capability matched, with its equal share of the term's
/// contribution.
fn occurrences(weighted: &Weighted<'_>, analyzer: &Analyzer, by_term: &[f32]) -> Vec<(StreamToken, f32)> {
    let text = weighted.query.text();
    let mut shares: BTreeMap<(usize, &str), f32> = BTreeMap::new();
    for (term, part) in weighted.query.terms.iter().zip(by_term) {
        if term.origin == Origin::Own && *part > 0.0 {
            shares.insert((term.stream as usize, &term.token), part / term.count.max(1) as f32);
        }
    }
    let mut out = Vec::new();
    let mut tokens = Vec::new();
    for stream in Stream::ALL {
        tokens.clear();
        analyzer.tokens(stream, text, &mut tokens);
        let matched = tokens.iter().filter_map(|&token| {
            shares.get(&(stream as usize, token.text(text))).map(|&share| (token, share))
        });
        out.extend(matched);
    }
    out
}

/// The longest stretches of matched text that stand verbatim in the capability, from left to right.
fn stretches(text: &str, read: &ReadText, occurrences: &[(StreamToken, f32)]) -> Vec<StreamToken> {
    let mut long: Vec<StreamToken> = occurrences
        .iter()
        .map(|(token, _)| *token)
        .filter(|token| token.text(text).chars().nth(1).is_some())
        .collect();
    long.sort_by_key(|token| (token.start, std::cmp::Reverse(token.end)));
    let mut out: Vec<StreamToken> = Vec::new();
    for token in long {
        match out.last_mut() {
            Some(last) if token.end <= last.end => {}
            Some(last) if token.start <= last.end && joins(text, read, *last, token) => last.end = token.end,
            _ => out.push(token),
        }
    }
    out
}

fn joins(text: &str, read: &ReadText, last: StreamToken, next: StreamToken) -> bool {
    let joined = StreamToken { start: last.start, end: next.end }.text(text);
    !joined.contains('\n') && read.contains(joined)
}

/// One piece for each expansion that the capability matched as a whole word; scraps of others go to the rest.
fn expanded(weighted: &Weighted<'_>, read: &ReadText, by_term: &[f32], rest: &mut f32) -> Vec<Piece> {
    let query = weighted.query;
    let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
    for (term, part) in query.terms.iter().zip(by_term) {
        if let (Origin::Expansion(number), true) = (term.origin, *part > 0.0) {
            *sums.entry(number).or_default() += part;
        }
    }
    let mut pieces = Vec::new();
    for (number, weight) in sums {
        let expansion = query.expansions().get(number as usize);
        match expansion.filter(|expansion| read.contains(&expansion.target)) {
            Some(expansion) => pieces.push(Piece {
                term: query.text().get(expansion.span.clone()).unwrap_or_default().to_owned(),
                via: Some(expansion.target.clone()),
                weight,
            }),
            // Broader and narrower terms often match by halves (轴承 of 滚动轴承); that is a hint, not a word.
            None => *rest += weight,
        }
    }
    pieces
}

/// Splits `points` among the pieces by weight; pieces worth nothing after rounding are left out.
pub(super) fn into_parts(pieces: Vec<Piece>, points: Points) -> Vec<TermPart> {
    let shares: Vec<f64> = pieces.iter().map(|piece| f64::from(piece.weight)).collect();
    let split = crate::rank::split(points, &shares);
    let parts = pieces.into_iter().zip(split).map(|(piece, points)| TermPart {
        term: piece.term,
        via: piece.via,
        points,
    });
    parts.filter(|part| part.points != Points::default()).collect()
}
