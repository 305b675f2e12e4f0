//! Who looks after enterprises: the page of the groups, the card on an enterprise's page, deciding and taking back.

use axum::http::StatusCode;
use duijie::domain::enterprise::Enterprise;
use duijie::storage::{insert_enterprise, list_audit, update_enterprise};

use super::coverage::{counts_are_lists, settle};
use crate::support::db::noon;
use crate::support::samples::{self, uscc};
use crate::support::web::{Reply, TestSite};

/// Two enterprises in 嵩县, the first with R&D.
async fn small() -> TestSite {
    let site = TestSite::empty().await;
    settle(&site, noon("2022-09-01"), "410325", 1, 2, 1).await;
    site
}

fn page() -> String {
    format!("/enterprises/{}", uscc(1))
}

async fn card(site: &TestSite) -> String {
    site.get(&page()).await.texts("#lead").remove(0)
}

/// What the form says its writer had seen.
async fn seen(site: &TestSite) -> String {
    site.get(&page()).await.links("#lead form[action$='/lead'] input[name=seen]", "value").remove(0)
}

async fn decide(site: &TestSite, lead: &str, reason: &str, starts_on: &str) -> Reply {
    let seen = seen(site).await;
    let fields = [("lead", lead), ("reason", reason), ("starts_on", starts_on), ("seen", &seen)];
    site.post(&format!("{}/lead", page()), &fields).await
}

#[tokio::test]
async fn every_count_of_the_groups_is_the_length_of_a_list() {
    let site = TestSite::demo().await;
    let reply = site.get("/working-groups").await;
    assert!(counts_are_lists(&site, &reply).await >= 10);
    assert!(reply.texts(".page-head")[0].contains("1,800"));
    // Of the demo's state-owned enterprises 国资委 leads every one.
    let row = reply.texts("#main table tbody tr").into_iter().find(|row| row.starts_with("市国资委"));
    assert!(row.expect("a row").contains("72"));
    assert_eq!(reply.texts("#orphans .count"), ["0"]);
    assert_eq!(reply.texts("#contested .count"), ["0"]);
}

#[tokio::test]
async fn rules_that_wait_for_the_bureau_are_marked() {
    let reply = TestSite::empty().await.get("/working-groups").await;
    let waiting = reply.texts("#rules .tag").iter().filter(|tag| *tag == "待市局确认").count();
    assert!(waiting > 20, "{waiting}");
    assert!(reply.texts(".note b")[0].contains(&waiting.to_string()), "{:?}", reply.texts(".note b"));
    let rules = reply.texts("#rules tbody tr");
    assert!(rules.iter().any(|row| row.starts_with("3089") || row.starts_with("308")), "{rules:?}");
    assert!(reply.texts("#rules .list li")[0].contains("市国资委牵头"));
}

#[tokio::test]
async fn those_that_nobody_leads_are_listed_with_the_reason() {
    let site = small().await;
    let mut tx = site.app.store.write(&site.app.viewer, noon("2022-09-02")).await.expect("write");
    for (number, industry) in [(11, None), (12, Some("5100".to_owned()))] {
        let made = Enterprise { industry, state_owned: None, ..samples::enterprise(&tx, number) };
        insert_enterprise(&mut tx, &made).await.expect("enterprise");
    }
    tx.commit().await.expect("commits");
    let reply = site.get("/working-groups").await;
    assert_eq!(reply.texts("#orphans .count"), ["2"]);
    let rows = reply.texts("#orphans li");
    assert!(rows[0].contains("没有填写行业代码") && rows[1].contains("5100"), "{rows:?}");
    let list = site.get("/enterprises?group=none").await;
    assert_eq!(list.texts("tbody tr").len(), 2);
    assert_eq!(list.texts(".chip"), ["没有牵头部门"]);
    let own = site.get(&format!("/enterprises/{}", uscc(11))).await.texts("#lead").remove(0);
    assert!(
        own.contains("还没有牵头部门") && own.contains("补填行业代码") && own.contains("指定牵头"),
        "{own}"
    );
}

#[tokio::test]
async fn the_list_of_enterprises_keeps_the_group_in_its_address() {
    let site = TestSite::demo().await;
    let reply = site.get("/enterprises?group=%E5%B7%A5%E4%BF%A1%E5%B1%80%C2%B7%E5%8C%96%E5%B7%A5").await;
    assert_eq!(reply.texts(".chip"), ["牵头：工信局·化工"]);
    let next = reply.links(".pages a[rel=next]", "href").remove(0);
    assert!(next.contains("group=") && next.contains("page=2"), "{next}");
    assert_eq!(reply.links(".facets input[name=group][checked]", "value"), ["工信局·化工"]);
    let joins = site.get("/enterprises?joins=%E5%B8%82%E7%A7%91%E6%8A%80%E5%B1%80&contested=no").await;
    assert_eq!(joins.texts(".chip"), ["参与：市科技局"]);
    assert_eq!(joins.links(".facets input[type=hidden][name=joins]", "value"), ["市科技局"]);
    let unknown = site.get("/enterprises?group=%3Cb%3E").await;
    assert!(unknown.texts(".chip")[0].contains("没有名为“<b>”的工作组或部门"));
    assert_eq!(site.get("/enterprises?contested=maybe").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_card_says_who_leads_and_why() {
    let site = small().await;
    let said = card(&site).await;
    assert!(said.contains("市国资委") && said.contains("驻洛国有企业"), "{said}");
    assert!(said.contains("工信局·其他") && said.contains("行业代码 3451，按 34 开头的规则"), "{said}");
    assert!(said.contains("市科技局") && said.contains("已有研发活动"), "{said}");
    assert!(said.contains("还没有。导入包联干部"), "{said}");
}

#[tokio::test]
async fn the_lead_is_decided_and_taken_back_and_both_are_kept() {
    let site = small().await;
    let done = decide(&site, "工信局·冶铸", "主业<已>转为铸造", "2022-10-01").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(done.header("location"), format!("{}#lead", page()));
    let said = card(&site).await;
    assert!(said.contains("工信局·冶铸") && said.contains("人工改派"), "{said}");
    assert!(said.contains("2022-10-01 起。理由：主业<已>转为铸造"), "{said}");
    assert!(said.contains("当时按规则由市国资委牵头") && said.contains("改派记录 1 条"), "{said}");
    let list = site.get("/enterprises?group=%E5%B7%A5%E4%BF%A1%E5%B1%80%C2%B7%E5%86%B6%E9%93%B8").await;
    assert_eq!(list.texts("tbody tr").len(), 1);
    let back = format!("{}/lead/take-back", page());
    let seen = seen(&site).await;
    let refused = site.post(&back, &[("reason", " "), ("seen", &seen)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("#back-reason-e")[0].contains("请写明理由"));
    let done = site.post(&back, &[("reason", "看错了"), ("seen", &seen)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let said = card(&site).await;
    assert!(
        !said.contains("人工改派") && said.contains("改派记录 2 条") && said.contains("看错了"),
        "{said}"
    );
    let mut conn = site.app.store.read().await.expect("read");
    let audit = list_audit(&mut conn, &site.app.viewer, 2).await.expect("audit");
    let actions: Vec<&str> = audit.iter().map(|record| record.action.as_str()).collect();
    assert_eq!(actions, ["lead_taken_back", "lead_decided"]);
    assert!(audit.iter().all(|record| !record.detail.contains("铸造") && record.channel == "网页"));
}

#[tokio::test]
async fn what_cannot_be_decided_comes_back_with_what_was_typed() {
    let site = small().await;
    for (lead, reason, day, at, said) in [
        ("无此组", "理由", "", "#lead-to-e", "请从列表里选"),
        ("", "理由", "", "#lead-to-e", "请从列表里选"),
        ("市国资委", "理由", "", "#lead-to-e", "现在就是牵头"),
        ("工信局·冶铸", "", "", "#lead-reason-e", "请写明理由"),
        ("工信局·冶铸", "理由", "2022-10-13", "#lead-on-e", "还没有到"),
        ("工信局·冶铸", "理由", "下周", "#lead-on-e", "不是日期"),
    ] {
        let reply = decide(&site, lead, reason, day).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{lead} {reason} {day}");
        assert!(reply.texts(at)[0].contains(said), "{:?}", reply.texts(at));
        assert_eq!(reply.texts("#lead-reason"), [reason]);
        assert_eq!(reply.links("#lead-on", "value"), [day]);
        assert_eq!(reply.texts("h1"), ["洛阳示例轴承（1）有限公司"]);
    }
    let long = "长".repeat(501);
    let reply = decide(&site, "工信局·冶铸", &long, "").await;
    assert!(reply.texts("#lead-reason-e")[0].contains("501"));
    assert!(!card(&site).await.contains("改派记录"));
    let nobody = site.post("/enterprises/91410300NONE000000/lead", &[("lead", "市国资委"), ("reason", "x")]);
    assert_eq!(nobody.await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_decides_about_what_another_has_changed_sees_it_first() {
    let site = small().await;
    let (address, before) = (format!("{}/lead", page()), seen(&site).await);
    assert_eq!(decide(&site, "工信局·冶铸", "先", "").await.status, StatusCode::SEE_OTHER);
    let late = [("lead", "工信局·矿山"), ("reason", "后到的理由"), ("seen", before.as_str())];
    let reply = site.post(&address, &late).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(reply.texts("#lead .note-bad")[0].contains("别人已经改过"));
    assert_eq!(reply.texts("#lead-reason"), ["后到的理由"]);
    assert_eq!(reply.links("#lead-to option[selected]", "value"), ["工信局·矿山"]);
    // The page says what stands now, so the same form sent again is taken.
    let now = reply.links("#lead form[action$='/lead'] input[name=seen]", "value").remove(0);
    let again = [("lead", "工信局·矿山"), ("reason", "后到的理由"), ("seen", now.as_str())];
    assert_eq!(site.post(&address, &again).await.status, StatusCode::SEE_OTHER);
    let twice = site.post(&format!("{}/take-back", address), &[("reason", "x"), ("seen", "")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_decision_whose_ground_moved_is_listed_until_it_is_made_again() {
    let site = small().await;
    decide(&site, "工信局·冶铸", "先", "").await;
    let mut tx = site.app.store.write(&site.app.viewer, noon("2022-10-11")).await.expect("write");
    let one = duijie::storage::find_enterprise(tx.conn(), &site.app.viewer, uscc(1).as_str()).await;
    let one = one.expect("find").expect("there");
    update_enterprise(&mut tx, &Enterprise { state_owned: Some(false), ..one }).await.expect("update");
    tx.commit().await.expect("commits");
    let reply = site.get("/working-groups").await;
    assert_eq!(reply.texts("#contested .count"), ["1"]);
    assert!(reply.texts("#contested li")[0].contains("按规则应由工信局·其他牵头"));
    assert_eq!(site.get("/enterprises?contested=yes").await.texts("tbody tr").len(), 1);
    assert!(card(&site).await.contains("请再定一次，或撤回改派"));
    assert_eq!(decide(&site, "工信局·冶铸", "仍然如此", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get("/working-groups").await.texts("#contested .count"), ["0"]);
}

#[tokio::test]
async fn officers_are_shown_masked_and_only_while_it_is_their_time() {
    let site = small().await;
    let list = format!(
        "统一社会信用代码,包联干部,单位,职务,联系电话,开始日期,结束日期\n\
         {one},王建国,嵩县科技局,副局长,13900001111,2022-03-01,\n{one},赵前任,嵩县科技局,,,2021-01-01,2022-02-28\n",
        one = uscc(1)
    );
    site.load("assignments", &list).await;
    let reply = site.get(&page()).await;
    let said = reply.texts("#lead").remove(0);
    assert!(said.contains("王* 嵩县科技局 副局长") && said.contains("139****1111"), "{said}");
    assert!(said.contains("以前和以后的包联干部 1 位") && said.contains("赵*"), "{said}");
    assert!(!reply.body.contains("王建国") && !reply.body.contains("13900001111"));
    let before = site.get(&format!("{}?as_of=2022-10-11", page())).await.texts("#lead").remove(0);
    assert!(before.contains("还没有。导入包联干部"), "as of a day only what was known: {before}");
}
