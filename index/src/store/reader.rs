//! Reads an index: snapshots that stay as they are while the writer goes on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader};

use super::home::Stamp;
use super::writer::open_generation;
use crate::document::{Code, Day, Modes};
use crate::error::{InFolder, IndexError};
use crate::indicator::Indicator;
use crate::schema::{self, Fields, Zone, column};
use crate::text::{Analyzer, Stream};

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
    index: Index,
    reader: IndexReader,
}

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
        if same_files && cursor == current.cursor {
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
        Ok((Self { generation, index, reader }, snapshot))
    }
}

fn cursor_of(index: &Index, folder: &Path) -> Result<String, IndexError> {
    Ok(index.load_metas().in_folder(folder)?.payload.unwrap_or_default())
}

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
    fn new(
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
        Ok(Self { searcher, segments, fields, folder, analyzer, owners, cursor })
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

/// The fast fields of one segment, opened once per snapshot.
pub(crate) struct SegmentView {
    id: Option<StrColumn>,
    owner: Option<Column<u64>>,
    /// Snapshot-wide number of each owner ordinal of this segment.
    owner_numbers: Vec<u32>,
    kind: Option<Column<u64>>,
    status: Option<Column<u64>>,
    disclosure: Option<Column<u64>>,
    county: Option<Column<u64>>,
    field: Option<Column<u64>>,
    industry: Option<Column<u64>>,
    trl: Option<Column<u64>>,
    modes: Option<Column<u64>>,
    price: Option<Column<i64>>,
    place: Option<Column<u64>>,
    updated: Option<Column<i64>>,
    indicators: Option<BytesColumn>,
    /// Length codes of all documents by zone and stream, side by side for the scorer: one byte each.
    lengths: [[Vec<u8>; 3]; 2],
}

impl SegmentView {
    fn new(
        reader: &SegmentReader,
        fields: &Fields,
        number: &mut dyn FnMut(&str) -> u32,
    ) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let codes = |name: &str| fast.column_opt::<u64>(name);
        let owner = fast.str(column::OWNER)?;
        let mut owner_numbers = Vec::new();
        if let Some(owner) = &owner {
            let mut names = owner.dictionary().stream()?;
            while names.advance() {
                owner_numbers.push(number(&String::from_utf8_lossy(names.key())));
            }
        }
        Ok(Self {
            id: fast.str(column::ID)?,
            owner: owner.map(|owner| owner.into_parts().1),
            owner_numbers,
            kind: codes(column::KIND)?,
            status: codes(column::STATUS)?,
            disclosure: codes(column::DISCLOSURE)?,
            county: codes(column::COUNTY)?,
            field: codes(column::FIELD)?,
            industry: codes(column::INDUSTRY)?,
            trl: codes(column::TRL)?,
            modes: codes(column::MODES)?,
            price: fast.column_opt(column::PRICE)?,
            place: codes(column::PLACE)?,
            updated: fast.column_opt(column::UPDATED)?,
            indicators: fast.bytes(column::INDICATORS)?,
            lengths: length_codes(reader, fields)?,
        })
    }

    /// Length codes of all documents in one text field.
    pub(crate) fn lengths(&self, zone: Zone, stream: Stream) -> &[u8] {
        &self.lengths[zone as usize][stream as usize]
    }

    /// The id of a document.
    pub(crate) fn id(&self, doc: DocId) -> std::io::Result<String> {
        let mut id = String::new();
        if let Some(column) = &self.id
            && let Some(ord) = column.ords().first(doc)
        {
            column.ord_to_str(ord, &mut id)?;
        }
        Ok(id)
    }

    /// Snapshot-wide numbers of a document's owners.
    pub(crate) fn owners(&self, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        let ords = self.owner.as_ref().map(|column| column.values_for_doc(doc));
        ords.into_iter().flatten().filter_map(|ord| self.owner_numbers.get(ord as usize).copied())
    }

    /// The column a filter on codes reads.
    pub(crate) fn code_column(&self, column: CodeColumn) -> Option<&Column<u64>> {
        match column {
            CodeColumn::Kind => self.kind.as_ref(),
            CodeColumn::Status => self.status.as_ref(),
            CodeColumn::Disclosure => self.disclosure.as_ref(),
            CodeColumn::County => self.county.as_ref(),
            CodeColumn::Field => self.field.as_ref(),
            CodeColumn::Industry => self.industry.as_ref(),
        }
    }

    /// The factors that signals read.
    pub(crate) fn factors(&self, doc: DocId) -> Factors {
        let codes = |column: &Option<Column<u64>>| {
            column.iter().flat_map(|column| column.values_for_doc(doc)).map(Code::unpacked).collect()
        };
        Factors {
            fields: codes(&self.field),
            industries: codes(&self.industry),
            trl: first(self.trl.as_ref(), doc).and_then(|trl| u8::try_from(trl).ok()),
            modes: Modes(first(self.modes.as_ref(), doc).unwrap_or_default()),
            price_fen: first(self.price.as_ref(), doc),
            place: first(self.place.as_ref(), doc).map(Code::unpacked),
            updated_on: first(self.updated.as_ref(), doc).and_then(|day| i32::try_from(day).ok()).map(Day),
        }
    }

    /// The indicators of a document; unreadable ones count as none.
    pub(crate) fn indicators(&self, doc: DocId) -> Vec<Indicator> {
        let Some(column) = &self.indicators else {
            return Vec::new();
        };
        let Some(ord) = column.ords().first(doc) else {
            return Vec::new();
        };
        let mut bytes = Vec::new();
        match column.ord_to_bytes(ord, &mut bytes) {
            Ok(true) => serde_json::from_slice(&bytes).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

fn length_codes(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<[[Vec<u8>; 3]; 2]> {
    let mut codes: [[Vec<u8>; 3]; 2] = Default::default();
    for zone in Zone::BOTH {
        for stream in Stream::ALL {
            let lengths = reader.get_fieldnorms_reader(fields.text(zone, stream))?;
            codes[zone as usize][stream as usize] =
                (0..reader.max_doc()).map(|doc| lengths.fieldnorm_id(doc)).collect();
        }
    }
    Ok(codes)
}

fn first<T: Copy + PartialOrd + std::fmt::Debug + Send + Sync + 'static>(
    column: Option<&Column<T>>,
    doc: DocId,
) -> Option<T> {
    column.and_then(|column| column.first(doc))
}

/// The columns on which documents can be filtered by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeColumn {
    /// Kind of record.
    Kind,
    /// Life-cycle status.
    Status,
    /// Disclosure level.
    Disclosure,
    /// County unit.
    County,
    /// Technical field.
    Field,
    /// Industry of application.
    Industry,
}

/// What the signals know of one capability.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Factors {
    /// Technical fields.
    pub fields: Vec<Code>,
    /// Industries of application.
    pub industries: Vec<Code>,
    /// Technology readiness 1–9.
    pub trl: Option<u8>,
    /// Cooperation modes on offer.
    pub modes: Modes,
    /// Price in fen.
    pub price_fen: Option<i64>,
    /// Administrative division of the owner.
    pub place: Option<Code>,
    /// Day of the last confirmation.
    pub updated_on: Option<Day>,
}
