//! What a search made of the words: which other names it looked for, and which figures it read in them.

use duijie_index::Query;
use duijie_index::indicator::extract;
use serde::Serialize;

/// Words shown with their other names.
const SHOWN_WORDS: usize = 4;
/// Other names shown of a word.
const SHOWN_NAMES: usize = 4;
/// Figures shown.
const SHOWN_FIGURES: usize = 4;

/// What was understood of the words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Understood {
    /// Words that have other names, in the order of the text: 可编程控制器（含 PLC）.
    pub words: Vec<Reading>,
    /// Figures as written: 直径 ≥ 6 mm.
    pub figures: Vec<String>,
    /// True if the text was longer than what is read.
    pub truncated: bool,
}

/// A word and the other names that were looked for as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The word, in the engine's spelling.
    pub word: String,
    /// Other names of the same thing.
    pub also: Vec<String>,
}

impl Understood {
    /// Reads the words as the search does.
    pub(super) fn new(query: &Query, text: &str) -> Self {
        let mut found: Vec<(usize, Reading)> = Vec::new();
        for expansion in query.expansions() {
            let Some(word) = query.text().get(expansion.span.clone()) else { continue };
            match found.iter_mut().find(|(_, reading)| reading.word == word) {
                Some((_, reading)) => reading.also.push(expansion.target.clone()),
                None => found.push((
                    expansion.span.start,
                    Reading { word: word.to_owned(), also: vec![expansion.target.clone()] },
                )),
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.truncate(SHOWN_WORDS);
        found.iter_mut().for_each(|(_, reading)| reading.also.truncate(SHOWN_NAMES));
        let read: String = text.chars().take(duijie_index::query::MAX_QUERY_CHARS).collect();
        let mut figures: Vec<String> = Vec::new();
        for figure in extract(&read) {
            let written = read.get(figure.span).map(str::trim).unwrap_or_default();
            if !written.is_empty()
                && figures.len() < SHOWN_FIGURES
                && !figures.iter().any(|one| one == written)
            {
                figures.push(written.to_owned());
            }
        }
        Self {
            words: found.into_iter().map(|(_, reading)| reading).collect(),
            figures,
            truncated: query.is_truncated(),
        }
    }
}
