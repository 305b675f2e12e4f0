//! Prints one table of ratios: the engine against a bare tantivy searcher with the same clauses, growth, batches,
//! threads and indexing, each ratio taken in one run with the CPU clock of the thread (or process) that did it.
//!
//! `cargo bench -p duijie-index` measures on 100,000 generated profiles (and 10,000 for growth);
//! `DUIJIE_BENCH_PROFILES=1000000 cargo bench -p duijie-index` on a million. Nothing is asserted.

#[path = "table/corpus.rs"]
mod corpus;
#[path = "table/cpu.rs"]
mod cpu;
#[path = "table/peer.rs"]
mod peer;

use std::collections::HashMap;
use std::io::Write;

use corpus::Corpus;
use cpu::{median, process_ms, thread_ms};
use duijie_index::explain::{CapabilityText, explain};
use duijie_index::rank::{InstitutionFacts, Need, RankOptions, Weights, rank, rank_all};
use duijie_index::text::{Stream, normalize};
use duijie_index::{Analyzer, Code, CodeColumn, Day, Document, Filter, Reader, Rebuild, Snapshot, Writer};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NEEDS: usize = 60;
/// Needs in a batch, and how many of them on more than this many profiles, where a need takes a quarter second.
const BATCH: usize = 1_000;
const LARGE: usize = 200_000;
const LARGE_BATCH: usize = 100;

fn main() -> Result<(), Failure> {
    let profiles =
        std::env::var("DUIJIE_BENCH_PROFILES").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let analyzer = Analyzer::bundled()?;
    let corpus = Corpus::new(7);
    let mut out = std::io::stdout();
    writeln!(out, "profiles {profiles}, needs of about 200 characters, medians of thread-CPU ms\n")?;
    let home = tempfile::TempDir::new()?;
    let (reader, documents) = build(&mut out, home.path(), &analyzer, &corpus, profiles)?;
    let needs: Vec<Need> = (0..BATCH as u64).map(|at| corpus.need(at)).collect();
    searching(&mut out, home.path(), &reader.snapshot(), &needs[..NEEDS])?;
    growth(&mut out, &analyzer, &corpus, &reader.snapshot(), profiles, &needs[..NEEDS])?;
    if std::env::var("QUICK").is_err() {
        let batch = if profiles > LARGE { &needs[..LARGE_BATCH] } else { &needs[..] };
        batches(&mut out, &reader.snapshot(), batch)?;
        explaining(&mut out, &reader.snapshot(), &documents, &needs[..NEEDS])?;
        indexing(&mut out, &analyzer, &corpus)?;
    }
    writeln!(out, "resident memory at the end {} MB", cpu::resident_mb())?;
    Ok(())
}

fn build(
    out: &mut impl Write,
    folder: &std::path::Path,
    analyzer: &Analyzer,
    corpus: &Corpus,
    profiles: usize,
) -> Result<(Reader, Vec<Document>), Failure> {
    let before = process_ms();
    let rebuild = Rebuild::begin(folder, analyzer)?;
    for at in 0..profiles as u64 {
        rebuild.put(&corpus.profile(at))?;
    }
    let mut writer = rebuild.publish("bench")?;
    writer.compact()?;
    let reader = writer.reader()?;
    let bytes = reader.snapshot().size_bytes()?;
    writeln!(
        out,
        "index of {profiles} profiles built in {:.1} CPU s; {:.0} MB, {} bytes a profile",
        (process_ms() - before) / 1e3,
        bytes as f64 / 1e6,
        bytes / profiles as u64
    )?;
    // Texts to explain with; more than these would only fill memory.
    Ok((reader, (0..profiles.min(100_000) as u64).map(|at| corpus.profile(at)).collect()))
}

/// All filters and signals in use, as on a page.
fn options(facts: &HashMap<String, InstitutionFacts>) -> Result<RankOptions<'_>, Failure> {
    let filter = Filter::all()
        .with_any(CodeColumn::Status, &[Code::new("open")?])
        .with_any(CodeColumn::Disclosure, &[Code::new("public")?, Code::new("matched")?])
        .without(CodeColumn::Kind, &[Code::new("service")?])
        .without(CodeColumn::County, &[Code::new("none")?]);
    Ok(RankOptions { filter, institutions: facts, weights: Weights::default(), as_of: Day(20_780), top: 20 })
}

fn each<T>(needs: &[Need], mut one: impl FnMut(&Need) -> Result<T, Failure>) -> Result<f64, Failure> {
    let mut times = Vec::with_capacity(needs.len());
    for need in needs {
        let before = thread_ms();
        std::hint::black_box(one(need)?);
        times.push(thread_ms() - before);
    }
    Ok(median(times))
}

fn searching(
    out: &mut impl Write,
    folder: &std::path::Path,
    snapshot: &Snapshot,
    needs: &[Need],
) -> Result<(), Failure> {
    let facts = HashMap::new();
    let options = options(&facts)?;
    let peer = peer::Peer::open(folder)?;
    let clauses =
        needs.iter().map(|need| peer.clauses(snapshot.analyzer(), need)).collect::<Result<Vec<_>, _>>()?;
    let ours = || each(needs, |need| Ok(rank(snapshot, need, &options)?));
    // Pruned search takes seconds a need; a few needs tell enough.
    let theirs = |exhaustive: bool| {
        let mut at = 0;
        each(if exhaustive { needs } else { &needs[..10] }, |_| {
            at += 1;
            peer.search(&clauses[at - 1], exhaustive)
        })
    };
    // One round to warm caches, then interleaved rounds so that drift hits all alike.
    ours()?;
    theirs(true)?;
    let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        a.push(ours()?);
        b.push(theirs(true)?);
    }
    c.push(theirs(false)?);
    let (ours, exhaustive, pruned) = (median(a), median(b), median(c));
    let terms: usize = clauses.iter().map(Vec::len).sum::<usize>() / needs.len();
    writeln!(out, "\none need, all filters and signals            {ours:>9.2} ms ({terms} clauses)")?;
    writeln!(
        out,
        "bare tantivy, exhaustive, same clauses         {exhaustive:>9.2} ms   ratio {:.2} (goal ≤ 1.5)",
        ours / exhaustive
    )?;
    writeln!(
        out,
        "tantivy's default TopDocs, same clauses        {pruned:>9.2} ms   ratio {:.1} (goal ≥ 4)",
        pruned / ours
    )?;
    for stream in Stream::ALL {
        let mut at = 0;
        let cost = each(needs, |_| {
            at += 1;
            peer.search_stream(&clauses[at - 1], stream)
        })?;
        writeln!(out, "  of the exhaustive search, {stream:?} clauses alone {cost:>6.2} ms")?;
    }
    Ok(())
}

fn growth(
    out: &mut impl Write,
    analyzer: &Analyzer,
    corpus: &Corpus,
    large: &Snapshot,
    profiles: usize,
    needs: &[Need],
) -> Result<(), Failure> {
    let mut writer = Writer::in_ram(analyzer)?;
    for at in 0..profiles as u64 / 10 {
        writer.put(&corpus.profile(at))?;
    }
    writer.commit("")?;
    writer.compact()?;
    let small = writer.reader()?.snapshot();
    let facts = HashMap::new();
    let options = options(&facts)?;
    let time = |snapshot: &Snapshot| each(needs, |need| Ok(rank(snapshot, need, &options)?));
    time(&small)?;
    let (a, b) = (time(&small)?, time(large)?);
    writeln!(
        out,
        "ten times the profiles                         {a:>9.2} → {b:.2} ms   ratio {:.1} (goal ≤ 10)",
        b / a
    )?;
    Ok(())
}

fn batches(out: &mut impl Write, snapshot: &Snapshot, needs: &[Need]) -> Result<(), Failure> {
    let facts = HashMap::new();
    let options = options(&facts)?;
    let before = thread_ms();
    for need in needs {
        std::hint::black_box(rank(snapshot, need, &options)?);
    }
    let single = thread_ms() - before;
    let before = process_ms();
    std::hint::black_box(rank_all(snapshot, needs, &options, 1)?);
    let batch = process_ms() - before;
    writeln!(
        out,
        "{} needs at once against one by one          {batch:>9.0} ms   ratio {:.2} (goal ≤ 1.3)",
        needs.len(),
        batch / single
    )?;
    let wall = |threads: usize| -> Result<f64, Failure> {
        let before = cpu::wall_ms();
        std::hint::black_box(rank_all(snapshot, needs, &options, threads)?);
        Ok(cpu::wall_ms() - before)
    };
    let (one, two) = (wall(1)?, wall(2)?);
    writeln!(
        out,
        "two threads against one, wall time             {two:>9.0} ms   speed {:.2} (goal ≥ 1.7 on an idle machine)",
        one / two
    )?;
    Ok(())
}

fn explaining(
    out: &mut impl Write,
    snapshot: &Snapshot,
    documents: &[Document],
    needs: &[Need],
) -> Result<(), Failure> {
    let facts = HashMap::new();
    let options = options(&facts)?;
    let by_id: HashMap<&str, &Document> =
        documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let time = each(needs, |need| {
        let query = need.query(snapshot.analyzer());
        for candidate in rank(snapshot, need, &options)?.candidates {
            let Some(document) = by_id.get(candidate.evidence[0].capability.as_str()) else {
                continue;
            };
            let text =
                CapabilityText { title: &document.title, body: &document.body, keywords: &document.keywords };
            std::hint::black_box(explain(snapshot, &query, &text, candidate.evidence[0].points)?);
        }
        Ok(())
    })?;
    writeln!(out, "one need with the reasons of 20 candidates     {time:>9.2} ms")?;
    Ok(())
}

fn indexing(out: &mut impl Write, analyzer: &Analyzer, corpus: &Corpus) -> Result<(), Failure> {
    const COUNT: u64 = 10_000;
    let documents: Vec<Document> = (0..COUNT).map(|at| corpus.profile(at)).collect();
    let before = process_ms();
    let mut writer = Writer::in_ram(analyzer)?;
    for document in &documents {
        writer.put(document)?;
    }
    writer.commit("")?;
    let ours = process_ms() - before;
    let before = process_ms();
    let mut tokens = Vec::new();
    for document in &documents {
        for text in [&document.title, &document.body, &document.title] {
            let normalized = normalize(text);
            for stream in Stream::ALL {
                tokens.clear();
                analyzer.tokens(stream, &normalized, &mut tokens);
            }
        }
    }
    let tokenising = process_ms() - before;
    let bare = peer::index_pretokenised(analyzer, &documents)?;
    writeln!(
        out,
        "indexing {COUNT}, against tokenising + bare tantivy {ours:>6.0} ms   ratio {:.2} (goal ≤ 1.5; {tokenising:.0} + {bare:.0})",
        ours / (tokenising + bare)
    )?;
    Ok(())
}
