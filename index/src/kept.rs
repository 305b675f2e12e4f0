//! Answers to listings without words, kept with the snapshot they are about: it never changes, so they stay true, and
//! they go when it goes. What was asked is compared in full, the filter of what may be seen included.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::browse::{Browsed, Listing};
use crate::facet::{Facet, Refinement};
use crate::filter::Filter;
use crate::page::Order;

/// Answers kept of one snapshot; the one that was not asked for longest goes first.
const MOST: usize = 64;

/// The answers kept of one snapshot, the one asked for last in front.
#[derive(Default)]
pub(crate) struct Kept {
    answers: Mutex<VecDeque<(Asked, Arc<Browsed>)>>,
}

/// A listing without words.
struct Asked {
    filter: Filter,
    refinements: Vec<Refinement>,
    facets: Vec<Facet>,
    order: Order,
    offset: usize,
    limit: usize,
}

impl Asked {
    fn new(listing: &Listing<'_>) -> Self {
        Self {
            filter: listing.filter.clone(),
            refinements: listing.refinements.to_vec(),
            facets: listing.facets.to_vec(),
            order: listing.order,
            offset: listing.offset,
            limit: listing.limit,
        }
    }

    fn is(&self, listing: &Listing<'_>) -> bool {
        self.offset == listing.offset
            && self.limit == listing.limit
            && self.order == listing.order
            && self.refinements == listing.refinements
            && self.facets == listing.facets
            && self.filter == *listing.filter
    }
}

impl Kept {
    /// The answer to this listing, which must have no words.
    pub(crate) fn find(&self, listing: &Listing<'_>) -> Option<Arc<Browsed>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let place = answers.iter().position(|(asked, _)| asked.is(listing))?;
        let found = answers.remove(place)?;
        let browsed = Arc::clone(&found.1);
        answers.push_front(found);
        Some(browsed)
    }

    /// Keeps the answer to this listing, which must have no words.
    pub(crate) fn keep(&self, listing: &Listing<'_>, browsed: &Arc<Browsed>) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(asked, _)| !asked.is(listing));
        answers.push_front((Asked::new(listing), Arc::clone(browsed)));
        answers.truncate(MOST);
    }
}
