//! Instants, business dates, and all arithmetic with Beijing days. Reads no clock: the time is always a parameter.
//!
//! Instants are stored in UTC milliseconds and shown in Beijing time, which is UTC+8 all year round.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

const BEIJING_OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Instant(pub i64);

impl Instant {
    /// The Beijing day on which this moment falls.
    #[must_use]
    pub fn beijing_day(self) -> BusinessDate {
        let days = self.0.saturating_add(BEIJING_OFFSET_MS).div_euclid(DAY_MS);
        BusinessDate::from_days(days)
    }

    /// Beijing wall-clock time, `2026-03-05 14:07`.
    #[must_use]
    pub fn beijing_minute(self) -> String {
        let minutes = self.0.saturating_add(BEIJING_OFFSET_MS).rem_euclid(DAY_MS) / 60_000;
        format!("{} {:02}:{:02}", self.beijing_day(), minutes / 60, minutes % 60)
    }

    /// Beijing wall-clock time with seconds, `2026-03-05 14:07:31`.
    #[must_use]
    pub fn beijing_second(self) -> String {
        let seconds = self.0.div_euclid(1_000).rem_euclid(60);
        format!("{}:{seconds:02}", self.beijing_minute())
    }
}

/// A calendar day as business means it (signed on, entered the roster on), without time or zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusinessDate(Date);

impl BusinessDate {
    /// The day with this year, month (1–12) and day of month, if there is one. Years 1900–2199 only: others are
    /// slips of the pen.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1900..2200).contains(&year) {
            return None;
        }
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok().map(Self)
    }

    /// Reads `2026-03-05`, the stored form.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Reads what people type: `2026-03-05`, `2026.3.5`, `2026/3/5`, `2026年3月5日`, and a month alone (`2026年3月`,
    /// `2026-03`) as its first day.
    #[must_use]
    pub fn parse_written(text: &str) -> Option<Self> {
        let mut numbers = Vec::new();
        for piece in text.trim().split(['-', '.', '/', '年', '月', '日', '－', '．']) {
            if !piece.trim().is_empty() {
                numbers.push(piece.trim().parse::<u32>().ok()?);
            }
        }
        match numbers[..] {
            [year, month, day] => {
                Self::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
            }
            [year, month] => Self::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, 1),
            _ => None,
        }
    }

    /// Last day of a data year.
    #[must_use]
    pub fn year_end(year: i32) -> Option<Self> {
        Self::new(year, 12, 31)
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }

    /// Day of the month, from 1.
    #[must_use]
    pub fn day_of_month(self) -> u8 {
        self.0.day()
    }

    /// Day of the week: 1 for Monday, 7 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday()
    }

    /// The day so many days later, or earlier if negative; `None` outside the years 1900 to 2199.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let julian = self.0.to_julian_day().checked_add(days)?;
        let day = Date::from_julian_day(julian).ok()?;
        Self::new(day.year(), u8::from(day.month()), day.day())
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0.to_julian_day() - UNIX_EPOCH_JULIAN
    }

    /// The last millisecond of this day in Beijing: what was recorded up to then counts "as of" the day.
    #[must_use]
    pub fn end_of_day(self) -> Instant {
        Instant((i64::from(self.days()) + 1) * DAY_MS - BEIJING_OFFSET_MS - 1)
    }

    /// The first millisecond of this day in Beijing.
    #[must_use]
    pub fn start_of_day(self) -> Instant {
        Instant(i64::from(self.days()) * DAY_MS - BEIJING_OFFSET_MS)
    }

    /// The same day so many months before; the last day of its month where it has no such day.
    #[must_use]
    pub fn months_before(self, months: u32) -> Self {
        let counted = i64::from(self.0.year()) * 12 + i64::from(u8::from(self.0.month())) - 1;
        let counted = counted - i64::from(months);
        let year = i32::try_from(counted.div_euclid(12)).unwrap_or(0);
        let month =
            u8::try_from(counted.rem_euclid(12) + 1).ok().and_then(|month| Month::try_from(month).ok());
        let month = month.unwrap_or(Month::January);
        let day = self.0.day().min(month.length(year));
        Self(Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN))
    }

    fn from_days(days: i64) -> Self {
        let julian = i32::try_from(days).unwrap_or(0).saturating_add(UNIX_EPOCH_JULIAN);
        Self(Date::from_julian_day(julian).unwrap_or(Date::MIN))
    }
}

/// Julian day of 1970-01-01.
const UNIX_EPOCH_JULIAN: i32 = 2_440_588;

impl fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for BusinessDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BusinessDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}
