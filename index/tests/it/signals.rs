//! The law of each signal, as its module states it.

use duijie_index::rank::{Points, budget, distance, field, freshness, mode, readiness, text};
use duijie_index::{Code, Day, Modes};
use proptest::prelude::*;

fn code(text: &str) -> Code {
    Code::new(text).expect("code")
}

fn codes(texts: &[&str]) -> Vec<Code> {
    texts.iter().map(|text| code(text)).collect()
}

/// Text: strictly rising, 0 at 0, 1 at 1.
mod text_signal {
    use super::*;

    proptest! {
        #[test]
        fn rises_with_the_fit(a in 0.0..1.0_f64, b in 0.0..1.0_f64) {
            prop_assume!((a - b).abs() > 1e-9);
            prop_assert_eq!(a < b, text::value(a) < text::value(b));
            prop_assert!(text::gate(a.max(b)) >= text::gate(a.min(b)));
        }
    }

    #[test]
    fn spans_its_range() {
        assert!(text::value(0.0).abs() < 1e-12 && (text::value(1.0) - 1.0).abs() < 1e-12);
        assert!(text::value(7.0) <= 1.0 + 1e-12 && text::value(-1.0).abs() < 1e-12);
        assert!(text::gate(0.0).abs() < 1e-12 && (text::gate(1.0) - 1.0).abs() < 1e-12);
    }
}

/// Field and industry: more shared levels never lower the value; order does not matter.
mod field_signal {
    use super::*;

    fn industry(need: &str, offer: &str) -> f64 {
        field::value(&[], &codes(&[need]), &[], &codes(&[offer])).expect("both stated")
    }

    #[test]
    fn more_shared_levels_are_worth_more() {
        let steps = [
            industry("3451", "3061"),
            industry("3451", "3411"),
            industry("3451", "3459"),
            industry("3451", "3451"),
        ];
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        assert!((steps[3] - 1.0).abs() < 1e-12);
        let fields = |a: &str, b: &str| field::value(&codes(&[a]), &[], &codes(&[b]), &[]);
        assert_eq!(fields("04.01", "04.01"), Some(1.0));
        assert_eq!(fields("04.01", "04.03"), Some(0.5));
        assert_eq!(fields("04.01", "02.01"), Some(0.0));
    }

    #[test]
    fn silence_on_one_side_is_unknown() {
        assert_eq!(field::value(&codes(&["04.01"]), &[], &[], &codes(&["3451"])), None);
        assert_eq!(field::value(&[], &[], &[], &[]), None);
    }

    proptest! {
        #[test]
        fn order_and_direction_do_not_matter(a in prop::collection::vec("[23][0-9]{1,3}", 1..4), b in prop::collection::vec("[23][0-9]{1,3}", 1..4)) {
            let parse = |texts: &[String]| texts.iter().map(|text| code(text)).collect::<Vec<_>>();
            let (a, b) = (parse(&a), parse(&b));
            let reversed: Vec<Code> = a.iter().rev().copied().collect();
            let value = field::value(&[], &a, &[], &b);
            prop_assert_eq!(value, field::value(&[], &reversed, &[], &b));
            prop_assert_eq!(value, field::value(&[], &b, &[], &a));
            prop_assert!((0.0..=1.0).contains(&value.expect("both stated")));
        }

        #[test]
        fn one_more_code_never_lowers_the_value(a in "[23][0-9]{3}", b in prop::collection::vec("[23][0-9]{3}", 1..4), more in "[23][0-9]{3}") {
            let mut offered: Vec<Code> = b.iter().map(|text| code(text)).collect();
            let before = field::value(&[], &[code(&a)], &[], &offered);
            offered.push(code(&more));
            prop_assert!(field::value(&[], &[code(&a)], &[], &offered) >= before);
        }
    }
}

/// Readiness: 1 from the wanted level on; each level short costs.
mod readiness_signal {
    use super::*;

    proptest! {
        #[test]
        fn every_level_short_costs(wanted in 1..=9_u8, offered in 1..9_u8) {
            let value = |offered| readiness::value(Some(wanted), Some(offered)).expect("both stated");
            prop_assert!(value(offered) <= value(offered + 1));
            prop_assert!((0.0..=1.0).contains(&value(offered)));
            if offered >= wanted {
                prop_assert_eq!(value(offered), 1.0);
            } else if wanted - offered <= 5 {
                prop_assert!(value(offered) < value(offered + 1));
            }
        }
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(readiness::value(None, Some(5)), None);
        assert_eq!(readiness::value(Some(5), None), None);
    }
}

/// Mode: symmetric; one more mode never lowers the value.
mod mode_signal {
    use super::*;

    proptest! {
        #[test]
        fn symmetric_and_monotone(a in 1..1024_u64, b in 1..1024_u64, bit in 0..10_u32) {
            let value = |a, b| mode::value(Modes(a), Modes(b));
            prop_assert_eq!(value(a, b), value(b, a));
            prop_assert!(value(a, b | (1 << bit)) >= value(a, b));
        }
    }

    #[test]
    fn silence_is_unknown() {
        assert_eq!(mode::value(Modes(0), Modes(3)), None);
        assert_eq!(mode::value(Modes(4), Modes(3)), Some(0.0));
    }
}

/// Budget: 1 within the budget, falling with the ratio, 0 from three times on; scale-free.
mod budget_signal {
    use super::*;

    proptest! {
        #[test]
        fn falls_with_the_price_and_ignores_the_scale(budget in 1..10_000_000_i64, price in 0..60_000_000_i64, more in 0..1_000_000_i64) {
            let value = |price| budget::value(Some(budget), Some(price)).expect("both stated");
            prop_assert!(value(price + more) <= value(price));
            let scaled = budget::value(Some(budget * 7), Some(price * 7)).expect("both stated");
            prop_assert!((scaled - value(price)).abs() < 1e-9);
            if price <= budget {
                prop_assert_eq!(value(price), 1.0);
            }
            if price >= 3 * budget {
                prop_assert_eq!(value(price), 0.0);
            }
        }
    }

    #[test]
    fn negotiable_is_unknown() {
        assert_eq!(budget::value(None, Some(1)), None);
        assert_eq!(budget::value(Some(1), None), None);
        assert_eq!(budget::value(Some(0), Some(1)), None);
    }
}

/// Distance: symmetric, nearer is never worse.
mod distance_signal {
    use super::*;

    fn between(a: &str, b: &str) -> f64 {
        let value = distance::value(Some(code(a)), Some(code(b)));
        assert_eq!(value, distance::value(Some(code(b)), Some(code(a))), "symmetric");
        value.expect("both known")
    }

    #[test]
    fn classes_are_ordered() {
        let steps = [
            between("410311", "110101"),
            between("410311", "410105"),
            between("410311", "4103YB"),
            between("410311", "410311"),
        ];
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        assert_eq!(distance::value(None, Some(code("410311"))), None);
    }
}

/// Freshness: whole for half a year, never rising with age, gone after three years.
mod freshness_signal {
    use super::*;

    proptest! {
        #[test]
        fn falls_day_by_day(age in -400..2_000_i32) {
            let today = Day(20_780);
            let value = |age: i32| freshness::value(Some(Day(today.0 - age)), today).expect("known");
            prop_assert!(value(age + 1) <= value(age));
            prop_assert!((0.0..=1.0).contains(&value(age)));
            if age <= 183 {
                prop_assert_eq!(value(age), 1.0);
            }
            if age >= 1_096 {
                prop_assert_eq!(value(age), 0.0);
            }
        }
    }

    #[test]
    fn an_unknown_day_is_unknown_and_extremes_are_survived() {
        assert_eq!(freshness::value(None, Day(0)), None);
        assert_eq!(freshness::value(Some(Day(i32::MIN)), Day(i32::MAX)), Some(0.0));
    }
}

#[test]
fn points_are_rounded_once_and_print_two_digits() {
    assert_eq!(Points::rounded(12.345).to_string(), "12.35");
    assert_eq!(Points::rounded(f64::NAN).to_string(), "0.00");
    assert_eq!(serde_json::to_string(&Points::rounded(31.2)).expect("json"), "31.2");
}
