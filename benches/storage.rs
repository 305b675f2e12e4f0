//! Prints one table: our storage room over `sqlx::Any` against the same statements through sqlx's own drivers, in
//! alternating rounds of one run; and sixteen tasks that write at once.
//!
//! `cargo bench --bench storage`; with `TEST_DATABASE_URL` also on PostgreSQL, in a schema that is dropped afterwards.
//! Nothing is asserted.

#[path = "storage/clock.rs"]
mod clock;
#[path = "storage/native.rs"]
mod native;

use std::future::Future;
use std::io::Write;
use std::sync::Arc;

use clock::{median, process_ms, wall_ms};
use duijie::domain::county::CountyCode;
use duijie::domain::enterprise::Contact;
use duijie::domain::ids::{IdSource, InstitutionId};
use duijie::domain::institution::{Institution, InstitutionKind};
use duijie::domain::rate::BasisPoints;
use duijie::domain::target::{Target, TargetKind};
use duijie::domain::time::Instant;
use duijie::domain::viewer::Viewer;
use duijie::storage::{
    StorageError, Store, find_institution, insert_institution, insert_target, list_institutions,
};
use sqlx::{AssertSqlSafe, Connection, Executor};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The moment of every record.
const NOW: Instant = Instant(1_790_000_000_000);
const ROUNDS: usize = 7;
const WRITES: usize = 150;
const POINTS: usize = 1_000;
const LISTS: usize = 200;
const TASKS: usize = 16;
const WRITES_OF_A_TASK: usize = 60;
/// The settings of the storage room.
const WRITER: &str = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";
const READER: &str = "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; \
    PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;";

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "ours (sqlx::Any and the storage room) against sqlx's own driver, medians of {ROUNDS} rounds\n"
    )?;
    sqlite(&mut out).await?;
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => postgres(&mut out, &url).await,
        Err(_) => Ok(writeln!(out, "\nPostgreSQL: TEST_DATABASE_URL is not set")?),
    }
}

/// An institution of the usual size.
fn institution(id: InstitutionId) -> Institution {
    Institution {
        no: format!("JG-{id}"),
        name: format!("示例研究院{id}"),
        kind: InstitutionKind::Institute,
        uscc: None,
        place: Some("洛阳市涧西区".to_owned()),
        introduction: Some(
            "从事滚动轴承设计、试验和检测的研究所，有寿命、摩擦力矩和振动噪声试验台。".repeat(3),
        ),
        monthly_limit: Some(10),
        open: true,
        contact: Contact {
            name: Some("示例联系人".to_owned()), phone: Some("0379-00010001".to_owned())
        },
        origin: Some("示例数据".to_owned()),
        version: 1,
        id,
    }
}

/// One transaction of ours: an institution, a target, and at the commit a row of the change log.
async fn write(store: &Store, viewer: &Viewer, area: &CountyCode) -> Result<(), StorageError> {
    let mut tx = store.write(viewer, NOW).await?;
    let new = institution(tx.next_id());
    insert_institution(&mut tx, &new).await?;
    let target = Target {
        document: "bench".to_owned(),
        data_year: 2022,
        area: area.clone(),
        kind: TargetKind::Work,
        rate: BasisPoints(5000),
    };
    insert_target(&mut tx, &target).await?;
    tx.commit().await
}

/// What `count` calls cost each: CPU ms and wall ms.
async fn cost<F: Future<Output = Result<(), Failure>>>(
    count: usize,
    mut one: impl FnMut() -> F,
) -> Result<(f64, f64), Failure> {
    let (cpu, wall) = (process_ms(), wall_ms());
    for _ in 0..count {
        one().await?;
    }
    Ok(((process_ms() - cpu) / count as f64, (wall_ms() - wall) / count as f64))
}

/// The rounds of two sides.
#[derive(Default)]
struct Sides {
    ours: Vec<(f64, f64)>,
    theirs: Vec<(f64, f64)>,
}

impl Sides {
    fn medians(&self, pick: impl Fn(&(f64, f64)) -> f64) -> (f64, f64) {
        let middle = |side: &[(f64, f64)]| median(side.iter().map(&pick).collect());
        (middle(&self.ours), middle(&self.theirs))
    }

    fn print_writes(&self, out: &mut impl Write) -> Result<(), Failure> {
        let (ours, theirs) = self.medians(|round| 1e3 / round.1);
        writeln!(
            out,
            "small transactions, one after another  {ours:>8.0} tx/s  native {theirs:>8.0} tx/s  speed {:.2} (goal ≥ 0.5)",
            ours / theirs
        )?;
        Ok(())
    }

    fn print_reads(&self, out: &mut impl Write, what: &str) -> Result<(), Failure> {
        let (cpu, native_cpu) = self.medians(|round| round.0 * 1e3);
        let (wall, native_wall) = self.medians(|round| round.1 * 1e3);
        writeln!(
            out,
            "{what}   CPU {cpu:>7.1} µs  native {native_cpu:>7.1} µs  ratio {:.2} (goal ≤ 1.25); wall {wall:.1} / {native_wall:.1} = {:.2}",
            cpu / native_cpu,
            wall / native_wall
        )?;
        Ok(())
    }
}

/// Sixteen tasks that write at once, spread over so many stores on the same database.
async fn crowd(out: &mut impl Write, stores: &[Store]) -> Result<(), Failure> {
    let before = wall_ms();
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let store = stores[task % stores.len()].clone();
        tasks.push(tokio::spawn(async move {
            let viewer = Viewer::operator();
            let area = CountyCode::new("410300").ok_or("code")?;
            let (mut done, mut busy) = (0, 0);
            for _ in 0..WRITES_OF_A_TASK {
                match write(&store, &viewer, &area).await {
                    Ok(()) => done += 1,
                    Err(StorageError::Busy) => busy += 1,
                    Err(other) => return Err(Failure::from(other)),
                }
            }
            Ok((done, busy))
        }));
    }
    let (mut done, mut busy) = (0, 0);
    for task in tasks {
        let (of_task, refused): (usize, usize) = task.await??;
        done += of_task;
        busy += refused;
    }
    let speed = done as f64 * 1e3 / (wall_ms() - before);
    writeln!(
        out,
        "{TASKS} tasks writing through {} store(s)     {speed:>8.0} tx/s  busy errors {busy} (goal 0)",
        stores.len()
    )?;
    Ok(())
}

/// Measures reading on one database, the native side given by two closures.
macro_rules! reads {
    ($out:expr, $store:expr, $pool:expr, $driver:ident) => {{
        let viewer = Viewer::operator();
        let first = list_institutions(&mut *$store.read().await?, &viewer, None, 50).await?;
        let id = first.last().ok_or("no institution")?.id.to_string();
        let (mut points, mut lists) = (Sides::default(), Sides::default());
        // One round more than counted, to warm caches.
        for round in 0..=ROUNDS {
            let ours = cost(POINTS, || async {
                let found = find_institution(&mut *$store.read().await?, &viewer, &id).await?;
                std::hint::black_box(found.ok_or("not found")?);
                Ok(())
            })
            .await?;
            let theirs = cost(POINTS, || async {
                std::hint::black_box(native::$driver::point($pool, &id).await?.ok_or("not found")?);
                Ok(())
            })
            .await?;
            let our_lists = cost(LISTS, || async {
                let found = list_institutions(&mut *$store.read().await?, &viewer, None, 50).await?;
                std::hint::black_box(found);
                Ok(())
            })
            .await?;
            let their_lists = cost(LISTS, || async {
                std::hint::black_box(native::$driver::list($pool).await?);
                Ok(())
            })
            .await?;
            if round > 0 {
                points.ours.push(ours);
                points.theirs.push(theirs);
                lists.ours.push(our_lists);
                lists.theirs.push(their_lists);
            }
        }
        points.print_reads($out, "one record by its id       ")?;
        lists.print_reads($out, "a list of 50 records       ")?;
    }};
}

/// Measures writing one after another.
macro_rules! writes {
    ($out:expr, $store:expr, $connection:expr, $driver:ident, $begin:literal, $ids:expr) => {{
        let viewer = Viewer::operator();
        let area = CountyCode::new("410300").ok_or("code")?;
        let mut sides = Sides::default();
        for round in 0..=ROUNDS {
            let ours = cost(WRITES, || async { Ok(write($store, &viewer, &area).await?) }).await?;
            let (cpu, wall) = (process_ms(), wall_ms());
            for _ in 0..WRITES {
                native::$driver::write($connection, $begin, $ids).await?;
            }
            let count = WRITES as f64;
            if round > 0 {
                sides.ours.push(ours);
                sides.theirs.push(((process_ms() - cpu) / count, (wall_ms() - wall) / count));
            }
        }
        sides.print_writes($out)?;
    }};
}

async fn sqlite(out: &mut impl Write) -> Result<(), Failure> {
    let home = tempfile::TempDir::new()?;
    let ids = Arc::new(IdSource::new([1; 16]));
    let url = Store::sqlite_url(&home.path().join("ours.db"));
    let peer_url = Store::sqlite_url(&home.path().join("native.db"));
    let store = Store::open(&url, Arc::clone(&ids), NOW).await?;
    Store::open(&peer_url, Arc::clone(&ids), NOW).await?.close().await;
    let mut peer = sqlx::SqliteConnection::connect(&peer_url).await?;
    peer.execute(WRITER).await?;
    writeln!(out, "SQLite (WAL, synchronous = FULL)")?;
    writes!(out, &store, &mut peer, sqlite, "BEGIN IMMEDIATE", &ids);
    peer.close().await?;
    crowd(out, std::slice::from_ref(&store)).await?;
    let second = Store::open(&url, Arc::clone(&ids), NOW).await?;
    crowd(out, &[store.clone(), second.clone()]).await?;
    second.close().await;
    let pool = sqlx::sqlite::SqlitePoolOptions::new()
        .max_connections(4)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(READER).await?;
                Ok(())
            })
        })
        .connect(&url)
        .await?;
    reads!(out, &store, &pool, sqlite);
    pool.close().await;
    store.close().await;
    Ok(())
}

async fn postgres(out: &mut impl Write, url: &str) -> Result<(), Failure> {
    let schema = format!("bench_{}", std::process::id());
    let mut admin = sqlx::PgConnection::connect(url).await?;
    admin.execute(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).await?;
    let sign = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{sign}options=-csearch_path%3D{schema}");
    let measured = postgres_in(out, &url).await;
    admin.execute(AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE"))).await?;
    admin.close().await?;
    measured
}

async fn postgres_in(out: &mut impl Write, url: &str) -> Result<(), Failure> {
    let ids = Arc::new(IdSource::new([2; 16]));
    let store = Store::open(url, Arc::clone(&ids), NOW).await?;
    let mut peer = sqlx::PgConnection::connect(url).await?;
    writeln!(out, "\nPostgreSQL")?;
    writes!(out, &store, &mut peer, postgres, "BEGIN", &ids);
    peer.close().await?;
    crowd(out, std::slice::from_ref(&store)).await?;
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(10).connect(url).await?;
    reads!(out, &store, &pool, postgres);
    pool.close().await;
    store.close().await;
    Ok(())
}
