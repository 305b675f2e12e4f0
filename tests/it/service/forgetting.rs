//! What is kept for a day only is forgotten after it.

use duijie::domain::form_key::{KEPT_MS, OneTimeKey};
use duijie::domain::profile::ProfileField;
use duijie::domain::time::Instant;
use duijie::service::forget_old;
use duijie::storage::{Entity, claim_form_key, find_record_edit, insert_record_edit};

use crate::support::db::{TestStore, noon, on_both, operator};

on_both!(keys_and_images_go_after_a_day);

async fn keys_and_images_go_after_a_day(db: TestStore) {
    let (then, about) = (noon("2026-03-05"), (Entity::Institution, "01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    let mut tx = db.write_at(then).await;
    claim_form_key(&mut tx, &OneTimeKey::for_thing("load", "A")).await.expect("claims");
    insert_record_edit(&mut tx, about, &[ProfileField::Place], "{}", 2).await.expect("inserts");
    tx.commit().await.expect("commits");
    let forget = async |after: i64| {
        forget_old(&db.store, &operator(), Instant(then.0 + after)).await.expect("forgets")
    };
    assert_eq!(forget(KEPT_MS).await, 0);
    assert_eq!(forget(KEPT_MS + 1).await, 2);
    let edit = find_record_edit(&mut *db.read().await, about, 2).await.expect("finds").expect("an edit");
    assert_eq!(edit.before, None);
}
