//! Reading rows: typed values, and an error that names table, column and row where the data are inconsistent.
//! Also the placeholders of statements whose length depends on the data.

use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row, any::AnyArguments};

use super::error::StorageError;
use crate::domain::time::BusinessDate;

/// Rows of one statement with a list of ids; keeps the number of placeholders bounded.
pub(super) const CHUNK: usize = 500;

/// A row of a named table.
pub(super) struct Read<'a> {
    row: &'a AnyRow,
    table: &'static str,
}

impl<'a> Read<'a> {
    pub(super) fn new(table: &'static str, row: &'a AnyRow) -> Self {
        Self { row, table }
    }

    pub(super) fn text(&self, column: &'static str) -> Result<String, StorageError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StorageError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn int(&self, column: &'static str) -> Result<i64, StorageError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn maybe_int(&self, column: &'static str) -> Result<Option<i64>, StorageError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn maybe_float(&self, column: &'static str) -> Result<Option<f64>, StorageError> {
        Ok(self.row.try_get(column)?)
    }

    pub(super) fn flag(&self, column: &'static str) -> Result<bool, StorageError> {
        Ok(self.int(column)? != 0)
    }

    pub(super) fn maybe_flag(&self, column: &'static str) -> Result<Option<bool>, StorageError> {
        Ok(self.maybe_int(column)?.map(|flag| flag != 0))
    }

    pub(super) fn year(&self, column: &'static str) -> Result<i32, StorageError> {
        i32::try_from(self.int(column)?).map_err(|_| self.inconsistent(column))
    }

    pub(super) fn maybe_date(&self, column: &'static str) -> Result<Option<BusinessDate>, StorageError> {
        match self.maybe_text(column)? {
            None => Ok(None),
            Some(text) => BusinessDate::parse_iso(&text).map(Some).ok_or_else(|| self.inconsistent(column)),
        }
    }

    /// A value read by `parse`, which knows what may be stored.
    pub(super) fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, StorageError> {
        parse(&self.text(column)?).ok_or_else(|| self.inconsistent(column))
    }

    pub(super) fn maybe_parsed<T>(
        &self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StorageError> {
        match self.maybe_text(column)? {
            None => Ok(None),
            Some(text) => parse(&text).map(Some).ok_or_else(|| self.inconsistent(column)),
        }
    }

    /// A list stored as JSON, because nothing is ever asked about its items.
    pub(super) fn list<T: serde::de::DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Vec<T>, StorageError> {
        self.parsed(column, |text| serde_json::from_str(text).ok())
    }

    fn inconsistent(&self, column: &'static str) -> StorageError {
        let id =
            ["id", "code", "prefix", "name"].iter().find_map(|key| self.row.try_get::<String, _>(*key).ok());
        StorageError::Inconsistent { table: self.table, column, id: id.unwrap_or_default() }
    }
}

/// A list as JSON.
pub(super) fn json_list<T: serde::Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).unwrap_or_else(|_| "[]".to_owned())
}

/// `($1,$2,…)` for `count` values from number `first` on.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    let numbers: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    format!("({})", numbers.join(","))
}

/// A statement put together from our own pieces; never from text that people entered.
pub(super) fn assembled<'q>(sql: String) -> Query<'q, Any, AnyArguments> {
    sqlx::query(AssertSqlSafe(sql))
}
