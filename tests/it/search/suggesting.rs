//! What pickers offer while somebody types.

use duijie::city::CityPack;
use duijie::domain::viewer::Viewer;
use duijie::service::{SuggestKind, Suggestion, suggest};

use super::House;

async fn offered(house: &House, kind: SuggestKind, text: &str, limit: usize) -> Vec<Suggestion> {
    let city = CityPack::bundled().expect("city");
    suggest(&house.store, &city, &Viewer::operator(), kind, text, limit).await.expect("suggests")
}

async fn names(house: &House, kind: SuggestKind, text: &str) -> Vec<String> {
    offered(house, kind, text, 5).await.into_iter().map(|one| one.name).collect()
}

#[tokio::test]
async fn lists_of_the_city_are_found_by_name_alias_code_and_pinyin() {
    let house = House::new().await;
    for text in ["涧西", "洛阳市涧西区", "410305", "jianxi", "jxq", "JianXi Qu", "jx"] {
        assert_eq!(names(&house, SuggestKind::County, text).await[0], "涧西区", "{text}");
    }
    assert_eq!(offered(&house, SuggestKind::County, "", 3).await.len(), 3);
    assert!(names(&house, SuggestKind::County, "郑州").await.is_empty());
    assert_eq!(names(&house, SuggestKind::Field, "xcl").await, ["新材料"]);
    let industry = &offered(&house, SuggestKind::Industry, "0911", 5).await[0];
    assert_eq!((industry.value.as_str(), industry.name.as_str()), ("0911", "铜矿采选"));
    let found = names(&house, SuggestKind::Industry, "09").await;
    assert_eq!(found[0], "有色金属矿采选业", "the division itself comes before its classes");
    assert!(names(&house, SuggestKind::Industry, "采选").await.len() > 1);
}

#[tokio::test]
async fn records_are_found_by_name_code_and_pinyin() {
    let mut house = House::new().await;
    house.institution("洛轴", "洛阳市").await;
    house.institution("洛轴检测中心", "").await;
    house.institution("河南洛轴研究院", "").await;
    for text in ["洛轴", "lz", "LuoZhou", "luo zhou"] {
        let found = names(&house, SuggestKind::Institution, text).await;
        assert_eq!(found, ["洛轴", "洛轴检测中心", "河南洛轴研究院"], "{text}");
    }
    let one = &offered(&house, SuggestKind::Institution, "jg2026-0001", 5).await[0];
    assert_eq!((one.name.as_str(), one.detail.as_str()), ("洛轴", "洛阳市 JG2026-0001"));
    house.need("轴承", "", &[]).await;
    let found = &offered(&house, SuggestKind::Enterprise, "91410300ma40", 5).await[0];
    assert!(found.name.contains("轴承有限公司") && found.detail.starts_with("伊滨区 9141"), "{found:?}");
    assert!(
        names(&house, SuggestKind::Enterprise, "410300").await.is_empty(),
        "codes from their beginning only"
    );
}
