//! Lists what was imported, newest first, with whether it was undone.

use super::ServiceError;
use crate::domain::batch::Batch;
use crate::domain::ids::BatchId;
use crate::domain::viewer::Viewer;
use crate::storage::{self, Store};

/// Batches of a page.
pub const BATCHES_A_PAGE: i64 = 20;

/// A page of batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchList {
    /// How many there are on all pages.
    pub total: i64,
    /// Page shown, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// The batches of the page; [`Batch::undone_at`] tells when one was undone.
    pub batches: Vec<Batch>,
}

/// Lists batches; a page beyond the last one is the last one.
///
/// # Errors
/// If the database fails.
pub async fn list_batches(store: &Store, viewer: &Viewer, page: i64) -> Result<BatchList, ServiceError> {
    let mut conn = store.read().await?;
    let total = storage::count_batches(&mut conn, viewer).await?;
    let pages = ((total + BATCHES_A_PAGE - 1) / BATCHES_A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let range = ((page - 1) * BATCHES_A_PAGE, BATCHES_A_PAGE);
    let batches = storage::list_batches(&mut conn, viewer, range).await?;
    Ok(BatchList { total, page, pages, batches })
}

/// The batch with this id.
///
/// # Errors
/// [`ServiceError::NoSuchRecord`]; otherwise if the database fails.
pub async fn show_batch(store: &Store, viewer: &Viewer, id: &str) -> Result<Batch, ServiceError> {
    let missing = || ServiceError::NoSuchRecord(id.trim().to_owned());
    let batch = BatchId::parse(id).ok_or_else(missing)?;
    let mut conn = store.read().await?;
    storage::find_batch(&mut conn, viewer, &batch).await?.ok_or_else(missing)
}
