//! How texts get into a page: signs that mean something in HTML become entities, and control characters and signs that
//! turn the direction of writing are left out, since they make no sense there, whoever typed them. The templates
//! themselves have none.

use std::fmt;

use askama::filters::Escaper;

/// The escaper of the templates, as `askama.toml` names it.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        // Where the part begins that is not written yet, and where to look on.
        let (mut begin, mut at) = (0, 0);
        let bytes = text.as_bytes();
        while let Some(ahead) =
            bytes.get(at..).and_then(|rest| rest.iter().position(|byte| is_special(*byte)))
        {
            at += ahead;
            let (length, instead) = meaning(bytes.get(at..).unwrap_or_default());
            if let Some(instead) = instead {
                dest.write_str(text.get(begin..at).unwrap_or_default())?;
                dest.write_str(instead)?;
                begin = at + length;
            }
            at += length;
        }
        dest.write_str(text.get(begin..).unwrap_or_default())
    }
}

/// True for bytes with which something to be replaced may begin.
fn is_special(byte: u8) -> bool {
    const SPECIAL: [bool; 256] = {
        let mut special = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            special[byte] = match byte as u8 {
                b'\n' | b'\t' => false,
                b'"' | b'&' | b'\'' | b'<' | b'>' | 0..32 | 127 | 0xC2 | 0xE2 => true,
                _ => false,
            };
            byte += 1;
        }
        special
    };
    SPECIAL.get(usize::from(byte)) == Some(&true)
}

/// The length of the character at the beginning, and what is to be written in its place; `None` for itself.
fn meaning(text: &[u8]) -> (usize, Option<&'static str>) {
    match *text {
        [b'"', ..] => (1, Some("&#34;")),
        [b'&', ..] => (1, Some("&#38;")),
        [b'\'', ..] => (1, Some("&#39;")),
        [b'<', ..] => (1, Some("&#60;")),
        [b'>', ..] => (1, Some("&#62;")),
        // U+0080 to U+009F
        [0xC2, second, ..] => (2, (second < 0xA0).then_some("")),
        // U+202A to U+202E and U+2066 to U+2069
        [0xE2, 0x80, third, ..] => (3, (0xAA..=0xAE).contains(&third).then_some("")),
        [0xE2, 0x81, third, ..] => (3, (0xA6..=0xA9).contains(&third).then_some("")),
        [0xE2, ..] => (3, None),
        _ => (1, Some("")),
    }
}

#[cfg(test)]
mod tests {
    use askama::filters::Escaper as _;

    use super::Html;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Html.write_escaped_str(&mut out, text).expect("writes");
        out
    }

    #[test]
    fn every_character_is_escaped_left_out_or_itself() {
        for ch in '\0'..='\u{FFFF}' {
            let odd = matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            let expected = match ch {
                '\n' | '\t' => ch.to_string(),
                '"' | '&' | '\'' | '<' | '>' => format!("&#{};", ch as u32),
                ch if odd || ch.is_control() => String::new(),
                ch => ch.to_string(),
            };
            assert_eq!(escaped(&format!("轴{ch}“{ch}{ch}·")), format!("轴{expected}“{expected}{expected}·"));
        }
    }

    #[test]
    fn plain_text_stays() {
        for text in ["", "轴承 6204-2RS", "“a”—b×c²…", "\u{A0}\u{E2}\u{10FFFF}"] {
            assert_eq!(escaped(text), text);
        }
    }
}
