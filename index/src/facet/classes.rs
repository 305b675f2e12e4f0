//! The documents of a snapshot by what a facet reads of them: those with the same keys are one class. A snapshot never
//! changes, so this is found out once for each facet and kept with it; then counting costs one addition a document
//! and a choice one look, however many values a document has.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::DocId;

use super::{Facet, keys};
use crate::document::Code;
use crate::store::{SegmentView, Snapshot};

/// Facets whose classes are kept with a snapshot; pages ask for ten at most. Each takes four bytes a document. The
/// one that was not asked for longest goes first.
const MOST: usize = 16;

/// The classes of the documents of one segment.
#[derive(Default)]
pub(super) struct Classes {
    /// The class of each document, deleted ones too.
    of: Vec<u32>,
    /// Where the keys of each class begin in `keys`, and at last where those of the last end.
    starts: Vec<u32>,
    keys: Vec<u64>,
}

impl Classes {
    /// `below` as in [`keys::read`].
    pub(super) fn read(facet: &Facet, below: &[Code], view: &SegmentView, documents: DocId) -> Self {
        let mut classes = Self { starts: vec![0], ..Self::default() };
        let mut of_one = HashMap::new();
        let mut of_several: HashMap<Vec<u64>, u32> = HashMap::new();
        let mut read = Vec::new();
        for doc in 0..documents {
            keys::read(facet, below, view, doc, &mut read);
            read.sort_unstable();
            let class = match read.as_slice() {
                [key] => *of_one.entry(*key).or_insert_with(|| classes.add(&[*key])),
                several => match of_several.get(several) {
                    Some(class) => *class,
                    None => *of_several.entry(several.to_vec()).or_insert_with(|| classes.add(several)),
                },
            };
            classes.of.push(class);
        }
        classes
    }

    /// A new class with these keys.
    fn add(&mut self, keys: &[u64]) -> u32 {
        self.keys.extend(keys);
        self.starts.push(self.keys.len() as u32);
        self.len() as u32 - 1
    }

    /// Number of classes.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The class of a document.
    pub(super) fn of(&self, doc: DocId) -> usize {
        self.of.get(doc as usize).map_or(usize::MAX, |class| *class as usize)
    }

    /// The keys of every class.
    pub(super) fn keys(&self) -> impl Iterator<Item = &[u64]> {
        let ends = self.starts.windows(2);
        ends.map(|ends| match *ends {
            [start, end] => self.keys.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        })
    }
}

/// The classes of all segments of a snapshot, in their order.
pub(super) type OfSegments = Vec<Arc<Classes>>;

/// The classes kept of one snapshot, those asked for last in front.
#[derive(Default)]
pub(crate) struct KeptClasses {
    facets: Mutex<VecDeque<(Facet, Arc<OnceLock<OfSegments>>)>>,
}

impl KeptClasses {
    /// The classes that a facet makes of the snapshot's documents.
    pub(super) fn of(facet: &Facet, snapshot: &Snapshot) -> OfSegments {
        let slot = snapshot.classes.slot(facet);
        // Outside the lock: other facets need not wait.
        slot.get_or_init(|| Self::read(facet, &[], snapshot)).clone()
    }

    /// The same for a choice of codes that are longer than what the facet counts; these are not kept.
    pub(super) fn read(facet: &Facet, below: &[Code], snapshot: &Snapshot) -> OfSegments {
        let readers = snapshot.searcher.segment_readers();
        let of = |(view, reader): (&SegmentView, &tantivy::SegmentReader)| {
            Arc::new(Classes::read(facet, below, view, reader.max_doc()))
        };
        snapshot.segments.iter().zip(readers).map(of).collect()
    }

    fn slot(&self, facet: &Facet) -> Arc<OnceLock<OfSegments>> {
        let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = facets.iter().position(|(known, _)| known == facet).and_then(|at| facets.remove(at));
        let kept = known.unwrap_or_else(|| (facet.clone(), Arc::default()));
        let slot = Arc::clone(&kept.1);
        facets.push_front(kept);
        facets.truncate(MOST);
        slot
    }
}
