//! Orders what was found and cuts one page out of it, without reading the ids of the rest.
//!
//! Equal documents are told apart by their ids. Within a segment the ordinals of ids rise with the ids, so that only
//! what is left of several segments must be compared by the ids themselves.

use std::cmp::Ordering;

use tantivy::DocId;

use crate::error::{InFolder, IndexError};
use crate::matching::Scored;
use crate::store::Snapshot;

/// In which order documents are listed; equal ones by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Those that contain the words verbatim, then by falling score; without words by id.
    #[default]
    Best,
    /// By falling day of the last confirmation, then by falling id; without a day last.
    Newest,
    /// By rising price; without a price last.
    PriceUp,
    /// By falling price; without a price last.
    PriceDown,
}

/// A document with what orders it; smaller keys come first.
#[derive(Clone, Copy)]
struct Placed {
    key: (bool, i64),
    /// Ordinal of the id in its segment, turned round where greater ids come first.
    tie: i64,
    scored: Scored,
}

impl Placed {
    fn within_segment(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key).then(self.tie.cmp(&other.tie))
    }
}

/// The documents of one page with their ids, in order.
pub(crate) fn page(
    snapshot: &Snapshot,
    found: &[Scored],
    order: Order,
    offset: usize,
    limit: usize,
) -> Result<Vec<(String, Scored)>, IndexError> {
    let end = offset.saturating_add(limit).min(found.len());
    if offset >= end {
        return Ok(Vec::new());
    }
    let mut best = Vec::new();
    for of_segment in found.chunk_by(|one, next| one.segment == next.segment) {
        best.extend(first(snapshot, of_segment, order, end));
    }
    if best.is_empty() {
        return Ok(Vec::new());
    }
    // What comes surely before the page needs no id, nor what comes after it.
    let (from, to) = (nth_key(&mut best, offset), nth_key(&mut best, end - 1));
    let before = best.iter().filter(|placed| placed.key < from).count();
    let mut named = Vec::new();
    for placed in best.into_iter().filter(|placed| placed.key >= from && placed.key <= to) {
        let Some(view) = snapshot.segments.get(placed.scored.segment as usize) else { continue };
        named.push((view.id(placed.scored.doc).in_folder(&snapshot.folder)?, placed));
    }
    named.sort_by(|(id, one), (other_id, other)| {
        let by_id = if order == Order::Newest { other_id.cmp(id) } else { id.cmp(other_id) };
        one.key.cmp(&other.key).then(by_id)
    });
    let on_page = named.into_iter().skip(offset - before).take(end - offset);
    Ok(on_page.map(|(id, placed)| (id, placed.scored)).collect())
}

/// The first `count` documents of one segment, in no order.
fn first(snapshot: &Snapshot, found: &[Scored], order: Order, count: usize) -> Vec<Placed> {
    let Some(view) = found.first().and_then(|scored| snapshot.segments.get(scored.segment as usize)) else {
        return Vec::new();
    };
    let ords = view.id_ords();
    let key = |scored: &Scored| -> (bool, i64) {
        let stated = |value: Option<i64>, sign: i64| {
            (value.is_none(), value.map_or(0, |value| sign.saturating_mul(value)))
        };
        match order {
            // The bits of positive floats rise with their values.
            Order::Best => (!scored.verbatim, -i64::from(scored.score.max(0.0).to_bits())),
            Order::Newest => stated(view.updated(scored.doc), -1),
            Order::PriceUp => stated(view.price(scored.doc), 1),
            Order::PriceDown => stated(view.price(scored.doc), -1),
        }
    };
    let sign = if order == Order::Newest { -1 } else { 1 };
    let ord = |doc: DocId| ords.and_then(|ords| ords.first(doc)).map_or(0, |ord| ord as i64);
    let mut placed: Vec<Placed> = found
        .iter()
        .map(|scored| Placed { key: key(scored), tie: sign * ord(scored.doc), scored: *scored })
        .collect();
    if count < placed.len() {
        placed.select_nth_unstable_by(count - 1, Placed::within_segment);
        placed.truncate(count);
    }
    placed
}

/// The key of the document that would stand at this place.
fn nth_key(placed: &mut [Placed], place: usize) -> (bool, i64) {
    let place = place.min(placed.len().saturating_sub(1));
    placed.select_nth_unstable_by_key(place, |placed| placed.key).1.key
}
