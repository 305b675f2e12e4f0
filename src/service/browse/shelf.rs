//! Rows and facets of lists without words, kept as long as no record changes. The database is asked before each use
//! whether it is still in the state in which they were read, so that what a list shows is never older than the question
//! for it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use duijie_index::{Browsed, Hit};

use super::kind::SearchKind;
use super::named::{Named, Shown};
use super::records;
use super::rows::{self, Row};
use crate::city::CityPack;
use crate::domain::ids::NeedId;
use crate::domain::viewer::{Scope, Viewer};
use crate::service::ServiceError;
use crate::storage::{self, Store};

/// Rows kept; when there are more, it begins anew. A row takes about three kilobytes, with what pages made of it.
const MOST_ROWS: usize = 4_000;
/// Answers whose facets are kept; the oldest goes first.
const MOST_ANSWERS: usize = 64;

/// Rows and facets that were shown, for one installation. Share it.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The state of the database that is shown.
    mark: String,
    /// Rows by id, for each scope its own: what one may read of a record, another may not.
    rows: HashMap<Scope, HashMap<String, Arc<Row>>>,
    /// At least the number of rows kept.
    count: usize,
    facets: VecDeque<KeptFacets>,
    /// How many offer to a need, for each scope, none included.
    offers: HashMap<Scope, HashMap<NeedId, i64>>,
}

/// The facets of an answer, which is compared by where it lies: it is kept with its snapshot as they are here.
#[derive(Debug)]
struct KeptFacets {
    answer: Arc<Browsed>,
    /// By whom they were read, as with rows.
    scope: Scope,
    /// True if the choice in some facet is the usual one.
    implied: bool,
    named: Arc<Named>,
}

impl Shelf {
    /// The facets of an answer, and rows for some of its hits.
    pub(super) async fn page(
        &self,
        store: &Store,
        city: &CityPack,
        viewer: &Viewer,
        shown: &Shown,
        found: &Arc<Browsed>,
        hits: &[Hit],
    ) -> Result<(Arc<Named>, Vec<Arc<Row>>), ServiceError> {
        // Before anything is read: what changes meanwhile has another mark.
        let mark = store.mark().await?;
        let named = match self.facets(&mark, viewer.scope(), found, shown) {
            Some(named) => named,
            None => {
                let named = Arc::new(Named::load(store, viewer, city, shown, found).await?);
                self.put_facets(&mark, viewer.scope(), found, shown, &named);
                named
            }
        };
        let rows = self.rows(&mark, store, city, viewer, shown.kind, hits).await?;
        Ok((named, rows))
    }

    /// The rows for these hits, in their order; without those of records that are gone.
    async fn rows(
        &self,
        mark: &str,
        store: &Store,
        city: &CityPack,
        viewer: &Viewer,
        kind: SearchKind,
        hits: &[Hit],
    ) -> Result<Vec<Arc<Row>>, ServiceError> {
        let (mut found, missing) = self.look(mark, viewer.scope(), hits);
        if !missing.is_empty() {
            let wanted: Vec<(SearchKind, Hit)> = missing.into_iter().map(|hit| (kind, hit)).collect();
            let records = records::load(&mut *store.read().await?, viewer, &wanted).await?;
            let mut read: Vec<Row> =
                records.into_iter().map(|(id, record)| rows::plain(kind, &id, record)).collect();
            rows::name(&mut read, city);
            let read: Vec<Arc<Row>> = read.into_iter().map(Arc::new).collect();
            self.put(mark, viewer.scope(), &read);
            found.extend(read);
            let places: HashMap<&str, usize> =
                hits.iter().zip(0..).map(|(hit, place)| (hit.id.as_str(), place)).collect();
            found.sort_by_key(|row| places.get(row.id.as_str()).copied());
        }
        Ok(found)
    }

    /// How many offers to these needs the viewer may know of; needs without any are left out.
    pub(in crate::service) async fn offers(
        &self,
        store: &Store,
        viewer: &Viewer,
        needs: &[NeedId],
    ) -> Result<HashMap<NeedId, i64>, ServiceError> {
        let mark = store.mark().await?;
        if let Some(known) = self.known_offers(&mark, viewer.scope(), needs) {
            return Ok(known);
        }
        let found = storage::count_offers_of_needs(&mut *store.read().await?, viewer, needs).await?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark == mark {
            let counts = kept.offers.entry(viewer.scope().clone()).or_default();
            if counts.len() + needs.len() > MOST_ROWS {
                counts.clear();
            }
            let of = |need: &NeedId| (need.clone(), found.get(need).copied().unwrap_or_default());
            counts.extend(needs.iter().map(of));
        }
        Ok(found)
    }

    /// The same if it is kept of all of them.
    fn known_offers(&self, mark: &str, scope: &Scope, needs: &[NeedId]) -> Option<HashMap<NeedId, i64>> {
        let kept = self.of(mark);
        let counts = kept.offers.get(scope)?;
        let known: Option<Vec<i64>> = needs.iter().map(|need| counts.get(need).copied()).collect();
        let some = needs.iter().zip(known?).filter(|(_, count)| *count > 0);
        Some(some.map(|(need, count)| (need.clone(), count)).collect())
    }

    /// What is kept of this state; of another it is dropped.
    fn of(&self, mark: &str) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark != mark {
            *kept = Kept { mark: mark.to_owned(), ..Kept::default() };
        }
        kept
    }

    /// The facets that are kept of an answer.
    fn facets(&self, mark: &str, scope: &Scope, found: &Arc<Browsed>, shown: &Shown) -> Option<Arc<Named>> {
        let kept = self.of(mark);
        let mut facets = kept.facets.iter();
        let known = facets.find(|known| known.is_of(scope, found, shown))?;
        Some(Arc::clone(&known.named))
    }

    /// Keeps facets named since the database had this mark, unless another state is kept by now.
    fn put_facets(&self, mark: &str, scope: &Scope, found: &Arc<Browsed>, shown: &Shown, named: &Arc<Named>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.mark == mark {
            let (answer, named) = (Arc::clone(found), Arc::clone(named));
            let implied = shown.implied.is_some();
            kept.facets.push_front(KeptFacets { answer, scope: scope.clone(), implied, named });
            kept.facets.truncate(MOST_ANSWERS);
        }
    }

    /// The rows that are kept of this state, and the hits that have none.
    fn look(&self, mark: &str, scope: &Scope, hits: &[Hit]) -> (Vec<Arc<Row>>, Vec<Hit>) {
        let kept = self.of(mark);
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
            if kept.count + rows.len() > MOST_ROWS {
                (kept.rows, kept.count) = (HashMap::new(), 0);
            }
            // Some may be there already; the count is then too high, never too low.
            kept.count += rows.len();
            let shown = rows.iter().map(|row| (row.id.clone(), Arc::clone(row)));
            kept.rows.entry(scope.clone()).or_default().extend(shown);
        }
    }
}

impl KeptFacets {
    fn is_of(&self, scope: &Scope, answer: &Arc<Browsed>, shown: &Shown) -> bool {
        self.scope == *scope && Arc::ptr_eq(&self.answer, answer) && self.implied == shown.implied.is_some()
    }
}
