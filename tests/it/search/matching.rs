//! Partners for needs, in the form of the contract.

use duijie::domain::capability::CapabilityStatus;
use duijie::domain::institution::Institution;
use duijie::domain::viewer::Viewer;
use duijie::service::{MatchOptions, NeedMatches, ServiceError, match_all, match_one};
use duijie::storage;
use serde_json::Value;

use super::{House, options, quiet};

const PROBLEM: &str = "转盘轴承滚道感应淬火有软带，硬度不均，寿命达不到5000小时，需要无软带淬火工艺";

async fn json(house: &House) -> Value {
    let found = match_all(&house.store, &house.search, &Viewer::operator(), &options(), &quiet).await;
    serde_json::to_value(found.expect("matches")).expect("JSON")
}

fn names(need: &Value, list: &str) -> Vec<String> {
    let list = need[list].as_array().expect("list");
    list.iter().map(|one| one["name"].as_str().expect("name").to_owned()).collect()
}

/// Hundredths of a number as it is printed.
fn hundredths(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    assert!(rest.len() <= 2, "{text} has more than two decimals");
    format!("{whole}{rest:0<2}").parse().expect("number")
}

async fn three(house: &mut House) -> [Institution; 3] {
    let near = house.institution("河南科技大学", "洛阳市").await;
    let far = house.institution("西安交通大学", "西安").await;
    let shut = house.institution("某研究所", "郑州市").await;
    house
        .capability(&[&near], "转盘轴承无软带感应淬火", "轴承滚道感应淬火工艺，消除软带，寿命8000小时")
        .await;
    house.capability(&[&far, &near], "轴承滚道硬度均匀化", "感应淬火硬度不均的控制，寿命≥6000小时").await;
    house.capability(&[&shut], "感应淬火软带检测", "轴承滚道软带与硬度检测").await;
    [near, far, shut]
}

#[tokio::test]
async fn parts_add_up_and_the_same_call_gives_the_same_bytes() {
    let mut house = House::new().await;
    three(&mut house).await;
    let need = house.need("转盘轴承感应淬火软带", PROBLEM, &[]).await;
    house.follow().await;
    let found = json(&house).await;
    let one = &found[0];
    assert_eq!((one["need"].as_str(), one["no"].as_str()), (Some(need.id.as_str()), Some(need.no.as_str())));
    assert!(one["enterprise"].as_str().expect("name").contains("轴承有限公司"));
    assert!(one["reason"].is_null());
    let candidates = one["candidates"].as_array().expect("candidates");
    assert_eq!(candidates.len(), 3);
    for candidate in candidates {
        let parts = candidate["parts"].as_object().expect("parts");
        assert_eq!(parts.len(), 8);
        assert_eq!(parts.values().map(hundredths).sum::<i64>(), hundredths(&candidate["score"]));
        let evidence = candidate["evidence"].as_array().expect("evidence");
        assert!(!evidence.is_empty());
        for shown in evidence {
            let terms = shown["terms"].as_array().expect("terms");
            let points: i64 = terms.iter().map(|term| hundredths(&term["part"])).sum();
            assert_eq!(points, hundredths(&shown["points"]));
            assert!(!shown["passage"].as_str().expect("passage").is_empty());
        }
    }
    assert_eq!(found.to_string(), json(&house).await.to_string());
    let alone = match_one(&house.store, &house.search, &Viewer::operator(), &need.no, &options()).await;
    assert_eq!(serde_json::to_value(alone.expect("match")).expect("JSON"), found[0]);
}

/// What is found for the only need.
async fn only(house: &House, top: usize) -> NeedMatches {
    let options = MatchOptions { top, ..options() };
    let found = match_all(&house.store, &house.search, &Viewer::operator(), &options, &quiet).await;
    found.expect("matches").remove(0)
}

#[tokio::test]
async fn totals_count_beyond_what_is_listed() {
    let mut house = House::new().await;
    let [_, _, shut] = three(&mut house).await;
    house.need("转盘轴承感应淬火软带", PROBLEM, &[]).await;
    house.follow().await;
    let found = only(&house, 1).await;
    assert_eq!((found.candidates.len(), found.candidate_total, found.blocked_total), (1, 3, 0));
    assert_eq!(found.candidates[0].evidence[0].facts.trl, Some(7));
    let mut tx = house.write().await;
    storage::update_institution(&mut tx, &Institution { open: false, ..shut }).await.expect("update");
    tx.commit().await.expect("commit");
    let found = only(&house, 20).await;
    assert_eq!((found.candidates.len(), found.candidate_total, found.blocked_total), (2, 2, 1));
}

#[tokio::test]
async fn avoided_and_closed_institutions_are_blocked_by_name_of_the_rule() {
    let mut house = House::new().await;
    let [_, _, shut] = three(&mut house).await;
    let mut tx = house.write().await;
    storage::update_institution(&mut tx, &Institution { open: false, ..shut }).await.expect("update");
    tx.commit().await.expect("commit");
    house.need("转盘轴承感应淬火软带", PROBLEM, &["西安交通 大学"]).await;
    house.follow().await;
    let found = json(&house).await;
    assert_eq!(names(&found[0], "candidates"), ["河南科技大学"]);
    let blocked = found[0]["blocked"].as_array().expect("blocked");
    let rule = |name: &str| blocked.iter().find(|one| one["name"] == name).map(|one| one["rule"].clone());
    assert_eq!(rule("西安交通大学"), Some("企业回避".into()));
    assert_eq!(rule("某研究所"), Some("暂不接受合作".into()));
    let meanings = only(&house, 20).await.blocked;
    assert!(meanings.iter().all(|barred| barred.meaning.contains("列入")), "{meanings:?}");
    assert_ne!(meanings[0].meaning, meanings[1].meaning);
}

#[tokio::test]
async fn what_is_not_published_is_never_proposed_even_before_the_index_knows() {
    let mut house = House::new().await;
    let holder = house.institution("河南科技大学", "洛阳市").await;
    let mut one = house.capability(&[&holder], "转盘轴承感应淬火", "轴承滚道软带").await;
    house.need("转盘轴承感应淬火软带", PROBLEM, &[]).await;
    house.follow().await;
    assert_eq!(names(&json(&house).await[0], "candidates").len(), 1);
    one.status = CapabilityStatus::Withdrawn;
    let mut tx = house.write().await;
    storage::update_capability(&mut tx, &one).await.expect("update");
    tx.commit().await.expect("commit");
    assert_eq!(only(&house, 20).await.candidate_total, 0);
    let lagging = json(&house).await;
    assert!(names(&lagging[0], "candidates").is_empty() && lagging[0]["reason"].is_string());
    house.follow().await;
    let found = json(&house).await;
    assert!(names(&found[0], "candidates").is_empty());
    assert!(found[0]["reason"].as_str().expect("reason").contains("没有相近的能力"));
}

#[tokio::test]
async fn an_unknown_need_is_named() {
    let house = House::new().await;
    house.follow().await;
    let found = match_one(&house.store, &house.search, &Viewer::operator(), "XQ2026-9999", &options()).await;
    assert!(matches!(found, Err(ServiceError::NoSuchNeed(no)) if no == "XQ2026-9999"));
}

#[tokio::test]
async fn a_service_can_match_search_and_follow_in_tasks_of_its_own() {
    let house = House::new().await;
    let task = tokio::spawn(async move {
        house.follow().await;
        let viewer = Viewer::operator();
        let found =
            duijie::service::search_records(&house.store, &house.search, &viewer, "轴承", None, 5).await;
        house.search.reindex(&house.store, &quiet).await.expect("reindexed");
        (json(&house).await, found.expect("search").total)
    });
    assert_eq!(task.await.expect("task"), (Value::Array(Vec::new()), 0));
}
