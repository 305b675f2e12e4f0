//! Everything that can go wrong with an index, each with the remedy in its text.

use std::path::PathBuf;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};

/// Why an index could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("no index in {}; build it with `duijie reindex`", .0.display())]
    Missing(PathBuf),
    /// Another process (or another writer in this one) is writing.
    #[error("the index in {} is being written by another process; wait for it or stop it", .0.display())]
    Locked(PathBuf),
    /// A file is damaged, cut off or not an index.
    #[error("the index in {} is damaged ({detail}); rebuild it with `duijie reindex`", folder.display())]
    Corrupt {
        /// The index folder.
        folder: PathBuf,
        /// What was found.
        detail: String,
    },
    /// The index was written by an older version of duijie or with another lexicon.
    #[error("the index in {} was built {built_with}; rebuild it with `duijie reindex`", folder.display())]
    Outdated {
        /// The index folder.
        folder: PathBuf,
        /// Schema or lexicon it was built with.
        built_with: String,
    },
    /// The index was written by a newer version of duijie.
    #[error("the index in {} has schema {found}, newer than the {known} of this program; use the newer duijie or \
        move the folder away and run `duijie reindex`", folder.display())]
    Newer {
        /// The index folder.
        folder: PathBuf,
        /// Schema version found.
        found: u32,
        /// Schema version of this program.
        known: u32,
    },
    /// The folder cannot be read or written (permissions, full disk, …).
    #[error("cannot use the index in {}: {error}; check permissions and free space", folder.display())]
    Io {
        /// The index folder.
        folder: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// A document cannot be indexed as it is.
    #[error("document '{id}' cannot be indexed: {problem}")]
    Document {
        /// The document's id.
        id: String,
        /// What to change.
        problem: &'static str,
    },
    /// Ranking was asked for with weights that cannot be used.
    #[error(transparent)]
    Weights(#[from] crate::rank::WeightsError),
    /// The index library failed in another way.
    #[error("the index failed: {0}; if it happens again, rebuild with `duijie reindex`")]
    Engine(String),
}

impl IndexError {
    /// Translates an error of the index library about the index in `folder`.
    pub(crate) fn from_tantivy(folder: &std::path::Path, error: TantivyError) -> Self {
        let folder = folder.to_path_buf();
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked(folder),
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => Self::Missing(folder),
            TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(why)) => {
                Self::Outdated { folder, built_with: format!("with another index format ({why:?})") }
            }
            TantivyError::IncompatibleIndex(why) => {
                Self::Outdated { folder, built_with: format!("with another index format ({why:?})") }
            }
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => {
                from_io(folder, &io_error)
            }
            TantivyError::IoError(error) => from_io(folder, &error),
            TantivyError::DataCorruption(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::SchemaError(_) => Self::Corrupt { folder, detail: error.to_string() },
            other => Self::Engine(other.to_string()),
        }
    }
}

/// What the system refuses is a matter of permissions and space; what a file's content contradicts is damage.
fn from_io(folder: PathBuf, error: &std::io::Error) -> IndexError {
    if error.raw_os_error().is_some() {
        return IndexError::Io { folder, error: std::io::Error::new(error.kind(), error.to_string()) };
    }
    IndexError::Corrupt { folder, detail: error.to_string() }
}

/// Adds the folder to errors of the index library and the file system.
pub(crate) trait InFolder<T> {
    /// Names the index folder in the error.
    fn in_folder(self, folder: &std::path::Path) -> Result<T, IndexError>;
}

impl<T> InFolder<T> for Result<T, TantivyError> {
    fn in_folder(self, folder: &std::path::Path) -> Result<T, IndexError> {
        self.map_err(|error| IndexError::from_tantivy(folder, error))
    }
}

impl<T> InFolder<T> for Result<T, std::io::Error> {
    fn in_folder(self, folder: &std::path::Path) -> Result<T, IndexError> {
        self.map_err(|error| IndexError::Io { folder: folder.to_path_buf(), error })
    }
}
