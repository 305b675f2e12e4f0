//! Indexes follow the database: what was committed and nothing else, over restarts, damage and other processes.

use std::time::Duration;

use duijie::domain::capability::CapabilityStatus;
use duijie::domain::viewer::Viewer;
use duijie::search::{Collection, Search};
use duijie::storage;
use duijie_index::{CodeColumn, Filter, IndexError, Query, search};
use tempfile::TempDir;

use super::{House, NOW, open, quiet};
use crate::support::db::{TestStore, on_both};

fn titles_found(house: &House, words: &str) -> usize {
    let snapshot = house.search.snapshot(Collection::Capabilities).expect("snapshot");
    let query = Query::words(snapshot.analyzer(), words);
    search(&snapshot, &query, &Filter::all(), 0, 10).expect("search").hits.len()
}

async fn inserts_updates_and_deletes_are_followed_and_rollbacks_are_not(db: TestStore) {
    let mut house = House::over(db.store.clone(), TempDir::new().expect("folder")).await;
    let count = |house: &House| house.ids(Collection::Capabilities).len();
    let holder = house.institution("河南科技大学", "洛阳市").await;
    let mut one = house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow_until(|house| count(house) == 1).await;
    assert_eq!(house.ids(Collection::Capabilities), [one.id.to_string()]);
    assert_eq!(house.ids(Collection::Institutions), [holder.id.to_string()]);

    one.title = "齿轮渗碳".to_owned();
    let mut tx = house.write().await;
    storage::update_capability(&mut tx, &one).await.expect("update");
    tx.commit().await.expect("commit");
    house.follow_until(|house| titles_found(house, "齿轮渗碳") == 1).await;
    assert_eq!(titles_found(&house, "感应淬火"), 0);

    let tx = house.write().await;
    let (_, tx) = house.capability_in(tx, &[&holder], "激光熔覆", "修复").await;
    tx.rollback().await.expect("rollback");
    let other = db.another(2).await;
    let mut tx = other.write(&Viewer::operator(), NOW).await.expect("transaction");
    let mut two = one.clone();
    (two.id, two.no, two.title) = (tx.next_id(), "CG2026-0900".to_owned(), "超声检测".to_owned());
    storage::insert_capability(&mut tx, &two).await.expect("capability");
    tx.commit().await.expect("commit");
    other.close().await;
    house.follow_until(|house| titles_found(house, "超声检测") == 1).await;
    assert_eq!(count(&house), 2, "what was rolled back is not there");

    let mut tx = house.write().await;
    storage::delete_capability(&mut tx, &one.id).await.expect("delete");
    storage::delete_capability(&mut tx, &two.id).await.expect("delete");
    tx.commit().await.expect("commit");
    house.follow_until(|house| count(house) == 0).await;
}

on_both!(inserts_updates_and_deletes_are_followed_and_rollbacks_are_not);

#[tokio::test]
async fn what_another_process_writes_is_followed_and_a_restart_goes_on_at_the_cursor() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow().await;
    let generation =
        std::fs::read_to_string(house.home.path().join("index/capabilities/CURRENT")).expect("it");

    let mut other = House {
        store: open(house.home.path(), 2).await,
        search: Search::open(house.home.path()).expect("search"),
        home: tempfile::TempDir::new().expect("folder"),
        count: 100,
    };
    other.capability(&[&holder], "激光熔覆", "修复").await;
    assert_eq!(house.follow().await.behind, 0);
    assert_eq!(house.ids(Collection::Capabilities).len(), 2);
    other.capability(&[&holder], "超声检测", "探伤").await;
    assert_eq!(other.follow().await.behind, 0);
    assert_eq!(house.ids(Collection::Capabilities).len(), 3, "the other's commits are seen");
    let now = std::fs::read_to_string(house.home.path().join("index/capabilities/CURRENT")).expect("it");
    assert_eq!(generation, now, "nothing was built anew");
}

#[tokio::test]
async fn a_moved_holder_and_a_withdrawn_capability_change_their_documents() {
    let mut house = House::new().await;
    let holder = house.institution("某大学", "西安市").await;
    let mut one = house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow().await;
    one.status = CapabilityStatus::Withdrawn;
    let mut tx = house.write().await;
    storage::update_capability(&mut tx, &one).await.expect("update");
    tx.commit().await.expect("commit");
    house.follow().await;
    assert_eq!(house.ids(Collection::Capabilities).len(), 1, "stays with its status");
    let snapshot = house.search.snapshot(Collection::Capabilities).expect("snapshot");
    let open = [duijie_index::Code::new("open").expect("code")];
    let filter = Filter::all().with_any(CodeColumn::Status, &open);
    let query = Query::words(snapshot.analyzer(), "轴承");
    assert_eq!(search(&snapshot, &query, &filter, 0, 10).expect("search").total, 0);

    let cursor = snapshot.cursor().to_owned();
    let mut tx = house.write().await;
    let moved = duijie::domain::institution::Institution { place: Some("洛阳市".to_owned()), ..holder };
    storage::update_institution(&mut tx, &moved).await.expect("update");
    tx.commit().await.expect("commit");
    house.follow().await;
    assert_ne!(house.search.snapshot(Collection::Capabilities).expect("snapshot").cursor(), cursor);
}

#[tokio::test]
async fn another_life_of_the_log_and_a_pruned_log_rebuild() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow().await;
    let before = house.search.snapshot(Collection::Capabilities).expect("snapshot").cursor().to_owned();
    let mut tx = house.write().await;
    storage::renew_feed(&mut tx).await.expect("renewed");
    tx.commit().await.expect("commit");
    assert_eq!(house.follow().await.behind, 0);
    let after = house.search.snapshot(Collection::Capabilities).expect("snapshot");
    assert_ne!(after.cursor(), before);
    assert_eq!(after.len(), 1);

    house.capability(&[&holder], "激光熔覆", "修复").await;
    house.capability(&[&holder], "超声检测", "探伤").await;
    let mut tx = house.write().await;
    assert!(
        storage::prune_changes(&mut tx, duijie::domain::time::Instant(i64::MAX)).await.expect("pruned") > 0
    );
    tx.commit().await.expect("commit");
    house.follow().await;
    assert_eq!(house.ids(Collection::Capabilities).len(), 3, "the dropped change is not missed");
}

#[tokio::test]
async fn a_damaged_index_is_built_anew() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow().await;
    let folder = house.home.path().join("index/capabilities");
    for damage in ["gen-000002/meta.json", "CURRENT"] {
        let file = std::fs::read_dir(&folder)
            .expect("list")
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.is_dir());
        let file = if damage == "CURRENT" {
            folder.join(damage)
        } else {
            file.expect("generation").join("meta.json")
        };
        std::fs::write(file, "{").expect("damage");
        house.search = Search::open(house.home.path()).expect("search");
        assert!(house.search.snapshot(Collection::Capabilities).is_err());
        assert_eq!(house.follow().await.behind, 0);
        assert_eq!(house.ids(Collection::Capabilities).len(), 1);
    }
    std::fs::write(folder.join("CURRENT"), "nonsense").expect("damage");
    let report = house.search.reindex(&house.store, &quiet).await.expect("reindexed");
    assert_eq!((report.needs, report.capabilities, report.institutions), (0, 1, 1));
}

#[tokio::test]
async fn a_reader_goes_on_while_the_index_is_rebuilt() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    house.follow().await;
    let old = house.search.snapshot(Collection::Capabilities).expect("snapshot");
    let rebuilt = std::sync::atomic::AtomicBool::new(false);
    let searches = std::sync::atomic::AtomicU64::new(0);
    let rebuild = async {
        house.search.reindex(&house.store, &quiet).await.expect("reindexed");
        rebuilt.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    let read = async {
        while !rebuilt.load(std::sync::atomic::Ordering::Relaxed) {
            assert_eq!(titles_found(&house, "感应淬火"), 1);
            searches.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::join!(rebuild, read);
    assert!(searches.into_inner() > 1);
    let query = Query::words(old.analyzer(), "感应淬火");
    assert_eq!(search(&old, &query, &Filter::all(), 0, 10).expect("search").total, 1);
    assert_eq!(titles_found(&house, "感应淬火"), 1);
}

#[tokio::test]
async fn while_another_writes_the_answer_says_how_far_behind_it_is() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    house.follow().await;
    let other = Search::open(house.home.path()).expect("search");
    let mut writer = other.follower(Collection::Capabilities).await.expect("writer");
    house.capability(&[&holder], "轴承感应淬火", "软带控制").await;
    assert_eq!(house.follow().await.behind, 1);
    let denied = house.search.follower(Collection::Capabilities).await.expect_err("locked");
    assert!(matches!(denied, duijie::search::SearchError::Index(IndexError::Locked(_))));
    let followed = writer.catch_up(&house.store, &Viewer::operator(), &quiet).await.expect("followed");
    assert_eq!(followed, 1);
    assert_eq!(house.try_follow(Duration::ZERO).await.expect("reads").behind, 0, "its work is seen");
}

#[tokio::test]
async fn needs_move_with_their_enterprise() {
    let mut house = House::new().await;
    let need = house.need("轴承淬火软带", "滚道感应淬火后留有软带", &[]).await;
    house.follow().await;
    let in_county = |code: &str| {
        let snapshot = house.search.snapshot(Collection::Needs).expect("snapshot");
        let filter =
            Filter::all().with_any(CodeColumn::County, &[duijie_index::Code::new(code).expect("code")]);
        let query = Query::words(snapshot.analyzer(), "软带");
        search(&snapshot, &query, &filter, 0, 10).expect("search").total
    };
    assert_eq!((in_county("4103YB"), in_county("410305")), (1, 0));
    let viewer = Viewer::operator();
    let mut tx = house.write().await;
    let found = storage::load_enterprises(tx.conn(), &viewer, std::slice::from_ref(&need.enterprise))
        .await
        .expect("load");
    let mut enterprise = found.into_iter().next().expect("enterprise");
    enterprise.county = duijie::domain::county::CountyCode::new("410305").expect("code");
    storage::update_enterprise(&mut tx, &enterprise).await.expect("update");
    tx.commit().await.expect("commit");
    house.follow().await;
    assert_eq!((in_county("4103YB"), in_county("410305")), (0, 1));
}
