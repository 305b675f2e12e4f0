//! Enterprises: nothing is lost on the way, and nobody overwrites what he has not seen.

use duijie::domain::enterprise::Contact;
use duijie::domain::text::name_key;
use duijie::storage::{
    StorageError, delete_enterprise, enterprise_keys, find_enterprise, insert_enterprise, insert_need,
    insert_roster_entry, list_enterprises, load_enterprises, update_enterprise, withdraw_fact,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    a_change_raises_the_version_and_a_stale_one_is_refused,
    a_credit_code_is_taken_once,
    what_is_referred_to_stays,
    pages_follow_each_other_without_gap,
);

async fn every_field_comes_back(db: TestStore) {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    let (full, bare) = (samples::enterprise(&tx, 1), samples::bare_enterprise(&tx, 2));
    for enterprise in [&full, &bare] {
        insert_enterprise(&mut tx, enterprise).await.expect("insert");
    }
    tx.commit().await.expect("commits");

    let (viewer, mut conn) = (operator(), db.read().await);
    let lower = full.uscc.as_str().to_lowercase();
    for reference in [full.id.as_str(), full.uscc.as_str(), &format!(" {lower} ")] {
        let found = find_enterprise(&mut conn, &viewer, reference).await.expect("find");
        assert_eq!(found.as_ref(), Some(&full), "{reference}");
    }
    let found = find_enterprise(&mut conn, &viewer, bare.id.as_str()).await.expect("find");
    assert_eq!(found.as_ref(), Some(&bare));
    assert_eq!(find_enterprise(&mut conn, &viewer, "没有").await.expect("find"), None);
    let keys = enterprise_keys(&mut conn, &viewer).await.expect("keys");
    assert_eq!(keys.len(), 2);
    assert!(keys.contains(&(full.uscc.to_string(), name_key(&full.name), full.id.clone())));
}

async fn a_change_raises_the_version_and_a_stale_one_is_refused(db: TestStore) {
    let mut enterprise = samples::found_enterprise(&db, 1).await;
    enterprise.name = "洛阳示例改名有限公司".to_owned();
    enterprise.uscc = samples::uscc(77);
    enterprise.county = samples::code("410325");
    enterprise.industry = None;
    enterprise.state_owned = Some(false);
    enterprise.contact = Contact { name: None, phone: Some("1".to_owned()) };
    enterprise.origin = None;
    let mut tx = db.write().await;
    update_enterprise(&mut tx, &enterprise).await.expect("update");
    tx.commit().await.expect("commits");

    let mut tx = db.write().await;
    let refused = update_enterprise(&mut tx, &enterprise).await.expect_err("stale");
    assert!(matches!(&refused, StorageError::Stale { id, .. } if id == enterprise.id.as_str()), "{refused}");
    tx.rollback().await.expect("rolls back");
    enterprise.version = 2;
    let id = enterprise.id.clone();
    let found = find_enterprise(&mut *db.read().await, &operator(), id.as_str()).await.expect("find");
    assert_eq!(found, Some(enterprise));
}

async fn a_credit_code_is_taken_once(db: TestStore) {
    samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let twin = samples::enterprise(&tx, 1);
    let refused = insert_enterprise(&mut tx, &twin).await.expect_err("taken");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
    tx.rollback().await.expect("rolls back");

    let mut tx = db.write().await;
    let mut stray = samples::enterprise(&tx, 3);
    stray.county = samples::code("999999");
    let refused = insert_enterprise(&mut tx, &stray).await.expect_err("no such county");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
}

async fn what_is_referred_to_stays(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("need");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let refused = delete_enterprise(&mut tx, &enterprise.id).await.expect_err("referred to");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
    tx.rollback().await.expect("rolls back");

    // A fact holds its enterprise until it is withdrawn.
    let mut tx = db.write().await;
    let other = samples::enterprise(&tx, 2);
    insert_enterprise(&mut tx, &other).await.expect("insert");
    let entry = super::facts::on_roster(&other.id);
    let fact = insert_roster_entry(&mut tx, &entry).await.expect("fact");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let refused = delete_enterprise(&mut tx, &other.id).await.expect_err("on the roster");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write_at(noon("2026-03-06")).await;
    let table = duijie::storage::FactTable::RosterEntry;
    assert!(withdraw_fact(&mut tx, table, fact.as_str()).await.expect("withdraw"));
    delete_enterprise(&mut tx, &other.id).await.expect("delete");
    tx.commit().await.expect("commits");
    let found = find_enterprise(&mut *db.read().await, &operator(), other.id.as_str()).await.expect("find");
    assert_eq!(found, None);
}

async fn pages_follow_each_other_without_gap(db: TestStore) {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    let mut all = Vec::new();
    for number in 0..503 {
        let enterprise = samples::enterprise(&tx, number);
        insert_enterprise(&mut tx, &enterprise).await.expect("insert");
        all.push(enterprise);
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    let mut paged = Vec::new();
    while let Ok(page) = list_enterprises(&mut conn, &viewer, paged.last().map(|(id, _)| id), 100).await {
        if page.is_empty() {
            break;
        }
        paged.extend(page.into_iter().map(|enterprise| (enterprise.id.clone(), enterprise)));
    }
    let paged: Vec<_> = paged.into_iter().map(|(_, enterprise)| enterprise).collect();
    assert_eq!(paged, all);

    // More ids than one statement takes, and one that nobody has.
    let mut ids: Vec<_> = all.iter().map(|enterprise| enterprise.id.clone()).collect();
    ids.push(db.write().await.next_id());
    let mut loaded = load_enterprises(&mut conn, &viewer, &ids).await.expect("load");
    loaded.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(loaded, all);
    assert_eq!(load_enterprises(&mut conn, &viewer, &[]).await.expect("load"), Vec::new());
}
