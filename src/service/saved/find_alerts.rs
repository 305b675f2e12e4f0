//! Once a day, looks for what is new for each account: results of kept searches, needs that fit an institution's
//! capabilities, capabilities that fit an enterprise's needs, followed records that stand elsewhere now. Everything is
//! looked for as its reader, so nobody is told of what they cannot read, and noted, so nobody is told twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::follow::records;
use super::{question, search_kind};
use crate::domain::account::{Account, AccountStatus};
use crate::domain::ids::{CapabilityId, EnterpriseId, NeedId, SavedSearchId};
use crate::domain::need::NeedStatus;
use crate::domain::saved_search::{Alert, AlertReason, Follow, SavedKind};
use crate::domain::time::Instant;
use crate::domain::viewer::{Origin, Scope, Viewer};
use crate::search::Search;
use crate::service::ServiceError;
use crate::service::browse::matching::matching_ids;
use crate::service::find_matches::{MatchOptions, find_matches};
use crate::service::notices::tell_alert;
use crate::service::partners::NeedMatches;
use crate::storage::{self, AccountFilter, Store, WriteTx};

/// Setting: the moment up to which was looked.
pub const LAST_LOOK_SETTING: &str = "alerts_looked_until";
/// Setting: the hour of the day, in Beijing, from which on is looked.
pub const ALERTS_HOUR_SETTING: &str = "alerts_hour";
/// That hour unless it was set.
const HOUR: i64 = 8;
/// How far back the first look goes, milliseconds.
const FIRST_LOOK_MS: i64 = 24 * 3_600_000;
/// How far looks overlap: indexes follow a moment later.
const OVERLAP_MS: i64 = 3_600_000;
/// Accounts of a page.
const PAGE: i64 = 200;
/// Results of a kept search among which new ones are looked for.
const MOST_RESULTS: usize = 500;
/// Partners of a need among which new capabilities are looked for.
const MOST_PARTNERS: usize = 20;

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlertsFound {
    /// Accounts that were looked for.
    pub accounts: usize,
    /// Alerts, however many records are in each.
    pub alerts: usize,
    /// Records that nobody had been told of for that reason.
    pub items: usize,
}

/// Reason, source and ids of what was found.
type Finding = (AlertReason, String, Vec<String>);

/// What changed since the last look, for everybody.
struct News {
    since: Instant,
    now: Instant,
    needs: HashSet<NeedId>,
    capabilities: HashSet<CapabilityId>,
    /// What fits each institution and enterprise: many people may work for one.
    fitting: HashMap<Scope, Vec<Finding>>,
}

/// True from the set hour on, on a day on which nobody has looked.
///
/// # Errors
/// If the database fails.
pub async fn alerts_are_due(store: &Store, now: Instant) -> Result<bool, ServiceError> {
    let mut conn = store.read().await?;
    let hour = storage::find_setting(&mut conn, ALERTS_HOUR_SETTING).await?;
    let hour = hour.and_then(|text| text.trim().parse().ok()).filter(|hour| (0..24).contains(hour));
    let begins = now.beijing_day().start_of_day().0 + hour.unwrap_or(HOUR) * 3_600_000;
    let last = storage::find_setting(&mut conn, LAST_LOOK_SETTING).await?;
    let last = last.and_then(|text| text.parse::<i64>().ok());
    Ok(now.0 >= begins && last.is_none_or(|last| last < begins))
}

/// Looks for what is new since the last look. A second look at once finds nothing.
///
/// # Errors
/// If database or index fail; what was found before that is kept.
pub async fn find_alerts(
    store: &Store,
    search: &Search,
    operator: &Viewer,
    now: Instant,
) -> Result<AlertsFound, ServiceError> {
    let mut news = news(store, operator, now).await?;
    let (mut found, mut at) = (AlertsFound::default(), 0);
    let filter = AccountFilter { status: Some(AccountStatus::Active), ..AccountFilter::default() };
    loop {
        let page = storage::list_accounts(&mut *store.read().await?, operator, &filter, (at, PAGE)).await?;
        if page.is_empty() {
            break;
        }
        at += PAGE;
        for account in page {
            let (alerts, follows) = of_account(store, search, &mut news, &account).await?;
            found.accounts += 1;
            deliver(store, &account, now, (alerts, follows), &mut found).await?;
        }
    }
    let mut tx = store.write(operator, now).await?;
    storage::put_setting(&mut tx, LAST_LOOK_SETTING, &now.0.to_string()).await?;
    tx.commit().await?;
    Ok(found)
}

async fn news(store: &Store, operator: &Viewer, now: Instant) -> Result<News, ServiceError> {
    let mut conn = store.read().await?;
    let last = storage::find_setting(&mut conn, LAST_LOOK_SETTING).await?;
    let last = last.and_then(|text| text.parse::<i64>().ok()).unwrap_or(now.0 - FIRST_LOOK_MS);
    let since = Instant(last - OVERLAP_MS);
    let needs = storage::needs_published_since(&mut conn, operator, since).await?;
    let capabilities = storage::capabilities_confirmed_since(&mut conn, operator, since).await?;
    Ok(News {
        since,
        now,
        needs: needs.into_iter().collect(),
        capabilities: capabilities.into_iter().collect(),
        fitting: HashMap::new(),
    })
}

/// Who the holder of this account is when asking.
fn viewer_of(account: &Account) -> Viewer {
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

async fn of_account(
    store: &Store,
    search: &Search,
    news: &mut News,
    account: &Account,
) -> Result<(Vec<Alert>, Vec<Follow>), ServiceError> {
    let viewer = viewer_of(account);
    let mut found = of_searches(store, search, news, &viewer).await?;
    if !news.fitting.contains_key(viewer.scope()) {
        let fits = match viewer.scope() {
            Scope::Institution(_) => needs_that_fit(store, search, news, &viewer).await?,
            Scope::Enterprise(own) => capabilities_that_fit(store, search, news, &viewer, own).await?,
            Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Public => Vec::new(),
        };
        news.fitting.insert(viewer.scope().clone(), fits);
    }
    found.extend(news.fitting.get(viewer.scope()).into_iter().flatten().cloned());
    let (changed, follows) = of_follows(store, news, &viewer).await?;
    found.extend(changed);
    let alert = |(reason, source, items)| Alert { account: account.id.clone(), reason, source, items };
    let found = found.into_iter().filter(|(_, _, items): &Finding| !items.is_empty());
    Ok((found.map(alert).collect(), follows))
}

/// New results of kept searches.
async fn of_searches(
    store: &Store,
    search: &Search,
    news: &News,
    viewer: &Viewer,
) -> Result<Vec<Finding>, ServiceError> {
    let kept = storage::list_saved_searches(&mut *store.read().await?, viewer).await?;
    let mut found = Vec::new();
    for one in kept.into_iter().filter(|one| one.alerts) {
        // What came in the moment in which the search was kept is news too.
        let since = Instant(news.since.0.max(one.created_at.0 - 1));
        let fresh: HashSet<String> = match one.kind {
            SavedKind::Needs if news.needs.is_empty() => continue,
            SavedKind::Capabilities if news.capabilities.is_empty() => continue,
            SavedKind::Needs => {
                let ids = storage::needs_published_since(&mut *store.read().await?, viewer, since).await?;
                ids.into_iter().map(|id| id.to_string()).collect()
            }
            SavedKind::Capabilities => {
                let ids =
                    storage::capabilities_confirmed_since(&mut *store.read().await?, viewer, since).await?;
                ids.into_iter().map(|id| id.to_string()).collect()
            }
            SavedKind::Institutions => {
                let ids = storage::institutions_since(&mut *store.read().await?, since).await?;
                ids.into_iter().map(|id| id.to_string()).collect()
            }
        };
        if fresh.is_empty() {
            continue;
        }
        let kind = search_kind(one.kind);
        let ids = matching_ids(store, search, viewer, kind, &question(&one), MOST_RESULTS).await?;
        let items = ids.into_iter().filter(|id| fresh.contains(id)).collect();
        found.push((AlertReason::Search, one.id.to_string(), items));
    }
    Ok(found)
}

/// New needs that fit an institution, by the capability that speaks most for each: the same scorer as on the pages.
async fn needs_that_fit(
    store: &Store,
    search: &Search,
    news: &News,
    viewer: &Viewer,
) -> Result<Vec<Finding>, ServiceError> {
    let ids: Vec<NeedId> = news.needs.iter().cloned().collect();
    let needs = storage::load_needs(&mut *store.read().await?, viewer, &ids).await?;
    let options = MatchOptions { top: 1, as_of: news.now.beijing_day() };
    let matches = find_matches(store, search, viewer, needs, &options, &|_, _| {}).await?;
    let mut by_capability: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for found in matches {
        let partner = found.candidates.iter().find(|partner| partner.related);
        if let Some(evidence) = partner.and_then(|partner| partner.evidence.first()) {
            by_capability.entry(evidence.capability.clone()).or_default().push(found.need.clone());
        }
    }
    Ok(by_capability.into_iter().map(|(source, items)| (AlertReason::Fit, source, items)).collect())
}

/// New capabilities that fit an enterprise's open needs.
async fn capabilities_that_fit(
    store: &Store,
    search: &Search,
    news: &News,
    viewer: &Viewer,
    enterprise: &EnterpriseId,
) -> Result<Vec<Finding>, ServiceError> {
    if news.capabilities.is_empty() {
        return Ok(Vec::new());
    }
    let owner = std::slice::from_ref(enterprise);
    let mut conn = store.read().await?;
    let ids = storage::need_ids_of_enterprises(&mut conn, viewer, owner).await?;
    let mut needs = storage::load_needs(&mut conn, viewer, &ids).await?;
    drop(conn);
    needs.retain(|need| need.whole && NeedStatus::OPEN.contains(&need.status));
    let options = MatchOptions { top: MOST_PARTNERS, as_of: news.now.beijing_day() };
    let matches = find_matches(store, search, viewer, needs, &options, &|_, _| {}).await?;
    let items = |found: &NeedMatches| {
        let related = found.candidates.iter().filter(|partner| partner.related);
        let evidence = related.flat_map(|partner| &partner.evidence).map(|evidence| &evidence.capability);
        let fresh =
            evidence.filter(|id| CapabilityId::parse(id).is_some_and(|id| news.capabilities.contains(&id)));
        let mut items: Vec<String> = fresh.cloned().collect();
        items.sort();
        items.dedup();
        items
    };
    Ok(matches.iter().map(|found| (AlertReason::Supply, found.need.clone(), items(found))).collect())
}

/// Followed records that stand elsewhere than when their follower was last told, and where they stand now.
async fn of_follows(
    store: &Store,
    news: &News,
    viewer: &Viewer,
) -> Result<(Vec<Finding>, Vec<Follow>), ServiceError> {
    let mut conn = store.read().await?;
    let follows = storage::list_follows(&mut conn, viewer).await?;
    if follows.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let wanted: Vec<_> = follows.iter().map(|one| (one.kind, one.id.clone())).collect();
    let now = records(&mut conn, viewer, &wanted).await?;
    let (mut found, mut moved) = (Vec::new(), Vec::new());
    for one in &follows {
        let stands = now.iter().find(|record| record.kind == one.kind && record.id == one.id);
        let Some(record) = stands.filter(|record| record.state != one.state) else { continue };
        moved.push(Follow { state: record.state.clone(), ..one.clone() });
        let source = format!("{}:{}:{}", one.kind.code(), record.state, news.now.0);
        found.push((AlertReason::Followed, source, vec![one.id.clone()]));
    }
    Ok((found, moved))
}

/// Tells an account of its alerts, and notes where what it follows stands now: both or neither.
async fn deliver(
    store: &Store,
    account: &Account,
    now: Instant,
    (alerts, follows): (Vec<Alert>, Vec<Follow>),
    found: &mut AlertsFound,
) -> Result<(), ServiceError> {
    if alerts.is_empty() {
        return Ok(());
    }
    let mut tx = store.write(&viewer_of(account), now).await?;
    for follow in &follows {
        storage::put_follow(&mut tx, follow).await?;
    }
    for alert in &alerts {
        let fresh = hand_over(&mut tx, alert).await?;
        found.items += fresh.items.len();
        found.alerts += usize::from(!fresh.items.is_empty());
    }
    Ok(tx.commit().await?)
}

/// Notes an alert and tells its account what of it is new: the one place from which people are told of what was found.
///
/// # Errors
/// If the database fails.
pub async fn hand_over(tx: &mut WriteTx, alert: &Alert) -> Result<Alert, ServiceError> {
    let fresh = Alert { items: storage::insert_alert(tx, alert).await?, ..alert.clone() };
    if !fresh.items.is_empty() {
        let reader = tx.viewer().clone();
        let kept = match (alert.reason, SavedSearchId::parse(&alert.source)) {
            (AlertReason::Search, Some(id)) => storage::find_saved_search(tx.conn(), &reader, &id)
                .await?
                .filter(|one| one.deleted_at.is_none()),
            _ => None,
        };
        tell_alert(tx, &fresh, kept.map(|one| one.kind)).await?;
    }
    Ok(fresh)
}
