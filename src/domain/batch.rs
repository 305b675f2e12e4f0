//! Imports: the kinds of lists that can be loaded, and the batch that remembers what a load changed.

use serde::{Deserialize, Serialize};

use super::ids::BatchId;
use super::time::Instant;

/// A kind of list (KIND of design.md §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// Enterprises.
    Enterprises,
    /// The full roster of one data year.
    Roster,
    /// Institutions.
    Institutions,
    /// Capabilities.
    Capabilities,
    /// Needs.
    Needs,
    /// Coverage targets.
    Targets,
    /// R&D activity per enterprise.
    RdActivities,
    /// County figures of the statistics bureau.
    RdAggregates,
    /// Four-haves items.
    FourHaves,
}

impl SheetKind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Enterprises,
        Self::Roster,
        Self::Institutions,
        Self::Capabilities,
        Self::Needs,
        Self::Targets,
        Self::RdActivities,
        Self::RdAggregates,
        Self::FourHaves,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Roster => "roster",
            Self::Institutions => "institutions",
            Self::Capabilities => "capabilities",
            Self::Needs => "needs",
            Self::Targets => "targets",
            Self::RdActivities => "rd-activities",
            Self::RdAggregates => "rd-aggregates",
            Self::FourHaves => "four-haves",
        }
    }

    /// The name on sheets and in messages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Enterprises => "企业",
            Self::Roster => "名录",
            Self::Institutions => "机构",
            Self::Capabilities => "能力",
            Self::Needs => "需求",
            Self::Targets => "目标",
            Self::RdActivities => "研发活动",
            Self::RdAggregates => "研发活动汇总",
            Self::FourHaves => "四有",
        }
    }

    /// The kind with this command-line name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One load of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Id.
    pub id: BatchId,
    /// What was loaded.
    pub kind: SheetKind,
    /// File name without folders.
    pub file: String,
    /// Who loaded it.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Records it created.
    pub created: i64,
    /// Records it changed.
    pub updated: i64,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}
