//! One-time keys of forms, and edits of single records.

use duijie::domain::form_key::OneTimeKey;
use duijie::domain::profile::ProfileField;
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::storage::{
    Entity, answer_form_key, claim_form_key, find_record_edit, forget_edit_images, forget_form_keys,
    insert_record_edit, mark_record_edit_undone,
};

use crate::support::db::{TestStore, noon, on_both};
use crate::support::web::bureau;

on_both!(
    a_key_is_claimed_once_by_each_account,
    of_two_at_once_the_second_hears_of_the_first,
    keys_are_forgotten,
    an_edit_is_found_by_the_version_it_made,
);

fn key(name: &str) -> OneTimeKey {
    OneTimeKey::for_thing("load", name)
}

async fn a_key_is_claimed_once_by_each_account(db: TestStore) {
    let mut tx = db.write().await;
    assert_eq!(claim_form_key(&mut tx, &key("A")).await.expect("claims"), None);
    answer_form_key(&mut tx, &key("A"), "第一次").await.expect("answers");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    assert_eq!(claim_form_key(&mut tx, &key("A")).await.expect("claims").as_deref(), Some("第一次"));
    assert_eq!(claim_form_key(&mut tx, &key("B")).await.expect("claims"), None);
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write().await;
    assert_eq!(claim_form_key(&mut tx, &key("B")).await.expect("claims"), None, "nothing came of it");
    tx.commit().await.expect("commits");
    let mut tx = db.store.write(&bureau(7), noon("2026-03-05")).await.expect("begins");
    assert_eq!(claim_form_key(&mut tx, &key("A")).await.expect("claims"), None, "keys of others are others");
}

async fn of_two_at_once_the_second_hears_of_the_first(db: TestStore) {
    let submit = |result: &'static str| {
        let store = db.store.clone();
        tokio::spawn(async move {
            let mut tx = store.write(&bureau(1), noon("2026-03-05")).await.expect("begins");
            let before = claim_form_key(&mut tx, &key("A")).await.expect("claims");
            if before.is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                answer_form_key(&mut tx, &key("A"), result).await.expect("answers");
            }
            tx.commit().await.expect("commits");
            before.unwrap_or_else(|| result.to_owned())
        })
    };
    let both = [submit("甲"), submit("乙")];
    let mut results = Vec::new();
    for one in both {
        results.push(one.await.expect("task"));
    }
    assert_eq!(results[0], results[1]);
}

async fn keys_are_forgotten(db: TestStore) {
    for (name, at) in [("A", 1_000), ("B", 2_000)] {
        let mut tx = db.write_at(Instant(at)).await;
        claim_form_key(&mut tx, &key(name)).await.expect("claims");
        tx.commit().await.expect("commits");
    }
    let mut tx = db.write().await;
    assert_eq!(forget_form_keys(&mut tx, Instant(2_000)).await.expect("forgets"), 1);
    assert_eq!(claim_form_key(&mut tx, &key("A")).await.expect("claims"), None);
    assert_eq!(claim_form_key(&mut tx, &key("B")).await.expect("claims").as_deref(), Some(""));
}

async fn an_edit_is_found_by_the_version_it_made(db: TestStore) {
    let about = (Entity::Institution, "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    let fields = [ProfileField::Place, ProfileField::ContactPhone];
    let mut tx = db.store.write(&bureau(3), Instant(5_000)).await.expect("begins");
    let id = insert_record_edit(&mut tx, about, &fields, "{\"前\":1}", 4).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    assert_eq!(find_record_edit(tx.conn(), about, 3).await.expect("finds"), None);
    assert_eq!(find_record_edit(tx.conn(), (Entity::Enterprise, about.1), 4).await.expect("finds"), None);
    let found = find_record_edit(tx.conn(), about, 4).await.expect("finds").expect("an edit");
    assert_eq!(
        (found.id.clone(), found.role, found.at),
        (id.clone(), Some(Role::BureauOfficer), Instant(5_000))
    );
    assert_eq!((found.actor.as_str(), found.fields.as_slice()), (bureau(3).actor(), &fields[..]));
    assert_eq!((found.before.as_deref(), found.undone_at), (Some("{\"前\":1}"), None));
    assert!(mark_record_edit_undone(&mut tx, &id).await.expect("marks"));
    assert!(!mark_record_edit_undone(&mut tx, &id).await.expect("marks"), "once");
    assert_eq!(forget_edit_images(&mut tx, Instant(5_000)).await.expect("forgets"), 0);
    assert_eq!(forget_edit_images(&mut tx, Instant(5_001)).await.expect("forgets"), 1);
    let found = find_record_edit(tx.conn(), about, 4).await.expect("finds").expect("an edit");
    assert_eq!((found.before, found.undone_at.is_some()), (None, true), "who and when stay");
}
