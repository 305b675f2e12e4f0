//! Values of facets as numbers: what a document has, what a choice asks for, and what a number means.

use tantivy::DocId;
use tantivy::columnar::Column;

use super::{Facet, Value};
use crate::document::Code;
use crate::store::{SegmentView, Snapshot};

/// The key of a document that states nothing.
const UNSTATED: u64 = 0;
/// The key of a choice that no document can have.
const NOWHERE: u64 = u64::MAX;

/// Reads the keys of a document, each once, none of them missing; `below` are chosen codes that are longer than what
/// the facet counts.
pub(super) fn read(facet: &Facet, below: &[Code], view: &SegmentView, doc: DocId, keys: &mut Vec<u64>) {
    keys.clear();
    match facet {
        Facet::Codes(column) => add_all(keys, view.code_column(*column), doc, |code| code),
        Facet::Prefixes(column, length) => {
            for code in view.code_column(*column).into_iter().flat_map(|column| column.values_for_doc(doc)) {
                add(keys, prefix(code, *length));
                let wanted = below.iter().filter(|wanted| prefix(code, wanted.len()) == wanted.packed());
                wanted.for_each(|wanted| add(keys, wanted.packed()));
            }
        }
        Facet::Modes => {
            let mut modes = view.modes_column().and_then(|column| column.first(doc)).unwrap_or_default();
            while modes != 0 {
                keys.push(u64::from(modes.trailing_zeros()) + 1);
                modes &= modes - 1;
            }
        }
        Facet::Readiness => add_all(keys, view.readiness_column(), doc, |level| level),
        Facet::Prices(ranges) => {
            let Some(price) = view.price_column().and_then(|column| column.first(doc)) else {
                keys.push(UNSTATED);
                return;
            };
            let inside = (1..).zip(ranges).filter(|(_, range)| range.contains(&price));
            keys.extend(inside.map(|(number, _)| number));
            return;
        }
        Facet::Owners => view.owners(doc).for_each(|owner| add(keys, u64::from(owner) + 1)),
    }
    if keys.is_empty() {
        keys.push(UNSTATED);
    }
}

fn add(keys: &mut Vec<u64>, key: u64) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

fn add_all(keys: &mut Vec<u64>, column: Option<&Column<u64>>, doc: DocId, key: impl Fn(u64) -> u64) {
    for value in column.into_iter().flat_map(|column| column.values_for_doc(doc)) {
        add(keys, key(value));
    }
}

/// The first characters of a packed code.
fn prefix(code: u64, length: usize) -> u64 {
    match length {
        0 => UNSTATED,
        1..8 => code & !(u64::MAX >> (8 * length)),
        _ => code,
    }
}

/// The key of the documents that a choice of this value finds.
pub(super) fn key(facet: &Facet, value: &Value, snapshot: &Snapshot) -> u64 {
    match (facet, value) {
        (_, Value::Unstated) => UNSTATED,
        (Facet::Codes(_) | Facet::Prefixes(..), Value::Code(code)) => code.packed(),
        (Facet::Modes, Value::Mode(bit)) if *bit < 64 => u64::from(*bit) + 1,
        (Facet::Readiness, Value::Readiness(level)) if *level > 0 => u64::from(*level),
        (Facet::Prices(ranges), Value::Price(number)) if *number < ranges.len() => *number as u64 + 1,
        (Facet::Owners, Value::Owner(id)) => {
            let known = (0..snapshot.owner_count() as u32).find(|number| snapshot.owner(*number) == id);
            known.map_or(NOWHERE, |number| u64::from(number) + 1)
        }
        _ => NOWHERE,
    }
}

/// The value that a key stands for.
pub(super) fn value(facet: &Facet, key: u64, snapshot: &Snapshot) -> Value {
    match facet {
        _ if key == UNSTATED => Value::Unstated,
        Facet::Codes(_) | Facet::Prefixes(..) => Value::Code(Code::unpacked(key)),
        Facet::Modes => Value::Mode(key as u8 - 1),
        Facet::Readiness => Value::Readiness(u8::try_from(key).unwrap_or(u8::MAX)),
        Facet::Prices(_) => Value::Price(key as usize - 1),
        Facet::Owners => Value::Owner(snapshot.owner(key as u32 - 1).to_owned()),
    }
}
