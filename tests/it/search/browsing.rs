//! Browsing with words, choices and pages, as the pages of lists do.

use duijie::city::CityPack;
use duijie::domain::capability::CooperationMode;
use duijie::domain::ids::EnterpriseId;
use duijie::domain::money::{Fen, Price};
use duijie::domain::need::{Need, NeedKind, NeedStatus};
use duijie::domain::time::BusinessDate;
use duijie::domain::viewer::Viewer;
use duijie::service::browse::{BrowsePage, FacetShown, SearchEverywhere, Shelf, UNSTATED, browse};
use duijie::service::{Browse, BrowseOrder, FacetKind, Marked, SearchKind, search_everywhere};
use duijie::storage;

use super::House;

/// What sets a need apart from the first one.
type Change = fn(&mut Need);

/// Titles with what else the needs of the sample say.
async fn filled() -> House {
    let mut house = House::new().await;
    let first = house.need("轴承淬火软带", "滚道感应淬火后留有软带，直径 ≥ 6 mm 的都有", &[]).await;
    let owner = &first.enterprise;
    let more: [(&str, Change); 5] = [
        ("齿轮渗碳变形", |need| {
            need.fields = vec!["08".to_owned()];
            need.budget = Some(Price::Amount(Fen(20_000_000)));
            need.modes = vec![CooperationMode::Joint];
            need.collected_on = BusinessDate::new(2026, 3, 1);
        }),
        ("轴承密封漏油", |need| {
            need.fields = vec!["04".to_owned(), "08".to_owned()];
            need.budget = Some(Price::Amount(Fen(120_000_000)));
            need.kind = Some(NeedKind::Problem);
            need.due_on = BusinessDate::new(2026, 12, 31);
        }),
        ("轴承噪声检测", |need| {
            need.fields = vec!["04".to_owned()];
            need.status = NeedStatus::Negotiating;
            need.budget = Some(Price::Negotiable);
            need.collected_on = BusinessDate::new(2026, 3, 4);
        }),
        ("轴承保持架断裂", |need| need.status = NeedStatus::Draft),
        ("浮选药剂", |need| need.fields = vec!["07".to_owned()]),
    ];
    for (number, (title, change)) in (50..).zip(more) {
        add(&house, owner, &first, number, title, change).await;
    }
    house.follow().await;
    house
}

async fn add(house: &House, owner: &EnterpriseId, like: &Need, number: i64, title: &str, change: Change) {
    let mut tx = house.write().await;
    let (id, no) = (tx.next_id(), format!("XQ2026-{number:04}"));
    let mut need = Need { id, no, enterprise: owner.clone(), title: title.to_owned(), ..like.clone() };
    need.problem = format!("{title}，请教办法");
    change(&mut need);
    storage::insert_need(&mut tx, &need, None).await.expect("need");
    tx.commit().await.expect("commit");
}

async fn look(house: &House, kind: SearchKind, asked: &Browse) -> BrowsePage {
    look_with(house, &Shelf::default(), kind, asked).await
}

async fn look_with(house: &House, shelf: &Shelf, kind: SearchKind, asked: &Browse) -> BrowsePage {
    let city = CityPack::bundled().expect("city");
    let today = BusinessDate::new(2026, 3, 5).expect("a day");
    browse(&house.store, &house.search, shelf, &city, (&Viewer::operator(), today), kind, asked)
        .await
        .expect("browses")
}

fn asked(text: &str, choices: &[(FacetKind, &str)]) -> Browse {
    let choices = choices.iter().map(|(facet, code)| (*facet, (*code).to_owned())).collect();
    Browse { text: Some(text.to_owned()), choices, ..Browse::default() }
}

fn titles(page: &BrowsePage) -> Vec<String> {
    page.rows.iter().map(|row| row.title.to_string()).collect()
}

fn facet(page: &BrowsePage, kind: FacetKind) -> &FacetShown {
    page.facets.iter().find(|facet| facet.facet == kind).expect("the facet")
}

fn values(page: &BrowsePage, kind: FacetKind) -> Vec<(&str, u64, bool)> {
    let values = facet(page, kind).values.iter();
    values.map(|value| (value.label.as_str(), value.count, value.chosen)).collect()
}

fn marked(text: &Marked) -> Vec<&str> {
    text.spans().iter().filter(|span| span.marked).map(|span| span.text.as_str()).collect()
}

#[tokio::test]
async fn without_words_all_open_ones_are_listed_newest_first() {
    let house = filled().await;
    let page = look(&house, SearchKind::Needs, &Browse::default()).await;
    assert_eq!((page.total, page.page, page.pages, page.order), (5, 1, 1, BrowseOrder::Newest));
    // The day of recording is 03-05; of equal days the later record comes first.
    assert_eq!(titles(&page), ["浮选药剂", "轴承密封漏油", "轴承淬火软带", "轴承噪声检测", "齿轮渗碳变形"]);
    assert_eq!(
        values(&page, FacetKind::Field),
        [("新材料", 2, false), ("资源与环境", 1, false), ("先进制造与自动化", 2, false), ("未填", 1, false),]
    );
    assert_eq!(
        values(&page, FacetKind::Price),
        [("10～50 万元", 1, false), ("100～500 万元", 1, false), ("面议或未填", 3, false),]
    );
    assert_eq!(values(&page, FacetKind::County), [("伊滨区", 5, false)]);
    let status = facet(&page, FacetKind::Status);
    assert!(status.implied && page.active.is_empty() && page.nothing.is_none());
    assert_eq!(
        values(&page, FacetKind::Status),
        [("草稿", 1, false), ("已发布", 4, true), ("对接中", 1, true)]
    );
    let row = &page.rows[1];
    assert_eq!((row.fields.len(), row.fields[0].as_str()), (2, "新材料"));
    assert_eq!((row.price.as_deref(), row.county.as_deref()), (Some("120 万元"), Some("伊滨区")));
    assert_eq!((row.kind.map(|kind| kind.label), row.fit), (Some("技术攻关"), None));
    assert_eq!(row.due_on, BusinessDate::new(2026, 12, 31));
    assert!(row.owners[0].name.contains("轴承有限公司") && !row.title.has_marks());
    assert_eq!(page.rows[3].price.as_deref(), Some("面议"));
}

#[tokio::test]
async fn kept_rows_show_changes_at_once_and_are_otherwise_the_same() {
    let house = filled().await;
    let shelf = Shelf::default();
    let first = look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await;
    let again = look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await;
    assert_eq!(first, again);
    // Only one row of the next page is new to the shelf; the order is still that of the index.
    let more = Browse { choices: vec![(FacetKind::Status, "draft".to_owned())], ..Browse::default() };
    assert_eq!(titles(&look_with(&house, &shelf, SearchKind::Needs, &more).await), ["轴承保持架断裂"]);
    // The index does not know yet, the page does: of the need and of its enterprise.
    let (mut conn, viewer) = (house.store.read().await.expect("conn"), Viewer::operator());
    let mut need =
        storage::find_need(&mut conn, &viewer, &first.rows[2].no).await.expect("find").expect("need");
    let owner = storage::load_enterprises(&mut conn, &viewer, std::slice::from_ref(&need.enterprise)).await;
    let mut owner = owner.expect("load").remove(0);
    drop(conn);
    need.title = "轴承淬火软带（已核实）".to_owned();
    let mut tx = house.write().await;
    storage::update_need(&mut tx, &need).await.expect("update");
    tx.commit().await.expect("commit");
    let page = look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await;
    assert_eq!(titles(&page)[2], need.title);
    owner.name = "示例改名轴承有限公司".to_owned();
    let mut tx = house.write().await;
    storage::update_enterprise(&mut tx, &owner).await.expect("update");
    storage::delete_need(&mut tx, &need.id).await.expect("delete");
    tx.commit().await.expect("commit");
    let page = look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await;
    assert_eq!(titles(&page), ["浮选药剂", "轴承密封漏油", "轴承噪声检测", "齿轮渗碳变形"]);
    assert_eq!(page.rows[0].owners[0].name, owner.name);
}

#[tokio::test]
async fn kept_facets_show_new_names_at_once_and_who_chose() {
    let house = filled().await;
    let shelf = Shelf::default();
    let usual = look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await;
    assert_eq!(look_with(&house, &shelf, SearchKind::Needs, &Browse::default()).await.facets, usual.facets);
    // The index gives one answer to both; the page says whose choice it was.
    let statuses = NeedStatus::OPEN.map(|status| (FacetKind::Status, status.code()));
    let chosen = look_with(&house, &shelf, SearchKind::Needs, &asked("", &statuses)).await;
    assert_eq!(titles(&chosen), titles(&usual));
    let implied = [&usual, &chosen].map(|page| facet(page, FacetKind::Status).implied);
    assert_eq!(implied, [true, false]);
    // Nothing of the index changes, the name does.
    let owner = usual.rows[0].owners[0].clone();
    let of_owner = asked("", &[(FacetKind::Owner, &owner.id)]);
    let named = |page: &BrowsePage| {
        (page.active[0].label.clone(), facet(page, FacetKind::Owner).values[0].label.clone())
    };
    let before = look_with(&house, &shelf, SearchKind::Needs, &of_owner).await;
    assert_eq!(named(&before), (owner.name.clone(), owner.name.clone()));
    let viewer = Viewer::operator();
    let id = EnterpriseId::parse(&owner.id).expect("an id");
    let mut conn = house.store.read().await.expect("conn");
    let mut enterprise = storage::load_enterprises(&mut conn, &viewer, &[id]).await.expect("load").remove(0);
    drop(conn);
    enterprise.name = "示例改名轴承有限公司".to_owned();
    let mut tx = house.write().await;
    storage::update_enterprise(&mut tx, &enterprise).await.expect("update");
    tx.commit().await.expect("commit");
    let after = look_with(&house, &shelf, SearchKind::Needs, &of_owner).await;
    assert_eq!(named(&after), (enterprise.name.clone(), enterprise.name));
}

#[tokio::test]
async fn words_are_marked_and_what_was_understood_is_told() {
    let house = filled().await;
    let page = look(&house, SearchKind::Needs, &asked("轴承淬火 直径 ≥ 6 mm", &[])).await;
    assert_eq!((page.order, titles(&page)[0].as_str()), (BrowseOrder::Best, "轴承淬火软带"));
    assert_eq!(marked(&page.rows[0].title), ["轴承淬火"]);
    assert!(marked(&page.rows[0].passage).iter().any(|word| word.contains("淬火")), "{:?}", page.rows[0]);
    let fits: Vec<u8> = page.rows.iter().map(|row| row.fit.expect("a fit")).collect();
    assert!(fits[0] > 0 && fits[0] <= 100 && fits.is_sorted_by(|a, b| a >= b), "{fits:?}");
    assert_eq!(page.understood.figures.len(), 1);
    assert!(page.understood.figures[0].contains("≥ 6 mm"), "{:?}", page.understood);
    let page = look(&house, SearchKind::Needs, &asked("PLC", &[])).await;
    assert_eq!(page.understood.words[0].word, "plc");
    assert!(
        page.understood.words[0].also.iter().any(|name| name.contains("控制器")),
        "{:?}",
        page.understood
    );
}

#[tokio::test]
async fn choices_widen_within_a_facet_and_narrow_across() {
    let house = filled().await;
    let page =
        look(&house, SearchKind::Needs, &asked("", &[(FacetKind::Field, "04"), (FacetKind::Field, "07")]))
            .await;
    assert_eq!(titles(&page), ["浮选药剂", "轴承密封漏油", "轴承噪声检测"]);
    let chosen: Vec<&str> = page.active.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(chosen, ["新材料", "资源与环境"]);
    // Fields count as if none was chosen among them, all else as chosen.
    assert_eq!(values(&page, FacetKind::Field)[2], ("先进制造与自动化", 2, false));
    assert_eq!(values(&page, FacetKind::Price), [("100～500 万元", 1, false), ("面议或未填", 2, false)]);
    let narrow = [(FacetKind::Field, "04"), (FacetKind::Price, UNSTATED), (FacetKind::Status, "talking")];
    let page = look(&house, SearchKind::Needs, &asked("轴承", &narrow)).await;
    assert_eq!(titles(&page), ["轴承噪声检测"]);
    assert!(!facet(&page, FacetKind::Status).implied);
    let page = look(&house, SearchKind::Needs, &asked("", &[(FacetKind::Status, "draft")])).await;
    assert_eq!(titles(&page), ["轴承保持架断裂"]);
    let owner = page.rows[0].owners[0].clone();
    let page = look(&house, SearchKind::Needs, &asked("", &[(FacetKind::Owner, &owner.id)])).await;
    assert_eq!((page.total, values(&page, FacetKind::Owner)), (5, vec![(owner.name.as_str(), 5, true)]));
}

#[tokio::test]
async fn an_empty_list_says_what_to_drop() {
    let house = filled().await;
    let choices = [(FacetKind::Field, "07"), (FacetKind::Mode, "joint"), (FacetKind::Kind, "无此类")];
    let page = look(&house, SearchKind::Needs, &asked("", &choices[..2])).await;
    let nothing = page.nothing.expect("something to say");
    assert!(page.total == 0 && nothing.message.contains("所选条件"), "{}", nothing.message);
    let mut ways: Vec<_> =
        nothing.without.iter().map(|one| (one.facet, one.label.as_str(), one.total)).collect();
    ways.sort();
    assert_eq!(ways, [(Some(FacetKind::Field), "资源与环境", 1), (Some(FacetKind::Mode), "合作开发", 1)]);
    for way in &ways {
        let kept: Vec<_> = choices[..2].iter().filter(|(facet, _)| Some(*facet) != way.0).copied().collect();
        assert_eq!(look(&house, SearchKind::Needs, &asked("", &kept)).await.total, way.2);
    }
    // With an unknown code more than one thing must go, so that no single one helps.
    let page = look(&house, SearchKind::Needs, &asked("齿轮", &choices)).await;
    let nothing = page.nothing.clone().expect("something to say");
    assert!(nothing.without.is_empty() && nothing.message.contains("“齿轮”"), "{nothing:?}");
    assert_eq!(values(&page, FacetKind::Kind), [("无此类", 0, true)]);
    let page = look(&house, SearchKind::Needs, &asked("quantum", &[(FacetKind::Field, "07")])).await;
    let nothing = page.nothing.expect("something to say");
    assert_eq!(nothing.without.iter().map(|one| (one.facet, one.total)).collect::<Vec<_>>(), [(None, 1)]);
    let page = look(&house, SearchKind::Needs, &asked("，。", &[])).await;
    assert!(page.total == 0 && page.nothing.expect("said").message.contains("没有可供检索"));
}

#[tokio::test]
async fn what_only_a_draft_says_is_loosened_for_the_others() {
    let house = filled().await;
    let page = look(&house, SearchKind::Needs, &asked("断裂", &[])).await;
    assert_eq!(page.total, 0, "nothing open shares a single character");
    let page = look(&house, SearchKind::Needs, &asked("断裂轴", &[])).await;
    assert!(page.total > 0 && page.fallback.is_some_and(|said| said.contains("单字")), "{page:?}");
    assert!(!titles(&page).contains(&"轴承保持架断裂".to_owned()));
    let page = look(&house, SearchKind::Needs, &asked("断裂", &[(FacetKind::Status, "draft")])).await;
    assert_eq!((page.total, page.fallback), (1, None));
}

#[tokio::test]
async fn pages_and_orders_go_through_everything_once() {
    let house = filled().await;
    let mut seen = Vec::new();
    for number in 1..=3 {
        let one =
            Browse { order: Some(BrowseOrder::PriceUp), page: number, per_page: 2, ..Browse::default() };
        let page = look(&house, SearchKind::Needs, &one).await;
        assert_eq!((page.page, page.pages, page.total, page.per_page), (number, 3, 5, 2));
        seen.extend(titles(&page));
    }
    assert_eq!(seen[..2], ["齿轮渗碳变形", "轴承密封漏油"]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    let beyond = Browse { page: usize::MAX, per_page: 2, ..Browse::default() };
    let page = look(&house, SearchKind::Needs, &beyond).await;
    assert_eq!((page.page, page.rows.len()), (3, 1));
    let most = Browse { order: Some(BrowseOrder::PriceDown), per_page: usize::MAX, ..Browse::default() };
    let page = look(&house, SearchKind::Needs, &most).await;
    assert_eq!((page.per_page, titles(&page)[0].as_str()), (100, "轴承密封漏油"));
}

#[tokio::test]
async fn any_text_is_harmless() {
    let house = filled().await;
    for text in ["\u{0}\u{1b}[2J轴承\u{7}", &"轴承淬火软带，".repeat(3_000), "<b>轴承</b>", "🦀轴承"]
    {
        let page = look(&house, SearchKind::Needs, &asked(text, &[])).await;
        assert!(page.total > 0, "{}", text.chars().take(20).collect::<String>());
        let said = page.text.expect("the words");
        assert!(!said.chars().any(char::is_control) && said.chars().count() <= 10_001);
        assert_eq!(page.understood.truncated, text.len() > 10_000);
    }
    for text in ["", " \t\n", "\u{0}\u{200B}"] {
        let page = look(&house, SearchKind::Needs, &asked(text, &[])).await;
        assert_eq!((page.text, page.total), (None, 5), "{text:?}");
    }
}

async fn everywhere(house: &House, text: &str) -> SearchEverywhere {
    let city = CityPack::bundled().expect("city");
    search_everywhere(&house.store, &house.search, &city, &Viewer::operator(), text, 3)
        .await
        .expect("searches")
}

#[tokio::test]
async fn everything_is_searched_at_once_with_totals_for_the_tabs() {
    let mut house = filled().await;
    let one = house.institution("河南科技大学", "洛阳市").await;
    let two = house.institution("洛阳轴承研究所", "西安市").await;
    house.capability(&[&one, &two], "轴承感应淬火", "消除滚道软带，硬度均匀").await;
    house.capability(&[&one], "激光熔覆修复", "轧辊表面修复").await;
    house.follow().await;
    let found = everywhere(&house, "轴承").await;
    let totals: Vec<(&str, u64, usize)> =
        found.tabs.iter().map(|tab| (tab.label, tab.total, tab.rows.len())).collect();
    assert_eq!(totals, [("需求", 3, 3), ("能力", 1, 1), ("机构", 1, 1)]);
    assert_eq!((found.total, found.fallback, found.nothing), (5, None, None));
    let institution = &found.tabs[2].rows[0];
    assert_eq!((institution.capabilities, marked(&institution.title)), (Some(1), vec!["轴承"]));
    let owners: Vec<&str> = found.tabs[1].rows[0].owners.iter().map(|owner| owner.name.as_str()).collect();
    assert_eq!(owners, ["河南科技大学", "洛阳轴承研究所"]);
    for tab in &found.tabs {
        assert_eq!(look(&house, tab.kind, &asked("轴承", &[])).await.total, tab.total, "{:?}", tab.kind);
    }
    let found = everywhere(&house, "quantum").await;
    assert!(found.total == 0 && found.nothing.is_some_and(|said| said.contains("没有找到")));
    let found = everywhere(&house, "  ").await;
    assert_eq!((found.total, found.nothing, found.tabs.len()), (0, None, 3));

    let page = look(&house, SearchKind::Institutions, &Browse::default()).await;
    assert_eq!(values(&page, FacetKind::Place), [("洛阳", 1, false), ("陕西", 1, false)]);
    assert_eq!(page.rows.iter().map(|row| row.capabilities).collect::<Vec<_>>(), [Some(1), Some(2)]);
    let page = look(&house, SearchKind::Capabilities, &asked("", &[(FacetKind::Place, "4103")])).await;
    assert_eq!(page.total, 2);
    assert_eq!(values(&page, FacetKind::Owner), [("河南科技大学", 2, false), ("洛阳轴承研究所", 1, false)]);
    assert_eq!(values(&page, FacetKind::Readiness), [("7 级", 2, false)]);
}

#[test]
fn marks_that_cannot_be_are_left_out() {
    let text = "轴承淬火";
    let mark = |ends: &[(usize, usize)]| {
        let ranges: Vec<_> = ends.iter().map(|(start, end)| *start..*end).collect();
        Marked::new(text, &ranges)
    };
    assert_eq!(marked(&mark(&[(0, 6)])), ["轴承"]);
    for ends in [(1, 3), (0, 99), (6, 3), (3, 3)] {
        let marks = mark(&[ends]);
        assert_eq!((marks.to_string().as_str(), marks.has_marks()), (text, false), "{ends:?}");
    }
    assert_eq!(marked(&mark(&[(3, 6), (0, 3), (6, 12)])), ["承", "淬火"]);
    assert!(Marked::plain("").is_empty());
}
