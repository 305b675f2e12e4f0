//! Capabilities: what an institution can do. The unit that is indexed and proposed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::freshness::Freshness;
use super::ids::{CapabilityId, InstitutionId};
use super::indicator::Indicator;
use super::money::Price;
use super::need::SecrecyDeclaration;
use super::statement::{Statement, StatementGroup, StatementSource};
use super::time::{BusinessDate, Instant};
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
        /// On show, but not proposed: it accepts no cooperation now. Never stored; see [`Capability::shown_status`].
        Paused = "paused" "暂不接受合作",
        /// Taken off.
        Withdrawn = "withdrew" "已撤回",
    }
}

impl CapabilityStatus {
    /// The statuses in which everybody may read a capability.
    pub const ON_SHOW: [Self; 2] = [Self::Published, Self::Paused];
}

vocabulary! {
    /// What kind of right protects it.
    pub enum IpKind {
        /// Patent of invention.
        Invention = "invent" "发明专利",
        /// Utility model.
        Utility = "utility" "实用新型",
        /// Design.
        Design = "design" "外观设计",
        /// Copyright of software.
        Software = "software" "软件著作权",
        /// Layout of integrated circuits.
        Layout = "layout" "集成电路布图设计",
        /// New variety of plants.
        Variety = "variety" "植物新品种",
        /// Standard.
        Standard = "standard" "标准",
        /// Anything else.
        Other = "other" "其他",
    }
}

vocabulary! {
    /// Where a right stands.
    pub enum IpState {
        /// Granted.
        Granted = "granted" "已授权",
        /// Applied for.
        Pending = "pending" "申请中",
        /// No longer in force.
        Lapsed = "lapsed" "已失效",
    }
}

/// A right that protects a capability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IpRight {
    /// Kind.
    pub kind: IpKind,
    /// Number, as written; may be empty.
    pub number: String,
    /// Where it stands.
    pub state: IpState,
}

impl IpRight {
    /// As the lists write it: 发明专利 ZL202210000000.1 已授权.
    #[must_use]
    pub fn written(&self) -> String {
        let parts = [self.kind.label(), &self.number, self.state.label()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Reads the form that [`IpRight::written`] writes; a state that is left out is that of a granted right.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let mut rest: Vec<&str> = words.split_whitespace().collect();
        let state = rest.last().and_then(|last| IpState::from_label(last));
        if state.is_some() {
            rest.pop();
        }
        let (first, number) = rest.split_first()?;
        let kind = IpKind::from_label(first)?;
        Some(Self { kind, number: number.join(" "), state: state.unwrap_or(IpState::Granted) })
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
    /// Rights that protect it.
    #[serde(default)]
    pub ip: Vec<IpRight>,
    /// Where it was applied.
    #[serde(default)]
    pub cases: String,
    /// What proves it: addresses and notes, one each.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// False while it accepts no cooperation.
    #[serde(default = "accepting")]
    pub accepting: bool,
    /// The last day on which this is said to hold.
    #[serde(default)]
    pub valid_until: Option<BusinessDate>,
    /// That nothing in it is classified; `None` of records from lists.
    #[serde(default)]
    pub secrecy: Option<SecrecyDeclaration>,
    /// Who stated which fields, and when.
    #[serde(default)]
    pub statements: BTreeMap<StatementGroup, Statement>,
    /// Who may read it.
    pub status: CapabilityStatus,
    /// Holders, in the order in which they were recorded.
    pub holders: Vec<InstitutionId>,
    /// Where the record comes from.
    pub origin: Option<String>,
    /// When somebody last stated or confirmed all of it: the oldest of the statements.
    pub confirmed_at: Instant,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}

fn accepting() -> bool {
    true
}

impl Capability {
    /// Its status as lists and indexes have it: what is published but accepts no cooperation is set apart.
    #[must_use]
    pub fn shown_status(&self) -> CapabilityStatus {
        match self.status {
            CapabilityStatus::Published if !self.accepting => CapabilityStatus::Paused,
            status => status,
        }
    }

    /// Who stated a group of fields, and when; records from before that was kept came from a list.
    #[must_use]
    pub fn statement(&self, group: StatementGroup) -> Statement {
        let (source, at) = (StatementSource::Import, self.confirmed_at);
        let loaded = Statement { source, stated_at: at, confirmed_at: at };
        self.statements.get(&group).copied().unwrap_or(loaded)
    }

    /// How far it has aged.
    #[must_use]
    pub fn freshness(&self, today: BusinessDate) -> Freshness {
        Freshness::until(self.confirmed_at.beijing_day(), self.valid_until, today)
    }

    /// The same with its statements dated: groups that are not as they were `before` are stated now; the others are
    /// confirmed now if somebody says so, and otherwise keep their days.
    #[must_use]
    pub fn stated(self, before: Option<&Self>, source: StatementSource, now: Instant, confirm: bool) -> Self {
        let date = |group: &StatementGroup| {
            let kept = before.filter(|before| self.says_the_same(before, *group));
            let statement = match kept.map(|before| before.statement(*group)) {
                None => Statement { source, stated_at: now, confirmed_at: now },
                Some(kept) if confirm => Statement { confirmed_at: now, ..kept },
                Some(kept) => kept,
            };
            (*group, statement)
        };
        let statements: BTreeMap<StatementGroup, Statement> = StatementGroup::ALL.iter().map(date).collect();
        let confirmed_at = statements.values().map(|one| one.confirmed_at).min().unwrap_or(now);
        Self { statements, confirmed_at, ..self }
    }

    /// Groups of fields that are not as they were.
    pub fn groups_changed<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = StatementGroup> + 'a {
        StatementGroup::ALL.iter().copied().filter(|group| !self.says_the_same(before, *group))
    }

    fn says_the_same(&self, other: &Self, group: StatementGroup) -> bool {
        match group {
            StatementGroup::Basics => {
                (self.kind, &self.title, &self.introduction, &self.keywords)
                    == (other.kind, &other.title, &other.introduction, &other.keywords)
            }
            StatementGroup::Scope => (&self.fields, &self.industries) == (&other.fields, &other.industries),
            StatementGroup::Figures => (&self.indicators, self.trl) == (&other.indicators, other.trl),
            StatementGroup::Proof => {
                (&self.ip, &self.cases, &self.evidence) == (&other.ip, &other.cases, &other.evidence)
            }
            StatementGroup::Terms => {
                (self.price, &self.modes, self.accepting, self.monthly_limit, self.valid_until)
                    == (other.price, &other.modes, other.accepting, other.monthly_limit, other.valid_until)
            }
        }
    }
}

/// The natural key of a capability: kind, title and text. Blanks, case and width do not matter.
#[must_use]
pub fn capability_key(kind: CapabilityKind, title: &str, introduction: &str) -> String {
    use super::text::name_key;
    format!("{}|{}|{}", kind.code(), name_key(title), name_key(introduction))
}
