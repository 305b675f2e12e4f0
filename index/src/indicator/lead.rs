//! Reads the words before a figure, from the figure backwards: comparisons, fillers, a word of change, a hardness
//! scale, and then the name.
//!
//! It must not decide what the words amount to; that needs the unit and is done in `judge`.

use std::collections::HashSet;
use std::sync::LazyLock;

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
    /// The words speak of the present state.
    pub(super) present: bool,
    /// The figure is a part of what stands before it: 母材的90%.
    pub(super) part_of: bool,
    /// The level is said not to be reached.
    pub(super) unreached: bool,
    /// A unit before the number (HRC58), or in brackets after the name.
    pub(super) unit: Option<Unit>,
    /// The noun.
    pub(super) name: Name,
    /// The sign of a roughness before the number.
    symbol: &'static str,
    /// 分别 was said.
    respectively: bool,
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
        let mut at = lead.read_words(chars, floor, end, closed);
        let mut verbs = INCREASES.iter().chain(DECREASES);
        if lead.towards.is_none()
            && let Some(verb) = verbs.find(|verb| ends(chars, floor, at, verb))
        {
            lead.verb = Some(verb);
            at -= verb.chars().count();
        }
        lead.words_start = at;
        lead.name = name::before(chars, floor, at);
        lead.name.text.push_str(lead.symbol);
        lead.present |= lead.name.present;
        if lead.respectively {
            lead.series = name::series(chars, floor, at);
        }
        lead.start = if lead.name.text.is_empty() { at } else { lead.name.start };
        if lead.name.text.contains("显色") {
            // The Ra of colours is no roughness.
            lead.unit = None;
        } else if let Some(unit) = lead.name.unit.take() {
            lead.unit = Some(unit);
        }
        lead
    }

    /// Reads comparisons, fillers and signs of quantities backwards; returns where they start.
    fn read_words(&mut self, chars: &[char], floor: usize, end: usize, closed: bool) -> usize {
        let mut at = end;
        for _ in 0..MOST_WORDS {
            at = skip_blanks(chars, floor, at);
            if let Some((word, length)) = word(chars, floor, at) {
                at -= length;
                self.part_of |= at + length == end && chars.get(at) == Some(&'的');
                self.take(word);
            } else if let Some((unit, length)) = prefix_unit(chars, floor, at) {
                at -= length;
                self.unit = Some(unit);
            } else if let Some(sign) = roughness(chars, floor, at) {
                at -= sign.len();
                self.symbol = sign;
                self.unit = Some(Unit::parse("μm"));
            } else {
                let compared = closed || self.claim.is_some() || self.unit.is_some();
                let opened = at > floor && chars.get(at - 1) == Some(&'(');
                if !(opened && compared) {
                    break;
                }
                at -= 1;
            }
        }
        at
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
            Word::Present => self.present = true,
            Word::Respectively => self.respectively = true,
            Word::Worse | Word::Filler => {}
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

/// Last characters of the words that [`word`] knows: most characters end none.
static ENDINGS: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let before = BEFORE.iter().map(|(text, ..)| *text);
    let words = before.chain(DENIABLE.iter().map(|(text, _)| *text)).chain(LEADING.iter().copied());
    words.filter_map(|word| word.chars().next_back()).collect()
});

/// What makes a goal of a word of change: 提高到, 降低至, 缩短为.
const LEADING: &[&str] = &["到", "至", "为", "成"];

/// The word that ends at `at`, and its length.
fn word(chars: &[char], floor: usize, at: usize) -> Option<(Word, usize)> {
    let last = at.checked_sub(1).filter(|index| *index >= floor).and_then(|index| chars.get(index))?;
    if !ENDINGS.contains(last) {
        return None;
    }
    leads_to(chars, floor, at)
        .or_else(|| {
            let plain = BEFORE.iter().find(|(text, _, guard)| {
                let before = at.checked_sub(text.chars().count() + 1).filter(|index| *index >= floor);
                let noun =
                    before.and_then(|index| chars.get(index)).is_some_and(|char| guard.contains(*char));
                ends(chars, floor, at, text) && !noun
            });
            plain.map(|(text, word, _)| (*word, text.chars().count()))
        })
        .or_else(|| {
            let (text, word) = DENIABLE.iter().find(|(text, _)| ends(chars, floor, at, text))?;
            let length = text.chars().count();
            let denial = NEGATIONS.iter().find(|negation| ends(chars, floor, at - length, negation));
            Some(match denial {
                Some(negation) => (denied(*word), length + negation.chars().count()),
                None => (*word, length),
            })
        })
}

/// A word of change with its goal: 提高到, 降低至.
fn leads_to(chars: &[char], floor: usize, at: usize) -> Option<(Word, usize)> {
    LEADING.iter().find(|word| ends(chars, floor, at, word))?;
    let length = |verbs: &[&str]| {
        verbs.iter().find(|verb| ends(chars, floor, at - 1, verb)).map(|verb| verb.chars().count() + 1)
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
    let sign = ["Ra", "Rz", "Ry"].into_iter().find(|sign| ends(chars, floor, at, sign))?;
    let glued = at.checked_sub(3).and_then(|index| chars.get(index)).is_some_and(|char| is_letter(*char));
    (!glued).then_some(sign)
}

/// Longest test load in the sign of a hardness: HV0.3, HV30.
const MOST_LOAD: usize = 4;

/// A hardness scale that ends at `at`, as in `HRC58`, `HRC≥58` and `HV0.3 1200`.
fn prefix_unit(chars: &[char], floor: usize, at: usize) -> Option<(Unit, usize)> {
    let room = chars.get(floor..at)?.iter().rev();
    let load = room.take(MOST_LOAD).take_while(|char| char.is_ascii_digit() || **char == '.').count();
    let end = at - load;
    let fits = |text: &&&str| ends(chars, floor, end, text) && (load == 0 || text.starts_with("HV"));
    let text = PREFIX_UNITS.iter().find(fits)?;
    let length = text.chars().count();
    let glued =
        end.checked_sub(length + 1).and_then(|index| chars.get(index)).is_some_and(|char| is_letter(*char));
    (!glued).then(|| (Unit::parse(text), length + load))
}
