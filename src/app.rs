//! One installation, wired together: where its data are, its database, its city, its clock.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::city::{CityPack, CityPackError};
use crate::clock::{Clock, random_bytes, random_seed};
use crate::domain::ids::IdSource;
use crate::domain::session::Secret;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::passwords::{Passwords, Salt};
use crate::settings::Settings;
use crate::storage::{
    StorageError, Store, fill_sounds, find_setting, missing_sounds, put_setting, refresh_responsibilities,
    stale_responsibilities,
};

/// Name of the database file in a data folder.
pub const DATABASE_FILE: &str = "duijie.sqlite";

/// Setting: which city pack is installed, and whether it is the one built in.
const CITY_SETTING: &str = "city_pack";
/// How that setting begins for the pack built in, and for one of the installation's own.
const BUILT_IN: &str = "built-in";
const OWN: &str = "own";

/// Where an installation is.
#[derive(Debug, Clone)]
pub struct Place {
    /// Data folder.
    pub data: PathBuf,
    /// Database URL; `None` for the SQLite file in the data folder.
    pub database: Option<String>,
}

impl Place {
    /// The URL to connect to. May hold a password: never shown.
    #[must_use]
    pub fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| Store::sqlite_url(&self.sqlite_file()))
    }

    /// The SQLite file, if the installation uses one.
    #[must_use]
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join(DATABASE_FILE)
    }
}

/// Why an installation cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder cannot be made.
    #[error("cannot use the folder {}: {error}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The city pack is wrong.
    #[error(transparent)]
    City(#[from] CityPackError),
    /// An edited city pack gives a county that is known another code, or two counties one name.
    #[error("the city pack does not go with the counties that are known: {0}")]
    CityClash(String),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system gives no random numbers.
    #[error("no random numbers")]
    Random,
}

/// An open installation.
pub struct App {
    /// Where it is.
    pub place: Place,
    /// Its database.
    pub store: Store,
    /// Its city.
    pub city: CityPack,
    /// Who asks, at the command line.
    pub viewer: Viewer,
    /// What surrounds this process.
    pub settings: Settings,
    /// Hashes passwords.
    pub passwords: Passwords,
    clock: Clock,
    ids: Arc<IdSource>,
}

impl App {
    /// Opens an installation and sets it up if it is new: schema, city pack.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(place: Place, clock: Clock) -> Result<Self, OpenError> {
        Self::open_with(place, clock, Settings::default()).await
    }

    /// Opens an installation in these surroundings.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_with(place: Place, clock: Clock, settings: Settings) -> Result<Self, OpenError> {
        let folder = place.data.clone();
        std::fs::create_dir_all(&folder).map_err(|error| OpenError::Folder { folder, error })?;
        let city = CityPack::for_data(&place.data)?;
        let ids = Arc::new(IdSource::new(random_seed().map_err(|_| OpenError::Random)?));
        let store = Store::open(&place.url(), Arc::clone(&ids), clock.now()).await?;
        let passwords = Passwords::new(settings.password_cost);
        let viewer = Viewer::operator();
        let app = Self { place, store, city, viewer, settings, passwords, clock, ids };
        app.install_city().await?;
        app.fill_sounds().await?;
        app.fill_responsibilities().await?;
        Ok(app)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A new id of the moment, of a request or a file: of what is not written in a transaction.
    #[must_use]
    pub fn next_id<I: From<ulid::Ulid>>(&self) -> I {
        self.ids.next(self.now())
    }

    /// A new secret, of a session or a one-time link.
    ///
    /// # Errors
    /// [`OpenError::Random`] if the system gives no random numbers.
    pub fn secret(&self) -> Result<Secret, OpenError> {
        random_bytes().map(Secret::new).map_err(|_| OpenError::Random)
    }

    /// A new salt for a password.
    ///
    /// # Errors
    /// As [`App::secret`].
    pub fn salt(&self) -> Result<Salt, OpenError> {
        random_bytes().map(Salt).map_err(|_| OpenError::Random)
    }

    /// The folder of the indexes.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.place.data
    }

    /// Stores the pinyin of names that were recorded before it was stored.
    async fn fill_sounds(&self) -> Result<(), StorageError> {
        let mut conn = self.store.read().await?;
        let missing = missing_sounds(&mut conn).await?;
        drop(conn);
        if missing > 0 {
            let mut tx = self.store.write(&self.viewer, self.now()).await?;
            fill_sounds(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Computes who looks after enterprises that were recorded before it was stored.
    async fn fill_responsibilities(&self) -> Result<(), StorageError> {
        let mut conn = self.store.read().await?;
        let stale = stale_responsibilities(&mut conn).await?;
        drop(conn);
        if stale {
            let mut tx = self.store.write(&self.viewer, self.now()).await?;
            refresh_responsibilities(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Writes the city pack into a database that has none, or has it as it was before somebody edited its files.
    async fn install_city(&self) -> Result<(), OpenError> {
        let origin = if CityPack::is_own(&self.place.data) { OWN } else { BUILT_IN };
        let stamp = format!("{origin}:{}", self.city.digest());
        if !wants_city(&mut *self.store.read().await?, &stamp).await? {
            return Ok(());
        }
        let mut tx = self.store.write(&self.viewer, self.now()).await?;
        // Another process may be setting up the same database.
        tx.lock_imports().await?;
        if wants_city(tx.conn(), &stamp).await? {
            self.city.install(&mut tx).await.map_err(|error| match error {
                StorageError::Taken(what) => OpenError::CityClash(what),
                error => error.into(),
            })?;
            put_setting(&mut tx, CITY_SETTING, &stamp).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Whether the pack of this stamp is to be installed. The pack built in never replaces one of somebody's own: whoever
/// opens the database from another data folder, where there is none, would undo what the bureau has written.
async fn wants_city(conn: &mut sqlx::AnyConnection, stamp: &str) -> Result<bool, StorageError> {
    let own = stamp.starts_with(OWN);
    Ok(match find_setting(conn, CITY_SETTING).await? {
        Some(known) => known != stamp && (own || known.starts_with(BUILT_IN)),
        // Written by a program that did not note which one.
        None => own || find_setting(conn, "city").await?.is_none(),
    })
}
