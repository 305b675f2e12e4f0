//! Rows of a list: the record, with the words looked for marked in title and passage.

use std::collections::BTreeMap;

use duijie_index::explain::{CapabilityText, explain, highlight};
use duijie_index::rank::Points;
use duijie_index::{Hit, IndexError, Query, Snapshot};
use serde::Serialize;

use super::kind::SearchKind;
use super::names::county_name;
use super::records::{OwnerShown, Record, Term};
use crate::city::CityPack;
use crate::domain::time::BusinessDate;
use crate::service::drawn::Drawn;
use crate::service::marked::Marked;

/// Characters of a text that are shown where no words say which part matters.
const LEAD_CHARS: usize = 120;

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub record: SearchKind,
    /// Id.
    pub id: String,
    /// Printed number.
    pub no: String,
    /// Title or name.
    pub title: Marked,
    /// The part of the text that says most; its beginning where no words were given.
    pub passage: Marked,
    /// True if text was left out before or after the passage.
    pub cut: (bool, bool),
    /// The enterprise, or the holders in the order in which they were recorded; none for institutions.
    pub owners: Vec<OwnerShown>,
    /// Kind of need, resource or body.
    pub kind: Option<Term>,
    /// Where it stands; institutions have none.
    pub status: Option<Term>,
    /// County of the enterprise.
    pub county: Option<String>,
    /// Where the (first) institution is, as written.
    pub place: Option<String>,
    /// Names of the technical fields.
    pub fields: Vec<String>,
    /// Budget or price: `120 万元`, `面议`.
    pub price: Option<String>,
    /// Modes of cooperation.
    pub modes: Vec<&'static str>,
    /// By when a need is to be solved.
    pub due_on: Option<BusinessDate>,
    /// When it was collected, confirmed or recorded: what the newest are sorted by.
    pub dated_on: Option<BusinessDate>,
    /// The last day on which a capability is said to hold.
    #[serde(skip)]
    pub valid_until: Option<BusinessDate>,
    /// Technology readiness 1–9.
    pub readiness: Option<i64>,
    /// The first indicators, as written.
    pub indicators: Vec<String>,
    /// Published capabilities that an institution holds.
    pub capabilities: Option<u64>,
    /// Fit with the words, 0 to 100; `None` where none were given.
    pub fit: Option<u8>,
    /// What a page made of it.
    #[serde(skip)]
    pub drawn: Drawn,
}

/// The row of a record in a list without words.
pub(super) fn plain(kind: SearchKind, id: &str, record: Record) -> Row {
    let (lead, more) = lead(&record.body);
    let texts = (Marked::plain(&record.title), Marked::plain(lead), (false, more));
    shown(kind, id, record, texts)
}

/// The rows for these hits, in their order. Marking words takes its time.
pub(super) fn rows(
    snapshot: &Snapshot,
    query: Option<&Query>,
    kind: SearchKind,
    hits: &[Hit],
    records: &mut BTreeMap<String, Record>,
) -> Result<Vec<Row>, IndexError> {
    let mut rows = Vec::with_capacity(hits.len());
    for hit in hits {
        if let Some(record) = records.remove(&hit.id) {
            rows.push(row(snapshot, query, kind, hit, record)?);
        }
    }
    Ok(rows)
}

fn row(
    snapshot: &Snapshot,
    query: Option<&Query>,
    kind: SearchKind,
    hit: &Hit,
    record: Record,
) -> Result<Row, IndexError> {
    let Some(query) = query else { return Ok(plain(kind, &hit.id, record)) };
    let text = CapabilityText { title: &record.title, body: &record.body, keywords: &record.keywords };
    let passage = explain(snapshot, query, &text, Points::default())?.passage;
    let mark = |text: &str| Marked::new(text, &highlight(snapshot.analyzer(), query, text));
    let texts = (mark(&record.title), mark(&passage.text), passage.cut);
    let fit = (hit.fit * 100.0).round().clamp(0.0, 100.0) as u8;
    Ok(Row { fit: Some(fit), ..shown(kind, &hit.id, record, texts) })
}

/// A record with title and passage as they are to be shown.
fn shown(
    kind: SearchKind,
    id: &str,
    record: Record,
    (title, passage, cut): (Marked, Marked, (bool, bool)),
) -> Row {
    Row {
        record: kind,
        id: id.to_owned(),
        no: record.no,
        title,
        passage,
        cut,
        owners: record.owners,
        kind: record.kind,
        status: record.status,
        county: record.county,
        place: record.place,
        fields: record.fields,
        price: record.price.map(crate::messages::price),
        modes: record.modes,
        due_on: record.due_on,
        dated_on: record.dated_on,
        valid_until: record.valid_until,
        readiness: record.readiness,
        indicators: record.indicators,
        capabilities: None,
        fit: None,
        drawn: Drawn::default(),
    }
}

/// Puts names where records have codes of the city pack.
pub(super) fn name(rows: &mut [Row], city: &CityPack) {
    for row in rows {
        row.county = row.county.take().map(|code| county_name(city, &code).unwrap_or(code));
        for field in &mut row.fields {
            if let Some(name) = city.field_name(field) {
                *field = name.to_owned();
            }
        }
    }
}

/// The beginning of a text, up to the end of a clause if one ends in its second half; true if there is more.
fn lead(text: &str) -> (&str, bool) {
    let text = text.trim();
    let Some((limit, _)) = text.char_indices().nth(LEAD_CHARS) else { return (text, false) };
    let half = text.char_indices().nth(LEAD_CHARS / 2).map_or(0, |(at, _)| at);
    let cut = text[..limit].rfind(['。', '；', '！', '？', '\n', '，']).filter(|at| *at >= half);
    let end = cut.map_or(limit, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    (text[..end].trim_end(), true)
}
