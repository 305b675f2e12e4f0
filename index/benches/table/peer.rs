//! The yardstick: tantivy alone, on the same index folder, with the same clauses.

use std::path::Path;

use duijie_index::rank::Need;
use duijie_index::text::{Stream, normalize};
use duijie_index::{Analyzer, Document};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, Occur, QueryClone, TermQuery};
use tantivy::schema::{FAST, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use crate::cpu::process_ms;

const STREAMS: [&str; 3] = ["bigram", "unigram", "word"];

/// A searcher over the engine's own files.
pub struct Peer {
    searcher: Searcher,
}

/// One clause: the stream it belongs to and the boosted term query.
pub struct Clause {
    stream: Stream,
    query: BoostQuery,
}

impl Peer {
    /// Opens the only generation in `folder`.
    pub fn open(folder: &Path) -> Result<Self, crate::Failure> {
        let entries = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        let generation = entries.filter(|path| path.is_dir()).max().ok_or("no generation")?;
        Ok(Self { searcher: Index::open_in_dir(generation)?.reader()?.searcher() })
    }

    /// The clauses of a need in both zones, as the engine weighs them before rarity.
    pub fn clauses(&self, analyzer: &Analyzer, need: &Need) -> Result<Vec<Clause>, crate::Failure> {
        let mut clauses = Vec::new();
        for (stream, token, boost) in need.query(analyzer).terms() {
            for zone in ["all", "title"] {
                let name = format!("{zone}_duijie_{}", STREAMS[stream as usize]);
                let term = Term::from_field_text(self.searcher.schema().get_field(&name)?, token);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push(Clause { stream, query: BoostQuery::new(Box::new(query), boost) });
            }
        }
        Ok(clauses)
    }

    /// The twenty best, by every document's score or by tantivy's own pruning.
    pub fn search(&self, clauses: &[Clause], exhaustive: bool) -> Result<usize, crate::Failure> {
        let should = clauses.iter().map(|clause| (Occur::Should, clause.query.box_clone()));
        let query = BooleanQuery::new(should.collect());
        let top = TopDocs::with_limit(20).order_by_score();
        if exhaustive {
            return Ok(self.searcher.search(&query, &(top, Count))?.1);
        }
        Ok(self.searcher.search(&query, &top)?.len())
    }

    /// The exhaustive search of one stream's clauses alone.
    pub fn search_stream(&self, clauses: &[Clause], stream: Stream) -> Result<usize, crate::Failure> {
        let of_stream = clauses.iter().filter(|clause| clause.stream == stream);
        let should = of_stream.map(|clause| (Occur::Should, clause.query.box_clone())).collect();
        let top = TopDocs::with_limit(20).order_by_score();
        Ok(self.searcher.search(&BooleanQuery::new(should), &(top, Count))?.1)
    }
}

/// CPU ms for indexing the same six text fields when the tokens are known already and stand between spaces.
pub fn index_pretokenised(analyzer: &Analyzer, documents: &[Document]) -> Result<f64, crate::Failure> {
    let mut schema = Schema::builder();
    let mut fields = Vec::new();
    for zone in ["all", "title"] {
        for stream in STREAMS {
            let record = if (zone, stream) == ("all", "bigram") {
                IndexRecordOption::WithFreqsAndPositions
            } else {
                IndexRecordOption::WithFreqs
            };
            let indexing = TextFieldIndexing::default().set_tokenizer("spaces").set_index_option(record);
            let options = TextOptions::default().set_indexing_options(indexing);
            fields.push(schema.add_text_field(&format!("{zone}_{stream}"), options));
        }
    }
    let id = schema.add_text_field("id", STRING | FAST);
    let index = Index::create_in_ram(schema.build());
    index.tokenizers().register("spaces", TextAnalyzer::from(WhitespaceTokenizer::default()));
    let prepared: Vec<Vec<String>> = documents.iter().map(|document| spaced(analyzer, document)).collect();
    let before = process_ms();
    let mut writer = index.writer_with_num_threads(1, 64 << 20)?;
    for (document, texts) in documents.iter().zip(prepared) {
        let mut record = TantivyDocument::default();
        record.add_text(id, &document.id);
        for (field, text) in fields.iter().zip(texts) {
            record.add_text(*field, text);
        }
        writer.add_document(record)?;
    }
    writer.commit()?;
    Ok(process_ms() - before)
}

fn spaced(analyzer: &Analyzer, document: &Document) -> Vec<String> {
    let all = normalize(&format!("{}\n{}", document.title, document.body));
    let title = normalize(&document.title);
    let mut out = Vec::new();
    for text in [&all, &title] {
        for stream in Stream::ALL {
            let mut tokens = Vec::new();
            analyzer.tokens(stream, text, &mut tokens);
            out.push(tokens.iter().map(|token| token.text(text)).collect::<Vec<_>>().join(" "));
        }
    }
    out
}
