//! The laws that the module states, checked on random texts and figures.

use duijie_index::indicator::{Comparator, FormFields, Indicator, Unit, extract, fit};
use proptest::prelude::*;

/// Pieces of which needs are made, and of which traps are.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "寿命", "定位精度", "使用温度", "硬度", "HRC", "Ra", "pH", "D50", "效率", "合格率", "由", "从", "提高", "降低", "到", "至", "目前",
    "不", "低于", "超过", "≥", "≤", "<", ">=", "±", "约", "为", "达到", "优于", "分别", "5", "0.01", "10", "1,800", "1 800", "99.999",
    "2021", "×10^5", "×10⁻³", "e-6", "-", "~", "～", "至", "(", ")", "（", "）", ":", "/", "·", ".", "^", "3", "mm", "MPa", "℃", "㎜",
    "㎡", "%", "％", "W/(m·K)", "W/", "t/d", "万", "亿", "次", "小时", "年", "度", "转", "r/min", "元", "以上", "以下", "以内", "左右",
    "的", "后", "下", "环境", "使用", "，", "。", "、", "\n", " ", "\t", "|", "①", "½", "GCr15", "GB/T", "φ", "零下", "百分之", "第",
    "𝟏", "\u{200b}", "e\u{301}", "ﷺ", "🙂", "\u{0}",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![soup(), prop::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)]
}

/// Full-width forms of the ASCII signs, except the comma, which is punctuation in Chinese.
fn full_width(text: &str) -> String {
    let wide = |char: char| match char {
        '!'..='+' | '-'..='~' => char::from_u32(u32::from(char) + 0xfee0).unwrap_or(char),
        _ => char,
    };
    text.chars().map(wide).collect()
}

const COMPARATORS: [&str; 4] = ["≥", "≤", "=", "~"];
/// Names and units that belong together, the units of one row being convertible.
#[rustfmt::skip]
const QUANTITIES: &[(&[&str], &[&str])] = &[
    (&["寿命", "轴承使用寿命", "保温时间", ""], &["h", "d", "万小时", "s"]),
    (&["定位精度", "误差", "外径", ""], &["mm", "μm", "丝", "m"]),
    (&["使用温度", "耐温", "温度", "控温精度", ""], &["℃", "K", "℉"]),
    (&["纯度", "合格率", "效率提高", "成本降低", "摩擦系数"], &["%", "ppm", "倍", ""]),
    (&["抗折强度", "强度", "压力", ""], &["MPa", "kPa", "bar"]),
    (&["硬度", ""], &["HRC"]),
    (&["噪声"], &["dB"]),
    (&["精度等级"], &["级"]),
];

/// A figure and a name of its own kind, `kind` being a row of the table.
fn figure_of(kind: usize) -> impl Strategy<Value = Indicator> {
    let (names, units) = QUANTITIES[kind];
    let value = prop_oneof![-200.0..2000.0, 0.0..1.5, Just(0.0), 0.001..0.1];
    let parts = (
        prop::sample::select(names),
        prop::sample::select(units),
        prop::sample::select(&COMPARATORS),
        value,
        0.0..500.0,
    );
    parts.prop_filter_map("a figure", |(name, unit, comparator, value, width)| {
        let (value, upper) = (Some(value), Some(value + width));
        Indicator::from_form(&FormFields { name, comparator, value, upper, unit, current: None }).ok()
    })
}

fn figure() -> impl Strategy<Value = Indicator> {
    (0..QUANTITIES.len()).prop_flat_map(figure_of)
}

fn figures() -> impl Strategy<Value = Vec<Indicator>> {
    prop::collection::vec(figure(), 0..6)
}

/// The same figure in another unit.
fn converted(figure: &Indicator, unit: &Unit) -> Indicator {
    let convert = |value: Option<f64>| value.and_then(|value| figure.unit.convert(value, unit));
    Indicator { low: convert(figure.low), high: convert(figure.high), unit: unit.clone(), ..figure.clone() }
}

fn moved(figure: &Indicator, by: f64) -> Indicator {
    Indicator {
        low: figure.low.map(|low| low + by),
        high: figure.high.map(|high| high + by),
        ..figure.clone()
    }
}

fn value(wanted: &[Indicator], offered: &[Indicator]) -> Option<f64> {
    fit(wanted, offered).map(|fit| fit.value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extraction_survives_and_its_spans_are_in_order(text in any_text()) {
        let mut last = 0;
        for found in extract(&text) {
            prop_assert!(last <= found.span.start && found.span.start <= found.span.end);
            prop_assert!(text.get(found.span.clone()).is_some(), "{:?} in {text:?}", found.span);
            last = found.span.end;
            prop_assert!(found.name.chars().count() <= 12, "{}", found.name);
            let values: Vec<f64> = [found.low, found.high, found.current].into_iter().flatten().collect();
            prop_assert!(!values.is_empty() && values.iter().all(|value| value.is_finite()));
            let bounds = match found.comparator {
                Comparator::AtLeast => found.low.is_some() && found.high.is_none(),
                Comparator::AtMost => found.low.is_none() && found.high.is_some(),
                Comparator::Equal => found.low.is_some() && found.low == found.high,
                Comparator::Between => found.low <= found.high && found.low.is_some(),
            };
            prop_assert!(bounds, "{found:?}");
            prop_assert_eq!(Unit::parse(found.unit.symbol()), found.unit);
        }
    }

    #[test]
    fn texts_without_digits_give_nothing(text in any_text()) {
        let is_digit = |char: char| matches!(char, '0'..='9' | '０'..='９' | '𝟎'..='𝟿') || char.is_numeric();
        let text: String = text.chars().filter(|char| !is_digit(*char)).collect();
        prop_assert_eq!(extract(&text), []);
    }

    #[test]
    fn full_width_is_half_width(text in soup()) {
        let plain = |text: &str| -> Vec<Indicator> {
            extract(text).into_iter().map(|found| Indicator { span: 0..0, ..found }).collect()
        };
        prop_assert_eq!(plain(&full_width(&text)), plain(&text));
    }

    #[test]
    fn stored_figures_read_back(text in soup()) {
        let found = extract(&text);
        let json = serde_json::to_string(&found).unwrap();
        let read: Vec<Indicator> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read.len(), found.len());
        for (read, found) in read.iter().zip(&found) {
            // The reader of JSON may miss the last bit of a number.
            let near = |one: Option<f64>, two: Option<f64>| match (one, two) {
                (Some(one), Some(two)) => (one - two).abs() <= 1e-12 * two.abs(),
                _ => one == two,
            };
            prop_assert!(near(read.low, found.low) && near(read.high, found.high) && near(read.current, found.current));
            let values = Indicator { low: found.low, high: found.high, current: found.current, ..read.clone() };
            prop_assert_eq!(&values, found);
        }
    }

    #[test]
    fn the_fit_is_within_its_bounds(wanted in figures(), offered in figures()) {
        let Some(fit) = fit(&wanted, &offered) else { return Ok(()) };
        prop_assert!((0.0..=1.0).contains(&fit.value));
        prop_assert_eq!(fit.comparable, fit.reasons.len());
        prop_assert!(fit.comparable > 0 && fit.comparable <= wanted.len());
        for reason in &fit.reasons {
            prop_assert!((0.0..=1.0).contains(&reason.ratio));
            let (wanted, offered) = (&wanted[reason.wanted], &offered[reason.offered]);
            prop_assert!(wanted.unit.is_comparable(&offered.unit));
            prop_assert_eq!(wanted.change(), offered.change());
        }
    }

    #[test]
    fn meeting_everything_is_one(wanted in figures()) {
        prop_assert!(value(&wanted, &wanted).is_none_or(|value| value == 1.0), "{:?}", fit(&wanted, &wanted));
    }

    #[test]
    fn improving_an_offer_never_lowers_the_fit(
        (wanted, offered) in (0..QUANTITIES.len()).prop_flat_map(|kind| (figure_of(kind), figure_of(kind))),
        others in figures(),
        by in 0.0..300.0f64,
    ) {
        let by = match wanted.comparator {
            Comparator::AtLeast => by,
            Comparator::AtMost => -by,
            Comparator::Equal | Comparator::Between => return Ok(()),
        };
        let with = |offer: Indicator| [others.clone(), vec![offer]].concat();
        let wanted = [wanted];
        let (before, after) = (value(&wanted, &with(offered.clone())), value(&wanted, &with(moved(&offered, by))));
        prop_assert!(after >= before, "{before:?} {after:?}");
    }

    #[test]
    fn units_do_not_matter(
        (kind, wanted, offered) in (0..QUANTITIES.len()).prop_flat_map(|kind| (Just(kind), figure_of(kind), figure_of(kind))),
        (one, two) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        // Differences of temperatures have no zero point to convert by.
        if wanted.name.contains("控温") || offered.name.contains("控温") {
            return Ok(());
        }
        let units = QUANTITIES[kind].1;
        let (one, two) = (Unit::parse(one.get(units) as &str), Unit::parse(two.get(units) as &str));
        let direct = value(std::slice::from_ref(&wanted), std::slice::from_ref(&offered));
        let other = value(&[converted(&wanted, &one)], &[converted(&offered, &two)]);
        match (direct, other) {
            (Some(direct), Some(other)) => prop_assert!((direct - other).abs() < 1e-6, "{direct} {other}"),
            _ => prop_assert_eq!(direct, other),
        }
    }

    #[test]
    fn the_order_of_the_lists_does_not_matter(
        (wanted, shuffled_wanted) in figures().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        (offered, shuffled_offered) in figures().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
    ) {
        prop_assert_eq!(value(&wanted, &offered), value(&shuffled_wanted, &shuffled_offered));
    }

    #[test]
    fn unrelated_offers_change_nothing(kind in 0..QUANTITIES.len(), wanted in figures(), offered in figures()) {
        let dimension = Unit::parse(QUANTITIES[kind].1[0]);
        let wanted: Vec<Indicator> = wanted.into_iter().filter(|wish| wish.unit.is_comparable(&dimension)).collect();
        let (related, unrelated): (Vec<Indicator>, Vec<Indicator>) =
            offered.into_iter().partition(|offer| offer.unit.is_comparable(&dimension));
        let all = [related.clone(), unrelated].concat();
        prop_assert_eq!(fit(&wanted, &related), fit(&wanted, &all));
    }
}

/// Long texts of one trap repeated; with quadratic work anywhere this test would take hours.
#[test]
fn long_texts_are_no_burden() {
    let traps = [
        "1",
        "1 ",
        "111,",
        "5mm~",
        "5%提高到",
        "(1",
        "1.",
        "a1",
        "1-",
        "1m/m/",
        "·m",
        "、5kW",
        "使用寿命不低于",
        "1 |  5mm  ",
        "ﷺ1",
        "寿命≥5000小时，",
        "((((",
        "5m²",
        "目前5%，",
    ];
    for trap in traps {
        let text = trap.repeat(40_000 / trap.len());
        assert!(extract(&text).len() <= text.len());
    }
    let need = "要求轴承寿命≥5000小时，定位精度优于0.01mm。";
    assert_eq!(
        extract(&need.repeat(100_000 / need.chars().count())).len(),
        2 * (100_000 / need.chars().count())
    );
}
