//! Sessions: the secret that a browser shows, and how long it is good for. A clock that jumps, forwards or backwards,
//! ends sessions and never lengthens one.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::time::Instant;

/// Clocks of two machines may differ by this much; more is a jump.
const TOLERANCE_MS: i64 = 120_000;
/// The moment of the last request is written this often at most.
const SEEN_EVERY_MS: i64 = 60_000;
const MINUTE_MS: i64 = 60_000;

/// 256 bits that nobody guesses: of a session or a one-time link. Shown once, to its holder; never stored or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Of bytes drawn by the operating system.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// As the holder shows it: 64 hexadecimal digits.
    #[must_use]
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        hash_shown(&self.reveal())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a secret. Whoever reads the database cannot make the secret of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretHash(String);

impl SecretHash {
    /// As stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads what somebody shows as a secret; `None` if it cannot be one.
#[must_use]
pub fn read_secret(shown: &str) -> Option<SecretHash> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (shown.len() == 64 && shown.bytes().all(digit)).then(|| hash_shown(shown))
}

fn hash_shown(shown: &str) -> SecretHash {
    SecretHash(hex(&Sha256::digest(shown.as_bytes())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionLimits {
    /// Minutes without a request after which it ends.
    pub idle_minutes: i64,
    /// Minutes after which it ends whatever happens.
    pub whole_minutes: i64,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle_minutes: 30, whole_minutes: 12 * 60 }
    }
}

/// The times of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// When somebody signed in.
    pub created_at: Instant,
    /// When the last request was noted.
    pub last_seen_at: Instant,
    /// How long it lasts, as was the rule when it began.
    pub limits: SessionLimits,
}

impl SessionTimes {
    /// True if it is good at this moment.
    #[must_use]
    pub fn holds_at(&self, now: Instant) -> bool {
        within(self.created_at, now, self.limits.whole_minutes)
            && within(self.last_seen_at, now, self.limits.idle_minutes)
    }

    /// True if the last request is long enough ago to note this one.
    #[must_use]
    pub fn is_to_be_noted(&self, now: Instant) -> bool {
        now.0.saturating_sub(self.last_seen_at.0) >= SEEN_EVERY_MS
    }
}

/// True if `now` is at or after `since`, but for the tolerance, and less than so many minutes after it.
fn within(since: Instant, now: Instant, minutes: i64) -> bool {
    let gone = now.0.saturating_sub(since.0);
    gone >= -TOLERANCE_MS && gone < minutes.saturating_mul(MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::{Secret, SessionLimits, SessionTimes, read_secret};
    use crate::domain::time::Instant;

    const MINUTE: i64 = 60_000;

    fn session() -> SessionTimes {
        let limits = SessionLimits::default();
        SessionTimes { created_at: Instant(0), last_seen_at: Instant(10 * MINUTE), limits }
    }

    #[test]
    fn it_ends_when_idle_and_after_half_a_day() {
        assert!(session().holds_at(Instant(40 * MINUTE - 1)));
        assert!(!session().holds_at(Instant(40 * MINUTE)));
        let busy = SessionTimes { last_seen_at: Instant(719 * MINUTE), ..session() };
        assert!(busy.holds_at(Instant(720 * MINUTE - 1)));
        assert!(!busy.holds_at(Instant(720 * MINUTE)));
    }

    #[test]
    fn a_clock_that_jumps_lengthens_nothing() {
        for now in [i64::MIN, -10 * MINUTE, 5 * MINUTE, i64::MAX] {
            assert!(!session().holds_at(Instant(now)), "{now}");
        }
        assert!(session().holds_at(Instant(9 * MINUTE)), "clocks of two machines differ a little");
        let extreme =
            SessionTimes { created_at: Instant(i64::MAX), last_seen_at: Instant(i64::MAX), ..session() };
        assert!(!extreme.holds_at(Instant(i64::MIN)));
        assert!(!extreme.is_to_be_noted(Instant(i64::MIN)));
    }

    #[test]
    fn only_what_can_be_a_secret_is_looked_up() {
        let secret = Secret::new([7; 32]);
        assert_eq!(read_secret(&secret.reveal()), Some(secret.hash()));
        assert_ne!(secret.hash().as_str(), secret.reveal());
        for odd in ["", "zz", &"0".repeat(63), &"G".repeat(64), &"é".repeat(32)] {
            assert_eq!(read_secret(odd), None, "{odd}");
        }
        assert!(!format!("{secret:?}").contains("07"));
    }
}
