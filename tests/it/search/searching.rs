//! Searching records by words.

use duijie::domain::need::NeedStatus;
use duijie::domain::viewer::Viewer;
use duijie::service::{SearchKind, SearchResult, search_records};
use duijie::storage;

use super::House;

async fn look(house: &House, text: &str, kind: Option<SearchKind>, limit: usize) -> SearchResult {
    let viewer = Viewer::operator();
    search_records(&house.store, &house.search, &viewer, text, kind, limit).await.expect("search")
}

async fn filled() -> House {
    let mut house = House::new().await;
    let one = house.institution("河南科技大学", "洛阳市").await;
    let two = house.institution("洛阳轴承研究所", "洛阳市").await;
    house.capability(&[&one, &two], "轴承感应淬火", "消除滚道软带，硬度均匀").await;
    house.capability(&[&one], "激光熔覆修复", "轧辊表面修复").await;
    house.need("轴承淬火软带", "滚道感应淬火后留有软带", &[]).await;
    house.follow().await;
    house
}

#[tokio::test]
async fn a_verbatim_piece_is_found_in_every_kind() {
    let house = filled().await;
    let found = look(&house, "轴承", None, 20).await;
    assert_eq!((found.total, found.hits.len()), (3, 3));
    assert_eq!(found.fallback, None);
    let kinds: Vec<SearchKind> = found.hits.iter().map(|hit| hit.kind).collect();
    assert!(SearchKind::ALL.iter().all(|kind| kinds.contains(kind)));
    let capability = found.hits.iter().find(|hit| hit.kind == SearchKind::Capabilities).expect("capability");
    assert_eq!(capability.owner, "河南科技大学、洛阳轴承研究所");
    let found = look(&house, "轧辊表面", Some(SearchKind::Capabilities), 20).await;
    assert!(found.hits[0].passage.contains("轧辊表面修复"));
    let json = serde_json::to_value(&found).expect("JSON");
    assert_eq!((json["hits"][0]["kind"].as_str(), json["fallback"].is_null()), (Some("capabilities"), true));
}

#[tokio::test]
async fn kinds_and_limit_narrow_and_the_total_stays() {
    let house = filled().await;
    let found = look(&house, "轴承", Some(SearchKind::Needs), 20).await;
    assert_eq!((found.total, found.hits[0].kind), (1, SearchKind::Needs));
    let found = look(&house, "轴承", None, 1).await;
    assert_eq!((found.total, found.hits.len()), (3, 1));
}

#[tokio::test]
async fn what_is_loosened_or_not_there_is_said() {
    let house = filled().await;
    let found = look(&house, "承淬", Some(SearchKind::Capabilities), 20).await;
    assert!(found.total > 0 && found.fallback.expect("said").contains("单字"));
    let found = look(&house, "quantum", None, 20).await;
    assert_eq!(found.total, 0);
    assert!(found.fallback.expect("said").contains("没有找到"));
    assert!(look(&house, "，。", None, 20).await.fallback.expect("said").contains("没有可供检索"));
}

#[tokio::test]
async fn only_needs_that_seek_partners_are_found() {
    let mut house = filled().await;
    let need = house.need("轴承退火裂纹", "退火后有裂纹", &[]).await;
    house.follow().await;
    assert_eq!(look(&house, "退火裂纹", Some(SearchKind::Needs), 20).await.hits[0].no, need.no);
    let mut tx = house.write().await;
    storage::move_need(&mut tx, &need, NeedStatus::Withdrawn, None).await.expect("status");
    tx.commit().await.expect("commit");
    house.follow().await;
    let found = look(&house, "退火裂纹", Some(SearchKind::Needs), 20).await;
    assert!(found.hits.iter().all(|hit| hit.id != need.id.as_str()));
}
