//! Turns the words of a need into weighted terms. Knows the lexicon, not the index: how rare a term is, and so
//! how much it weighs in the end, is decided by `score`.
//!
//! All terms of the need are kept: dropping the common ones of a long need was measured to cost quality. User
//! text never reaches a query parser.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::lexicon::{Expansion, Relation};
use crate::text::{Analyzer, Normalized, Stream, StreamToken, is_han};

/// Characters of a need that are read; what follows is ignored and [`Query::is_truncated`] says so. The longest
/// form field allows 1,500.
pub const MAX_QUERY_CHARS: usize = 10_000;

/// Most terms that expansions may add, so that one sweeping word cannot drown a need.
const MAX_EXPANSION_TERMS: usize = 600;

/// Without a title, the first clause of the text up to this many characters stands for it in the self-score.
const TITLE_CHARS: usize = 40;

/// How much each stream weighs against the bigrams.
fn stream_weight(stream: Stream) -> f32 {
    match stream {
        Stream::Bigram => 1.0,
        Stream::Unigram | Stream::Word => 0.5,
    }
}

/// How much an expansion weighs against a term of the need itself. Another name for a Latin word weighs more:
/// Chinese texts hardly ever hold the word itself, and no characters bridge the two.
fn expansion_weight(expansion: &Expansion, text: &str) -> f32 {
    let latin = || text.get(expansion.span.clone()).is_some_and(|term| !term.contains(is_han));
    match expansion.relation {
        Relation::Synonym if latin() => 0.75,
        Relation::Synonym => 0.5,
        Relation::Narrower | Relation::Broader => 0.2,
        Relation::Related => 0.3,
    }
}

/// How much an occurrence in narration counts (上午, 老师傅, 怎么办): such words are rare in descriptions of
/// technology, and therefore weighty by their rarity, but name none.
const NARRATIVE_COUNT: f32 = 0.5;

/// The words of a need.
#[derive(Debug, Clone, Copy, Default)]
pub struct QueryText<'a> {
    /// Title; may be empty.
    pub title: &'a str,
    /// Problem, targets, whatever describes the need.
    pub body: &'a str,
    /// Keywords; may be empty.
    pub keywords: &'a [String],
}

impl<'a> QueryText<'a> {
    /// A need that is one piece of text.
    #[must_use]
    pub fn plain(body: &'a str) -> Self {
        Self { title: "", body, keywords: &[] }
    }
}

/// Where a term of a query comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The need's own words.
    Own,
    /// The expansion with this number.
    Expansion(u32),
}

/// One term to look for.
#[derive(Debug, Clone)]
pub(crate) struct QueryTerm {
    pub(crate) stream: Stream,
    pub(crate) token: String,
    /// Occurrences in the whole need and in its title; 0 for expansions.
    pub(crate) count: u32,
    pub(crate) title_count: u32,
    /// Occurrences again, those in narration counted less.
    weighed: f32,
    /// Weight before rarity: stream × √count, or stream × relation.
    pub(crate) factor: f32,
    pub(crate) origin: Origin,
}

impl QueryTerm {
    /// True if the need has the term in narration only.
    pub(crate) fn is_narrative(&self) -> bool {
        self.count > 0 && self.weighed <= self.count as f32 * NARRATIVE_COUNT
    }
}

/// A need, ready to be asked of any index built with the same analyzer.
#[derive(Debug, Clone)]
pub struct Query {
    pub(crate) text: String,
    pub(crate) terms: Vec<QueryTerm>,
    /// Tokens of the whole need and of its title, per stream: the lengths for the self-score.
    pub(crate) lengths: [[u32; 3]; 2],
    pub(crate) expansions: Vec<Expansion>,
    truncated: bool,
}

impl Query {
    /// Reads a need, to find whoever could answer it: with other names, kinds, and the technologies that answer
    /// its wording. Any text is accepted; one without letters, digits or Chinese characters gives an empty query.
    #[must_use]
    pub fn new(analyzer: &Analyzer, text: &QueryText<'_>) -> Self {
        let expansions = |text: &str| analyzer.lexicon().expansions(text);
        Builder::read(analyzer, text).finish(analyzer, expansions)
    }

    /// Reads what somebody typed into a search box: only other names of the same things are added, so that what
    /// is found and counted is what was asked for.
    #[must_use]
    pub fn words(analyzer: &Analyzer, text: &str) -> Self {
        let expansions = |text: &str| {
            let mut all = analyzer.lexicon().expansions(text);
            all.retain(|expansion| expansion.relation == Relation::Synonym);
            all
        };
        Builder::read(analyzer, &QueryText::plain(text)).finish(analyzer, expansions)
    }

    /// True if there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// True if the text was longer than [`MAX_QUERY_CHARS`].
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The normalised text that was read: title, body and keywords, one a line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The terms with their weights before rarity, for whoever wants to ask another engine the same.
    pub fn terms(&self) -> impl Iterator<Item = (Stream, &str, f32)> {
        self.terms.iter().map(|term| (term.stream, term.token.as_str(), term.factor))
    }

    /// What the lexicon found in the need.
    #[must_use]
    pub fn expansions(&self) -> &[Expansion] {
        &self.expansions
    }
}

/// The parts of a query while it is being built.
struct Builder {
    text: String,
    title: Range<usize>,
    terms: Vec<QueryTerm>,
    index: HashMap<(Stream, String), usize>,
    lengths: [[u32; 3]; 2],
    truncated: bool,
}

impl Builder {
    fn read(analyzer: &Analyzer, text: &QueryText<'_>) -> Self {
        let mut original = String::new();
        let mut left = MAX_QUERY_CHARS;
        let mut truncated = false;
        for part in [text.title, text.body].into_iter().chain(text.keywords.iter().map(String::as_str)) {
            let end = part.char_indices().nth(left).map_or(part.len(), |(at, _)| at);
            truncated |= end < part.len();
            left = left.saturating_sub(part[..end].chars().count());
            // Each part is one line, so that the title ends where the first line ends.
            original.extend(part[..end].trim().chars().map(|ch| if ch == '\n' { ' ' } else { ch }));
            original.push('\n');
        }
        let normalized = Normalized::new(&original).text().to_owned();
        let title = title_range(&normalized, text.title.trim().is_empty());
        let (terms, index) = (Vec::new(), HashMap::new());
        let mut builder = Self { text: normalized, title, terms, index, lengths: [[0; 3]; 2], truncated };
        for stream in Stream::ALL {
            builder.add_own(analyzer, stream);
        }
        builder
    }

    fn add_own(&mut self, analyzer: &Analyzer, stream: Stream) {
        let mut tokens = Vec::new();
        analyzer.tokens(stream, &self.text, &mut tokens);
        let narrative = analyzer.lexicon().narrative(&self.text);
        for token in tokens {
            let at = narrative.partition_point(|span| span.end <= token.start as usize);
            let told = narrative.get(at).is_some_and(|span| span.start < token.end as usize);
            let in_title =
                self.title.contains(&(token.start as usize)) && token.end as usize <= self.title.end;
            self.lengths[0][stream as usize] += 1;
            self.lengths[1][stream as usize] += u32::from(in_title);
            let word = token.text(&self.text);
            let at = *self.index.entry((stream, word.to_owned())).or_insert(self.terms.len());
            if at == self.terms.len() {
                self.terms.push(QueryTerm {
                    stream,
                    token: word.to_owned(),
                    count: 0,
                    title_count: 0,
                    weighed: 0.0,
                    factor: 0.0,
                    origin: Origin::Own,
                });
            }
            if let Some(term) = self.terms.get_mut(at) {
                term.count += 1;
                term.title_count += u32::from(in_title);
                term.weighed += if told { NARRATIVE_COUNT } else { 1.0 };
                term.factor = stream_weight(stream) * term.weighed.sqrt();
            }
        }
    }

    /// Adds the tokens of an expansion's target that the need lacks; of two expansions with the same token the
    /// stronger one keeps it.
    fn add_expansion(&mut self, analyzer: &Analyzer, number: u32, expansion: &Expansion) {
        let mut tokens: Vec<StreamToken> = Vec::new();
        for stream in Stream::ALL {
            tokens.clear();
            analyzer.tokens(stream, &expansion.target, &mut tokens);
            let factor = stream_weight(stream) * expansion_weight(expansion, &self.text);
            for token in &tokens {
                let word = token.text(&expansion.target);
                let origin = Origin::Expansion(number);
                match self.index.get(&(stream, word.to_owned())).and_then(|&at| self.terms.get_mut(at)) {
                    Some(term) if term.origin == Origin::Own || term.factor >= factor => {}
                    Some(term) => {
                        term.factor = factor;
                        term.origin = origin;
                    }
                    None => {
                        let token = word.to_owned();
                        self.index.insert((stream, token.clone()), self.terms.len());
                        self.terms.push(QueryTerm {
                            stream,
                            token,
                            count: 0,
                            title_count: 0,
                            weighed: 0.0,
                            factor,
                            origin,
                        });
                    }
                }
            }
        }
    }

    fn finish(mut self, analyzer: &Analyzer, expansions: impl Fn(&str) -> Vec<Expansion>) -> Query {
        let mut expansions = expansions(&self.text);
        // Strong relations first: they keep their tokens and are the last to be cut.
        expansions.sort_by(|a, b| a.relation.cmp(&b.relation).then(a.span.start.cmp(&b.span.start)));
        // The same target again adds nothing, however often its term occurs.
        let mut seen = HashSet::new();
        expansions.retain(|expansion| seen.insert(expansion.target.clone()));
        let own = self.terms.len();
        for (number, expansion) in expansions.iter().enumerate() {
            if self.terms.len() - own >= MAX_EXPANSION_TERMS {
                break;
            }
            self.add_expansion(analyzer, number as u32, expansion);
        }
        Query {
            text: self.text,
            terms: self.terms,
            lengths: self.lengths,
            expansions,
            truncated: self.truncated,
        }
    }
}

/// The title's range in the normalised text: the first line, or without a title the first clause.
fn title_range(text: &str, untitled: bool) -> Range<usize> {
    if !untitled {
        return 0..text.find('\n').unwrap_or(text.len());
    }
    let start = text.find(|ch: char| !ch.is_whitespace()).unwrap_or(text.len());
    let rest = &text[start..];
    let clause = rest.find(['\n', '。', '；', ';', '!', '?', '！', '？']).unwrap_or(rest.len());
    let limit = rest.char_indices().nth(TITLE_CHARS).map_or(rest.len(), |(at, _)| at);
    start..start + clause.min(limit)
}
