//! Text with marked words, as pages show it: spans instead of markup, so that nothing needs to be escaped twice.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The text.
    pub text: String,
    /// True if it is one of the words looked for.
    pub marked: bool,
}

/// A text in spans; put together they are the text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Marked {
    spans: Vec<Span>,
}

impl Marked {
    /// Marks these byte ranges, which are in order and do not overlap. One that lies outside the text, or cuts a
    /// character, is left out.
    #[must_use]
    pub fn new(text: &str, marks: &[Range<usize>]) -> Self {
        let mut marked = Self::default();
        let mut done = 0;
        for mark in marks {
            let (Some(before), Some(word)) = (text.get(done..mark.start), text.get(mark.clone())) else {
                continue;
            };
            marked.push(before, false);
            marked.push(word, true);
            done = mark.end;
        }
        marked.push(text.get(done..).unwrap_or_default(), false);
        marked
    }

    /// Marks nothing.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self::new(text, &[])
    }

    /// The spans, none of them empty.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// True if there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// True if something is marked.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        self.spans.iter().any(|span| span.marked)
    }

    fn push(&mut self, text: &str, marked: bool) {
        if !text.is_empty() {
            self.spans.push(Span { text: text.to_owned(), marked });
        }
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans.iter().try_for_each(|span| f.write_str(&span.text))
    }
}
