//! What a form holds: texts by the names of its fields, and what can be wrong with one. Shared by the forms of
//! capabilities and surveys; which fields there are and what they mean is their affair.

use std::collections::BTreeMap;

use super::text::clean;

/// Texts by the names of fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormTexts(BTreeMap<String, String>);

impl FormTexts {
    /// The text of a field; nothing if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The text of a field, if something is in it.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The items of a field that holds a list of codes.
    pub fn codes(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).split(',').filter(|code| !code.is_empty())
    }

    /// Puts a text in; control characters and marks that turn the direction of writing are left out.
    pub fn set(&mut self, name: &str, text: &str) {
        let turns = |ch: char| matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let text: String = text.chars().filter(|ch| !turns(*ch)).collect();
        self.0.insert(name.to_owned(), clean(&text));
    }

    /// True if the form brought this field.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The fields with their texts, in one order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Names of fields of `known` whose text is another here.
    pub fn changed<'a>(&'a self, known: &'a Self) -> impl Iterator<Item = &'a str> {
        known.fields().filter(|(name, text)| self.get(name) != *text).map(|(name, _)| name)
    }

    /// Only the fields that `known` has too; those that did not come are as they are known.
    #[must_use]
    pub fn over(&self, known: &Self) -> Self {
        let text = |(name, old): (&str, &str)| {
            (name.to_owned(), if self.has(name) { self.get(name) } else { old }.to_owned())
        };
        Self(known.fields().map(text).collect())
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextProblem {
    /// Nothing was written or chosen.
    Missing,
    /// More characters than are taken.
    TooLong {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// More items than are taken.
    TooMany {
        /// How many are taken.
        most: usize,
    },
    /// No whole number within bounds.
    NotNumber {
        /// Lowest number that is taken.
        least: i64,
        /// Highest number that is taken.
        most: i64,
    },
    /// No amount in 万元, nor one of the words for none.
    NotPrice,
    /// No day of the calendar.
    NotDate,
    /// None of the choices.
    NotChoice,
    /// No industry code of two to four digits.
    NotIndustry(String),
    /// Said to be classified, which does not belong here.
    Classified,
    /// No institution has this name or number.
    UnknownInstitution,
    /// Another record says the same already.
    Same,
}
