//! Reasons: they recompute the score, add up, and show words that stand in both texts.

use duijie_index::explain::{CapabilityText, explain, highlight};
use duijie_index::rank::{Need, Points, rank};
use duijie_index::{Document, Filter, Query, QueryText, search};

use super::support::{analyzer, options, small_world, snapshot};

fn text(document: &Document) -> CapabilityText<'_> {
    CapabilityText { title: &document.title, body: &document.body, keywords: &document.keywords }
}

#[test]
fn the_explanation_arrives_at_the_score_of_the_index() {
    let mut documents = small_world();
    documents[2].keywords = vec!["含碳耐火材料".into(), "钢包".into()];
    let snapshot = snapshot(&documents);
    for need in
        ["套圈感应淬火软带太宽，硬化层深浅不一", "钢包渣线砖氧化掉渣，castable烘烤开裂", "氨氮超标，曝气费电"]
    {
        let query = Query::new(&analyzer(), &QueryText { title: "", body: need, keywords: &[] });
        let found = search(&snapshot, &query, &Filter::all(), 0, 10).expect("search");
        assert!(!found.hits.is_empty());
        for hit in found.hits {
            let document = documents.iter().find(|document| document.id == hit.id).expect("known");
            let reasons =
                explain(&snapshot, &query, &text(document), Points::rounded(10.0)).expect("explain");
            assert!(
                (reasons.score - hit.score).abs() <= hit.score * 1e-6,
                "{need} {}: {} {}",
                hit.id,
                reasons.score,
                hit.score
            );
            assert!((reasons.fit - hit.fit).abs() < 1e-6);
        }
    }
}

#[test]
fn the_points_of_the_words_add_up_to_the_points_explained() {
    let documents = small_world();
    let snapshot = snapshot(&documents);
    let need = Need::of_text("N", "转盘轴承淬火", "轴承套圈感应淬火后软带太宽，寿命短");
    let query = need.query(&analyzer());
    let ranking = rank(&snapshot, &need, &options()).expect("rank");
    for candidate in &ranking.candidates {
        for evidence in &candidate.evidence {
            let document =
                documents.iter().find(|document| document.id == evidence.capability).expect("known");
            let reasons = explain(&snapshot, &query, &text(document), evidence.points).expect("explain");
            assert_eq!(reasons.terms.iter().map(|term| term.points).sum::<Points>(), evidence.points);
            assert!((reasons.fit - evidence.fit).abs() < 1e-6);
        }
    }
}

#[test]
fn pieces_are_the_longest_words_in_both_texts() {
    let documents = small_world();
    let snapshot = snapshot(&documents);
    let query = Query::new(&analyzer(), &QueryText::plain("大型转盘轴承感应淬火以后软带宽度超差"));
    let reasons = explain(&snapshot, &query, &text(&documents[0]), Points::rounded(40.0)).expect("explain");
    let words: Vec<&str> = reasons.terms.iter().map(|term| term.term.as_str()).collect();
    for expected in ["大型转盘轴承", "感应淬火", "软带宽度"] {
        assert!(words.contains(&expected), "{expected} is not in {words:?}");
    }
    for part in reasons.terms.iter().filter(|part| part.via.is_none() && !part.term.is_empty()) {
        let stands = documents[0].title.contains(&part.term) || documents[0].body.contains(&part.term);
        assert!(stands, "{} does not stand in the capability", part.term);
    }
    assert!(reasons.terms[0].points >= reasons.terms[1].points, "the weightiest first");
}

#[test]
fn an_expansion_is_shown_with_the_way_it_took() {
    let documents = [Document::new("A", "浇注料快速烘烤", "耐火浇注料防爆裂烘烤制度")];
    let snapshot = snapshot(&documents);
    let query = Query::new(&analyzer(), &QueryText::plain("castable 烧着烧着就炸裂"));
    let reasons = explain(&snapshot, &query, &text(&documents[0]), Points::rounded(20.0)).expect("explain");
    let part = reasons.terms.iter().find(|part| part.via.is_some()).expect("an expansion");
    assert_eq!(part.term, "castable");
    assert!(part.via.as_deref().is_some_and(|via| via.contains("浇注料")), "{part:?}");
    assert!(reasons.passage.marks.iter().any(|mark| reasons.passage.text[mark.clone()].contains("浇注料")));
}

#[test]
fn the_passage_quotes_the_original_and_marks_what_matched() {
    let body = format!(
        "{}軸承鋼 Ａｌ₂Ｏ₃ 夹杂物控制到０．０１ ｍｍ以下。{}",
        "本团队成立多年，成员众多。".repeat(20),
        "联系方式另附。".repeat(20)
    );
    let documents = [Document::new("A", "冶金团队", &body)];
    let snapshot = snapshot(&documents);
    let query = Query::new(&analyzer(), &QueryText::plain("轴承钢Al2O3夹杂物要小于0.01mm"));
    let reasons = explain(&snapshot, &query, &text(&documents[0]), Points::rounded(20.0)).expect("explain");
    let passage = &reasons.passage;
    assert!(body.contains(&passage.text), "a quotation, not a paraphrase");
    assert!(passage.text.chars().count() <= 130 && passage.cut == (true, true));
    let marked: Vec<&str> = passage.marks.iter().map(|mark| &passage.text[mark.clone()]).collect();
    assert!(marked.iter().any(|mark| mark.contains("軸承鋼")), "{marked:?}");
    assert!(marked.iter().any(|mark| mark.contains("Ａｌ₂Ｏ₃")), "{marked:?}");
}

#[test]
fn a_title_without_description_is_quoted_itself() {
    let documents = [Document::new("A", "转盘轴承感应淬火", "")];
    let snapshot = snapshot(&documents);
    let query = Query::new(&analyzer(), &QueryText::plain("轴承淬火"));
    let reasons = explain(&snapshot, &query, &text(&documents[0]), Points::rounded(20.0)).expect("explain");
    assert_eq!((reasons.passage.text.as_str(), reasons.passage.cut), ("转盘轴承感应淬火", (false, false)));
}

#[test]
fn highlights_are_ranges_of_the_original() {
    let query = Query::new(&analyzer(), &QueryText::plain("轴承 PLC"));
    let text = "大型軸承與可编程控制器";
    let marked: Vec<&str> =
        highlight(&analyzer(), &query, text).into_iter().map(|mark| &text[mark]).collect();
    assert_eq!(marked, ["軸承", "可编程控制器"]);
    assert!(highlight(&analyzer(), &query, "").is_empty());
}
