//! Finds the noun that a figure is about, before it or after it.
//!
//! A name is a run of Chinese characters, Latin words and digits, cut after the last verb, particle or conjunction.
//! It must not look further than a few dozen characters, so that the whole scan stays linear.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::concept;
use super::glyph::{ends, is_han, is_letter, starts};
use super::unit::Unit;
use super::words::{
    BASELINES, CLOSINGS, CUTS, KEPT, KEPT_OPENINGS, NO_NAMES, NOT_CHANGES, OPENING_CHANGES, PRESENT, VERSUS,
};

/// Longest name, in characters.
pub(super) const LONGEST: usize = 12;
/// How far back a name is looked for, in characters.
const REACH: usize = 40;
/// Longest text in brackets between a name and its figure.
const BRACKETS: usize = 18;

/// What stands before the words of comparison.
#[derive(Debug, Default)]
pub(super) struct Name {
    /// The noun, or nothing.
    pub(super) text: String,
    /// Where it starts; the searched position if it is empty.
    pub(super) start: usize,
    /// True if the clause speaks of the present state.
    pub(super) present: bool,
    /// The unit given in brackets: 硬度（HRC）.
    pub(super) unit: Option<Unit>,
}

/// Looks for the name that ends at `end` and starts at `floor` or later.
pub(super) fn before(chars: &[char], floor: usize, end: usize) -> Name {
    let (end, unit, remark) = brackets(chars, floor, end);
    let start = run_start(chars, floor, end);
    let run = chars.get(start..end).unwrap_or_default();
    let present = PRESENT.iter().any(|word| position(run, word).is_some());
    let subject = versus(run).unwrap_or(run.len());
    let noun = trimmed(run.get(..subject).unwrap_or_default());
    let letters = run.get(noun.clone()).unwrap_or_default().iter().chain(&remark);
    let text: String = letters.filter(|char| **char != ' ').collect();
    let start = if text.is_empty() { end } else { start + noun.start };
    Name { text, start, present, unit }
}

/// Looks for the name after a figure (`0.01mm的定位精度`); returns it with the position after it.
pub(super) fn after(chars: &[char], at: usize) -> Option<(String, usize)> {
    let start = at + usize::from(chars.get(at) == Some(&'的'));
    let rest = chars.get(start..)?;
    let wordy = rest.iter().take(LONGEST + 1).take_while(|char| is_han(**char) || is_letter(**char)).count();
    let run = rest.get(..wordy)?;
    let end = (1..run.len()).find(|index| cut_at(run, *index).is_some()).unwrap_or(run.len());
    let text: String = run.get(..end)?.iter().collect();
    // A figure or a comparison after the noun shows that it belongs to the next figure.
    let free = end < wordy
        || !rest.get(wordy).is_some_and(|char| char.is_ascii_digit() || "≥≤><=±:~-(".contains(*char));
    let quantity = concept::ends_with_quantity(&text) || concept::change(&text).is_some() || is_cycle(&text);
    let single = (2..=10).contains(&end) && cut_at(run, 0).is_none();
    (free && single && quantity).then_some((text, start + end))
}

/// True for verbs of endurance, which say how a figure is borne but not what it measures.
pub(super) fn is_bearing(name: &str) -> bool {
    ["耐", "可耐", "耐受", "可耐受", "承受", "可承受", "经受", "可经受"].contains(&name)
}

/// Repeated events whose number is a figure: 10万次循环.
fn is_cycle(text: &str) -> bool {
    ["循环", "弯折", "冲击", "疲劳", "启停", "插拔", "开合", "充放电", "热震", "折弯"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// The names that share the figures after 分别, in order: 抗折、抗压强度 gives 抗折强度 and 抗压强度.
pub(super) fn series(chars: &[char], floor: usize, end: usize) -> Vec<String> {
    let room = chars.get(floor.max(end.saturating_sub(REACH))..end).unwrap_or_default();
    let joined =
        |char: &&char| is_han(**char) || is_letter(**char) || char.is_ascii_digit() || **char == '、';
    let length = room.iter().rev().take_while(joined).count();
    let run = room.get(room.len() - length..).unwrap_or_default();
    let parts = run.split(|char| matches!(char, '、' | '和' | '与' | '及'));
    let mut names: Vec<String> =
        parts.map(|part| part.get(trimmed(part)).unwrap_or_default().iter().collect()).collect();
    let Some(last) = names.last().filter(|last| concept::is_quantity(last)).cloned() else {
        return names;
    };
    let head: String = last.chars().skip(last.chars().count().saturating_sub(2)).collect();
    for name in names.iter_mut().filter(|name| !concept::is_quantity(name)) {
        name.push_str(&head);
    }
    names
}

/// Takes off brackets at the end: their unit, or a short symbol that belongs to the name (粒径(D50)).
fn brackets(chars: &[char], floor: usize, end: usize) -> (usize, Option<Unit>, Vec<char>) {
    let end = floor + trim_blanks(chars.get(floor..end).unwrap_or_default());
    if end <= floor || chars.get(end - 1) != Some(&')') {
        return (end, None, Vec::new());
    }
    let mut depth = 0;
    for open in (floor.max(end.saturating_sub(BRACKETS))..end).rev() {
        match chars.get(open) {
            Some(')') => depth += 1,
            Some('(') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let inside = chars.get(open + 1..end - 1).unwrap_or_default();
            let text: String = inside.iter().collect();
            let unit =
                Some(Unit::parse(&text)).filter(|unit| unit.dimension().is_some() && !text.trim().is_empty());
            let symbol =
                unit.is_none() && inside.len() <= 4 && inside.iter().all(char::is_ascii_alphanumeric);
            let before = floor + trim_blanks(chars.get(floor..open).unwrap_or_default());
            return (before, unit, if symbol { inside.to_vec() } else { Vec::new() });
        }
    }
    (end, None, Vec::new())
}

fn trim_blanks(chars: &[char]) -> usize {
    chars.len() - chars.iter().rev().take_while(|char| **char == ' ').count()
}

/// Where the run of words that ends at `end` starts.
fn run_start(chars: &[char], floor: usize, end: usize) -> usize {
    let least = floor.max(end.saturating_sub(REACH));
    let word = |index: usize| chars.get(index).is_some_and(|char| is_letter(*char) || char.is_ascii_digit());
    let mut start = end;
    while start > least {
        let Some(char) = chars.get(start - 1).copied() else {
            break;
        };
        let joined = match char {
            '.' | '-' | '_' | '·' => start < end && word(start) && start - 1 > least && word(start - 2),
            // A Latin word and the head after it: `Al2O3 含量`.
            ' ' => end - start <= 3 && start < end && !word(start) && start - 1 > least && word(start - 2),
            _ => is_han(char) || is_letter(char) || char.is_ascii_digit(),
        };
        if !joined {
            break;
        }
        start -= 1;
    }
    start
}

fn position(run: &[char], word: &str) -> Option<usize> {
    (0..run.len()).find(|index| starts(run, *index, word))
}

/// Where a baseline starts (能耗较传统工艺): the subject stands before it.
fn versus(run: &[char]) -> Option<usize> {
    let baseline = |at: usize| BASELINES.iter().any(|word| starts(run, at, word));
    (0..run.len()).find(|index| {
        VERSUS.iter().any(|word| starts(run, *index, word) && baseline(index + word.chars().count()))
    })
}

/// First characters of [`CUTS`]: most characters open none, and are asked about forty times for each figure.
static CUT_OPENINGS: LazyLock<HashSet<char>> =
    LazyLock::new(|| CUTS.iter().filter_map(|word| word.chars().next()).collect());

/// The length of the word at `at` that ends a name, unless it is a part of a noun.
fn cut_at(run: &[char], at: usize) -> Option<usize> {
    if !run.get(at).is_some_and(|char| CUT_OPENINGS.contains(char)) {
        return None;
    }
    let cut = CUTS.iter().find(|word| starts(run, at, word))?.chars().count();
    let covers = |word: &&str| {
        let length = word.chars().count();
        (at.saturating_sub(length - 1)..=at)
            .any(|start| start + length >= at + cut && starts(run, start, word))
    };
    (!KEPT.iter().any(covers)).then_some(cut)
}

/// The part of a run that is a name.
fn trimmed(run: &[char]) -> std::ops::Range<usize> {
    let mut end = run.len();
    while let Some(word) = CLOSINGS.iter().find(|word| ends(run, 0, end, word)) {
        end -= word.chars().count();
    }
    // An adjective is no part of the name: 温度波动大(±15℃).
    if end > 3 && ["大", "慢"].iter().any(|word| ends(run, 0, end, word)) {
        end -= 1;
    }
    let run = run.get(..end).unwrap_or_default();
    let mut start =
        (0..run.len()).rev().find_map(|at| cut_at(run, at).map(|cut| at + cut)).unwrap_or(0).min(end);
    start = skip_opening(run, start);
    if end - start > LONGEST {
        start = end - LONGEST;
        let latin = |index: usize| run.get(index).is_some_and(|char| !is_han(*char));
        while start < end && latin(start) && latin(start - 1) {
            start += 1;
        }
    }
    let name: String = run.get(start..end).unwrap_or_default().iter().collect();
    if NO_NAMES.contains(&name.as_str()) || !name.chars().any(|char| is_han(char) || is_letter(char)) {
        start = end;
    }
    start..end
}

/// Skips particles and the number of a list before a name: `下抗折强度`, `1.2.3抗折强度`.
fn skip_opening(run: &[char], mut start: usize) -> usize {
    const PARTICLES: &str = "时下后内中上里以之各本此等 、个";
    loop {
        let kept = KEPT_OPENINGS.iter().any(|word| starts(run, start, word));
        match run.get(start) {
            Some(char) if PARTICLES.contains(*char) && !kept => start += 1,
            _ => break,
        }
    }
    let number = run.get(start..).unwrap_or_default().iter();
    let digits = number.take_while(|char| char.is_ascii_digit() || matches!(char, '.' | '-')).count();
    if run.get(start + digits).is_some_and(|char| is_han(*char)) { start + digits } else { start }
}

/// Takes the word of change from the front of a name: 降低成本 gives 成本 and 降低.
pub(super) fn opening_change(name: &str) -> Option<(&str, &'static str)> {
    let noun = NOT_CHANGES.iter().any(|word| name.starts_with(word));
    let found = OPENING_CHANGES.iter().find_map(|verb| Some((name.strip_prefix(verb)?, *verb)));
    found.filter(|(rest, _)| !noun && !rest.is_empty() && concept::change(name).is_none())
}
