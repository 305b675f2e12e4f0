//! A database per test: the same test runs on SQLite and on PostgreSQL.
//!
//! SQLite lies in a folder whose name has Chinese characters and a space. PostgreSQL is the server of
//! `TEST_DATABASE_URL` (`tests/postgres.sh start`); each test creates a database there and drops it. Without a server
//! that half is left out aloud, and fails where `CI` is set.

use std::future::Future;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use duijie::domain::ids::IdSource;
use duijie::domain::time::{BusinessDate, Instant};
use duijie::domain::viewer::Viewer;
use duijie::storage::{Change, Cursor, DatabaseKind, Store, WriteTx, tail};
use sqlx::any::install_default_drivers;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Names one or more `async fn(TestStore)`; each becomes a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                $crate::support::db::on_sqlite(super::$name);
            }

            #[test]
            fn on_postgres() {
                $crate::support::db::on_postgres(super::$name);
            }
        }
    )+};
}
pub(crate) use on_both;

/// A database of its own for one test.
pub struct TestStore {
    pub store: Store,
    pub url: String,
    pub folder: PathBuf,
}

impl TestStore {
    async fn open(url: String, folder: &Path) -> Self {
        let store = Store::open(&url, ids(1), noon("2026-03-05")).await.expect("opens");
        Self { store, url, folder: folder.to_owned() }
    }

    pub fn kind(&self) -> DatabaseKind {
        self.store.kind()
    }

    pub async fn write_at(&self, now: Instant) -> WriteTx {
        self.store.write(&operator(), now).await.expect("begins")
    }

    /// Writes at noon of 2026-03-05.
    pub async fn write(&self) -> WriteTx {
        self.write_at(noon("2026-03-05")).await
    }

    pub async fn read(&self) -> PoolConnection<Any> {
        self.store.read().await.expect("connects")
    }

    /// The same database, as another process sees it.
    pub async fn another(&self, seed: u8) -> Store {
        Store::open(&self.url, ids(seed), noon("2026-03-05")).await.expect("opens again")
    }

    /// Runs SQL behind the back of storage.
    pub async fn sql(&self, text: &str) {
        let mut tx = self.write().await;
        sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(tx.conn()).await.expect(text);
        tx.commit().await.expect("commits");
    }

    /// The change log after `from`, once it has at least `count` entries. On PostgreSQL a transaction anywhere on the
    /// server holds the log back for as long as it runs, and other tests have some.
    pub async fn log(&self, from: Cursor, count: usize) -> Vec<Change> {
        for _ in 0..600 {
            let found = tail(&mut *self.read().await, self.kind(), from, 10_000).await.expect("tail");
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the change log does not reach {count} entries");
    }
}

/// A source of ids that gives the same ones in every run.
pub fn ids(seed: u8) -> Arc<IdSource> {
    Arc::new(IdSource::new([seed; 16]))
}

pub fn operator() -> Viewer {
    Viewer::operator()
}

pub fn day(iso: &str) -> BusinessDate {
    BusinessDate::parse_iso(iso).expect("a day")
}

/// Noon in Beijing.
pub fn noon(iso: &str) -> Instant {
    Instant(day(iso).end_of_day().0 + 1 - 12 * 3_600_000)
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime")
}

pub fn on_sqlite<F: Future<Output = ()>>(body: impl FnOnce(TestStore) -> F) {
    let home = TempDir::with_prefix("对接 数据").expect("folder");
    let url = Store::sqlite_url(&home.path().join("duijie.db"));
    runtime().block_on(async {
        let db = TestStore::open(url, home.path()).await;
        let store = db.store.clone();
        body(db).await;
        store.close().await;
    });
}

pub fn on_postgres<F: Future<Output = ()>>(body: impl FnOnce(TestStore) -> F) {
    let Some(server) = server() else { return };
    let home = TempDir::with_prefix("对接 数据").expect("folder");
    let (runtime, name) = (runtime(), unique_name());
    runtime.block_on(administer(&server, &format!("CREATE DATABASE {name} TEMPLATE template0")));
    let (base, _) = server.rsplit_once('/').expect("a URL that names a database");
    let url = format!("{base}/{name}");
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let db = TestStore::open(url, home.path()).await;
            body(db).await;
        });
    }));
    runtime.block_on(administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")));
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// The URL of the server; `None` leaves the test out.
fn server() -> Option<String> {
    static TOLD: Once = Once::new();
    let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let url = given("TEST_DATABASE_URL");
    if url.is_none() {
        assert!(given("CI").is_none(), "TEST_DATABASE_URL is not set, and CI must run every check");
        // Past the test runner's capture: it would swallow what a passing test prints.
        let words = "LEFT OUT: every test on PostgreSQL (TEST_DATABASE_URL is not set)";
        TOLD.call_once(|| writeln!(std::io::stderr(), "{words}").expect("standard error"));
    }
    url
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("duijie_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn administer(server: &str, sql: &str) {
    install_default_drivers();
    let mut conn = AnyConnection::connect(server).await.expect("the server of TEST_DATABASE_URL answers");
    conn.execute(AssertSqlSafe(sql.to_owned())).await.expect(sql);
    conn.close().await.expect("closes");
}
