//! A transaction that writes: who and when, what changed, and the change log at the commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use sqlx::{Any, AnyConnection, Transaction};

use super::change_log::{self, Entity};
use super::dialect::DatabaseKind;
use super::error::StorageError;
use super::responsibilities;
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
    owed: Owed,
}

/// Enterprises for which it is to be computed anew who looks after them, because this transaction changed what the
/// rules look at, or the rules.
#[derive(Debug, Default)]
pub(super) struct Owed {
    pub(super) all: bool,
    pub(super) some: BTreeSet<String>,
}

impl WriteTx {
    pub(super) fn new(
        inner: Transaction<'static, Any>,
        kind: DatabaseKind,
        viewer: Viewer,
        now: Instant,
        ids: Arc<IdSource>,
    ) -> Self {
        Self { inner, kind, viewer, now, ids, changed: Vec::new(), owed: Owed::default() }
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

    /// Notes that it may be another who looks after an enterprise. Storage functions call it themselves.
    pub(super) fn owes(&mut self, enterprise: &str) {
        if !self.owed.all {
            self.owed.some.insert(enterprise.to_owned());
        }
    }

    /// The same for every enterprise.
    pub(super) fn owes_all(&mut self) {
        self.owed = Owed { all: true, some: BTreeSet::new() };
    }

    /// What is owed; nothing is any more.
    pub(super) fn take_owed(&mut self) -> Owed {
        std::mem::take(&mut self.owed)
    }

    /// Waits until nobody else computes who looks after enterprises.
    pub(super) async fn lock_responsibilities(&mut self) -> Result<(), StorageError> {
        if let Some(sql) = self.kind.lock_responsibilities() {
            sqlx::query(sql).fetch_one(&mut *self.inner).await?;
        }
        Ok(())
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

    /// Makes everything permanent, with it who looks after the enterprises that changed, and the change log.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        responsibilities::settle(&mut self).await?;
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
