//! The text pipeline: normalise → split into runs → cut into the tokens of three streams.
//!
//! Laws, tested in `tests/it/text_laws.rs` on every string proptest can think of:
//! - nothing here fails or panics, whatever the text;
//! - the source ranges of the segments, joined, are the original text;
//! - the bigram and single-character tokens of a piece of a text are tokens of the text (context-free);
//! - spellings that differ only in width, case, script variant or number layout give the same tokens.
//!
//! This folder knows nothing of indexes, queries or scores.

mod normalize;
mod segment;
mod tokenizer;

pub use normalize::{Normalized, is_han, normalize};
pub use segment::{Analyzer, Run, RunKind, Stream, StreamToken, runs, segments};
pub(crate) use tokenizer::StreamTokenizer;

/// Longest token, in bytes, that is indexed or asked for; a longer run (a pasted hash, a URL) is no word.
pub const MAX_TOKEN_BYTES: usize = 120;
