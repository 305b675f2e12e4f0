//! Traces of an enterprise's name in a text: its full name, and the short names people make of it (洛阳示例轴承有限公司 is
//! 洛阳示例轴承 and 示例轴承). Where the name is not to be shown they are found, named to whoever publishes, and left out of
//! what others read. What people call an enterprise otherwise (洛轴) cannot be told from its name.

use super::county::without_city;
use super::need::{Need, NeedField};
use super::text::clean_name;

/// What stands instead of a name that is not shown.
pub const UNNAMED: &str = "本企业";
/// Short names of fewer characters are words of the trade rather than names: 轴承 says nothing of 洛阳轴承有限公司.
const SHORTEST: usize = 4;
/// Ends of names that say only what kind of body it is, longest first.
const ENDINGS: [&str; 8] = [
    "集团股份有限公司",
    "集团有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限责任公司",
    "有限公司",
    "集团",
    "公司",
];

/// The names to look for, longest first.
#[must_use]
pub fn name_traces(name: &str) -> Vec<String> {
    let full = clean_name(name);
    let body = ENDINGS.iter().find_map(|ending| full.strip_suffix(ending)).unwrap_or(&full);
    let core = without_city(body);
    let mut all: Vec<String> = vec![full.clone(), body.to_owned(), core.to_owned()];
    all.retain(|one| one.chars().count() >= SHORTEST);
    all.dedup();
    all
}

/// True if the text holds one of the names, however its blanks lie.
#[must_use]
pub fn has_trace(text: &str, traces: &[String]) -> bool {
    let text = clean_name(text);
    traces.iter().any(|trace| text.contains(trace.as_str()))
}

/// The text with [`UNNAMED`] for each of the names. Where a name is broken by blanks these go too.
#[must_use]
pub fn without_traces(text: &str, traces: &[String]) -> String {
    if !has_trace(text, traces) {
        return text.to_owned();
    }
    let replaced = |line: &str| {
        let line = if has_trace(line, traces) { clean_name(line) } else { line.to_owned() };
        traces.iter().fold(line, |line, trace| line.replace(trace.as_str(), UNNAMED))
    };
    let mut lines: Vec<String> = text.split('\n').map(replaced).collect();
    // A name may run over the end of a line.
    if has_trace(&lines.join("\n"), traces) {
        lines = vec![replaced(&lines.concat())];
    }
    lines.join("\n")
}

/// Which parts of a need that others will read hold a name.
#[must_use]
pub fn named_parts(need: &Need, traces: &[String]) -> Vec<&'static str> {
    let shown = |field: NeedField| !need.field_disclosure.contains_key(&field);
    let has = |text: Option<&String>| text.is_some_and(|text| has_trace(text, traces));
    let indicators = need.indicators.iter().any(|one| has_trace(&one.written, traces));
    let keywords = need.keywords.iter().any(|word| has_trace(word, traces));
    let parts = [
        (has(Some(&need.title)), "标题"),
        (has(Some(&need.problem)), "主要问题"),
        (shown(NeedField::CurrentState) && has(need.current_state.as_ref()), NeedField::CurrentState.label()),
        (shown(NeedField::Tried) && has(need.tried.as_ref()), NeedField::Tried.label()),
        (shown(NeedField::Constraints) && has(need.constraints.as_ref()), NeedField::Constraints.label()),
        (shown(NeedField::Indicators) && indicators, NeedField::Indicators.label()),
        (shown(NeedField::Keywords) && keywords, NeedField::Keywords.label()),
    ];
    parts.into_iter().filter(|(named, _)| *named).map(|(_, label)| label).collect()
}
