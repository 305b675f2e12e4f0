//! Once a day, tells of what waits only because time has passed: terms that end soon, and capabilities that nobody has
//! confirmed for long. The day of the last look is kept, so that everybody is told once; a look that was broken off is
//! repeated, and what it told already is not told anew as long as it was not read.

use std::collections::BTreeMap;

use super::notify::notify;
use crate::domain::freshness::Freshness;
use crate::domain::ids::{CapabilityId, InstitutionId};
use crate::domain::need::Need;
use crate::domain::need_life::ASK_AGAIN_DAYS;
use crate::domain::notice::{Audience, NewNotice, NoticeTopic, Point, Subject};
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, NeedQueue, Store};

/// Setting: the day of the last look.
pub const REMINDED_SETTING: &str = "reminded_on";
/// Reminders of one transaction.
const AT_ONCE: usize = 50;
/// Needs that are read at once.
const PAGE: i64 = 200;

/// Whom a look reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reminded {
    /// Needs whose term ends soon.
    pub needs: usize,
    /// Institutions with capabilities that have grown old.
    pub institutions: usize,
}

/// Reminds of what has come due since the last look. A second look on the same day finds nothing.
///
/// # Errors
/// If the database fails; the next look repeats what this one did not finish.
pub async fn remind(store: &Store, operator: &Viewer, now: Instant) -> Result<Reminded, ServiceError> {
    let today = now.beijing_day();
    let last = storage::find_setting(&mut *store.read().await?, REMINDED_SETTING).await?;
    let last = last.as_deref().and_then(BusinessDate::parse_iso);
    if last.is_some_and(|last| last >= today) {
        return Ok(Reminded::default());
    }
    let mut notices = ending(store, operator, (last, today)).await?;
    let needs = notices.len();
    notices.extend(aged(store, operator, (last, today)).await?);
    let reminded = Reminded { needs, institutions: notices.len() - needs };
    for some in notices.chunks(AT_ONCE) {
        let mut tx = store.write(operator, now).await?;
        for (to, notice) in some {
            notify(&mut tx, to, notice).await?;
        }
        tx.commit().await?;
    }
    let mut tx = store.write(operator, now).await?;
    storage::put_setting(&mut tx, REMINDED_SETTING, &today.to_string()).await?;
    tx.commit().await?;
    Ok(reminded)
}

/// Needs whose term has come within [`ASK_AGAIN_DAYS`] since the last look.
async fn ending(
    store: &Store,
    operator: &Viewer,
    (last, today): (Option<BusinessDate>, BusinessDate),
) -> Result<Vec<(Audience, NewNotice)>, ServiceError> {
    let Some(horizon) = today.plus_days(ASK_AGAIN_DAYS) else { return Ok(Vec::new()) };
    let told = last.and_then(|last| last.plus_days(ASK_AGAIN_DAYS));
    let mut conn = store.read().await?;
    let (mut found, mut at) = (Vec::new(), 0);
    loop {
        let page =
            storage::list_queued_needs(&mut conn, operator, NeedQueue::Ending(horizon), PAGE, at).await?;
        if page.is_empty() {
            return Ok(found);
        }
        at += PAGE;
        found.extend(page.iter().filter_map(|need| ends_soon(need, told)));
    }
}

fn ends_soon(need: &Need, told: Option<BusinessDate>) -> Option<(Audience, NewNotice)> {
    let ends = need.life.valid_until.filter(|ends| told.is_none_or(|told| *ends > told))?;
    let notice = NewNotice::new(NoticeTopic::NeedExpiring, Subject::need(&need.id));
    Some((Audience::Enterprise(need.enterprise.clone()), notice.changed(None, Some(Point::Day(ends)))))
}

/// Institutions with the capabilities that have aged by a step since the last look.
async fn aged(
    store: &Store,
    operator: &Viewer,
    (last, today): (Option<BusinessDate>, BusinessDate),
) -> Result<Vec<(Audience, NewNotice)>, ServiceError> {
    let mut old: BTreeMap<InstitutionId, Vec<CapabilityId>> = BTreeMap::new();
    for one in storage::aged_capabilities(&mut *store.read().await?, operator, today).await? {
        let stood = |day| Freshness::until(one.confirmed_at.beijing_day(), one.valid_until, day);
        if last.is_none_or(|last| stood(last) != stood(today)) {
            old.entry(one.institution).or_default().push(one.id);
        }
    }
    let notice = |(institution, capabilities): (InstitutionId, Vec<CapabilityId>)| {
        let subject = Subject::institution(&institution);
        let notice = NewNotice::new(NoticeTopic::StatementStale, subject).naming(capabilities);
        (Audience::Institution(institution), notice)
    };
    Ok(old.into_iter().map(notice).collect())
}
