//! Coverage in figures and words: rates that are never rounded up, gaps, verdicts, and what to correct in a question.

use crate::domain::rate::BasisPoints;

/// Below this distance from the target (in basis points) one decimal does not tell on which side a rate lies.
const CLOSE: i64 = 100;

/// A rate beside its target, cut off: one decimal, two where the first does not decide.
pub(crate) fn shown_rate(rate: BasisPoints, target: Option<BasisPoints>) -> String {
    let (whole, rest) = (rate.0 / 100, rate.0 % 100);
    if decides(rate, target) { format!("{whole}.{rest:02}") } else { format!("{whole}.{}", rest / 10) }
}

/// Rate minus target in 百分点, with as many decimals as the rate has beside it, and never better than it is.
pub(crate) fn shown_gap(rate: BasisPoints, target: BasisPoints) -> String {
    let gap = rate.0 - target.0;
    let gap = if decides(rate, Some(target)) { gap } else { gap.div_euclid(10) * 10 };
    let sign = match gap {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let (whole, rest) = (gap.abs() / 100, gap.abs() % 100);
    if decides(rate, Some(target)) {
        format!("{sign}{whole}.{rest:02}")
    } else {
        format!("{sign}{whole}.{}", rest / 10)
    }
}

/// True if the second decimal matters: the rate is close to its target, or the target itself has two.
fn decides(rate: BasisPoints, target: Option<BasisPoints>) -> bool {
    target.is_some_and(|target| (rate.0 - target.0).abs() < CLOSE || target.0 % 10 != 0)
}

/// A bar in one sentence.
pub(crate) fn bar_said(area: &str, rate: Option<&str>, target: Option<(&str, &str)>) -> String {
    match (rate, target) {
        (None, _) => format!("{area}：名录中没有企业，不计算覆盖率"),
        (Some(rate), None) => format!("{area}：已计入 {rate}%，没有目标"),
        (Some(rate), Some((kind, target))) => format!("{area}：已计入 {rate}%，{kind} {target}%"),
    }
}

/// A data year that is none.
pub(crate) fn bad_data_year(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("数据年度“{shown}”看不懂。写成四位数字，例如 2022。")
}

/// A day that is none.
pub(crate) fn bad_day(text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("截止日期“{shown}”看不懂，写成 2022-10-08 这样的日期")
}

/// A day that has not come.
pub(crate) fn day_to_come(today: crate::domain::time::BusinessDate) -> String {
    format!("截止日期还没有到，最晚写今天 {today}")
}

/// A document that sets no targets for the year.
pub(crate) fn no_such_document(year: i32) -> String {
    format!("没有这份文件给 {year} 年度定的目标，请从列表里选")
}

/// A choice in the address that a list does not know.
pub(crate) fn unknown_choice(name: &str, value: &str) -> String {
    let shown: String = value.chars().take(20).collect();
    format!("条件“{name}={shown}”认不出来。请去掉它，从筛选栏里重新选择。")
}

#[cfg(test)]
mod tests {
    use super::{shown_gap, shown_rate};
    use crate::domain::rate::{BasisPoints, rate};

    #[test]
    fn rates_are_cut_off_and_near_the_target_they_have_two_decimals() {
        let shown = |count, of, target| {
            let rate = rate(count, of).expect("a rate");
            (shown_rate(rate, Some(BasisPoints(target))), shown_gap(rate, BasisPoints(target)))
        };
        let pair = |rate: &str, gap: &str| (rate.to_owned(), gap.to_owned());
        assert_eq!(shown(298, 600, 5_000), pair("49.66", "−0.34"));
        assert_eq!(shown(2, 3, 7_000), pair("66.6", "−3.4"));
        assert_eq!(shown(2, 3, 6_000), pair("66.6", "+6.6"));
        assert_eq!(shown(1_999, 2_000, 10_000), pair("99.95", "−0.05"));
        assert_eq!(shown(54, 100, 5_500), pair("54.0", "−1.0"));
        assert_eq!(shown(55, 100, 5_500), pair("55.00", "0.00"));
        assert_eq!(shown(1, 3, 7_225), pair("33.33", "−38.92"));
        assert_eq!(shown_rate(BasisPoints(9_999), None), "99.9");
    }
}
