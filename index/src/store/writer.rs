//! The one writer of an index: put, delete, commit with a cursor, rebuild and swap.
//!
//! Opening collects garbage before anything else: a process killed between writing a file of deletions and the
//! commit that names it leaves a file which the replay of the same changes would otherwise trip over.

use std::fs::File;
use std::path::{Path, PathBuf};

use tantivy::merge_policy::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::{Index, IndexWriter, TantivyError, Term};

use super::home::{self, Stamp};
use super::reader::Reader;
use super::record;
use crate::document::Document;
use crate::error::{InFolder, IndexError};
use crate::schema::{self, Fields};
use crate::text::Analyzer;

/// Memory for changes between commits, per indexing thread.
const BUFFER_BYTES: usize = 64 << 20;

/// Segments below this many documents are merged with one another first, so that a stream of small commits
/// does not leave a search a dozen segments to visit.
const SMALL_SEGMENT_DOCS: u32 = 10_000;

/// A segment with more deleted documents than this share is merged: they still count when words are weighed.
const MOST_DELETED: f32 = 0.1;

/// How often, and after which pause, a full merge is tried while others are under way: a minute in all.
const MERGE_TRIES: u32 = 600;
const MERGE_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// Changes the index. There is at most one per folder, over all processes.
pub struct Writer {
    folder: PathBuf,
    /// `None` for an index in memory.
    generation: Option<String>,
    index: Index,
    inner: IndexWriter,
    fields: Fields,
    analyzer: Analyzer,
    cursor: String,
    /// Held for as long as the writer lives; an index in memory needs none. Last, so that it is let go last.
    lock: Option<File>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("folder", &self.folder)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the index in `folder` for writing.
    ///
    /// # Errors
    /// [`IndexError`] says which remedy applies: the folder may be missing, locked, damaged, older or newer.
    pub fn open(folder: &Path, analyzer: &Analyzer) -> Result<Self, IndexError> {
        // Without an index there, not even a lock file is left behind.
        Stamp::read(folder)?.check(folder, analyzer)?;
        Self::open_locked(folder, home::lock(folder)?, analyzer)
    }

    /// Opens the index whose lock is ours; what others did before that is seen now.
    fn open_locked(folder: &Path, lock: File, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let stamp = Stamp::read(folder)?;
        stamp.check(folder, analyzer)?;
        home::sweep(folder, &stamp.generation)?;
        let index = open_generation(folder, &stamp.generation, analyzer)?;
        Self::start(folder.to_path_buf(), Some((lock, stamp.generation)), index, analyzer, 1)
    }

    /// Creates an empty index in `folder`, with the empty cursor. An index that is there already is opened.
    ///
    /// # Errors
    /// As [`Writer::open`], but never [`IndexError::Missing`].
    pub fn open_or_create(folder: &Path, analyzer: &Analyzer) -> Result<Self, IndexError> {
        match Self::open(folder, analyzer) {
            Err(IndexError::Missing(_)) => {}
            opened => return opened,
        }
        let lock = home::lock(folder)?;
        match Stamp::read(folder) {
            Err(IndexError::Missing(_)) => Rebuild::start(folder, lock, analyzer)?.publish(""),
            // Another process has created it in the meantime.
            _ => Self::open_locked(folder, lock, analyzer),
        }
    }

    /// An index in memory that goes with the writer and its readers; for tests and small evaluations.
    ///
    /// # Errors
    /// If memory or threads cannot be had.
    pub fn in_ram(analyzer: &Analyzer) -> Result<Self, IndexError> {
        let (schema, _) = schema::build();
        let index = Index::create_in_ram(schema);
        schema::register(&index, analyzer);
        Self::start(PathBuf::from("(memory)"), None, index, analyzer, 1)
    }

    fn start(
        folder: PathBuf,
        held: Option<(File, String)>,
        index: Index,
        analyzer: &Analyzer,
        threads: usize,
    ) -> Result<Self, IndexError> {
        let buffer = BUFFER_BYTES * threads;
        let inner: IndexWriter =
            home::patiently(|| index.writer_with_num_threads(threads, buffer).in_folder(&folder))?;
        inner.garbage_collect_files().wait().in_folder(&folder)?;
        inner.set_merge_policy(merge_policy());
        let cursor = index.load_metas().in_folder(&folder)?.payload.unwrap_or_default();
        let (_, fields) = schema::build();
        let (lock, generation) = held.unzip();
        Ok(Self { folder, generation, index, inner, fields, analyzer: analyzer.clone(), cursor, lock })
    }

    /// The cursor of the last commit: how far the source of changes has been followed.
    #[must_use]
    pub fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Adds a document, or replaces the one with the same id. Visible after the next commit.
    ///
    /// # Errors
    /// [`IndexError::Document`] if the document cannot be indexed; the one before it then stays. Otherwise when the
    /// disk fails.
    pub fn put(&self, document: &Document) -> Result<(), IndexError> {
        record::check(document)?;
        let record = self.fields.document(document)?;
        self.delete(&document.id);
        self.inner.add_document(record).in_folder(&self.folder)?;
        Ok(())
    }

    /// Removes the document with this id, if there is one. Takes effect with the next commit.
    pub fn delete(&self, id: &str) {
        self.inner.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Makes the changes since the last commit visible and durable together with `cursor`.
    ///
    /// # Errors
    /// When the disk fails; the previous commit then still stands.
    pub fn commit(&mut self, cursor: &str) -> Result<(), IndexError> {
        let mut prepared = self.inner.prepare_commit().in_folder(&self.folder)?;
        prepared.set_payload(cursor);
        prepared.commit().in_folder(&self.folder)?;
        cursor.clone_into(&mut self.cursor);
        Ok(())
    }

    /// Merges everything committed into one segment; worth it when the index is idle, since searches over many
    /// segments cost two to four times as much. Waits for merges that are under way.
    ///
    /// # Errors
    /// When the disk fails, or merges do not end for a minute; the index is then as before.
    pub fn compact(&mut self) -> Result<(), IndexError> {
        self.inner.set_merge_policy(Box::new(NoMergePolicy));
        let merged = self.merge_all();
        self.inner.set_merge_policy(merge_policy());
        if merged? {
            self.inner.garbage_collect_files().wait().in_folder(&self.folder)?;
        }
        Ok(())
    }

    /// True if there was something to merge.
    fn merge_all(&mut self) -> Result<bool, IndexError> {
        for _ in 0..MERGE_TRIES {
            let metas = self.index.searchable_segment_metas().in_folder(&self.folder)?;
            if metas.len() < 2 && !metas.iter().any(tantivy::SegmentMeta::has_deletes) {
                return Ok(false);
            }
            let segments: Vec<_> = metas.iter().map(tantivy::SegmentMeta::id).collect();
            match self.inner.merge(&segments).wait() {
                Ok(_) => return Ok(true),
                // Some of them are in a merge that began before; it ends by itself.
                Err(TantivyError::InvalidArgument(_)) => std::thread::sleep(MERGE_PAUSE),
                Err(error) => return Err(error).in_folder(&self.folder),
            }
        }
        Err(IndexError::Engine("merges under way did not end".to_owned()))
    }

    /// A reader of this index at its last commit.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn reader(&self) -> Result<Reader, IndexError> {
        Reader::over(self.index.clone(), self.folder.clone(), self.generation.clone(), &self.analyzer)
    }

    /// Turns this writer into the rebuild of its own index; searches go on over the old one until it is
    /// published. An index in memory has no generations: its old readers stay with the old one.
    ///
    /// # Errors
    /// If the new generation's folder cannot be made.
    pub fn into_rebuild(self) -> Result<Rebuild, IndexError> {
        let Self { folder, lock, analyzer, inner, .. } = self;
        drop(inner);
        match lock {
            Some(lock) => Rebuild::start(&folder, lock, &analyzer),
            None => Ok(Rebuild { writer: Self::in_ram(&analyzer)? }),
        }
    }
}

/// A new generation that is being filled. Dropped without [`Rebuild::publish`], it leaves the index as it was.
#[derive(Debug)]
pub struct Rebuild {
    writer: Writer,
}

impl Rebuild {
    /// Begins a rebuild of the index in `folder`, whatever state it is in.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another writer is at work; otherwise when the disk fails.
    pub fn begin(folder: &Path, analyzer: &Analyzer) -> Result<Self, IndexError> {
        Self::start(folder, home::lock(folder)?, analyzer)
    }

    fn start(folder: &Path, lock: File, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let (generation, path) = home::new_generation(folder)?;
        let (schema, _) = schema::build();
        let index = Index::create_in_dir(&path, schema).in_folder(folder)?;
        schema::register(&index, analyzer);
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(2);
        let held = Some((lock, generation));
        Ok(Self { writer: Writer::start(folder.to_path_buf(), held, index, analyzer, threads)? })
    }

    /// Adds a document or replaces the one with the same id.
    ///
    /// # Errors
    /// As [`Writer::put`].
    pub fn put(&self, document: &Document) -> Result<(), IndexError> {
        self.writer.put(document)
    }

    /// Commits with `cursor`, makes the new generation the current one and removes the old one. Readers see it
    /// with their next refresh.
    ///
    /// # Errors
    /// When the disk fails; the old generation then stays current.
    pub fn publish(self, cursor: &str) -> Result<Writer, IndexError> {
        let Self { mut writer } = self;
        writer.commit(cursor)?;
        if let Some(generation) = &writer.generation {
            Stamp::new(generation.clone(), &writer.analyzer).publish(&writer.folder)?;
            // What cannot be removed now is removed by the next open.
            let _ = home::sweep(&writer.folder, generation);
        }
        Ok(writer)
    }
}

fn merge_policy() -> Box<dyn MergePolicy> {
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(SMALL_SEGMENT_DOCS);
    policy.set_del_docs_ratio_before_merge(MOST_DELETED);
    Box::new(policy)
}

/// Opens one generation and makes sure that its files are what they were when written.
pub(super) fn open_generation(
    folder: &Path,
    generation: &str,
    analyzer: &Analyzer,
) -> Result<Index, IndexError> {
    let corrupt = |detail: String| IndexError::Corrupt { folder: folder.to_path_buf(), detail };
    let path = folder.join(generation);
    if !path.join("meta.json").is_file() {
        return Err(corrupt(format!("{generation}/meta.json is missing")));
    }
    let index = Index::open_in_dir(&path).in_folder(folder)?;
    let (schema, _) = schema::build();
    if index.schema() != schema {
        return Err(corrupt(format!("{generation} has other fields than its stamp says")));
    }
    let damaged = index.validate_checksum().in_folder(folder)?;
    if let Some(file) = damaged.iter().min() {
        return Err(corrupt(format!("{} of {} files fail their checksum", file.display(), damaged.len())));
    }
    schema::register(&index, analyzer);
    Ok(index)
}
