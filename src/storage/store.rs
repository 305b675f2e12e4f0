//! The database of one installation: how it is opened, and connections to read and write with.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor};
use tokio::sync::Mutex;

use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::marker::Marker;
use super::sessions::{Asker, find_asker};
use super::write::WriteTx;
use super::{migrate, settings};
use crate::domain::ids::IdSource;
use crate::domain::session::SecretHash;
use crate::domain::time::{BusinessDate, Instant};
use crate::domain::viewer::Viewer;

/// How long a writer waits for another process before it gives up.
const BUSY_TIMEOUT_MS: u32 = 30_000;
/// Connections for reading.
const READERS: u32 = 4;
/// Connections to a PostgreSQL server.
const POSTGRES_CONNECTIONS: u32 = 10;

/// An open database whose schema is that of this program.
#[derive(Debug, Clone)]
pub struct Store {
    kind: DatabaseKind,
    writer: AnyPool,
    reader: AnyPool,
    marker: Arc<Marker>,
    /// A connection of its own for [`Store::asker`], once it was needed.
    doorkeeper: Arc<Mutex<Option<AnyConnection>>>,
    ids: Arc<IdSource>,
}

/// What can be said about a database without changing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Which database.
    pub kind: DatabaseKind,
    /// Schema it has; 0 if it is empty.
    pub schema: i64,
    /// Answer of SQLite's own check; `None` on PostgreSQL.
    pub quick_check: Option<String>,
}

impl Store {
    /// Opens (and, on SQLite, creates) the database and brings its schema up to date.
    ///
    /// # Errors
    /// [`StorageError::Unreachable`], [`StorageError::Newer`], [`StorageError::Damaged`], [`StorageError::Full`].
    pub async fn open(url: &str, ids: Arc<IdSource>, now: Instant) -> Result<Self, StorageError> {
        let store = Self::connect(url, ids).await?;
        migrate::run(&store.writer, store.kind, now).await?;
        let epoch: crate::domain::ids::FactId = store.ids.next(now);
        settings::ensure_feed_epoch(&store.writer, epoch.as_str()).await?;
        Ok(store)
    }

    /// Opens a database without creating or migrating it. SQLite's file must exist.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_as_it_is(url: &str, ids: Arc<IdSource>) -> Result<Self, StorageError> {
        Self::connect(&url.replace("?mode=rwc", "?mode=rw"), ids).await
    }

    /// Looks at a database without creating or migrating it. SQLite's file must exist.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn examine(url: &str, ids: Arc<IdSource>) -> Result<Health, StorageError> {
        let store = Self::open_as_it_is(url, ids).await?;
        let schema = migrate::current(&store.reader).await?;
        let quick_check = match store.kind {
            DatabaseKind::Postgres => None,
            DatabaseKind::Sqlite => {
                Some(sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&store.reader).await?)
            }
        };
        store.close().await;
        Ok(Health { kind: store.kind, schema, quick_check })
    }

    /// The URL of the SQLite database in a data folder; any character a folder name may have is allowed.
    #[must_use]
    pub fn sqlite_url(file: &Path) -> String {
        let mut url = String::from("sqlite://");
        for byte in file.to_string_lossy().bytes() {
            if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                url.push(char::from(byte));
            } else {
                url.push_str(&format!("%{byte:02X}"));
            }
        }
        url + "?mode=rwc"
    }

    async fn connect(url: &str, ids: Arc<IdSource>) -> Result<Self, StorageError> {
        install_default_drivers();
        let kind = DatabaseKind::of_url(url)
            .ok_or_else(|| StorageError::Unreachable("unknown kind of database URL".to_owned()))?;
        let options: AnyConnectOptions = url
            .parse()
            .map_err(|_| StorageError::Unreachable("the database URL cannot be read".to_owned()))?;
        let (writer, reader) = match kind {
            DatabaseKind::Sqlite => {
                probe_sqlite(&options).await?;
                let writer = sqlite_pool(1, false).connect_with(options.clone()).await?;
                (writer, sqlite_pool(READERS, true).connect_lazy_with(options))
            }
            DatabaseKind::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(Duration::from_secs(30))
                    .connect_with(options)
                    .await?;
                (pool.clone(), pool)
            }
        };
        let marker = Arc::new(Marker::new(kind, sqlite_file(kind, url)));
        Ok(Self { kind, writer, reader, marker, doorkeeper: Arc::default(), ids })
    }

    /// Which database.
    #[must_use]
    pub fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// If none can be had.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StorageError> {
        Ok(self.reader.acquire().await?)
    }

    /// A mark of the present state of the records: as long as it is the same, so is every record. It may be another
    /// although nothing changed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mark(&self) -> Result<String, StorageError> {
        self.marker.mark(&self.reader).await
    }

    /// Who holds the secret of a session ([`find_asker`]). Asked for every page, so it has a connection of its own, for
    /// the same reason as [`Store::mark`]; while that is busy, the pool helps out.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn asker(
        &self,
        secret: &SecretHash,
        today: BusinessDate,
    ) -> Result<Option<Asker>, StorageError> {
        let Ok(mut slot) = self.doorkeeper.try_lock() else {
            return find_asker(&mut *self.reader.acquire().await?, secret, today).await;
        };
        if let Some(mut known) = slot.take()
            && let Ok(found) = find_asker(&mut known, secret, today).await
        {
            *slot = Some(known);
            return Ok(found);
        }
        // None yet, or the server has closed it.
        let mut fresh = self.reader.acquire().await?.detach();
        let found = find_asker(&mut fresh, secret, today).await?;
        *slot = Some(fresh);
        Ok(found)
    }

    /// Begins to write: takes the place of the one writer, notes who and when.
    ///
    /// # Errors
    /// [`StorageError::Busy`] if another process keeps writing.
    pub async fn write(&self, viewer: &Viewer, now: Instant) -> Result<WriteTx, StorageError> {
        let inner = self.writer.begin_with(self.kind.begin_write()).await?;
        Ok(WriteTx::new(inner, self.kind, viewer.clone(), now, Arc::clone(&self.ids)))
    }

    /// Writes a consistent copy of the SQLite database to a new file while others go on reading and writing.
    ///
    /// # Errors
    /// If the copy cannot be written.
    pub async fn copy_sqlite(&self, to: &Path) -> Result<(), StorageError> {
        sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy().into_owned()).execute(&self.writer).await?;
        Ok(())
    }

    /// Tidies up after a large load: the write-ahead log goes back into the file, statistics are renewed.
    ///
    /// # Errors
    /// If the database fails; nothing depends on it.
    pub async fn settle(&self) -> Result<(), StorageError> {
        match self.kind {
            DatabaseKind::Sqlite => {
                sqlx::raw_sql("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")
                    .execute(&self.writer)
                    .await?;
            }
            DatabaseKind::Postgres => {
                sqlx::raw_sql("ANALYZE").execute(&self.writer).await?;
            }
        }
        Ok(())
    }

    /// Closes all connections; statements under way end first.
    pub async fn close(&self) {
        self.marker.close().await;
        if let Some(own) = self.doorkeeper.lock().await.take() {
            // What cannot be closed is closed already.
            let _ = own.close().await;
        }
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// The file of a SQLite database.
fn sqlite_file(kind: DatabaseKind, url: &str) -> Option<PathBuf> {
    let options = (kind == DatabaseKind::Sqlite).then(|| url.parse::<SqliteConnectOptions>().ok());
    options.flatten().map(|options| options.get_filename().to_owned())
}

/// Fails at once where a file is no database. The pool would try again until its patience ends, and tell nothing.
async fn probe_sqlite(options: &AnyConnectOptions) -> Result<(), StorageError> {
    let mut connection = AnyConnection::connect_with(options).await?;
    connection.execute("PRAGMA busy_timeout = 30000").await?;
    connection.execute("SELECT COUNT(*) FROM sqlite_master").await?;
    connection.close().await?;
    Ok(())
}

/// A pool of SQLite connections with the settings of performance.md §2.4: write-ahead log, nothing lost on power
/// failure, foreign keys checked; readers cannot write.
fn sqlite_pool(connections: u32, read_only: bool) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        // A file does not hang up.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_millis(u64::from(BUSY_TIMEOUT_MS) * 4))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection
                    .execute(if read_only {
                        "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; \
                         PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;"
                    } else {
                        "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
                    })
                    .await?;
                Ok(())
            })
        })
}
