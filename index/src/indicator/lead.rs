//! Reads the words before a figure, from the figure backwards: comparisons, fillers, a word of change, a hardness
//! scale, and then the name.
//!
//! It must not decide what the words amount to; that needs the unit and is done in `judge`.

use super::glyph::{ends, is_letter};
use super::name::{self, Name};
use super::unit::Unit;
use super::words::{BEFORE, DECREASES, DENIABLE, INCREASES, NEGATIONS, Word};

/// Most words between a name and its figure.
const MOST_WORDS: usize = 8;

/// What stands before a figure.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// [`Word::AtLeast`], [`Word::AtMost`] or [`Word::AsGood`].
    pub(super) claim: Option<Word>,
    /// [`Word::Up`], [`Word::Down`] or [`Word::To`]: the figure is where something leads.
    pub(super) towards: Option<Word>,
    /// A word of change directly before the figure: 提高15%.
    pub(super) verb: Option<&'static str>,
    /// 零下.
    pub(super) below: bool,
    /// 百分之.
    pub(super) percent: bool,
    /// The figure is a part of what stands before it: 母材的90%.
    pub(super) part_of: bool,
    /// The level is said not to be reached.
    pub(super) unreached: bool,
    /// A unit before the number (HRC58), or in brackets after the name.
    pub(super) unit: Option<Unit>,
    /// The noun.
    pub(super) name: Name,
    /// The names that share the following figures, if 分别 was said.
    pub(super) series: Vec<String>,
    /// Where all of it starts.
    pub(super) start: usize,
    /// Where the words between the name and the figure start.
    pub(super) words_start: usize,
}

/// Units that stand before their number.
const PREFIX_UNITS: &[&str] = &["HRC", "HRA", "HRB", "HV", "HBW", "HBS", "HB", "HLD", "HL"];

impl Lead {
    /// Reads what ends at `end` and starts at `floor` or later; `closed` if a bracket closes after the figure.
    pub(super) fn read(chars: &[char], floor: usize, end: usize, closed: bool) -> Self {
        let mut lead = Self::default();
        let mut at = end;
        let mut respectively = false;
        let mut symbol = "";
        for _ in 0..MOST_WORDS {
            at = skip_blanks(chars, floor, at);
            if let Some((word, length)) = word(chars, floor, at) {
                at -= length;
                respectively |= word == Word::Respectively;
                lead.part_of |= at + length == end && chars.get(at) == Some(&'的');
                lead.take(word);
            } else if let Some((unit, length)) = prefix_unit(chars, floor, at) {
                at -= length;
                lead.unit = Some(unit);
            } else if let Some(sign) = roughness(chars, floor, at) {
                at -= sign.len();
                symbol = sign;
                lead.unit = Some(Unit::parse("μm"));
            } else if at > floor
                && chars.get(at - 1) == Some(&'(')
                && (closed || lead.claim.is_some() || lead.unit.is_some())
            {
                at -= 1;
            } else {
                break;
            }
        }
        if lead.towards.is_none()
            && let Some(verb) = INCREASES
                .iter()
                .chain(DECREASES)
                .find(|verb| ends(chars, floor, at, verb))
        {
            lead.verb = Some(verb);
            at -= verb.chars().count();
        }
        lead.words_start = at;
        lead.name = name::before(chars, floor, at);
        lead.name.text.push_str(symbol);
        if respectively {
            lead.series = name::series(chars, floor, at);
        }
        lead.start = if lead.name.text.is_empty() {
            at
        } else {
            lead.name.start
        };
        if let Some(unit) = lead.name.unit.take() {
            lead.unit = Some(unit);
        }
        lead
    }

    fn take(&mut self, word: Word) {
        match word {
            // The word nearest to the figure is meant: 达到≥95%.
            Word::AtLeast | Word::AtMost | Word::AsGood => {
                self.claim.get_or_insert(word);
            }
            Word::Up | Word::Down | Word::To => {
                self.towards.get_or_insert(word);
            }
            Word::Below => self.below = true,
            Word::Percent => self.percent = true,
            Word::Unreached => self.unreached = true,
            Word::Worse | Word::Filler | Word::Respectively => {}
        }
    }
}

fn skip_blanks(chars: &[char], floor: usize, mut at: usize) -> usize {
    // Fillers are few and blanks before figures too; more of them separate columns of a table.
    let least = floor.max(at.saturating_sub(4));
    while at > least && chars.get(at - 1) == Some(&' ') {
        at -= 1;
    }
    at
}

/// The word that ends at `at`, and its length.
fn word(chars: &[char], floor: usize, at: usize) -> Option<(Word, usize)> {
    leads_to(chars, floor, at)
        .or_else(|| {
            let plain = BEFORE.iter().find(|(text, _, guard)| {
                let before = at
                    .checked_sub(text.chars().count() + 1)
                    .filter(|index| *index >= floor);
                let noun = before
                    .and_then(|index| chars.get(index))
                    .is_some_and(|char| guard.contains(*char));
                ends(chars, floor, at, text) && !noun
            });
            plain.map(|(text, word, _)| (*word, text.chars().count()))
        })
        .or_else(|| {
            let (text, word) = DENIABLE.iter().find(|(text, _)| ends(chars, floor, at, text))?;
            let length = text.chars().count();
            let denial = NEGATIONS
                .iter()
                .find(|negation| ends(chars, floor, at - length, negation));
            Some(match denial {
                Some(negation) => (denied(*word), length + negation.chars().count()),
                None => (*word, length),
            })
        })
}

/// A word of change with its goal: 提高到, 降低至.
fn leads_to(chars: &[char], floor: usize, at: usize) -> Option<(Word, usize)> {
    let last = at
        .checked_sub(1)
        .filter(|index| *index >= floor)
        .and_then(|index| chars.get(index))?;
    if !matches!(last, '到' | '至' | '为' | '成') {
        return None;
    }
    let length = |verbs: &[&str]| {
        verbs
            .iter()
            .find(|verb| ends(chars, floor, at - 1, verb))
            .map(|verb| verb.chars().count() + 1)
    };
    length(INCREASES)
        .map(|length| (Word::Up, length))
        .or_else(|| length(DECREASES).map(|length| (Word::Down, length)))
}

/// What a negation makes of a comparison.
fn denied(word: Word) -> Word {
    match word {
        Word::AtLeast => Word::AtMost,
        Word::AtMost => Word::AtLeast,
        Word::Worse => Word::AsGood,
        // That a level is not reached tells neither what is wanted nor what is offered.
        _ => Word::Unreached,
    }
}

/// The sign of a roughness that ends at `at`; its unit is μm if none is written.
fn roughness(chars: &[char], floor: usize, at: usize) -> Option<&'static str> {
    let sign = ["Ra", "Rz", "Ry"]
        .into_iter()
        .find(|sign| ends(chars, floor, at, sign))?;
    let glued = at
        .checked_sub(3)
        .and_then(|index| chars.get(index))
        .is_some_and(|char| is_letter(*char));
    (!glued).then_some(sign)
}

/// A hardness scale that ends at `at`, as in `HRC58` and `HRC≥58`.
fn prefix_unit(chars: &[char], floor: usize, at: usize) -> Option<(Unit, usize)> {
    let text = PREFIX_UNITS.iter().find(|text| ends(chars, floor, at, text))?;
    let length = text.chars().count();
    let glued = at
        .checked_sub(length + 1)
        .and_then(|index| chars.get(index))
        .is_some_and(|char| is_letter(*char));
    (!glued).then(|| (Unit::parse(text), length))
}
