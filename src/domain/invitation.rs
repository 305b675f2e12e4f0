//! One-time links by which somebody comes to an account: made once, used once, good for some days, meant for one
//! person.

use super::ids::{AccountId, InvitationId};
use super::time::Instant;
use super::vocabulary::vocabulary;

const DAY_MS: i64 = 86_400_000;
/// Wrong answers to "whose telephone is it" after which a link is closed: it was forwarded.
pub const MOST_WRONG_TRIES: i64 = 5;
/// Clocks of two machines may differ by this much; a link from further in the future is not believed.
const TOLERANCE_MS: i64 = 120_000;

vocabulary! {
    /// What a link is for.
    pub enum InvitationKind {
        /// A new account.
        Invite = "invite" "邀请",
        /// A forgotten password.
        Reset = "reset" "重设密码",
        /// The first system administrator.
        First = "first" "首个管理员",
    }
}

impl InvitationKind {
    /// How long a link is good.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Invite => 7,
            Self::Reset | Self::First => 1,
        }
    }

    /// When a link made now is over.
    #[must_use]
    pub fn expires_at(self, now: Instant) -> Instant {
        Instant(now.0.saturating_add(self.days() * DAY_MS))
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Id, which is not the secret.
    pub id: InvitationId,
    /// To which account.
    pub account: AccountId,
    /// What for.
    pub kind: InvitationKind,
    /// When it was made.
    pub made_at: Instant,
    /// By whom: actor of the audit trail.
    pub made_by: String,
    /// When it is over.
    pub expires_at: Instant,
    /// Wrong answers so far.
    pub wrong_tries: i64,
    /// When it was used, withdrawn, or tried too often.
    pub closed_at: Option<Instant>,
}

impl Invitation {
    /// True if it can be used now.
    #[must_use]
    pub fn is_good(&self, now: Instant) -> bool {
        self.closed_at.is_none()
            && self.wrong_tries < MOST_WRONG_TRIES
            && now < self.expires_at
            && now.0.saturating_add(TOLERANCE_MS) >= self.made_at.0
    }
}

/// The last four digits of a telephone number, by which whoever opens a link shows that it was meant for him; `None`
/// if the number has fewer.
#[must_use]
pub fn last_digits(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 7).then(|| digits.iter().skip(digits.len() - 4).collect())
}
