//! Who stated what of a capability, and when: the fields of its form in groups, each with its source and two days.
//! Knows the groups, not the fields' values.

use serde::{Deserialize, Serialize};

use super::time::{BusinessDate, Instant};
use super::viewer::{Scope, Viewer};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Fields that are stated together.
    pub enum StatementGroup {
        /// Kind, title, introduction, keywords.
        Basics = "basics" "基本情况",
        /// Technical fields and industries of application.
        Scope = "scope" "领域与行业",
        /// Indicators and readiness.
        Figures = "figures" "指标与成熟度",
        /// Intellectual property, cases, evidence.
        Proof = "proof" "知识产权、案例与依据",
        /// Price, modes, availability.
        Terms = "terms" "合作条件",
    }
}

vocabulary! {
    /// Where a statement comes from.
    pub enum StatementSource {
        /// From a list that was loaded.
        Import = "import" "批量导入",
        /// From the institution's own people.
        Institution = "inst" "机构填报",
        /// From the bureau, for the institution.
        Bureau = "bureau" "市局代填",
    }
}

impl StatementSource {
    /// As what this viewer states something on a page.
    #[must_use]
    pub fn of(viewer: &Viewer) -> Self {
        match viewer.scope() {
            Scope::Institution(_) => Self::Institution,
            Scope::All | Scope::County(_) | Scope::Department(_) | Scope::Enterprise(_) | Scope::Public => {
                Self::Bureau
            }
        }
    }
}

/// One group of fields: who stated it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Where it comes from.
    pub source: StatementSource,
    /// When it got its present words.
    pub stated_at: Instant,
    /// When somebody last said that they are still true.
    pub confirmed_at: Instant,
}

impl Statement {
    /// The day on which it got its present words.
    #[must_use]
    pub fn stated_on(&self) -> BusinessDate {
        self.stated_at.beijing_day()
    }

    /// The day on which somebody last said that they are still true.
    #[must_use]
    pub fn confirmed_on(&self) -> BusinessDate {
        self.confirmed_at.beijing_day()
    }
}
