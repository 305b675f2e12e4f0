//! Institutions: found by id, number or name however it is written.

use duijie::domain::enterprise::Contact;
use duijie::domain::institution::InstitutionKind;
use duijie::storage::{
    StorageError, delete_institution, find_institution, insert_capability, insert_institution,
    list_institutions, load_institutions, update_institution,
};

use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    a_change_raises_the_version_and_a_stale_one_is_refused,
    a_name_is_taken_once_however_it_is_written,
    what_holds_a_capability_stays,
);

async fn every_field_comes_back(db: TestStore) {
    let mut tx = db.write().await;
    let (full, bare) = (samples::institution(&tx, 1), samples::bare_institution(&tx, 2));
    for institution in [&full, &bare] {
        insert_institution(&mut tx, institution).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    for reference in [full.id.as_str(), "jg2026-0001", " 示例大学 第１研究院 "] {
        let found = find_institution(&mut conn, &viewer, reference).await.expect("find");
        assert_eq!(found.as_ref(), Some(&full), "{reference}");
    }
    assert_eq!(find_institution(&mut conn, &viewer, "别的大学").await.expect("find"), None);
    let ids = [full.id.clone(), bare.id.clone(), db.write().await.next_id()];
    let mut loaded = load_institutions(&mut conn, &viewer, &ids).await.expect("load");
    loaded.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(loaded, [full.clone(), bare.clone()]);
    let first = list_institutions(&mut conn, &viewer, None, 1).await.expect("list");
    assert_eq!(first, [full]);
    let next = list_institutions(&mut conn, &viewer, Some(&first[0].id), 9).await.expect("list");
    assert_eq!(next, [bare]);
}

async fn a_change_raises_the_version_and_a_stale_one_is_refused(db: TestStore) {
    let mut institution = samples::found_institution(&db, 1).await;
    institution.name = "示例研究所".to_owned();
    institution.kind = InstitutionKind::PilotBase;
    institution.uscc = None;
    institution.place = None;
    institution.introduction = Some("新".to_owned());
    institution.monthly_limit = None;
    institution.open = false;
    institution.contact = Contact { name: Some("刘".to_owned()), phone: None };
    institution.origin = None;
    let mut tx = db.write().await;
    update_institution(&mut tx, &institution).await.expect("update");
    let refused = update_institution(&mut tx, &institution).await.expect_err("stale");
    assert!(matches!(refused, StorageError::Stale { entity: "institution", .. }), "{refused}");
    tx.commit().await.expect("commits");
    institution.version = 2;
    let found = find_institution(&mut *db.read().await, &operator(), "示例研究所").await.expect("find");
    assert_eq!(found, Some(institution));
}

async fn a_name_is_taken_once_however_it_is_written(db: TestStore) {
    samples::found_institution(&db, 1).await;
    let mut tx = db.write().await;
    let mut twin = samples::institution(&tx, 2);
    twin.name = "示例大学 第１研究院".to_owned();
    let refused = insert_institution(&mut tx, &twin).await.expect_err("taken");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
}

async fn what_holds_a_capability_stays(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    let free = samples::found_institution(&db, 2).await;
    let mut tx = db.write().await;
    let capability = samples::capability(&tx, 1, std::slice::from_ref(&institution.id));
    insert_capability(&mut tx, &capability).await.expect("insert");
    delete_institution(&mut tx, &free.id).await.expect("delete");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let refused = delete_institution(&mut tx, &institution.id).await.expect_err("referred to");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
    tx.rollback().await.expect("rolls back");
    let left = list_institutions(&mut *db.read().await, &operator(), None, 9).await.expect("list");
    assert_eq!(left, [institution]);
}
