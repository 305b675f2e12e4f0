//! Conditions on documents, apart from words: what may be seen at all.

use std::collections::HashSet;

use tantivy::{DocId, SegmentReader};

use crate::document::Code;
use crate::store::{CodeColumn, SegmentView, Snapshot};

/// Conditions a document must meet to be seen at all. Applied before anything is counted or cut; conditions only
/// ever narrow.
///
/// How rare a word is, is counted over all documents of the index, hidden ones included, so a score can betray that
/// a word occurs in some document. Records whose very words are secret do not belong into an index that outsiders
/// search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    conditions: Vec<Condition>,
    owners: Option<HashSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    column: CodeColumn,
    codes: Vec<u64>,
    wanted: bool,
}

impl Filter {
    /// Lets everything through.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Only documents that have one of `codes` in `column`. An empty list lets nothing through.
    #[must_use]
    pub fn with_any(self, column: CodeColumn, codes: &[Code]) -> Self {
        self.and(column, codes, true)
    }

    /// Only documents that have none of `codes` in `column`.
    #[must_use]
    pub fn without(self, column: CodeColumn, codes: &[Code]) -> Self {
        self.and(column, codes, false)
    }

    /// Only documents held by one of `owners`, of whom only these are ranked. An empty list lets nothing through;
    /// asked twice, only owners of both lists remain.
    #[must_use]
    pub fn held_by(mut self, owners: &[&str]) -> Self {
        let mut wanted: HashSet<String> = owners.iter().map(|owner| (*owner).to_owned()).collect();
        if let Some(before) = &self.owners {
            wanted.retain(|owner| before.contains(owner));
        }
        self.owners = Some(wanted);
        self
    }

    fn and(mut self, column: CodeColumn, codes: &[Code], wanted: bool) -> Self {
        let codes = codes.iter().map(|code| code.packed()).collect();
        self.conditions.push(Condition { column, codes, wanted });
        self
    }

    /// The filter with its owners looked up in a snapshot.
    pub(crate) fn bind<'a>(&'a self, snapshot: &'a Snapshot) -> BoundFilter<'a> {
        let owners = self.owners.as_ref().map(|names| {
            (0..snapshot.owner_count() as u32).map(|number| names.contains(snapshot.owner(number))).collect()
        });
        BoundFilter { filter: self, owners }
    }
}

/// A filter for the owners of one snapshot.
pub(crate) struct BoundFilter<'a> {
    filter: &'a Filter,
    /// Whether each owner of the snapshot is wanted; `None` if all are.
    owners: Option<Vec<bool>>,
}

impl BoundFilter<'_> {
    /// True if the document exists and meets every condition.
    pub(crate) fn allows(&self, reader: &SegmentReader, view: &SegmentView, doc: DocId) -> bool {
        if reader.is_deleted(doc) {
            return false;
        }
        let meets = |condition: &Condition| {
            let mut values =
                view.code_column(condition.column).into_iter().flat_map(|column| column.values_for_doc(doc));
            values.any(|value| condition.codes.contains(&value)) == condition.wanted
        };
        self.filter.conditions.iter().all(meets) && self.has_owner(view, doc)
    }

    /// True if documents of this owner may be seen.
    pub(crate) fn wants(&self, owner: u32) -> bool {
        self.owners.as_ref().is_none_or(|wanted| wanted.get(owner as usize) == Some(&true))
    }

    fn has_owner(&self, view: &SegmentView, doc: DocId) -> bool {
        self.owners.is_none() || view.owners(doc).any(|owner| self.wants(owner))
    }
}
