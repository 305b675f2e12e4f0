//! Searches that people keep, records that they follow, and what was found for them since. All of it belongs to one
//! account; nobody else is to know of it.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, SavedSearchId};
use super::text::clean;
use super::time::Instant;
use super::vocabulary::vocabulary;

/// Most searches that one account keeps.
pub const MOST_SAVED: usize = 30;
/// Most records that one account follows.
pub const MOST_FOLLOWED: usize = 200;
/// Longest name, in characters.
pub const NAME_CHARS: usize = 40;
/// Longest condition, in bytes.
pub const QUERY_BYTES: usize = 4_000;

vocabulary! {
    /// What a kept search looks for.
    pub enum SavedKind {
        /// Needs.
        Needs = "needs" "需求",
        /// Capabilities.
        Capabilities = "caps" "能力",
        /// Institutions.
        Institutions = "insts" "机构",
    }
}

vocabulary! {
    /// What can be followed.
    pub enum FollowKind {
        /// A need.
        Need = "need" "需求",
        /// An institution.
        Institution = "inst" "机构",
        /// A capability.
        Capability = "cap" "能力",
    }
}

vocabulary! {
    /// Why something is told to somebody.
    pub enum AlertReason {
        /// A kept search finds it; the source is the search.
        Search = "search" "保存的搜索",
        /// A need that fits a capability of the own institution; the source is the capability.
        Fit = "fit" "适合您的能力",
        /// A capability that fits a need of the own enterprise; the source is the need.
        Supply = "supply" "适合您的需求",
        /// A followed record stands elsewhere now; the source is its kind, with where it stands and since when.
        Followed = "follow" "关注的有变化",
    }
}

/// A search that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Id.
    pub id: SavedSearchId,
    /// What it looks for.
    pub kind: SavedKind,
    /// What its owner calls it.
    pub name: String,
    /// Words and conditions, as they stand behind the `?` of an address.
    pub query: String,
    /// Whether new results are told.
    pub alerts: bool,
    /// When it was kept.
    pub created_at: Instant,
    /// When it was deleted; it can be taken back for a while.
    pub deleted_at: Option<Instant>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}

/// A record that somebody follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// What it is.
    pub kind: FollowKind,
    /// Its id.
    pub id: String,
    /// Where it stood when the follower was last told.
    pub state: String,
    /// Since when.
    pub since: Instant,
}

/// What is told to an account, and why; ids only, so that what is hidden meanwhile is dropped when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// To whom.
    pub account: AccountId,
    /// Why.
    pub reason: AlertReason,
    /// What for: see [`AlertReason`].
    pub source: String,
    /// Ids of the records.
    pub items: Vec<String>,
}

/// Reads the name of a search: one line; `None` if there is none, or it is too long.
#[must_use]
pub fn search_name(text: &str) -> Option<String> {
    let name = clean(text).replace('\n', " ");
    (1..=NAME_CHARS).contains(&name.chars().count()).then_some(name)
}
