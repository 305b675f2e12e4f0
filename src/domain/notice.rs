//! Notices: that something happened which somebody waits for. A notice holds codes, counts, days and ids, never a text
//! of a record: what a person reads is made when it is shown or sent, from what that person may read then.
//!
//! Also which topics are urgent, who gets them, and by which channels unless switched otherwise. When a message goes
//! out is in `notice_times`, how one is carried in `channel`.

use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::county::CountyCode;
use super::ids::{AccountId, CapabilityId, EnterpriseId, InstitutionId, NeedId, NoticeId};
use super::need::NeedStatus;
use super::role::Role;
use super::time::{BusinessDate, Instant};
use super::vocabulary::vocabulary;

/// Most things that one notice names, and most times it counts.
pub const MOST_ITEMS: usize = 100;

vocabulary! {
    /// What a notice is about.
    pub enum NoticeTopic {
        /// A need was sent back to its enterprise.
        NeedReturned = "returned" "需求被退回",
        /// A need went on to the city.
        NeedForwarded = "forward" "需求已转市级审核",
        /// A need is on show.
        NeedPublished = "publishd" "需求已发布",
        /// A need was taken back.
        NeedWithdrawn = "withdrew" "需求已撤回",
        /// A need is about to expire.
        NeedExpiring = "expiring" "需求快到期",
        /// A need has expired.
        NeedExpired = "expired" "需求已失效",
        /// A need waits for the review of the county or the city.
        ReviewWaits = "review" "需求等待审核",
        /// A need that was filed on behalf of an enterprise waits until it confirms.
        FilingWaits = "filing" "代填的需求等待确认",
        /// An institution says that it can solve a need.
        OfferMade = "offer" "有机构说能解决",
        /// An enterprise answered an offer.
        OfferAnswered = "answer" "企业答复了“我能解决”",
        /// New needs fit a saved search, or the capabilities of an institution.
        NewNeeds = "newneeds" "有合适的新需求",
        /// New capabilities fit a need, or a saved search.
        NewCapabilities = "newcaps" "有合适的新能力",
        /// New institutions fit a saved search.
        NewInstitutions = "newinsts" "有合适的新机构",
        /// Something that somebody follows has changed.
        FollowedChanged = "followed" "关注的有变化",
        /// What was said of a capability is old.
        StatementStale = "stale" "能力资料要重新确认",
        /// The survey of resources or of the four items waits for an answer.
        SurveyWaits = "survey" "调查等待填写",
        /// Somebody registered and waits to be confirmed.
        RegistrationWaits = "register" "注册等待确认",
    }
}

impl NoticeTopic {
    /// True for those few that do not wait for the digest. The list is short and fixed.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        matches!(self, Self::NeedReturned | Self::FilingWaits | Self::OfferAnswered)
    }

    /// The roles that get it.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        use Role::{BureauOfficer, CountyOfficer, DepartmentOfficer, Enterprise, Institution};
        match self {
            Self::NeedReturned
            | Self::NeedForwarded
            | Self::NeedPublished
            | Self::NeedExpiring
            | Self::NeedExpired
            | Self::FilingWaits => &[Enterprise],
            Self::NeedWithdrawn => &[Enterprise, Institution, CountyOfficer, BureauOfficer],
            Self::OfferMade => &[Enterprise, BureauOfficer],
            Self::ReviewWaits | Self::RegistrationWaits => &[CountyOfficer, BureauOfficer],
            Self::OfferAnswered | Self::StatementStale => &[Institution],
            Self::NewNeeds | Self::NewCapabilities | Self::NewInstitutions | Self::FollowedChanged => {
                &[Enterprise, Institution, CountyOfficer, DepartmentOfficer, BureauOfficer]
            }
            Self::SurveyWaits => &[Enterprise, Institution, CountyOfficer],
        }
    }

    /// The topics that people of this role get, in their order.
    #[must_use]
    pub fn of(role: Role) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|topic| topic.roles().contains(&role)).collect()
    }

    /// Whether it goes out by this channel where its reader has switched nothing: mail always, text messages only for
    /// what is urgent.
    #[must_use]
    pub fn goes_by(self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => true,
            Channel::Hook => self.is_urgent(),
        }
    }

    /// What the things it counts are, where it names some.
    #[must_use]
    pub fn names(self) -> Option<SubjectKind> {
        match self {
            Self::NewNeeds => Some(SubjectKind::Need),
            Self::NewCapabilities | Self::StatementStale => Some(SubjectKind::Capability),
            Self::OfferMade | Self::NewInstitutions => Some(SubjectKind::Institution),
            _ => None,
        }
    }

    /// True where a reader from outside, who sees only the published part of a need, is meant too.
    #[must_use]
    pub fn is_for_outside(self) -> bool {
        matches!(
            self,
            Self::OfferAnswered
                | Self::NewNeeds
                | Self::NewCapabilities
                | Self::NewInstitutions
                | Self::NeedWithdrawn
                | Self::FollowedChanged
        )
    }
}

vocabulary! {
    /// What kind of thing a notice is about.
    pub enum SubjectKind {
        /// A need.
        Need = "need" "需求",
        /// A capability.
        Capability = "capa" "能力",
        /// An institution.
        Institution = "inst" "机构",
        /// An enterprise.
        Enterprise = "ent" "企业",
        /// An account.
        Account = "account" "账号",
        /// A search that somebody saved.
        Search = "search" "保存的搜索",
        /// A county.
        County = "county" "县区",
    }
}

/// The thing a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its id.
    pub id: String,
}

impl Subject {
    /// A need.
    #[must_use]
    pub fn need(id: &NeedId) -> Self {
        Self { kind: SubjectKind::Need, id: id.to_string() }
    }

    /// A capability.
    #[must_use]
    pub fn capability(id: &CapabilityId) -> Self {
        Self { kind: SubjectKind::Capability, id: id.to_string() }
    }

    /// An institution.
    #[must_use]
    pub fn institution(id: &InstitutionId) -> Self {
        Self { kind: SubjectKind::Institution, id: id.to_string() }
    }

    /// An enterprise.
    #[must_use]
    pub fn enterprise(id: &EnterpriseId) -> Self {
        Self { kind: SubjectKind::Enterprise, id: id.to_string() }
    }

    /// An account.
    #[must_use]
    pub fn account(id: &AccountId) -> Self {
        Self { kind: SubjectKind::Account, id: id.to_string() }
    }

    /// A saved search.
    #[must_use]
    pub fn search(id: impl ToString) -> Self {
        Self { kind: SubjectKind::Search, id: id.to_string() }
    }

    /// A county.
    #[must_use]
    pub fn county(code: &CountyCode) -> Self {
        Self { kind: SubjectKind::County, id: code.to_string() }
    }
}

/// Where something stood before or stands now: a state or a day, so that both can be shown side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// A state of a need.
    Status(NeedStatus),
    /// A day.
    Day(BusinessDate),
    /// A moment.
    At(Instant),
}

/// What a notice says besides its topic and its subject. No field can hold a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeDetail {
    /// How often it happened.
    pub times: u32,
    /// Ids of what it counts, such as the needs that are new; [`NoticeTopic::names`] says of what kind.
    pub items: Vec<String>,
    /// As it was.
    pub before: Option<Point>,
    /// As it is.
    pub after: Option<Point>,
}

impl Default for NoticeDetail {
    fn default() -> Self {
        Self { times: 1, items: Vec::new(), before: None, after: None }
    }
}

impl NoticeDetail {
    /// What both together say, `newer` having come after this: counts are added, things named once, and what it was is
    /// what it was at first.
    #[must_use]
    pub fn and_then(&self, newer: &Self) -> Self {
        let mut items = self.items.clone();
        items.extend(newer.items.iter().filter(|item| !self.items.contains(item)).cloned());
        items.truncate(MOST_ITEMS);
        Self {
            times: self.times.saturating_add(newer.times),
            items,
            before: self.before.or(newer.before),
            after: newer.after.or(self.after),
        }
    }
}

/// A notice that is to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What it is about.
    pub topic: NoticeTopic,
    /// The thing.
    pub subject: Subject,
    /// What else it says.
    pub detail: NoticeDetail,
}

impl NewNotice {
    /// That this happened to that.
    #[must_use]
    pub fn new(topic: NoticeTopic, subject: Subject) -> Self {
        Self { topic, subject, detail: NoticeDetail::default() }
    }

    /// What changed, from what to what.
    #[must_use]
    pub fn changed(mut self, before: Option<Point>, after: Option<Point>) -> Self {
        (self.detail.before, self.detail.after) = (before, after);
        self
    }

    /// The things it counts, by their ids.
    #[must_use]
    pub fn naming(mut self, items: impl IntoIterator<Item = impl ToString>) -> Self {
        self.detail.items = items.into_iter().map(|item| item.to_string()).take(MOST_ITEMS).collect();
        self
    }
}

/// A notice as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Id.
    pub id: NoticeId,
    /// To whom.
    pub account: AccountId,
    /// What it is about.
    pub topic: NoticeTopic,
    /// The thing.
    pub subject: Subject,
    /// What else it says.
    pub detail: NoticeDetail,
    /// When it first happened.
    pub first_at: Instant,
    /// When it last happened.
    pub at: Instant,
    /// When it was read.
    pub read_at: Option<Instant>,
}

/// To whom a notice goes: of those meant, whoever may sign in and has a role that gets the topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// One account.
    Account(AccountId),
    /// The people of an enterprise.
    Enterprise(EnterpriseId),
    /// The people of an institution.
    Institution(InstitutionId),
    /// The officers of a county.
    County(CountyCode),
    /// The officers of the bureau.
    Bureau,
}

/// What somebody switched for a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSwitch {
    /// Whose.
    pub account: AccountId,
    /// For which topic.
    pub topic: NoticeTopic,
    /// For which channel.
    pub channel: Channel,
    /// On or off.
    pub on: bool,
}

/// Whether a topic goes to this account by this channel, given what people have switched.
#[must_use]
pub fn is_on(switches: &[NoticeSwitch], account: &AccountId, topic: NoticeTopic, channel: Channel) -> bool {
    let switched =
        switches.iter().find(|one| one.account == *account && one.topic == topic && one.channel == channel);
    switched.map_or_else(|| topic.goes_by(channel), |one| one.on)
}
