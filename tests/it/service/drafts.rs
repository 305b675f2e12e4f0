//! The live need form: what it understands, whom it finds, what it asks for.

use duijie::domain::capability::CooperationMode;
use duijie::domain::county::CountyCode;
use duijie::domain::money::{Fen, Price};
use duijie::domain::viewer::Viewer;
use duijie::service::{NeedDraft, TriedNeed, match_one, try_need};
use duijie::storage::{self, Entity, count_records};

use crate::search::{House, options};

const TITLE: &str = "转盘轴承感应淬火软带";
const PROBLEM: &str = "转盘轴承滚道感应淬火有软带，硬度不均，寿命≥5000h，需要无软带淬火工艺";

async fn house() -> House {
    let mut house = House::new().await;
    for (name, place) in [("河南科技大学", "洛阳市"), ("西安交通大学", "西安"), ("北方研究所", "北京")]
    {
        let one = house.institution(name, place).await;
        let text = format!("{name}的轴承滚道感应淬火工艺，消除软带，寿命≥8000h");
        house.capability(&[&one], "转盘轴承无软带感应淬火", &text).await;
    }
    house
}

async fn attempt(house: &House, draft: &NeedDraft) -> TriedNeed {
    let as_of = options().as_of;
    try_need(&house.store, &house.search, &Viewer::operator(), draft, as_of).await.expect("tried")
}

fn draft(title: &str, problem: &str) -> NeedDraft {
    NeedDraft { title: title.to_owned(), problem: problem.to_owned(), ..NeedDraft::default() }
}

#[tokio::test]
async fn a_draft_gets_the_numbers_of_the_stored_need() {
    let mut house = house().await;
    let need = house.need(TITLE, PROBLEM, &["西安交通大学"]).await;
    house.follow().await;
    let stored = match_one(&house.store, &house.search, &Viewer::operator(), &need.no, &options()).await;
    let stored = stored.expect("matches");
    assert_eq!((stored.candidates.len(), stored.blocked.len()), (2, 1));
    let unsaved = NeedDraft {
        enterprise: Some(need.enterprise.to_string()),
        avoided: need.avoided.clone(),
        ..draft(TITLE, PROBLEM)
    };
    let tried = attempt(&house, &unsaved).await;
    let found = tried.matches.expect("matches");
    assert_eq!((&found.candidates, &found.blocked), (&stored.candidates, &stored.blocked));
    assert_eq!((tried.able, found.enterprise), (2, stored.enterprise));
}

#[tokio::test]
async fn nothing_is_stored() {
    let house = house().await;
    house.follow().await;
    attempt(&house, &draft(TITLE, PROBLEM)).await;
    let mut conn = house.store.read().await.expect("reads");
    let viewer = Viewer::operator();
    assert_eq!(count_records(&mut conn, &viewer, Entity::Need).await.expect("count"), 0);
    assert!(storage::list_audit(&mut conn, &viewer, 9).await.expect("audit").is_empty());
}

#[tokio::test]
async fn figures_are_shown_as_they_stand_in_the_text() {
    let house = house().await;
    house.follow().await;
    let tried =
        attempt(&house, &NeedDraft { indicators: "硬度 58～62 HRC".to_owned(), ..draft(TITLE, PROBLEM) })
            .await;
    let figures: Vec<(&str, &str, &str, &str)> = tried
        .figures
        .iter()
        .map(|one| (one.name.as_str(), one.comparator, one.value.as_str(), one.unit.as_str()))
        .collect();
    assert_eq!(figures, [("硬度", "～", "58～62", "HRC"), ("寿命", "≥", "5000", "h")]);
    assert!(PROBLEM.contains(&tried.figures[1].written), "{}", tried.figures[1].written);
}

#[tokio::test]
async fn what_is_missing_is_asked_for() {
    let house = house().await;
    house.follow().await;
    for (title, problem) in [("", ""), ("  ", "……！？"), ("轴承", "")] {
        let tried = attempt(&house, &draft(title, problem)).await;
        assert!(tried.matches.is_none() && tried.able == 0 && tried.hints.len() == 1, "{title}{problem}");
    }
    let bare = attempt(&house, &draft("轴承感应淬火有软带怎么办", "")).await;
    assert!(bare.matches.is_some_and(|found| !found.candidates.is_empty()), "an answer all the same");
    let asks = |tried: &TriedNeed, word: &str| tried.hints.iter().any(|hint| hint.contains(word));
    let words = ["指标数值", "拟投入", "合作方式", "何时", "县区", "技术领域"];
    let short = attempt(&house, &draft(TITLE, "有软带")).await;
    assert!(words.iter().all(|word| asks(&short, word)), "{:?}", short.hints);
    let whole = NeedDraft {
        fields: vec!["0801".to_owned()],
        budget: Some(Price::Amount(Fen(30_000_000))),
        modes: vec![CooperationMode::Commission],
        due_on: Some(options().as_of),
        county: CountyCode::new("410305"),
        ..draft(TITLE, PROBLEM)
    };
    let tried = attempt(&house, &whole).await;
    assert!(tried.hints.is_empty(), "{:?}", tried.hints);
    let near = tried.matches.expect("matches").candidates.into_iter().find(|one| one.name == "河南科技大学");
    assert_eq!(near.and_then(|one| one.holder.near), Some("市内"), "by the county of the form");
}
