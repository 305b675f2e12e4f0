//! The file of heads: number and hash of sealed blocks, one a line, beside the database and not in it. Who can write
//! the database can rebuild the whole chain, and is betrayed by what stands here. Only ever appended to.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::audit::AuditBlock;
use crate::domain::audit_check::AuditFault;
use crate::domain::time::Instant;
use crate::storage::{self, StorageError, Store};

/// Its name in the data folder.
pub const HEADS_FILE: &str = "audit-heads.txt";
/// Digits of a hash.
const HASH_DIGITS: usize = 64;
/// Lines compared with the database by one statement.
const LINES: usize = 500;
/// Longest line that is read; ours are shorter.
const LINE_BYTES: u64 = 200;
/// Time between two lines while the service runs, so that years of them stay small.
const PAUSE_MS: i64 = 60_000;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    number: i64,
    hash: String,
    noted_at: Instant,
}

impl Head {
    /// Reads `12 9f86d0… 1795500000000`: number, hash, and when it was noted.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (number, hash, noted_at) = (words.next()?, words.next()?, words.next()?);
        let whole = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !whole || words.next().is_some() {
            return None;
        }
        Some(Self {
            number: number.parse().ok().filter(|number| *number > 0)?,
            hash: hash.to_owned(),
            noted_at: Instant(noted_at.parse().ok()?),
        })
    }

    /// True for a line that broke off, as when the machine lost power: the beginning of a line of ours.
    fn broke_off(line: &str) -> bool {
        let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        match line.split(' ').collect::<Vec<_>>()[..] {
            [number] => digits(number),
            [number, hash] | [number, hash, ""] => {
                digits(number)
                    && hash.len() <= HASH_DIGITS
                    && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            _ => false,
        }
    }
}

/// What noting a head found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    /// The file names it now, or will when its time comes.
    Agrees,
    /// The file knows a later block, or another one of this number: the chain was cut or exchanged.
    Contradicts,
}

/// Notes the newest block, unless the file names it already; not `at_once`, only if some time has passed since the
/// line before.
pub(super) fn note(data: &Path, block: &AuditBlock, now: Instant, at_once: bool) -> std::io::Result<Noted> {
    let path = data.join(HEADS_FILE);
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let end = tail(&mut file)?;
    let last = end.lines().rev().find_map(Head::parse);
    if let Some(last) = &last {
        if last.number > block.number || (last.number == block.number && last.hash != block.hash) {
            return Ok(Noted::Contradicts);
        }
        let soon = now.0 < last.noted_at.0.saturating_add(PAUSE_MS);
        if last.number == block.number || (soon && !at_once) {
            return Ok(Noted::Agrees);
        }
    }
    // A line that broke off must not swallow the next one.
    let begin = if end.is_empty() || end.ends_with('\n') { "" } else { "\n" };
    let line = format!("{begin}{} {} {}\n", block.number, block.hash, now.0);
    file.write_all(line.as_bytes())?;
    file.sync_data()?;
    Ok(Noted::Agrees)
}

/// The last lines.
fn tail(file: &mut File) -> std::io::Result<String> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(LINE_BYTES * 10);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(LINE_BYTES * 20).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What comparing the file with the database found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Compared {
    /// Lines that name a block; 0 without a file.
    pub(super) heads: u64,
    /// The first fault.
    pub(super) fault: Option<AuditFault>,
}

/// Compares every line with the block it names.
pub(super) async fn compare(store: &Store, data: &Path) -> Result<Compared, StorageError> {
    let mut compared = Compared::default();
    let Ok(file) = File::open(data.join(HEADS_FILE)) else { return Ok(compared) };
    let mut lines = BufReader::new(file);
    let mut line = 0;
    while compared.fault.is_none() {
        let mut heads = Vec::with_capacity(LINES);
        while heads.len() < LINES {
            let mut bytes = Vec::new();
            let read = lines.by_ref().take(LINE_BYTES).read_until(b'\n', &mut bytes);
            if !read.is_ok_and(|count| count > 0) {
                break;
            }
            line += 1;
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_end_matches(['\r', '\n']);
            match Head::parse(text) {
                Some(head) => heads.push(head),
                None if Head::broke_off(text) => {}
                None => compared.fault = compared.fault.or(Some(AuditFault::HeadUnreadable { line })),
            }
        }
        if heads.is_empty() {
            break;
        }
        compared.heads += heads.len() as u64;
        if let Some(fault) = differing(store, &heads).await? {
            compared.fault = Some(fault);
        }
    }
    Ok(compared)
}

async fn differing(store: &Store, heads: &[Head]) -> Result<Option<AuditFault>, StorageError> {
    let numbers: Vec<i64> = heads.iter().map(|head| head.number).collect();
    let known = storage::block_hashes(&mut *store.read().await?, &numbers).await?;
    Ok(heads.iter().find_map(|head| match known.iter().find(|(number, _)| *number == head.number) {
        None => Some(AuditFault::HeadUnknown { block: head.number }),
        Some((_, hash)) if *hash != head.hash => Some(AuditFault::HeadDiffers { block: head.number }),
        Some(_) => None,
    }))
}

/// Puts the file aside, as is due when a backup is restored: what it knows of later blocks is about another life of
/// the database. Returns the new name, if there was a file.
///
/// # Errors
/// If the file cannot be renamed.
pub fn set_heads_aside(data: &Path, now: Instant) -> std::io::Result<Option<PathBuf>> {
    let (file, aside) = (data.join(HEADS_FILE), data.join(format!("audit-heads-{}.txt", now.0)));
    if !file.exists() {
        return Ok(None);
    }
    std::fs::rename(&file, &aside)?;
    Ok(Some(aside))
}
