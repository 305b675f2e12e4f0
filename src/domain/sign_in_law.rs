//! What failed attempts to sign in lead to. Every name, known or not, is counted alike, so that a lock tells nobody
//! whether an account is there; what is refused while a name is locked is not counted for the address, so that
//! somebody who hammers at one name does not slow down the colleagues behind the same address.

use serde::{Deserialize, Serialize};

use super::password::PasswordAge;
use super::session::SessionLimits;
use super::time::Instant;

const MINUTE_MS: i64 = 60_000;
/// The longest wait between two attempts on one name that is not locked yet.
const LONGEST_DELAY_MS: i64 = 8_000;
/// The wait between attempts from an address with too many failures.
const ADDRESS_DELAY_MS: i64 = 2_000;

/// The rules of signing in; the security administrator may change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInRules {
    /// Failures that lock a name.
    pub lock_after: i64,
    /// Minutes for which it is locked, and after which failures are forgotten.
    pub lock_minutes: i64,
    /// Failures within that time from which on an address is slowed down. Whole counties share one.
    pub address_failures: i64,
    /// How long sessions last.
    pub session: SessionLimits,
    /// How long passwords last.
    pub password: PasswordAge,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self {
            lock_after: 5,
            lock_minutes: 15,
            address_failures: 300,
            session: SessionLimits::default(),
            password: PasswordAge::default(),
        }
    }
}

impl SignInRules {
    /// The rules with every number brought into sensible bounds.
    #[must_use]
    pub fn sensible(self) -> Self {
        Self {
            lock_after: self.lock_after.clamp(3, 10),
            lock_minutes: self.lock_minutes.clamp(5, 24 * 60),
            address_failures: self.address_failures.clamp(20, 100_000),
            session: SessionLimits {
                idle_minutes: self.session.idle_minutes.clamp(5, 8 * 60),
                whole_minutes: self.session.whole_minutes.clamp(30, 24 * 60),
            },
            password: PasswordAge { max_days: self.password.max_days.clamp(0, 3650) },
        }
    }

    /// For how long a name is locked, and failures count.
    #[must_use]
    pub fn window_ms(self) -> i64 {
        self.lock_minutes.saturating_mul(MINUTE_MS)
    }

    /// The wait after so many failures on a name: 0, 1, 2, 4, 8 seconds.
    fn delay_ms(failures: i64) -> i64 {
        let doublings = u32::try_from(failures.saturating_sub(2)).unwrap_or(0).min(10);
        if failures < 2 { 0 } else { (1_000_i64 << doublings).min(LONGEST_DELAY_MS) }
    }
}

/// Failures of one name or one address, as counted so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    /// How many, since they were last forgotten.
    pub count: i64,
    /// When the last one was.
    pub last_at: Option<Instant>,
}

/// What may be done about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Look at the password.
    Try,
    /// Too soon after the last: again in so many seconds.
    TooSoon(i64),
    /// The name is locked, for so many minutes yet.
    Locked(i64),
}

impl Failures {
    /// What still counts at this moment. Failures of the future (a clock was set back) are forgotten like old ones.
    #[must_use]
    pub fn at(self, now: Instant, rules: SignInRules) -> Self {
        let gone = self.last_at.map(|last| now.0.saturating_sub(last.0));
        if gone.is_some_and(|gone| (-MINUTE_MS..rules.window_ms()).contains(&gone)) {
            self
        } else {
            Self::default()
        }
    }

    /// One more.
    #[must_use]
    pub fn and_one(self, now: Instant, rules: SignInRules) -> Self {
        Self { count: self.at(now, rules).count.saturating_add(1), last_at: Some(now) }
    }

    /// What may be done about an attempt on a name that failed like this.
    #[must_use]
    pub fn on_name(self, now: Instant, rules: SignInRules) -> Attempt {
        let known = self.at(now, rules);
        let gone = now.0.saturating_sub(known.last_at.unwrap_or(now).0).max(0);
        if known.count >= rules.lock_after {
            let left = rules.window_ms().saturating_sub(gone);
            return Attempt::Locked(left.saturating_add(MINUTE_MS - 1) / MINUTE_MS);
        }
        too_soon(SignInRules::delay_ms(known.count), gone)
    }

    /// What may be done about an attempt from an address that failed like this; never more than a short wait.
    #[must_use]
    pub fn on_address(self, now: Instant, rules: SignInRules) -> Attempt {
        let known = self.at(now, rules);
        let gone = now.0.saturating_sub(known.last_at.unwrap_or(now).0).max(0);
        if known.count < rules.address_failures { Attempt::Try } else { too_soon(ADDRESS_DELAY_MS, gone) }
    }

    /// Attempts left before the name is locked.
    #[must_use]
    pub fn left(self, rules: SignInRules) -> i64 {
        rules.lock_after.saturating_sub(self.count).max(0)
    }
}

fn too_soon(delay: i64, gone: i64) -> Attempt {
    if gone >= delay { Attempt::Try } else { Attempt::TooSoon((delay - gone + 999) / 1_000) }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Failures, SignInRules};
    use crate::domain::time::Instant;

    fn failed(count: i64, at: i64) -> Failures {
        Failures { count, last_at: Some(Instant(at)) }
    }

    #[test]
    fn waits_grow_until_the_fifth_failure_locks() {
        let rules = SignInRules::default();
        let after = |count| failed(count, 1_000_000).on_name(Instant(1_000_000), rules);
        assert_eq!(Failures::default().on_name(Instant(5), rules), Attempt::Try);
        assert_eq!(
            [after(1), after(2), after(3), after(4)],
            [Attempt::Try, Attempt::TooSoon(1), Attempt::TooSoon(2), Attempt::TooSoon(4)]
        );
        assert_eq!(after(5), Attempt::Locked(15));
        assert_eq!(failed(4, 0).on_name(Instant(4_000), rules), Attempt::Try);
        assert_eq!(failed(5, 0).on_name(Instant(900_000), rules), Attempt::Try, "a lock ends");
        assert_eq!(failed(5, 0).and_one(Instant(900_000), rules).count, 1, "and the count begins anew");
    }

    #[test]
    fn an_address_is_slowed_and_never_shut() {
        let rules = SignInRules::default();
        assert_eq!(failed(299, 0).on_address(Instant(0), rules), Attempt::Try);
        assert_eq!(failed(i64::MAX, 0).on_address(Instant(0), rules), Attempt::TooSoon(2));
        assert_eq!(failed(i64::MAX, 0).on_address(Instant(2_000), rules), Attempt::Try);
    }

    #[test]
    fn jumping_clocks_neither_lock_for_ever_nor_overflow() {
        let rules = SignInRules { lock_minutes: i64::MAX, ..SignInRules::default() };
        for (at, now) in [(i64::MAX, i64::MIN), (i64::MIN, i64::MAX), (i64::MAX, 0), (0, i64::MIN)] {
            let _ = failed(i64::MAX, at).on_name(Instant(now), rules);
            let _ = failed(i64::MAX, at).and_one(Instant(now), rules);
        }
        let rules = SignInRules::default();
        assert_eq!(failed(9, 10_000_000).on_name(Instant(0), rules), Attempt::Try, "the clock was set back");
        assert_eq!(SignInRules { lock_after: 0, ..rules }.sensible().lock_after, 3);
    }
}
