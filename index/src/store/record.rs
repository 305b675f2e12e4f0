//! Turns a document into the record that is indexed, and refuses what cannot be one.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;

use crate::document::{Code, Document, MAX_INDICATORS};
use crate::error::IndexError;
use crate::schema::{Fields, Zone};
use crate::text::{Stream, normalize};

/// A document's id and an owner's id are index terms and must fit in one.
const MAX_ID_BYTES: usize = 1_000;

/// Figures are stored in one term of at most this length.
const MAX_FIGURE_BYTES: usize = 60_000;

/// Refuses what cannot be indexed.
pub(super) fn check(document: &Document) -> Result<(), IndexError> {
    let refuse = |problem| {
        let id = document.id.chars().take(60).collect();
        Err(IndexError::Document { id, problem })
    };
    if document.id.is_empty() || document.owners.iter().any(String::is_empty) {
        return refuse("an id is empty");
    }
    if document.id.len() > MAX_ID_BYTES || document.owners.iter().any(|owner| owner.len() > MAX_ID_BYTES) {
        return refuse("an id is longer than 1,000 bytes");
    }
    if document.trl.is_some_and(|trl| !(1..=9).contains(&trl)) {
        return refuse("its technology readiness is not between 1 and 9");
    }
    Ok(())
}

/// The figures as the bytes of a fast field, which are an index term and cut off silently if too long.
fn encoded_indicators(document: &Document) -> Result<Vec<u8>, IndexError> {
    let refuse = |problem| IndexError::Document { id: document.id.clone(), problem };
    let finite = |value: Option<f64>| value.is_none_or(f64::is_finite);
    if !document
        .indicators
        .iter()
        .all(|figure| finite(figure.low) && finite(figure.high) && finite(figure.current))
    {
        return Err(refuse("a figure is not a finite number"));
    }
    let encoded =
        serde_json::to_vec(&document.indicators).map_err(|_| refuse("a figure cannot be stored"))?;
    if document.indicators.len() > MAX_INDICATORS || encoded.len() > MAX_FIGURE_BYTES {
        return Err(refuse("it has more than 200 figures, or very long names of figures"));
    }
    Ok(encoded)
}

impl Fields {
    /// The tantivy form of a document.
    pub(super) fn document(&self, document: &Document) -> Result<TantivyDocument, IndexError> {
        let mut out = TantivyDocument::default();
        self.add_text(document, &mut out);
        out.add_text(self.id, &document.id);
        for owner in document.owners.iter().collect::<BTreeSet<_>>() {
            out.add_text(self.owner, owner);
        }
        let single = [
            (self.kind, document.kind),
            (self.status, document.status),
            (self.disclosure, document.disclosure),
            (self.county, document.county),
            (self.place, document.place),
        ];
        let many = [(self.field, &document.fields), (self.industry, &document.industries)];
        let many =
            many.into_iter().flat_map(|(field, codes)| codes.iter().map(move |&code| (field, Some(code))));
        for (field, code) in single.into_iter().chain(many) {
            if let Some(code) = code.map(Code::packed) {
                out.add_u64(field, code);
            }
        }
        if let Some(trl) = document.trl {
            out.add_u64(self.trl, u64::from(trl));
        }
        if !document.modes.is_empty() {
            out.add_u64(self.modes, document.modes.0);
        }
        if let Some(price_fen) = document.price_fen {
            out.add_i64(self.price, price_fen);
        }
        if let Some(day) = document.updated_on {
            out.add_i64(self.updated, i64::from(day.0));
        }
        if !document.indicators.is_empty() {
            out.add_bytes(self.indicators, &encoded_indicators(document)?);
        }
        Ok(out)
    }

    /// Each text once per stream; the whole text once more per stream with the title in front.
    fn add_text(&self, document: &Document, out: &mut TantivyDocument) {
        let title = normalize(&document.title);
        let body = normalize(&document.body);
        for stream in Stream::ALL {
            out.add_text(self.text(Zone::Title, stream), &title);
            out.add_text(self.text(Zone::All, stream), &title);
            out.add_text(self.text(Zone::All, stream), &body);
            for keyword in &document.keywords {
                out.add_text(self.text(Zone::All, stream), normalize(keyword));
            }
        }
    }
}
