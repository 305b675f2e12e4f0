//! Who is told of what, from the deed to the inbox: steps in the life of a need, offers, what a search found, terms that
//! end, capabilities that grow old, surveys that wait. And that nobody is told any more of what has been answered.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::county::CountyCode;
use duijie::domain::ids::{EnterpriseId, InstitutionId};
use duijie::domain::need::NeedStatus;
use duijie::domain::role::Role;
use duijie::domain::time::{BusinessDate, Instant};
use duijie::domain::viewer::Viewer;
use duijie::service::notices::{Reminded, remind};
use duijie::service::saved::find_alerts;
use duijie::storage::{find_enterprise, find_institution, find_need, move_need};

use super::supply::{edit, filled, send};
use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// People of every side, each with an account, an enterprise with a published need, and an institution with a capability.
struct Town {
    site: TestSite,
    firm: EnterpriseId,
    college: InstitutionId,
    enterprise: TestSite,
    institution: TestSite,
    county: TestSite,
    bureau: TestSite,
}

impl Town {
    async fn found() -> Self {
        let site = TestSite::empty().await;
        site.load("institutions", "机构名称,机构类型\n甲大学,高校\n").await;
        let rows = "机构名称,类型,名称,简介\n甲大学,团队,激光熔覆团队,衬板激光熔覆耐磨涂层，硬度高、寿命长\n";
        site.load("capabilities", rows).await;
        let row = |name: &str, number| format!("{name},{},洛龙区,2020-01-01\n", uscc(number));
        let rows =
            ["企业名称,统一社会信用代码,县区,入库日期\n".to_owned(), row("甲公司", 1), row("乙公司", 2)];
        site.load("enterprises", &rows.concat()).await;
        let rows =
            "企业名称,需求名称,主要问题,公开程度\n甲公司,衬板寿命短,破碎机衬板激光熔覆耐磨涂层寿命短,公开\n";
        site.load("needs", rows).await;
        let (mut conn, all) = (site.app.store.read().await.expect("connects"), Viewer::operator());
        let college = find_institution(&mut conn, &all, "甲大学").await.expect("finds").expect("one").id;
        let code = uscc(1).to_string();
        let firm = find_enterprise(&mut conn, &all, &code).await.expect("finds").expect("one").id;
        drop(conn);
        let near = CountyCode::new("410311").expect("a code");
        let teachers = Organisation::Institution { id: college.clone(), team: None };
        Self {
            enterprise: site.signed_in_as(Role::Enterprise, Organisation::Enterprise(firm.clone())).await,
            institution: site.signed_in_as(Role::Institution, teachers).await,
            county: site.signed_in_as(Role::CountyOfficer, Organisation::County(near)).await,
            bureau: site.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await,
            site,
            firm,
            college,
        }
    }

    /// Changes the need behind the pages' back.
    async fn set_need(&self, status: NeedStatus, valid_until: Option<BusinessDate>) {
        let app = &self.site.app;
        let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
        let found = find_need(tx.conn(), &app.viewer, "XQ2022-0001").await;
        let mut need = found.expect("finds").expect("one");
        need.life.valid_until = valid_until;
        // Somebody sent it in once: its officers know it, also while it is being written anew.
        need.life.filed_by = Some("01JZ00000000000000000000AA".to_owned());
        move_need(&mut tx, &need, status, None).await.expect("moves");
        tx.commit().await.expect("commits");
        self.site.index().await;
    }

    async fn step(&self, who: &TestSite, step: &str, more: &[(&str, &str)]) -> Reply {
        let page = who.get("/needs/XQ2022-0001").await;
        let version = page.links("#steps [name=version]", "value").remove(0);
        let action = page.links("#steps form", "action").remove(0);
        let mut fields = vec![("step", step), ("version", version.as_str())];
        fields.extend_from_slice(more);
        let done = who.post(&action, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{step}: {}", done.body);
        done
    }

    async fn remind_after(&self, days: i64) -> Reminded {
        let now = Instant(self.site.app.now().0 + days * DAY_MS);
        remind(&self.site.app.store, &Viewer::operator(), now).await.expect("reminds")
    }

    async fn look(&self) {
        let now = Instant(self.site.app.now().0 + 3 * HOUR_MS);
        find_alerts(&self.site.app.store, &self.site.search, &Viewer::operator(), now).await.expect("looks");
    }
}

/// Presses the button of the form of a page that is sent to the page itself.
async fn press(who: &TestSite, page: &str, button: &[(&str, &str)]) -> Reply {
    let shown = who.get(page).await;
    let done = send(who, page, &filled(&shown, page, button)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done
}

/// What somebody has not read yet, the newest first.
async fn unread(who: &TestSite) -> Vec<String> {
    let page = who.get("/inbox?show=unread").await;
    page.texts(".notices h2").into_iter().map(|text| text.replace("（未读）", "")).collect()
}

/// Where the newest unread notice leads.
async fn leads(who: &TestSite) -> String {
    let inbox = who.get("/inbox?show=unread").await;
    let href = inbox.links(".notices .btn[href]", "href").remove(0);
    who.get(&href).await.header("location").to_owned()
}

#[tokio::test]
async fn everybody_for_whom_a_need_waits_is_told_until_somebody_has_answered() {
    let town = Town::found().await;
    let colleague = town
        .site
        .signed_in_as(Role::CountyOfficer, Organisation::County(CountyCode::new("410311").expect("a code")))
        .await;
    town.set_need(NeedStatus::CountyReview, None).await;
    // The county sends it back and takes that back: whoever has not read of it need not.
    let returned = town.step(&town.county, "return", &[("reason", "请写明现在的寿命")]).await;
    assert_eq!(unread(&town.enterprise).await, ["修改被退回的需求：衬板寿命短"]);
    let said = town.county.get(returned.header("location")).await;
    let undo = said.links(".note form", "action").remove(0);
    let fields: Vec<(String, String)> = said
        .links(".note form [name=version]", "value")
        .into_iter()
        .map(|one| ("version".to_owned(), one))
        .collect();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    town.county.post(&undo, &fields).await;
    assert!(unread(&town.enterprise).await.is_empty());
    assert_eq!(unread(&colleague).await, ["审核需求：衬板寿命短"], "it waits again");

    town.step(&town.county, "forward", &[]).await;
    assert!(unread(&colleague).await.is_empty(), "a colleague has done it");
    assert_eq!(unread(&town.bureau).await, ["审核需求：衬板寿命短"]);
    assert_eq!(unread(&town.enterprise).await, ["“衬板寿命短”已转市级审核"]);
    town.step(&town.bureau, "publish", &[("reviewed", "1")]).await;
    assert!(unread(&town.bureau).await.is_empty());
    assert_eq!(unread(&town.enterprise).await[0], "“衬板寿命短”已发布");
    town.step(&town.enterprise, "withdraw", &[("reason", "已自行解决")]).await;
    for officer in [&town.county, &town.bureau] {
        assert_eq!(unread(officer).await, ["“衬板寿命短”已撤回"]);
    }
}

#[tokio::test]
async fn an_offer_and_its_answer_are_told_to_the_other_side() {
    let town = Town::found().await;
    let form = town.institution.get("/needs/XQ2022-0001/offer").await;
    let action = form.links("main form[method=post]", "action").remove(0);
    let once = form.links("main [name=once]", "value").remove(0);
    let fields = [
        ("text", "用激光熔覆做过同类衬板，三个月出样件"),
        ("no_evidence", "方法成熟，还没有写进清单"),
        ("wish", "any"),
        ("once", once.as_str()),
    ];
    let sent = town.institution.post(&action, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    for reader in [&town.enterprise, &town.bureau] {
        assert_eq!(unread(reader).await, ["1 家机构说能解决“衬板寿命短”"]);
    }
    assert!(leads(&town.enterprise).await.starts_with("/needs/"));
    let offer = sent.header("location").split('?').next().expect("an address").to_owned();
    let page = town.enterprise.get(&offer).await;
    let action = page.links("form:has([value=yes])", "action").remove(0);
    let version = page.links("form:has([value=yes]) [name=version]", "value").remove(0);
    let answer = [("answer", "yes"), ("version", version.as_str())];
    let done = town.enterprise.post(&action, &answer).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(unread(&town.institution).await, ["企业答复了：衬板寿命短"]);
    for reader in [&town.enterprise, &town.bureau] {
        assert!(unread(reader).await.is_empty(), "no offer waits any more");
    }
}

#[tokio::test]
async fn what_is_new_is_told_each_morning_with_the_reason() {
    let town = Town::found().await;
    let list = town.institution.get("/needs?q=衬板").await;
    let of = |field: &str| list.links(&format!("form[action='/saved'] [name={field}]"), "value").remove(0);
    let (kind, query) = (of("kind"), of("query"));
    let fields = [("kind", kind.as_str()), ("query", &query), ("name", "衬板"), ("alerts", "1")];
    town.institution.post("/saved", &fields).await;
    let list = town.bureau.get("/institutions?q=研究所").await;
    let of = |field: &str| list.links(&format!("form[action='/saved'] [name={field}]"), "value").remove(0);
    let (kind, query) = (of("kind"), of("query"));
    let fields = [("kind", kind.as_str()), ("query", &query), ("name", "研究所"), ("alerts", "1")];
    town.bureau.post("/saved", &fields).await;
    let later = town.site.at_time(Instant(town.site.app.now().0 + HOUR_MS)).await;
    let later = later.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await;
    later.load("institutions", "机构名称,机构类型\n丁研究所,科研院所\n").await;
    let rows = "企业名称,需求名称,主要问题,公开程度\n乙公司,辊套磨损快,衬板激光熔覆耐磨涂层寿命短,公开\n";
    town.site.load("needs", rows).await;
    town.look().await;
    let told = unread(&town.institution).await;
    assert!(told.contains(&"保存的搜索找到 2 条新需求".to_owned()), "{told:?}");
    let fits = told.iter().find(|one| one.contains("适合“激光熔覆团队”")).expect("with the reason");
    assert!(fits.contains("条新需求"), "{fits}");
    assert_eq!(unread(&town.bureau).await, ["保存的搜索找到 1 家新机构"]);
    let told = unread(&town.enterprise).await;
    assert_eq!(told, ["1 项新能力适合“衬板寿命短”"]);
    let opened = leads(&town.enterprise).await;
    assert!(opened.starts_with("/capabilities/"), "one thing is opened at once: {opened}");
    town.look().await;
    assert!(unread(&town.enterprise).await.is_empty(), "nobody is told twice");
}

#[tokio::test]
async fn a_term_that_ends_soon_is_told_once_and_no_longer_once_confirmed() {
    let town = Town::found().await;
    let today = town.site.app.now().beijing_day();
    town.set_need(NeedStatus::Published, today.plus_days(20)).await;
    assert_eq!(town.remind_after(5).await, Reminded { needs: 0, institutions: 0 });
    assert_eq!(town.remind_after(6).await, Reminded { needs: 1, institutions: 0 });
    assert_eq!(town.remind_after(6).await, Reminded::default(), "once a day");
    assert_eq!(town.remind_after(9).await, Reminded::default(), "once");
    assert_eq!(unread(&town.enterprise).await, ["确认是否还需要：衬板寿命短"]);
    let ends = today.plus_days(20).expect("a day");
    let inbox = town.enterprise.get("/inbox").await;
    let day = format!("{} 月 {} 日到期", ends.month(), ends.day_of_month());
    assert!(inbox.body.contains(&day), "{day} is missing");
    town.step(&town.enterprise, "confirm", &[]).await;
    assert!(unread(&town.enterprise).await.is_empty());
}

#[tokio::test]
async fn an_institution_is_told_what_has_grown_old_and_no_longer_once_confirmed() {
    let town = Town::found().await;
    assert_eq!(town.remind_after(170).await, Reminded::default());
    assert_eq!(town.remind_after(190).await, Reminded { needs: 0, institutions: 1 });
    assert_eq!(town.remind_after(191).await, Reminded::default());
    assert_eq!(unread(&town.institution).await, ["确认 1 项能力还对不对"]);
    assert!(town.institution.get("/inbox").await.body.contains("激光熔覆团队"));
    let sheet = format!("/institutions/{}/confirm", town.college);
    let later = Instant(town.site.app.now().0 + 191 * DAY_MS);
    let teachers = Organisation::Institution { id: town.college.clone(), team: None };
    let then = town.site.at_time(later).await.signed_in_as(Role::Institution, teachers).await;
    let page = then.get(&sheet).await;
    let action = page.links("form:has([value=confirm])", "action").remove(0);
    let version = page.links("form:has([value=confirm]) [name=version]", "value").remove(0);
    let stands = [("version", version.as_str()), ("do", "confirm")];
    let confirmed = then.post(&action, &stands).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    assert!(unread(&town.institution).await.is_empty());
}

#[tokio::test]
async fn enterprises_are_reminded_of_the_survey_and_counties_of_those_that_nobody_reaches() {
    let town = Town::found().await;
    let page = town.bureau.get("/enterprises/survey").await;
    assert!(page.texts("#remind-h ~ *, [aria-labelledby=remind-h]")[0].contains("2 家没有填完"));
    let done = press(&town.bureau, "/enterprises/survey", &[]).await;
    let said = town.bureau.get(done.header("location")).await;
    assert_eq!(said.texts(".note b"), ["已催报 1 家，另有 1 家还没有账号"]);
    assert_eq!(unread(&town.enterprise).await, ["填写四有调查：甲公司"]);
    assert_eq!(unread(&town.county).await, ["洛龙区还有企业没填四有调查"]);
    let near = leads(&town.county).await;
    assert_eq!(near, "/enterprises/survey?county=410311&state=none");
    assert_eq!(town.county.get(&near).await.texts("tbody.walk th a").len(), 2);
    let again = town.bureau.get("/enterprises/survey").await;
    assert!(again.texts("[aria-labelledby=remind-h]")[0].contains("今天都已催过"));
    let done = town.bureau.post("/enterprises/survey", &[]).await;
    let said = town.bureau.get(done.header("location")).await;
    assert_eq!(said.texts(".note b"), ["没有要催的"]);
    let form = format!("/enterprises/{}/survey", town.firm);
    let saved = edit(&town.enterprise, &form, &[("ideas", "想听政策宣讲")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(unread(&town.enterprise).await.is_empty(), "answered");
    let refused = town.institution.post("/enterprises/survey", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_institution_is_reminded_of_the_survey_of_resources_with_its_last_day() {
    let town = Town::found().await;
    let set = [("do", "deadline"), ("deadline", "2022-11-30")];
    town.bureau.post("/institutions/survey", &set).await;
    press(&town.bureau, "/institutions/survey", &[("do", "remind")]).await;
    let inbox = town.institution.get("/inbox").await;
    assert!(inbox.body.contains("11 月 30 日前答复研发资源调查"), "{:?}", inbox.texts(".notices"));
    assert_eq!(leads(&town.institution).await, format!("/institutions/{}/confirm", town.college));
}
