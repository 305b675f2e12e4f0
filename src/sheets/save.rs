//! Puts a file in place whole: it is written beside its target, flushed to disk and renamed.
//!
//! A full disk or a crash must leave the old file or none, never half of one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::errors::WriteError;
use super::read::file_name;

/// Tells apart the files of one process; two processes differ by their number.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Writes a file by `fill` and puts it at `path`, replacing what is there.
pub(super) fn save(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let (draft, mut file) = create_beside(path).map_err(|source| io_error(path, source))?;
    let done = fill(&mut file).and_then(|()| {
        file.sync_all().and_then(|()| fs::rename(&draft, path)).map_err(|source| io_error(path, source))
    });
    if done.is_err() {
        // The first error is the one to report; what cannot be removed is at worst a stray file.
        let _ = fs::remove_file(&draft);
    }
    done
}

/// An error of the operating system, with the file it is about.
pub(super) fn io_error(path: &Path, source: io::Error) -> WriteError {
    WriteError::Io { file: file_name(path), source }
}

fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!(".{}.{}-{number}.part", file_name(path), std::process::id());
        let draft = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&draft) {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}
