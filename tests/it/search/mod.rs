//! Indexes over the database: following the log, matching and searching. The installation the tests share is here.

mod browsing;
mod following;
mod matching;
mod places;
mod searching;
mod suggesting;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use duijie::domain::capability::{Capability, CapabilityKind, CapabilityStatus};
use duijie::domain::county::{County, CountyCode};
use duijie::domain::enterprise::{Contact, Enterprise};
use duijie::domain::ids::{CapabilityId, EnterpriseId, IdSource, InstitutionId, NeedId};
use duijie::domain::institution::{Institution, InstitutionKind};
use duijie::domain::need::{
    Disclosure, Need, NeedContact, NeedSource, NeedStatus, SecrecyDeclaration, Urgency,
};
use duijie::domain::time::{BusinessDate, Instant};
use duijie::domain::viewer::Viewer;
use duijie::domain::working_group::WorkingGroups;
use duijie::search::{Collection, Freshness, Search, SearchError};
use duijie::service::MatchOptions;
use duijie::storage::{self, Store, WriteTx};
use tempfile::TempDir;

use crate::support::samples;

/// 2026-03-05 10:00 in Beijing.
const NOW: Instant = Instant(1_772_676_000_000);

pub(crate) fn quiet(_: u64, _: u64) {}

/// An installation in a folder of its own.
pub(crate) struct House {
    pub(crate) home: TempDir,
    pub(crate) store: Store,
    pub(crate) search: Search,
    count: i64,
}

pub(crate) fn options() -> MatchOptions {
    MatchOptions { top: 20, as_of: BusinessDate::new(2026, 3, 6).expect("day") }
}

pub(crate) fn counties() -> Vec<County> {
    let county = |code: &str, name: &str, alias: &str, position| County {
        code: CountyCode::new(code).expect("code"),
        name: name.to_owned(),
        tier: "都市核心区".to_owned(),
        position,
        aliases: vec![alias.to_owned()],
    };
    vec![
        county("410305", "涧西区", "涧西", 1),
        county("4103YB", "伊滨区", "经开区", 2),
        county("4103GX", "高新区", "洛阳高新区", 3),
    ]
}

pub(crate) async fn open(data: &Path, seed: u8) -> Store {
    let ids = Arc::new(IdSource::new([seed; 16]));
    Store::open(&Store::sqlite_url(&data.join("duijie.db")), ids, NOW).await.expect("store")
}

impl House {
    pub(crate) async fn new() -> Self {
        let home = TempDir::new().expect("folder");
        let store = open(home.path(), 1).await;
        Self::over(store, home).await
    }

    /// Indexes in a folder over any database.
    pub(crate) async fn over(store: Store, home: TempDir) -> Self {
        let search = Search::open(home.path()).expect("search");
        let house = Self { home, store, search, count: 0 };
        let mut tx = house.write().await;
        storage::replace_city(&mut tx, &counties(), &WorkingGroups::default()).await.expect("city");
        tx.commit().await.expect("commit");
        house
    }

    pub(crate) async fn write(&self) -> WriteTx {
        self.store.write(&Viewer::operator(), NOW).await.expect("transaction")
    }

    pub(crate) async fn follow(&self) -> Freshness {
        self.try_follow(Duration::ZERO).await.expect("follows")
    }

    /// Follows until `done`. On PostgreSQL a transaction anywhere on the server holds the
    /// log back for as long as it runs, and other tests have some.
    pub(crate) async fn follow_until(&self, done: impl Fn(&Self) -> bool) {
        for _ in 0..600 {
            self.follow().await;
            if done(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the index does not come to hold what the database holds");
    }

    pub(crate) async fn try_follow(&self, wait: Duration) -> Result<Freshness, SearchError> {
        self.search.bring_up_to_date(&self.store, wait, &quiet).await
    }

    pub(crate) fn ids(&self, collection: Collection) -> Vec<String> {
        let mut ids = self.search.snapshot(collection).expect("snapshot").ids().expect("ids");
        ids.sort();
        ids
    }

    pub(crate) async fn institution(&mut self, name: &str, place: &str) -> Institution {
        self.count += 1;
        let mut tx = self.write().await;
        let institution = Institution {
            id: tx.next_id::<InstitutionId>(),
            no: format!("JG2026-{:04}", self.count),
            name: name.to_owned(),
            kind: InstitutionKind::University,
            uscc: None,
            place: (!place.is_empty()).then(|| place.to_owned()),
            introduction: Some(format!("{name}长期从事先进制造研究")),
            monthly_limit: None,
            open: true,
            contact: Contact::default(),
            origin: None,
            version: 1,
        };
        storage::insert_institution(&mut tx, &institution).await.expect("institution");
        tx.commit().await.expect("commit");
        institution
    }

    pub(crate) async fn capability(
        &mut self,
        holders: &[&Institution],
        title: &str,
        text: &str,
    ) -> Capability {
        let tx = self.write().await;
        let capability = self.capability_in(tx, holders, title, text).await;
        capability.1.commit().await.expect("commit");
        capability.0
    }

    /// A capability in a transaction that is still open.
    pub(crate) async fn capability_in(
        &mut self,
        mut tx: WriteTx,
        holders: &[&Institution],
        title: &str,
        text: &str,
    ) -> (Capability, WriteTx) {
        self.count += 1;
        let capability = Capability {
            id: tx.next_id::<CapabilityId>(),
            no: format!("CG2026-{:04}", self.count),
            kind: CapabilityKind::Achievement,
            title: title.to_owned(),
            introduction: text.to_owned(),
            keywords: Vec::new(),
            fields: Vec::new(),
            industries: Vec::new(),
            indicators: Vec::new(),
            trl: Some(7),
            modes: Vec::new(),
            price: None,
            monthly_limit: None,
            ip: Vec::new(),
            cases: String::new(),
            evidence: Vec::new(),
            accepting: true,
            valid_until: None,
            secrecy: None,
            statements: std::collections::BTreeMap::new(),
            status: CapabilityStatus::Published,
            holders: holders.iter().map(|holder| holder.id.clone()).collect(),
            origin: None,
            confirmed_at: NOW,
            version: 1,
        };
        storage::insert_capability(&mut tx, &capability).await.expect("capability");
        (capability, tx)
    }

    pub(crate) async fn need(&mut self, title: &str, problem: &str, avoided: &[&str]) -> Need {
        self.count += 1;
        let mut tx = self.write().await;
        let enterprise = Enterprise {
            id: tx.next_id::<EnterpriseId>(),
            uscc: samples::uscc(self.count as u32),
            name: format!("洛阳第{}轴承有限公司", self.count),
            county: CountyCode::new("4103YB").expect("code"),
            industry: Some("3451".to_owned()),
            state_owned: None,
            contact: Contact::default(),
            origin: None,
            version: 1,
        };
        storage::insert_enterprise(&mut tx, &enterprise).await.expect("enterprise");
        let need = need(tx.next_id(), enterprise.id, self.count, title, problem, avoided);
        storage::insert_need(&mut tx, &need, None).await.expect("need");
        tx.commit().await.expect("commit");
        need
    }
}

fn need(
    id: NeedId,
    enterprise: EnterpriseId,
    count: i64,
    title: &str,
    problem: &str,
    avoided: &[&str],
) -> Need {
    Need {
        id,
        no: format!("XQ2026-{count:04}"),
        enterprise,
        title: title.to_owned(),
        kind: None,
        keywords: Vec::new(),
        fields: Vec::new(),
        problem: problem.to_owned(),
        current_state: None,
        tried: None,
        constraints: None,
        indicators: Vec::new(),
        budget: None,
        budget_source: None,
        modes: Vec::new(),
        due_on: None,
        urgency: Urgency::Normal,
        intended: Vec::new(),
        avoided: avoided.iter().map(|name| (*name).to_owned()).collect(),
        disclosure: Disclosure::Public,
        field_disclosure: std::collections::BTreeMap::new(),
        secrecy: SecrecyDeclaration { by: "system".to_owned(), at: NOW },
        contact: NeedContact::default(),
        fills: Vec::new(),
        source: NeedSource::Import,
        collector: None,
        collected_on: None,
        status: NeedStatus::Published,
        life: duijie::domain::need_life::NeedLife::default(),
        origin: None,
        version: 1,
        whole: true,
    }
}
