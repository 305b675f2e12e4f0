//! Reads the lexicon files line by line and refuses what would make the lexicon lie.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::term;

/// What is wrong with a lexicon file, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("lexicon file {file}, line {line}: {problem}")]
pub struct LexiconError {
    /// File name inside the lexicon folder.
    pub file: &'static str,
    /// Line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub problem: LexiconProblem,
}

impl LexiconError {
    pub(super) fn new(file: &'static str, line: usize, problem: LexiconProblem) -> Self {
        Self { file, line, problem }
    }
}

/// The ways in which a lexicon file can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconProblem {
    /// The file cannot be read as UTF-8 text.
    #[error("cannot be read ({0}); restore the file or save it as UTF-8")]
    Unreadable(String),
    /// A field between separators is empty.
    #[error("has an empty field; remove the stray separator")]
    EmptyField,
    /// The line has not the number of fields this file asks for.
    #[error("needs {expected} tab-separated fields and has {found}; mend or remove the line")]
    FieldCount {
        /// Fields this file asks for.
        expected: usize,
        /// Fields found.
        found: usize,
    },
    /// A synonym group of one.
    #[error("is a group of one; add a synonym or move the word to terms.txt")]
    Single,
    /// The term or line stood before.
    #[error("repeats '{term}' of line {first}; merge the two lines or remove one")]
    Duplicate {
        /// The repeated term or line.
        term: String,
        /// The line where it stood first.
        first: usize,
    },
    /// A term leads back to itself.
    #[error("closes a circle: '{0}' would be a kind of itself; remove one of the lines that lead there")]
    Cycle(String),
    /// More terms than the matcher can hold.
    #[error("cannot be turned into a matcher ({0}); remove terms")]
    TooLarge(String),
}

/// Lines that carry data, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Splits a list and refuses empty members.
fn members(file: &'static str, line: usize, list: &str) -> Result<Vec<String>, LexiconError> {
    let members: Vec<String> = list.split(',').map(term).collect();
    if members.iter().any(String::is_empty) {
        return Err(LexiconError::new(file, line, LexiconProblem::EmptyField));
    }
    Ok(members)
}

/// Splits a line at its tab into two fields.
fn pair(file: &'static str, line: usize, text: &str) -> Result<(String, String), LexiconError> {
    let fields: Vec<&str> = text.split('\t').collect();
    let [left, right] = fields[..] else {
        return Err(LexiconError::new(
            file,
            line,
            LexiconProblem::FieldCount { expected: 2, found: fields.len() },
        ));
    };
    let (left, right) = (term(left), right.trim().to_owned());
    if left.is_empty() || right.is_empty() {
        return Err(LexiconError::new(file, line, LexiconProblem::EmptyField));
    }
    Ok((left, right))
}

/// Remembers where a term stood and refuses it the second time.
fn once(
    seen: &mut HashMap<String, usize>,
    file: &'static str,
    line: usize,
    key: &str,
) -> Result<(), LexiconError> {
    match seen.insert(key.to_owned(), line) {
        None => Ok(()),
        Some(first) => {
            let problem = LexiconProblem::Duplicate { term: key.to_owned(), first };
            Err(LexiconError::new(file, line, problem))
        }
    }
}

pub(super) fn words(file: &'static str, text: &str) -> Result<Vec<String>, LexiconError> {
    let mut seen = HashMap::new();
    let mut out = Vec::new();
    for (line, word) in lines(text) {
        let word = term(word);
        if word.is_empty() {
            return Err(LexiconError::new(file, line, LexiconProblem::EmptyField));
        }
        once(&mut seen, file, line, &word)?;
        out.push(word);
    }
    Ok(out)
}

pub(super) fn groups(text: &str) -> Result<Vec<Vec<String>>, LexiconError> {
    const FILE: &str = "synonyms.txt";
    let mut seen = HashMap::new();
    let mut out = Vec::new();
    for (line, list) in lines(text) {
        let group = members(FILE, line, list)?;
        if group.len() < 2 {
            return Err(LexiconError::new(FILE, line, LexiconProblem::Single));
        }
        for member in &group {
            once(&mut seen, FILE, line, member)?;
        }
        out.push(group);
    }
    Ok(out)
}

pub(super) fn related(text: &str) -> Result<BTreeMap<String, Vec<String>>, LexiconError> {
    const FILE: &str = "related.tsv";
    let mut seen = HashMap::new();
    let mut out = BTreeMap::new();
    for (line, fields) in lines(text) {
        let (wording, targets) = pair(FILE, line, fields)?;
        once(&mut seen, FILE, line, &wording)?;
        let targets = members(FILE, line, &targets)?;
        if targets.contains(&wording) {
            return Err(LexiconError::new(FILE, line, LexiconProblem::Cycle(wording)));
        }
        out.insert(wording, targets);
    }
    Ok(out)
}

pub(super) fn relations(text: &str) -> Result<BTreeMap<String, Vec<String>>, LexiconError> {
    const FILE: &str = "relations.tsv";
    let mut seen = HashMap::new();
    let mut broader: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (line, fields) in lines(text) {
        let (child, parent) = pair(FILE, line, fields)?;
        let parent = term(&parent);
        if parent.is_empty() {
            return Err(LexiconError::new(FILE, line, LexiconProblem::EmptyField));
        }
        once(&mut seen, FILE, line, &format!("{child} → {parent}"))?;
        if reaches(&broader, &parent, &child) {
            return Err(LexiconError::new(FILE, line, LexiconProblem::Cycle(child)));
        }
        broader.entry(child).or_default().push(parent);
    }
    Ok(broader)
}

/// True if `to` is `from` or among what it is a kind of.
fn reaches(broader: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(broader.get(at).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
