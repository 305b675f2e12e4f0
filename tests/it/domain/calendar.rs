//! Working days: weekends, days off and make-up days, and the laws of counting.

use duijie::domain::calendar::{CalendarDay, DayKind, WorkingCalendar, YearCoverage};
use duijie::domain::time::BusinessDate;
use proptest::prelude::*;

use crate::support::db::day;

fn told(iso: &str, kind: DayKind, name: &str) -> CalendarDay {
    CalendarDay { day: day(iso), kind, name: Some(name.to_owned()), source: None }
}

/// National Day of 2026 with its make-up days.
fn autumn() -> WorkingCalendar {
    let mut days: Vec<CalendarDay> =
        (1..=7).map(|number| told(&format!("2026-10-{number:02}"), DayKind::DayOff, "国庆节")).collect();
    days.push(told("2026-09-20", DayKind::WorkingDay, "国庆节"));
    days.push(told("2026-10-10", DayKind::WorkingDay, "国庆节"));
    WorkingCalendar::new(days)
}

#[test]
fn without_an_arrangement_weekends_alone_are_off() {
    let plain = WorkingCalendar::default();
    for (iso, works) in
        [("2026-10-01", true), ("2026-10-02", true), ("2026-10-03", false), ("2026-10-04", false)]
    {
        assert_eq!(plain.is_working_day(day(iso)), works, "{iso}");
    }
    assert_eq!(plain.coverage(2026), YearCoverage::Nothing);
    assert_eq!(plain.after(day("2026-10-01"), 2), Some(day("2026-10-05")));
}

#[test]
fn days_off_and_make_up_days_change_the_count() {
    let calendar = autumn();
    for (iso, works) in [
        ("2026-09-19", false),
        ("2026-09-20", true),
        ("2026-09-30", true),
        ("2026-10-01", false),
        ("2026-10-07", false),
        ("2026-10-08", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
    ] {
        assert_eq!(calendar.is_working_day(day(iso)), works, "{iso}");
    }
    assert_eq!(calendar.after(day("2026-09-30"), 1), Some(day("2026-10-08")));
    assert_eq!(calendar.after(day("2026-09-30"), 3), Some(day("2026-10-10")));
    assert_eq!(calendar.after(day("2026-09-30"), 4), Some(day("2026-10-12")));
    assert_eq!(calendar.after(day("2026-10-03"), 0), Some(day("2026-10-03")));
    assert_eq!(calendar.between(day("2026-09-30"), day("2026-10-12")), 4);
    assert_eq!(calendar.between(day("2026-10-12"), day("2026-09-30")), -4);
}

#[test]
fn it_knows_what_it_was_not_told() {
    let calendar = autumn();
    let missing = vec![day("2026-01-01"), day("2026-05-01")];
    assert_eq!(calendar.coverage(2026), YearCoverage::Part(missing));
    assert_eq!(calendar.coverage(2027), YearCoverage::Nothing);
    let whole = ["2026-01-01", "2026-05-01", "2026-10-01"].map(|iso| told(iso, DayKind::DayOff, "节"));
    assert_eq!(WorkingCalendar::new(whole).coverage(2026), YearCoverage::Whole);
    // New Year's Eve belongs to the next year's arrangement and says nothing about its own.
    let eve = WorkingCalendar::new([told("2027-12-31", DayKind::DayOff, "元旦")]);
    assert!(matches!(eve.coverage(2027), YearCoverage::Part(missing) if missing.len() == 3));
}

#[test]
fn days_in_a_row_stand_together() {
    let spans = autumn().spans(2026);
    let told: Vec<(String, String, DayKind)> =
        spans.iter().map(|span| (span.first.to_string(), span.last.to_string(), span.kind)).collect();
    let span = |first: &str, last: &str, kind| (first.to_owned(), last.to_owned(), kind);
    assert_eq!(
        told,
        [
            span("2026-09-20", "2026-09-20", DayKind::WorkingDay),
            span("2026-10-01", "2026-10-07", DayKind::DayOff),
            span("2026-10-10", "2026-10-10", DayKind::WorkingDay),
        ]
    );
    assert!(autumn().spans(2025).is_empty());
}

#[test]
fn a_later_word_about_a_day_holds_and_the_end_of_the_calendar_is_told() {
    let twice = WorkingCalendar::new([
        told("2026-10-01", DayKind::DayOff, "国庆节"),
        told("2026-10-01", DayKind::WorkingDay, "更正"),
    ]);
    assert!(twice.is_working_day(day("2026-10-01")));
    let end = BusinessDate::new(2199, 12, 30).expect("a day");
    assert_eq!(twice.after(end, 10), None);
}

fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let kind = prop::sample::select(DayKind::ALL);
    prop::collection::vec((0..400_i32, kind), 0..60).prop_map(|days| {
        let start = day("2026-01-01");
        WorkingCalendar::new(days.into_iter().filter_map(|(ahead, kind)| {
            Some(CalendarDay { day: start.plus_days(ahead)?, kind, name: None, source: None })
        }))
    })
}

fn any_day() -> impl Strategy<Value = BusinessDate> {
    (0..400_i32).prop_filter_map("a day", |ahead| day("2025-12-01").plus_days(ahead))
}

proptest! {
    #[test]
    fn the_nth_working_day_is_n_working_days_away(calendar in any_calendar(), from in any_day(), n in 1..60_u32) {
        let at = calendar.after(from, n).expect("within the calendar");
        prop_assert!(at > from && calendar.is_working_day(at));
        prop_assert_eq!(calendar.between(from, at), i64::from(n));
        prop_assert!(calendar.after(from, n - 1).expect("a day") < at, "days rise with n");
    }

    #[test]
    fn counts_add_up_and_turn_round(calendar in any_calendar(), a in any_day(), b in any_day(), c in any_day()) {
        prop_assert_eq!(calendar.between(a, b) + calendar.between(b, c), calendar.between(a, c));
        prop_assert_eq!(calendar.between(a, b), -calendar.between(b, a));
        prop_assert_eq!(calendar.between(a, a), 0);
    }

    #[test]
    fn without_arrangements_any_week_has_five_working_days(from in any_day(), weeks in 0..50_i32) {
        let to = from.plus_days(weeks * 7).expect("a day");
        prop_assert_eq!(WorkingCalendar::default().between(from, to), i64::from(weeks) * 5);
    }

    #[test]
    fn days_come_and_go(from in any_day(), ahead in -400..400_i32) {
        let there = from.plus_days(ahead).expect("a day");
        prop_assert_eq!(there.days() - from.days(), ahead);
        prop_assert_eq!(there.plus_days(-ahead), Some(from));
        prop_assert_eq!((i32::from(there.weekday()) - i32::from(from.weekday()) - ahead).rem_euclid(7), 0);
    }
}
