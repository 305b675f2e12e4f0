//! Fields of the index. Text is indexed and never stored; everything a filter or a signal reads is a fast field.

use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use crate::text::{Analyzer, Stream, StreamTokenizer};

/// Raised whenever a field, a tokenisation rule or the meaning of a stored value changes: older indexes are
/// then refused and rebuilt.
pub const SCHEMA_VERSION: u32 = 2;

/// Names of the fast fields.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const OWNER: &str = "owner";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const STATUS: &str = "status";
    pub(crate) const DISCLOSURE: &str = "disclosure";
    pub(crate) const COUNTY: &str = "county";
    pub(crate) const FIELD: &str = "field";
    pub(crate) const INDUSTRY: &str = "industry";
    pub(crate) const TRL: &str = "trl";
    pub(crate) const MODES: &str = "modes";
    pub(crate) const PRICE: &str = "price_fen";
    pub(crate) const PLACE: &str = "place";
    pub(crate) const UPDATED: &str = "updated_on";
    pub(crate) const INDICATORS: &str = "indicators";
}

/// Where in a document a text field looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Title, body and keywords.
    All,
    /// The title alone.
    Title,
}

impl Zone {
    pub(crate) const BOTH: [Zone; 2] = [Zone::All, Zone::Title];
}

/// Handles of all fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) owner: Field,
    pub(crate) kind: Field,
    pub(crate) status: Field,
    pub(crate) disclosure: Field,
    pub(crate) county: Field,
    pub(crate) field: Field,
    pub(crate) industry: Field,
    pub(crate) trl: Field,
    pub(crate) modes: Field,
    pub(crate) price: Field,
    pub(crate) place: Field,
    pub(crate) updated: Field,
    pub(crate) indicators: Field,
    text: [[Field; 3]; 2],
}

impl Fields {
    /// The text field of one zone and stream.
    pub(crate) fn text(&self, zone: Zone, stream: Stream) -> Field {
        self.text[zone as usize][stream as usize]
    }
}

fn tokenizer_name(stream: Stream) -> &'static str {
    match stream {
        Stream::Bigram => "duijie_bigram",
        Stream::Unigram => "duijie_unigram",
        Stream::Word => "duijie_word",
    }
}

/// Positions are kept for bigrams of the whole text only: they are what verbatim search needs.
fn text_options(zone: Zone, stream: Stream) -> TextOptions {
    let record = match (zone, stream) {
        (Zone::All, Stream::Bigram) => IndexRecordOption::WithFreqsAndPositions,
        _ => IndexRecordOption::WithFreqs,
    };
    let indexing =
        TextFieldIndexing::default().set_tokenizer(tokenizer_name(stream)).set_index_option(record);
    TextOptions::default().set_indexing_options(indexing)
}

/// Builds the schema and its field handles.
pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fast = || NumericOptions::default().set_fast();
    let text = Zone::BOTH.map(|zone| {
        Stream::ALL.map(|stream| {
            let name =
                format!("{}_{}", if zone == Zone::All { "all" } else { "title" }, tokenizer_name(stream));
            schema.add_text_field(&name, text_options(zone, stream))
        })
    });
    let fields = Fields {
        id: schema.add_text_field(column::ID, STRING | FAST),
        owner: schema.add_text_field(column::OWNER, STRING | FAST),
        kind: schema.add_u64_field(column::KIND, fast()),
        status: schema.add_u64_field(column::STATUS, fast()),
        disclosure: schema.add_u64_field(column::DISCLOSURE, fast()),
        county: schema.add_u64_field(column::COUNTY, fast()),
        field: schema.add_u64_field(column::FIELD, fast()),
        industry: schema.add_u64_field(column::INDUSTRY, fast()),
        trl: schema.add_u64_field(column::TRL, fast()),
        modes: schema.add_u64_field(column::MODES, fast()),
        price: schema.add_i64_field(column::PRICE, fast()),
        place: schema.add_u64_field(column::PLACE, fast()),
        updated: schema.add_i64_field(column::UPDATED, fast()),
        indicators: schema.add_bytes_field(column::INDICATORS, BytesOptions::default().set_fast()),
        text,
    };
    (schema.build(), fields)
}

/// Makes the analyzer's streams known to an index.
pub(crate) fn register(index: &tantivy::Index, analyzer: &Analyzer) {
    for stream in Stream::ALL {
        index.tokenizers().register(tokenizer_name(stream), StreamTokenizer::new(analyzer.clone(), stream));
    }
}
