//! Joins figures that belong together: lists that share a name, and a present value with its target.
//!
//! It must not make or drop indicators; it only completes what `judge` has settled one by one.

use super::Comparator;
use super::concept::Subject;
use super::glyph::starts;
use super::judge::Draft;
use super::measure::Shape;
use super::words::{WISHES, Word};

/// A present value and its target stand at most this far apart, in characters.
const NEARBY: usize = 40;
/// The same if only a word of change stands between them.
const ADJACENT: usize = 12;
/// Of a long list, so many present values are looked through for a target.
const MOST_PRESENT: usize = 8;

/// Gives figures that follow in a list (5kW、10kW) the name and comparison of the first, or their own after 分别.
pub(super) fn share_names(chars: &[char], drafts: &mut [Draft]) {
    let mut series: Vec<String> = Vec::new();
    let mut place = 0;
    for index in 0..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let Some(draft) = rest.first_mut() else { continue };
        if !draft.candidate.lead.series.is_empty() {
            series = std::mem::take(&mut draft.candidate.lead.series);
            place = 0;
        } else if before.last().is_some_and(|leader| follows(chars, leader, draft)) {
            place += 1;
        } else {
            series.clear();
            continue;
        }
        if series.len() > 1
            && let Some(own) = series.get(place)
        {
            own.clone_into(&mut draft.name);
        }
    }
}

/// Takes over the name and the comparison of the figure before, if this one goes on with its list.
fn follows(chars: &[char], leader: &Draft, draft: &mut Draft) -> bool {
    let nameless = draft.candidate.lead.name.text.is_empty() && draft.candidate.noun_after.is_none();
    let gap = chars.get(leader.candidate.end..draft.candidate.start).unwrap_or_default();
    let listed = !gap.is_empty() && gap.iter().all(|char| "、和或及与 ".contains(*char));
    let kin = match (&leader.unit, &draft.unit) {
        (Some(one), Some(two)) => one.is_comparable(two),
        _ => false,
    };
    if !(nameless && listed && kin) {
        return false;
    }
    leader.name.clone_into(&mut draft.name);
    if draft.comparator == Comparator::Equal && leader.comparator != Comparator::Between {
        draft.comparator = leader.comparator;
    }
    true
}

/// Joins present values with their targets: 由85%提高到95%; 目前寿命3000小时，精度0.05mm，要求寿命5000小时，精度达到0.01mm;
/// 降至45dB，目前60dB.
pub(super) fn join_present(chars: &[char], drafts: &mut [Draft]) {
    let mut present: Vec<usize> = Vec::new();
    for index in 0..drafts.len() {
        let (before, rest) = drafts.split_at_mut(index);
        let Some(draft) = rest.first_mut() else { continue };
        let from = before.last().map_or(0, |last| last.candidate.end);
        let gap = chars.get(from..draft.candidate.lead.words_start).unwrap_or_default();
        if gap.iter().any(|char| "。;；!?！？\n".contains(*char)) {
            drop_rest(before, &present);
            present.clear();
        } else if let Some(last) = before.last_mut().filter(|last| !last.used_up && gap.len() <= NEARBY)
            && join_neighbours(last, draft, gap)
        {
            continue;
        }
        if tells_present(draft, gap, index > 0 && present.last() == Some(&(index - 1))) {
            present.push(index);
        } else if let Some(own) = own_present(before, &present, draft) {
            join(own, draft, false);
        }
    }
    drop_rest(drafts, &present);
}

/// Joins two figures next to each other if the words between them say so.
fn join_neighbours(first: &mut Draft, second: &mut Draft, gap: &[char]) -> bool {
    let nameless = second.candidate.lead.name.text.is_empty();
    let leads = nameless && second.candidate.lead.towards.is_some() && gap.len() <= ADJACENT;
    let level = first.comparator == Comparator::Equal;
    let wished = second.name.is_empty() && (level && wishes(gap) || first.candidate.lead.present);
    let (early, late) = (first.candidate.lead.present, second.candidate.lead.present);
    if leads || (wished && !late) {
        return join(first, second, leads);
    }
    if late && !early && !level && second.name.is_empty() {
        first.current = first.current.or_else(|| present_value(second, first));
        second.used_up = first.current.is_some();
        return second.used_up;
    }
    false
}

/// True if a figure tells the present state: 目前 stands before it, or before the one before it and no wish between.
fn tells_present(draft: &Draft, gap: &[char], follows: bool) -> bool {
    let level = draft.comparator == Comparator::Equal && draft.candidate.lead.towards.is_none();
    draft.candidate.lead.present || (follows && level && !wishes(gap))
}

/// The present value of the same quantity.
fn own_present<'a>(drafts: &'a mut [Draft], present: &[usize], target: &Draft) -> Option<&'a mut Draft> {
    let own = |index: &&usize| {
        drafts.get(**index).is_some_and(|draft| {
            let comparable = match (&draft.unit, &target.unit) {
                (Some(one), Some(two)) => one.is_comparable(two),
                _ => false,
            };
            !draft.used_up && comparable && same_subject(draft, target)
        })
    };
    let index = *present.iter().rev().take(MOST_PRESENT).find(own)?;
    drafts.get_mut(index)
}

/// If some figures of a list tell the present state of targets, the others tell it too, and are no targets.
fn drop_rest(drafts: &mut [Draft], present: &[usize]) {
    if present.iter().any(|index| drafts.get(*index).is_some_and(|draft| draft.used_up)) {
        for index in present {
            drafts.get_mut(*index).into_iter().for_each(|draft| draft.used_up = true);
        }
    }
}

/// Gives the target the present value, and the name if it has none or `leads` on from it.
fn join(present: &mut Draft, target: &mut Draft, leads: bool) -> bool {
    let Some(value) = present_value(present, target) else {
        return false;
    };
    target.current = Some(value);
    present.used_up = true;
    if target.name.is_empty() || leads {
        present.name.clone_into(&mut target.name);
    }
    if leads {
        target.start = present.start;
    }
    settle(target, value);
    true
}

/// True if the words between two figures say that a target follows.
fn wishes(gap: &[char]) -> bool {
    (0..gap.len()).any(|at| WISHES.iter().any(|word| starts(gap, at, word)))
}

/// The present value in the unit of the target; of a range, the end nearer to the target.
fn present_value(present: &Draft, target: &Draft) -> Option<f64> {
    let measure = &present.candidate.measure;
    let unit = target.unit.as_ref()?;
    let convert = |value: f64| present.unit.as_ref().map_or(Some(value), |from| from.convert(value, unit));
    let (low, high) = (convert(measure.low)?, convert(measure.high)?);
    Some(if target.candidate.measure.low >= low { high } else { low })
}

fn same_subject(present: &Draft, target: &Draft) -> bool {
    Subject::of(&present.name).closeness(&Subject::of(&target.name), false, false).is_some()
}

/// Settles the comparison of a target now that its name and its present value are known.
fn settle(target: &mut Draft, present: f64) {
    let lead = &target.candidate.lead;
    let measure = &target.candidate.measure;
    let open = matches!(lead.claim, None | Some(Word::AsGood))
        && target.candidate.trailing.is_none_or(|word| word == Word::Filler);
    if open && measure.shape == Shape::Single {
        target.comparator = if measure.low >= present { Comparator::AtLeast } else { Comparator::AtMost };
    }
}
