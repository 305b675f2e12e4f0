//! The fast fields of one segment: ids, owners, and what filters and signals read.

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::document::{Code, Day, Modes};
use crate::indicator::Indicator;
use crate::schema::{Fields, Zone, column};
use crate::text::Stream;

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
    pub(super) fn new(
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

    /// Ordinals of the ids, which rise with the ids.
    pub(crate) fn id_ords(&self) -> Option<&Column<u64>> {
        self.id.as_ref().map(|column| column.ords())
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
            CodeColumn::Place => self.place.as_ref(),
        }
    }

    /// The column of technology readiness.
    pub(crate) fn readiness_column(&self) -> Option<&Column<u64>> {
        self.trl.as_ref()
    }

    /// The column of cooperation modes, one set a document.
    pub(crate) fn modes_column(&self) -> Option<&Column<u64>> {
        self.modes.as_ref()
    }

    /// The column of prices in fen.
    pub(crate) fn price_column(&self) -> Option<&Column<i64>> {
        self.price.as_ref()
    }

    /// Price of a document in fen.
    pub(crate) fn price(&self, doc: DocId) -> Option<i64> {
        first(self.price.as_ref(), doc)
    }

    /// Day of a document's last confirmation.
    pub(crate) fn updated(&self, doc: DocId) -> Option<i64> {
        first(self.updated.as_ref(), doc)
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Administrative division of the owner.
    Place,
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
