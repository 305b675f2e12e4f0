//! What documents are counted by: codes, cooperation modes, readiness, prices, owners.
//!
//! Whatever a facet reads becomes a small set of keys, one for each value a document has, or the one key for nothing
//! stated. A choice of values and a count of values ask the same keys, so that a count cannot differ from what the
//! choice would find.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

use crate::document::Code;
use crate::store::{CodeColumn, SegmentView, Snapshot};

/// The key of a document that states nothing.
const UNSTATED: u64 = 0;
/// The key of a choice that no document can have.
const NOWHERE: u64 = u64::MAX;

/// What to count, or to choose by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facet {
    /// Codes of a column.
    Codes(CodeColumn),
    /// Codes of a column, counted by their first characters: `04.02` counts as `04`. A chosen code of at least that
    /// length stands for all below it; a shorter one for itself.
    Prefixes(CodeColumn, usize),
    /// Cooperation modes, by bit.
    Modes,
    /// Technology readiness.
    Readiness,
    /// Prices in fen by these ranges, upper ends excluded. A price may lie in several, or in none.
    Prices(Vec<Range<i64>>),
    /// Owners.
    Owners,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A code, or the beginning of codes.
    Code(Code),
    /// The bit of a cooperation mode.
    Mode(u8),
    /// Readiness 1–9.
    Readiness(u8),
    /// Which of the price ranges.
    Price(usize),
    /// The id of an owner.
    Owner(String),
    /// Nothing is stated.
    Unstated,
}

/// Only documents that have one of these values in this facet; none at all lets nothing through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refinement {
    /// The facet.
    pub facet: Facet,
    /// The values; those that no document has are harmless.
    pub values: Vec<Value>,
}

/// How many documents have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value.
    pub value: Value,
    /// Documents that have it and meet all refinements of other facets.
    pub count: u64,
    /// True if it is one of the values chosen.
    pub chosen: bool,
}

/// A facet bound to one snapshot, with what was chosen in it and what was counted so far.
pub(crate) struct Bound<'a> {
    facet: &'a Facet,
    /// Chosen values with their keys; `None` if nothing was chosen in this facet.
    chosen: Option<Vec<(&'a Value, u64)>>,
    /// Chosen codes longer than what is counted.
    below: Vec<Code>,
    tally: HashMap<u64, u64, BuildHasherDefault<Mixed>>,
    keys: Vec<u64>,
}

impl<'a> Bound<'a> {
    pub(crate) fn new(facet: &'a Facet, chosen: Option<&'a [Value]>, snapshot: &Snapshot) -> Self {
        let chosen = chosen.map(|values| {
            let mut keyed: Vec<(&Value, u64)> = Vec::with_capacity(values.len());
            for value in values {
                if !keyed.iter().any(|(other, _)| *other == value) {
                    keyed.push((value, key(facet, value, snapshot)));
                }
            }
            keyed
        });
        let below = match facet {
            Facet::Prefixes(_, length) => {
                let values = chosen.iter().flatten().map(|(value, _)| *value);
                let codes =
                    values.filter_map(|value| if let Value::Code(code) = value { Some(*code) } else { None });
                codes.filter(|code| code.len() > *length).collect()
            }
            _ => Vec::new(),
        };
        Self { facet, chosen, below, tally: HashMap::default(), keys: Vec::new() }
    }

    /// Reads the keys of a document.
    pub(crate) fn read(&mut self, view: &SegmentView, doc: DocId) {
        self.keys.clear();
        match self.facet {
            Facet::Codes(column) => add_all(&mut self.keys, view.code_column(*column), doc, |code| code),
            Facet::Prefixes(column, length) => {
                for code in
                    view.code_column(*column).into_iter().flat_map(|column| column.values_for_doc(doc))
                {
                    add(&mut self.keys, prefix(code, *length));
                    let below =
                        self.below.iter().filter(|wanted| prefix(code, wanted.len()) == wanted.packed());
                    below.for_each(|wanted| add(&mut self.keys, wanted.packed()));
                }
            }
            Facet::Modes => {
                let bits = view.modes_column().and_then(|column| column.first(doc)).unwrap_or_default();
                let modes = (0..64).map(|place| bits & 1 << place).filter(|mode| *mode != 0);
                self.keys.extend(modes);
            }
            Facet::Readiness => add_all(&mut self.keys, view.readiness_column(), doc, |level| level),
            Facet::Prices(ranges) => {
                let Some(price) = view.price_column().and_then(|column| column.first(doc)) else {
                    self.keys.push(UNSTATED);
                    return;
                };
                let inside = (1..).zip(ranges).filter(|(_, range)| range.contains(&price));
                self.keys.extend(inside.map(|(number, _)| number));
                return;
            }
            Facet::Owners => {
                for owner in view.owners(doc) {
                    add(&mut self.keys, u64::from(owner) + 1);
                }
            }
        }
        if self.keys.is_empty() {
            self.keys.push(UNSTATED);
        }
    }

    /// True if the document read last has one of the chosen values.
    pub(crate) fn meets(&self) -> bool {
        let has = |key: &u64| self.keys.contains(key);
        self.chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|(_, key)| has(key)))
    }

    /// Counts the document read last.
    pub(crate) fn count(&mut self) {
        for key in &self.keys {
            *self.tally.entry(*key).or_default() += 1;
        }
    }

    /// All values that were counted or chosen, in the order of the values.
    pub(crate) fn counts(self, snapshot: &Snapshot) -> Vec<Count> {
        let Self { facet, chosen, tally, .. } = self;
        let chosen = chosen.unwrap_or_default();
        let is_chosen = |key: u64| chosen.iter().any(|(_, other)| *other == key);
        let unchosen = tally.iter().filter(|(key, _)| !is_chosen(**key));
        let mut counts: Vec<Count> = unchosen
            .map(|(key, count)| Count { value: value(facet, *key, snapshot), count: *count, chosen: false })
            .collect();
        counts.extend(chosen.iter().map(|(value, key)| Count {
            value: (*value).clone(),
            count: tally.get(key).copied().unwrap_or_default(),
            chosen: true,
        }));
        counts.sort_by(|one, other| one.value.cmp(&other.value));
        counts
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

fn key(facet: &Facet, value: &Value, snapshot: &Snapshot) -> u64 {
    match (facet, value) {
        (_, Value::Unstated) => UNSTATED,
        (Facet::Codes(_) | Facet::Prefixes(..), Value::Code(code)) => code.packed(),
        (Facet::Modes, Value::Mode(bit)) if *bit < 64 => 1 << bit,
        (Facet::Readiness, Value::Readiness(level)) if *level > 0 => u64::from(*level),
        (Facet::Prices(ranges), Value::Price(number)) if *number < ranges.len() => *number as u64 + 1,
        (Facet::Owners, Value::Owner(id)) => {
            let known = (0..snapshot.owner_count() as u32).find(|number| snapshot.owner(*number) == id);
            known.map_or(NOWHERE, |number| u64::from(number) + 1)
        }
        _ => NOWHERE,
    }
}

fn value(facet: &Facet, key: u64, snapshot: &Snapshot) -> Value {
    match facet {
        _ if key == UNSTATED => Value::Unstated,
        Facet::Codes(_) | Facet::Prefixes(..) => Value::Code(Code::unpacked(key)),
        Facet::Modes => Value::Mode(key.trailing_zeros() as u8),
        Facet::Readiness => Value::Readiness(u8::try_from(key).unwrap_or(u8::MAX)),
        Facet::Prices(_) => Value::Price(key as usize - 1),
        Facet::Owners => Value::Owner(snapshot.owner(key as u32 - 1).to_owned()),
    }
}

/// A hasher for keys that are numbers already: spreads their bits, no more.
#[derive(Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, key: u64) {
        let spread = (self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ spread >> 32;
    }
}
