//! Cuts normalised text into runs of one script, and the runs into the tokens of three streams.
//!
//! Character bigrams carry most of Chinese retrieval, single characters bridge what bigrams miss, dictionary
//! words sharpen both. jieba works without its hidden Markov model, so that a need and a capability are cut alike.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jieba_rs::{Jieba, TokenizeMode};
use sha2::{Digest, Sha256};

use super::MAX_TOKEN_BYTES;
use super::normalize::{Normalized, is_han, is_word, normalize};
use crate::lexicon::{Lexicon, LexiconError};

/// What a run of normalised text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Chinese characters.
    Han,
    /// Letters and digits of other scripts, with decimal points and degree signs inside quantities: `0.01mm`.
    Word,
    /// Everything else: punctuation, spaces, symbols. Gives no tokens.
    Other,
}

/// A maximal stretch of normalised text of one kind; `start..end` are byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// What the run is made of.
    pub kind: RunKind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Splits normalised text into runs that follow one another without gaps.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut previous = '\0';
    let mut rest = text.char_indices().peekable();
    while let Some((start, ch)) = rest.next() {
        let next = rest.peek().map(|&(_, next)| next);
        let kind = kind_of(previous, ch, next);
        let end = start + ch.len_utf8();
        match out.last_mut() {
            Some(run) if run.kind == kind => run.end = end,
            _ => out.push(Run { kind, start, end }),
        }
        previous = ch;
    }
    out
}

fn kind_of(previous: char, ch: char, next: Option<char>) -> RunKind {
    if is_han(ch) {
        return RunKind::Han;
    }
    let digit_before = previous.is_ascii_digit();
    let inside_quantity = match ch {
        '.' => digit_before && next.is_some_and(|next| next.is_ascii_digit()),
        '°' => digit_before && matches!(next, Some('c' | 'f')),
        _ => false,
    };
    if is_word(ch) || inside_quantity { RunKind::Word } else { RunKind::Other }
}

/// One of the three ways a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Overlapping pairs of Chinese characters; a lone character stands for itself.
    Bigram,
    /// Single Chinese characters.
    Unigram,
    /// Dictionary words with the shorter words inside them.
    Word,
}

impl Stream {
    /// All streams, in the order in which scores are added up.
    pub const ALL: [Stream; 3] = [Stream::Bigram, Stream::Unigram, Stream::Word];
}

/// A token as a byte range of the normalised text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamToken {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl StreamToken {
    /// The token's text inside the normalised text it was cut from.
    #[must_use]
    pub fn text(self, normalized: &str) -> &str {
        normalized.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A text with something of everything that dictionaries and tables decide.
const FINGERPRINT_TEXT: &str = "洛陽市規模以上工業企業的軸承鋼熱處理與乾燥工藝研究，采用双频感应淬火提高转盘轴承使用寿命，\
    ０．０１ ｍｍ、1,800 ℃、Al₂O₃；南京市长江大桥结合成分子时研究生命起源，机器学习和人工智能应用于矿井提升机。";

/// Dictionary, lexicon and the cutting rules; cheap to clone, one dictionary per process.
#[derive(Clone)]
pub struct Analyzer {
    jieba: Arc<Jieba>,
    lexicon: Arc<Lexicon>,
    fingerprint: Arc<str>,
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("lexicon", &self.lexicon.hash()).finish_non_exhaustive()
    }
}

impl Analyzer {
    /// Builds an analyzer: jieba's default dictionary plus the lexicon's words. Takes about 0.2 s and 70 MB;
    /// keep one per process and clone it.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        let mut jieba = Jieba::new();
        for word in lexicon.user_words() {
            jieba.add_word(word, None, None);
        }
        let mut analyzer =
            Self { jieba: Arc::new(jieba), lexicon: Arc::new(lexicon), fingerprint: "".into() };
        analyzer.fingerprint = analyzer.take_fingerprint().into();
        analyzer
    }

    /// Lexicon hash, and a hash of how a fixed text is cut: dictionary and character tables of the libraries
    /// below may change with their versions. An index built with another fingerprint must be rebuilt.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn take_fingerprint(&self) -> String {
        let text = normalize(FINGERPRINT_TEXT);
        let mut digest = Sha256::new();
        let mut tokens = Vec::new();
        for stream in Stream::ALL {
            tokens.clear();
            self.tokens(stream, &text, &mut tokens);
            tokens.iter().for_each(|token| digest.update([token.text(&text).as_bytes(), b" "].concat()));
        }
        let cut: String = digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{cut}", self.lexicon.hash())
    }

    /// The process-wide analyzer over the lexicon built into this crate.
    ///
    /// # Errors
    /// If a built-in lexicon file is broken, which the tests of this crate rule out for a release.
    pub fn bundled() -> Result<Self, LexiconError> {
        static BUNDLED: OnceLock<Result<Analyzer, LexiconError>> = OnceLock::new();
        BUNDLED.get_or_init(|| Lexicon::bundled().map(Self::new)).clone()
    }

    /// The lexicon in use.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Appends the tokens of `stream` in normalised `text` to `out`, in text order (of equal starts, the
    /// shorter first).
    pub fn tokens(&self, stream: Stream, text: &str, out: &mut Vec<StreamToken>) {
        for run in runs(text) {
            match run.kind {
                RunKind::Other => {}
                RunKind::Word => push_token(run.start, run.end, out),
                RunKind::Han => self.han_tokens(stream, text, &run, out),
            }
        }
    }

    fn han_tokens(&self, stream: Stream, text: &str, run: &Run, out: &mut Vec<StreamToken>) {
        let han = &text[run.start..run.end];
        match stream {
            Stream::Unigram => {
                for (at, ch) in han.char_indices() {
                    push_token(run.start + at, run.start + at + ch.len_utf8(), out);
                }
            }
            Stream::Bigram => push_bigrams(han, run.start, out),
            Stream::Word => self.push_words(han, run.start, out),
        }
    }

    fn push_words(&self, han: &str, offset: usize, out: &mut Vec<StreamToken>) {
        for token in self.jieba.tokenize(han, TokenizeMode::Search, false) {
            if !self.lexicon.is_false_piece(token.word) {
                let start = offset + token.byte_start;
                push_token(start, start + token.word.len(), out);
            }
        }
    }
}

fn push_bigrams(han: &str, offset: usize, out: &mut Vec<StreamToken>) {
    let mut starts = han.char_indices().map(|(at, _)| at);
    let Some(mut first) = starts.next() else { return };
    let Some(mut second) = starts.next() else {
        push_token(offset, offset + han.len(), out);
        return;
    };
    for third in starts.chain([han.len()]) {
        push_token(offset + first, offset + third, out);
        first = second;
        second = third;
    }
}

fn push_token(start: usize, end: usize, out: &mut Vec<StreamToken>) {
    if end - start <= MAX_TOKEN_BYTES {
        out.push(StreamToken { start: start as u32, end: end as u32 });
    }
}

/// The segments of an original text with their byte ranges in it: joined, the ranges are the text again.
/// Words are the longest dictionary words; punctuation and spaces are segments of their own.
#[must_use]
pub fn segments(analyzer: &Analyzer, original: &str) -> Vec<(Range<usize>, RunKind)> {
    let normalized = Normalized::new(original);
    let text = normalized.text();
    let mut out: Vec<(Range<usize>, RunKind)> = Vec::new();
    for run in runs(text) {
        let mut bounds = vec![run.start];
        if run.kind == RunKind::Han {
            let words = analyzer.jieba.tokenize(&text[run.start..run.end], TokenizeMode::Default, false);
            bounds.extend(words.iter().skip(1).map(|word| run.start + word.byte_start));
        }
        bounds.push(run.end);
        for pair in bounds.windows(2) {
            let source = normalized.source(pair[0]..pair[1]);
            match out.last_mut() {
                // A compatibility character such as ㍿ may have become two segments of one source.
                Some((last, _)) if source.start < last.end => last.end = last.end.max(source.end),
                _ => out.push((source, run.kind)),
            }
        }
    }
    if out.is_empty() && !original.is_empty() {
        out.push((0..original.len(), RunKind::Other));
    }
    out
}
