//! Who counts in the denominator of a data year.

use duijie::domain::ids::IdSource;
use duijie::domain::roster::RosterEntry;
use duijie::domain::time::{BusinessDate, Instant};

#[test]
fn the_last_day_of_the_year_decides() {
    let enterprise = IdSource::new([1; 16]).next(Instant(0));
    let entry = |entered: Option<&str>, left: Option<&str>| RosterEntry {
        enterprise: duijie::domain::ids::EnterpriseId::clone(&enterprise),
        entered_on: entered.and_then(BusinessDate::parse_iso),
        left_on: left.and_then(BusinessDate::parse_iso),
        left_reason: None,
    };
    let counts = |entry: &RosterEntry| [2024, 2025, 2026].map(|year| entry.counts_in(year));
    assert_eq!(counts(&entry(None, None)), [true, true, true], "unknown is always");
    assert_eq!(counts(&entry(Some("2025-12-31"), None)), [false, true, true]);
    assert_eq!(counts(&entry(Some("2026-01-01"), None)), [false, false, true]);
    assert_eq!(counts(&entry(None, Some("2025-12-31"))), [true, false, false]);
    assert_eq!(counts(&entry(None, Some("2026-01-01"))), [true, true, false]);
    assert_eq!(counts(&entry(Some("2025-03-01"), Some("2025-09-01"))), [false, false, false]);
}
