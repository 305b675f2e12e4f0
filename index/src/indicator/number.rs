//! Numbers as people write them, and the digits that are no numbers.
//!
//! Reads `1800`, `1 800`, `1,800`, `0.01`, `1.5×10^5`, `10^-3`, `1e-6`. Recognises as noise: version and section
//! numbers (1.2.3), ratios (1:3), fractions (1/2), sizes (50×30) and strings of digits too long to be a quantity.
//! It must not look at what stands before the number.

use super::glyph::after_blanks;

/// More digits are a code, a telephone number or an account.
const MOST_DIGITS: usize = 15;
/// Larger powers of ten are slips of the pen.
const MOST_POWER: i32 = 40;

/// What the digits at a position are.
#[derive(Debug, PartialEq)]
pub(super) enum Digits {
    /// A number, and the position after it.
    Number(f64, usize),
    /// Something else made of digits, and the position after it.
    Noise(usize),
}

fn is_digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

fn digits_end(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or_default().iter().take_while(|char| char.is_ascii_digit()).count()
}

/// Reads the digits at `at`, where one must stand.
pub(super) fn read(chars: &[char], at: usize) -> Digits {
    let mut text = String::new();
    let mut end = whole(chars, at, &mut text);
    if chars.get(end) == Some(&'.') && is_digit(chars, end + 1) {
        let fraction = digits_end(chars, end + 1);
        text.extend(chars.get(end..fraction).unwrap_or_default());
        end = fraction;
    }
    if text.len() > MOST_DIGITS + 1 || continues(chars, end) {
        return Digits::Noise(noise_end(chars, end));
    }
    let Some((exponent, end)) = exponent(chars, end, &mut text) else {
        return Digits::Noise(noise_end(chars, end));
    };
    match format!("{text}e{exponent}").parse::<f64>() {
        Ok(value) if value.is_finite() && exponent.abs() <= MOST_POWER => Digits::Number(value, end),
        _ => Digits::Noise(end),
    }
}

/// Appends the digits before the point, joining groups of thousands, and returns the position after them.
fn whole(chars: &[char], at: usize, text: &mut String) -> usize {
    let mut end = digits_end(chars, at);
    text.extend(chars.get(at..end).unwrap_or_default().iter().take(MOST_DIGITS + 2));
    if end - at > 3 {
        return end;
    }
    let Some(separator) = chars.get(end).copied().filter(|char| matches!(char, ',' | ' ')) else {
        return end;
    };
    while chars.get(end) == Some(&separator)
        && digits_end(chars, end + 1) == end + 4
        && text.len() <= MOST_DIGITS
    {
        text.extend(chars.get(end + 1..end + 4).unwrap_or_default());
        end += 4;
    }
    end
}

/// True if what follows a number shows that it is none: another dotted part, a ratio, a fraction, a size.
fn continues(chars: &[char], end: usize) -> bool {
    if let Some('.' | ':' | '/' | '_') = chars.get(end) {
        return is_digit(chars, end + 1);
    }
    let sign = after_blanks(chars, end);
    let after = after_blanks(chars, sign + 1);
    match chars.get(sign) {
        Some('×' | 'x' | 'X' | '*') => is_digit(chars, after) && !is_power_of_ten(chars, after),
        Some(':') => is_digit(chars, after),
        _ => false,
    }
}

fn is_power_of_ten(chars: &[char], at: usize) -> bool {
    chars.get(at..at + 3) == Some(&['1', '0', '^'])
}

/// The position after dotted, divided or multiplied digits.
fn noise_end(chars: &[char], at: usize) -> usize {
    let mut end = at;
    loop {
        let sign = after_blanks(chars, end);
        let after = after_blanks(chars, sign + 1);
        let joins = matches!(chars.get(sign), Some('.' | ':' | '/' | '_' | '×' | 'x' | 'X' | '*'));
        if is_digit(chars, end) {
            end = digits_end(chars, end);
        } else if joins && is_digit(chars, after) {
            end = digits_end(chars, after);
        } else {
            return end;
        }
    }
}

/// Reads the power of ten after a number (0 if there is none) and the position after it; `None` if it is no power
/// that a quantity can have. The number `10` before `^` becomes 1.
fn exponent(chars: &[char], end: usize, text: &mut String) -> Option<(i32, usize)> {
    if chars.get(end) == Some(&'^') {
        if text != "10" {
            return None;
        }
        "1".clone_into(text);
        return power(chars, end + 1);
    }
    let sign = after_blanks(chars, end);
    let ten = after_blanks(chars, sign + 1);
    if matches!(chars.get(sign), Some('×' | 'x' | 'X' | '*' | '·')) && is_power_of_ten(chars, ten) {
        return power(chars, ten + 3);
    }
    if matches!(chars.get(end), Some('e' | 'E'))
        && let Some((exponent, after)) = power(chars, end + 1)
        && !chars.get(after).is_some_and(char::is_ascii_digit)
    {
        return Some((exponent, after));
    }
    Some((0, end))
}

/// Reads a whole number of at most two digits with sign, possibly in brackets.
fn power(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let bracket = usize::from(chars.get(at) == Some(&'('));
    let sign = chars.get(at + bracket).filter(|char| matches!(char, '+' | '-'));
    let start = at + bracket + usize::from(sign.is_some());
    let end = digits_end(chars, start);
    let digits: String = chars.get(start..end.min(start + 3))?.iter().collect();
    let value: i32 = digits.parse().ok()?;
    let closed = bracket == 0 || chars.get(end) == Some(&')');
    (end <= start + 2 && closed).then_some((if sign == Some(&'-') { -value } else { value }, end + bracket))
}
