//! The folder, its lock and its pointer to the current generation.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{InFolder, IndexError};
use crate::schema::SCHEMA_VERSION;
use crate::text::Analyzer;

/// The content of `CURRENT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) generation: String,
    schema: u32,
    lexicon: String,
}

impl Stamp {
    pub(super) fn new(generation: String, analyzer: &Analyzer) -> Self {
        Self { generation, schema: SCHEMA_VERSION, lexicon: analyzer.fingerprint().to_owned() }
    }

    /// Reads the stamp of the index in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self, IndexError> {
        let text = match std::fs::read_to_string(folder.join("CURRENT")) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(folder.to_path_buf()));
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(IndexError::Corrupt { folder: folder.to_path_buf(), detail: error.to_string() });
            }
            Err(error) => return Err(error).in_folder(folder),
        };
        let stamp: Self = serde_json::from_str(&text).map_err(|error| IndexError::Corrupt {
            folder: folder.to_path_buf(),
            detail: format!("CURRENT cannot be read: {error}"),
        })?;
        if generation_number(&stamp.generation).is_none() {
            let detail = format!("CURRENT names '{}'", stamp.generation.escape_default());
            return Err(IndexError::Corrupt { folder: folder.to_path_buf(), detail });
        }
        Ok(stamp)
    }

    /// Refuses an index of another schema or lexicon.
    pub(super) fn check(&self, folder: &Path, analyzer: &Analyzer) -> Result<(), IndexError> {
        let folder = folder.to_path_buf();
        if self.schema > SCHEMA_VERSION {
            return Err(IndexError::Newer { folder, found: self.schema, known: SCHEMA_VERSION });
        }
        if self.schema < SCHEMA_VERSION {
            let built_with = format!("with schema {}, this program has {SCHEMA_VERSION}", self.schema);
            return Err(IndexError::Outdated { folder, built_with });
        }
        if self.lexicon != analyzer.fingerprint() {
            let built_with = format!("with lexicon {}, now {}", self.lexicon, analyzer.fingerprint());
            return Err(IndexError::Outdated { folder, built_with });
        }
        Ok(())
    }

    /// Makes this generation the current one: written beside, synced, renamed.
    pub(super) fn publish(&self, folder: &Path) -> Result<(), IndexError> {
        let write = || -> std::io::Result<()> {
            let staged = folder.join("CURRENT.new");
            let mut file = File::create(&staged)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            std::fs::rename(&staged, folder.join("CURRENT"))?;
            File::open(folder)?.sync_all()
        };
        write().in_folder(folder)
    }
}

/// Takes the writer's lock; the file stays, the lock goes with the returned handle or the process.
pub(super) fn lock(folder: &Path) -> Result<File, IndexError> {
    std::fs::create_dir_all(folder).in_folder(folder)?;
    let file = File::create(folder.join("LOCK")).in_folder(folder)?;
    patiently(|| match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(IndexError::Locked(folder.to_path_buf())),
        Err(TryLockError::Error(error)) => Err(error).in_folder(folder),
    })?;
    Ok(file)
}

/// Tries again for a tenth of a second while something is locked: a process that is just being started holds copies
/// of all our handles, locks included, until it has become another program.
pub(super) fn patiently<T>(mut attempt: impl FnMut() -> Result<T, IndexError>) -> Result<T, IndexError> {
    for _ in 0..10 {
        match attempt() {
            Err(IndexError::Locked(_)) => std::thread::sleep(Duration::from_millis(10)),
            done => return done,
        }
    }
    attempt()
}

/// Creates the folder of the generation after all that exist.
pub(super) fn new_generation(folder: &Path) -> Result<(String, PathBuf), IndexError> {
    let last = generations(folder)?.iter().filter_map(|name| generation_number(name)).max().unwrap_or(0);
    let name = format!("gen-{:06}", last + 1);
    let path = folder.join(&name);
    std::fs::create_dir_all(&path).in_folder(folder)?;
    Ok((name, path))
}

/// Removes every generation but `keep`: left-overs of a swap or of a rebuild that was killed. Readers that
/// still have the old files open keep them until they let go.
pub(super) fn sweep(folder: &Path, keep: &str) -> Result<(), IndexError> {
    for name in generations(folder)? {
        if name != keep {
            std::fs::remove_dir_all(folder.join(name)).in_folder(folder)?;
        }
    }
    Ok(())
}

fn generations(folder: &Path) -> Result<Vec<String>, IndexError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).in_folder(folder)? {
        let name = entry.in_folder(folder)?.file_name().to_string_lossy().into_owned();
        if generation_number(&name).is_some() {
            names.push(name);
        }
    }
    Ok(names)
}

/// The number in `gen-000003`; nothing else is ever opened or removed.
fn generation_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("gen-")?;
    let plain = (6..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
