//! How often one client is answered: so many writes and so many reads a minute, spread evenly, with a minute's worth at
//! once (the generic cell rate algorithm). A client is an account, or an address where nobody has signed in. Memory is
//! bounded: of more than [`CLIENTS`] clients the one not heard of for longest is forgotten, which only favours it.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lru::LruCache;

use super::error::PageError;
use super::state::Web;
use super::urls::{self, Access};
use crate::domain::time::Instant;
use crate::service::RequestLimits;
use crate::service::accounts::Asking;

/// Clients that are remembered.
const CLIENTS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(9_999);
/// A minute, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Whether a request changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It may.
    Write,
    /// It does not.
    Read,
}

/// When the next request of each kind would be due if all came evenly, microseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Due {
    write: i64,
    read: i64,
}

/// Remembers clients.
#[derive(Debug)]
pub struct Limiter {
    limits: RequestLimits,
    clients: Mutex<LruCache<String, Due>>,
}

impl Limiter {
    /// Knows nobody yet.
    #[must_use]
    pub fn new(limits: RequestLimits) -> Self {
        Self { limits, clients: Mutex::new(LruCache::new(CLIENTS)) }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// Seconds after which the client is answered again.
    pub fn count(&self, client: &str, deed: Deed, now: Instant) -> Result<(), u64> {
        let limit = match deed {
            Deed::Write => self.limits.writes,
            Deed::Read => self.limits.reads,
        };
        if limit == 0 {
            return Ok(());
        }
        let (step, now) = (MINUTE / i64::from(limit), now.0.saturating_mul(1_000));
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let due = clients.get_or_insert_mut_ref(client, Due::default);
        let due = match deed {
            Deed::Write => &mut due.write,
            Deed::Read => &mut due.read,
        };
        let next = (*due).max(now);
        let early = next - now - (MINUTE - step);
        if early > 0 {
            return Err(u64::try_from(early).unwrap_or(0).div_ceil(1_000_000));
        }
        *due = next + step;
        Ok(())
    }
}

/// Refuses requests of clients that ask too often.
pub async fn hold(State(web): State<Web>, request: Request, next: Next) -> Response {
    if let (Some(limiter), Some(deed), Some(client)) = (web.limiter(), deed(&request), client(&request))
        && let Err(seconds) = limiter.count(&client, deed, web.now())
    {
        return PageError::TooMany(seconds).into_response();
    }
    next.run(request).await
}

/// What counts as what. Embedded files and signs of life count as nothing; trying out a need stores nothing. Signing in
/// has a law of its own, under which a whole county behind one address is not held up by one of its people.
fn deed(request: &Request) -> Option<Deed> {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match route {
        Some(route) if urls::access(route) == Access::Blind || (!reads && route == "/sign-in") => None,
        Some(route) if route.starts_with("/needs/new") => Some(Deed::Read),
        _ if reads => Some(Deed::Read),
        _ => Some(Deed::Write),
    }
}

/// Nobody where no address is known: then all would be one client.
fn client(request: &Request) -> Option<String> {
    let viewer = &request.extensions().get::<Arc<Asking>>()?.viewer;
    let address = viewer.origin().address.clone()?;
    Some(viewer.account_id().map_or(address, ToString::to_string))
}

#[cfg(test)]
mod tests {
    use super::{Deed, Limiter};
    use crate::domain::time::Instant;
    use crate::service::RequestLimits;

    #[test]
    fn a_minutes_worth_at_once_then_evenly() {
        let limiter = Limiter::new(RequestLimits { writes: 6, reads: 60 });
        let at = |second: i64| Instant(1_700_000_000_000 + second * 1_000);
        for _ in 0..6 {
            assert_eq!(limiter.count("甲", Deed::Write, at(0)), Ok(()));
        }
        assert_eq!(limiter.count("甲", Deed::Write, at(0)), Err(10));
        assert_eq!(limiter.count("甲", Deed::Write, at(4)), Err(6));
        assert_eq!(limiter.count("乙", Deed::Write, at(0)), Ok(()), "others are not held back");
        assert_eq!(limiter.count("甲", Deed::Read, at(0)), Ok(()), "reading is counted by itself");
        assert_eq!(limiter.count("甲", Deed::Write, at(10)), Ok(()));
        assert_eq!(limiter.count("甲", Deed::Write, at(10)), Err(10));
        assert_eq!(limiter.count("甲", Deed::Write, at(3_600)), Ok(()));
    }

    #[test]
    fn no_limit_and_no_end_of_clients() {
        let limiter = Limiter::new(RequestLimits { writes: 0, reads: 1 });
        for client in 0..30_000 {
            assert_eq!(limiter.count("一个", Deed::Write, Instant(0)), Ok(()));
            assert_eq!(limiter.count(&client.to_string(), Deed::Read, Instant(0)), Ok(()));
        }
        let known = limiter.clients.lock().expect("nobody panicked").len();
        assert_eq!(known, 10_000);
    }
}
