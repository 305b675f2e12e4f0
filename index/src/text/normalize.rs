//! Brings different spellings of the same text to one form and remembers where each character came from.
//!
//! Full and half width, compatibility forms (㎜, ², Ⅲ), letter case, traditional characters, thousands
//! separators and the space between a number and its unit stop mattering here. Nothing else does: this file
//! neither splits text into words nor drops any of them.
//!
//! Every step looks at one character (with its combining marks) and, for numbers, at its direct neighbours,
//! so a piece cut out of a text normalises as it does inside that text.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Units that may stand apart from their number in prose; the space in between is dropped.
const UNITS: &[&str] = &[
    "nm", "um", "μm", "mm", "cm", "dm", "m", "km", "mg", "g", "kg", "t", "ms", "s", "min", "h", "°c", "°f",
    "pa", "kpa", "mpa", "gpa", "bar", "kn", "w", "kw", "mw", "gw", "kva", "j", "kj", "mj", "kwh", "wh", "v",
    "mv", "kv", "ma", "ah", "mah", "hz", "khz", "mhz", "ghz", "db", "ml", "l", "mol", "ppm", "ppb", "rpm",
    "hrc", "hra", "hv", "hb", "hbw", "ω", "kω", "lm", "cd", "lx", "bit", "kb", "mb", "gb", "tb", "m2", "m3",
    "cm2", "cm3", "mm2", "nm2",
];

/// One character of the normalised text and the bytes of the original it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MappedChar {
    ch: char,
    start: u32,
    end: u32,
}

/// A normalised text that can be traced back to the original.
///
/// Law: the source ranges of successive characters never go backwards, and together they cover the original.
#[derive(Debug, Clone, Default)]
pub struct Normalized {
    text: String,
    /// Byte offset in `text` of each character, followed by the length of `text`.
    offsets: Vec<u32>,
    chars: Vec<MappedChar>,
}

impl Normalized {
    /// Normalises `original`. Any string is accepted; texts beyond 4 GiB are cut there.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut chars = fold(original);
        join_numbers(&mut chars);
        cover(&mut chars, original.len());
        let mut text = String::with_capacity(original.len());
        let mut offsets = Vec::with_capacity(chars.len() + 1);
        for mapped in &chars {
            offsets.push(text.len() as u32);
            text.push(mapped.ch);
        }
        offsets.push(text.len() as u32);
        Self { text, offsets, chars }
    }

    /// The normalised text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of the original that the byte range `span` of the normalised text stands for.
    /// A bound inside a character is moved outwards; a span beyond the text gives the empty end.
    #[must_use]
    pub fn source(&self, span: Range<usize>) -> Range<usize> {
        let first = self.offsets.partition_point(|&at| (at as usize) <= span.start).saturating_sub(1);
        let after = self.offsets.partition_point(|&at| (at as usize) < span.end);
        let (Some(from), Some(to)) = (self.chars.get(first), self.chars.get(after.saturating_sub(1))) else {
            let end = self.chars.last().map_or(0, |last| last.end as usize);
            return end..end;
        };
        if span.is_empty() {
            return from.start as usize..from.start as usize;
        }
        from.start as usize..(to.end as usize).max(from.start as usize)
    }
}

/// The normalised text alone, for callers that never look back at the original.
#[must_use]
pub fn normalize(original: &str) -> String {
    let mut chars = fold(original);
    join_numbers(&mut chars);
    chars.iter().map(|mapped| mapped.ch).collect()
}

/// True for the characters of Chinese writing (Unicode script Han), including 〇.
#[must_use]
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3007}'
        | '\u{20000}'..='\u{3134F}' | '\u{F900}'..='\u{FAFF}')
}

/// Folds character by character: NFKC, lower case, simplified characters; invisible characters vanish.
fn fold(original: &str) -> Vec<MappedChar> {
    let mut out = Vec::with_capacity(original.len() / 2);
    let mut rest = original.char_indices().peekable();
    while let Some((start, ch)) = rest.next() {
        if start > (u32::MAX - 16) as usize {
            break;
        }
        let mut end = start + ch.len_utf8();
        let first_mark = end;
        while let Some(&(at, next)) = rest.peek() {
            if next.is_ascii() || canonical_combining_class(next) == 0 {
                break;
            }
            end = at + next.len_utf8();
            rest.next();
        }
        if end == first_mark {
            fold_char(ch, |folded| out.push(mapped(folded, start, end)));
        } else {
            for composed in original[start..end].nfkc() {
                fold_char(composed, |folded| out.push(mapped(folded, start, end)));
            }
        }
    }
    out
}

fn mapped(ch: char, start: usize, end: usize) -> MappedChar {
    MappedChar { ch, start: start as u32, end: end as u32 }
}

/// Folds one character that carries no combining marks.
fn fold_char(ch: char, mut push: impl FnMut(char)) {
    match ch {
        'a'..='z' | '0'..='9' | ' '..='@' | '['..='`' | '{'..='~' | '\n' => push(ch),
        'A'..='Z' => push(ch.to_ascii_lowercase()),
        // Control characters separate; a cell's carriage return or a stray NUL must not glue words together.
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => push(' '),
        // Zero-width and direction marks come with pasted text and mean nothing.
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => {}
        '\u{3400}'..='\u{9FFF}' => push(simplified(ch)),
        '×' | '✕' | '╳' => push('x'),
        _ => {
            for folded in std::iter::once(ch).nfkc() {
                for lower in folded.to_lowercase() {
                    push(simplified(lower));
                }
            }
        }
    }
}

/// First character of the table of simplified forms (the block of CJK Extension A and the unified ideographs).
const HAN_FIRST: u32 = 0x3400;
const HAN_LAST: u32 = 0x9FFF;

/// Characters that the converter leaves to context, decided here for technical prose (乾燥, not 乾隆).
const WITHOUT_CONTEXT: &[(char, char)] =
    &[('乾', '干'), ('於', '于'), ('瞭', '了'), ('麽', '么'), ('著', '著')];

static SIMPLIFIED: LazyLock<Box<[char]>> = LazyLock::new(|| {
    (HAN_FIRST..=HAN_LAST)
        .map(|code| {
            let ch = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            if let Some(&(_, to)) = WITHOUT_CONTEXT.iter().find(|(from, _)| *from == ch) {
                return to;
            }
            fast2s::convert(ch.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(ch)
        })
        .collect()
});

/// The simplified form of one character, without looking at its neighbours.
fn simplified(ch: char) -> char {
    let code = u32::from(ch);
    if !(HAN_FIRST..=HAN_LAST).contains(&code) {
        return ch;
    }
    SIMPLIFIED.get((code - HAN_FIRST) as usize).copied().unwrap_or(ch)
}

/// Drops what stands inside a quantity: the space before its unit and the separators of thousands.
fn join_numbers(chars: &mut Vec<MappedChar>) {
    if !chars.windows(2).any(|pair| pair[0].ch.is_ascii_digit() && matches!(pair[1].ch, ' ' | ',')) {
        return;
    }
    let mut keep = Vec::with_capacity(chars.len());
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let after_digit = at > 0 && chars[at - 1].ch.is_ascii_digit();
        let spaces = chars[at..].iter().take_while(|mapped| mapped.ch == ' ').count();
        if after_digit && spaces > 0 && unit_follows(&chars[at + spaces..]) {
            at += spaces;
            continue;
        }
        if after_digit && here.ch == ',' && thousands(chars, at) {
            at += 1;
            continue;
        }
        keep.push(here);
        at += 1;
    }
    *chars = keep;
}

/// True if `rest` begins with a unit that ends there.
fn unit_follows(rest: &[MappedChar]) -> bool {
    let word_len = rest.iter().take_while(|mapped| is_word(mapped.ch) || mapped.ch == '°').count();
    if word_len == 0 || word_len > 4 {
        return false;
    }
    let word: String = rest[..word_len].iter().map(|mapped| mapped.ch).collect();
    UNITS.contains(&word.as_str())
}

/// True if the comma at `at` separates thousands: one to three digits before, exactly three after. A full-width
/// comma separates items of a list (300，400，500).
fn thousands(chars: &[MappedChar], at: usize) -> bool {
    if chars[at].end - chars[at].start != 1 {
        return false;
    }
    let digits_after = chars[at + 1..].iter().take(4).take_while(|mapped| mapped.ch.is_ascii_digit()).count();
    let digits_before =
        chars[..at].iter().rev().take(4).take_while(|mapped| mapped.ch.is_ascii_digit()).count();
    let more = chars.get(at.wrapping_sub(digits_before + 1)).is_some_and(|mapped| mapped.ch == '.');
    digits_after == 3 && (1..=3).contains(&digits_before) && !more
}

/// A letter or digit of any script but Han: what belongs to one Latin or numeric token.
pub(super) fn is_word(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || (!ch.is_ascii() && ch.is_alphanumeric() && !is_han(ch))
}

/// Stretches the source ranges so that together they cover every byte of the original.
fn cover(chars: &mut [MappedChar], len: usize) {
    let Some(first) = chars.first_mut() else { return };
    first.start = 0;
    let mut at = 0;
    while at < chars.len() {
        let group = chars[at..].iter().take_while(|mapped| mapped.end == chars[at].end).count().max(1);
        let start = chars[at].start;
        let end = chars.get(at + group).map_or(len as u32, |next| next.start);
        for mapped in &mut chars[at..at + group] {
            mapped.start = start;
            mapped.end = end;
        }
        at += group;
    }
}
