//! Import batches with their before-images.

use duijie::domain::batch::{Batch, SheetKind};
use duijie::domain::ids::BatchId;
use duijie::storage::{
    BatchRow, count_batches, find_batch, insert_batch, list_batch_rows, list_batches, mark_batch_undone,
    move_batch_rows,
};

use crate::support::db::{TestStore, noon, on_both, operator};

on_both!(
    a_batch_comes_back_with_its_rows,
    an_earlier_batch_follows_an_undo,
    a_batch_is_undone_once,
    batches_are_listed_newest_first,
);

fn batch(id: BatchId, kind: SheetKind) -> Batch {
    Batch {
        id,
        kind,
        file: "2026年 名录（定稿）.xlsx".to_owned(),
        actor: "system".to_owned(),
        at: noon("2026-03-05"),
        created: 2,
        updated: 1,
        undone_at: None,
    }
}

async fn an_earlier_batch_follows_an_undo(db: TestStore) {
    let row = |id: &str, version_after| BatchRow {
        entity: "need".to_owned(),
        id: id.to_owned(),
        before: None,
        version_after,
    };
    let mut tx = db.write().await;
    let earlier = batch(tx.next_id(), SheetKind::Needs);
    insert_batch(&mut tx, &earlier, &[row("A", 1), row("A", 2), row("B", 1)]).await.expect("insert");
    move_batch_rows(&mut tx, "need", "A", (1, 3)).await.expect("moves");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let rows = list_batch_rows(&mut conn, &earlier.id).await.expect("rows");
    assert_eq!(rows, [row("A", 3), row("A", 2), row("B", 1)]);
}

async fn a_batch_comes_back_with_its_rows(db: TestStore) {
    let row = |entity: &str, id: &str, before: Option<&str>, version_after| BatchRow {
        entity: entity.to_owned(),
        id: id.to_owned(),
        before: before.map(str::to_owned),
        version_after,
    };
    // Not in the order of their ids: undoing goes through them backwards.
    let rows = [
        row("need", "B", None, 1),
        row("enterprise", "A", Some("{\"name\":\"旧名\"}"), 7),
        row("roster_entry", "C", None, 0),
    ];
    let mut tx = db.write().await;
    let mut ids = Vec::new();
    for kind in SheetKind::ALL {
        let batch = batch(tx.next_id(), kind);
        insert_batch(&mut tx, &batch, if kind == SheetKind::Needs { &rows } else { &[] })
            .await
            .expect("insert");
        ids.push(batch);
    }
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    for batch in ids {
        let found = find_batch(&mut conn, &operator(), &batch.id).await.expect("find");
        let found_rows = list_batch_rows(&mut conn, &batch.id).await.expect("rows");
        assert_eq!(found_rows.len(), if batch.kind == SheetKind::Needs { 3 } else { 0 });
        if batch.kind == SheetKind::Needs {
            assert_eq!(found_rows, rows);
        }
        assert_eq!(found, Some(batch));
    }
    let nobody: BatchId = db.write().await.next_id();
    assert_eq!(find_batch(&mut conn, &operator(), &nobody).await.expect("find"), None);
}

async fn a_batch_is_undone_once(db: TestStore) {
    let mut tx = db.write().await;
    let batch = batch(tx.next_id(), SheetKind::Roster);
    insert_batch(&mut tx, &batch, &[]).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-03-06")).await;
    assert!(mark_batch_undone(&mut tx, &batch.id).await.expect("undo"));
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-03-07")).await;
    assert!(!mark_batch_undone(&mut tx, &batch.id).await.expect("undo"));
    tx.commit().await.expect("commits");
    let found = find_batch(&mut *db.read().await, &operator(), &batch.id).await.expect("find");
    assert_eq!(found.expect("there").undone_at, Some(noon("2026-03-06")));
}

async fn batches_are_listed_newest_first(db: TestStore) {
    assert_eq!(count_batches(&mut *db.read().await, &operator()).await.expect("count"), 0);
    let mut all = Vec::new();
    for moment in ["2026-03-05", "2026-03-07", "2026-03-06"] {
        let mut tx = db.write_at(noon(moment)).await;
        // Two of the same moment: the later one first.
        for kind in [SheetKind::Needs, SheetKind::Roster] {
            let batch = Batch { at: noon(moment), ..batch(tx.next_id(), kind) };
            insert_batch(&mut tx, &batch, &[]).await.expect("insert");
            all.push(batch);
        }
        tx.commit().await.expect("commits");
    }
    all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    let mut conn = db.read().await;
    assert_eq!(count_batches(&mut conn, &operator()).await.expect("count"), 6);
    assert_eq!(list_batches(&mut conn, &operator(), (0, 4)).await.expect("list"), all[..4]);
    assert_eq!(list_batches(&mut conn, &operator(), (4, 4)).await.expect("list"), all[4..]);
    assert!(list_batches(&mut conn, &operator(), (6, 4)).await.expect("list").is_empty());
}
