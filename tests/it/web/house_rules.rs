//! What pages, style sheet and scripts may not hold: anything newer than Chromium 80, anything inline, other hosts.

use std::path::{Path, PathBuf};

/// Newer than Chromium 80, or wrong there; each with what the style sheet would write.
const NEW_IN_CSS: [&str; 29] = [
    ":is(",
    ":where(",
    ":has(",
    ":focus-visible",
    "inset:",
    "inset-",
    "aspect-ratio",
    "accent-color",
    "@container",
    "container-type",
    "@layer",
    "@property",
    "@scope",
    "@supports selector",
    "color-mix(",
    "oklch(",
    "lab(",
    "lch(",
    "dvh",
    "svh",
    "lvh",
    "gap: normal",
    "content-visibility",
    "text-wrap",
    "translate:",
    "rotate:",
    "scale:",
    "scrollbar-gutter",
    "@starting-style",
];

/// The same for scripts, which keep to ES2018.
const NEW_IN_SCRIPTS: [&str; 20] = [
    "?.",
    "??",
    "||=",
    "&&=",
    ".at(",
    ".replaceAll(",
    ".matchAll(",
    ".flatMap(",
    ".flat(",
    "Object.fromEntries",
    "Object.hasOwn",
    "structuredClone",
    "Promise.any",
    "Promise.allSettled",
    "BigInt",
    "globalThis",
    "import(",
    "import ",
    "replaceChildren",
    "await fetch(\"http",
];

/// Not in any page: it would be refused by the policy, or ask another host.
const NOT_IN_PAGES: [&str; 8] =
    ["style=\"", "style='", "<style", "javascript:", "data:", "src=\"http", "href=\"http", "href=\"//"];

/// Files of a folder and its folders with one of these endings.
fn files(folder: &Path, endings: &[&str], out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, endings, out);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
            out.push(path);
        }
    }
}

fn of_web(endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let mut found = Vec::new();
    files(&root, endings, &mut found);
    assert!(!found.is_empty(), "{endings:?}");
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        (file.strip_prefix(&root).expect("in web").display().to_string(), text)
    };
    found.into_iter().map(read).collect()
}

/// The text without what stands between these marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    out + rest
}

fn assert_none(file: &str, text: &str, words: &[&str]) {
    let found: Vec<&&str> = words.iter().filter(|word| text.contains(**word)).collect();
    assert!(found.is_empty(), "{file} has {found:?}");
}

/// The rules of a style sheet, innermost only: selector and declarations.
fn rules(css: &str) -> Vec<(&str, &str)> {
    css.split('}')
        .filter_map(|rule| rule.rsplit_once('{'))
        .map(|(before, inside)| (before.rsplit(['{', '}', ';']).next().unwrap_or(before).trim(), inside))
        .collect()
}

#[test]
fn the_style_sheet_is_understood_by_chromium_80() {
    for (file, text) in of_web(&["css"]) {
        let css = without(&text, "/*", "*/");
        assert_none(&file, &css, &NEW_IN_CSS);
        assert!(!css.contains("url(") && !css.contains("@import"), "{file} fetches something");
        let rules = rules(&css);
        assert!(rules.len() > 50, "{file} is read");
        for (selector, inside) in rules {
            let flexible = inside.contains("display: flex") || inside.contains("display: inline-flex");
            let gap = inside.split(';').any(|one| one.trim_start().starts_with("gap:"));
            assert!(!(flexible && gap), "{file}: {selector} has a gap in a flex box");
            assert!(!selector.contains('&'), "{file}: {selector} is nested");
        }
    }
}

#[test]
fn scripts_are_understood_by_chromium_80_and_ask_only_us() {
    for (file, text) in of_web(&["js"]) {
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_none(&file, &code, &NEW_IN_SCRIPTS);
        assert_none(&file, &code, &["http:", "https:", "eval(", "new Function", "document.write", ".style."]);
    }
}

#[test]
fn pages_hold_nothing_inline_and_nothing_from_elsewhere() {
    for (file, text) in of_web(&["html", "svg"]) {
        let page = without(&text, "{#", "#}");
        // A name space is no address.
        let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert_none(&file, &page, &NOT_IN_PAGES);
        assert!(!page.contains("http://") && !page.contains("https://"), "{file} names another host");
        assert!(!page.contains("|safe"), "{file} shows something unescaped");
        for tag in page.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
            let handler = tag.split_ascii_whitespace().skip(1).any(|word| {
                word.split_once('=').is_some_and(|(name, _)| name.len() > 2 && name.starts_with("on"))
            });
            assert!(!handler, "{file}: <{tag}> has an inline script");
            assert!(!tag.starts_with("script") || tag.contains("src="), "{file} has an inline script");
        }
    }
}

#[test]
fn only_what_templates_made_is_shown_unescaped() {
    for (file, text) in of_web(&["rs"]).iter().filter(|(file, _)| file != "render.rs") {
        for word in ["Safe(", "(Safe)", "MaybeSafe", "HtmlSafe"] {
            assert!(!text.contains(word), "{file} shows something unescaped");
        }
    }
}
