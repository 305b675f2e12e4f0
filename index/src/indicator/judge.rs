//! Makes indicators of figures: settles name, unit and comparison, joins present and target values, and drops what
//! is no indicator.
//!
//! A wrong indicator is worse than a missing one, since a matchmaker reads it as a reason. So durations, percentages
//! and counts need a name, and circumstances of a test are left out. It must not look at single characters of the
//! text except between two figures.

use super::concept::{self, Better, Subject};
use super::dimension::Dimension;
use super::extract::{Candidate, Condition};
use super::glyph::{Glyphs, starts};
use super::measure::Shape;
use super::name;
use super::plausible;
use super::unit::Unit;
use super::words::{WISHES, Word};
use super::{Comparator, Indicator};

/// An indicator in the making.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) candidate: Candidate,
    pub(super) name: String,
    pub(super) comparator: Comparator,
    /// `None` for a bare number that may be a present value.
    pub(super) unit: Option<Unit>,
    pub(super) current: Option<f64>,
    /// Where it starts, in characters, after joining.
    start: usize,
    /// It only gave its value to the next one.
    used_up: bool,
}

/// Turns figures into indicators, in the order of the text.
pub(super) fn indicators(glyphs: &Glyphs, candidates: Vec<Candidate>) -> Vec<Indicator> {
    let mut drafts: Vec<Draft> = candidates.into_iter().map(draft).collect();
    share_names(&glyphs.chars, &mut drafts);
    join_present(&glyphs.chars, &mut drafts);
    let mut last = 0;
    let mut found = Vec::new();
    for draft in drafts
        .into_iter()
        .filter(|draft| !draft.used_up && plausible::is_indicator(draft))
    {
        let Some(unit) = draft.unit else { continue };
        let mut span = glyphs.span(draft.start, draft.candidate.end);
        // Two characters made from one original (㎡) could belong to two figures.
        span = span.start.max(last)..span.end.max(last);
        last = span.end;
        let (low, high) = bounds(draft.comparator, &draft.candidate);
        found.push(Indicator {
            name: draft.name,
            comparator: draft.comparator,
            low,
            high,
            unit,
            current: draft.current,
            span,
        });
    }
    found
}

fn bounds(comparator: Comparator, candidate: &Candidate) -> (Option<f64>, Option<f64>) {
    let (low, high) = (candidate.measure.low, candidate.measure.high);
    match comparator {
        Comparator::AtLeast => (Some(low), None),
        Comparator::AtMost => (None, Some(high)),
        Comparator::Equal | Comparator::Between => (Some(low), Some(high)),
    }
}

/// Settles one figure by itself.
fn draft(mut candidate: Candidate) -> Draft {
    let measure = &mut candidate.measure;
    if candidate.lead.below {
        (measure.low, measure.high) = (-measure.high.abs(), -measure.low.abs());
    }
    if candidate.lead.percent && measure.unit.is_none() {
        measure.unit = Some(Unit::parse("%"));
    }
    let name = noun(&candidate);
    let unit = unit(&candidate, &name);
    let name = with_change(name, &candidate, unit.as_ref());
    let comparator = comparator(&candidate, &name, unit.as_ref());
    let start = candidate.start;
    Draft {
        candidate,
        name,
        comparator,
        unit,
        current: None,
        start,
        used_up: false,
    }
}

/// The noun of a figure, before words of change are put to it.
fn noun(candidate: &Candidate) -> String {
    let noun = &candidate.lead.name.text;
    let warm = candidate
        .measure
        .unit
        .as_ref()
        .is_some_and(|unit| unit.is(Dimension::TEMPERATURE));
    if name::is_bearing(noun) && (warm || candidate.measure.degree) {
        return "耐温".to_owned();
    }
    if !noun.is_empty() && !name::is_bearing(noun) {
        return noun.clone();
    }
    if candidate.measure.diameter {
        return "直径".to_owned();
    }
    match &candidate.noun_after {
        Some(noun) => noun.clone(),
        None if candidate.condition == Condition::OfUse => "使用温度".to_owned(),
        None => String::new(),
    }
}

/// The unit of a figure; 度 and 转 mean what the name says.
fn unit(candidate: &Candidate, name: &str) -> Option<Unit> {
    let measure = &candidate.measure;
    if measure.degree {
        return degree(name);
    }
    match &measure.unit {
        Some(unit) if measure.bound && unit.symbol() == "r" && name.contains("转速") => {
            Some(Unit::parse("r/min"))
        }
        Some(unit) => Some(unit.clone()),
        None if candidate.lead.unit.is_some() => candidate.lead.unit.clone(),
        None => plausible::is_plain(candidate, name).then(Unit::number),
    }
}

/// What 度 means for a quantity of this name: ℃, degrees of angle, or nothing known.
pub(super) fn degree(name: &str) -> Option<Unit> {
    let about = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if about(&["温", "热", "烧", "冷", "耐火"]) {
        Some(Unit::parse("℃"))
    } else if about(&["角", "转", "倾", "视场", "俯仰", "坡"]) {
        Some(Unit::parse("°"))
    } else {
        None
    }
}

/// Puts the word of change behind the noun: 效率提高, 成本降低. A ratio is meant; 提高合格率至98% is none.
fn with_change(noun: String, candidate: &Candidate, unit: Option<&Unit>) -> String {
    let name = match candidate.lead.verb {
        Some(verb) => format!("{noun}{verb}"),
        None => {
            let Some((rest, verb)) = name::opening_change(&noun) else {
                return noun;
            };
            let relative = unit.is_some_and(|unit| unit.is(Dimension::NUMBER) && !unit.symbol().is_empty());
            let absolute = candidate.lead.claim.is_some() || candidate.lead.towards.is_some();
            let level = candidate.measure.high >= 50.0 && rest.ends_with('率') && !rest.ends_with("效率");
            if relative && !absolute && !level {
                format!("{rest}{verb}")
            } else {
                rest.to_owned()
            }
        }
    };
    let excess = name.chars().count().saturating_sub(name::LONGEST);
    name.chars().skip(excess).collect()
}

/// The comparison that the words amount to.
fn comparator(candidate: &Candidate, name: &str, unit: Option<&Unit>) -> Comparator {
    let measure = &candidate.measure;
    match measure.shape {
        Shape::Range => return Comparator::Between,
        Shape::Tolerance => return Comparator::AtMost,
        Shape::Single => {}
    }
    let good = match concept::better(name, unit, measure.low) {
        Some(Better::Lower) => Comparator::AtMost,
        _ => Comparator::AtLeast,
    };
    // People say 精度0.01mm以上 and mean: or better.
    let accuracy = name.ends_with("精度") && good == Comparator::AtMost;
    let trailing = match candidate.trailing {
        Some(Word::AtLeast) if !accuracy => Some(Comparator::AtLeast),
        Some(Word::AtLeast) => Some(good),
        Some(Word::AtMost) => Some(Comparator::AtMost),
        _ => None,
    };
    match (candidate.lead.claim, trailing, candidate.lead.towards) {
        (Some(Word::AtLeast), ..) => Comparator::AtLeast,
        (Some(Word::AtMost), ..) => Comparator::AtMost,
        (_, Some(trailing), _) => trailing,
        (_, _, Some(Word::Up)) => Comparator::AtLeast,
        (_, _, Some(Word::Down)) => Comparator::AtMost,
        (Some(_), ..) | (.., Some(_)) => good,
        _ if concept::change(name).is_some() => Comparator::AtLeast,
        _ => Comparator::Equal,
    }
}

/// Gives figures that follow in a list (5kW、10kW) the name and comparison of the first, or their own after 分别.
fn share_names(chars: &[char], drafts: &mut [Draft]) {
    let mut series: Vec<String> = Vec::new();
    let mut place = 0;
    for index in 0..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let Some(draft) = rest.first_mut() else { continue };
        let leader = before.last();
        let listed = leader.is_some_and(|leader| {
            let gap = chars
                .get(leader.candidate.end..draft.candidate.start)
                .unwrap_or_default();
            gap.iter().all(|char| "、和或及与 ".contains(*char)) && !gap.is_empty()
        });
        let nameless = draft.candidate.lead.name.text.is_empty() && draft.candidate.noun_after.is_none();
        if !draft.candidate.lead.series.is_empty() {
            series = std::mem::take(&mut draft.candidate.lead.series);
            place = 0;
        } else if listed && nameless {
            place += 1;
        } else {
            series.clear();
            continue;
        }
        if place > 0
            && let Some(leader) = leader
        {
            let kin = match (&leader.unit, &draft.unit) {
                (Some(one), Some(two)) => one.is_comparable(two),
                _ => false,
            };
            if !kin {
                continue;
            }
            leader.name.clone_into(&mut draft.name);
            if draft.comparator == Comparator::Equal && leader.comparator != Comparator::Between {
                draft.comparator = leader.comparator;
            }
        }
        if series.len() > 1
            && let Some(own) = series.get(place)
        {
            own.clone_into(&mut draft.name);
        }
    }
}

/// Joins a present value with the target after it: 由85%提高到95%; 目前寿命3000小时，要求达到5000小时.
fn join_present(chars: &[char], drafts: &mut [Draft]) {
    for index in 1..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let (Some(present), Some(target)) = (before.last_mut(), rest.first_mut()) else {
            continue;
        };
        let leads = target.candidate.lead.towards.is_some() && target.candidate.lead.name.text.is_empty();
        let gap = chars
            .get(present.candidate.end..target.candidate.lead.words_start)
            .unwrap_or_default();
        let wished = target.name.is_empty() && present.comparator == Comparator::Equal && wishes(gap);
        let told = (present.candidate.lead.name.present || wished) && !target.candidate.lead.name.present;
        let near = !gap.iter().any(|char| "。;；!?！？\n".contains(*char))
            && gap.len() <= if leads { 12 } else { 40 };
        if !near || present.used_up || !(leads || told) {
            continue;
        }
        let Some(value) = present_value(present, target) else {
            continue;
        };
        if !leads && !target.name.is_empty() && !same_subject(present, target) {
            continue;
        }
        target.current = Some(value);
        present.used_up = true;
        if target.name.is_empty() || leads {
            present.name.clone_into(&mut target.name);
        }
        if leads {
            target.start = present.start;
        }
        settle(target, value);
    }
}

/// True if the words between two figures say that a target follows.
fn wishes(gap: &[char]) -> bool {
    (0..gap.len()).any(|at| WISHES.iter().any(|word| starts(gap, at, word)))
}

/// The present value in the unit of the target; of a range, the end nearer to the target.
fn present_value(present: &Draft, target: &Draft) -> Option<f64> {
    let measure = &present.candidate.measure;
    let unit = target.unit.as_ref()?;
    let convert = |value: f64| {
        present
            .unit
            .as_ref()
            .map_or(Some(value), |from| from.convert(value, unit))
    };
    let (low, high) = (convert(measure.low)?, convert(measure.high)?);
    Some(if target.candidate.measure.low >= low {
        high
    } else {
        low
    })
}

fn same_subject(present: &Draft, target: &Draft) -> bool {
    Subject::of(&present.name)
        .closeness(&Subject::of(&target.name), false, false)
        .is_some()
}

/// Settles the comparison of a target now that its name and its present value are known.
fn settle(target: &mut Draft, present: f64) {
    let lead = &target.candidate.lead;
    let measure = &target.candidate.measure;
    let open = matches!(lead.claim, None | Some(Word::AsGood))
        && target.candidate.trailing.is_none_or(|word| word == Word::Filler);
    let undecided = matches!(lead.towards, None | Some(Word::To));
    if open && undecided && measure.shape == Shape::Single {
        target.comparator = if measure.low >= present {
            Comparator::AtLeast
        } else {
            Comparator::AtMost
        };
    }
}
