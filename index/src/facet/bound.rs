//! A facet bound to one snapshot while documents are being counted.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use tantivy::DocId;

use super::classes::{Classes, KeptClasses, OfSegments};
use super::keys::{key, value};
use super::{Count, Facet, Value};
use crate::document::Code;
use crate::store::Snapshot;

/// A facet with what was chosen in it and what was counted so far, segment by segment.
pub(crate) struct Bound<'a> {
    facet: &'a Facet,
    /// Chosen values with their keys; `None` if nothing was chosen in this facet.
    chosen: Option<Vec<(&'a Value, u64)>>,
    segments: OfSegments,
    tally: Tally,
    /// The classes of the segment being counted.
    here: Arc<Classes>,
    /// Which of them have a chosen value; empty if nothing was chosen.
    meeting: Vec<bool>,
    /// Documents of each that were counted.
    counted: Vec<u64>,
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
        let below = below(facet, chosen.iter().flatten().map(|(value, _)| *value));
        let segments = match below.is_empty() {
            true => KeptClasses::of(facet, snapshot),
            false => KeptClasses::read(facet, &below, snapshot),
        };
        let (tally, here) = (Tally::new(facet, snapshot), Arc::default());
        Self { facet, chosen, segments, tally, here, meeting: Vec::new(), counted: Vec::new() }
    }

    /// Begins with the documents of another segment.
    pub(crate) fn enter(&mut self, segment: u32) {
        self.settle();
        self.here = self.segments.get(segment as usize).cloned().unwrap_or_default();
        self.counted.resize(self.here.len(), 0);
        if let Some(chosen) = &self.chosen {
            let has = |keys: &[u64]| chosen.iter().any(|(_, key)| keys.contains(key));
            self.meeting = self.here.keys().map(has).collect();
        }
    }

    /// True if a document of this segment has one of the chosen values.
    pub(crate) fn meets(&self, doc: DocId) -> bool {
        self.chosen.is_none() || self.meeting.get(self.here.of(doc)) == Some(&true)
    }

    /// Counts a document of this segment.
    pub(crate) fn count(&mut self, doc: DocId) {
        if let Some(count) = self.counted.get_mut(self.here.of(doc)) {
            *count += 1;
        }
    }

    /// Carries what was counted of classes over to their keys.
    fn settle(&mut self) {
        let counted = self.here.keys().zip(self.counted.drain(..)).filter(|(_, count)| *count > 0);
        for (keys, count) in counted {
            keys.iter().for_each(|key| self.tally.add(*key, count));
        }
    }

    /// All values that were counted or chosen, in the order of the values.
    pub(crate) fn counts(mut self, snapshot: &Snapshot) -> Vec<Count> {
        self.settle();
        let Self { facet, chosen, tally, .. } = self;
        let chosen = chosen.unwrap_or_default();
        let is_chosen = |key: u64| chosen.iter().any(|(_, other)| *other == key);
        let unchosen = tally.all().filter(|(key, _)| !is_chosen(*key));
        let mut counts: Vec<Count> = unchosen
            .map(|(key, count)| Count { value: value(facet, key, snapshot), count, chosen: false })
            .collect();
        counts.extend(chosen.iter().map(|(value, key)| Count {
            value: (*value).clone(),
            count: tally.of(*key),
            chosen: true,
        }));
        counts.sort_by(|one, other| one.value.cmp(&other.value));
        counts
    }
}

/// The chosen codes that are longer than what the facet counts.
fn below<'a>(facet: &Facet, chosen: impl Iterator<Item = &'a Value>) -> Vec<Code> {
    let Facet::Prefixes(_, length) = facet else { return Vec::new() };
    let codes = chosen.filter_map(|value| if let Value::Code(code) = value { Some(*code) } else { None });
    codes.filter(|code| code.len() > *length).collect()
}

/// How many documents have each key. Keys that are small numbers have a place of their own; codes are looked up.
struct Tally {
    dense: Vec<u64>,
    sparse: HashMap<u64, u64, BuildHasherDefault<Mixed>>,
}

impl Tally {
    fn new(facet: &Facet, snapshot: &Snapshot) -> Self {
        let numbers = match facet {
            Facet::Codes(_) | Facet::Prefixes(..) => 0,
            Facet::Modes => 64,
            Facet::Readiness => 9,
            Facet::Prices(ranges) => ranges.len(),
            Facet::Owners => snapshot.owner_count(),
        };
        Self { dense: vec![0; numbers + 1], sparse: HashMap::default() }
    }

    fn add(&mut self, key: u64, documents: u64) {
        match self.dense.get_mut(key as usize) {
            Some(count) => *count += documents,
            None => *self.sparse.entry(key).or_default() += documents,
        }
    }

    fn of(&self, key: u64) -> u64 {
        self.dense.get(key as usize).or_else(|| self.sparse.get(&key)).copied().unwrap_or_default()
    }

    /// Every key that was counted.
    fn all(&self) -> impl Iterator<Item = (u64, u64)> {
        let dense = (0..).zip(self.dense.iter().copied()).filter(|(_, count)| *count > 0);
        dense.chain(self.sparse.iter().map(|(key, count)| (*key, *count)))
    }
}

/// A hasher for keys that are numbers already: spreads their bits, no more.
#[derive(Default)]
struct Mixed(u64);

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
