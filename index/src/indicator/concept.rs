//! What a name means: which quantity it is about, whether less of it is better, and whether it tells a change.
//!
//! Names are compared by a small table of quantities and, where it says nothing, by the words they share. A quantity
//! is *whole* if its name says enough (寿命, 含水率) and *open* if it needs a word before it (强度, 精度): 抗折强度
//! and 抗压强度 are different things. It must not look at values, except that a percentage of accuracy is a hit
//! rate, not a deviation.

use super::dimension::Dimension;
use super::glyph::{Glyphs, is_han, is_letter};
use super::quantities::{CHANGED_NOUNS, HIGHER, LOWER, NOISE, QUANTITIES, Quantity};
use super::unit::Unit;
use super::words::{DECREASES, INCREASES};

/// Which way a quantity changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It grows: 效率提高15%.
    Increase,
    /// It shrinks: 能耗降低30%.
    Decrease,
}

/// The change a name ends with (效率提高, 成本下降率), if any.
pub(super) fn change(name: &str) -> Option<Change> {
    let trimmed = untailed(name);
    let ends = |verbs: &[&str]| verbs.iter().any(|verb| trimmed.ends_with(verb));
    if ends(INCREASES) {
        Some(Change::Increase)
    } else if ends(DECREASES) {
        Some(Change::Decrease)
    } else {
        None
    }
}

/// The name without its word of change; a word that holds its own noun leaves that (节能: 能耗).
fn unchanged(name: &str) -> String {
    let trimmed = untailed(name);
    if let Some((rest, noun)) =
        CHANGED_NOUNS.iter().find_map(|(verb, noun)| Some((trimmed.strip_suffix(verb)?, noun)))
    {
        return format!("{rest}{noun}");
    }
    INCREASES.iter().chain(DECREASES).find_map(|verb| trimmed.strip_suffix(verb)).unwrap_or(name).to_owned()
}

/// The name without what may follow a word of change: 增长率, 下降幅度.
fn untailed(name: &str) -> &str {
    ["率", "幅度", "量", "比例"].iter().find_map(|tail| name.strip_suffix(tail)).unwrap_or(name)
}

/// The quantity that a word of change means by itself: 节能 is about 能耗.
pub(super) fn means_itself(verb: &str) -> Option<&'static str> {
    CHANGED_NOUNS.iter().find(|(known, _)| *known == verb).map(|(_, noun)| *noun)
}

/// Which side of a value is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Higher,
    Lower,
}

/// Which side is better for the quantity called `name` with this value.
pub(super) fn better(name: &str, unit: Option<&Unit>, value: f64) -> Option<Better> {
    match change(name) {
        Some(_) => return Some(Better::Higher),
        None if name.is_empty() => return None,
        None => {}
    }
    let about = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let measures = |dimension: Dimension| unit.is_some_and(|unit| unit.is(dimension));
    let share = measures(Dimension::NUMBER) && unit.is_some_and(|unit| unit.to_base(value) >= 0.5);
    if about(&["精度", "精确度", "准确度"]) && share {
        return Some(Better::Higher);
    }
    // A resolution in µm is a smallest step, one in pixels is not.
    if about(&["分辨率", "分辨力"]) && (measures(Dimension::LENGTH) || measures(Dimension::TIME)) {
        return Some(Better::Lower);
    }
    // The head of a Chinese noun stands last: 缺陷检出率 is about detection, not about defects.
    let last =
        |words: &[&str]| words.iter().filter_map(|word| name.rfind(word).map(|at| at + word.len())).max();
    match (last(LOWER), last(HIGHER)) {
        (None, None) => None,
        (lower, higher) if lower >= higher => Some(Better::Lower),
        _ => Some(Better::Higher),
    }
}

/// What a name is about, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    nameless: bool,
    change: Option<Change>,
    /// Row of [`QUANTITIES`].
    quantity: Option<usize>,
    /// Bigrams and Latin words besides the quantity and noise.
    tokens: Vec<String>,
}

impl Subject {
    /// Reads a name.
    pub(super) fn of(name: &str) -> Self {
        let plain: String = Glyphs::of(name).chars.into_iter().filter(|char| !char.is_whitespace()).collect();
        let base = unchanged(&plain);
        let found = QUANTITIES.iter().enumerate().find_map(|(row, Quantity(_, _, names))| {
            names.iter().find(|name| base.contains(**name)).map(|name| (row, *name))
        });
        let mut rest = found.map_or_else(|| base.clone(), |(_, name)| base.replace(name, " "));
        // A second name of the same family repeats the first: 粒径D50.
        for name in found.iter().flat_map(|(row, _)| family_names(*row)) {
            rest = rest.replace(name, " ");
        }
        for noise in NOISE {
            rest = rest.replace(noise, " ");
        }
        Self {
            nameless: plain.is_empty(),
            change: change(&plain),
            quantity: found.map(|(row, _)| row),
            tokens: tokens(&rest),
        }
    }

    /// How close two names are: `None` if they are about different things, else 1 (related) to 3 (the same).
    /// `specific` and `conclusive` tell about their common dimension.
    pub(super) fn closeness(&self, other: &Self, specific: bool, conclusive: bool) -> Option<u8> {
        if self.change != other.change {
            return None;
        }
        if self.nameless || other.nameless {
            return specific.then_some(1);
        }
        let shared = self.tokens.iter().any(|token| other.tokens.contains(token));
        let bare = self.tokens.is_empty() || other.tokens.is_empty();
        let related = match (self.row(), other.row()) {
            (Some((one, _)), Some((two, _))) if one.0 != two.0 => false,
            (Some((one, here)), Some((_, there))) if here == there => one.1 || shared || bare,
            (Some((one, _)), Some((two, _))) => {
                // Two whole quantities of a family differ; its open name fits any of them if it stands alone.
                let open_alone = |side: &Self, quantity: &Quantity| !quantity.1 && side.tokens.is_empty();
                open_alone(self, one) || open_alone(other, two)
            }
            _ => shared,
        };
        match (related, self == other) {
            (_, true) => Some(3),
            (true, _) => Some(if shared { 2 } else { 1 }),
            (false, _) => conclusive.then_some(1),
        }
    }

    fn row(&self) -> Option<(&'static Quantity, usize)> {
        self.quantity.and_then(|row| QUANTITIES.get(row).map(|quantity| (quantity, row)))
    }
}

/// The open names of the family a row belongs to.
fn family_names(row: usize) -> impl Iterator<Item = &'static str> {
    let family = QUANTITIES.get(row).map(|quantity| quantity.0);
    let open = QUANTITIES.iter().filter(move |quantity| Some(quantity.0) == family && !quantity.1);
    open.flat_map(|quantity| quantity.2.iter().copied())
}

/// True if the text ends with a quantity of the table.
pub(super) fn ends_with_quantity(text: &str) -> bool {
    QUANTITIES.iter().any(|quantity| quantity.2.iter().any(|known| text.ends_with(known)))
}

/// True if the name is a quantity of the table.
pub(super) fn is_quantity(name: &str) -> bool {
    QUANTITIES.iter().any(|quantity| quantity.2.iter().any(|known| name.contains(known)))
}

/// Han bigrams (or a lone Han character) and lower-case Latin words.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_latin = |char: char| is_letter(char) || char.is_ascii_digit();
    let same_kind = |a: &char, b: &char| (is_han(*a) && is_han(*b)) || (is_latin(*a) && is_latin(*b));
    let mut tokens = Vec::new();
    for word in chars.chunk_by(same_kind) {
        match word {
            [first, ..] if is_latin(*first) => tokens.push(word.iter().collect::<String>().to_lowercase()),
            [only] if is_han(*only) => tokens.push(only.to_string()),
            [first, _, ..] if is_han(*first) => {
                tokens.extend(word.windows(2).map(|pair| pair.iter().collect::<String>()));
            }
            _ => {}
        }
    }
    tokens
}
