//! Makes indicators of figures: settles name, unit and comparison, joins present and target values, and drops what
//! is no indicator.
//!
//! A wrong indicator is worse than a missing one, since a matchmaker reads it as a reason. So durations, percentages
//! and counts need a name, and circumstances of a test are left out. It must not look at single characters of the
//! text except between two figures.

use super::concept::{self, Better};
use super::dimension::Dimension;
use super::extract::{Candidate, Condition};
use super::glyph::Glyphs;
use super::join;
use super::measure::Shape;
use super::name;
use super::plausible;
use super::unit::Unit;
use super::words::Word;
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
    pub(super) start: usize,
    /// It only gave its value to the next one.
    pub(super) used_up: bool,
}

/// Turns figures into indicators, in the order of the text.
pub(super) fn indicators(glyphs: &Glyphs, candidates: Vec<Candidate>) -> Vec<Indicator> {
    let mut drafts: Vec<Draft> = candidates.into_iter().map(draft).collect();
    join::share_names(&glyphs.chars, &mut drafts);
    join::join_present(&glyphs.chars, &mut drafts);
    let mut last = 0;
    let mut found = Vec::new();
    for draft in drafts.into_iter().filter(|draft| !draft.used_up && plausible::is_indicator(draft)) {
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
    let name = shortened(&with_change(&name, &candidate, unit.as_ref()));
    let comparator = comparator(&candidate, &name, unit.as_ref());
    let start = candidate.start;
    Draft { candidate, name, comparator, unit, current: None, start, used_up: false }
}

/// The noun of a figure, before words of change are put to it.
fn noun(candidate: &Candidate) -> String {
    let noun = &candidate.lead.name.text;
    let warm = candidate.measure.unit.as_ref().is_some_and(|unit| unit.is(Dimension::TEMPERATURE));
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
fn with_change(noun: &str, candidate: &Candidate, unit: Option<&Unit>) -> String {
    if let Some(verb) = candidate.lead.verb {
        return format!("{noun}{verb}");
    }
    let Some((rest, verb)) = name::opening_change(noun) else {
        return noun.to_owned();
    };
    let relative = unit.is_some_and(|unit| unit.is(Dimension::NUMBER) && !unit.symbol().is_empty());
    let absolute = candidate.lead.claim.is_some() || candidate.lead.towards.is_some();
    let level = candidate.measure.high >= 50.0 && rest.ends_with('率') && !rest.ends_with("效率");
    if relative && !absolute && !level { format!("{rest}{verb}") } else { rest.to_owned() }
}

/// The last characters of a name, which hold its head.
fn shortened(name: &str) -> String {
    name.chars().skip(name.chars().count().saturating_sub(name::LONGEST)).collect()
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
    // People say 精度0.01mm以上, 精度不低于0.01mm, and mean: or better.
    let more = if name.ends_with("精度") { good } else { Comparator::AtLeast };
    let trailing = match candidate.trailing {
        Some(Word::AtLeast) => Some(more),
        Some(Word::AtMost) => Some(Comparator::AtMost),
        _ => None,
    };
    match (candidate.lead.claim, trailing, candidate.lead.towards) {
        (Some(Word::AtLeast), ..) => more,
        (Some(Word::AtMost), ..) => Comparator::AtMost,
        (_, Some(trailing), _) => trailing,
        (_, _, Some(Word::Up)) => more,
        (_, _, Some(Word::Down)) => Comparator::AtMost,
        (Some(_), ..) | (.., Some(_)) => good,
        _ if concept::change(name).is_some() => Comparator::AtLeast,
        _ => Comparator::Equal,
    }
}
