//! The life of a need (需求的流程): which steps are lawful, who may take them, and how long somebody may take.
//!
//! 草稿 → 县区审核 → 市级审核（含保密审查）→ 已发布 → 对接中 → 已签约 → 已完成, with 退回, 撤回 and 失效 beside it
//! (domain.md §2.1, last row). Pure: whether a secrecy review was made or the enterprise confirmed is told from the
//! record ([`may_publish`]); time is a parameter.
//!
//! Laws: no sequence of steps leaves the nine statuses; a completed need never moves again; nothing is published that
//! was not in 市级审核 before, except what was published already.

use serde::{Deserialize, Serialize};

use super::calendar::WorkingCalendar;
use super::need::{Need, NeedStatus};
use super::time::{BusinessDate, Instant};
use super::viewer::{Scope, Viewer};
use super::vocabulary::vocabulary;

/// Working days in which a county answers.
pub const COUNTY_REVIEW_DAYS: u32 = 1;
/// Working days in which the bureau answers.
pub const CITY_REVIEW_DAYS: u32 = 1;
/// Days for which a published need stands unless it is confirmed again: a quarter (product.md row 5).
pub const TERM_DAYS: i32 = 90;
/// Days before the end of the term on which the enterprise is asked.
pub const ASK_AGAIN_DAYS: i32 = 14;

vocabulary! {
    /// A step somebody takes with a need.
    pub enum NeedMove {
        /// The enterprise, or an officer on its behalf, sends it in.
        SendIn = "send" "提交",
        /// The county passes it on to the city.
        Forward = "forward" "通过，转市级审核",
        /// Back to whoever wrote it, with the reason.
        Return = "return" "退回修改",
        /// The bureau puts it on show.
        Publish = "publish" "通过并发布",
        /// Talks with a partner have begun.
        StartTalks = "talk" "开始对接",
        /// They led to nothing; partners are sought again.
        StopTalks = "stop" "对接未成，继续征集",
        /// A contract was signed.
        Sign = "sign" "登记签约",
        /// What was agreed is done.
        Complete = "complete" "登记完成",
        /// Taken back by its owner.
        Withdraw = "withdraw" "撤回需求",
        /// Its term ran out without a word.
        Expire = "expire" "到期失效",
        /// Its owner says that it still stands.
        Reconfirm = "confirm" "确认仍然有效",
        /// Written anew after it was withdrawn or ran out.
        Reopen = "reopen" "重新填写",
    }
}

/// On whose side somebody takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Party {
    /// People of the enterprise.
    Enterprise,
    /// An officer of its county.
    County,
    /// An officer of the bureau, or the operator.
    Bureau,
    /// The service itself, when a term runs out.
    Clock,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 4] = [Self::Enterprise, Self::County, Self::Bureau, Self::Clock];

    /// The side of a viewer who may read the whole need; `None` for those who only read.
    #[must_use]
    pub fn of(viewer: &Viewer) -> Option<Self> {
        match viewer.scope() {
            Scope::All => Some(Self::Bureau),
            Scope::County(_) => Some(Self::County),
            Scope::Enterprise(_) => Some(Self::Enterprise),
            Scope::Department(_) | Scope::Institution(_) | Scope::Public => None,
        }
    }
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlawful {
    /// Not from the status the need has.
    From(NeedStatus),
    /// Not by this party.
    By(Party),
    /// It needs a reason.
    Reason,
    /// The enterprise has not confirmed what was filed on its behalf.
    Unconfirmed,
    /// Nobody has reviewed it for secrets.
    Secrecy,
}

impl NeedMove {
    /// Where the step leads from `from` when `party` takes it; `None` if it is no step from there for anybody.
    #[must_use]
    fn target(self, from: NeedStatus, party: Party) -> Option<NeedStatus> {
        use NeedStatus::{
            CityReview, Completed, CountyReview, Draft, Expired, Negotiating, Published, Signed, Withdrawn,
        };
        match (self, from) {
            // What the bureau files need not pass the county.
            (Self::SendIn, Draft) if party == Party::Bureau => Some(CityReview),
            (Self::SendIn, Draft) => Some(CountyReview),
            (Self::Forward, CountyReview) => Some(CityReview),
            (Self::Return, CountyReview | CityReview | Published) | (Self::Reopen, Withdrawn | Expired) => {
                Some(Draft)
            }
            (Self::Publish, CityReview)
            | (Self::StopTalks, Negotiating)
            | (Self::Reconfirm, Published | Expired) => Some(Published),
            (Self::StartTalks, Published) => Some(Negotiating),
            (Self::Sign, Negotiating) => Some(Signed),
            (Self::Complete, Signed) => Some(Completed),
            (Self::Withdraw, CountyReview | CityReview | Published | Negotiating) => Some(Withdrawn),
            (Self::Expire, Published) => Some(Expired),
            _ => None,
        }
    }

    /// Who may take it from there.
    fn parties(self, from: NeedStatus) -> &'static [Party] {
        use Party::{Bureau, Clock, County, Enterprise};
        match self {
            Self::SendIn | Self::Reopen | Self::Reconfirm => &[Enterprise, County, Bureau],
            Self::Forward | Self::StartTalks | Self::StopTalks | Self::Sign | Self::Complete => {
                &[County, Bureau]
            }
            Self::Return if from == NeedStatus::CountyReview => &[County, Bureau],
            Self::Return | Self::Publish => &[Bureau],
            Self::Withdraw => &[Enterprise, Bureau],
            Self::Expire => &[Clock],
        }
    }

    /// True if it is not taken without a reason.
    #[must_use]
    pub fn wants_reason(self) -> bool {
        matches!(self, Self::Return | Self::StopTalks | Self::Withdraw)
    }

    /// The status it leads to.
    ///
    /// # Errors
    /// Why it is not lawful.
    pub fn from(self, from: NeedStatus, party: Party, reason: Option<&str>) -> Result<NeedStatus, Unlawful> {
        let to = self.target(from, party).ok_or(Unlawful::From(from))?;
        if !self.parties(from).contains(&party) {
            return Err(Unlawful::By(party));
        }
        if self.wants_reason() && reason.is_none_or(|text| text.trim().is_empty()) {
            return Err(Unlawful::Reason);
        }
        Ok(to)
    }

    /// The steps this party may take from there, in the order of the list above.
    #[must_use]
    pub fn open_to(from: NeedStatus, party: Party) -> Vec<Self> {
        let open = |one: &Self| one.target(from, party).is_some() && one.parties(from).contains(&party);
        Self::ALL.iter().copied().filter(open).collect()
    }
}

vocabulary! {
    /// The columns of what waits: for whom, and for what.
    pub enum QueueTab {
        /// With the county.
        County = "county" "县区审核",
        /// With the city.
        City = "city" "市级审核",
        /// The enterprise has not confirmed what was filed for it.
        Confirmation = "confirm" "等企业确认",
        /// Returned, and not come back.
        Returned = "returned" "退回未改",
        /// The term ends within [`ASK_AGAIN_DAYS`].
        Ending = "ending" "快到期",
    }
}

impl QueueTab {
    /// The one that waits for this viewer.
    #[must_use]
    pub fn mine(viewer: &Viewer) -> Self {
        match viewer.scope() {
            Scope::County(_) => Self::County,
            _ => Self::City,
        }
    }
}

/// Whether the enterprise has agreed to what was filed in its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Confirmation {
    /// It was filed by the enterprise itself, or by the bureau from a list.
    #[default]
    NotWanted,
    /// Filed by an officer; the enterprise has not answered.
    Waiting,
    /// The enterprise agreed.
    Given {
        /// The account, or 「链接」 if somebody used the one-time link.
        by: String,
        /// When.
        at: Instant,
    },
}

/// That somebody looked for secrets before publishing (保密审查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyReview {
    /// The account.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What a need carries of its life besides the status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NeedLife {
    /// The account that filed it; `None` for what came from a list.
    pub filed_by: Option<String>,
    /// Whether the enterprise agreed.
    pub confirmation: Confirmation,
    /// The review for secrets.
    pub secrecy_review: Option<SecrecyReview>,
    /// Since when it has its status; `None` where that is not known.
    pub since: Option<Instant>,
    /// Until when it stands unless confirmed again; `None`: without term.
    pub valid_until: Option<BusinessDate>,
}

/// Whether a need may be put on show.
///
/// # Errors
/// What is missing.
pub fn may_publish(need: &Need) -> Result<(), Unlawful> {
    if need.life.confirmation == Confirmation::Waiting {
        return Err(Unlawful::Unconfirmed);
    }
    need.life.secrecy_review.as_ref().map(|_| ()).ok_or(Unlawful::Secrecy)
}

/// The working-day clock of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewClock {
    /// The day on which it came.
    pub since: BusinessDate,
    /// Working days allowed.
    pub days: u32,
    /// The day on which an answer is due.
    pub due: BusinessDate,
    /// Working days left until then; negative once it is overdue.
    pub left: i64,
}

impl ReviewClock {
    /// The clock of a need that waits for a review; `None` for others.
    #[must_use]
    pub fn of(need: &Need, calendar: &WorkingCalendar, today: BusinessDate) -> Option<Self> {
        let days = match need.status {
            NeedStatus::CountyReview => COUNTY_REVIEW_DAYS,
            NeedStatus::CityReview => CITY_REVIEW_DAYS,
            _ => return None,
        };
        let since = need.life.since?.beijing_day();
        let due = calendar.after(since, days)?;
        Some(Self { since, days, due, left: calendar.between(today, due) })
    }

    /// True once the day has passed.
    #[must_use]
    pub fn is_overdue(&self, today: BusinessDate) -> bool {
        today > self.due
    }
}

/// The last day of a term that begins on `today`.
#[must_use]
pub fn term_from(today: BusinessDate) -> Option<BusinessDate> {
    today.plus_days(TERM_DAYS)
}
