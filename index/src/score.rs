//! Scores every document for a query, exhaustively, one term after the other.
//!
//! BM25 with tantivy's parameters over its postings. Going term by term into one array of sums beats walking all
//! postings side by side for queries of hundreds of terms, and never prunes, so a long need costs what its
//! postings cost. The order of additions per document is that of the query's terms, whatever the segments:
//! equal documents get equal scores to the last bit. Documents that were deleted count towards rarity until their
//! segment is merged.
//!
//! A score here is a sum of weights without upper bound; `rank` makes a fit of it.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TantivyError};

use crate::query::Query;
use crate::schema::Zone;
use crate::store::Snapshot;
use crate::text::Stream;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Share of the documents that may hold a word which still tells that two texts are about the same thing.
const TELLING_SHARE: f32 = 0.02;

/// Rarity is judged as if there were at least this many documents: in an index of a few, every word of theirs is
/// common, and a perfect answer would weigh nothing.
const BACKGROUND: u64 = 400;

/// Saturation by length: `tf / (tf + norm[length code])`. Divided anew each time: a table of the common case would
/// need a branch that long texts make unpredictable.
struct Saturation {
    norm: [f32; 256],
}

impl Saturation {
    fn new(average_length: f32) -> Self {
        let mut norm = [0.0; 256];
        for code in 0..=u8::MAX {
            let length = FieldNormReader::id_to_fieldnorm(code) as f32;
            norm[code as usize] = K1 * (1.0 - B + B * length / average_length.max(1.0));
        }
        Self { norm }
    }

    fn of(&self, count: u32, code: u8) -> f32 {
        let count = count as f32;
        count / (count + self.norm[code as usize])
    }
}

/// The weight of one query term in both zones.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct TermWeight {
    pub(crate) all: f32,
    pub(crate) title: f32,
}

/// A query weighted by the statistics of one snapshot.
pub(crate) struct Weighted<'a> {
    pub(crate) query: &'a Query,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) weights: Vec<TermWeight>,
    /// What each term tells about a relation: its rarity for rare words, 0 for all others.
    telling: Vec<f32>,
    /// Score the need would reach against itself.
    pub(crate) self_score: f32,
    saturation: [[Saturation; 3]; 2],
    /// Per segment, what is known of each term in each zone.
    postings: Vec<Vec<[Option<TermInfo>; 2]>>,
}

impl<'a> Weighted<'a> {
    pub(crate) fn new(query: &'a Query, snapshot: &'a Snapshot) -> Result<Self, TantivyError> {
        let segments = snapshot.searcher.segment_readers();
        let docs: u64 = segments.iter().map(|segment| u64::from(segment.max_doc())).sum();
        let saturation = saturations(snapshot, docs)?;
        let postings = segments
            .iter()
            .map(|segment| segment_postings(query, snapshot, segment))
            .collect::<Result<Vec<_>, _>>()?;
        let mut weighted = Self {
            query,
            snapshot,
            weights: Vec::with_capacity(query.terms.len()),
            telling: Vec::with_capacity(query.terms.len()),
            self_score: 0.0,
            saturation,
            postings,
        };
        weighted.weigh(docs.max(BACKGROUND));
        Ok(weighted)
    }

    fn weigh(&mut self, docs: u64) {
        let rarest = idf(1, docs);
        let mut self_score = 0.0;
        for (number, term) in self.query.terms.iter().enumerate() {
            let found = |zone: Zone| -> u64 {
                self.postings
                    .iter()
                    .filter_map(|segment| segment[number][zone as usize].as_ref())
                    .map(|info| u64::from(info.doc_freq))
                    .sum()
            };
            let (in_all, in_title) = (idf(found(Zone::All), docs), idf(found(Zone::Title), docs));
            let boost = term.factor * (in_all / rarest).min(1.0).sqrt() * (1.0 + K1);
            let weight = TermWeight { all: boost * in_all, title: boost * in_title };
            self_score += self.self_part(weight, term.stream, [term.count, term.title_count]);
            self.weights.push(weight);
            let rare = found(Zone::All) as f32 <= TELLING_SHARE * docs as f32;
            let tells = rare && term.stream != Stream::Unigram && !term.is_narrative();
            self.telling.push(if tells { term.factor * in_all / rarest } else { 0.0 });
        }
        self.self_score = self_score;
    }

    /// What a term of the need adds when the need is scored against itself.
    fn self_part(&self, weight: TermWeight, stream: Stream, counts: [u32; 2]) -> f32 {
        let part = |zone: Zone, weight: f32| {
            let count = counts[zone as usize];
            if count == 0 {
                return 0.0;
            }
            let code = FieldNormReader::fieldnorm_to_id(self.query.lengths[zone as usize][stream as usize]);
            weight * self.saturation[zone as usize][stream as usize].of(count, code)
        };
        part(Zone::All, weight.all) + part(Zone::Title, weight.title)
    }

    /// What term `number` adds to a document in which it occurs `count` times among `length` tokens.
    pub(crate) fn part(&self, number: usize, zone: Zone, count: u32, length: u32) -> f32 {
        let (Some(term), Some(weight)) = (self.query.terms.get(number), self.weights.get(number)) else {
            return 0.0;
        };
        let weight = if zone == Zone::All { weight.all } else { weight.title };
        let code = FieldNormReader::fieldnorm_to_id(length);
        weight * self.saturation[zone as usize][term.stream as usize].of(count, code)
    }

    /// Adds up the scores of all documents of one segment into `sums`, indexed by document.
    pub(crate) fn score_segment(&self, segment: usize, sums: &mut Vec<f32>) -> Result<(), TantivyError> {
        self.clear(segment, sums);
        Stream::ALL.into_iter().try_for_each(|stream| self.add_stream(segment, stream, sums))
    }

    /// Makes `sums` ready for one segment.
    pub(crate) fn clear(&self, segment: usize, sums: &mut Vec<f32>) {
        sums.clear();
        sums.resize(self.snapshot.searcher.segment_reader(segment as u32).max_doc() as usize, 0.0);
    }

    /// Adds what one stream contributes.
    pub(crate) fn add_stream(
        &self,
        segment: usize,
        stream: Stream,
        sums: &mut [f32],
    ) -> Result<(), TantivyError> {
        let Some(postings) = self.postings.get(segment) else {
            return Ok(());
        };
        Zone::BOTH.into_iter().try_for_each(|zone| self.score_field(segment, stream, zone, postings, sums))
    }

    /// Adds up per document how much it has in common with the need in rare words alone: 1 for a pair of characters
    /// that stands in one document, half as much for a dictionary word. Lengths and counts do not matter here.
    pub(crate) fn tell_segment(&self, segment: usize, sums: &mut Vec<f32>) -> Result<(), TantivyError> {
        self.clear(segment, sums);
        let reader = self.snapshot.searcher.segment_reader(segment as u32);
        let Some(postings) = self.postings.get(segment) else { return Ok(()) };
        let terms = self.query.terms.iter().zip(&self.telling).zip(postings);
        for ((term, telling), [info, _]) in terms.filter(|((_, telling), _)| **telling > 0.0) {
            let Some(info) = info else { continue };
            let inverted = reader.inverted_index(self.snapshot.fields.text(Zone::All, term.stream))?;
            let mut cursor = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while !cursor.docs().is_empty() {
                for &doc in cursor.docs() {
                    if let Some(sum) = sums.get_mut(doc as usize) {
                        *sum += telling;
                    }
                }
                cursor.advance();
            }
        }
        Ok(())
    }

    fn score_field(
        &self,
        segment: usize,
        stream: Stream,
        zone: Zone,
        postings: &[[Option<TermInfo>; 2]],
        sums: &mut [f32],
    ) -> Result<(), TantivyError> {
        let field = self.snapshot.fields.text(zone, stream);
        let inverted = self.snapshot.searcher.segment_reader(segment as u32).inverted_index(field)?;
        let lengths = self.snapshot.segments.get(segment).map_or(&[][..], |view| view.lengths(zone, stream));
        let saturation = &self.saturation[zone as usize][stream as usize];
        let mut cursor: Option<BlockSegmentPostings> = None;
        for (number, term) in self.query.terms.iter().enumerate() {
            let Some(info) = postings[number][zone as usize].as_ref().filter(|_| term.stream == stream)
            else {
                continue;
            };
            let weight =
                if zone == Zone::All { self.weights[number].all } else { self.weights[number].title };
            match &mut cursor {
                Some(cursor) => inverted.reset_block_postings_from_terminfo(info, cursor)?,
                None => {
                    cursor =
                        Some(inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?);
                }
            }
            if let Some(cursor) = &mut cursor {
                add_postings(cursor, lengths, saturation, weight, sums);
            }
        }
        Ok(())
    }

    /// Terms in the order in which a document's score is added up: stream by stream, the whole text first.
    pub(crate) fn in_scoring_order(&self) -> impl Iterator<Item = (usize, Zone)> + '_ {
        Stream::ALL.into_iter().flat_map(move |stream| {
            Zone::BOTH.into_iter().flat_map(move |zone| {
                let of_stream =
                    self.query.terms.iter().enumerate().filter(move |(_, term)| term.stream == stream);
                of_stream.map(move |(number, _)| (number, zone))
            })
        })
    }
}

/// Adds one term's postings to the sums.
fn add_postings(
    cursor: &mut BlockSegmentPostings,
    lengths: &[u8],
    saturation: &Saturation,
    weight: f32,
    sums: &mut [f32],
) {
    loop {
        let docs: &[DocId] = cursor.docs();
        if docs.is_empty() {
            return;
        }
        for (&doc, &count) in docs.iter().zip(cursor.freqs()) {
            let doc = doc as usize;
            if let (Some(sum), Some(&code)) = (sums.get_mut(doc), lengths.get(doc)) {
                *sum += weight * saturation.of(count, code);
            }
        }
        cursor.advance();
    }
}

/// Inverse document frequency as in BM25; deleted documents may still be counted in both numbers.
fn idf(found: u64, docs: u64) -> f32 {
    let found = found.min(docs);
    (1.0 + ((docs - found) as f32 + 0.5) / (found as f32 + 0.5)).ln()
}

fn saturations(snapshot: &Snapshot, docs: u64) -> Result<[[Saturation; 3]; 2], TantivyError> {
    let mut average = [[0.0; 3]; 2];
    for zone in Zone::BOTH {
        for stream in Stream::ALL {
            let field = snapshot.fields.text(zone, stream);
            let mut tokens = 0;
            for segment in snapshot.searcher.segment_readers() {
                tokens += segment.inverted_index(field)?.total_num_tokens();
            }
            average[zone as usize][stream as usize] = tokens as f32 / docs.max(1) as f32;
        }
    }
    Ok(average.map(|zone| zone.map(Saturation::new)))
}

fn segment_postings(
    query: &Query,
    snapshot: &Snapshot,
    segment: &SegmentReader,
) -> Result<Vec<[Option<TermInfo>; 2]>, TantivyError> {
    let mut out = vec![[None, None]; query.terms.len()];
    for zone in Zone::BOTH {
        for stream in Stream::ALL {
            let inverted = segment.inverted_index(snapshot.fields.text(zone, stream))?;
            let terms = inverted.terms();
            for (number, term) in query.terms.iter().enumerate().filter(|(_, term)| term.stream == stream) {
                out[number][zone as usize] = terms.get(term.token.as_bytes())?;
            }
        }
    }
    Ok(out)
}
