//! The store itself: readers that cannot write, copies, and tidying up.

use std::time::Duration;

use duijie::storage::{
    DatabaseKind, Store, delete_institution, find_institution, find_setting, insert_institution,
    list_institutions, put_setting, update_institution,
};

use crate::support::db::{TestStore, ids, noon, on_both, on_sqlite, operator};
use crate::support::samples;

on_both!(
    nobody_sees_what_is_not_committed,
    imports_run_one_at_a_time,
    settling_loses_nothing,
    a_damaged_value_is_named_with_its_place,
    a_change_has_another_mark,
);

async fn nobody_sees_what_is_not_committed(db: TestStore) {
    let mut tx = db.write().await;
    put_setting(&mut tx, "a", "b").await.expect("put");
    assert_eq!(find_setting(&mut *db.read().await, "a").await.expect("find"), None);
    assert_eq!((tx.viewer(), tx.now()), (&operator(), noon("2026-03-05")));
    tx.commit().await.expect("commits");
    assert_eq!(find_setting(&mut *db.read().await, "a").await.expect("find").as_deref(), Some("b"));
    assert_eq!(DatabaseKind::of_url(&db.url), Some(db.kind()));
}

async fn a_change_has_another_mark(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    let before = db.store.mark().await.expect("mark");
    if db.kind() == DatabaseKind::Sqlite {
        // Other databases of the server change PostgreSQL's.
        assert_eq!(db.store.mark().await.expect("mark"), before);
        // What is committed beside the records is no change of theirs.
        let mut tx = db.write().await;
        put_setting(&mut tx, "a", "b").await.expect("put");
        tx.commit().await.expect("commits");
        assert_eq!(db.store.mark().await.expect("mark"), before);
    }
    let mut renamed = institution.clone();
    renamed.name = "示例改名研究院".to_owned();
    let mut tx = db.write().await;
    update_institution(&mut tx, &renamed).await.expect("update");
    tx.commit().await.expect("commits");
    let after = db.store.mark().await.expect("mark");
    assert_ne!(after, before);
    // Changes of another process are changes, too.
    let other = db.another(2).await;
    let mut tx = other.write(&operator(), noon("2026-03-05")).await.expect("begins");
    delete_institution(&mut tx, &institution.id).await.expect("delete");
    tx.commit().await.expect("commits");
    assert_ne!(db.store.mark().await.expect("mark"), after);
    // The connection that is kept for marks does not hold up the end.
    db.store.close().await;
    assert!(db.store.mark().await.is_err());
}

async fn imports_run_one_at_a_time(db: TestStore) {
    let mut first = db.write().await;
    first.lock_imports().await.expect("lock");
    let other = db.another(2).await;
    let second = tokio::spawn(async move {
        let mut tx = other.write(&operator(), noon("2026-03-05")).await.expect("begins");
        tx.lock_imports().await.expect("lock");
        let seen = find_setting(tx.conn(), "import").await.expect("find");
        tx.commit().await.expect("commits");
        seen
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    put_setting(&mut first, "import", "first").await.expect("put");
    first.commit().await.expect("commits");
    assert_eq!(second.await.expect("task").as_deref(), Some("first"));
}

async fn settling_loses_nothing(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    db.store.settle().await.expect("settles");
    let found = find_institution(&mut *db.read().await, &operator(), &institution.no).await.expect("find");
    assert_eq!(found, Some(institution));
}

async fn a_damaged_value_is_named_with_its_place(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    db.sql("UPDATE institution SET kind = 'nonsense'").await;
    let error =
        list_institutions(&mut *db.read().await, &operator(), None, 9).await.expect_err("inconsistent");
    let told = error.to_string();
    assert!(told.contains("institution.kind") && told.contains(institution.id.as_str()), "{told}");
}

#[test]
fn no_mark_is_older_than_the_question() {
    on_sqlite(async |db| {
        let other = db.another(2).await;
        let mut seen = vec![db.store.mark().await.expect("mark")];
        for number in 1..=40 {
            // In turn by this process and by one beside it; asked at once, and now and then after tidying up.
            let mut tx = match number % 2 {
                0 => db.write().await,
                _ => other.write(&operator(), noon("2026-03-05")).await.expect("begins"),
            };
            let institution = samples::institution(&tx, number);
            insert_institution(&mut tx, &institution).await.expect("insert");
            tx.commit().await.expect("commits");
            if number % 7 == 0 {
                other.settle().await.expect("settles");
            }
            let mark = db.store.mark().await.expect("mark");
            assert!(!seen.contains(&mark), "{mark} is known, {number} changes on");
            assert_eq!(db.store.mark().await.expect("mark"), mark);
            seen.push(mark);
        }
        other.close().await;
    });
}

#[test]
fn a_reader_cannot_write_on_sqlite() {
    on_sqlite(async |db| {
        for sql in ["INSERT INTO setting (name, value) VALUES ('a', 'b')", "DROP TABLE setting"] {
            let refused = sqlx::query(sql).execute(&mut *db.read().await).await.expect_err(sql);
            assert!(refused.to_string().contains("readonly"), "{refused}");
        }
    });
}

#[test]
fn a_copy_is_whole_while_others_write() {
    on_sqlite(async |db| {
        let institution = samples::found_institution(&db, 1).await;
        let copy = db.folder.join("副本 'a'.db");
        db.store.copy_sqlite(&copy).await.expect("copy");
        samples::found_institution(&db, 2).await;
        let store = Store::open(&Store::sqlite_url(&copy), ids(2), noon("2026-03-05")).await.expect("opens");
        let all = list_institutions(&mut store.read().await.expect("connects"), &operator(), None, 9).await;
        assert_eq!(all.expect("list"), [institution]);
        store.close().await;
        db.store.copy_sqlite(&copy).await.expect_err("never over a file that is there");
    });
}
