//! Beijing days, and the dates that people write.

use duijie::domain::ids::{FactId, IdSource};
use duijie::domain::time::{BusinessDate, Instant};
use proptest::prelude::*;

fn day(year: i32, month: u8, day: u8) -> BusinessDate {
    BusinessDate::new(year, month, day).expect("a day")
}

fn any_day() -> impl Strategy<Value = BusinessDate> {
    (1900..2200_i32, 1..=12_u8, 1..=31_u8)
        .prop_filter_map("no such day", |(y, m, d)| BusinessDate::new(y, m, d))
}

#[test]
fn the_day_changes_at_midnight_in_beijing() {
    // 2026-03-04T16:00Z.
    let midnight = Instant(1_772_640_000_000);
    assert_eq!(midnight.beijing_day(), day(2026, 3, 5));
    assert_eq!(midnight.beijing_minute(), "2026-03-05 00:00");
    assert_eq!(Instant(midnight.0 - 1).beijing_day(), day(2026, 3, 4));
    assert_eq!(Instant(midnight.0 - 1).beijing_minute(), "2026-03-04 23:59");
    assert_eq!(Instant(0).beijing_minute(), "1970-01-01 08:00");
    assert_eq!(Instant(-1).beijing_minute(), "1970-01-01 07:59");
}

#[test]
fn dates_are_read_as_people_write_them() {
    for written in [
        "2026-03-05",
        "2026-3-5",
        "2026.3.5",
        "2026/3/5",
        "2026年3月5日",
        " 2026年 3月 5日 ",
        "2026.03.05",
        "2026－3－5",
    ] {
        assert_eq!(BusinessDate::parse_written(written), Some(day(2026, 3, 5)), "{written}");
    }
    for written in ["2026年3月", "2026-03", "2026/3", "2026.3"] {
        assert_eq!(BusinessDate::parse_written(written), Some(day(2026, 3, 1)), "{written}");
    }
    for written in [
        "",
        "2026",
        "3月5日",
        "2026-02-30",
        "2026-13-01",
        "0206-03-05",
        "26-3-5",
        "明年",
        "2026-03-05 14:00",
        "2025年底",
    ] {
        assert_eq!(BusinessDate::parse_written(written), None, "{written}");
    }
    assert_eq!(BusinessDate::parse_iso("2026-3-05"), None);
    assert_eq!(BusinessDate::parse_iso("+026-03-05"), None);
    assert_eq!(BusinessDate::year_end(2025), Some(day(2025, 12, 31)));
}

proptest! {
    #[test]
    fn a_day_ends_one_millisecond_before_the_next(date in any_day()) {
        let end = date.end_of_day();
        prop_assert_eq!(end.beijing_day(), date);
        prop_assert_eq!(Instant(end.0 + 1).beijing_day().days(), date.days() + 1);
        prop_assert_eq!(Instant(end.0 - 86_399_999).beijing_day(), date);
    }

    #[test]
    fn every_way_to_write_a_day_reads_back(date in any_day()) {
        let iso = date.to_string();
        prop_assert_eq!(BusinessDate::parse_iso(&iso), Some(date));
        prop_assert_eq!(BusinessDate::parse_written(&iso), Some(date));
        prop_assert_eq!(BusinessDate::parse_written(&iso.replace('-', ".")), Some(date));
        let json = serde_json::to_string(&date).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<BusinessDate>(&json).expect("reads"), date);
    }

    #[test]
    fn reading_a_date_never_fails_badly(text in "\\PC{0,20}") {
        let _ = (BusinessDate::parse_iso(&text), BusinessDate::parse_written(&text));
    }

    #[test]
    fn ids_rise_whatever_the_clock_does(clock in proptest::collection::vec(0..5_000_i64, 2..60), seed: [u8; 16]) {
        let source = IdSource::new(seed);
        let ids: Vec<FactId> = clock.iter().map(|moment| source.next(Instant(*moment))).collect();
        prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        let again = IdSource::new(seed);
        let repeated: Vec<FactId> = clock.iter().map(|moment| again.next(Instant(*moment))).collect();
        prop_assert_eq!(&ids, &repeated, "the same seed gives the same ids");
        prop_assert_eq!(FactId::parse(&ids[0].as_str().to_lowercase()), Some(ids[0].clone()));
    }
}
