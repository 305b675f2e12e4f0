//! Claims on profiles, the survey of R&D resources, and what of it goes out and comes in again.

use axum::http::StatusCode;
use duijie::domain::viewer::Viewer;
use duijie::storage;
use scraper::Html;

use crate::support::web::{Reply, text_of};

use super::{World, edit, filled, press, select, send};

#[tokio::test]
async fn a_profile_is_claimed_by_its_own_people_and_given_back() {
    let world = World::new().await;
    let (site, public) = (world.own().await, world.site.visitor());
    let labelled = async || public.get(&world.at("")).await.texts(".scope")[0].contains("未认领");
    assert!(labelled().await);
    let capability = format!("/capabilities/{}", world.all().await[0].id);
    assert!(public.get(&capability).await.body.contains("机构还没有核对"));
    for outside in [world.other().await, world.bureau().await, world.county().await] {
        assert!(!outside.get(&world.at("")).await.body.contains("认领本机构的资料"));
        assert_eq!(outside.post(&world.at("/claim"), &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(outside.post(&world.at("/claim/undo"), &[]).await.status, StatusCode::FORBIDDEN);
    }
    let claimed = press(&site, &world.at(""), &world.at("/claim"), &[]).await;
    let told = site.get(claimed.header("location")).await;
    assert!(told.texts(".note b")[0].starts_with("已认领"));
    assert!(!labelled().await && !public.get(&capability).await.body.contains("机构还没有核对"));
    let again = site.post(&world.at("/claim"), &[]).await;
    assert!(again.header("location").ends_with("done=late"), "once");
    let colleague = world.colleague().await.post(&world.at("/claim/undo"), &[]).await;
    assert!(colleague.header("location").ends_with("done=late"), "only who did it");
    let undo = world.at("/claim/undo");
    let undone = send(&site, &undo, &filled(&told, &undo, &[])).await;
    assert!(undone.header("location").ends_with("done=undone") && labelled().await);
}

/// The number that a page writes after these words.
fn number_after(page: &Reply, selector: &str, words: &str) -> usize {
    let found = page
        .texts(selector)
        .into_iter()
        .find_map(|text| text.strip_prefix(words).map(|rest| rest.trim().replace(',', "")));
    found
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no {words}: {:?}", page.texts(selector)))
}

#[tokio::test]
async fn the_survey_of_resources_counts_its_lists() {
    let world = World::new().await;
    world.own().await.post(&world.at("/claim"), &[]).await;
    let site = world.bureau().await;
    let survey = site.get("/institutions/survey").await;
    for (tab, code, expected) in [("已答复", "full", 1), ("答了一部分", "part", 0), ("未答复", "none", 1)]
    {
        assert_eq!(number_after(&survey, ".tabs a", tab), expected, "{tab}");
        let list = site.get(&format!("/institutions/survey?answer={code}")).await;
        assert_eq!(list.texts("#res"), [format!("{expected} 家机构")]);
        assert_eq!(list.texts("tbody tr").len(), expected);
    }
    let row = survey.texts("tbody tr").into_iter().find(|row| row.contains("示例大学")).expect("a row");
    assert!(row.contains("成果 1") && row.contains("团队 1") && row.contains("2022-10-12"), "{row}");
    assert_eq!(site.get("/institutions/survey?states=team").await.texts("#res"), ["1 家机构"]);
    assert_eq!(site.get("/institutions/survey?kind=inst").await.texts("#res"), ["1 家机构"]);
    assert_eq!(site.get("/institutions/survey?answer=maybe").await.status, StatusCode::BAD_REQUEST);
    let book = site.get("/institutions/survey.xlsx?answer=none").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-type").contains("spreadsheet"));
    for outside in [world.own().await, world.county().await] {
        for address in ["/institutions/survey", "/institutions/survey.xlsx"] {
            assert_eq!(outside.get(address).await.status, StatusCode::FORBIDDEN);
        }
    }
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_once_a_day() {
    let world = World::new().await;
    let site = world.bureau().await;
    let here = "/institutions/survey";
    let wrong = press(&site, here, here, &[("do", "deadline"), ("deadline", "月底")]).await;
    let wrong =
        if wrong.status == StatusCode::UNPROCESSABLE_ENTITY { wrong } else { panic!("{}", wrong.status) };
    assert!(wrong.body.contains("月底") && wrong.texts(".err")[0].contains("不是日期"));
    let set = site.post(here, &[("do", "deadline"), ("deadline", "2022.10.31")]).await;
    assert!(site.get(set.header("location")).await.texts(".note b")[0].contains("已保存截止日期"));
    assert!(world.own().await.get("/").await.body.contains("2022-10-31"), "those asked are told");
    let page = site.get(here).await;
    let once = page.links("input[name=once]", "value").remove(0);
    let first = site.post(here, &[("do", "remind"), ("once", &once)]).await;
    assert!(first.header("location").ends_with("done=2"), "{}", first.header("location"));
    let twice = site.post(here, &[("do", "remind"), ("once", &once)]).await;
    assert!(twice.header("location").ends_with("done=2"), "the same form, the same answer");
    let again = site.post(here, &[("do", "remind")]).await;
    assert!(again.header("location").ends_with("done=0"), "once a day");
    let listed = site.get(again.header("location")).await;
    assert!(listed.texts("tbody tr td:last-child").iter().all(|day| day == "2022-10-12"));
    assert_eq!(site.post(here, &[]).await.status, StatusCode::BAD_REQUEST);
    let mut conn = world.site.app.store.read().await.expect("connects");
    let reminders =
        storage::list_survey_reminders(&mut conn, &Viewer::operator(), 2022).await.expect("lists");
    assert_eq!(reminders.len(), 2);
}

#[tokio::test]
async fn new_fields_go_out_and_come_in_again() {
    let world = World::new().await;
    let id = world.all().await[0].id.to_string();
    let address = format!("/capabilities/{id}/edit");
    let changes = [
        ("price", "免费试用"),
        ("until", "2027-06-30"),
        ("accept", "0"),
        ("proof", "报告一，2022 年\n报告二"),
        ("secret", "0"),
    ];
    edit(&world.own().await, &address, &changes).await;
    let before = world.stored(&id).await.expect("stored");
    let list = world.site.get("/exports/capabilities.csv").await;
    let sent = world.site.upload("/imports", &[("kind", "capabilities")], "能力.csv", &list.bytes).await;
    let tried = world.site.get(sent.header("location")).await;
    assert!(tried.texts(".sum-eq")[0].contains("无变化2"), "{:?}", tried.texts(".sum-eq"));
    let after = world.stored(&id).await.expect("stored");
    assert_eq!(after, before);
    assert_eq!(after.ip.len(), 1);
    let page = Html::parse_document(&world.site.visitor().get(&format!("/capabilities/{id}")).await.body);
    let proof = page.select(&select("section[aria-labelledby=proof-h]")).next().map(text_of).expect("a card");
    assert!(
        proof.contains("发明专利 ZL1 已授权") && proof.contains("某轴承厂") && proof.contains("报告二"),
        "{proof}"
    );
}
