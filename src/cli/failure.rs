//! Why a command could not do what it was asked, in words for people.

use crate::app::OpenError;
use crate::city::CityPackError;
use crate::messages;
use crate::search::SearchError;
use crate::service::ServiceError;
use crate::service::accounts::AccountError;
use crate::service::backup::BackupError;
use crate::service::export::ExportError;
use crate::service::import::ImportError;
use crate::storage::StorageError;

/// A command that ended with exit status 1.
pub(super) enum Failure {
    /// The installation cannot be opened.
    Open(OpenError),
    /// An import or undo.
    Import(ImportError),
    /// An export or template.
    Export(ExportError),
    /// A search or match.
    Service(ServiceError),
    /// The indexes.
    Search(SearchError),
    /// A backup or restore.
    Backup(BackupError),
    /// The database.
    Storage(StorageError),
    /// The city pack.
    City(CityPackError),
    /// Something about an account.
    Account(AccountError),
    /// Said already in words for people.
    Said(String),
}

macro_rules! from_errors {
    ($($error:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )+};
}

from_errors! {
    OpenError => Open,
    ImportError => Import,
    ExportError => Export,
    ServiceError => Service,
    SearchError => Search,
    BackupError => Backup,
    StorageError => Storage,
    CityPackError => City,
    AccountError => Account,
}

impl Failure {
    /// What to tell the person at the terminal.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Open(error) => messages::open_error(error),
            Self::Import(error) => messages::import_error(error),
            Self::Export(error) => messages::export_error(error),
            Self::Service(error) => messages::service_error(error),
            Self::Search(error) => messages::search_error(error),
            Self::Backup(error) => messages::backup_error(error),
            Self::Storage(error) => messages::storage_error(error),
            Self::City(error) => messages::city_error(error),
            Self::Account(error) => messages::account_error(error),
            Self::Said(text) => text.clone(),
        }
    }
}
