//! Killed between change and commit, three hundred times: the index starts again and equals its source.
//!
//! The test runs itself as a child process. The child replays a fixed stream of changes from the cursor that the
//! index holds and kills itself (SIGKILL) at a step drawn from its seed: between a change and its commit, or while
//! the commit is under way. Every tenth start rebuilds the index and dies before or during the swap. The parent
//! starts the next one at once.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use duijie_index::lexicon::{Lexicon, LexiconSource};
use duijie_index::{Analyzer, Document, Reader, Writer};
use rustix::process::{Signal, getpid, kill_process};
use tempfile::TempDir;

/// Starts, over all series; each series is one index.
const STARTS: u64 = 300;
const SERIES: u64 = 2;
const CHANGES: u64 = 60_000;
const BATCH: u64 = 40;
const FOLDER: &str = "DUIJIE_KILL_TEST_FOLDER";
const SEED: &str = "DUIJIE_KILL_TEST_SEED";

/// A small generator; randomness is a parameter.
fn draw(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Change number `at`: revision `at` of one of two hundred records, every seventh a removal.
fn change(at: u64) -> (String, Option<Document>) {
    let id = format!("R{:03}", draw(at) % 200);
    let removed = draw(at + 1_000_000).is_multiple_of(7);
    let document = Document::new(&id, &format!("第{at}版"), "轴承套圈感应淬火").held_by(&[&format!("J{at}")]);
    (id, (!removed).then_some(document))
}

/// What the index should hold after the first `cursor` changes: the revision by id.
fn expected(cursor: u64) -> BTreeMap<String, u64> {
    let mut records = BTreeMap::new();
    for at in 0..cursor {
        match change(at) {
            (id, Some(_)) => records.insert(id, at),
            (id, None) => records.remove(&id),
        };
    }
    records
}

/// No dictionary words are needed here, and starting three hundred processes should not wait for them.
fn bare_analyzer() -> Analyzer {
    Analyzer::new(Lexicon::parse(&LexiconSource::default()).expect("empty lexicon"))
}

fn die() -> ! {
    let _ = kill_process(getpid(), Signal::KILL);
    std::process::abort()
}

/// Dies after up to 12 ms, whatever is going on then.
fn die_soon(seed: u64) {
    let wait = Duration::from_micros(draw(seed) % 12_000);
    std::thread::spawn(move || {
        std::thread::sleep(wait);
        die()
    });
}

/// The child: follows the changes, or rebuilds, until it kills itself.
#[test]
fn child() {
    let (Ok(folder), Ok(seed)) = (std::env::var(FOLDER), std::env::var(SEED)) else { return };
    let seed: u64 = seed.parse().expect("seed");
    let writer = Writer::open_or_create(Path::new(&folder), &bare_analyzer()).expect("every start succeeds");
    let at: u64 = if writer.cursor().is_empty() { 0 } else { writer.cursor().parse().expect("cursor") };
    if draw(seed + 3).is_multiple_of(10) { rebuild(writer, at, seed) } else { follow(writer, at, seed) }
}

fn follow(mut writer: Writer, mut at: u64, seed: u64) {
    let last = at + draw(seed) % (BATCH * 3);
    while at < CHANGES {
        match change(at) {
            (_, Some(document)) => writer.put(&document).expect("put"),
            (id, None) => writer.delete(&id),
        }
        at += 1;
        let dying = at > last;
        if dying && !draw(seed + 1).is_multiple_of(3) {
            die();
        }
        if dying {
            die_soon(seed + 2);
        }
        if at.is_multiple_of(BATCH) || dying {
            writer.commit(&at.to_string()).expect("commit");
        }
        if dying {
            die();
        }
    }
}

/// Writes all records anew under the same cursor and dies at the swap or before it.
fn rebuild(writer: Writer, at: u64, seed: u64) {
    let rebuild = writer.into_rebuild().expect("rebuild");
    let records = expected(at);
    let last = draw(seed) as usize % (records.len() * 2 + 1);
    for (done, revision) in records.values().enumerate() {
        if done == last {
            die();
        }
        rebuild.put(&change(*revision).1.expect("a record")).expect("put");
    }
    die_soon(seed + 2);
    let _writer = rebuild.publish(&at.to_string()).expect("publish");
    die();
}

fn start(folder: &Path, seed: u64) -> std::process::Output {
    let mut command = Command::new(std::env::current_exe().expect("own path"));
    command.args(["--exact", "kill::child", "--nocapture"]).env(FOLDER, folder).env(SEED, seed.to_string());
    command.output().expect("child starts")
}

fn check(folder: &Path) -> u64 {
    let snapshot = Reader::open(folder, &bare_analyzer()).expect("readable after every kill").snapshot();
    let cursor: u64 =
        if snapshot.cursor().is_empty() { 0 } else { snapshot.cursor().parse().expect("cursor") };
    let mut ids = snapshot.ids().expect("ids");
    ids.sort();
    let expected = expected(cursor);
    assert_eq!(ids, expected.keys().cloned().collect::<Vec<_>>(), "index and source differ at {cursor}");
    let mut owners: Vec<String> = expected.values().map(|at| format!("J{at}")).collect();
    owners.sort();
    assert_eq!(super::support::owners_of(&snapshot), owners, "a stale revision at {cursor}");
    cursor
}

fn series(number: u64) {
    let home = TempDir::new().expect("temporary folder");
    let folder: PathBuf = home.path().join("index");
    for at in 0..STARTS / SERIES {
        let output = start(&folder, number * 1_000_003 + at * 7_919);
        let killed = output.status.signal() == Some(9);
        assert!(killed, "start {at} of series {number}: {}", String::from_utf8_lossy(&output.stdout));
        if at % 10 == 9 {
            check(&folder);
        }
    }
    let cursor = check(&folder);
    assert!(cursor > 1_000 && cursor < CHANGES, "{cursor} changes were followed");
}

#[test]
fn three_hundred_kills_lose_nothing() {
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..SERIES).map(|number| scope.spawn(move || series(number))).collect();
        runs.into_iter().for_each(|run| run.join().expect("series"));
    });
}
