//! What followers ask: how much is left, how much there is, and which records depend on another.

use duijie::storage::{
    Cursor, Entity, capability_ids_of_institutions, count_changes, count_needs_of, count_records,
    insert_capability, insert_need, need_ids_of_enterprises,
};

use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;

on_both!(dependents_are_found_and_counted, what_is_left_is_counted_by_kind);

async fn dependents_are_found_and_counted(db: TestStore) {
    samples::found_city(&db.store).await;
    let (first, second) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &first.id);
    let joint = samples::capability(&tx, 1, &[one.id.clone(), two.id.clone()]);
    let own = samples::capability(&tx, 2, std::slice::from_ref(&two.id));
    insert_need(&mut tx, &need, None).await.expect("insert");
    insert_capability(&mut tx, &joint).await.expect("insert");
    insert_capability(&mut tx, &own).await.expect("insert");
    tx.commit().await.expect("commits");

    let mut conn = db.read().await;
    let viewer = operator();
    let of_first = need_ids_of_enterprises(&mut conn, &viewer, std::slice::from_ref(&first.id)).await;
    assert_eq!(of_first.expect("read"), std::slice::from_ref(&need.id));
    let both = [first.id.clone(), second.id.clone()];
    let counted = count_needs_of(&mut conn, &viewer, &both).await.expect("count");
    assert_eq!(counted, [(first.id, 1)]);
    let of_second = need_ids_of_enterprises(&mut conn, &viewer, &[second.id]).await.expect("read");
    assert!(of_second.is_empty());
    let mut held = capability_ids_of_institutions(&mut conn, &viewer, &[one.id, two.id]).await.expect("read");
    held.sort();
    held.dedup();
    assert_eq!(held, [joint.id, own.id]);
    for (entity, count) in
        [(Entity::Enterprise, 2), (Entity::Institution, 2), (Entity::Capability, 2), (Entity::Need, 1)]
    {
        assert_eq!(count_records(&mut conn, &viewer, entity).await.expect("count"), count, "{entity:?}");
    }
}

async fn what_is_left_is_counted_by_kind(db: TestStore) {
    samples::found_city(&db.store).await;
    samples::found_enterprise(&db, 1).await;
    samples::found_institution(&db, 1).await;
    let log = db.log(Cursor::default(), 2).await;
    let mut conn = db.read().await;
    let kind = db.kind();
    let count = count_changes(&mut conn, kind, Cursor::default(), &[Entity::Enterprise, Entity::Institution]);
    assert_eq!(count.await.expect("count"), 2);
    let first = log.first().expect("a change").cursor;
    assert_eq!(count_changes(&mut conn, kind, first, &[Entity::Enterprise]).await.expect("count"), 0);
    assert_eq!(count_changes(&mut conn, kind, first, &[Entity::Institution]).await.expect("count"), 1);
    assert_eq!(count_changes(&mut conn, kind, first, &[]).await.expect("count"), 0);
}
