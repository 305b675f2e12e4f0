//! Capabilities: what an institution can do. The unit that is indexed and proposed.

use serde::{Deserialize, Serialize};

use super::ids::{CapabilityId, InstitutionId};
use super::indicator::Indicator;
use super::money::Price;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of resource it is.
    pub enum CapabilityKind {
        /// 科技成果.
        Achievement = "achieve" "成果",
        /// Team.
        Team = "team" "团队",
        /// Expert.
        Expert = "expert" "专家",
        /// Platform or equipment.
        Platform = "platform" "平台",
        /// Pilot line.
        PilotLine = "pilot" "中试线",
        /// Service.
        Service = "service" "服务",
    }
}

vocabulary! {
    /// Ways to work together; the same list for needs and capabilities. Its order is stored in the index: append only.
    pub enum CooperationMode {
        /// Commissioned development.
        Commission = "commis" "委托开发",
        /// Joint development.
        Joint = "joint" "合作开发",
        /// Transfer of technology.
        Transfer = "transfer" "技术转让",
        /// Licence.
        Licence = "licence" "技术许可",
        /// Consulting.
        Consulting = "consult" "技术咨询",
        /// Service.
        Service = "service" "技术服务",
        /// Technology as equity.
        Equity = "equity" "技术入股",
        /// Joint platform.
        SharedPlatform = "platform" "共建平台",
        /// Joint training, deputy general managers for science.
        Training = "training" "联合培养·科技副总",
        /// Anything else.
        Other = "other" "其他",
    }
}

impl CooperationMode {
    /// The mode meant by a word of the forms, shorter ways of writing it included.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim();
        Self::from_label(words).or(match words {
            "委托研发" | "委托" => Some(Self::Commission),
            "联合开发" | "合作研发" | "联合攻关" | "合作" => Some(Self::Joint),
            "转让" | "成果转让" => Some(Self::Transfer),
            "许可" | "专利许可" => Some(Self::Licence),
            "咨询" => Some(Self::Consulting),
            "服务" => Some(Self::Service),
            "入股" | "作价入股" => Some(Self::Equity),
            "共建" | "平台共建" => Some(Self::SharedPlatform),
            "联合培养" | "科技副总" | "人才培养" => Some(Self::Training),
            _ => None,
        })
    }
}

vocabulary! {
    /// Who may read a capability.
    pub enum CapabilityStatus {
        /// Being written.
        Draft = "draft" "草稿",
        /// On show and proposed.
        Published = "open" "已发布",
        /// Taken off.
        Withdrawn = "withdrew" "已撤回",
    }
}

/// A capability. Equal records of several institutions are one capability with several holders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capability {
    /// Id.
    pub id: CapabilityId,
    /// Printed number, CG2026-0012.
    pub no: String,
    /// Kind of resource.
    pub kind: CapabilityKind,
    /// Name.
    pub title: String,
    /// Running text.
    pub introduction: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Technical fields, codes of the city pack.
    pub fields: Vec<String>,
    /// Industries of application, GB/T 4754 prefixes.
    pub industries: Vec<String>,
    /// What it reaches.
    pub indicators: Vec<Indicator>,
    /// Technology readiness 1–9 (GB/T 22900).
    pub trl: Option<i64>,
    /// Modes on offer.
    pub modes: Vec<CooperationMode>,
    /// Price.
    pub price: Option<Price>,
    /// How many contacts a month it takes on.
    pub monthly_limit: Option<i64>,
    /// Who may read it.
    pub status: CapabilityStatus,
    /// Holders, in the order in which they were recorded.
    pub holders: Vec<InstitutionId>,
    /// Where the record comes from.
    pub origin: Option<String>,
    /// When somebody last stated or confirmed it.
    pub confirmed_at: super::time::Instant,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}

/// The natural key of a capability: kind, title and text. Blanks, case and width do not matter.
#[must_use]
pub fn capability_key(kind: CapabilityKind, title: &str, introduction: &str) -> String {
    use super::text::name_key;
    format!("{}|{}|{}", kind.code(), name_key(title), name_key(introduction))
}
