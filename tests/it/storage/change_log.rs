//! The change log: every change is in it once, in order, and none that was taken back.

use duijie::domain::money::Price;
use duijie::domain::need::NeedStatus;
use duijie::storage::{
    Cursor, Entity, delete_capability, delete_enterprise, delete_institution, delete_need, feed_epoch,
    feed_head, insert_capability, insert_enterprise, insert_institution, insert_need, move_need,
    oldest_change, prune_changes, renew_feed, tail, update_capability, update_enterprise, update_institution,
    update_need,
};

use crate::support::db::{TestStore, noon, on_both};
use crate::support::samples;

on_both!(
    every_write_is_logged_in_its_order,
    what_is_rolled_back_leaves_nothing,
    pages_join_without_gap_or_repetition,
    pruning_keeps_the_newest,
    pruning_goes_by_place_so_that_a_follower_notices,
    an_epoch_lasts_until_it_is_renewed,
);

async fn every_write_is_logged_in_its_order(db: TestStore) {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    let mut enterprise = samples::enterprise(&tx, 1);
    let mut institution = samples::institution(&tx, 1);
    let mut capability = samples::capability(&tx, 1, &[]);
    let mut need = samples::need(&tx, 1, &enterprise.id);
    insert_enterprise(&mut tx, &enterprise).await.expect("insert");
    insert_institution(&mut tx, &institution).await.expect("insert");
    insert_capability(&mut tx, &capability).await.expect("insert");
    insert_need(&mut tx, &need, None).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    enterprise.industry = None;
    institution.open = false;
    capability.price = Some(Price::Negotiable);
    need.budget = None;
    update_enterprise(&mut tx, &enterprise).await.expect("update");
    update_institution(&mut tx, &institution).await.expect("update");
    update_capability(&mut tx, &capability).await.expect("update");
    update_need(&mut tx, &need).await.expect("update");
    need.version = 2;
    move_need(&mut tx, &need, NeedStatus::Withdrawn, None).await.expect("step");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    delete_need(&mut tx, &need.id).await.expect("delete");
    delete_capability(&mut tx, &capability.id).await.expect("delete");
    delete_institution(&mut tx, &institution.id).await.expect("delete");
    delete_enterprise(&mut tx, &enterprise.id).await.expect("delete");
    tx.commit().await.expect("commits");

    let e = (Entity::Enterprise, enterprise.id.to_string());
    let i = (Entity::Institution, institution.id.to_string());
    let c = (Entity::Capability, capability.id.to_string());
    let n = (Entity::Need, need.id.to_string());
    let expected = [&e, &i, &c, &n, &e, &i, &c, &n, &n, &n, &c, &i, &e].map(Clone::clone);
    let log = db.log(Cursor::default(), expected.len()).await;
    let found: Vec<_> = log.iter().map(|change| (change.entity, change.id.clone())).collect();
    assert_eq!(found, expected);
    for entity in Entity::ALL {
        assert_eq!(Entity::from_code(entity.code()), Some(entity));
    }
}

async fn what_is_rolled_back_leaves_nothing(db: TestStore) {
    for dropped in [false, true] {
        let mut tx = db.write().await;
        let institution = samples::institution(&tx, 1);
        insert_institution(&mut tx, &institution).await.expect("insert");
        if dropped {
            drop(tx);
        } else {
            tx.rollback().await.expect("rolls back");
        }
    }
    let kept = samples::found_institution(&db, 1).await;
    let log = db.log(Cursor::default(), 1).await;
    let found: Vec<_> = log.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(found, [kept.id.as_str()]);
}

async fn pages_join_without_gap_or_repetition(db: TestStore) {
    assert_eq!(feed_head(&mut *db.read().await, db.kind()).await.expect("head"), Cursor::default());
    assert_eq!(oldest_change(&mut *db.read().await).await.expect("oldest"), None);
    // More than one insert statement of the log takes.
    let mut tx = db.write().await;
    let mut expected = Vec::new();
    for number in 0..450 {
        let institution = samples::bare_institution(&tx, number);
        insert_institution(&mut tx, &institution).await.expect("insert");
        expected.push(institution.id.to_string());
    }
    tx.commit().await.expect("commits");
    expected.push(samples::found_institution(&db, 999).await.id.to_string());
    let log = db.log(Cursor::default(), expected.len()).await;
    assert!(log.windows(2).all(|pair| pair[0].cursor < pair[1].cursor), "rising");
    let (mut cursor, mut found, mut conn) = (Cursor::default(), Vec::new(), db.read().await);
    loop {
        let page = tail(&mut conn, db.kind(), cursor, 7).await.expect("tail");
        assert!(page.len() <= 7);
        let Some(last) = page.last() else { break };
        // A cursor survives being written down.
        cursor = Cursor::parse(&last.cursor.to_string()).expect("reads back");
        assert_eq!(cursor, last.cursor);
        found.extend(page.into_iter().map(|change| change.id));
    }
    assert_eq!(found, expected);
    assert_eq!(feed_head(&mut conn, db.kind()).await.expect("head"), cursor);
    assert_eq!(oldest_change(&mut conn).await.expect("oldest"), Some(log[0].cursor));
    assert_eq!(Cursor::parse("x"), None);
}

async fn pruning_keeps_the_newest(db: TestStore) {
    for (number, moment) in [(1, "2026-03-01"), (2, "2026-03-02"), (3, "2026-03-03")] {
        let mut tx = db.write_at(noon(moment)).await;
        let institution = samples::institution(&tx, number);
        insert_institution(&mut tx, &institution).await.expect("insert");
        tx.commit().await.expect("commits");
    }
    let log = db.log(Cursor::default(), 3).await;
    let mut tx = db.write().await;
    assert_eq!(prune_changes(&mut tx, noon("2026-03-02")).await.expect("prune"), 1);
    tx.commit().await.expect("commits");
    assert_eq!(oldest_change(&mut *db.read().await).await.expect("oldest"), Some(log[1].cursor));
    let mut tx = db.write().await;
    assert_eq!(prune_changes(&mut tx, noon("2027-01-01")).await.expect("prune"), 1);
    assert_eq!(prune_changes(&mut tx, noon("2027-01-01")).await.expect("prune"), 0);
    tx.commit().await.expect("commits");
    assert_eq!(oldest_change(&mut *db.read().await).await.expect("oldest"), Some(log[2].cursor));
    assert_eq!(db.log(Cursor::default(), 1).await, log[2..]);
}

async fn pruning_goes_by_place_so_that_a_follower_notices(db: TestStore) {
    // A clock that was set back, and (PostgreSQL) a later transaction with an earlier number in the log: a follower
    // compares only with the oldest change kept, so nothing may go missing behind it.
    db.sql(
        "INSERT INTO change_log (seq, txid, entity, entity_id, recorded_at_ms) VALUES \
         (101, 1, 'need', 'A', 100), (104, 2, 'need', 'B', 50), (102, 3, 'need', 'C', 200), (103, 3, 'need', 'D', 10)",
    )
    .await;
    let mut tx = db.write().await;
    prune_changes(&mut tx, duijie::domain::time::Instant(75)).await.expect("prune");
    tx.commit().await.expect("commits");
    let kept: Vec<_> = db.log(Cursor::default(), 4).await.into_iter().map(|change| change.id).collect();
    assert_eq!(kept, ["A", "B", "C", "D"]);
    let mut tx = db.write().await;
    assert_eq!(prune_changes(&mut tx, duijie::domain::time::Instant(150)).await.expect("prune"), 2);
    assert_eq!(prune_changes(&mut tx, duijie::domain::time::Instant(999)).await.expect("prune"), 1);
    tx.commit().await.expect("commits");
    let kept: Vec<_> = db.log(Cursor::default(), 1).await.into_iter().map(|change| change.id).collect();
    assert_eq!(kept, ["D"], "the newest by place");
}

async fn an_epoch_lasts_until_it_is_renewed(db: TestStore) {
    samples::found_institution(&db, 1).await;
    let before = feed_epoch(&mut *db.read().await).await.expect("epoch");
    assert_eq!(before.len(), 26);
    let again = db.another(9).await;
    let reopened = feed_epoch(&mut again.read().await.expect("connects")).await.expect("epoch");
    assert_eq!(reopened, before, "opening does not renew it");
    again.close().await;
    let mut tx = db.write().await;
    renew_feed(&mut tx).await.expect("renew");
    tx.commit().await.expect("commits");
    let after = feed_epoch(&mut *db.read().await).await.expect("epoch");
    assert!(after.len() == 26 && after != before, "{after}");
    // The log goes on in its new life, new changes after the old ones.
    let newer = samples::found_institution(&db, 2).await;
    let log = db.log(Cursor::default(), 2).await;
    assert_eq!(log.last().map(|change| change.id.as_str()), Some(newer.id.as_str()));
}
