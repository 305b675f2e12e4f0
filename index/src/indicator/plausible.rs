//! Decides whether a settled figure is an indicator at all.
//!
//! Each rule is about one way in which a text with numbers misleads: dates, shares, letters that are units only in
//! some trades, counts of things. It must not change anything.

use super::Comparator;
use super::concept;
use super::dimension::Dimension;
use super::extract::{Candidate, Condition};
use super::judge::Draft;
use super::unit::Unit;

/// True if the figure is an indicator.
pub(super) fn is_indicator(draft: &Draft) -> bool {
    let Some(unit) = &draft.unit else { return false };
    let candidate = &draft.candidate;
    let circumstance = match candidate.condition {
        Condition::No => false,
        Condition::IfNameless => draft.name.is_empty(),
        Condition::Yes => true,
        Condition::OfUse => !unit.is(Dimension::TEMPERATURE),
    };
    let idle_change =
        candidate.lead.verb.is_some_and(|verb| draft.name == verb && concept::means_itself(verb).is_none());
    if candidate.lead.unreached || circumstance || idle_change || is_standard(draft) {
        return false;
    }
    if candidate.measure.bound && candidate.measure.unit.as_ref() == Some(unit) {
        return unit.symbol().starts_with('/') && !draft.name.is_empty();
    }
    match unit.dimension() {
        Some(Dimension::TIME) => is_duration(draft, unit),
        Some(Dimension::NUMBER) => is_ratio(draft),
        Some(Dimension::LENGTH) if draft.name.is_empty() => is_compared(draft),
        Some(Dimension::COUNT) => is_count(draft, unit),
        _ => is_trade_unit(draft, unit),
    }
}

/// True if the words compare: ≥, 不低于, 以上, a range; not merely 为.
fn is_compared(draft: &Draft) -> bool {
    draft.comparator != Comparator::Equal
}

/// `HB 197-2005` is a standard, not a Brinell hardness.
fn is_standard(draft: &Draft) -> bool {
    let year =
        (1900.0..=2100.0).contains(&draft.candidate.measure.high) && draft.comparator == Comparator::Between;
    year && draft.candidate.measure.unit.is_none()
}

/// Durations need a name that can last; 2021年, 近5年 and 24小时服务 have none.
fn is_duration(draft: &Draft, unit: &Unit) -> bool {
    const LASTING: &[&str] = &[
        "寿命", "周期", "时间", "时长", "期", "间隔", "续航", "延迟", "响应", "运行", "工作", "使用", "保持",
        "耗时", "龄", "MTBF", "储存", "存储", "耐", "老化", "盐雾", "测试", "节拍", "保质", "保修", "待机",
        "充电", "稳定",
    ];
    if draft.name.is_empty() {
        return false;
    }
    let coarse = ["年", "个月", "d", "周"].contains(&unit.symbol());
    let year =
        |value: f64| unit.symbol() == "年" && (1900.0..=2100.0).contains(&value) && value.fract() == 0.0;
    let measure = &draft.candidate.measure;
    let lasting =
        LASTING.iter().any(|word| draft.name.contains(word)) || concept::change(&draft.name).is_some();
    !year(measure.low)
        && !year(measure.high)
        && (lasting || (!coarse && (is_compared(draft) || unit.symbol() != "h")))
}

/// True if a number without a unit may be meant as it is: 摩擦系数≤0.1, pH值6~9; not 不少于3家.
pub(super) fn is_plain(candidate: &Candidate, name: &str) -> bool {
    const DATED: &[&str] = &["年", "月", "日", "期", "前", "名", "家", "项", "人", "第"];
    let compared = candidate.lead.claim.is_some() || candidate.trailing.is_some();
    let acid = ["ph", "ph值"].iter().any(|word| name.to_ascii_lowercase().ends_with(word));
    candidate.alone
        && !name.is_empty()
        && (compared || acid)
        && !DATED.iter().any(|word| name.ends_with(word))
}

/// Ratios need a name that is no share of something else.
fn is_ratio(draft: &Draft) -> bool {
    const SHARES: &[&str] = &["占", "控股", "持股", "参股"];
    let lead = &draft.candidate.lead;
    let part = lead.part_of && (!lead.present || lead.towards.is_some());
    !draft.name.is_empty() && !part && !SHARES.iter().any(|word| draft.name.ends_with(word))
}

/// Counts of 次 need a name and a comparison or a size that only an endurance has.
fn is_count(draft: &Draft, unit: &Unit) -> bool {
    let many = unit.to_base(draft.candidate.measure.high) >= 100.0;
    !draft.name.is_empty() && (is_compared(draft) || many)
}

/// Letters that are units in some trades and something else in others need a name, some a fitting one.
fn is_trade_unit(draft: &Draft, unit: &Unit) -> bool {
    let named = |words: &[&str]| words.iter().any(|word| draft.name.contains(word));
    match unit.symbol() {
        "K" => named(&["温", "热"]),
        "H" => named(&["感"]),
        "F" => named(&["容"]),
        "T" | "mT" => named(&["磁", "场"]),
        "S" => named(&["电导"]),
        "B" => false,
        "丝" | "道" => !draft.name.is_empty() && (is_compared(draft) || concept::is_quantity(&draft.name)),
        "V" => true,
        symbol if symbol.len() == 1 => !draft.name.is_empty(),
        _ => true,
    }
}
