//! Opening: new databases, known ones, those of another program version, and several processes at once.

use duijie::domain::job::JobPayload;
use duijie::domain::time::Instant;
use duijie::storage::{DatabaseKind, SCHEMA, StorageError, Store, enqueue_job, find_setting, put_setting};
use tempfile::TempDir;

use crate::support::db::{TestStore, ids, noon, on_both, on_sqlite};
use crate::support::samples;

on_both!(
    a_new_database_has_the_schema_and_keeps_its_data,
    a_newer_schema_is_left_alone,
    a_changed_migration_is_refused,
    an_unfinished_schema_is_completed,
);

async fn refusal(db: &TestStore) -> StorageError {
    Store::open(&db.url, ids(2), noon("2026-03-06")).await.expect_err("refused")
}

async fn a_new_database_has_the_schema_and_keeps_its_data(db: TestStore) {
    let health = Store::examine(&db.url, ids(2)).await.expect("examine");
    assert_eq!((health.kind, health.schema), (db.kind(), SCHEMA));
    assert_eq!(health.quick_check.as_deref(), (db.kind() == DatabaseKind::Sqlite).then_some("ok"));
    let institution = samples::found_institution(&db, 1).await;
    let again = db.another(2).await;
    let mut conn = again.read().await.expect("connects");
    let found = duijie::storage::find_institution(&mut conn, &crate::support::db::operator(), "JG2026-0001")
        .await
        .expect("find");
    assert_eq!(found, Some(institution));
}

async fn a_newer_schema_is_left_alone(db: TestStore) {
    db.sql("INSERT INTO schema_migration (number, checksum, applied_at_ms) VALUES (9999, 'x', 0)").await;
    let refused = refusal(&db).await;
    assert!(matches!(refused, StorageError::Newer { found: 9999, known: SCHEMA }), "{refused}");
    assert_eq!(Store::examine(&db.url, ids(2)).await.expect("examine").schema, 9999);
}

async fn a_changed_migration_is_refused(db: TestStore) {
    db.sql("UPDATE schema_migration SET checksum = 'another' WHERE number = 3").await;
    let refused = refusal(&db).await;
    assert!(matches!(refused, StorageError::ChangedMigration(3)), "{refused}");
}

async fn an_unfinished_schema_is_completed(db: TestStore) {
    // As the program left it that had not heard of the newest migration.
    db.sql("ALTER TABLE job DROP COLUMN lane").await;
    db.sql("DELETE FROM schema_migration WHERE number >= 20").await;
    assert!(Store::examine(&db.url, ids(2)).await.expect("examine").schema < SCHEMA);
    let again = db.another(2).await;
    let mut tx = again.write(&crate::support::db::operator(), Instant(0)).await.expect("begins");
    let mail = JobPayload::Deliver { delivery: "d".to_owned() };
    enqueue_job(&mut tx, &mail, Instant(0), None).await.expect("enqueues");
    tx.commit().await.expect("commits");
}

/// Opens the same empty database from several sides at once.
async fn open_at_once(url: &str) {
    let opening: Vec<_> = (0..6_u8)
        .map(|seed| {
            let url = url.to_owned();
            tokio::spawn(async move { Store::open(&url, ids(seed), noon("2026-03-05")).await })
        })
        .collect();
    let mut epochs = Vec::new();
    for opened in opening {
        let store = opened.await.expect("task").expect("opens");
        let mut conn = store.read().await.expect("connects");
        epochs.push(find_setting(&mut conn, "feed_epoch").await.expect("find"));
        drop(conn);
        store.close().await;
    }
    assert!(epochs.iter().all(|epoch| epoch.is_some() && *epoch == epochs[0]), "{epochs:?}");
}

#[test]
fn several_processes_may_start_at_once_on_sqlite() {
    on_sqlite(async |db| {
        for round in 0..5 {
            let file = db.folder.join(format!("{round}.db"));
            open_at_once(&Store::sqlite_url(&file)).await;
        }
    });
}

#[test]
fn several_processes_may_start_at_once_on_postgres() {
    crate::support::db::on_postgres(async |db| {
        for _ in 0..3 {
            db.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
            open_at_once(&db.url).await;
        }
    });
}

#[test]
fn a_folder_may_have_any_name() {
    on_sqlite(async |db| {
        for name in ["O'Brien \"对接\" 50%", "a?b#c&d=e", "洛阳 数据"] {
            let folder = db.folder.join(name);
            std::fs::create_dir(&folder).expect("folder");
            let file = folder.join("duijie.db");
            let store = Store::open(&Store::sqlite_url(&file), ids(2), noon("2026-03-05")).await.expect(name);
            let mut tx = store.write(&crate::support::db::operator(), Instant(0)).await.expect("begins");
            put_setting(&mut tx, "a", "b").await.expect("put");
            tx.commit().await.expect("commits");
            store.close().await;
            assert!(file.is_file(), "{name}");
        }
    });
}

#[test]
fn what_is_no_database_is_called_damaged() {
    on_sqlite(async |db| {
        let file = db.folder.join("brief.db");
        std::fs::write(&file, "这不是数据库。".repeat(500)).expect("write");
        let refused =
            Store::open(&Store::sqlite_url(&file), ids(2), noon("2026-03-05")).await.expect_err("text");
        assert!(matches!(refused, StorageError::Damaged), "{refused}");
        let refused = Store::examine(&Store::sqlite_url(&file), ids(2)).await.expect_err("text");
        assert!(matches!(refused, StorageError::Damaged), "{refused}");
    });
}

#[test]
fn what_cannot_be_reached_is_called_so() {
    on_sqlite(async |_| {
        let home = TempDir::new().expect("folder");
        let missing = Store::sqlite_url(&home.path().join("keine").join("x.db"));
        for url in [missing.as_str(), "mysql://x/y", "nonsense"] {
            let refused = Store::open(url, ids(2), noon("2026-03-05")).await.expect_err(url);
            assert!(matches!(refused, StorageError::Unreachable(_)), "{url}: {refused}");
        }
        // Examining creates nothing.
        let file = home.path().join("x.db");
        let refused = Store::examine(&Store::sqlite_url(&file), ids(2)).await.expect_err("missing");
        assert!(matches!(refused, StorageError::Unreachable(_)), "{refused}");
        assert!(!file.exists());
    });
}

#[test]
fn a_database_the_server_does_not_have_is_called_unreachable() {
    crate::support::db::on_postgres(async |db| {
        let refused =
            Store::open(&format!("{}_none", db.url), ids(2), noon("2026-03-05")).await.expect_err("none");
        assert!(matches!(refused, StorageError::Unreachable(_)), "{refused}");
    });
}
