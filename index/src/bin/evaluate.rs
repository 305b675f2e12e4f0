//! Ranks the queries of an evaluation folder and writes the run, or prints figures by cause of difficulty.
//!
//! Judgements are opened only with `--report`, after the ranking is done.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use duijie_index::Analyzer;
use duijie_index::eval::{self, Baseline, Folder, Ranked, Table, Task};
use duijie_index::store::Reader;

/// Evaluates ranking on a folder with tasks.json (format: README of the evaluation data).
#[derive(Parser)]
struct Arguments {
    /// Folder with tasks.json
    #[arg(long)]
    data: PathBuf,
    /// Task to run; with --report, all but the kept-aside ones (test…) if left out
    #[arg(long)]
    task: Option<String>,
    /// Results per query
    #[arg(long, default_value_t = 100)]
    top: usize,
    /// File for the run: `qid Q0 id rank score tag`
    #[arg(long)]
    run: Option<PathBuf>,
    /// Print MRR, nDCG and recall, by group if the folder has groups.tsv (query id, tab, group)
    #[arg(long)]
    report: bool,
    /// Write the figures of all tasks, the kept-aside ones too, as the baseline of the gate test
    #[arg(long, conflicts_with = "task")]
    write_baseline: Option<PathBuf>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "evaluate: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = Folder::open(&arguments.data)?;
    let analyzer = Analyzer::bundled()?;
    if arguments.report || arguments.write_baseline.is_some() {
        return report(arguments, &folder, &analyzer);
    }
    let name = arguments.task.as_deref().ok_or("name a task with --task, or ask for --report")?;
    let output = arguments.run.as_ref().ok_or("name the file for the run with --run")?;
    let task = folder.task(name)?;
    let queries = folder.queries(task)?;
    let reader = eval::index_documents(&folder.documents(task)?, &analyzer)?;
    let answers = answer_all(&reader, task, &queries, arguments.top)?;
    let mut out = BufWriter::new(File::create(output)?);
    for ((query, _), answer) in queries.iter().zip(answers) {
        for (at, ranked) in answer.iter().enumerate() {
            writeln!(out, "{query} Q0 {} {} {:.6} duijie", ranked.id, at + 1, ranked.score)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Answers all queries on as many threads as the machine has.
fn answer_all(
    reader: &Reader,
    task: &Task,
    queries: &[(String, String)],
    top: usize,
) -> Result<Vec<Vec<Ranked>>, Failure> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Vec<Ranked>)>, Failure> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((_, text)) = queries.get(at) else {
                return Ok(done);
            };
            done.push((at, eval::answer(reader, task.ranks, text, top)?));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().map_err(|_| "a ranking thread stopped"))
            .collect::<Vec<_>>()
    });
    let mut answers = vec![Vec::new(); queries.len()];
    for part in parts {
        for (at, answer) in part?? {
            answers[at] = answer;
        }
    }
    Ok(answers)
}

fn report(arguments: &Arguments, folder: &Folder, analyzer: &Analyzer) -> Result<(), Failure> {
    let groups = read_groups(&arguments.data)?;
    let names: Vec<&str> = match arguments.task.as_deref() {
        Some(name) => vec![name],
        None if arguments.write_baseline.is_some() => folder.tasks().collect(),
        None => folder.tasks().filter(|name| !name.starts_with("test")).collect(),
    };
    let mut tables: Vec<Table> = Vec::new();
    for name in names {
        let task = folder.task(name)?;
        let reader = eval::index_documents(&folder.documents(task)?, analyzer)?;
        let queries = folder.queries(task)?;
        let table = eval::judge(name, task, &reader, &queries, &folder.judgements(task)?, &groups)?;
        write!(std::io::stdout(), "{table}")?;
        tables.push(table);
    }
    if let Some(path) = &arguments.write_baseline {
        let baseline: Baseline = eval::baseline_of(&tables);
        std::fs::write(path, serde_json::to_string_pretty(&baseline)? + "\n")?;
    }
    Ok(())
}

/// `groups.tsv`, if there is one.
fn read_groups(data: &std::path::Path) -> Result<HashMap<String, String>, Failure> {
    let path = data.join("groups.tsv");
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let text = std::fs::read_to_string(path)?;
    let pairs = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(pairs.map(|(query, group)| (query.to_owned(), group.trim().to_owned())).collect())
}
