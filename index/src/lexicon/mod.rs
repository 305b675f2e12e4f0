//! The lexicon: which words belong together although they share no characters.
//!
//! Six files in `index/lexicon/`, built into the crate and checked when loaded: user words for the segmenter,
//! synonym groups, kinds (narrower → broader), bridges from the wording of needs to the wording of
//! capabilities, pieces of words that mean nothing, and words of narration. This module finds lexicon terms in a text and says
//! what each leads to; how much such an expansion weighs is the business of `query`.

mod parse;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};

pub use parse::{LexiconError, LexiconProblem};

use crate::text::{is_han, normalize};

/// The text of the six lexicon files, not yet checked.
#[derive(Debug, Clone, Default)]
pub struct LexiconSource {
    /// `terms.txt`: one user word a line.
    pub terms: String,
    /// `synonyms.txt`: one comma-separated group a line.
    pub synonyms: String,
    /// `relations.tsv`: narrower term, tab, broader term.
    pub relations: String,
    /// `related.tsv`: wording of a need, tab, comma-separated wordings of capabilities.
    pub related: String,
    /// `false_pieces.txt`: one string a line that is never a word.
    pub false_pieces: String,
    /// `narrative.txt`: one word a line that tells of a need without naming what is wanted.
    pub narrative: String,
}

impl LexiconSource {
    /// The files this crate was built with.
    #[must_use]
    pub fn bundled() -> Self {
        Self {
            terms: include_str!("../../lexicon/terms.txt").to_owned(),
            synonyms: include_str!("../../lexicon/synonyms.txt").to_owned(),
            relations: include_str!("../../lexicon/relations.tsv").to_owned(),
            related: include_str!("../../lexicon/related.tsv").to_owned(),
            false_pieces: include_str!("../../lexicon/false_pieces.txt").to_owned(),
            narrative: include_str!("../../lexicon/narrative.txt").to_owned(),
        }
    }

    /// Reads the six files from a folder; a missing file is an error, an empty one is not.
    ///
    /// # Errors
    /// [`LexiconProblem::Unreadable`] with the file's name if one cannot be read as UTF-8 text.
    pub fn read(folder: &Path) -> Result<Self, LexiconError> {
        let read = |file: &'static str| {
            std::fs::read_to_string(folder.join(file))
                .map_err(|error| LexiconError::new(file, 0, LexiconProblem::Unreadable(error.to_string())))
        };
        Ok(Self {
            terms: read("terms.txt")?,
            synonyms: read("synonyms.txt")?,
            relations: read("relations.tsv")?,
            related: read("related.tsv")?,
            false_pieces: read("false_pieces.txt")?,
            narrative: read("narrative.txt")?,
        })
    }
}

/// How an expansion's target is related to the words of the need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Another name of the same thing.
    Synonym,
    /// A kind of the thing.
    Narrower,
    /// What the thing is a kind of.
    Broader,
    /// A technology that answers the wording.
    Related,
}

/// A term of the lexicon found in a text, and one term it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// Where the term stands, as a byte range of the normalised text.
    pub span: Range<usize>,
    /// The term it leads to, normalised.
    pub target: String,
    /// How the two are related.
    pub relation: Relation,
}

/// A checked lexicon.
#[derive(Debug)]
pub struct Lexicon {
    user_words: BTreeSet<String>,
    groups: Vec<Vec<String>>,
    group_of: HashMap<String, usize>,
    broader: BTreeMap<String, Vec<String>>,
    narrower: BTreeMap<String, Vec<String>>,
    related: BTreeMap<String, Vec<String>>,
    false_pieces: HashSet<String>,
    things: Matcher,
    wordings: Matcher,
    narrative: Matcher,
    hash: String,
}

impl Lexicon {
    /// The lexicon built into this crate.
    ///
    /// # Errors
    /// If one of its files is broken.
    pub fn bundled() -> Result<Self, LexiconError> {
        Self::parse(&LexiconSource::bundled())
    }

    /// A lexicon without entries.
    ///
    /// # Errors
    /// Never in practice; the signature is that of [`Lexicon::parse`].
    pub fn empty() -> Result<Self, LexiconError> {
        Self::parse(&LexiconSource::default())
    }

    /// Checks the files' text and builds the lexicon.
    ///
    /// # Errors
    /// Names file, line and problem: an empty field, a group of one, a term in two groups, a repeated line,
    /// a term that is broader than itself over however many steps.
    pub fn parse(source: &LexiconSource) -> Result<Self, LexiconError> {
        let groups = parse::groups(&source.synonyms)?;
        let broader = parse::relations(&source.relations)?;
        let related = parse::related(&source.related)?;
        let false_pieces = parse::words("false_pieces.txt", &source.false_pieces)?;
        let terms = parse::words("terms.txt", &source.terms)?;
        let mut narrower: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (child, parents) in &broader {
            for parent in parents {
                narrower.entry(parent.clone()).or_default().push(child.clone());
            }
        }
        let group_of: HashMap<String, usize> = groups
            .iter()
            .enumerate()
            .flat_map(|(at, group)| group.iter().map(move |term| (term.clone(), at)))
            .collect();
        let things: BTreeSet<&String> =
            group_of.keys().chain(broader.keys()).chain(narrower.keys()).collect();
        let user_words =
            things.iter().map(|term| (*term).clone()).chain(terms).filter(|term| is_user_word(term));
        Ok(Self {
            user_words: user_words.collect(),
            things: Matcher::new("synonyms.txt", things.into_iter().cloned().collect())?,
            wordings: Matcher::new("related.tsv", related.keys().cloned().collect())?,
            narrative: Matcher::new("narrative.txt", parse::words("narrative.txt", &source.narrative)?)?,
            groups,
            group_of,
            broader,
            narrower,
            related,
            false_pieces: false_pieces.into_iter().collect(),
            hash: hash(source),
        })
    }

    /// A short hash of the files' text; an index built with another hash must be rebuilt.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Words that the segmenter keeps whole.
    pub fn user_words(&self) -> impl Iterator<Item = &str> {
        self.user_words.iter().map(String::as_str)
    }

    /// True for a piece of a longer word that means nothing by itself (机主 in 盾构机主轴承).
    #[must_use]
    pub fn is_false_piece(&self, word: &str) -> bool {
        self.false_pieces.contains(word)
    }

    /// Finds the terms of the lexicon in normalised text (leftmost, longest; whole tokens for Latin ones) and
    /// what they lead to.
    #[must_use]
    pub fn expansions(&self, text: &str) -> Vec<Expansion> {
        let mut out = Vec::new();
        for (span, term) in self.things.find(text) {
            self.expand_thing(&span, term, &mut out);
        }
        for (span, term) in self.wordings.find(text) {
            for target in self.related.get(term).into_iter().flatten() {
                push(&span, target, Relation::Related, &mut out);
            }
        }
        out
    }

    /// Where normalised text only tells a story: byte ranges in order, not overlapping. A term of the lexicon
    /// is never part of one.
    #[must_use]
    pub fn narrative(&self, text: &str) -> Vec<Range<usize>> {
        let things = self.things.find(text);
        let free = |range: &Range<usize>| {
            let at = things.partition_point(|(thing, _)| thing.end <= range.start);
            things.get(at).is_none_or(|(thing, _)| thing.start >= range.end)
        };
        self.narrative.find(text).into_iter().map(|(range, _)| range).filter(free).collect()
    }

    fn expand_thing(&self, span: &Range<usize>, term: &str, out: &mut Vec<Expansion>) {
        let group = self.group_of.get(term).and_then(|&at| self.groups.get(at));
        let names = || group.into_iter().flatten().map(String::as_str).filter(move |name| *name != term);
        for name in names() {
            push(span, name, Relation::Synonym, out);
        }
        for name in std::iter::once(term).chain(names()) {
            for child in self.narrower.get(name).into_iter().flatten() {
                push(span, child, Relation::Narrower, out);
            }
            for parent in self.broader.get(name).into_iter().flatten() {
                push(span, parent, Relation::Broader, out);
            }
        }
    }
}

fn push(span: &Range<usize>, target: &str, relation: Relation, out: &mut Vec<Expansion>) {
    out.push(Expansion { span: span.clone(), target: target.to_owned(), relation });
}

/// Only words of Chinese characters reach the segmenter: runs of other scripts are never cut.
fn is_user_word(term: &str) -> bool {
    term.chars().count() >= 2 && term.chars().all(is_han)
}

fn hash(source: &LexiconSource) -> String {
    let mut digest = Sha256::new();
    let files = [
        &source.terms,
        &source.synonyms,
        &source.relations,
        &source.related,
        &source.false_pieces,
        &source.narrative,
    ];
    for file in files {
        digest.update((file.len() as u64).to_le_bytes());
        digest.update(file.as_bytes());
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Finds the longest terms of a fixed set in a text.
#[derive(Debug)]
struct Matcher {
    terms: Vec<Arc<str>>,
    automaton: AhoCorasick,
}

impl Matcher {
    fn new(file: &'static str, terms: Vec<String>) -> Result<Self, LexiconError> {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(terms.iter().map(|term| unhyphenated(term)))
            .map_err(|error| LexiconError::new(file, 0, LexiconProblem::TooLarge(error.to_string())))?;
        Ok(Self { terms: terms.into_iter().map(Arc::from).collect(), automaton })
    }

    /// Leftmost-longest matches that do not cut a Latin or numeric token in two.
    fn find<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a str)> {
        let mut all: Vec<(Range<usize>, usize)> = self
            .automaton
            .find_overlapping_iter(&unhyphenated(text))
            .map(|found| (found.range(), found.pattern().as_usize()))
            .filter(|(range, _)| is_whole(text, range))
            .collect();
        all.sort_by(|(a, _), (b, _)| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        let mut free_from = 0;
        let mut out = Vec::new();
        for (range, pattern) in all {
            if let (true, Some(term)) = (range.start >= free_from, self.terms.get(pattern)) {
                free_from = range.end;
                out.push((range, &**term));
            }
        }
        out
    }
}

/// Ball-screw is ball screw; byte positions stay.
fn unhyphenated(text: &str) -> String {
    text.replace('-', " ")
}

/// True unless the match begins or ends inside a run of letters and digits; an English plural may follow.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let word = |ch: Option<char>| ch.is_some_and(|ch| ch.is_alphanumeric() && !is_han(ch));
    let letter = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_lowercase());
    let matched = &text[range.clone()];
    let (first, last) = (matched.chars().next(), matched.chars().next_back());
    if word(text[..range.start].chars().next_back()) && word(first) {
        return false;
    }
    let rest = &text[range.end..];
    let plural = matched.len() > 2 && letter(last);
    let endings = if plural { &["es", "s", ""][..] } else { &[""][..] };
    let ends = |ending: &&str| rest.strip_prefix(*ending).is_some_and(|rest| !word(rest.chars().next()));
    !word(last) || endings.iter().any(ends)
}

/// The normal form in which terms are kept and compared.
fn term(raw: &str) -> String {
    normalize(raw.trim())
}
