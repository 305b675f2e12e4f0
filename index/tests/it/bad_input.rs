//! Text that no form should let through, and what the engine makes of it: never a panic, never nonsense.

use duijie_index::explain::{CapabilityText, explain, highlight};
use duijie_index::query::MAX_QUERY_CHARS;
use duijie_index::rank::{Need, Points, rank};
use duijie_index::{Document, Filter, IndexError, Query, QueryText, Writer, indicator, search};
use proptest::prelude::*;

use super::support::{analyzer, options, small_world, snapshot};

fn awkward() -> Vec<String> {
    vec![
        String::new(),
        " ".into(),
        "轴".into(),
        "a".into(),
        "的了和是在有与及".into(),
        "。，！？；：".into(),
        "😀🚀👍🏽🇨🇳".into(),
        "\u{0}\u{1}\u{7}\u{1B}[31m\r\n\t\u{7F}\u{85}".into(),
        "\u{200B}\u{FEFF}\u{202E}\u{2066}".into(),
        "\u{301}\u{301}\u{301}".into(),
        "\u{FFFD}\u{10FFFF}\u{E000}".into(),
        "轴承".repeat(50_000),
        "x".repeat(100_000),
        "0.01mm ".repeat(15_000),
        "<script>alert(1)</script>' OR 1=1 -- +title:* AND (".into(),
    ]
}

#[test]
fn awkward_text_is_searched_ranked_and_explained() {
    let documents = small_world();
    let snapshot = snapshot(&documents);
    for text in awkward() {
        let query = Query::new(
            &analyzer(),
            &QueryText { title: &text, body: &text, keywords: std::slice::from_ref(&text) },
        );
        let found = search(&snapshot, &query, &Filter::all(), 0, 5).expect("search");
        assert!(found.hits.iter().all(|hit| hit.score.is_finite() && (0.0..=1.0).contains(&hit.fit)));
        let need = Need { indicators: indicator::extract(&text), ..Need::of_text("N", &text, &text) };
        rank(&snapshot, &need, &options()).expect("rank");
        let capability = CapabilityText { title: &text, body: &text, keywords: &[] };
        let reasons = explain(&snapshot, &query, &capability, Points::rounded(10.0)).expect("explain");
        assert!(reasons.score.is_finite());
        for mark in highlight(&analyzer(), &query, &text) {
            assert!(text.get(mark).is_some());
        }
    }
}

#[test]
fn awkward_text_is_indexed() {
    let documents: Vec<Document> = awkward()
        .iter()
        .enumerate()
        .map(|(at, text)| Document {
            keywords: vec![text.clone()],
            ..Document::new(&format!("D{at}"), text, text)
        })
        .collect();
    let snapshot = snapshot(&documents);
    assert_eq!(snapshot.len(), documents.len() as u64);
    let query = Query::words(&analyzer(), "轴承");
    let found = search(&snapshot, &query, &Filter::all(), 0, 5).expect("search");
    assert_eq!(found.hits[0].id, "D11");
}

#[test]
fn figures_that_cannot_be_stored_are_refused_and_the_document_before_stays() {
    let mut writer = Writer::in_ram(&analyzer()).expect("writer");
    writer.put(&Document::new("D", "轴承", "")).expect("put");
    let figure = indicator::extract("寿命≥5000小时").remove(0);
    let endless = indicator::Indicator { low: Some(f64::INFINITY), ..figure.clone() };
    for indicators in [vec![figure; 5_000], vec![endless]] {
        let refused = writer.put(&Document { indicators, ..Document::new("D", "齿轮", "") });
        assert!(matches!(refused, Err(IndexError::Document { .. })));
    }
    writer.commit("").expect("commit");
    let snapshot = writer.reader().expect("reader").snapshot();
    let found = search(&snapshot, &Query::words(&analyzer(), "轴承"), &Filter::all(), 0, 5).expect("search");
    assert_eq!(found.total, 1);
}

#[test]
fn a_title_with_line_breaks_weighs_like_one_without() {
    let documents = small_world();
    let fit = |title: &str| {
        let need = Need::of_text("N", title, "硬化层深浅不一");
        rank(&snapshot(&documents), &need, &options()).expect("rank").candidates[0].fit
    };
    assert!((fit("\n\n轴承套圈\n淬火") - fit("轴承套圈 淬火")).abs() < 1e-9);
}

#[test]
fn a_long_need_is_cut_and_says_so() {
    let long = "感应淬火".repeat(MAX_QUERY_CHARS);
    let query = Query::new(&analyzer(), &QueryText { title: "轴承", body: &long, keywords: &[] });
    assert!(query.is_truncated() && query.text().chars().count() <= MAX_QUERY_CHARS + 3);
    assert!(!Query::words(&analyzer(), "轴承").is_truncated());
}

#[test]
fn lone_surrogates_are_refused_as_json() {
    let error =
        serde_json::from_str::<Need>(r#"{"id":"N","title":"\ud83d","problem":""}"#).expect_err("surrogate");
    assert!(error.is_syntax());
    let error = serde_json::from_str::<Document>(r#"{"id":"C","title":"轴承","body":"","kind":"洛龙"}"#);
    assert!(error.expect_err("no code").to_string().contains("is no code"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_survived(title in any::<String>(), body in any::<String>(), asked in any::<String>()) {
        let snapshot = snapshot(&[Document::new("D", &title, &body).held_by(&["J"])]);
        let query = Query::words(&analyzer(), &asked);
        let found = search(&snapshot, &query, &Filter::all(), 0, 5).expect("search");
        prop_assert!(found.hits.iter().all(|hit| hit.score.is_finite() && hit.score > 0.0));
        let capability = CapabilityText { title: &title, body: &body, keywords: &[] };
        explain(&snapshot, &query, &capability, Points::rounded(1.0)).expect("explain");
        rank(&snapshot, &Need::of_text("N", &asked, &asked), &options()).expect("rank");
    }
}
