//! What can go wrong with the database. "Not found" is no error here; lookups return an option.

use sqlx::error::ErrorKind;

/// A failed read or write.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database does not answer or cannot be opened.
    #[error("cannot open the database: {0}")]
    Unreachable(String),
    /// Another process kept writing for as long as we were willing to wait.
    #[error("another process is writing to the database")]
    Busy,
    /// No space left.
    #[error("no space left for the database")]
    Full,
    /// The file is no database, or damaged.
    #[error("the database file is damaged or no database")]
    Damaged,
    /// A newer program has migrated it.
    #[error("the database has schema {found}, newer than the {known} of this program")]
    Newer {
        /// Schema found.
        found: i64,
        /// Schema of this program.
        known: i64,
    },
    /// A migration that was applied has another text now.
    #[error("migration {0} is not the one that was applied")]
    ChangedMigration(i64),
    /// The record was changed by somebody else since it was read.
    #[error("{entity} {id} was changed meanwhile")]
    Stale {
        /// Which aggregate.
        entity: &'static str,
        /// Its id.
        id: String,
    },
    /// Only a part of the record was read, which must not replace the whole.
    #[error("only a part of {entity} {id} was read")]
    Partial {
        /// Which aggregate.
        entity: &'static str,
        /// Its id.
        id: String,
    },
    /// A record with this natural key is there already.
    #[error("the key is taken ({0})")]
    Taken(String),
    /// Something else still refers to the record.
    #[error("{0} is still referred to")]
    Referenced(String),
    /// A stored value that this program cannot have written.
    #[error("inconsistent data in {table}.{column} of {id}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Row.
        id: String,
    },
    /// Anything else the driver reports.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Configuration(_) => {
                    Self::Unreachable(error.to_string())
                }
                other => Self::Database(other),
            };
        };
        match database.code().as_deref().map(primary_code) {
            // SQLite: busy, locked, full, corrupt, not a database, cannot open; PostgreSQL: by SQLSTATE.
            Some("5" | "6" | "55P03" | "40001" | "40P01") => return Self::Busy,
            Some("13" | "53100") => return Self::Full,
            Some("11" | "26") => return Self::Damaged,
            Some("14" | "08001" | "08006" | "28P01" | "3D000" | "28000") => {
                return Self::Unreachable(database.message().to_owned());
            }
            _ => {}
        }
        match database.kind() {
            ErrorKind::UniqueViolation => Self::Taken(database.message().to_owned()),
            ErrorKind::ForeignKeyViolation => Self::Referenced(database.message().to_owned()),
            _ => Self::Database(error),
        }
    }
}

/// SQLite's extended codes carry the primary one in the lowest byte; SQLSTATEs have five characters.
fn primary_code(code: &str) -> &str {
    const PRIMARY: [(&str, u32); 6] = [("5", 5), ("6", 6), ("11", 11), ("13", 13), ("14", 14), ("26", 26)];
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => {
            PRIMARY.iter().find(|(_, primary)| number & 0xFF == *primary).map_or(code, |(text, _)| text)
        }
        _ => code,
    }
}
