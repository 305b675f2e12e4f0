//! The program is killed (SIGKILL) at moments drawn from a seed: an import or its undoing happens whole or not at
//! all, every start afterwards succeeds, and the indexes come to hold exactly what the database holds.
//!
//! `KILL_ROUNDS` sets how often, `KILL_SEED` draws other moments.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant as Clock};

use duijie::app::DATABASE_FILE;
use duijie::search::{Collection, Search};
use duijie::storage::Store;
use sqlx::Row;
use tempfile::TempDir;

use crate::support::db::{ids, noon};

const INSTITUTIONS: usize = 12;
const NEEDS: usize = 15;
/// Imported files that stand; with more, one is undone.
const STANDING: usize = 5;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Act {
    Import,
    Undo,
    Match,
    Reindex,
}

/// How far a killed command had come.
#[derive(Debug, Default)]
struct Tally {
    before: usize,
    after: usize,
    ended: usize,
}

/// Moments, the same ones for the same seed.
struct Draw(u64);

impl Draw {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

/// An imported file: its name, how the titles of its capabilities begin, and how many it has.
#[derive(Debug, Clone)]
struct Sheet {
    name: String,
    mark: String,
    rows: usize,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the moment of a kill is a time; what is asserted holds at any"
)]
fn clock() -> Clock {
    Clock::now()
}

/// A data folder and the program on it.
struct Site {
    home: TempDir,
    /// How long each command takes if it is left alone.
    takes: HashMap<Act, Duration>,
}

impl Site {
    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.file("对接 数据")
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).expect("sheet");
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duijie"));
        let said = File::create(self.file("said.txt")).expect("file");
        command.args(words).arg("--data").arg(self.data()).current_dir(self.home.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        command
    }

    fn expect_success(&self, words: &[&str], status: ExitStatus) {
        let said = std::fs::read_to_string(self.file("said.txt")).expect("text");
        assert!(status.success(), "duijie {words:?}: {status}: {said}");
    }

    fn run(&self, words: &[&str]) {
        let status = self.command(words).status().expect("starts");
        self.expect_success(words, status);
    }

    /// Kills the command after a while between nothing and a little more than it takes; true if it ended before.
    fn kill(&mut self, act: Act, words: &[&str], draw: &mut Draw) -> bool {
        let takes = self.takes.get(&act).copied().unwrap_or(Duration::from_secs(1));
        let longest = u64::try_from(takes.as_micros()).expect("short") * 9 / 8;
        let begin = clock();
        // Every other time late, where the commit is.
        let from = if draw.below(2) == 0 { 0 } else { longest * 3 / 4 };
        let end = begin + Duration::from_micros(from + draw.below(longest - from));
        let mut child = self.command(words).spawn().expect("starts");
        while clock() < end {
            if let Some(status) = child.try_wait().expect("waits") {
                self.expect_success(words, status);
                self.takes.insert(act, begin.elapsed());
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().expect("killed");
        if begin.elapsed() > takes {
            // It takes longer than was thought; without this no later moment would ever be drawn.
            self.takes.insert(act, begin.elapsed().mul_f64(1.1));
        }
        let status = child.wait().expect("waits");
        if status.code().is_some() {
            // It ended between the last look and the signal.
            self.expect_success(words, status);
        }
        status.code().is_some()
    }

    async fn open(&self) -> Store {
        let url = Store::sqlite_url(&self.data().join(DATABASE_FILE));
        let health = Store::examine(&url, ids(7)).await.expect("opens");
        assert_eq!(health.quick_check.as_deref(), Some("ok"));
        Store::open(&url, ids(7), noon("2026-03-05")).await.expect("opens")
    }

    /// Whether the sheet stands: all of its rows and its batch are there, or neither.
    async fn stands(&self, sheet: &Sheet) -> bool {
        let store = self.open().await;
        let mut conn = store.read().await.expect("connects");
        let found: (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM capability WHERE title LIKE $1), \
             (SELECT COUNT(*) FROM batch WHERE file = $2 AND undone_at_ms IS NULL), \
             (SELECT COUNT(*) FROM batch_row JOIN batch ON batch.id = batch_id \
              WHERE file = $2 AND undone_at_ms IS NULL)",
        )
        .bind(format!("{}%", sheet.mark))
        .bind(sheet.name.clone())
        .fetch_one(&mut *conn)
        .await
        .expect("counts");
        drop(conn);
        store.close().await;
        let rows = i64::try_from(sheet.rows).expect("few");
        assert!(found == (rows, 1, rows) || found == (0, 0, 0), "{sheet:?}: {found:?}");
        found.0 > 0
    }

    async fn batch(&self, sheet: &Sheet) -> String {
        let store = self.open().await;
        let mut conn = store.read().await.expect("connects");
        let row = sqlx::query("SELECT id FROM batch WHERE file = $1").bind(sheet.name.clone());
        let id = row.fetch_one(&mut *conn).await.expect("batch").get(0);
        drop(conn);
        store.close().await;
        id
    }

    /// Brings the indexes up to date, by a start of the program, and compares them with the database.
    async fn compare(&self) {
        self.run(&["search", "轴承"]);
        let store = self.open().await;
        let search = Search::open(&self.data()).expect("search");
        let mut conn = store.read().await.expect("connects");
        for (collection, sql) in [
            (Collection::Needs, "SELECT id FROM need ORDER BY id"),
            (Collection::Capabilities, "SELECT id FROM capability ORDER BY id"),
            (Collection::Institutions, "SELECT id FROM institution ORDER BY id"),
        ] {
            let rows = sqlx::query(sql).fetch_all(&mut *conn).await.expect("ids");
            let stored: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            let mut indexed = search.snapshot(collection).expect("snapshot").ids().expect("ids");
            indexed.sort();
            assert_eq!(indexed.len(), stored.len(), "{collection:?}");
            assert!(indexed == stored, "{collection:?} has other ids than the database");
        }
        drop(conn);
        store.close().await;
    }

    fn sheet(&self, number: u64, draw: &mut Draw) -> Sheet {
        let rows = usize::try_from(300 + draw.below(500)).expect("few");
        let sheet = Sheet { name: format!("能力{number}.csv"), mark: format!("第{number}批"), rows };
        let mut text = String::from("机构名称,类型,名称,简介\n");
        for row in 0..rows {
            let holder = row % INSTITUTIONS;
            let mark = &sheet.mark;
            writeln!(
                text,
                "示例第{holder}研究所,成果,{mark}轴承感应淬火{row},用于第{row}种套圈，消除软带，硬度 58～62 HRC。"
            )
            .expect("text");
        }
        self.write(&sheet.name, &text);
        sheet
    }

    fn new() -> Self {
        let site = Self { home: TempDir::new().expect("folder"), takes: HashMap::new() };
        let mut text = String::from("机构名称,机构类型\n");
        (0..INSTITUTIONS).for_each(|n| writeln!(text, "示例第{n}研究所,科研院所").expect("text"));
        site.write("机构.csv", &text);
        let enterprise = "企业名称,统一社会信用代码,县区\n洛阳示例轴承有限公司,91410399DEM000014F,洛龙区\n";
        site.write("企业.csv", enterprise);
        let mut text = String::from("企业名称,需求名称,主要问题\n");
        for n in 0..NEEDS {
            writeln!(text, "洛阳示例轴承有限公司,淬火软带{n},第{n}种套圈感应淬火后有软带").expect("text");
        }
        site.write("需求.csv", &text);
        site.run(&["import", "enterprises", "企业.csv"]);
        site.run(&["import", "institutions", "机构.csv"]);
        site.run(&["import", "needs", "需求.csv"]);
        site
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn choose(standing: usize, draw: &mut Draw) -> Act {
    match draw.below(10) {
        _ if standing > STANDING => Act::Undo,
        0 if standing > 0 => Act::Undo,
        1..=2 => Act::Match,
        3 => Act::Reindex,
        _ => Act::Import,
    }
}

#[tokio::test]
async fn a_killed_program_leaves_all_or_nothing_and_starts_again() {
    let (rounds, seed) = (number("KILL_ROUNDS", 20), number("KILL_SEED", 20_260_305));
    let (mut site, mut draw) = (Site::new(), Draw(seed));
    let mut standing: Vec<Sheet> = Vec::new();
    let mut tallies: HashMap<Act, Tally> = HashMap::new();
    let begin = clock();
    // Left alone once each, to learn how long they take.
    let first = site.sheet(0, &mut draw);
    for (act, words) in [
        (Act::Import, vec!["import", "capabilities", first.name.as_str()]),
        (Act::Match, vec!["match", "--all", "--json"]),
        (Act::Reindex, vec!["reindex"]),
    ] {
        let begin = clock();
        site.run(&words);
        site.takes.insert(act, begin.elapsed());
    }
    site.takes.insert(Act::Undo, site.takes[&Act::Import]);
    assert!(site.stands(&first).await);
    standing.push(first);

    for round in 1..=rounds {
        let act = choose(standing.len(), &mut draw);
        let tally = tallies.entry(act).or_default();
        let (ended, committed) = match act {
            Act::Import => {
                let sheet = site.sheet(round, &mut draw);
                let ended = site.kill(act, &["import", "capabilities", &sheet.name], &mut draw);
                let stands = site.stands(&sheet).await;
                standing.extend(stands.then_some(sheet));
                (ended, stands)
            }
            Act::Undo => {
                let sheet = standing.remove(0);
                let batch = site.batch(&sheet).await;
                let ended = site.kill(act, &["import", "--undo", &batch], &mut draw);
                let stands = site.stands(&sheet).await;
                standing.extend(stands.then_some(sheet));
                (ended, !stands)
            }
            Act::Match => (site.kill(act, &["match", "--all", "--json"], &mut draw), false),
            Act::Reindex => (site.kill(act, &["reindex"], &mut draw), false),
        };
        if ended {
            tally.ended += 1;
        } else if committed {
            tally.after += 1;
        } else {
            tally.before += 1;
        }
        let writes = matches!(act, Act::Import | Act::Undo);
        assert!(
            !ended || !writes || committed,
            "round {round} of seed {seed}: {act:?} ended and did nothing"
        );
        // A start that must succeed; not always one that mends the indexes, so that kills add up on them.
        if writes || draw.below(2) == 0 {
            site.run(&["export", "institutions", "机构 导出.csv"]);
        } else {
            site.compare().await;
        }
    }
    site.compare().await;
    for sheet in &standing {
        assert!(site.stands(sheet).await, "{sheet:?} is gone");
    }
    report(&tallies, begin.elapsed());
}

/// Past the test runner's capture, where somebody asked for rounds.
fn report(tallies: &HashMap<Act, Tally>, took: Duration) {
    if std::env::var_os("KILL_ROUNDS").is_none() {
        return;
    }
    let mut acts: Vec<_> = tallies.iter().collect();
    acts.sort_by_key(|(act, _)| **act);
    let mut out = std::io::stderr();
    for (act, tally) in acts {
        let Tally { before, after, ended } = tally;
        writeln!(
            out,
            "{act:?}: killed {before} before and {after} after the commit, {ended} ended by themselves"
        )
        .expect("standard error");
    }
    writeln!(out, "{:.1} s", took.as_secs_f64()).expect("standard error");
}
