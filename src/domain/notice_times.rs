//! When messages about notices go out: a digest once a day, urgent ones after a quiet period, nothing by night. Pure
//! arithmetic on Beijing time.

use serde::{Deserialize, Serialize};

use super::time::Instant;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// When an installation sends, in minutes of the Beijing day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeTimes {
    /// The digest of the day.
    pub digest: i64,
    /// From here on nothing is sent.
    pub quiet_from: i64,
    /// Up to here nothing is sent.
    pub quiet_until: i64,
    /// An urgent message waits until nothing more has happened for so many minutes.
    pub settle: i64,
    /// But not longer than so many.
    pub settle_most: i64,
}

impl Default for NoticeTimes {
    fn default() -> Self {
        Self {
            digest: 8 * 60 + 30,
            quiet_from: 22 * 60,
            quiet_until: 7 * 60 + 30,
            settle: 5,
            settle_most: 30,
        }
    }
}

impl NoticeTimes {
    /// The minute of the Beijing day.
    fn minute(at: Instant) -> i64 {
        (at.0 - at.beijing_day().start_of_day().0).div_euclid(MINUTE_MS)
    }

    /// True at hours in which nothing is sent.
    #[must_use]
    pub fn is_quiet(&self, at: Instant) -> bool {
        self.is_quiet_minute(Self::minute(at))
    }

    /// The same of a minute of the Beijing day.
    #[must_use]
    pub fn is_quiet_minute(&self, minute: i64) -> bool {
        if self.quiet_from <= self.quiet_until {
            (self.quiet_from..self.quiet_until).contains(&minute)
        } else {
            minute >= self.quiet_from || minute < self.quiet_until
        }
    }

    /// This moment, or the end of the quiet hours in which it lies.
    #[must_use]
    pub fn after_quiet(&self, at: Instant) -> Instant {
        if !self.is_quiet(at) {
            return at;
        }
        let start = at.beijing_day().start_of_day().0;
        let end = start + self.quiet_until * MINUTE_MS;
        Instant(if end > at.0 { end } else { end + DAY_MINUTES * MINUTE_MS })
    }

    /// The next digest after this moment.
    #[must_use]
    pub fn digest_after(&self, now: Instant) -> Instant {
        let today = now.beijing_day().start_of_day().0 + self.digest * MINUTE_MS;
        let next = if today > now.0 { today } else { today + DAY_MINUTES * MINUTE_MS };
        self.after_quiet(Instant(next))
    }

    /// When an urgent message goes out that was begun at `first` and to which something was added `now`.
    #[must_use]
    pub fn urgent_after(&self, first: Instant, now: Instant) -> Instant {
        let settled = now.0 + self.settle * MINUTE_MS;
        let latest = (first.0 + self.settle_most * MINUTE_MS).max(now.0);
        self.after_quiet(Instant(settled.min(latest)))
    }

    /// The minute of a time of day written as `8:30` or `08：30`.
    #[must_use]
    pub fn parse_minute(text: &str) -> Option<i64> {
        let text = text.trim().replace('：', ":");
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
        ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    }

    /// A minute of the day as `8:30`.
    #[must_use]
    pub fn written(minute: i64) -> String {
        format!("{}:{:02}", minute / 60, minute % 60)
    }
}
