//! A transaction that writes: who and when, what changed, and the change log at the commit.

use std::sync::Arc;

use sqlx::{Any, AnyConnection, Transaction};

use super::change_log::{self, Entity};
use super::dialect::DatabaseKind;
use super::error::StorageError;
use crate::domain::ids::IdSource;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;

/// A writing transaction. Dropped without [`WriteTx::commit`], it leaves no trace.
pub struct WriteTx {
    inner: Transaction<'static, Any>,
    kind: DatabaseKind,
    viewer: Viewer,
    now: Instant,
    ids: Arc<IdSource>,
    changed: Vec<(Entity, String)>,
}

impl WriteTx {
    pub(super) fn new(
        inner: Transaction<'static, Any>,
        kind: DatabaseKind,
        viewer: Viewer,
        now: Instant,
        ids: Arc<IdSource>,
    ) -> Self {
        Self { inner, kind, viewer, now, ids, changed: Vec::new() }
    }

    /// The connection, for reading what this transaction sees.
    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Who writes.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The moment of this transaction.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// A new id.
    #[must_use]
    pub fn next_id<I: From<ulid::Ulid>>(&self) -> I {
        self.ids.next(self.now)
    }

    /// Notes that a record changed, so that indexes follow. Storage functions call it themselves.
    pub(super) fn changed(&mut self, entity: Entity, id: &str) {
        self.changed.push((entity, id.to_owned()));
    }

    /// Waits until no other import is under way, and keeps others waiting until this transaction ends.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_imports(&mut self) -> Result<(), StorageError> {
        if let Some(sql) = self.kind.lock_imports() {
            sqlx::query(sql).fetch_one(&mut *self.inner).await?;
        }
        Ok(())
    }

    /// Makes everything permanent, the change log with it.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        let changed = std::mem::take(&mut self.changed);
        change_log::append(&mut self.inner, &changed, self.now).await?;
        self.inner.commit().await?;
        Ok(())
    }

    /// Takes everything back, as a dry run does.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn rollback(self) -> Result<(), StorageError> {
        self.inner.rollback().await?;
        Ok(())
    }
}
