//! What the pages share on which a form of texts is filled in (`domain::form_texts`): reading what was sent, a field as
//! it is shown, and both texts of a conflict. Knows neither capabilities nor surveys.

use crate::domain::form_texts::{FormTexts, TextProblem};
use crate::messages::supply as words;
use crate::service::supply::TheirTexts;
use crate::web::conflict::{Conflict, ConflictField, ConflictText, Side};

/// Fields of a form as they came.
pub(super) type Pairs = Vec<(String, String)>;

/// What was sent.
pub(super) struct SentTexts {
    pub(super) texts: FormTexts,
    /// Version the form was made of; one that is none counts as an old one.
    pub(super) version: i64,
    /// The form is wanted again instead of being saved.
    pub(super) revise: bool,
}

impl SentTexts {
    /// Reads it. Of repeated fields the last counts, but `lists` are put together. Where the page of a conflict sends
    /// the form again to be revised, a field of which no side was chosen has the writer's text.
    pub(super) fn read(pairs: &Pairs, is_field: impl Fn(&str) -> bool, lists: &[&str]) -> Self {
        let (mut texts, mut mine) = (FormTexts::default(), FormTexts::default());
        let (mut version, mut revise) = (-1, false);
        for (name, value) in pairs {
            if is_field(name) {
                let before = texts.get(name);
                match lists.contains(&name.as_str()) && !before.is_empty() {
                    true if value.is_empty() => {}
                    true => texts.set(name, &format!("{before},{value}")),
                    false => texts.set(name, value),
                }
            } else if let Some(field) = name.strip_prefix("mine.").filter(|field| is_field(field)) {
                mine.set(field, value);
            } else if name == "version" {
                version = value.parse().unwrap_or(-1);
            } else if name == "revise" {
                revise = true;
            }
        }
        for (name, text) in mine.fields().filter(|_| revise) {
            if !texts.has(name) {
                texts.set(name, text);
            }
        }
        Self { texts, version, revise }
    }
}

/// The value of a field that is none of the texts.
pub(super) fn extra<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// A field as the form shows it.
pub(super) struct FieldView {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
    pub(super) value: String,
    pub(super) problem: Option<String>,
    pub(super) most: usize,
    pub(super) optional: bool,
    /// Rows of a text; 0 for one line.
    pub(super) rows: usize,
    /// Tells the length that is expected.
    pub(super) width: &'static str,
    pub(super) unit: &'static str,
}

/// The problem of a field in words.
pub(super) fn problem_of<N: AsRef<str>>(problems: &[(N, TextProblem)], name: &str) -> Option<String> {
    let found = problems.iter().find(|(wrong, _)| wrong.as_ref() == name);
    found.map(|(_, problem)| words::text_problem(problem))
}

/// Where a form is sent, and where its record is.
pub(super) struct Place {
    pub(super) action: String,
    pub(super) back: String,
}

/// Both texts of the fields that differ; the others go along, with what the form needs besides.
pub(super) fn conflict(
    place: Place,
    typed: &FormTexts,
    theirs: &TheirTexts,
    label: impl Fn(&str) -> String,
    shown: impl Fn(&str, &str) -> String,
    besides: Vec<(String, String)>,
) -> Conflict {
    let sent = theirs.texts.fields().filter(|(name, _)| typed.has(name));
    let (differing, same): (Vec<_>, Vec<_>) = sent.partition(|(name, stored)| typed.get(name) != *stored);
    let field = |(name, stored): (&str, &str)| {
        let mine = typed.get(name);
        let chosen = match theirs.base.as_ref().map(|base| base.get(name)) {
            Some(base) if base == mine => Some(Side::Theirs),
            Some(base) if base == stored => Some(Side::Mine),
            _ => None,
        };
        ConflictField {
            name: name.to_owned(),
            label: label(name),
            mine: ConflictText { value: mine.to_owned(), shown: shown(name, mine) },
            theirs: ConflictText { value: stored.to_owned(), shown: shown(name, stored) },
            chosen,
        }
    };
    let kept = same.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
    Conflict {
        name: theirs.name.clone(),
        who: theirs.by.to_owned(),
        when: theirs.at.map(|at| at.beijing_minute()),
        action: place.action,
        back: place.back,
        version: theirs.version,
        fields: differing.into_iter().map(field).collect(),
        kept: kept.chain(besides).collect(),
    }
}
