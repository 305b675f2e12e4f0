//! What a list of needs shows its reader beside the needs themselves: to those inside how many institutions offered, to
//! an institution how well it fits and whether it offered. Read for the rows of a page only.

use std::collections::HashMap;

use duijie_index::rank::Points;

use super::ServiceError;
use super::browse::Shelf;
use super::find_matches::{MatchOptions, find_matches};
use super::partners::Partner;
use crate::domain::ids::NeedId;
use crate::domain::role::Duty;
use crate::domain::time::BusinessDate;
use crate::domain::viewer::{Scope, Viewer};
use crate::search::Search;
use crate::storage::{self, Store};

/// What is beside a need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BesideNeed {
    /// Offers that the reader may know of; for an institution its own.
    pub offers: i64,
    /// The reader's own institution as a partner, if it is related; the numbers are those of the need's page.
    pub partner: Option<Partner>,
}

/// How well the reader's own institution fits these needs, by their ids; those it has nothing to do with are not there.
///
/// # Errors
/// If database or index fail.
pub(super) async fn own_scores(
    store: &Store,
    search: &Search,
    viewer: &Viewer,
    as_of: BusinessDate,
    ids: &[NeedId],
) -> Result<HashMap<String, Points>, ServiceError> {
    let needs = storage::load_needs(&mut *store.read().await?, viewer, ids).await?;
    let options = MatchOptions { top: 1, as_of };
    let found = find_matches(store, search, viewer, needs, &options, &|_, _| {}).await?;
    let related = found.into_iter().filter_map(|found| {
        let partner = found.candidates.into_iter().find(|partner| partner.related)?;
        Some((found.need, partner.score))
    });
    Ok(related.collect())
}

/// What is beside these needs, by their ids; nothing for readers of whom nothing is known.
///
/// # Errors
/// If database or index fail.
pub async fn beside_needs(
    (store, shelf): (&Store, &Shelf),
    search: &Search,
    viewer: &Viewer,
    as_of: BusinessDate,
    ids: &[&str],
) -> Result<HashMap<String, BesideNeed>, ServiceError> {
    let mut beside: HashMap<String, BesideNeed> = HashMap::new();
    if ids.is_empty() || !viewer.may(Duty::FollowOffers) {
        return Ok(beside);
    }
    let ids: Vec<NeedId> = ids.iter().filter_map(|id| NeedId::parse(id)).collect();
    for (need, offers) in shelf.offers(store, viewer, &ids).await? {
        beside.entry(need.to_string()).or_default().offers = offers;
    }
    if !matches!(viewer.scope(), Scope::Institution(_)) {
        return Ok(beside);
    }
    let needs = storage::load_needs(&mut *store.read().await?, viewer, &ids).await?;
    let options = MatchOptions { top: 1, as_of };
    for found in find_matches(store, search, viewer, needs, &options, &|_, _| {}).await? {
        let partner = found.candidates.into_iter().find(|partner| partner.related);
        if partner.is_some() {
            beside.entry(found.need).or_default().partner = partner;
        }
    }
    Ok(beside)
}
