//! What handlers share: the installation, its indexes, what is said about the site, and the meters.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::layout::Site;
use super::limit::Limiter;
use super::metrics::Meters;
use crate::app::App;
use crate::domain::form_key::OneTimeKey;
use crate::domain::ids::{RequestId, SessionId};
use crate::domain::time::{BusinessDate, Instant};
use crate::search::Search;
use crate::service::RequestLimits;
use crate::service::browse::Shelf;

/// The web service's view of one installation; cheap to clone.
#[derive(Clone)]
pub struct Web {
    inner: Arc<Inner>,
    /// Unlimited unless said otherwise.
    limiter: Option<Arc<Limiter>>,
}

struct Inner {
    app: Arc<App>,
    search: Arc<Search>,
    site: Arc<Site>,
    meters: Meters,
    shelf: Shelf,
    /// Sessions whose use is being noted at the moment.
    noting: Mutex<HashSet<SessionId>>,
}

impl Web {
    /// Over an open installation; `demo` says on every page that the records are invented.
    #[must_use]
    pub fn new(app: Arc<App>, search: Arc<Search>, demo: bool) -> Self {
        let site = Arc::new(Site::of(&app.city, demo));
        let inner = Inner {
            app,
            search,
            site,
            meters: Meters::new(),
            shelf: Shelf::default(),
            noting: Mutex::default(),
        };
        Self { inner: Arc::new(inner), limiter: None }
    }

    /// Answers each client at most so often.
    #[must_use]
    pub fn limited(self, limits: RequestLimits) -> Self {
        Self { limiter: Some(Arc::new(Limiter::new(limits))), ..self }
    }

    pub(super) fn limiter(&self) -> Option<&Limiter> {
        self.limiter.as_deref()
    }

    /// The installation.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.inner.app
    }

    /// Its indexes.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.inner.search
    }

    /// Rows that lists have shown.
    #[must_use]
    pub fn shelf(&self) -> &Shelf {
        &self.inner.shelf
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.inner.app.now()
    }

    /// Today in Beijing.
    #[must_use]
    pub fn today(&self) -> BusinessDate {
        self.now().beijing_day()
    }

    /// A key for one rendering of a form that creates something; it goes with the form in a hidden field
    /// and comes back through [`OneTimeKey::parse`].
    #[must_use]
    pub fn one_time_key(&self) -> OneTimeKey {
        OneTimeKey::fresh(self.inner.app.next_id())
    }

    /// An id for one request.
    pub(super) fn request_id(&self) -> String {
        self.inner.app.next_id::<RequestId>().to_string()
    }

    pub(super) fn site(&self) -> Arc<Site> {
        Arc::clone(&self.inner.site)
    }

    pub(super) fn meters(&self) -> &Meters {
        &self.inner.meters
    }

    /// The right to note the use of a session; `None` while somebody else does.
    pub(super) fn noting(&self, session: &SessionId) -> Option<Noting> {
        let mut noting = self.inner.noting.lock().unwrap_or_else(PoisonError::into_inner);
        noting.insert(session.clone()).then(|| Noting { web: self.clone(), session: session.clone() })
    }
}

/// The right to note the use of a session, given back when dropped.
pub(super) struct Noting {
    web: Web,
    session: SessionId,
}

impl Noting {
    /// Which session.
    pub(super) fn session(&self) -> &SessionId {
        &self.session
    }
}

impl Drop for Noting {
    fn drop(&mut self) {
        let mut noting = self.web.inner.noting.lock().unwrap_or_else(PoisonError::into_inner);
        noting.remove(&self.session);
    }
}
