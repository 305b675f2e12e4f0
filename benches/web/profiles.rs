//! The page that searches 100,000 capabilities against what it is made of: the engine's search, 20 passages with
//! their words marked, and the list page without words. Then the help beside the form of a need, over the same.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::domain::capability::{Capability, CapabilityKind, CapabilityStatus, CooperationMode};
use duijie::domain::enterprise::Contact;
use duijie::domain::ids::InstitutionId;
use duijie::domain::institution::{Institution, InstitutionKind};
use duijie::domain::money::{Fen, Price};
use duijie::search::{Collection, Search};
use duijie::storage::{WriteTx, insert_capability, insert_institution};
use duijie::web::{Web, router};
use duijie_index::explain::{CapabilityText, explain, highlight};
use duijie_index::rank::Points;
use duijie_index::{Code, CodeColumn, Document, Filter, Query, search};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::Failure;
use super::clock::{median, process_ms, wall_ms};
use super::corpus::Corpus;

/// The word behind which this is measured alone.
pub const ALONE: &str = "profiles";
const PROFILES: u64 = 100_000;
const INSTITUTIONS: usize = 2_500;
const ROUNDS: usize = 5;
const QUERIES: u64 = 30;
const SHOWN: usize = 20;
/// Characters of a query.
const QUERY_CHARS: usize = 10;

fn institution(tx: &WriteTx, at: usize) -> Institution {
    Institution {
        id: tx.next_id(),
        no: format!("JG-{at:05}"),
        name: format!("示例研究院第{at}所"),
        kind: InstitutionKind::Institute,
        uscc: None,
        place: Some("洛阳市涧西区".to_owned()),
        introduction: None,
        monthly_limit: Some(10),
        open: true,
        contact: Contact::default(),
        origin: Some("示例数据".to_owned()),
        version: 1,
    }
}

fn capability(tx: &WriteTx, at: u64, of: &Document, holder: InstitutionId) -> Capability {
    Capability {
        id: tx.next_id(),
        no: format!("CG-{at:06}"),
        kind: if at.is_multiple_of(3) { CapabilityKind::Team } else { CapabilityKind::Achievement },
        title: of.title.clone(),
        introduction: of.body.clone(),
        keywords: Vec::new(),
        fields: of.fields.iter().map(ToString::to_string).collect(),
        industries: of.industries.iter().map(ToString::to_string).collect(),
        indicators: Vec::new(),
        trl: of.trl.map(i64::from),
        modes: vec![if at.is_multiple_of(2) { CooperationMode::Joint } else { CooperationMode::Service }],
        price: of.price_fen.map(|fen| Price::Amount(Fen(fen))),
        monthly_limit: None,
        ip: Vec::new(),
        cases: String::new(),
        evidence: Vec::new(),
        accepting: true,
        valid_until: None,
        secrecy: None,
        statements: std::collections::BTreeMap::new(),
        status: CapabilityStatus::Published,
        holders: vec![holder],
        origin: None,
        confirmed_at: tx.now(),
        version: 1,
    }
}

async fn fill(app: &App, corpus: &Corpus) -> Result<(), Failure> {
    let mut tx = app.store.write(&app.viewer, app.now()).await?;
    let mut holders = Vec::with_capacity(INSTITUTIONS);
    for at in 0..INSTITUTIONS {
        let new = institution(&tx, at);
        insert_institution(&mut tx, &new).await?;
        holders.push(new.id);
    }
    for at in 0..PROFILES {
        let holder = holders[at as usize % INSTITUTIONS].clone();
        let new = capability(&tx, at, &corpus.profile(at), holder);
        insert_capability(&mut tx, &new).await?;
    }
    tx.commit().await?;
    Ok(app.store.settle().await?)
}

/// Prints what searching costs.
pub async fn compare(out: &mut impl Write) -> Result<(), Failure> {
    let home = tempfile::TempDir::new()?;
    let place = Place { data: home.path().to_owned(), database: None };
    let app = Arc::new(App::open(place, Clock::System).await?);
    let corpus = Corpus::new(11);
    let begun = wall_ms();
    fill(&app, &corpus).await?;
    let search = Arc::new(Search::open(home.path())?);
    search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await?;
    let site = router(Web::new(Arc::clone(&app), Arc::clone(&search), false));
    writeln!(out, "\n{PROFILES} capabilities, written and indexed in {:.0} s", (wall_ms() - begun) / 1e3)?;
    let queries: Vec<String> =
        (0..QUERIES).map(|at| corpus.need(at).title.chars().take(QUERY_CHARS).collect()).collect();
    measure(out, &site, &search, &queries).await?;
    super::coach::compare(out, &app, &search, &corpus).await?;
    app.store.close().await;
    Ok(())
}

async fn measure(
    out: &mut impl Write,
    site: &Router,
    search: &Search,
    queries: &[String],
) -> Result<(), Failure> {
    let mut rounds = [const { Vec::new() }; 5];
    for round in 0..=ROUNDS {
        let found = timed(queries, async |words| found(search, words).map(|_| ())).await?;
        let both = timed(queries, async |words| passages(search, words)).await?;
        let list = timed(queries, async |_| open(site, "/capabilities", "").await).await?;
        let page = timed(queries, async |words| open(site, "/capabilities?q=", words).await).await?;
        let all = timed(queries, async |words| open(site, "/search?q=", words).await).await?;
        if round > 0 {
            for (of, cost) in rounds.iter_mut().zip([found, both - found, list, page, all]) {
                of.push(cost);
            }
        }
    }
    let [found, passages, list, page, all] = rounds.map(median);
    let parts = found + passages + list;
    writeln!(out, "CPU time of one query, medians of {ROUNDS} rounds of {} queries", queries.len())?;
    writeln!(
        out,
        "raw search              {found:>8.2} ms\n{SHOWN} passages             {passages:>8.2} ms"
    )?;
    writeln!(out, "list page               {list:>8.2} ms")?;
    writeln!(out, "search in the list      {page:>8.2} ms   ratio {:.2} (goal ≤ 2)", page / parts)?;
    writeln!(out, "search over everything  {all:>8.2} ms   ratio {:.2}", all / parts)?;
    Ok(())
}

/// CPU ms of one query on average; the page works on threads of its own.
async fn timed(queries: &[String], one: impl AsyncFn(&str) -> Result<(), Failure>) -> Result<f64, Failure> {
    let before = process_ms();
    for words in queries {
        one(words).await?;
    }
    Ok((process_ms() - before) / queries.len() as f64)
}

fn found(index: &Search, words: &str) -> Result<(Query, Vec<String>), Failure> {
    let snapshot = index.snapshot(Collection::Capabilities)?;
    let query = Query::words(index.analyzer(), words);
    let published: Vec<Code> = Code::new(CapabilityStatus::Published.code()).into_iter().collect();
    let filter = Filter::all().with_any(CodeColumn::Status, &published);
    let hits = search(&snapshot, &query, &filter, 0, SHOWN)?.hits;
    Ok((query, hits.into_iter().map(|hit| hit.id).collect()))
}

/// The search, and a passage of some profile for each hit: whose text it is makes no difference to the cost.
fn passages(index: &Search, words: &str) -> Result<(), Failure> {
    let (query, hits) = found(index, words)?;
    let (snapshot, corpus) = (index.snapshot(Collection::Capabilities)?, TEXTS.get_or_init(texts));
    for (_, document) in hits.iter().zip(corpus) {
        let text = CapabilityText { title: &document.title, body: &document.body, keywords: &[] };
        let passage = explain(&snapshot, &query, &text, Points::default())?.passage;
        for text in [&document.title, &passage.text] {
            std::hint::black_box(highlight(snapshot.analyzer(), &query, text));
        }
    }
    Ok(())
}

static TEXTS: std::sync::OnceLock<Vec<Document>> = std::sync::OnceLock::new();

fn texts() -> Vec<Document> {
    let corpus = Corpus::new(11);
    (0..SHOWN as u64).map(|at| corpus.profile(at)).collect()
}

async fn open(site: &Router, path: &str, words: &str) -> Result<(), Failure> {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let request = Request::get(format!("{path}{words}")).header("host", "localhost").body(Body::empty())?;
    let response = site.clone().oneshot(request).await?;
    if !response.status().is_success() {
        return Err(format!("{} for {path}", response.status()).into());
    }
    std::hint::black_box(response.into_body().collect().await?.to_bytes());
    Ok(())
}
