//! Kept searches, followed records, and what is new: on one page, for one account, told once.

use axum::http::StatusCode;
use duijie::domain::need::{Disclosure, NeedStatus};
use duijie::domain::role::Role;
use duijie::domain::saved_search::MOST_SAVED;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::service::UNDO_MS;
use duijie::service::saved::{
    AlertsFound, Kept, LAST_LOOK_SETTING, SearchChange, alerts_are_due, change_search, find_alerts,
};
use duijie::storage::{find_enterprise, find_institution, find_need, move_need, put_setting, update_need};

use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau, person};

const HOUR_MS: i64 = 3_600_000;

struct World {
    site: TestSite,
    institution: Viewer,
    enterprise: Viewer,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        site.load("institutions", "机构名称,机构类型\n甲大学,高校\n乙研究所,科研院所\n").await;
        let rows = "机构名称,类型,名称,简介\n甲大学,团队,激光熔覆团队,衬板激光熔覆耐磨涂层，硬度高、寿命长\n";
        site.load("capabilities", rows).await;
        let rows = format!("企业名称,统一社会信用代码,县区\n甲公司,{},洛龙区\n", uscc(1));
        site.load("enterprises", &rows).await;
        let (mut conn, all) = (site.app.store.read().await.expect("connects"), Viewer::operator());
        let institution = find_institution(&mut conn, &all, "甲大学").await.expect("finds").expect("one").id;
        let code = uscc(1).to_string();
        let enterprise = find_enterprise(&mut conn, &all, &code).await.expect("finds").expect("one").id;
        drop(conn);
        Self {
            site,
            institution: person(1, Role::Institution, Scope::Institution(institution)),
            enterprise: person(2, Role::Enterprise, Scope::Enterprise(enterprise)),
        }
    }

    async fn need(&self, title: &str) {
        let rows = format!(
            "企业名称,需求名称,主要问题,公开程度\n甲公司,{title},破碎机衬板激光熔覆耐磨涂层寿命短,公开\n"
        );
        self.site.load("needs", &rows).await;
    }

    /// What a look finds that happens some hours later.
    async fn look(&self, hours: i64) -> AlertsFound {
        let now = Instant(self.site.app.now().0 + hours * HOUR_MS);
        find_alerts(&self.site.app.store, &self.site.search, &Viewer::operator(), now).await.expect("looks")
    }

    async fn before_now(&self) {
        let mut tx =
            self.site.app.store.write(&Viewer::operator(), self.site.app.now()).await.expect("begins");
        let last = (self.site.app.now().0 + 2 * HOUR_MS).to_string();
        put_setting(&mut tx, LAST_LOOK_SETTING, &last).await.expect("puts");
        tx.commit().await.expect("commits");
    }
}

/// Keeps the search of a list.
async fn keep(site: &TestSite, list: &str, name: &str) -> Reply {
    let page = site.get(list).await;
    let of = |field: &str| page.links(&format!("form[action='/saved'] [name={field}]"), "value").remove(0);
    let (kind, query) = (of("kind"), of("query"));
    let fields = [("kind", &*kind), ("query", &*query), ("name", name), ("alerts", "1")];
    site.post("/saved", &fields).await
}

async fn change(site: &TestSite, what: &str, name: &str) -> Reply {
    let page = site.get("/saved").await;
    let action = page.links("[aria-labelledby=kept-h] form", "action").remove(0);
    let version = page.links("[aria-labelledby=kept-h] [name=version]", "value").remove(0);
    site.post(&action, &[("version", &version), ("what", what), ("name", name)]).await
}

#[tokio::test]
async fn a_search_is_kept_opened_renamed_and_deleted() {
    let world = World::new().await;
    world.need("衬板寿命").await;
    let site = world.site.seen_by(world.institution.clone()).await;
    let list = "/needs?q=衬板&county=410311&per_page=50";
    assert_eq!(site.get(list).await.links("#keep-name", "value"), ["衬板 洛龙区"]);
    let kept = keep(&site, list, "衬板和洛龙").await;
    assert_eq!(kept.header("location"), "/saved?did=kept");
    let page = site.get(kept.header("location")).await;
    assert_eq!(page.texts(".note b"), ["已保存这个搜索"]);
    let href = page.links("[aria-labelledby=kept-h] h3 a", "href").remove(0);
    assert_eq!(site.get(&href).await.texts(".chips .chip"), ["洛龙区"]);
    assert!(!href.contains("per_page"));
    change(&site, "rename", "  衬板\n（改）").await;
    change(&site, "off", "").await;
    let page = site.get("/saved").await;
    assert_eq!(page.texts("[aria-labelledby=kept-h] h3"), ["衬板 （改）"]);
    assert!(page.texts("[aria-labelledby=kept-h] p")[0].contains("不提醒"));
    assert_eq!(change(&site, "rename", " ").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = change(&site, "delete", "").await;
    let page = site.get(gone.header("location")).await;
    assert!(page.texts("[aria-labelledby=kept-h] h3")[0].contains("还没有存过"));
    let action = page.links(".note form", "action").remove(0);
    let version = page.links(".note [name=version]", "value").remove(0);
    let back = site.post(&action, &[("version", &version), ("what", "restore")]).await;
    assert_eq!(site.get(back.header("location")).await.texts("[aria-labelledby=kept-h] h3"), ["衬板 （改）"]);
    let stale = site.post(&action, &[("version", &version), ("what", "delete")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let id = action.trim_start_matches("/saved/").to_owned();
    let gone = change(&site, "delete", "").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let late = Instant(world.site.app.now().0 + UNDO_MS + 1);
    let store = &world.site.app.store;
    let ended = change_search(store, &world.institution, late, (&id, 6), &SearchChange::Restore).await;
    assert_eq!(ended.expect("ends"), Kept::Late);
}

#[tokio::test]
async fn so_many_are_kept_and_a_form_sent_twice_keeps_one() {
    let world = World::new().await;
    let site = world.site.seen_by(bureau(3)).await;
    let fields = [("kind", "needs"), ("name", "全部")];
    site.post("/saved", &fields).await;
    site.post("/saved", &fields).await;
    assert_eq!(site.get("/saved").await.texts("[aria-labelledby=kept-h] h3"), ["全部"]);
    let none = site.post("/saved", &[("kind", "needs"), ("name", ""), ("query", "q=%E8%BD%B4")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.links(".field-bad [name=name]", "value"), [""]);
    assert_eq!(none.links("form[action='/saved'] [name=query]", "value"), ["q=%E8%BD%B4"]);
    for number in 1..MOST_SAVED {
        let name = format!("第 {number} 个");
        let kept = site.post("/saved", &[("kind", "caps"), ("name", &name)]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
    }
    let full = site.post("/saved", &[("kind", "needs"), ("name", "多出来的")]).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.body.contains("存满了") && full.body.contains("多出来的"));
}

#[tokio::test]
async fn what_one_keeps_is_nobody_elses() {
    let world = World::new().await;
    world.need("衬板寿命").await;
    let own = world.site.seen_by(world.institution.clone()).await;
    keep(&own, "/needs", "我自己的名字").await;
    let action = own.get("/saved").await.links("[aria-labelledby=kept-h] form", "action").remove(0);
    let Scope::Institution(institution) = world.institution.scope().clone() else { unreachable!() };
    let colleague = person(9, Role::Institution, Scope::Institution(institution));
    for viewer in [colleague, bureau(4), world.enterprise.clone()] {
        let site = world.site.seen_by(viewer).await;
        assert!(!site.get("/saved").await.body.contains("我自己的名字"));
        let refused = site.post(&action, &[("version", "1"), ("what", "delete")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let id = action.trim_start_matches("/saved/");
        assert!(!site.get(&format!("/saved?did=deleted&gone={id}")).await.body.contains("我自己的名字"));
    }
    let visitor = world.site.visitor();
    assert!(visitor.get("/saved").await.header("location").starts_with("/sign-in"));
    assert!(!visitor.get("/needs").await.body.contains("保存这个搜索"));
}

#[tokio::test]
async fn records_are_followed_from_their_pages() {
    let world = World::new().await;
    world.need("衬板寿命").await;
    let site = world.site.seen_by(world.institution.clone()).await;
    for page in ["/needs/XQ2022-0001", "/institutions/JG2022-0002", "/capabilities/CG2022-0001"] {
        let form = site.get(page).await;
        let of = |field: &str| {
            form.links(&format!("form[action='/saved/follow'] [name={field}]"), "value").remove(0)
        };
        let (kind, id, back) = (of("kind"), of("id"), of("back"));
        let fields = [("kind", &*kind), ("id", &*id), ("back", &*back), ("on", "1")];
        assert_eq!(site.post("/saved/follow", &fields).await.header("location"), page);
        assert_eq!(site.get(page).await.texts("form[action='/saved/follow']"), ["取消关注"]);
    }
    assert_eq!(site.get("/saved").await.texts("[aria-labelledby=follow-h] .need-row h3").len(), 3);
    let elsewhere = [("kind", "need"), ("id", "x"), ("on", "0"), ("back", "//example.cn")];
    assert_eq!(site.post("/saved/follow", &elsewhere).await.header("location"), "/saved?did=unfollowed");
    let hidden = [("kind", "need"), ("id", &*ulid::Ulid(9).to_string()), ("on", "1")];
    assert_eq!(site.post("/saved/follow", &hidden).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_institution_hears_once_of_needs_that_fit_and_of_its_searches() {
    let world = World::new().await;
    let site = world.site.seen_by(world.institution.clone()).await;
    keep(&site, "/needs?q=衬板", "我的衬板").await;
    assert_eq!(world.look(0).await.items, 0);
    world.need("衬板寿命").await;
    world.need("衬板开裂").await;
    let found = world.look(2).await;
    assert_eq!((found.alerts, found.items), (2, 4), "{found:?}");
    assert_eq!(world.look(2).await.items, 0, "nobody is told twice");
    let page = site.get("/saved").await;
    let mut said = page.texts("[aria-labelledby=new-h] .need-row h3");
    said.sort();
    assert_eq!(said, ["2 条新需求适合您的“激光熔覆团队”", "“我的衬板”有 2 条新结果"]);
    assert_eq!(page.texts("[aria-labelledby=kept-h] .tag"), ["2 条新的"]);
    // What is hidden meanwhile is dropped when it is read.
    let mut conn = world.site.app.store.read().await.expect("connects");
    let need = find_need(&mut conn, &Viewer::operator(), "XQ2022-0001").await.expect("finds").expect("one");
    drop(conn);
    let mut tx = world.site.app.store.write(&Viewer::operator(), world.site.app.now()).await.expect("begins");
    let hidden = duijie::domain::need::Need { disclosure: Disclosure::Authorities, ..need };
    update_need(&mut tx, &hidden).await.expect("updates");
    tx.commit().await.expect("commits");
    let page = site.get("/saved").await;
    assert!(page.body.contains("1 条新需求适合您的“激光熔覆团队”") && !page.body.contains("衬板寿命"));
    let until = page.links("form[action='/saved/seen'] [name=until]", "value").remove(0);
    let late = (until.parse::<i64>().expect("a moment") + 3 * HOUR_MS).to_string();
    site.post("/saved/seen", &[("until", &late)]).await;
    assert!(site.get("/saved").await.texts("[aria-labelledby=new-h] h3")[0].contains("没有新的"));
}

#[tokio::test]
async fn an_enterprise_hears_of_capabilities_that_fit_its_needs() {
    let world = World::new().await;
    world.need("衬板寿命").await;
    let site = world.site.seen_by(world.enterprise.clone()).await;
    world.before_now().await;
    assert_eq!(world.look(3).await.items, 0, "what it could know before is not new");
    let rows = "机构名称,类型,名称,简介\n乙研究所,成果,衬板激光熔覆工艺,破碎机衬板激光熔覆耐磨涂层工艺\n";
    world.site.load("capabilities", rows).await;
    let mut tx = world.site.app.store.write(&Viewer::operator(), world.site.app.now()).await.expect("begins");
    put_setting(&mut tx, LAST_LOOK_SETTING, &(world.site.app.now().0 - 1).to_string()).await.expect("puts");
    tx.commit().await.expect("commits");
    world.look(4).await;
    let said = site.get("/saved").await.texts("[aria-labelledby=new-h] .need-row");
    assert!(
        said.iter().any(|one| one.contains("适合您的需求“衬板寿命”") && one.contains("衬板激光熔覆工艺")),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_followed_need_that_moves_is_told() {
    let world = World::new().await;
    world.need("衬板寿命").await;
    let site = world.site.seen_by(world.enterprise.clone()).await;
    let page = site.get("/needs/XQ2022-0001").await;
    let id = page.links("form[action='/saved/follow'] [name=id]", "value").remove(0);
    site.post("/saved/follow", &[("kind", "need"), ("id", &id), ("on", "1")]).await;
    world.look(1).await;
    let mut conn = world.site.app.store.read().await.expect("connects");
    let need = find_need(&mut conn, &Viewer::operator(), &id).await.expect("finds").expect("one");
    drop(conn);
    let mut tx = world.site.app.store.write(&Viewer::operator(), world.site.app.now()).await.expect("begins");
    move_need(&mut tx, &need, NeedStatus::Negotiating, None).await.expect("moves");
    tx.commit().await.expect("commits");
    assert_eq!(world.look(2).await.items, 1);
    assert_eq!(world.look(3).await.items, 0);
    assert!(site.get("/saved").await.body.contains("您关注的需求现在是：对接中"));
}

#[tokio::test]
async fn it_is_looked_once_a_day_from_the_hour_on() {
    let world = World::new().await;
    let store = &world.site.app.store;
    let day = world.site.app.now().beijing_day().start_of_day().0;
    let due = async |at: i64| alerts_are_due(store, Instant(day + at)).await.expect("reads");
    assert!(!due(8 * HOUR_MS - 1).await && due(8 * HOUR_MS).await);
    find_alerts(store, &world.site.search, &Viewer::operator(), Instant(day + 8 * HOUR_MS))
        .await
        .expect("looks");
    assert!(!due(23 * HOUR_MS).await && !due(31 * HOUR_MS).await && due(32 * HOUR_MS).await);
}
