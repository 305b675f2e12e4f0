//! Adapter between the analyzer and tantivy's tokenizer interface. Expects text that is normalised already,
//! so that a document is normalised once and not once per field.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::segment::{Analyzer, Stream, StreamToken};

/// A tantivy tokenizer for one stream; clones share the dictionary.
#[derive(Clone)]
pub(crate) struct StreamTokenizer {
    analyzer: Analyzer,
    stream: Stream,
    tokens: Vec<StreamToken>,
    token: Token,
}

impl StreamTokenizer {
    pub(crate) fn new(analyzer: Analyzer, stream: Stream) -> Self {
        Self { analyzer, stream, tokens: Vec::new(), token: Token::default() }
    }
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = PreparedTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PreparedTokens<'a> {
        self.tokens.clear();
        self.token.reset();
        self.analyzer.tokens(self.stream, text, &mut self.tokens);
        PreparedTokens { text, tokens: self.tokens.iter(), token: &mut self.token }
    }
}

/// The tokens of one text, handed out one by one in the same reused buffer.
pub(crate) struct PreparedTokens<'a> {
    text: &'a str,
    tokens: std::slice::Iter<'a, StreamToken>,
    token: &'a mut Token,
}

impl TokenStream for PreparedTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(next) = self.tokens.next() else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(next.text(self.text));
        self.token.offset_from = next.start as usize;
        self.token.offset_to = next.end as usize;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
