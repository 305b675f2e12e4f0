//! Money and rates: whole numbers, cut off, never rounded up.

use duijie::domain::money::{Fen, Price};
use duijie::domain::rate::{BasisPoints, needed, rate};
use proptest::prelude::*;

#[test]
fn amounts_are_read_as_forms_write_them() {
    let cases = [("12.5", 12_500_000), ("1,200", 1_200_000_000), ("2000万", 2_000_000_000), ("0", 0)];
    for (written, fen) in cases {
        assert_eq!(Fen::from_wan_yuan(written), Some(Fen(fen)), "{written}");
    }
    assert_eq!(Fen::from_wan_yuan(" 3 万元 "), Some(Fen(3_000_000)));
    assert_eq!(Fen::from_wan_yuan("0.0000019"), Some(Fen(1)), "cut off beyond a fen");
    for written in ["", "-1", "面议", "1.2.3", "1e3", ".5", "100000001", "99999999999999999999", "五"] {
        assert_eq!(Fen::from_wan_yuan(written), None, "{written}");
    }
    assert_eq!(Fen(-500_000).to_wan_yuan(), "-0.5");
    assert_eq!(Fen(-1_500_000).to_wan_yuan(), "-1.5");
    assert_eq!(Price::Negotiable.written(), "面议");
    assert_eq!(Price::Negotiable.amount(), None);
    assert_eq!(Price::Amount(Fen(12_500_000)).written(), "12.5");
}

#[test]
fn worked_examples_of_coverage() {
    let target = BasisPoints(5_500);
    assert_eq!(needed(target, 54, 100), 1);
    assert_eq!(needed(target, 18, 40), 4);
    assert_eq!(needed(BasisPoints(5_000), 298, 600), 2);
    assert_eq!(needed(target, 60, 100), 0, "never negative");
    assert_eq!(needed(target, 0, 0), 0);
    assert_eq!(rate(298, 600), Some(BasisPoints(4_966)), "49.67 % is not shown");
    assert_eq!(rate(4_999, 10_000).map(BasisPoints::to_percent).as_deref(), Some("49.99"));
    assert_eq!(rate(1, 0), None);
}

#[test]
fn percentages_are_read_as_documents_write_them() {
    for written in ["75", "75%", " 75 ％ ", "75.0", "75%以上", "75 % 以上"] {
        assert_eq!(BasisPoints::from_percent(written), Some(BasisPoints(7_500)), "{written}");
    }
    assert_eq!(BasisPoints::from_percent("75.5%"), Some(BasisPoints(7_550)));
    for written in ["", "100.01", "101", "-1", "75.555", "七成", "%"] {
        assert_eq!(BasisPoints::from_percent(written), None, "{written}");
    }
}

proptest! {
    #[test]
    fn an_amount_survives_being_written(fen in 0..=100_000_000_000_000_i64) {
        let written = Fen(fen).to_wan_yuan();
        prop_assert_eq!(Fen::from_wan_yuan(&written), Some(Fen(fen)));
        prop_assert!(!written.contains('.') || !written.ends_with('0'), "{}", written);
    }

    #[test]
    fn reading_figures_never_fails_badly(text in "\\PC{0,24}") {
        let _ = (Fen::from_wan_yuan(&text), BasisPoints::from_percent(&text));
    }

    #[test]
    fn a_percentage_survives_being_written(points in 0..=10_000_i64) {
        let points = BasisPoints(points);
        prop_assert_eq!(BasisPoints::from_percent(&points.to_percent()), Some(points));
    }

    #[test]
    fn what_is_needed_reaches_the_target_and_one_less_does_not(
        target in 0..=10_000_i64, of in 1..5_000_i64, share in 0..=100_i64,
    ) {
        let (target, count) = (BasisPoints(target), of * share / 100);
        let more = needed(target, count, of);
        prop_assert!(rate(count + more, of).expect("a rate") >= target);
        if more > 0 {
            prop_assert!(rate(count + more - 1, of).expect("a rate") < target);
        }
        prop_assert!(count + more <= of.max(count), "a target of 100 % can be reached");
    }

    #[test]
    fn a_rate_is_cut_off(count in 0..5_000_i64, of in 1..5_000_i64) {
        let BasisPoints(points) = rate(count, of).expect("a rate");
        prop_assert!(points * of <= count * 10_000 && (points + 1) * of > count * 10_000);
    }
}
