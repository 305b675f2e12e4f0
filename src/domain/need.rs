//! Technical needs (技术需求): a problem an enterprise wants solved, with the fields of the collection form
//! (domain.md §2.1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::capability::CooperationMode;
use super::four_haves::FourHavesItem;
use super::ids::{EnterpriseId, NeedId};
use super::indicator::Indicator;
use super::money::Price;
use super::need_life::NeedLife;
use super::time::{BusinessDate, Instant};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of help is wanted.
    pub enum NeedKind {
        /// Solving a technical problem.
        Problem = "problem" "技术攻关",
        /// Taking over an achievement.
        Adoption = "adopt" "成果引进",
        /// Developing a product.
        Product = "product" "产品研发",
        /// Renewing a process or plant.
        Renewal = "renewal" "技术改造",
        /// Testing.
        Testing = "testing" "检验检测",
        /// People.
        People = "people" "人才团队",
        /// Building a platform together.
        Platform = "platform" "平台共建",
        /// Pilot run.
        Pilot = "pilot" "中试验证",
        /// Finance.
        Finance = "finance" "科技金融",
        /// Anything else.
        Other = "other" "其他",
    }
}

vocabulary! {
    /// Where a need stands in its life.
    pub enum NeedStatus {
        /// Being written.
        Draft = "draft" "草稿",
        /// With the county.
        CountyReview = "county" "县区审核",
        /// With the city.
        CityReview = "city" "市级审核",
        /// On show and matched.
        Published = "open" "已发布",
        /// Talks under way.
        Negotiating = "talking" "对接中",
        /// Contract signed.
        Signed = "signed" "已签约",
        /// Done.
        Completed = "done" "已完成",
        /// Taken back by its owner.
        Withdrawn = "withdrew" "已撤回",
        /// Its term ran out.
        Expired = "expired" "已失效",
    }
}

impl NeedStatus {
    /// The statuses in which partners are sought: such needs are listed, found and ranked.
    pub const OPEN: [Self; 2] = [Self::Published, Self::Negotiating];
}

vocabulary! {
    /// Who may read a published need.
    pub enum Disclosure {
        /// Everybody.
        Public = "public" "公开",
        /// Only institutions it is directed to.
        Matched = "matched" "仅对接方可见",
        /// Everybody, without the enterprise's name.
        Unnamed = "unnamed" "隐去企业名称",
        /// Only the authorities.
        Authorities = "bureau" "仅管理部门",
    }
}

vocabulary! {
    /// A part of a need that can be shown to fewer than the need itself. Title and main problem cannot: without them
    /// there is nothing to show.
    pub enum NeedField {
        /// How it is done today.
        CurrentState = "state" "目前的做法",
        /// What was tried.
        Tried = "tried" "试过什么",
        /// Constraints.
        Constraints = "constraints" "约束条件",
        /// Indicators.
        Indicators = "indicators" "量化指标",
        /// Budget.
        Budget = "budget" "拟投入",
        /// By when.
        Due = "due" "期望完成时间",
        /// Keywords.
        Keywords = "keywords" "关键词",
    }
}

vocabulary! {
    /// How pressing it is.
    pub enum Urgency {
        /// As usual.
        Normal = "normal" "一般",
        /// Pressing.
        Urgent = "urgent" "紧急",
    }
}

vocabulary! {
    /// How the need came to us.
    pub enum NeedSource {
        /// Filed by the enterprise.
        Enterprise = "self" "自主填报",
        /// Collected by the county.
        County = "county" "县区摸排",
        /// Taken down on a visit.
        Visit = "visit" "走访",
        /// Taken down at an event.
        Event = "event" "活动现场",
        /// From a list.
        Import = "import" "批量导入",
    }
}

/// Whom to call about a need, and who decides. Personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NeedContact {
    /// Name.
    pub name: Option<String>,
    /// Position.
    pub position: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Who decides.
    pub decision_maker: Option<String>,
}

/// The declaration that nothing in a need is classified, without which it is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyDeclaration {
    /// Who declared it.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Id.
    pub id: NeedId,
    /// Printed number, XQ2026-0012.
    pub no: String,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Title; with the enterprise the natural key.
    pub title: String,
    /// What kind of help.
    pub kind: Option<NeedKind>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Technical fields, codes of the city pack.
    pub fields: Vec<String>,
    /// Main problem.
    pub problem: String,
    /// How it is done today.
    pub current_state: Option<String>,
    /// What was tried, and why it failed.
    pub tried: Option<String>,
    /// Process, material, cost, environment, standards to respect.
    pub constraints: Option<String>,
    /// Figures to be reached.
    pub indicators: Vec<Indicator>,
    /// What the enterprise will spend.
    pub budget: Option<Price>,
    /// Where that money comes from.
    pub budget_source: Option<String>,
    /// Modes it accepts.
    pub modes: Vec<CooperationMode>,
    /// By when.
    pub due_on: Option<BusinessDate>,
    /// How pressing.
    pub urgency: Urgency,
    /// Partners wished for, by name.
    pub intended: Vec<String>,
    /// Partners to avoid, by name: barred from the ranking.
    pub avoided: Vec<String>,
    /// Who may read it.
    pub disclosure: Disclosure,
    /// Fields that fewer may read: [`Disclosure::Matched`] or [`Disclosure::Authorities`].
    #[serde(default)]
    pub field_disclosure: BTreeMap<NeedField, Disclosure>,
    /// That nothing in it is classified.
    pub secrecy: SecrecyDeclaration,
    /// Whom to call.
    pub contact: NeedContact,
    /// Which of the four haves it would fill.
    pub fills: Vec<FourHavesItem>,
    /// How it came to us.
    pub source: NeedSource,
    /// Who collected it.
    pub collector: Option<String>,
    /// When it was collected.
    pub collected_on: Option<BusinessDate>,
    /// Where it stands.
    pub status: NeedStatus,
    /// What else is known of its life. Changed by steps only, never by edits.
    #[serde(default)]
    pub life: NeedLife,
    /// Where the record comes from (示例数据 for demo records).
    pub origin: Option<String>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
    /// False if parts were left out because the reader does not look after the enterprise. Never stored.
    #[serde(skip, default = "whole")]
    pub whole: bool,
}

fn whole() -> bool {
    true
}

/// One step in a need's life, never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedStep {
    /// Before; `None` for the first.
    pub from: Option<NeedStatus>,
    /// After.
    pub to: NeedStatus,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: Option<String>,
}
