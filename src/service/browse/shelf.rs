//! Rows of lists without words, kept as long as no record changes. The database is asked before each use whether it is
//! still in the state in which they were read, so that what a list shows is never older than the question for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use duijie_index::Hit;

use super::kind::SearchKind;
use super::records;
use super::rows::{self, Row};
use crate::city::CityPack;
use crate::domain::viewer::{Scope, Viewer};
use crate::service::ServiceError;
use crate::storage::Store;

/// Rows kept; when there are more, it begins anew. A row takes about two kilobytes.
const MOST: usize = 4_000;

/// Rows that were shown, for one installation. Share it.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The state of the database that the rows show.
    mark: String,
    /// Rows by id, for each scope its own: what one may read of a record, another may not.
    rows: HashMap<Scope, HashMap<String, Arc<Row>>>,
    /// At least the number of rows kept.
    count: usize,
}

impl Shelf {
    /// The rows for these hits, in their order; without those of records that are gone.
    pub(super) async fn rows(
        &self,
        store: &Store,
        city: &CityPack,
        viewer: &Viewer,
        kind: SearchKind,
        hits: &[Hit],
    ) -> Result<Vec<Arc<Row>>, ServiceError> {
        // Before anything is read: what changes meanwhile has another mark.
        let mark = store.mark().await?;
        let (mut found, missing) = self.look(&mark, viewer.scope(), hits);
        if !missing.is_empty() {
            let wanted: Vec<(SearchKind, Hit)> = missing.into_iter().map(|hit| (kind, hit)).collect();
            let records = records::load(&mut *store.read().await?, viewer, &wanted).await?;
            let mut read: Vec<Row> =
                records.into_iter().map(|(id, record)| rows::plain(kind, &id, record)).collect();
            rows::name(&mut read, city);
            let read: Vec<Arc<Row>> = read.into_iter().map(Arc::new).collect();
            self.put(&mark, viewer.scope(), &read);
            found.extend(read);
            let places: HashMap<&str, usize> =
                hits.iter().zip(0..).map(|(hit, place)| (hit.id.as_str(), place)).collect();
            found.sort_by_key(|row| places.get(row.id.as_str()).copied());
        }
        Ok(found)
    }

    /// The rows that are kept of this state, and the hits that have none. Rows of another state are dropped.
    fn look(&self, mark: &str, scope: &Scope, hits: &[Hit]) -> (Vec<Arc<Row>>, Vec<Hit>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark != mark {
            *kept = Kept { mark: mark.to_owned(), ..Kept::default() };
        }
        let (mut found, mut missing) = (Vec::with_capacity(hits.len()), Vec::new());
        for hit in hits {
            match kept.rows.get(scope).and_then(|rows| rows.get(&hit.id)) {
                Some(row) => found.push(Arc::clone(row)),
                None => missing.push(hit.clone()),
            }
        }
        (found, missing)
    }

    /// Keeps rows read since the database had this mark, unless another state is kept by now.
    fn put(&self, mark: &str, scope: &Scope, rows: &[Arc<Row>]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark == mark {
            if kept.count + rows.len() > MOST {
                (kept.rows, kept.count) = (HashMap::new(), 0);
            }
            // Some may be there already; the count is then too high, never too low.
            kept.count += rows.len();
            let shown = rows.iter().map(|row| (row.id.clone(), Arc::clone(row)));
            kept.rows.entry(scope.clone()).or_default().extend(shown);
        }
    }
}
