//! What waits for whom: the needs an officer reviews, those the enterprise has yet to confirm, those that were returned,
//! and those whose term ends. Counts come from the same condition as the lists.

use std::collections::HashMap;

use super::ServiceError;
use super::browse::county_name;
use super::show_calendar::working_calendar;
use crate::city::CityPack;
use crate::domain::enterprise::Enterprise;
use crate::domain::ids::EnterpriseId;
use crate::domain::need::Need;
use crate::domain::need_life::{ASK_AGAIN_DAYS, QueueTab, ReviewClock};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::{Scope, Viewer};
use crate::storage::{self, NeedQueue, Store};

/// Needs of a page.
pub const QUEUED_A_PAGE: usize = 20;
/// Needs on paper.
const MOST_PRINTED: usize = 500;

fn queue(tab: QueueTab, today: BusinessDate) -> NeedQueue {
    match tab {
        QueueTab::County => NeedQueue::CountyReview,
        QueueTab::City => NeedQueue::CityReview,
        QueueTab::Confirmation => NeedQueue::Confirmation,
        QueueTab::Returned => NeedQueue::Returned,
        QueueTab::Ending => NeedQueue::Ending(today.plus_days(ASK_AGAIN_DAYS).unwrap_or(today)),
    }
}

/// A need of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedNeed {
    /// The need.
    pub need: Need,
    /// Name of its enterprise.
    pub enterprise: String,
    /// Its county.
    pub county: String,
    /// The clock of its review.
    pub clock: Option<ReviewClock>,
}

/// One page of a tab, with the counts of all tabs.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewQueue {
    /// The tab.
    pub tab: QueueTab,
    /// How many each tab has.
    pub counts: Vec<(QueueTab, i64)>,
    /// The needs.
    pub needs: Vec<QueuedNeed>,
    /// The calendar knows nothing but weekends of this year.
    pub weekends_only: bool,
}

impl ReviewQueue {
    /// How many the tab has.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.counts.iter().find(|(tab, _)| *tab == self.tab).map_or(0, |(_, count)| *count)
    }
}

/// Page `page`, from 1, of a tab; page 0 is the whole tab, up to [`MOST_PRINTED`].
///
/// # Errors
/// [`ServiceError::NotAllowed`] for those who review nothing; otherwise if the database fails.
pub async fn review_queue(
    store: &Store,
    viewer: &Viewer,
    city: &CityPack,
    now: Instant,
    tab: QueueTab,
    page: usize,
) -> Result<ReviewQueue, ServiceError> {
    if !matches!(viewer.scope(), Scope::All | Scope::County(_)) {
        return Err(ServiceError::NotAllowed);
    }
    let today = now.beijing_day();
    let mut conn = store.read().await?;
    let calendar = working_calendar(&mut conn, viewer, now).await?;
    let mut counts = Vec::with_capacity(QueueTab::ALL.len());
    for one in QueueTab::ALL {
        let count = storage::count_queued_needs(&mut conn, viewer, queue(*one, today)).await?;
        counts.push((*one, count));
    }
    let size = if page == 0 { MOST_PRINTED } else { QUEUED_A_PAGE };
    let skipped = page.saturating_sub(1).saturating_mul(QUEUED_A_PAGE);
    let (size, skipped) = (i64::try_from(size).unwrap_or(20), i64::try_from(skipped).unwrap_or(i64::MAX));
    let found = storage::list_queued_needs(&mut conn, viewer, queue(tab, today), size, skipped).await?;
    let owners: Vec<EnterpriseId> = found.iter().map(|need| need.enterprise.clone()).collect();
    let owners = storage::load_enterprises(&mut conn, viewer, &owners).await?;
    let owners: HashMap<EnterpriseId, Enterprise> =
        owners.into_iter().map(|one| (one.id.clone(), one)).collect();
    let queued = |need: Need| {
        let owner = owners.get(&need.enterprise);
        let county = owner.and_then(|owner| county_name(city, owner.county.as_str()));
        QueuedNeed {
            enterprise: owner.map_or_else(String::new, |owner| owner.name.clone()),
            county: county.unwrap_or_default(),
            clock: ReviewClock::of(&need, &calendar, today),
            need,
        }
    };
    Ok(ReviewQueue {
        tab,
        counts,
        needs: found.into_iter().map(queued).collect(),
        weekends_only: calendar.of_year(today.year()).next().is_none(),
    })
}

/// How many needs wait for this viewer's review; 0 for those who review nothing.
///
/// # Errors
/// If the database fails.
pub async fn count_reviews(store: &Store, viewer: &Viewer) -> Result<i64, ServiceError> {
    let waiting = match viewer.scope() {
        Scope::All => NeedQueue::CityReview,
        Scope::County(_) => NeedQueue::CountyReview,
        _ => return Ok(0),
    };
    Ok(storage::count_queued_needs(&mut *store.read().await?, viewer, waiting).await?)
}
