//! Texts from forms and sheets: cleaning, lists, and sort keys. Counts characters as people do, never bytes.

use pinyin::ToPinyin;

/// Longest title of a need or capability, in characters; longer ones are rejected, 50 already earn a warning.
pub const MAX_TITLE: usize = 200;
/// Longest running text that is stored, in characters.
pub const MAX_TEXT: usize = 20_000;

/// Trims, drops control characters except line breaks, and joins runs of blanks.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.replace("\r\n", "\n").replace('\r', "\n").split('\n') {
        let words: Vec<&str> = line
            .split(|ch: char| ch.is_whitespace() || ch.is_control() || ch == '\u{FEFF}' || ch == '\u{200B}')
            .filter(|word| !word.is_empty())
            .collect();
        out.push_str(&words.join(" "));
        out.push('\n');
    }
    out.trim_matches('\n').to_owned()
}

/// A name on one line: cleaned, without blanks between Chinese characters (嵩  县 is 嵩县).
#[must_use]
pub fn clean_name(text: &str) -> String {
    let text = clean(text).replace('\n', " ");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(ch) = rest.next() {
        let between_latin = out.chars().last().is_some_and(|before| before.is_ascii_alphanumeric())
            && rest.peek().is_some_and(char::is_ascii_alphanumeric);
        if ch != ' ' || between_latin {
            out.push(ch);
        }
    }
    out
}

/// The key by which names are compared: cleaned, full-width brackets and letters to half-width, lower case, no blanks.
#[must_use]
pub fn name_key(text: &str) -> String {
    clean_name(text)
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .map(half_width)
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(ch: char) -> char {
    match u32::from(ch) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(ch),
        _ => ch,
    }
}

/// Splits a cell that lists things: by ；;、，, and line breaks, without empty or repeated items.
#[must_use]
pub fn list(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for item in text.split(['；', ';', '、', '，', ',', '\n']) {
        let item = clean(item);
        if !item.is_empty() && !out.contains(&item) {
            out.push(item);
        }
    }
    out
}

/// Joins a list as the sheets write it.
#[must_use]
pub fn join(items: &[String]) -> String {
    items.join("；")
}

/// A key that sorts Chinese names by pinyin, alike on every database: lower-case letters and digits only.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let mut key = String::new();
    for ch in name.chars().map(half_width) {
        if let Some(sound) = ch.to_pinyin() {
            key.extend(sound.with_tone_num_end().chars().filter(char::is_ascii_alphanumeric));
        } else if ch.is_ascii_alphanumeric() {
            key.push(ch.to_ascii_lowercase());
        }
    }
    key
}

/// The sounds of a name in one piece, without tones: 洛轴 is `luozhou`, 洛轴LYC is `luozhoulyc`. A character with several
/// sounds has its most common one (重庆 is `zhongqing`); whoever types another does not find it by sound.
#[must_use]
pub fn pinyin(name: &str) -> String {
    sounds(name, |sound| sound)
}

/// The first letters of the sounds of a name: 洛轴 is `lz`, 洛轴LYC is `lzlyc`.
#[must_use]
pub fn initials(name: &str) -> String {
    sounds(name, |sound| sound.get(..1).unwrap_or_default())
}

fn sounds(name: &str, of: impl Fn(&'static str) -> &'static str) -> String {
    let mut out = String::new();
    for ch in name.chars().map(half_width) {
        match ch.to_pinyin() {
            // ü is typed as v.
            Some(sound) => out.push_str(&of(sound.plain()).replace('ü', "v")),
            None if ch.is_ascii_alphanumeric() => out.push(ch.to_ascii_lowercase()),
            None => {}
        }
    }
    out
}
