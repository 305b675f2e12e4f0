//! Lists offers: an institution its own, an enterprise those to its needs, county and bureau those of their area.

use std::collections::HashMap;

use super::show::{OfferShown, shown};
use crate::domain::offer::OfferStatus;
use crate::domain::role::Duty;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, OfferFilter, OfferOrder, Store};

/// Offers of a page.
pub const OFFERS_A_PAGE: usize = 20;

/// What somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfferQuestion {
    /// What narrows the list.
    pub filter: OfferFilter,
    /// In which order.
    pub order: OfferOrder,
    /// Which page, from 1; beyond the last is the last.
    pub page: usize,
}

/// A page of offers.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferList {
    /// This page, from 1.
    pub page: usize,
    /// Offers on all pages.
    pub total: u64,
    /// How many there are in each state, whatever state was asked for.
    pub counts: HashMap<OfferStatus, u64>,
    /// Those of this page.
    pub rows: Vec<OfferShown>,
}

/// Lists offers.
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who do not follow offers; otherwise if the database fails.
pub async fn list_offers(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    asked: &OfferQuestion,
) -> Result<OfferList, ServiceError> {
    if !viewer.may(Duty::FollowOffers) {
        return Err(ServiceError::NotAllowed);
    }
    let mut conn = store.read().await?;
    let counts = storage::count_offers(&mut conn, viewer, &asked.filter).await?;
    let counts: HashMap<OfferStatus, u64> =
        counts.into_iter().map(|(status, count)| (status, u64::try_from(count).unwrap_or(0))).collect();
    let total = match asked.filter.status {
        Some(status) => counts.get(&status).copied().unwrap_or(0),
        None => counts.values().sum(),
    };
    let pages = usize::try_from(total).unwrap_or(usize::MAX).div_ceil(OFFERS_A_PAGE).max(1);
    let page = asked.page.clamp(1, pages);
    let place = ((page - 1) * OFFERS_A_PAGE, OFFERS_A_PAGE);
    let place = (i64::try_from(place.0).unwrap_or(0), i64::try_from(place.1).unwrap_or(0));
    let found = storage::list_offers(&mut conn, viewer, &asked.filter, asked.order, place).await?;
    let rows = shown(&mut conn, viewer, now, found).await?;
    Ok(OfferList { page, total, counts, rows })
}

/// How many offers in this state the viewer may know of; for home pages.
///
/// # Errors
/// If the database fails.
pub async fn count_offers_in(
    store: &Store,
    viewer: &Viewer,
    status: OfferStatus,
) -> Result<u64, ServiceError> {
    if !viewer.may(Duty::FollowOffers) {
        return Ok(0);
    }
    let counts = storage::count_offers(&mut *store.read().await?, viewer, &OfferFilter::default()).await?;
    Ok(counts.get(&status).map_or(0, |count| u64::try_from(*count).unwrap_or(0)))
}
