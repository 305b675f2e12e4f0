//! Both pages of a pair say the same: the institution's page shows the numbers of the need's page.

use duijie::city::CityPack;
use duijie::domain::institution::Institution;
use duijie::domain::time::Instant;
use duijie::domain::viewer::Viewer;
use duijie::service::{
    FigureVerdict, InstitutionShown, NeedMatches, ServiceError, match_one, show_institution, show_need,
};
use duijie::storage;

use crate::search::{House, options};

/// Title and text of capabilities, by trade.
const ABLE: [[(&str, &str); 3]; 4] = [
    [
        ("转盘轴承无软带感应淬火", "轴承滚道感应淬火工艺，消除软带，硬度58～62HRC，寿命≥8000小时"),
        ("风电主轴轴承设计", "大型风电主轴轴承结构设计与寿命计算，回转精度≤2μm"),
        ("轴承钢纯净度控制", "轴承钢夹杂物与氧含量控制，氧含量≤5ppm"),
    ],
    [
        ("耐火材料抗渣侵蚀", "镁碳砖抗渣侵蚀与寿命提升，使用寿命≥600炉"),
        ("高温窑炉节能", "隧道窑余热回收与节能改造，能耗降低15%"),
        ("碳化硅陶瓷烧结", "碳化硅陶瓷无压烧结，密度≥3.1g/cm³"),
    ],
    [
        ("拖拉机电控换挡", "大马力拖拉机动力换挡电控系统，换挡时间≤0.5s"),
        ("柴油机排放后处理", "非道路柴油机国四排放后处理系统"),
        ("农机自动导航", "北斗农机自动导航，直线精度≤2.5cm"),
    ],
    [
        ("钛合金焊接变形控制", "钛合金薄壁件激光焊接变形控制，变形≤0.2mm"),
        ("轴承激光熔覆修复", "轴承滚道激光熔覆修复，消除软带与剥落，硬度≥58HRC"),
        ("铝合金表面处理", "铝合金微弧氧化表面处理，膜厚≥50μm"),
    ],
];

const WANTED: [(&str, &str); 6] = [
    ("转盘轴承感应淬火软带", "转盘轴承滚道感应淬火有软带，硬度不均，硬度要求58～62HRC，寿命要达到7000小时"),
    ("风电轴承回转精度", "风电主轴轴承回转精度≤3μm，寿命计算方法不准"),
    ("镁碳砖寿命低", "镁碳砖抗渣侵蚀差，使用寿命只有400炉，要求使用寿命≥800炉"),
    ("拖拉机换挡冲击", "大马力拖拉机动力换挡冲击大，换挡时间≤0.3s"),
    ("钛合金薄壁件焊接", "钛合金薄壁件激光焊接后变形大，变形≤0.1mm"),
    ("轴承滚道剥落修复", "大型轴承滚道剥落后需要修复，激光熔覆后硬度≥60HRC"),
];

async fn house() -> (House, Vec<Institution>) {
    let mut house = House::new().await;
    let mut all = Vec::new();
    for (number, (name, place)) in [
        ("河南科技大学", "洛阳市"),
        ("耐火材料研究院", "涧西区"),
        ("拖拉机研究所", "郑州市"),
        ("焊接研究所", "哈尔滨"),
    ]
    .into_iter()
    .enumerate()
    {
        let one = house.institution(name, place).await;
        for (title, text) in ABLE[number] {
            house.capability(&[&one], title, text).await;
        }
        all.push(one);
    }
    // Two hold it together.
    house
        .capability(&[&all[0], &all[3]], "轴承滚道硬度检测", "轴承滚道软带与硬度无损检测，硬度误差≤1HRC")
        .await;
    for (title, problem) in WANTED {
        house.need(title, problem, &[]).await;
    }
    house.follow().await;
    (house, all)
}

async fn page(house: &House, institution: &Institution) -> InstitutionShown {
    let (viewer, as_of) = (Viewer::operator(), options().as_of);
    let no = &institution.no;
    show_institution(&house.store, &house.search, &viewer, no, 1, as_of).await.expect("page")
}

async fn matches(house: &House, need: &str) -> NeedMatches {
    match_one(&house.store, &house.search, &Viewer::operator(), need, &options()).await.expect("matches")
}

#[tokio::test]
async fn the_institution_shows_the_numbers_of_the_need() {
    let (house, all) = house().await;
    let mut pairs = 0;
    for institution in &all {
        let shown = page(&house, institution).await;
        assert!(!shown.needs.is_empty(), "{}", institution.name);
        let scores: Vec<_> =
            shown.needs.iter().map(|need| need.partner.as_ref().expect("no rule").score).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "best first");
        for need in &shown.needs {
            let found = matches(&house, &need.id).await;
            let there = found.candidates.iter().find(|one| one.institution == institution.id.as_str());
            // Score, parts with value and maximum, fit, evidence with its words and figures, everything.
            assert_eq!(need.partner.as_ref(), there, "{} for {}", institution.name, need.title);
            pairs += 1;
        }
    }
    assert!(pairs > 6, "only {pairs} pairs");
}

#[tokio::test]
async fn every_need_that_finds_an_institution_is_on_its_page() {
    let (house, all) = house().await;
    for (title, _) in WANTED {
        let hits = duijie::service::search_records(
            &house.store,
            &house.search,
            &Viewer::operator(),
            title,
            Some(duijie::service::SearchKind::Needs),
            1,
        )
        .await
        .expect("search");
        let need = matches(&house, &hits.hits[0].id).await;
        let best = need.candidates.first().expect("a candidate");
        assert!(best.related && need.able >= 1, "{title}");
        let institution = all.iter().find(|one| one.id.as_str() == best.institution).expect("known");
        let there = page(&house, institution).await;
        assert!(there.needs.iter().any(|one| one.id == need.need), "{title} at {}", institution.name);
    }
}

#[tokio::test]
async fn a_rule_stands_where_numbers_would() {
    let (house, all) = house().await;
    let mut tx = house.write().await;
    let shut = Institution { open: false, ..all[0].clone() };
    storage::update_institution(&mut tx, &shut).await.expect("update");
    tx.commit().await.expect("commit");
    house.follow().await;
    let shown = page(&house, &all[0]).await;
    assert!(!shown.needs.is_empty());
    for need in &shown.needs {
        assert!(need.partner.is_none());
        assert_eq!(need.blocked.as_ref().map(|one| one.rule.as_str()), Some("暂不接受合作"));
    }
}

#[tokio::test]
async fn a_need_shows_what_pages_need_beyond_the_contract() {
    let (house, _) = house().await;
    let city = CityPack::bundled().expect("pack");
    let found = matches(&house, "XQ2026-0018").await;
    let viewer = Viewer::operator();
    let shown = show_need(&house.store, &house.search, &viewer, &city, &found.need, &options(), Instant(0))
        .await
        .expect("need");
    let matches = shown.matches.expect("for whoever looks after it");
    let coverage = shown.coverage.expect("for whoever follows it");
    assert_eq!(matches, found, "the page and the command line say the same");
    assert_eq!(coverage.county, "伊滨区");
    assert!(!coverage.counted && !coverage.on_roster);
    assert_eq!(shown.steps.len(), 1);
    assert_eq!(shown.industry.as_deref(), city.industry_name("3451"));
    let partner = &matches.candidates[0];
    assert_eq!((partner.holder.kind, partner.holder.near), ("高校", Some("市内")));
    assert_eq!(partner.holder.place.as_deref(), Some("洛阳市"));
    let evidence = &partner.evidence[0].facts;
    assert_eq!((evidence.kind, evidence.confirmed_on.to_string().as_str()), ("成果", "2026-03-05"));
    assert_eq!(evidence.figures.len(), shown.figures.len(), "one for every wanted figure");
    let verdicts: Vec<FigureVerdict> = evidence.figures.iter().map(|one| one.verdict).collect();
    assert!(verdicts.contains(&FigureVerdict::Met), "{verdicts:?}");
    for one in &evidence.figures {
        assert_eq!(one.offered.is_some(), one.verdict != FigureVerdict::Unknown);
        assert_eq!(one.ratio.is_some_and(|ratio| ratio >= 1.0), one.verdict == FigureVerdict::Met);
    }
    let text = serde_json::to_string(&matches).expect("JSON");
    for word in ["holder", "facts", "able", "figures"] {
        assert!(!text.contains(&format!("\"{word}\"")), "{word} is no part of the contract");
    }
}

#[tokio::test]
async fn capabilities_are_paged_and_unknown_ones_are_named() {
    let mut house = House::new().await;
    let one = house.institution("河南科技大学", "洛阳市").await;
    for number in 0..45 {
        house.capability(&[&one], &format!("轴承技术{number}"), "轴承").await;
    }
    house.follow().await;
    let (viewer, as_of) = (Viewer::operator(), options().as_of);
    let mut seen = Vec::new();
    for number in [1, 2, 3] {
        let shown =
            show_institution(&house.store, &house.search, &viewer, one.id.as_str(), number, as_of).await;
        let shown = shown.expect("page");
        assert_eq!((shown.capability_total, shown.page, shown.pages), (45, number, 3));
        seen.extend(shown.capabilities.into_iter().map(|one| one.id));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45);
    let beyond =
        show_institution(&house.store, &house.search, &viewer, &one.name, 9, as_of).await.expect("page");
    assert_eq!((beyond.page, beyond.capabilities.len()), (3, 5));
    let nobody = show_institution(&house.store, &house.search, &viewer, "JG2026-9999", 1, as_of).await;
    assert!(matches!(nobody, Err(ServiceError::NoSuchRecord(no)) if no == "JG2026-9999"));
}
