//! The help beside the form of a need over 100,000 capabilities, against one search with the same text. It is promised
//! within 300 ms of a pause in typing.

use std::io::Write;

use duijie::app::App;
use duijie::domain::capability::CapabilityStatus;
use duijie::domain::need_text::{NeedText, NeedTextField};
use duijie::search::{Collection, Search};
use duijie::service::{Writing, coach_need};
use duijie_index::{Code, CodeColumn, Filter, Need, Query, QueryText, search};

use super::Failure;
use super::clock::{median, process_ms, wall_ms};
use super::corpus::Corpus;

const ROUNDS: usize = 5;
const NEEDS: u64 = 20;
const PROMISED_MS: f64 = 300.0;

/// Prints what the help costs: CPU time as a ratio, and the wait.
pub async fn compare(
    out: &mut impl Write,
    app: &App,
    index: &Search,
    corpus: &Corpus,
) -> Result<(), Failure> {
    let needs: Vec<Need> = (0..NEEDS).map(|at| corpus.need(at)).collect();
    let (mut bare, mut coach, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let begun = process_ms();
        for need in &needs {
            found(index, need)?;
        }
        let searched = process_ms();
        for need in &needs {
            let asked = wall_ms();
            help(app, index, need).await?;
            if round > 0 {
                waits.push(wall_ms() - asked);
            }
        }
        if round > 0 {
            bare.push((searched - begun) / NEEDS as f64);
            coach.push((process_ms() - searched) / NEEDS as f64);
        }
    }
    let (bare, coach) = (median(bare), median(coach));
    waits.sort_by(f64::total_cmp);
    let late = waits.get(waits.len() * 95 / 100).copied().unwrap_or_default();
    writeln!(out, "\nhelp for a need of 180 characters, {ROUNDS} rounds of {NEEDS}")?;
    writeln!(out, "search with its text    {bare:>8.2} ms CPU")?;
    writeln!(out, "help                    {coach:>8.2} ms CPU   ratio {:.2}", coach / bare)?;
    let middle = median(waits);
    writeln!(
        out,
        "wait for it             {middle:>8.2} ms median, {late:.0} ms p95 (promised {PROMISED_MS:.0})"
    )?;
    Ok(())
}

fn found(index: &Search, need: &Need) -> Result<(), Failure> {
    let snapshot = index.snapshot(Collection::Capabilities)?;
    let text = QueryText { title: &need.title, body: &need.problem, keywords: &[] };
    let published: Vec<Code> = Code::new(CapabilityStatus::Published.code()).into_iter().collect();
    let filter = Filter::all().with_any(CodeColumn::Status, &published);
    std::hint::black_box(search(&snapshot, &Query::new(index.analyzer(), &text), &filter, 0, 20)?);
    Ok(())
}

async fn help(app: &App, index: &Search, need: &Need) -> Result<(), Failure> {
    let mut text = NeedText::default();
    text.set(NeedTextField::Title, &need.title);
    text.set(NeedTextField::Problem, &need.problem);
    let writing = Writing { text, ..Writing::default() };
    let today = app.now().beijing_day();
    std::hint::black_box(coach_need(&app.store, index, &app.viewer, &app.city, &writing, today).await?);
    Ok(())
}
