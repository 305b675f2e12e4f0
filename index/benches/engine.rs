//! The steps of the engine one by one, on 10,000 generated profiles, by criterion.

#[path = "table/corpus.rs"]
mod corpus;

use std::collections::HashMap;
use std::hint::black_box;

use corpus::Corpus;
use criterion::{Criterion, criterion_group, criterion_main};
use duijie_index::explain::{CapabilityText, explain};
use duijie_index::rank::{Points, RankOptions, Weights, rank};
use duijie_index::text::normalize;
use duijie_index::{Analyzer, Day, Filter, Query, Writer, indicator, search};

const PROFILES: u64 = 10_000;

fn steps(bench: &mut Criterion) {
    let analyzer = Analyzer::bundled().unwrap_or_else(|error| unreachable!("{error}"));
    let corpus = Corpus::new(7);
    let snapshot = match filled(&analyzer, &corpus) {
        Ok(writer) => writer,
        Err(error) => unreachable!("{error}"),
    };
    let need = corpus.need(1);
    let profile = corpus.profile(1);
    let facts = HashMap::new();
    let options = RankOptions {
        filter: Filter::all(),
        institutions: &facts,
        weights: Weights::default(),
        as_of: Day(20_780),
        top: 20,
    };
    let text = CapabilityText { title: &profile.title, body: &profile.body, keywords: &profile.keywords };
    let query = need.query(&analyzer);
    let words = Query::words(&analyzer, "轴承密封");
    bench.bench_function("normalise 300 characters", |b| b.iter(|| normalize(black_box(&profile.body))));
    bench.bench_function("extract indicators", |b| b.iter(|| indicator::extract(black_box(&profile.body))));
    bench.bench_function("read a need", |b| b.iter(|| need.query(black_box(&analyzer))));
    bench.bench_function("rank a need", |b| b.iter(|| rank(&snapshot, black_box(&need), &options)));
    bench
        .bench_function("search two words", |b| b.iter(|| search(&snapshot, &words, &options.filter, 0, 20)));
    bench.bench_function("explain a pair", |b| {
        b.iter(|| explain(&snapshot, &query, &text, Points::rounded(30.0)))
    });
}

fn filled(
    analyzer: &Analyzer,
    corpus: &Corpus,
) -> Result<std::sync::Arc<duijie_index::Snapshot>, duijie_index::IndexError> {
    let mut writer = Writer::in_ram(analyzer)?;
    for at in 0..PROFILES {
        writer.put(&corpus.profile(at))?;
    }
    writer.commit("")?;
    writer.compact()?;
    Ok(writer.reader()?.snapshot())
}

criterion_group!(benches, steps);
criterion_main!(benches);
