//! One spelling for all the ways a figure can be written, with the way back to the original bytes.
//!
//! Full-width letters, unit ligatures (`㎜`, `℃`), the many dashes and tildes become one form; superscripts become
//! `^` and digits, so that `10⁵` is not read as 105. It must not drop the original positions, and must not change
//! letter case, since `mPa` and `MPa` differ.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// Stands for a character that separates words but means nothing here, such as the list mark `①`.
const BREAK: char = '\u{1}';

/// A text as normalised characters, each with the byte range of the original character it came from.
pub(super) struct Glyphs {
    /// The normalised characters.
    pub(super) chars: Vec<char>,
    bytes: Vec<Range<usize>>,
}

impl Glyphs {
    /// Normalises `text`, character by character.
    pub(super) fn of(text: &str) -> Self {
        let mut glyphs =
            Self { chars: Vec::with_capacity(text.len() / 2), bytes: Vec::with_capacity(text.len() / 2) };
        let mut raised = false;
        for (start, original) in text.char_indices() {
            let range = start..start + original.len_utf8();
            if is_invisible(original) {
                continue;
            }
            let superscript = superscript(original);
            if let Some(plain) = superscript {
                if !raised {
                    glyphs.push('^', &range);
                }
                glyphs.push(plain, &range);
            } else if let Some(single) = unify(original) {
                glyphs.push(single, &range);
            } else {
                std::iter::once(original)
                    .nfkc()
                    .for_each(|char| glyphs.push(unify(char).unwrap_or(char), &range));
            }
            raised = superscript.is_some();
        }
        glyphs
    }

    fn push(&mut self, char: char, range: &Range<usize>) {
        self.chars.push(char);
        self.bytes.push(range.clone());
    }

    /// The byte range in the original text of the characters `start..end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.bytes.get(start).map_or(0, |range| range.start);
        let last =
            end.checked_sub(1).and_then(|index| self.bytes.get(index)).map_or(first, |range| range.end);
        first..last.max(first)
    }
}

/// Characters without width, which editors and web pages leave inside numbers.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The plain form of a superscript digit or sign.
fn superscript(char: char) -> Option<char> {
    Some(match char {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(u32::from(char) - 0x2070, 10)?,
        '⁺' => '+',
        '⁻' => '-',
        _ => return None,
    })
}

/// The characters that compatibility normalisation leaves apart or would spoil; `None` leaves them to it.
fn unify(char: char) -> Option<char> {
    Some(match char {
        '\n' | '\r' => '\n',
        // A full-width comma is Chinese punctuation, never a thousands separator.
        '，' => '，',
        '–' | '—' | '−' | '‐' | '‑' | '‒' | '―' | '－' | '﹣' => '-',
        '～' | '〜' | '∼' | '˜' => '~',
        '•' | '∙' | '⋅' | '・' | '●' | '‧' => '·',
        '✕' | '╳' | '✖' | '⨯' => '×',
        '≧' | '⩾' | '≥' => '≥',
        '≦' | '⩽' | '≤' => '≤',
        'º' | '˚' => '°',
        'Φ' | 'φ' | 'ϕ' | 'ø' | 'Ø' | '⌀' | '∅' => 'φ',
        '∶' => ':',
        '∕' => '/',
        // Marks of lists and fractions would otherwise turn into digits of the number next to them.
        '¼'..='¾' | '⅐'..='⅟' | '①'..='⓿' | '❶'..='➓' | '㈠'..='㉇' | '㉈'..='㉟' | '㊀'..='㊿' => {
            BREAK
        }
        '🄀'..='🄐' | '↉' | '㋀'..='㋋' | '㍘'..='㍰' | '㏠'..='㏾' => BREAK,
        _ if char.is_whitespace() => ' ',
        _ if char.is_ascii() || is_han(char) => char,
        _ => return None,
    })
}

/// True for the common Chinese characters.
pub(super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// True for letters that make up model numbers, symbols and Latin words.
pub(super) fn is_letter(char: char) -> bool {
    char.is_ascii_alphabetic() || matches!(char, 'α'..='ω' | 'Α'..='Ω')
}

/// True if `word` stands in `chars` at `at`.
pub(super) fn starts(chars: &[char], at: usize, word: &str) -> bool {
    let mut rest = chars.get(at..).unwrap_or_default().iter();
    word.chars().all(|char| rest.next() == Some(&char))
}

/// True if `word` stands in `chars[floor..end]` and ends there.
pub(super) fn ends(chars: &[char], floor: usize, end: usize, word: &str) -> bool {
    let mut rest = chars.get(floor..end).unwrap_or_default().iter().rev();
    word.chars().rev().all(|char| rest.next() == Some(&char))
}

/// The position after blanks within a line.
pub(super) fn after_blanks(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or_default().iter().take_while(|char| **char == ' ').count()
}
