//! Capabilities with their holders and indicators.

use duijie::domain::capability::{CapabilityKind, CapabilityStatus, CooperationMode};
use duijie::domain::money::Price;
use duijie::storage::{
    CapabilityFilter, StorageError, capability_digest, capability_keys, delete_capability, find_capability,
    insert_capability, list_capabilities, load_capabilities, update_capability,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    a_change_replaces_all_and_a_stale_one_is_refused,
    the_same_text_is_taken_once,
    lists_by_holder_and_page,
    a_removed_one_is_gone_with_its_parts,
);

async fn every_field_comes_back(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    // Holders in another order than that of their ids.
    let full = samples::capability(&tx, 1, &[two.id, one.id]);
    let bare = samples::bare_capability(&tx, 2);
    let mut open_price = samples::capability(&tx, 3, &[]);
    open_price.price = Some(Price::Negotiable);
    for capability in [&full, &bare, &open_price] {
        insert_capability(&mut tx, capability).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    for reference in [full.id.as_str(), " cg2026-0001 "] {
        let found = find_capability(&mut conn, &viewer, reference).await.expect("find");
        assert_eq!(found.as_ref(), Some(&full), "{reference}");
    }
    assert_eq!(find_capability(&mut conn, &viewer, "CG1").await.expect("find"), None);
    let ids = [bare.id.clone(), open_price.id.clone()];
    let mut loaded = load_capabilities(&mut conn, &viewer, &ids).await.expect("load");
    loaded.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(loaded, [bare, open_price]);
    let keys = capability_keys(&mut conn, &viewer).await.expect("keys");
    assert_eq!((keys.len(), keys.get(&capability_digest(&full))), (3, Some(&full.id)));
}

async fn a_change_replaces_all_and_a_stale_one_is_refused(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    let mut capability = samples::capability(&tx, 1, &[one.id]);
    insert_capability(&mut tx, &capability).await.expect("insert");
    tx.commit().await.expect("commits");

    capability.kind = CapabilityKind::Service;
    capability.title = "检测服务".to_owned();
    capability.introduction = String::new();
    capability.keywords = vec!["新".to_owned()];
    capability.fields.clear();
    capability.industries.clear();
    capability.indicators.truncate(1);
    capability.trl = None;
    capability.modes = vec![CooperationMode::Service];
    capability.price = Some(Price::Negotiable);
    capability.monthly_limit = None;
    capability.status = CapabilityStatus::Withdrawn;
    capability.holders = vec![two.id];
    capability.origin = None;
    capability.confirmed_at = noon("2026-03-04");
    let mut tx = db.write().await;
    update_capability(&mut tx, &capability).await.expect("update");
    let mut stale = capability.clone();
    stale.indicators.clear();
    let refused = update_capability(&mut tx, &stale).await.expect_err("stale");
    assert!(matches!(refused, StorageError::Stale { entity: "capability", .. }), "{refused}");
    tx.commit().await.expect("commits");
    capability.version = 2;
    let found =
        find_capability(&mut *db.read().await, &operator(), capability.id.as_str()).await.expect("find");
    assert_eq!(found, Some(capability));
}

async fn the_same_text_is_taken_once(db: TestStore) {
    let mut tx = db.write().await;
    let capability = samples::capability(&tx, 1, &[]);
    insert_capability(&mut tx, &capability).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let mut twin = samples::capability(&tx, 2, &[]);
    twin.title = "转盘轴承 感应淬火１".to_owned();
    assert_eq!(capability_digest(&twin), capability_digest(&capability));
    let refused = insert_capability(&mut tx, &twin).await.expect_err("taken");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write().await;
    let orphan_holder = tx.next_id();
    let stray = samples::capability(&tx, 3, &[orphan_holder]);
    let refused = insert_capability(&mut tx, &stray).await.expect_err("no such holder");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
}

async fn lists_by_holder_and_page(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    let mut all = Vec::new();
    for number in 0..7 {
        let holder = if number % 2 == 0 { &one } else { &two };
        let capability = samples::capability(&tx, number, std::slice::from_ref(&holder.id));
        insert_capability(&mut tx, &capability).await.expect("insert");
        all.push(capability);
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    let every = CapabilityFilter::default();
    let first = list_capabilities(&mut conn, &viewer, &every, None, 4).await.expect("list");
    let rest = list_capabilities(&mut conn, &viewer, &every, first.last().map(|last| &last.id), 4)
        .await
        .expect("list");
    assert_eq!([first, rest].concat(), all);
    let held = CapabilityFilter::default().held_by(two.id.clone());
    let held = list_capabilities(&mut conn, &viewer, &held, Some(&all[1].id), 9).await.expect("list");
    assert_eq!(held, [all[3].clone(), all[5].clone()]);
}

async fn a_removed_one_is_gone_with_its_parts(db: TestStore) {
    let holder = samples::found_institution(&db, 1).await;
    let mut tx = db.write().await;
    let capability = samples::capability(&tx, 1, &[holder.id]);
    insert_capability(&mut tx, &capability).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    delete_capability(&mut tx, &capability.id).await.expect("delete");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let every = CapabilityFilter::default();
    assert!(list_capabilities(&mut conn, &operator(), &every, None, 9).await.expect("list").is_empty());
    for table in ["capability_holder", "capability_indicator"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let left: i64 = sqlx::query_scalar(sql).fetch_one(&mut *conn).await.expect("count");
        assert_eq!(left, 0, "{table}");
    }
}
