//! Walks through a text once and collects every figure with the words around it.
//!
//! What the figures amount to is decided in `judge`. The walk looks a bounded distance to either side of each
//! number, so its time grows with the length of the text only.

use super::Indicator;
use super::glyph::{Glyphs, after_blanks, is_han, is_letter, starts};
use super::judge;
use super::lead::Lead;
use super::measure::{self, Measure};
use super::name;
use super::words::{AFTER, Word};

/// A figure with the words around it.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) lead: Lead,
    pub(super) measure: Measure,
    /// A comparison after the unit: 以上.
    pub(super) trailing: Option<Word>,
    /// The noun after the figure, if there is none before it.
    pub(super) noun_after: Option<String>,
    /// It is a test condition: 1500℃下, 2000次循环后.
    pub(super) condition: Condition,
    /// No word follows the number that could be its unit.
    pub(super) alone: bool,
    /// Where it starts and ends, words included.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Whether a figure only says under which circumstances another one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    No,
    /// If it has no name of its own.
    IfNameless,
    Yes,
    /// Circumstances of use, which are a requirement: 在1800℃环境下长期使用.
    OfUse,
}

/// Finds the indicators of a text: what is measured, how it is compared, the value in the written unit, and where
/// it stands. Money, dates, model numbers, standards, codes and bare counts are left out.
///
/// Never panics and takes time in proportion to the length of `text`. Spans are byte ranges of `text` on character
/// boundaries, in order and without overlap.
#[must_use]
pub fn extract(text: &str) -> Vec<Indicator> {
    let glyphs = Glyphs::of(text);
    judge::indicators(&glyphs, candidates(&glyphs.chars))
}

fn candidates(chars: &[char]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while let Some(char) = chars.get(at) {
        if !char.is_ascii_digit() {
            at += 1;
            continue;
        }
        match measure::read(chars, floor, at) {
            Ok(measure) => {
                let candidate = candidate(chars, floor, measure);
                chain_conditions(chars, &candidate, found.last_mut());
                if is_remark(chars, floor, &candidate) {
                    at = candidate.end;
                    continue;
                }
                at = candidate.end.max(at + 1);
                let unit = candidate.measure.unit.is_some()
                    || candidate.measure.degree
                    || candidate.lead.unit.is_some();
                let telling = unit || candidate.lead.claim.is_some() || candidate.trailing.is_some();
                if telling || candidate.alone || opens_change(chars, candidate.end) {
                    floor = if telling { candidate.end } else { floor };
                    found.push(candidate);
                }
            }
            Err(end) => at = end.max(at + 1),
        }
    }
    found
}

/// A figure directly before a circumstance is one too: 在1100℃/100h条件下.
fn chain_conditions(chars: &[char], candidate: &Candidate, before: Option<&mut Candidate>) {
    let Some(before) = before.filter(|_| candidate.condition == Condition::Yes) else {
        return;
    };
    let gap = chars.get(before.end..candidate.start).unwrap_or_default();
    if matches!(gap, ['/' | '、' | '×' | '和']) && before.lead.claim.is_none() && before.trailing.is_none()
    {
        before.condition = Condition::Yes;
    }
}

/// True for a figure in brackets between a name and its own figure (容量保持率（2000次）≥80%), and for one that
/// explains the figure before it (热收缩率≤0.1%（200℃，2h）).
fn is_remark(chars: &[char], floor: usize, candidate: &Candidate) -> bool {
    let open = candidate.measure.start.checked_sub(1).filter(|index| chars.get(*index) == Some(&'('));
    if floor > 0 && open == Some(floor) && candidate.lead.claim.is_none() {
        return true;
    }
    let rest = chars.get(candidate.measure.end..).unwrap_or_default();
    let Some(close) = rest.iter().take(12).position(|char| *char == ')').filter(|_| open.is_some()) else {
        return false;
    };
    let next = after_blanks(chars, candidate.measure.end + close + 1);
    let words = chars.get(next..).unwrap_or_default().iter().take(6);
    let figure = |char: &char| char.is_ascii_digit() || "≥≤><=±".contains(*char);
    words.take_while(|char| is_han(**char) || figure(char)).any(figure)
}

/// True if a number without a unit may be the present value of `由85提高到95%`.
fn opens_change(chars: &[char], at: usize) -> bool {
    let rest = chars.get(at..).unwrap_or_default();
    rest.iter().take_while(|char| is_han(**char)).take(6).any(|char| matches!(char, '到' | '至' | '为'))
}

/// Reads the words around a figure.
fn candidate(chars: &[char], floor: usize, measure: Measure) -> Candidate {
    let closed = chars.get(measure.end) == Some(&')');
    let lead = Lead::read(chars, floor, measure.start, closed);
    let place = after_blanks(chars, measure.end);
    let (trailing, mut end) = match trailing(chars, place) {
        Some((word, length)) => (Some(word), place + length),
        None => (None, measure.end),
    };
    let explicit = trailing.is_some() || lead.claim.is_some();
    let condition = if explicit { Condition::No } else { condition(chars, end) };
    let word = chars.get(place).is_some_and(|char| is_han(*char) || is_letter(*char));
    let alone = trailing.is_some() || !word;
    let nameless = (lead.name.text.is_empty() && lead.verb.is_none() && !measure.diameter)
        || name::is_bearing(&lead.name.text);
    let noun_after = (nameless && condition == Condition::No).then(|| name::after(chars, end)).flatten();
    if let Some((_, after)) = &noun_after {
        end = *after;
    }
    let start = lead.start.min(measure.start);
    Candidate {
        lead,
        measure,
        trailing,
        noun_after: noun_after.map(|(noun, _)| noun),
        condition,
        alone,
        start,
        end,
    }
}

/// The comparison after a unit, and its length.
fn trailing(chars: &[char], at: usize) -> Option<(Word, usize)> {
    if let Some((text, word)) = AFTER.iter().find(|(text, _)| starts(chars, at, text)) {
        return Some((*word, text.chars().count()));
    }
    // 内 alone, but not 内径 or 内部.
    let noun = chars.get(at + 1).is_some_and(|char| "径部壁孔外腔层嵌圆圈衬胆阻存".contains(*char));
    (chars.get(at) == Some(&'内') && !noun).then_some((Word::AtMost, 1))
}

/// What makes a figure a circumstance.
#[rustfmt::skip]
const ALWAYS: &[&str] = &[
    "下", "时", "后", "条件", "环境", "工况", "状态", "的条件", "的环境", "的工况", "循环后", "循环时", "温度下",
    "的温度", "温度范围", "范围内", "温度区间",
];
/// What makes a nameless figure a circumstance.
#[rustfmt::skip]
const NAMELESS: &[&str] = &[
    "高温", "低温", "保温", "的高温", "的低温", "热处理", "烧结", "煅烧", "盐雾",
];
/// Nouns that begin like a word of [`ALWAYS`].
#[rustfmt::skip]
const NOT: &[&str] = &[
    "时间", "时长", "下限", "下降",
];
/// What makes a circumstance a requirement.
#[rustfmt::skip]
const OF_USE: &[&str] = &[
    "使用", "工作", "运行", "服役", "稳定",
];

/// Whether what follows a figure makes it a circumstance.
fn condition(chars: &[char], at: usize) -> Condition {
    let at = after_blanks(chars, at);
    let any = |words: &[&str]| words.iter().any(|word| starts(chars, at, word));
    let always = any(ALWAYS) && !any(NOT);
    if matches!(chars.get(at), Some('≥' | '≤' | '>' | '<')) {
        return Condition::IfNameless;
    }
    if !always && !any(NAMELESS) {
        return Condition::No;
    }
    let clause =
        chars.get(at..).unwrap_or_default().iter().take(12).take_while(|char| is_han(**char)).count();
    let used = (at..at + clause).any(|place| OF_USE.iter().any(|word| starts(chars, place, word)));
    match (used, always) {
        (true, _) => Condition::OfUse,
        (false, true) => Condition::Yes,
        (false, false) => Condition::IfNameless,
    }
}
