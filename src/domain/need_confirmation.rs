//! One-time links by which an enterprise agrees to what an officer filed in its name: good for some days, for one
//! version of the text, and only for whoever knows the end of the contact's telephone number.

use super::ids::NeedId;
use super::invitation::MOST_WRONG_TRIES;
use super::time::Instant;

/// Days for which a link is good.
pub const CONFIRMATION_DAYS: i64 = 7;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedConfirmation {
    /// Of which need.
    pub need: NeedId,
    /// Of which version of it; a later text wants a link of its own.
    pub need_version: i64,
    /// The officer who made it.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
    /// When it is over.
    pub expires_at: Instant,
    /// Wrong answers so far.
    pub wrong_tries: i64,
    /// When it was used or replaced by another.
    pub closed_at: Option<Instant>,
}

impl NeedConfirmation {
    /// A link made now.
    #[must_use]
    pub fn new(need: NeedId, need_version: i64, made_by: String, now: Instant) -> Self {
        let expires_at = Instant(now.0.saturating_add(CONFIRMATION_DAYS * 86_400_000));
        Self { need, need_version, made_by, made_at: now, expires_at, wrong_tries: 0, closed_at: None }
    }

    /// True if it can be used now.
    #[must_use]
    pub fn is_good(&self, now: Instant) -> bool {
        self.closed_at.is_none() && self.wrong_tries < MOST_WRONG_TRIES && now < self.expires_at
    }
}
