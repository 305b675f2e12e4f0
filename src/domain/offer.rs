//! Offers: an institution says that it can solve a published need (我能解决), the enterprise answers. Silence is a state
//! of its own and never consent; whom to call is told only while both sides want to talk.
//!
//! Laws: no step leads out of the table below; the institution never answers for the enterprise, nor the other way
//! round; every step back leads to where the offer stood before.

use serde::{Deserialize, Serialize};

use super::ids::{CapabilityId, InstitutionId, NeedId, OfferId};
use super::text::clean;
use super::time::Instant;
use super::vocabulary::vocabulary;

/// Longest answer, in characters.
pub const ANSWER_CHARS: usize = 500;
/// Longest reason why there is no evidence, in characters.
pub const REASON_CHARS: usize = 200;
/// Most capabilities that are named as evidence.
pub const MOST_EVIDENCE: usize = 10;

vocabulary! {
    /// Where an offer stands.
    pub enum OfferStatus {
        /// Sent; the enterprise has not answered.
        Sent = "sent" "等答复",
        /// The enterprise wants to talk.
        Welcome = "yes" "企业愿意谈",
        /// The enterprise does not, for now.
        Declined = "no" "企业暂不考虑",
        /// Taken back by the institution.
        Withdrawn = "back" "已撤回",
    }
}

vocabulary! {
    /// Why an enterprise does not want to talk.
    pub enum DeclineReason {
        /// No time for it.
        Busy = "busy" "太忙",
        /// It is not what is wanted.
        Unfit = "unfit" "不对口",
        /// It takes too long.
        Slow = "slow" "周期太长",
        /// It costs too much.
        Dear = "dear" "费用太高",
        /// Somebody else does it.
        Partner = "partner" "已有合作方",
        /// It does not say clearly enough how.
        Vague = "vague" "说不清楚",
        /// Something else.
        Other = "other" "其他",
    }
}

vocabulary! {
    /// How the institution would like to talk.
    pub enum ContactWish {
        /// Whichever way.
        Any = "any" "都可以",
        /// By telephone.
        Call = "call" "先通电话",
        /// At the enterprise.
        Visit = "visit" "到企业看现场",
        /// At the institution.
        Host = "host" "请企业来看",
        /// By video.
        Online = "online" "线上会议",
    }
}

vocabulary! {
    /// What one side does with an offer.
    pub enum OfferStep {
        /// The institution offers, for the first time or again after it withdrew.
        Send = "send" "提出",
        /// The institution writes it anew while nobody has answered.
        Revise = "revise" "修改",
        /// The institution takes it back.
        Withdraw = "withdraw" "撤回",
        /// The institution takes the withdrawal back.
        Resume = "resume" "取消撤回",
        /// The enterprise wants to talk.
        Welcome = "welcome" "愿意谈",
        /// The enterprise does not.
        Decline = "decline" "暂不考虑",
        /// The enterprise takes its answer back.
        Retract = "retract" "收回答复",
    }
}

/// Whose step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferSide {
    /// The institution that offers.
    Institution,
    /// The enterprise whose need it is.
    Enterprise,
}

impl OfferStep {
    /// Whose step it is.
    #[must_use]
    pub fn side(self) -> OfferSide {
        match self {
            Self::Send | Self::Revise | Self::Withdraw | Self::Resume => OfferSide::Institution,
            Self::Welcome | Self::Decline | Self::Retract => OfferSide::Enterprise,
        }
    }

    /// Where it leads from `status` (`None`: there is no offer yet); `None` if it cannot be taken there. `before` is where
    /// the offer stood before its last step, to which steps back lead.
    #[must_use]
    pub fn leads(self, status: Option<OfferStatus>, before: Option<OfferStatus>) -> Option<OfferStatus> {
        use OfferStatus::{Declined, Sent, Welcome, Withdrawn};
        match (self, status) {
            (Self::Send, None | Some(Withdrawn)) | (Self::Revise, Some(Sent)) => Some(Sent),
            (Self::Withdraw, Some(Sent | Welcome)) => Some(Withdrawn),
            (Self::Resume, Some(Withdrawn)) => before.filter(|before| matches!(before, Sent | Welcome)),
            (Self::Welcome, Some(Sent | Declined)) => Some(Welcome),
            (Self::Decline, Some(Sent | Welcome)) => Some(Declined),
            (Self::Retract, Some(Welcome | Declined)) => {
                before.filter(|before| Some(*before) != status && *before != Withdrawn)
            }
            _ => None,
        }
    }

    /// The step that takes this one back, if one does.
    #[must_use]
    pub fn taken_back_by(self) -> Option<Self> {
        match self {
            Self::Withdraw => Some(Self::Resume),
            Self::Welcome | Self::Decline => Some(Self::Retract),
            Self::Send | Self::Revise | Self::Resume | Self::Retract => None,
        }
    }
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Id.
    pub id: OfferId,
    /// The need.
    pub need: NeedId,
    /// Its printed number when the offer was made.
    pub need_no: String,
    /// Its title when the offer was made.
    pub need_title: String,
    /// Who offers.
    pub institution: InstitutionId,
    /// How, by when, on what basis.
    pub answer: OfferAnswer,
    /// Account of who wrote it last.
    pub author: String,
    /// Where it stands.
    pub status: OfferStatus,
    /// Why the enterprise does not want to talk.
    pub declined: Option<DeclineReason>,
    /// When it was sent, or sent again.
    pub sent_at: Instant,
    /// When the enterprise answered.
    pub answered_at: Option<Instant>,
    /// Counts changes; a stale write is refused.
    pub version: i64,
    /// Whether partners are still sought for the need, and this institution may see it. Never stored.
    pub need_open: bool,
}

/// What an institution says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferAnswer {
    /// How, by when, on what basis.
    pub text: String,
    /// Capabilities of its own that show it.
    pub evidence: Vec<CapabilityId>,
    /// Why there are none.
    pub no_evidence: Option<String>,
    /// How it would like to talk.
    pub wish: ContactWish,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferStepTaken {
    /// What.
    pub step: OfferStep,
    /// Before; `None` for the first.
    pub from: Option<OfferStatus>,
    /// After.
    pub to: OfferStatus,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Why the enterprise does not want to talk.
    pub reason: Option<DeclineReason>,
}

/// What somebody typed and chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfferDraft {
    /// How, by when, on what basis.
    pub text: String,
    /// Ids of capabilities.
    pub evidence: Vec<String>,
    /// Why there are none.
    pub no_evidence: String,
    /// Code of a [`ContactWish`].
    pub wish: String,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferProblem {
    /// Nothing was written.
    NoText,
    /// More characters than are taken.
    LongText(usize),
    /// Neither a capability nor why there is none.
    NoEvidence,
    /// A capability that is not this institution's, or not published.
    StrangeEvidence,
    /// More capabilities than are taken.
    MuchEvidence(usize),
    /// A longer reason than is taken.
    LongReason(usize),
    /// No way of talking was chosen.
    NoWish,
}

impl OfferDraft {
    /// An answer as its form shows it.
    #[must_use]
    pub fn of(answer: &OfferAnswer) -> Self {
        Self {
            text: answer.text.clone(),
            evidence: answer.evidence.iter().map(ToString::to_string).collect(),
            no_evidence: answer.no_evidence.clone().unwrap_or_default(),
            wish: answer.wish.code().to_owned(),
        }
    }

    /// The answer it makes. `own` are the published capabilities of the institution. A reason why there is no evidence
    /// is dropped where there is some.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn answer(&self, own: &[CapabilityId]) -> Result<OfferAnswer, Vec<OfferProblem>> {
        let mut problems = Vec::new();
        let (text, reason) = (clean(&self.text), clean(&self.no_evidence));
        match text.chars().count() {
            0 => problems.push(OfferProblem::NoText),
            count if count > ANSWER_CHARS => problems.push(OfferProblem::LongText(count)),
            _ => {}
        }
        let mut evidence: Vec<CapabilityId> = Vec::new();
        for id in self.evidence.iter().map(|id| CapabilityId::parse(id)) {
            match id.filter(|id| own.contains(id)) {
                Some(id) if !evidence.contains(&id) => evidence.push(id),
                Some(_) => {}
                None if problems.contains(&OfferProblem::StrangeEvidence) => {}
                None => problems.push(OfferProblem::StrangeEvidence),
            }
        }
        match (evidence.len(), reason.chars().count()) {
            (0, 0) if problems.contains(&OfferProblem::StrangeEvidence) => {}
            (0, 0) => problems.push(OfferProblem::NoEvidence),
            (0, count) if count > REASON_CHARS => problems.push(OfferProblem::LongReason(count)),
            (count, _) if count > MOST_EVIDENCE => problems.push(OfferProblem::MuchEvidence(count)),
            _ => {}
        }
        let Some(wish) = ContactWish::from_code(self.wish.trim()) else {
            problems.push(OfferProblem::NoWish);
            return Err(problems);
        };
        let no_evidence = Some(reason).filter(|reason| evidence.is_empty() && !reason.is_empty());
        if problems.is_empty() {
            Ok(OfferAnswer { text, evidence, no_evidence, wish })
        } else {
            Err(problems)
        }
    }
}
