//! Sheet names by Excel's rules: at most 31 UTF-16 units, seven characters forbidden, no two alike.
//!
//! A name is mended, never refused: it often comes from data (a county, a document).

/// Length of a name in UTF-16 units.
const MAX_UNITS: usize = 31;

/// Usable names for sheets, in order.
pub(super) fn sheet_names<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names = Vec::new();
    for name in wanted {
        names.push(free_name(name, &names));
    }
    names
}

/// A usable name that none of `taken` has; Excel takes names that differ in case for the same.
pub(super) fn free_name(wanted: &str, taken: &[String]) -> String {
    let clean = clean(wanted);
    let is_free = |name: &String| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|number| {
        let tail = format!("({number})");
        format!("{}{tail}", cut(&clean, MAX_UNITS - tail.len()))
    });
    std::iter::once(clean.clone()).chain(numbered).find(is_free).unwrap_or_default()
}

fn clean(wanted: &str) -> String {
    let legal = |c: char| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    let replaced: String = wanted.chars().map(|c| if legal(c) { c } else { '_' }).collect();
    let name = cut(bare(&replaced), MAX_UNITS);
    match bare(name) {
        "" => "Sheet".to_owned(),
        // Excel keeps this name for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// Without the apostrophes that may not stand at the ends, and without blanks there.
fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| c == '\'' || c.is_whitespace())
}

fn cut(name: &str, units: usize) -> &str {
    let mut left = units;
    let end = name.char_indices().find(|(_, c)| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    end.map_or(name, |(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::sheet_names;

    #[test]
    fn names_are_mended_and_differ() {
        let long = "洛".repeat(40);
        let wanted =
            ["a/b", "A_B", "", "'引号'", "History", &long, &long, "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"];
        let names = sheet_names(wanted);
        assert_eq!(names[..5], ["a_b", "A_B(2)", "Sheet", "引号", "History_"]);
        assert_eq!(names[5], "洛".repeat(31));
        assert_eq!(names[6], format!("{}(2)", "洛".repeat(28)));
        assert_eq!(names[7], "😀".repeat(15));
    }
}
