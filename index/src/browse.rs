//! Lists documents by words, choices and order, and counts them by facets, all over one state of the index.
//!
//! Choices within a facet widen, choices in several facets narrow. The counts of a facet leave out what was chosen in
//! that facet: they say what choosing another value there would find. One pass does it all: a document that fails a
//! single refinement counts in that facet only, one that fails two counts nowhere.

use std::sync::Arc;

use tantivy::DocId;

use crate::error::{InFolder, IndexError};
use crate::facet::{Bound, Count, Facet, Refinement};
use crate::filter::{BoundFilter, Filter};
use crate::matching::{Scored, matching};
use crate::page::{Order, page};
use crate::query::Query;
use crate::score::Weighted;
use crate::search::{Fallback, Hit};
use crate::store::Snapshot;

/// What to list and to count.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// The words; `None` lists everything, an empty query nothing.
    pub query: Option<&'a Query>,
    /// What may be seen at all; what does not pass is not counted anywhere.
    pub filter: &'a Filter,
    /// What was chosen; several refinements of one facet are to be one.
    pub refinements: &'a [Refinement],
    /// What to count.
    pub facets: &'a [Facet],
    /// In which order.
    pub order: Order,
    /// How many to leave out.
    pub offset: usize,
    /// How many to list after them.
    pub limit: usize,
}

impl<'a> Listing<'a> {
    /// Everything that the filter shows, counted by nothing; the first twenty.
    #[must_use]
    pub fn new(filter: &'a Filter) -> Self {
        Self { query: None, filter, refinements: &[], facets: &[], order: Order::Best, offset: 0, limit: 20 }
    }
}

/// What was listed and counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Browsed {
    /// Number of documents that match, pass the filter and meet all refinements.
    pub total: u64,
    /// One page of them.
    pub hits: Vec<Hit>,
    /// Set if the matching had to be loosened. Refinements do not loosen it.
    pub fallback: Option<Fallback>,
    /// For each facet asked for, its values with their counts, in the order of the values; chosen values are there
    /// even if nothing has them.
    pub counts: Vec<Vec<Count>>,
    /// For each refinement, what the total would be without it.
    pub without: Vec<u64>,
}

/// Lists and counts.
///
/// # Errors
/// If the index cannot be read.
pub fn browse(snapshot: &Snapshot, listing: &Listing<'_>) -> Result<Browsed, IndexError> {
    if listing.query.is_some_and(Query::is_empty) {
        return Ok(nothing(snapshot, listing));
    }
    let weighted = listing.query.map(|query| Weighted::new(query, snapshot)).transpose();
    let weighted = weighted.in_folder(&snapshot.folder)?;
    let filter = listing.filter.bind(snapshot);
    let (found, fallback) = match &weighted {
        Some(weighted) => matching(weighted, &filter)?,
        None => (everything(snapshot, &filter), None),
    };
    let mut counting = Counting::new(snapshot, listing);
    let found = if counting.is_idle() { found } else { counting.narrowed(&found) };
    let self_score = weighted.as_ref().map_or(0.0, |weighted| weighted.self_score);
    let fit = |score: f32| if self_score > 0.0 { f64::from(score / self_score).clamp(0.0, 1.0) } else { 0.0 };
    let on_page = page(snapshot, &found, listing.order, listing.offset, listing.limit)?;
    let hits = on_page.into_iter().map(|(id, scored)| Hit {
        id,
        score: scored.score,
        fit: fit(scored.score),
        verbatim: scored.verbatim,
    });
    let total = found.len() as u64;
    let (counts, without) = counting.outcome(snapshot, total);
    Ok(Browsed { total, hits: hits.collect(), fallback, counts, without })
}

/// A listing without words, as [`browse`] answers it, if the snapshot still has the answer to the very same one.
#[must_use]
pub fn kept(snapshot: &Snapshot, listing: &Listing<'_>) -> Option<Arc<Browsed>> {
    listing.query.is_none().then(|| snapshot.kept.find(listing)).flatten()
}

/// As [`browse`]; without words the snapshot keeps the answer for [`kept`], since it depends on nothing else.
///
/// # Errors
/// As [`browse`].
pub fn browse_and_keep(snapshot: &Snapshot, listing: &Listing<'_>) -> Result<Arc<Browsed>, IndexError> {
    if let Some(browsed) = kept(snapshot, listing) {
        return Ok(browsed);
    }
    let browsed = Arc::new(browse(snapshot, listing)?);
    if listing.query.is_none() {
        snapshot.kept.keep(listing, &browsed);
    }
    Ok(browsed)
}

/// No document, but the chosen values with their zeros.
fn nothing(snapshot: &Snapshot, listing: &Listing<'_>) -> Browsed {
    let (counts, without) = Counting::new(snapshot, listing).outcome(snapshot, 0);
    Browsed { counts, without, ..Browsed::default() }
}

/// All documents that the filter shows.
fn everything(snapshot: &Snapshot, filter: &BoundFilter<'_>) -> Vec<Scored> {
    let mut all = Vec::new();
    for (number, view) in (0..).zip(&snapshot.segments) {
        let reader = snapshot.searcher.segment_reader(number);
        let seen = (0..reader.max_doc()).filter(|doc: &DocId| filter.allows(reader, view, *doc));
        all.extend(seen.map(|doc| Scored::unasked(number, doc)));
    }
    all
}

/// The facets of a listing while documents are being counted.
struct Counting<'a> {
    /// Refined facets first, in the order of the refinements.
    bound: Vec<Bound<'a>>,
    refined: usize,
    /// Where each facet asked for stands in `bound`.
    asked: Vec<usize>,
    /// Documents that fail one refinement and no other.
    failing_only: Vec<u64>,
}

impl<'a> Counting<'a> {
    fn new(snapshot: &Snapshot, listing: &Listing<'a>) -> Self {
        let refinements = listing.refinements;
        let mut bound: Vec<Bound<'a>> = refinements
            .iter()
            .map(|refinement| Bound::new(&refinement.facet, Some(&refinement.values), snapshot))
            .collect();
        let mut asked = Vec::with_capacity(listing.facets.len());
        for facet in listing.facets {
            let refined = refinements.iter().position(|refinement| refinement.facet == *facet);
            asked.push(refined.unwrap_or(bound.len()));
            if refined.is_none() {
                bound.push(Bound::new(facet, None, snapshot));
            }
        }
        let refined = refinements.len();
        Self { bound, refined, asked, failing_only: vec![0; refined] }
    }

    /// True if nothing is refined or counted.
    fn is_idle(&self) -> bool {
        self.bound.is_empty()
    }

    /// Counts documents where they belong and returns those that meet all refinements.
    fn narrowed(&mut self, found: &[Scored]) -> Vec<Scored> {
        let mut met: Vec<Scored> = Vec::with_capacity(found.len());
        for of_segment in found.chunk_by(|one, next| one.segment == next.segment) {
            let Some(first) = of_segment.first() else { continue };
            self.bound.iter_mut().for_each(|facet| facet.enter(first.segment));
            let before = met.len();
            met.extend(of_segment.iter().filter(|scored| self.meets(scored.doc)));
            // Facet by facet, so that each one's classes stay at hand.
            for facet in &mut self.bound {
                met.iter().skip(before).for_each(|scored| facet.count(scored.doc));
            }
        }
        met
    }

    /// True if a document meets all refinements. One that fails a single refinement is counted there.
    fn meets(&mut self, doc: DocId) -> bool {
        let refined = self.bound.iter().take(self.refined).enumerate();
        let mut failed = refined.filter(|(_, facet)| !facet.meets(doc)).map(|(number, _)| number);
        let (Some(number), second) = (failed.next(), failed.next()) else { return true };
        if second.is_none()
            && let (Some(facet), Some(only)) = (self.bound.get_mut(number), self.failing_only.get_mut(number))
        {
            facet.count(doc);
            *only += 1;
        }
        false
    }

    fn outcome(self, snapshot: &Snapshot, total: u64) -> (Vec<Vec<Count>>, Vec<u64>) {
        let counts: Vec<Vec<Count>> = self.bound.into_iter().map(|facet| facet.counts(snapshot)).collect();
        let asked = self.asked.iter().map(|place| counts.get(*place).cloned().unwrap_or_default());
        (asked.collect(), self.failing_only.iter().map(|only| total + only).collect())
    }
}
