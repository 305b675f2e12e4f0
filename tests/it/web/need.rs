//! The page of a need: candidates in the order and with the numbers of the matching, parts that add up, reasons,
//! institutions kept out by rules, and what to do where there is nothing.

use std::collections::HashSet;

use axum::http::StatusCode;
use duijie::domain::need::NeedStatus;
use duijie::service::{EvidenceShown, MatchOptions, NeedMatches, match_one};
use duijie::storage;

use super::records::{SIGNALS, assert_escaped, assert_marks_are_plain, hundredths, printed, small_site};
use crate::support::web::{Reply, TestSite};

/// Needs of the demo, as the list links them.
async fn needs(site: &TestSite, count: usize) -> Vec<String> {
    let mut links = site.get("/needs").await.links(".hit-h h3 a", "href");
    assert!(links.len() >= count);
    links.truncate(count);
    links
}

async fn matched(site: &TestSite, link: &str, top: usize) -> NeedMatches {
    let reference = link.rsplit('/').next().expect("a number");
    let options = MatchOptions { top, as_of: site.app.now().beijing_day() };
    let found = match_one(&site.app.store, &site.search, &site.app.viewer, reference, &options).await;
    found.expect("matches")
}

#[tokio::test]
async fn parts_are_always_eight_in_one_order_and_add_up_to_the_total() {
    let site = TestSite::demo().await;
    for link in needs(&site, 6).await {
        let page = site.get(&format!("{link}?top=50")).await;
        let scores = printed(&page, ".cand");
        assert!(!scores.is_empty(), "{link}");
        for score in scores {
            let names: Vec<&str> = score.parts.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, SIGNALS, "{link}");
            let sum: i32 = score.parts.iter().map(|(_, figure)| hundredths(figure)).sum();
            assert_eq!(sum, hundredths(&score.total), "{link} {}", score.name);
        }
    }
}

#[tokio::test]
async fn order_and_numbers_are_those_of_the_matching() {
    let site = TestSite::demo().await;
    for link in needs(&site, 3).await {
        let found = matched(&site, &link, 20).await;
        let page = site.get(&format!("{link}?top=20")).await;
        let scores = printed(&page, ".cand");
        assert_eq!(scores.len(), found.candidates.len());
        for (shown, candidate) in scores.iter().zip(&found.candidates) {
            assert_eq!(shown.name, candidate.name);
            assert_eq!(shown.total, candidate.score.to_string());
            for ((name, figure), part) in shown.parts.iter().zip(&candidate.parts) {
                let points = figure.split('/').next().expect("a figure");
                match part.value {
                    Some(_) => assert_eq!(points, part.points.to_string(), "{name}"),
                    None => assert_eq!(points, "—没有数据", "{name}"),
                }
            }
        }
        let said = page.texts("#cand-h");
        assert_eq!(said, [format!("候选 {} 个", found.candidate_total)]);
    }
}

/// What stands under the title of an evidence, as the page prints it.
fn words(evidence: &EvidenceShown) -> Vec<String> {
    let word = |term: &duijie_index::explain::TermPart| {
        let name = if term.term.is_empty() { "零散单字" } else { &term.term };
        let via = term.via.as_ref().map(|via| format!("（按近义词“{via}”）")).unwrap_or_default();
        format!("{name}{via} {}", term.points)
    };
    evidence.terms.iter().map(word).collect()
}

#[tokio::test]
async fn every_evidence_shows_its_passage_and_what_each_word_is_worth() {
    let site = TestSite::demo().await;
    let link = needs(&site, 1).await.remove(0);
    let found = matched(&site, &link, 10).await;
    let page = site.get(&link).await;
    let evidence: Vec<&EvidenceShown> = found.candidates.iter().flat_map(|one| &one.evidence).collect();
    let titles: Vec<String> = evidence.iter().map(|one| one.title.clone()).collect();
    assert_eq!(page.texts(".evi h4 a"), titles);
    let passages = page.texts(".evi blockquote");
    for (shown, one) in passages.iter().zip(&evidence) {
        let passage = one.passage.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.trim_matches('…').contains(&passage), "{shown}");
    }
    let all: Vec<String> = evidence.iter().flat_map(|one| words(one)).collect();
    assert_eq!(page.texts(".evi .words li"), all);
    assert_marks_are_plain(&page);
    let links: HashSet<String> = page.links(".evi h4 a", "href").into_iter().collect();
    assert!(links.iter().all(|href| href.starts_with("/capabilities/")));
}

#[tokio::test]
async fn the_best_candidate_is_open_and_the_others_unfold() {
    let site = TestSite::demo().await;
    let link = needs(&site, 1).await.remove(0);
    let page = site.get(&link).await;
    assert!(!page.texts(".cand.is-open > .cand-more > .why .evi").is_empty());
    let others = page.texts(".cand:not(.is-open)").len();
    assert!(others > 0);
    assert_eq!(page.texts(".cand:not(.is-open) > .cand-more > details > summary").len(), others);
    assert_eq!(page.texts(".cand:not(.is-open) > .cand-more > .why").len(), 0);
    assert_eq!(page.texts("h1").len(), 1);
}

#[tokio::test]
async fn headings_are_in_order_and_landmarks_have_names() {
    let site = TestSite::demo().await;
    for list in ["/needs", "/institutions", "/capabilities"] {
        let page = site.get(&site.get(list).await.links(".hit-h h3 a", "href").remove(0)).await;
        let headings = page.tags("h1, h2, h3, h4, h5, h6");
        let levels: Vec<u32> = headings.iter().filter_map(|tag| tag[1..].parse().ok()).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{list}");
        assert_eq!(levels[0], 1, "{list}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{list} {levels:?}");
        let landmarks = page.tags("main section, aside, nav");
        let named = page.tags(
            "main section[aria-labelledby], aside[aria-labelledby], aside[aria-label], nav[aria-label]",
        );
        assert_eq!(landmarks, named, "{list}");
        for label in page.links("[aria-labelledby]", "aria-labelledby") {
            assert_eq!(page.texts(&format!("[id=\"{label}\"]")).len(), 1, "{list} {label}");
        }
        assert!(page.links("[style]", "style").is_empty(), "{list}");
    }
}

#[tokio::test]
async fn figures_are_compared_one_by_one() {
    let site = small_site(1).await;
    let link = site.get("/needs").await.links(".hit-h h3 a", "href").remove(0);
    let page = site.get(&link).await;
    assert_eq!(page.texts(".spec-t tbody tr"), ["硬度≥ 58 HRC—"]);
    assert_eq!(page.texts(".fit li"), ["硬度 ≥ 58 HRC达到 60 HRC"]);
}

#[tokio::test]
async fn more_candidates_are_asked_for_in_the_address() {
    let site = TestSite::demo().await;
    let link = needs(&site, 1).await.remove(0);
    let page = site.get(&link).await;
    assert_eq!(page.texts(".cand").len(), 10);
    let more = page.links(".card-f a", "href").remove(0);
    let last = page.links(".cand", "id").pop().expect("a candidate");
    assert!(more.ends_with(&format!("?top=20#{last}")), "{more}");
    let more = more.split('#').next().expect("an address");
    assert_eq!(site.get(more).await.texts(".cand").len(), 20);
    let all = site.get(&format!("{link}?top=50")).await;
    assert!(all.links(".card-f a", "href").is_empty(), "nothing is left to show");
    for wrong in ["0", "7", "-1", "51", "100000000000000000000", "abc", "%3Cscript%3E"] {
        let reply = site.get(&format!("{link}?top={wrong}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(reply.texts("main")[0].contains("10、20 或 50"), "{wrong}");
        assert!(!reply.body.contains("<script>"), "{wrong}");
    }
}

#[tokio::test]
async fn institutions_kept_out_are_named_with_rule_and_remedy() {
    let site = TestSite::demo().await;
    let mut seen = 0;
    for link in needs(&site, 8).await {
        let found = matched(&site, &link, 10).await;
        let page = site.get(&link).await;
        let named = page.texts("#why-not .sec:nth-of-type(2) .trace b");
        let expected: Vec<String> =
            found.blocked.iter().map(|one| format!("{}：{}", one.name, one.rule)).collect();
        assert_eq!(named, expected);
        let reasons = page.texts("#why-not .sec:nth-of-type(2) .trace small");
        assert!(reasons.iter().all(|reason| reason.contains("后")), "{reasons:?}");
        let ranked: HashSet<String> = page.texts(".cand h3 a").into_iter().collect();
        assert!(found.blocked.iter().all(|one| !ranked.contains(&one.name)));
        seen += named.len();
    }
    assert!(seen > 0, "the demo has institutions that are full");
}

#[tokio::test]
async fn the_enterprise_and_its_place_in_coverage_are_told() {
    let site = TestSite::demo().await;
    let link = needs(&site, 1).await.remove(0);
    let page = site.get(&link).await;
    let pane = page.texts(".need-pane").remove(0);
    assert!(pane.contains("年度已计入") || pane.contains("年度尚未计入"), "{pane}");
    let links = page.links(".need-pane a", "href");
    assert!(links.iter().any(|href| href.starts_with("/enterprises/")), "{links:?}");
    assert!(links.contains(&"/coverage".to_owned()), "{links:?}");
    assert!(page.texts(".need-pane .time li").remove(0).contains("已发布"));
}

#[tokio::test]
async fn id_and_number_open_the_same_page_and_unknown_ones_none() {
    let site = TestSite::demo().await;
    let link = needs(&site, 1).await.remove(0);
    let found = matched(&site, &link, 1).await;
    let (by_no, by_id) =
        (site.get(&format!("/needs/{}", found.no)).await, site.get(&format!("/needs/{}", found.need)).await);
    assert_eq!(by_no.texts("h1"), [found.title]);
    assert_eq!(by_no.body, by_id.body);
    for unknown in ["XQ1999-0001", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%3Cscript%3E", "%00", "..%2f"] {
        assert_eq!(site.get(&format!("/needs/{unknown}")).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn texts_stay_texts() {
    let site = small_site(3).await;
    let page = site.get(&site.get("/needs").await.links(".hit-h h3 a", "href").remove(0)).await;
    assert_eq!(page.texts("h1"), ["轴承<script>alert(2)</script>滚道淬火软带"]);
    assert!(page.texts(".need-pane .lines")[0].contains("<img src=x>"));
    assert_eq!(page.texts(".cand h3 a"), ["<i>示例</i>大学"]);
    assert_escaped(&page);
    assert_marks_are_plain(&page);
    let pane = page.texts(".need-pane").remove(0);
    assert!(pane.contains("李*") && pane.contains("139****4321"), "{pane}");
    assert!(!page.body.contains("13987654321"));
}

#[tokio::test]
async fn a_need_without_candidates_says_why_and_what_to_do() {
    let site = small_site(0).await;
    let link = site.get("/needs").await.links(".hit-h h3 a", "href").remove(0);
    let page = site.get(&link).await;
    assert_eq!(page.texts("#cand-h"), ["候选 0 个"]);
    assert!(page.texts(".empty")[0].contains("征集这方面的能力"), "{:?}", page.texts(".empty"));
    assert!(page.links(".empty a", "href").contains(&"/imports".to_owned()));
    assert!(page.texts(".cand").is_empty() && page.texts(".card-f").is_empty());
}

/// Puts the only need of a small site into another state.
async fn put(site: &TestSite, link: &str, status: NeedStatus) -> Reply {
    let mut tx = site.app.store.write(&site.app.viewer, site.app.now()).await.expect("writes");
    let reference = link.rsplit('/').next().expect("a number");
    let found = storage::find_need(tx.conn(), &site.app.viewer, reference).await.expect("reads");
    let need = found.expect("is there");
    storage::move_need(&mut tx, &need, status, Some("企业来电<b>说明</b>")).await.expect("moves");
    tx.commit().await.expect("commits");
    site.get(link).await
}

#[tokio::test]
async fn a_need_that_is_not_open_is_shown_with_what_that_means() {
    let site = small_site(1).await;
    let link = site.get("/needs").await.links(".hit-h h3 a", "href").remove(0);
    for (status, said) in [
        (NeedStatus::Draft, "已退回"),
        (NeedStatus::CityReview, "市级正在审核"),
        (NeedStatus::Signed, "已经签约"),
        (NeedStatus::Withdrawn, "企业已撤回"),
        (NeedStatus::Expired, "期限已过"),
    ] {
        let page = put(&site, &link, status).await;
        let pane = page.texts(".need-pane .card-b").remove(0);
        assert!(pane.starts_with(status.label()) && pane.contains(said), "{pane}");
        let step = page.texts(".need-pane .time li").pop().expect("a step");
        assert!(step.contains(status.label()) && step.contains("企业来电<b>说明</b>"), "{step}");
        assert_eq!(page.texts(".cand").len(), 1, "{status:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_compared_is_laid_at_the_right_door() {
    let site = TestSite::demo().await;
    let mut institutions = 0;
    for link in needs(&site, 10).await {
        let page = site.get(&link).await;
        let figures = page.texts(".need-pane .spec-t").len() == 1;
        for known in page.texts(".known") {
            let (need, institution) = known.split_once("机构没写：").unwrap_or((&known, ""));
            assert!(
                need.contains("需求没写：") && need.contains("成熟度"),
                "needs have no such field: {known}"
            );
            assert!(!figures || !need.contains("指标"), "{link} states figures: {known}");
            assert!(figures || !institution.contains("指标"), "{link} states none: {known}");
            institutions += usize::from(institution.contains("指标"));
        }
    }
    assert!(institutions > 0, "some institution states no figure");
}
