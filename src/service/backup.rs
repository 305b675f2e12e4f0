//! Backs up the database to one file and restores it into an empty place. Indexes are left out: they are rebuilt.
//!
//! The file is a zip archive of `manifest.json` (kind, schema, checksum) and the database: a consistent copy of the
//! SQLite file taken while others go on, or what `pg_dump` writes. Nothing is restored whose checksum is wrong.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::storage::{DatabaseKind, SCHEMA, StorageError, Store, renew_feed};

mod postgres;

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database";

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `sqlite` or `postgres`.
    pub kind: String,
    /// Schema of the database.
    pub schema: i64,
    /// When it was taken.
    pub taken_at_ms: i64,
    /// SHA-256 of the database part.
    pub sha256: String,
    /// Bytes of the database part.
    pub bytes: u64,
}

/// Why nothing was backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("cannot use {}: {error}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The file is no backup of ours, or damaged.
    #[error("{} is no sound backup", .0.display())]
    Damaged(PathBuf),
    /// There is a database already where one should be restored.
    #[error("there is a database already")]
    NotEmpty,
    /// The backup is of the other kind of database.
    #[error("the backup is of kind {0}")]
    OtherKind(String),
    /// The backup was taken by a newer program.
    #[error("the backup has schema {0}")]
    Newer(i64),
    /// PostgreSQL's own tool is missing or failed.
    #[error("{tool} failed: {detail}")]
    Tool {
        /// Which tool.
        tool: &'static str,
        /// What it said.
        detail: String,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Work on the files broke off.
    #[error("the work broke off")]
    Broken,
}

fn io(file: &Path) -> impl Fn(std::io::Error) -> BackupError + '_ {
    |error| BackupError::Io { file: file.to_path_buf(), error }
}

/// Writes a backup; an existing file is replaced when the new one is whole.
///
/// # Errors
/// See [`BackupError`].
pub async fn backup(
    store: &Store,
    url: &str,
    viewer: &Viewer,
    now: Instant,
    to: &Path,
) -> Result<Manifest, BackupError> {
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let work = tempfile::tempdir_in(&folder).map_err(io(&folder))?;
    let dump = work.path().join(DATABASE);
    let kind = match store.kind() {
        DatabaseKind::Sqlite => {
            store.copy_sqlite(&dump).await?;
            "sqlite"
        }
        DatabaseKind::Postgres => {
            postgres::dump(url, &dump).await?;
            "postgres"
        }
    };
    let (packed, target) = (work.path().join("packed"), to.to_path_buf());
    let pack = move || {
        let manifest = pack(kind, now, &dump, &packed)?;
        std::fs::rename(&packed, &target).map_err(io(&target))?;
        Ok::<_, BackupError>(manifest)
    };
    let manifest = tokio::task::spawn_blocking(pack).await.map_err(|_| BackupError::Broken)??;
    let mut tx = store.write(viewer, now).await?;
    tx.audit("backup", "database", "", &serde_json::json!({ "sha256": manifest.sha256 })).await?;
    tx.commit().await?;
    Ok(manifest)
}

fn pack(kind: &str, now: Instant, dump: &Path, packed: &Path) -> Result<Manifest, BackupError> {
    let mut source = File::open(dump).map_err(io(dump))?;
    let (sha256, bytes) = digest(&mut source).map_err(io(dump))?;
    source.rewind().map_err(io(dump))?;
    let manifest = Manifest { kind: kind.to_owned(), schema: SCHEMA, taken_at_ms: now.0, sha256, bytes };
    let mut zip = ZipWriter::new(File::create(packed).map_err(io(packed))?);
    let options = SimpleFileOptions::default().large_file(true);
    let damaged = |_| BackupError::Damaged(packed.to_path_buf());
    zip.start_file(MANIFEST, options).map_err(damaged)?;
    zip.write_all(serde_json::to_string_pretty(&manifest).unwrap_or_default().as_bytes())
        .map_err(io(packed))?;
    zip.start_file(DATABASE, options).map_err(damaged)?;
    std::io::copy(&mut source, &mut zip).map_err(io(packed))?;
    let file = zip.finish().map_err(damaged)?;
    file.sync_all().map_err(io(packed))?;
    Ok(manifest)
}

/// Restores a backup into an empty place and starts a new life of its change log, so that indexes are rebuilt.
///
/// `database` is the SQLite file to be, or `None` for the PostgreSQL server of `url`.
///
/// # Errors
/// See [`BackupError`]; nothing was restored then.
pub async fn restore(from: &Path, url: &str, database: Option<&Path>) -> Result<Manifest, BackupError> {
    if database.is_some_and(Path::exists) {
        return Err(BackupError::NotEmpty);
    }
    let folder = database.and_then(Path::parent).map_or_else(std::env::temp_dir, Path::to_path_buf);
    std::fs::create_dir_all(&folder).map_err(io(&folder))?;
    let work = tempfile::tempdir_in(&folder).map_err(io(&folder))?;
    let (dump, source) = (work.path().join(DATABASE), from.to_path_buf());
    let unpacked = dump.clone();
    let manifest = tokio::task::spawn_blocking(move || unpack(&source, &unpacked))
        .await
        .map_err(|_| BackupError::Broken)??;
    match (manifest.kind.as_str(), database) {
        ("sqlite", Some(file)) => std::fs::rename(&dump, file).map_err(io(file))?,
        ("postgres", None) => postgres::load(url, &dump).await?,
        (kind, _) => return Err(BackupError::OtherKind(kind.to_owned())),
    }
    Ok(manifest)
}

/// Notes a restore in the restored database and starts the new life of its change log.
///
/// # Errors
/// If the database fails.
pub async fn finish_restore(
    store: &Store,
    viewer: &Viewer,
    now: Instant,
    manifest: &Manifest,
) -> Result<(), StorageError> {
    let mut tx = store.write(viewer, now).await?;
    renew_feed(&mut tx).await?;
    tx.audit("restore", "database", "", &serde_json::json!({ "sha256": manifest.sha256 })).await?;
    tx.commit().await
}

fn unpack(from: &Path, to: &Path) -> Result<Manifest, BackupError> {
    let damaged = || BackupError::Damaged(from.to_path_buf());
    let mut zip = ZipArchive::new(File::open(from).map_err(io(from))?).map_err(|_| damaged())?;
    let mut text = String::new();
    zip.by_name(MANIFEST)
        .map_err(|_| damaged())?
        .take(1 << 16)
        .read_to_string(&mut text)
        .map_err(|_| damaged())?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| damaged())?;
    if manifest.schema > SCHEMA {
        return Err(BackupError::Newer(manifest.schema));
    }
    let mut target = File::create_new(to).map_err(io(to))?;
    let mut part = zip.by_name(DATABASE).map_err(|_| damaged())?.take(manifest.bytes.saturating_add(1));
    std::io::copy(&mut part, &mut target).map_err(|_| damaged())?;
    target.sync_all().map_err(io(to))?;
    let found = digest(&mut File::open(to).map_err(io(to))?).map_err(io(to))?;
    if found != (manifest.sha256.clone(), manifest.bytes) {
        return Err(damaged());
    }
    Ok(manifest)
}

/// SHA-256 and length of what can be read.
fn digest(source: &mut impl Read) -> Result<(String, u64), std::io::Error> {
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let count = source.read(&mut buffer)?;
        if count == 0 {
            let hex = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            return Ok((hex, bytes));
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
        bytes += count as u64;
    }
}
