//! Headings as they compare: the same words typed with other blanks, widths and marks are the same heading.
//!
//! It must not know synonyms; those are the aliases that callers hand in.

use super::grid::trimmed;

/// Marks of a required column, and the colon some put behind a heading.
const MARKS: [&str; 4] = ["*", "(必填)", "(必填项)", ":"];

/// The form in which headings are compared: without blanks, full-width ASCII as ASCII, in lower case, without
/// the marks of a required column, so that ` 价格（万元）* ` equals `价格(万元)`.
pub fn normalise_heading(text: &str) -> String {
    let plain: String =
        trimmed(text).chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').map(half_width).collect();
    let mut heading = plain.to_lowercase();
    loop {
        let bare = MARKS.iter().fold(heading.as_str(), |text, mark| text.strip_suffix(mark).unwrap_or(text));
        let bare = bare.trim_start_matches('*');
        if bare == heading {
            return heading;
        }
        heading = bare.to_owned();
    }
}

/// The block of full-width forms lies at a fixed distance from ASCII.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::normalise_heading;

    #[test]
    fn widths_blanks_and_marks_do_not_matter() {
        for same in [
            "价格(万元)",
            "价格（万元）",
            " 价 格\n(万元） *",
            "*价格（万元）（必填）",
            "价格(万元)：",
            "价格(万元)\u{3000}",
        ] {
            assert_eq!(normalise_heading(same), "价格(万元)", "{same:?}");
        }
        assert_eq!(normalise_heading("ＴＲＬ"), "trl");
        assert_eq!(normalise_heading("＊"), "");
    }
}
