//! Ids are ULIDs made by the application, one type per aggregate, so that no id stands where another is meant.
//! Numbers for people (XQ2026-0012) are no ids; storage hands them out.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::time::Instant;

/// Declares a newtype over the 26 characters of a ULID: `id_type! { /// Doc. NeedId }` expands to
/// `pub struct NeedId(String)` with `parse`, `as_str`, `Display`, and `From<Ulid>`.
macro_rules! id_type {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Reads an id; `None` if the text is no ULID.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let upper = text.trim().to_ascii_uppercase();
                ulid::Ulid::from_string(&upper).ok().map(|_| Self(upper))
            }

            /// When it was made, as the id itself says.
            #[must_use]
            pub fn made_at(&self) -> Instant {
                let made = ulid::Ulid::from_string(&self.0).map_or(0, |id| id.timestamp_ms());
                Instant(i64::try_from(made).unwrap_or(0))
            }

            /// The 26 characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<ulid::Ulid> for $name {
            fn from(id: ulid::Ulid) -> Self {
                Self(id.to_string())
            }
        }
    )+};
}

id_type! {
    /// Id of an enterprise.
    EnterpriseId,
    /// Id of an institution.
    InstitutionId,
    /// Id of a capability.
    CapabilityId,
    /// Id of a need.
    NeedId,
    /// Id of a need that is being written.
    NeedDraftId,
    /// Id of an import batch.
    BatchId,
    /// Id of a dated fact: roster entry, R&D activity, four-haves item, target, aggregate, assignment, calendar day,
    /// override of a lead.
    FactId,
    /// Id of a file that was sent and waits for a decision.
    UploadId,
    /// Id of a request to the web service, for the log.
    RequestId,
    /// Id of a job.
    JobId,
    /// Id of an account.
    AccountId,
    /// Id of a notice.
    NoticeId,
    /// Id of a message of the outbox.
    DeliveryId,
    /// Id of a session; not the secret that its holder shows.
    SessionId,
    /// Id of a one-time link.
    InvitationId,
    /// Id of an edit of a single record by a person.
    EditId,
    /// Id of a reminder of a survey.
    ReminderId,
    /// Id of an institution's offer to solve a need.
    OfferId,
    /// Id of a search that somebody keeps.
    SavedSearchId,
}

impl EnterpriseId {
    /// The id of no enterprise: it stands where a reader is not to know which one it is.
    #[must_use]
    pub fn hidden() -> Self {
        Self::from(ulid::Ulid::nil())
    }
}

/// Makes ids. The time is a parameter and the seed is drawn once by the program, so tests get the same ids again.
///
/// Ids of one source rise in the order in which they were made, also within a millisecond: the order of rows in a
/// sheet is the order of their ids.
#[derive(Debug)]
pub struct IdSource {
    seed: [u8; 16],
    last: Mutex<(ulid::Ulid, u64)>,
}

impl IdSource {
    /// A source that draws from this seed.
    #[must_use]
    pub fn new(seed: [u8; 16]) -> Self {
        Self { seed, last: Mutex::new((ulid::Ulid::nil(), 0)) }
    }

    /// The next id.
    #[must_use]
    pub fn next<I: From<ulid::Ulid>>(&self, now: Instant) -> I {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = u64::try_from(now.0).unwrap_or(0);
        let (before, drawn) = *last;
        let id = if now_ms > before.timestamp_ms() {
            ulid::Ulid::from_parts(now_ms, self.draw(drawn))
        } else {
            before
                .increment()
                .unwrap_or_else(|_| ulid::Ulid::from_parts(before.timestamp_ms() + 1, self.draw(drawn)))
        };
        *last = (id, drawn + 1);
        id.into()
    }

    /// Eighty bits that nobody can guess without the seed.
    #[must_use]
    fn draw(&self, count: u64) -> u128 {
        let mut digest = Sha256::new();
        digest.update(self.seed);
        digest.update(count.to_be_bytes());
        digest.finalize().iter().take(10).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
    }
}
