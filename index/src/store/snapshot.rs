//! The index as it was at one commit, with its fast fields opened once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tantivy::Searcher;

use super::segment::SegmentView;
use crate::error::{InFolder, IndexError};
use crate::facet::KeptClasses;
use crate::kept::Kept;
use crate::schema::{self, Fields};
use crate::text::Analyzer;

/// The index as it was at one commit.
pub struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) fields: Fields,
    /// The index folder, for errors.
    pub(crate) folder: PathBuf,
    analyzer: Analyzer,
    owners: Vec<String>,
    cursor: String,
    /// Answers to listings without words.
    pub(crate) kept: Kept,
    /// What facets make of the documents.
    pub(crate) classes: KeptClasses,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("documents", &self.len())
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    pub(super) fn new(
        searcher: Searcher,
        cursor: String,
        folder: &Path,
        analyzer: &Analyzer,
    ) -> Result<Self, IndexError> {
        let (_, fields) = schema::build();
        let mut numbers = HashMap::new();
        let mut owners = Vec::new();
        let segments = searcher.segment_readers().iter().map(|reader| {
            let view = SegmentView::new(reader, &fields, &mut |name| {
                *numbers.entry(name.to_owned()).or_insert_with(|| {
                    owners.push(name.to_owned());
                    owners.len() as u32 - 1
                })
            });
            view.in_folder(folder)
        });
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        let (folder, analyzer) = (folder.to_path_buf(), analyzer.clone());
        let (kept, classes) = (Kept::default(), KeptClasses::default());
        Ok(Self { searcher, segments, fields, folder, analyzer, owners, cursor, kept, classes })
    }

    /// The analyzer with which the index was built.
    #[must_use]
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// True if there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cursor that was committed with this state.
    #[must_use]
    pub fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Number of segments; one is fastest.
    #[must_use]
    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// Bytes that the index takes on disk (or in memory).
    ///
    /// # Errors
    /// If a file's size cannot be read.
    pub fn size_bytes(&self) -> Result<u64, IndexError> {
        let usage = self.searcher.space_usage().in_folder(&self.folder)?;
        Ok(usage.total().get_bytes())
    }

    /// Number of distinct owners, by which arrays over owners are sized.
    pub(crate) fn owner_count(&self) -> usize {
        self.owners.len()
    }

    pub(crate) fn owner(&self, number: u32) -> &str {
        self.owners.get(number as usize).map_or("", String::as_str)
    }

    /// All ids, in no particular order; for checks that compare the index with its source.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, IndexError> {
        let mut out = Vec::new();
        for (segment, view) in self.segments.iter().enumerate() {
            let reader = self.searcher.segment_reader(segment as u32);
            for doc in reader.doc_ids_alive() {
                out.push(view.id(doc).in_folder(&self.folder)?);
            }
        }
        Ok(out)
    }

    /// The ids of all owners that hold a document, in no particular order, each once.
    #[must_use]
    pub fn owner_ids_in_use(&self) -> Vec<String> {
        let mut used = vec![false; self.owners.len()];
        for (segment, view) in self.segments.iter().enumerate() {
            let reader = self.searcher.segment_reader(segment as u32);
            for owner in reader.doc_ids_alive().flat_map(|doc| view.owners(doc)) {
                if let Some(used) = used.get_mut(owner as usize) {
                    *used = true;
                }
            }
        }
        let pairs = self.owners.iter().zip(used);
        pairs.filter(|(_, used)| *used).map(|(owner, _)| owner.clone()).collect()
    }
}
