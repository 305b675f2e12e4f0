//! Reads an evaluation folder: `tasks.json`, documents, queries and, for whoever measures, judgements.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::Value;

use crate::document::{Document, MAX_INDICATORS};
use crate::indicator;

/// What a task ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranks {
    /// The documents themselves.
    Documents,
    /// The institutions that hold them.
    Institutions,
}

/// One entry of `tasks.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Task {
    /// File of `id<TAB>text`.
    pub queries: String,
    /// File of `query<TAB>0<TAB>id<TAB>grade`; not opened while ranking.
    pub qrels: String,
    /// File of JSON lines, gzipped if its name ends in `.gz`.
    pub docs: String,
    /// Which fields of a document are searched.
    pub fields: Vec<String>,
    /// What is ranked.
    pub ranks: Ranks,
    /// Least grade that counts as relevant.
    #[serde(default = "one")]
    pub min_rel: u8,
}

fn one() -> u8 {
    1
}

/// Grades by query and ranked id.
pub type Judgements = BTreeMap<String, HashMap<String, u8>>;

/// What is wrong with an evaluation folder.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file cannot be read.
    #[error("cannot read {}: {error}; check that it is there and saved as UTF-8", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// A line is not what the format asks for.
    #[error("{}, line {line}: {problem}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// `tasks.json` has no such task.
    #[error("no task '{name}' in {}; it has: {known}", file.display())]
    NoTask {
        /// The tasks file.
        file: PathBuf,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
}

/// An evaluation folder.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    tasks: BTreeMap<String, Task>,
}

impl Folder {
    /// Opens a folder and reads its `tasks.json`.
    ///
    /// # Errors
    /// If the file is missing or not of the expected form.
    pub fn open(path: &Path) -> Result<Self, EvalError> {
        let file = path.join("tasks.json");
        let text = std::fs::read_to_string(&file)
            .map_err(|error| EvalError::Unreadable { file: file.clone(), error })?;
        let tasks = serde_json::from_str(&text).map_err(|error| EvalError::Line {
            file,
            line: error.line(),
            problem: error.to_string(),
        })?;
        Ok(Self { path: path.to_path_buf(), tasks })
    }

    /// The names of the tasks.
    pub fn tasks(&self) -> impl Iterator<Item = &str> {
        self.tasks.keys().map(String::as_str)
    }

    /// A task by name.
    ///
    /// # Errors
    /// [`EvalError::NoTask`] with the names there are.
    pub fn task(&self, name: &str) -> Result<&Task, EvalError> {
        self.tasks.get(name).ok_or_else(|| EvalError::NoTask {
            file: self.path.join("tasks.json"),
            name: name.to_owned(),
            known: self.tasks().collect::<Vec<_>>().join(", "),
        })
    }

    /// The documents of a task, with the task's fields only: `title` is the title, a list of texts is keywords,
    /// every other text belongs to the body.
    ///
    /// # Errors
    /// Names the file and line that cannot be read.
    pub fn documents(&self, task: &Task) -> Result<Vec<Document>, EvalError> {
        let file = self.path.join(&task.docs);
        let mut documents = Vec::new();
        each_line(&file, |text| {
            let record: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            documents.push(document(&record, &task.fields)?);
            Ok(())
        })?;
        Ok(documents)
    }

    /// The queries of a task, in file order.
    ///
    /// # Errors
    /// Names the file and line that cannot be read.
    pub fn queries(&self, task: &Task) -> Result<Vec<(String, String)>, EvalError> {
        let mut queries = Vec::new();
        each_line(&self.path.join(&task.queries), |line| {
            let (id, text) = line.split_once('\t').ok_or("expected: query id, tab, text")?;
            queries.push((id.trim().to_owned(), text.to_owned()));
            Ok(())
        })?;
        Ok(queries)
    }

    /// The judgements of a task; only for measuring.
    ///
    /// # Errors
    /// Names the file and line that cannot be read.
    pub fn judgements(&self, task: &Task) -> Result<Judgements, EvalError> {
        let mut judgements = Judgements::new();
        each_line(&self.path.join(&task.qrels), |line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [query, _, id, grade] = fields[..] else {
                return Err("expected: query id, 0, id, grade".to_owned());
            };
            let grade = grade.parse().map_err(|_| format!("'{grade}' is no grade"))?;
            judgements.entry(query.to_owned()).or_default().insert(id.to_owned(), grade);
            Ok(())
        })?;
        Ok(judgements)
    }
}

fn document(record: &Value, fields: &[String]) -> Result<Document, String> {
    let id = record.get("id").and_then(Value::as_str).ok_or("a document needs a text 'id'")?;
    let mut document = Document::new(id, "", "");
    for field in fields {
        match record.get(field) {
            Some(Value::String(text)) if field == "title" => document.title.clone_from(text),
            Some(Value::String(text)) => {
                if !document.body.is_empty() {
                    document.body.push('\n');
                }
                document.body.push_str(text);
            }
            Some(Value::Array(words)) => document.keywords.extend(texts(words)),
            _ => {}
        }
    }
    document.owners = match record.get("inst") {
        Some(Value::String(owner)) if !owner.is_empty() => vec![owner.clone()],
        Some(Value::Array(owners)) => texts(owners).filter(|owner| !owner.is_empty()).collect(),
        _ => Vec::new(),
    };
    document.indicators = indicator::extract(&document.body);
    document.indicators.truncate(MAX_INDICATORS);
    Ok(document)
}

fn texts(values: &[Value]) -> impl Iterator<Item = String> + '_ {
    values.iter().filter_map(Value::as_str).map(str::to_owned)
}

/// Calls `take` for every line that is not empty.
fn each_line(file: &Path, mut take: impl FnMut(&str) -> Result<(), String>) -> Result<(), EvalError> {
    let unreadable = |error| EvalError::Unreadable { file: file.to_path_buf(), error };
    let opened = File::open(file).map_err(unreadable)?;
    let reader: Box<dyn Read> = if file.extension().is_some_and(|extension| extension == "gz") {
        Box::new(MultiGzDecoder::new(opened))
    } else {
        Box::new(opened)
    };
    for (at, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        let line = line.trim_end_matches(['\r', '\n']);
        if !line.trim().is_empty() {
            take(line).map_err(|problem| EvalError::Line {
                file: file.to_path_buf(),
                line: at + 1,
                problem,
            })?;
        }
    }
    Ok(())
}
