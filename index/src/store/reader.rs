//! Reads an index: snapshots that stay as they are while the writer goes on.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::{Index, IndexReader, ReloadPolicy};

use super::home::Stamp;
use super::snapshot::Snapshot;
use super::writer::open_generation;
use crate::error::{InFolder, IndexError};
use crate::text::Analyzer;

/// How often an open is tried again because a writer replaced files while they were being read.
const OPEN_TRIES: usize = 20;

/// Hands out snapshots of an index. Share it behind an `Arc`; refreshing does not hold up searches.
pub struct Reader {
    folder: PathBuf,
    analyzer: Analyzer,
    /// What the next refresh starts from; held while one is under way.
    source: Mutex<Source>,
    current: RwLock<Arc<Snapshot>>,
}

/// The open files of one generation.
struct Source {
    /// `None` for an index in memory, which has no generations.
    generation: Option<String>,
    /// What the files that every commit and every swap replaces held before the snapshot was taken.
    marks: Marks,
    index: Index,
    reader: IndexReader,
}

/// The contents of the two small files that say what is committed: which generation, and its segments and cursor.
/// While both are the same there is nothing new, which spares opening all segments to find out.
type Marks = Option<(Vec<u8>, Vec<u8>)>;

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Reader {
    /// Opens the current generation of the index in `folder`, also while another process writes. Every file's
    /// checksum is verified, which reads the index once. An index in memory is read through its writer.
    ///
    /// # Errors
    /// [`IndexError`] says which remedy applies: the folder may be missing, damaged, older or newer.
    pub fn open(folder: &Path, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let (index, generation) = open_current(folder, analyzer)?;
        Self::over(index, folder.to_path_buf(), Some(generation), analyzer)
    }

    pub(super) fn over(
        index: Index,
        folder: PathBuf,
        generation: Option<String>,
        analyzer: &Analyzer,
    ) -> Result<Self, IndexError> {
        let (source, snapshot) = Source::start(index, generation, &folder, analyzer)?;
        let (source, current) = (Mutex::new(source), RwLock::new(Arc::new(snapshot)));
        Ok(Self { folder, analyzer: analyzer.clone(), source, current })
    }

    /// The newest snapshot that a refresh has seen.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks for commits and swapped generations, also by other processes, and returns the newest snapshot.
    ///
    /// # Errors
    /// As [`Reader::open`]; the snapshot so far then stays in use.
    pub fn refresh(&self) -> Result<Arc<Snapshot>, IndexError> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(snapshot) = self.newer(&mut source)? else { return Ok(self.snapshot()) };
        let snapshot = Arc::new(snapshot);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        Ok(snapshot)
    }

    /// A snapshot of the newest commit, unless the current one is.
    fn newer(&self, source: &mut Source) -> Result<Option<Snapshot>, IndexError> {
        // Read before the rest: what is committed meanwhile is then seen by the next refresh at the latest.
        let marks = marks(&self.folder, source.generation.as_deref());
        if marks.is_some() && marks == source.marks {
            return Ok(None);
        }
        let found = self.reloaded(source)?;
        source.marks = marks;
        Ok(found)
    }

    /// Reads what is committed, whether it is new or not.
    fn reloaded(&self, source: &mut Source) -> Result<Option<Snapshot>, IndexError> {
        if let Some(generation) = &source.generation
            && Stamp::read(&self.folder)?.generation != *generation
        {
            let (index, generation) = open_current(&self.folder, &self.analyzer)?;
            let (swapped, snapshot) = Source::start(index, Some(generation), &self.folder, &self.analyzer)?;
            *source = swapped;
            return Ok(Some(snapshot));
        }
        // Read before the documents: the cursor may lag behind them, and is caught up with by the next refresh,
        // but never promises changes that the documents do not show.
        let cursor = cursor_of(&source.index, &self.folder)?;
        source.reader.reload().in_folder(&self.folder)?;
        let searcher = source.reader.searcher();
        let current = self.snapshot();
        let same_files = searcher.generation().segments() == current.searcher.generation().segments();
        if same_files && cursor == current.cursor() {
            return Ok(None);
        }
        Snapshot::new(searcher, cursor, &self.folder, &self.analyzer).map(Some)
    }
}

/// Opens the current generation and says which it is.
fn open_current(folder: &Path, analyzer: &Analyzer) -> Result<(Index, String), IndexError> {
    let meta = |generation: &str| std::fs::read(folder.join(generation).join("meta.json")).ok();
    let mut tried = 0;
    loop {
        let stamp = Stamp::read(folder)?;
        stamp.check(folder, analyzer)?;
        let before = meta(&stamp.generation);
        match open_generation(folder, &stamp.generation, analyzer) {
            Ok(index) => return Ok((index, stamp.generation)),
            Err(error) => {
                // A merge or a swap may have removed files between their being listed and being read.
                let moved = Stamp::read(folder)? != stamp || meta(&stamp.generation) != before;
                tried += 1;
                if !moved || tried == OPEN_TRIES {
                    return Err(error);
                }
            }
        }
    }
}

impl Source {
    fn start(
        index: Index,
        generation: Option<String>,
        folder: &Path,
        analyzer: &Analyzer,
    ) -> Result<(Self, Snapshot), IndexError> {
        let cursor = cursor_of(&index, folder)?;
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: IndexReader = builder.try_into().in_folder(folder)?;
        let snapshot = Snapshot::new(reader.searcher(), cursor, folder, analyzer)?;
        // The first refresh looks at the files themselves.
        Ok((Self { generation, marks: None, index, reader }, snapshot))
    }
}

/// `None` for an index in memory, and where a file cannot be read: the refresh then meets the error itself.
fn marks(folder: &Path, generation: Option<&str>) -> Marks {
    let current = std::fs::read(folder.join("CURRENT")).ok()?;
    let committed = std::fs::read(folder.join(generation?).join("meta.json")).ok()?;
    Some((current, committed))
}

fn cursor_of(index: &Index, folder: &Path) -> Result<String, IndexError> {
    Ok(index.load_metas().in_folder(folder)?.payload.unwrap_or_default())
}
