//! Laws of notices: bursts add up the same in any grouping, nothing goes out by night, the urgent list stays short.

use std::collections::BTreeSet;

use duijie::domain::channel::{Channel, next_attempt};
use duijie::domain::need::NeedStatus;
use duijie::domain::notice::{MOST_ITEMS, NoticeDetail, NoticeTopic, Point};
use duijie::domain::notice_times::NoticeTimes;
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn detail() -> impl Strategy<Value = NoticeDetail> {
    let point = || {
        prop_oneof![
            Just(None),
            Just(Some(Point::Status(NeedStatus::Published))),
            (0..9_i64).prop_map(|at| Some(Point::At(Instant(at)))),
        ]
    };
    let items = prop::collection::btree_set("[a-f][0-9]", 0..60);
    (1..50_u32, items, point(), point()).prop_map(|(times, items, before, after)| NoticeDetail {
        times,
        items: items.into_iter().collect(),
        before,
        after,
    })
}

fn times() -> impl Strategy<Value = NoticeTimes> {
    let minutes = || 0..24 * 60_i64;
    (minutes(), minutes(), minutes(), 0..30_i64, 0..120_i64).prop_map(
        |(digest, quiet_from, quiet_until, settle, settle_most)| NoticeTimes {
            digest,
            quiet_from,
            quiet_until,
            settle,
            settle_most,
        },
    )
}

fn moment() -> impl Strategy<Value = Instant> {
    (0..4_000_000_000_000_i64).prop_map(Instant)
}

proptest! {
    #[test]
    fn a_burst_says_the_same_however_it_is_grouped(a in detail(), b in detail(), c in detail()) {
        let left = a.and_then(&b).and_then(&c);
        prop_assert_eq!(&left, &a.and_then(&b.and_then(&c)));
        prop_assert_eq!(left.times, a.times + b.times + c.times);
        prop_assert_eq!(left.before, a.before.or(b.before).or(c.before));
        prop_assert_eq!(left.after, c.after.or(b.after).or(a.after));
    }

    #[test]
    fn nothing_is_named_twice_and_not_too_much(a in detail(), b in detail()) {
        let both = a.and_then(&b);
        let unique: BTreeSet<&String> = both.items.iter().collect();
        prop_assert_eq!(unique.len(), both.items.len());
        prop_assert!(both.items.len() <= MOST_ITEMS);
        prop_assert!(both.items.starts_with(&a.items));
    }

    #[test]
    fn nothing_goes_out_by_night(times in times(), begun in moment(), later in 0..DAY) {
        prop_assume!(times.quiet_from != times.quiet_until);
        let now = Instant(begun.0 + later);
        for at in [times.digest_after(now), times.urgent_after(begun, now), times.after_quiet(now)] {
            prop_assert!(!times.is_quiet(at), "{}", at.beijing_minute());
            prop_assert!(at >= now && at.0 <= now.0 + 2 * DAY);
        }
        let settled = times.after_quiet(now);
        prop_assert_eq!(times.after_quiet(settled), settled);
    }

    #[test]
    fn there_is_one_digest_a_day(now in moment()) {
        let times = NoticeTimes::default();
        let next = times.digest_after(now);
        prop_assert!(next > now && next.0 - now.0 <= DAY);
        prop_assert!(next.beijing_minute().ends_with(" 08:30"));
        prop_assert_eq!(times.digest_after(Instant(next.0 - 1)), next);
        prop_assert_eq!(times.digest_after(next).0, next.0 + DAY);
    }

    #[test]
    fn what_is_urgent_waits_for_the_burst_but_not_for_ever(begun in moment(), later in 0..10 * 60 * MINUTE) {
        let times = NoticeTimes { quiet_from: 0, quiet_until: 0, ..NoticeTimes::default() };
        let now = Instant(begun.0 + later);
        let at = times.urgent_after(begun, now);
        prop_assert!(at >= now && at.0 <= now.0 + 5 * MINUTE);
        prop_assert!(at.0 <= (begun.0 + 30 * MINUTE).max(now.0));
    }

    #[test]
    fn a_time_of_day_is_read_as_it_is_written(minute in 0..24 * 60_i64) {
        prop_assert_eq!(NoticeTimes::parse_minute(&NoticeTimes::written(minute)), Some(minute));
    }
}

#[test]
fn the_night_of_an_officer() {
    let times = NoticeTimes::default();
    let at = |text: &str| {
        let day = duijie::domain::time::BusinessDate::parse_iso(&text[..10]).expect("a day");
        Instant(day.start_of_day().0 + NoticeTimes::parse_minute(&text[11..]).expect("a time") * MINUTE)
    };
    let late = at("2026-03-05 23:10");
    assert_eq!(times.urgent_after(late, late), at("2026-03-06 07:30"));
    let early = at("2026-03-06 02:00");
    assert_eq!(times.urgent_after(early, early), at("2026-03-06 07:30"));
    let noon = at("2026-03-06 12:00");
    assert_eq!(times.urgent_after(noon, noon), at("2026-03-06 12:05"));
    assert_eq!(times.digest_after(at("2026-03-06 08:30")), at("2026-03-07 08:30"));
    for wrong in ["25:00", "8", "8:60", "", "晚上", "-1:30"] {
        assert_eq!(NoticeTimes::parse_minute(wrong), None, "{wrong}");
    }
}

#[test]
fn the_urgent_list_is_short_and_fixed() {
    let urgent: Vec<NoticeTopic> =
        NoticeTopic::ALL.iter().copied().filter(|topic| topic.is_urgent()).collect();
    assert_eq!(urgent, [NoticeTopic::NeedReturned, NoticeTopic::FilingWaits, NoticeTopic::OfferAnswered]);
    for topic in NoticeTopic::ALL {
        assert!(!topic.roles().is_empty(), "{topic:?} goes to nobody");
        assert!(topic.goes_by(Channel::Mail));
        assert_eq!(topic.goes_by(Channel::Hook), topic.is_urgent());
    }
    for administrator in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
        assert!(NoticeTopic::of(administrator).is_empty());
    }
}

#[test]
fn attempts_come_more_and_more_rarely_and_end() {
    let mut now = Instant(0);
    let mut pause = 0;
    for attempts in 1..=9 {
        let next = next_attempt(now, attempts).expect("another one");
        assert!(next.0 - now.0 > pause);
        (pause, now) = (next.0 - now.0, next);
    }
    assert!(now.0 > DAY, "a server may be away for a day");
    assert_eq!(next_attempt(now, 10), None);
}
