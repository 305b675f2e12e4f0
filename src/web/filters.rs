//! Filters of the templates: how counts and mixed texts are written.

use std::fmt::Display;

use askama::Values;

/// A count with a comma before every three digits: `1,812`. What people wrote themselves stays as they wrote it.
///
/// # Errors
/// Never; templates want a result.
#[askama::filter_fn]
pub fn grouped<T: Display>(count: T, _: &dyn Values) -> askama::Result<String> {
    Ok(commas(count))
}

/// A text that follows a Chinese character, with the space that stands there before digits and Latin letters.
///
/// # Errors
/// Never; templates want a result.
#[askama::filter_fn]
pub fn after_chinese<T: Display>(text: T, _: &dyn Values) -> askama::Result<String> {
    Ok(apart(text.to_string()))
}

/// The same outside templates.
#[must_use]
pub fn commas(count: impl Display) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn apart(text: String) -> String {
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) { format!(" {text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{apart, commas};

    #[test]
    fn counts_are_read_in_threes() {
        let cases =
            [("0", "0"), ("999", "999"), ("1812", "1,812"), ("10000", "10,000"), ("1234567", "1,234,567")];
        for (digits, said) in cases {
            assert_eq!(commas(digits), said);
        }
    }

    #[test]
    fn latin_letters_stand_apart_from_chinese() {
        assert_eq!((apart("bearing".into()), apart("轴承".into())), (" bearing".into(), "轴承".into()));
    }
}
