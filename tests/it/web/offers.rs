//! “我能解决”: an institution offers, an enterprise answers, officers look on, nobody else knows; whom to call is shown
//! only once both want to talk, and every reading is recorded.

use axum::http::StatusCode;
use duijie::domain::county::CountyCode;
use duijie::domain::ids::{EnterpriseId, InstitutionId};
use duijie::domain::need::{Disclosure, Need, NeedStatus};
use duijie::domain::offer::{OfferDraft, OfferStatus};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{DepartmentScope, Scope, Viewer};
use duijie::service::UNDO_MS;
use duijie::service::offers::{OfferMade, StepTaken, make_offer, take_offer_step};
use duijie::storage::{find_enterprise, find_institution, find_need, list_audit, move_need, update_need};

use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau, person};

const TEXT: &str = "改进感应器结构，两个月出样件，做过同类套圈";
/// What no page may hold before both sides want to talk.
const SECRETS: [&str; 6] = ["13800000001", "王教授", "13900000002", "李工程师", "13700000003", "张主任"];
const DAY_MS: i64 = 24 * 3_600_000;

struct World {
    site: TestSite,
    institutions: Vec<InstitutionId>,
    enterprise: EnterpriseId,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        let rows = "机构名称,机构类型,联系人,联系电话\n甲大学,高校,王教授,13800000001\n乙研究所,科研院所,王教授,13800000001\n\
                    丙学院,高校,王教授,13800000001\n";
        site.load("institutions", rows).await;
        let rows = "机构名称,类型,名称,简介\n甲大学,团队,感应淬火团队,轴承套圈感应淬火变形控制\n\
                    乙研究所,成果,低变形淬火,套圈淬火变形预测\n丙学院,专家,热处理专家,淬火\n";
        site.load("capabilities", rows).await;
        let rows = format!(
            "企业名称,统一社会信用代码,县区,联系人,联系电话\n甲公司,{},洛龙区,李工程师,13900000002\n乙公司,{},涧西区,李工程师,13900000002\n",
            uscc(1),
            uscc(2)
        );
        site.load("enterprises", &rows).await;
        let rows = "企业名称,需求名称,主要问题,联系人,联系电话,公开程度\n甲公司,套圈淬火变形,变形大返修多,张主任,13700000003,公开\n\
                    乙公司,别的难题,别的问题,张主任,13700000003,公开\n";
        site.load("needs", rows).await;
        let (mut conn, all) = (site.app.store.read().await.expect("connects"), Viewer::operator());
        let mut institutions = Vec::new();
        for name in ["甲大学", "乙研究所", "丙学院"] {
            let found = find_institution(&mut conn, &all, name).await.expect("finds").expect("one");
            institutions.push(found.id);
        }
        let code = uscc(1).to_string();
        let enterprise = find_enterprise(&mut conn, &all, &code).await.expect("finds").expect("one").id;
        drop(conn);
        Self { site, institutions, enterprise }
    }

    fn institution(&self, at: usize) -> Viewer {
        person(10 + at as u128, Role::Institution, Scope::Institution(self.institutions[at].clone()))
    }

    fn enterprise(&self) -> Viewer {
        person(20, Role::Enterprise, Scope::Enterprise(self.enterprise.clone()))
    }

    async fn offering(&self, at: usize) -> TestSite {
        self.site.seen_by(self.institution(at)).await
    }

    async fn answering(&self) -> TestSite {
        self.site.seen_by(self.enterprise()).await
    }

    async fn need(&self) -> Need {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let found = find_need(&mut conn, &Viewer::operator(), "XQ2022-0001").await;
        found.expect("finds").expect("one")
    }

    /// Everybody who is to know nothing of offers to the first need.
    async fn strangers(&self) -> Vec<TestSite> {
        let department = DepartmentScope { department: "市工信局".to_owned(), groups: Vec::new() };
        let county = CountyCode::new("410305").expect("a code");
        let mut sites = vec![self.site.visitor(), self.offering(2).await];
        for viewer in [
            person(31, Role::DepartmentOfficer, Scope::Department(department)),
            person(32, Role::CountyOfficer, Scope::County(county)),
            person(33, Role::SystemAdministrator, Scope::Public),
        ] {
            sites.push(self.site.seen_by(viewer).await);
        }
        sites
    }

    /// The address of the offer that this institution made just now.
    async fn offered(&self, at: usize, text: &str) -> String {
        let site = self.offering(at).await;
        let sent = offer(&site, &[("text", text)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        sent.header("location").split('?').next().expect("an address").to_owned()
    }

    async fn set_need(&self, change: impl FnOnce(&mut Need)) {
        let mut need = self.need().await;
        change(&mut need);
        let mut tx =
            self.site.app.store.write(&Viewer::operator(), self.site.app.now()).await.expect("begins");
        update_need(&mut tx, &need).await.expect("updates");
        tx.commit().await.expect("commits");
        self.site.index().await;
    }

    async fn move_need(&self, to: NeedStatus) {
        let need = self.need().await;
        let mut tx =
            self.site.app.store.write(&Viewer::operator(), self.site.app.now()).await.expect("begins");
        move_need(&mut tx, &need, to, None).await.expect("moves");
        tx.commit().await.expect("commits");
        self.site.index().await;
    }
}

/// The fields of the form as a browser would send them with the first capability chosen, some of them changed.
fn filled(page: &Reply, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = "form[action$='/offer']";
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in ["once", "version", "no_evidence"] {
        let value = page.links(&format!("{form} [name={name}]"), "value").remove(0);
        fields.push((name.to_owned(), value));
    }
    let first = page.links(&format!("{form} [name=evidence]"), "value").into_iter().next();
    fields.push(("evidence".to_owned(), first.unwrap_or_default()));
    fields.push(("wish".to_owned(), "call".to_owned()));
    fields.push(("text".to_owned(), TEXT.to_owned()));
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(site: &TestSite, address: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(address, &fields).await
}

/// Fills in the form on the page of the first need and sends it.
async fn offer(site: &TestSite, changes: &[(&str, &str)]) -> Reply {
    let page = site.get("/needs/XQ2022-0001").await;
    let action = page.links("form[action$='/offer']", "action").remove(0);
    send(site, &action, &filled(&page, changes)).await
}

async fn answer(site: &TestSite, page: &str, answer: &str) -> Reply {
    let form = site.get(page).await;
    let version = form.links("form[action$='/answer'] [name=version]", "value").remove(0);
    site.post(&format!("{page}/answer"), &[("version", &version), ("answer", answer)]).await
}

async fn undo(site: &TestSite, page: &str) -> Reply {
    let form = site.get(&format!("{page}?did=1")).await;
    let version = form.links("form[action$='/undo'] [name=version]", "value").remove(0);
    site.post(&format!("{page}/undo"), &[("version", &version)]).await
}

#[tokio::test]
async fn three_offer_one_is_welcome_one_is_not_one_hears_nothing() {
    let world = World::new().await;
    let pages = [
        world.offered(0, "甲的办法").await,
        world.offered(1, "乙的办法").await,
        world.offered(2, "丙的办法").await,
    ];
    let firm = world.answering().await;
    let need = firm.get("/needs/XQ2022-0001").await;
    assert_eq!(need.texts("#offers-h"), ["3 家机构提出能解决"]);
    assert!(need.texts("#offers .tag").iter().all(|tag| tag == "等您答复，今天提出"));
    assert!(firm.get("/needs").await.texts(".hit .tag").contains(&"3 家机构愿意解决".to_owned()));
    let yes = answer(&firm, &pages[0], "yes").await;
    assert_eq!(
        (yes.status, yes.header("location")),
        (StatusCode::SEE_OTHER, format!("{}?did=1", pages[0]).as_str())
    );
    assert_eq!(answer(&firm, &pages[1], "busy").await.status, StatusCode::SEE_OTHER);
    for (at, said) in [(0, "企业愿意谈"), (1, "企业暂不考虑：太忙"), (2, "等答复，今天提出")]
    {
        let site = world.offering(at).await;
        assert_eq!(site.get(&pages[at]).await.texts(".scope .tag"), [said]);
        let list = site.get("/offers").await;
        assert_eq!(
            (list.texts("#res"), list.texts(".hit .tag")),
            (vec!["1 条解决意向".to_owned()], vec![said.to_owned()])
        );
    }
    let list = firm.get("/offers").await;
    assert_eq!(list.texts(".tabs a"), ["全部3", "等答复1", "愿意谈1", "暂不考虑1", "已撤回0"]);
    let waiting = firm.get("/offers?status=sent").await;
    assert_eq!(waiting.texts(".hit h3"), ["丙学院"]);
    assert_eq!(waiting.texts("#res"), ["1 条解决意向"]);
    assert!(firm.get("/offers?q=没有这个").await.texts(".empty h3")[0].contains("没有符合条件的"));
}

#[tokio::test]
async fn officers_look_on_and_nobody_else_knows() {
    let world = World::new().await;
    let page = world.offered(0, "只给甲公司看的办法").await;
    let county = CountyCode::new("410311").expect("a code");
    let county = world.site.seen_by(person(40, Role::CountyOfficer, Scope::County(county))).await;
    for site in [&county, &world.site.seen_by(bureau(41)).await, &world.answering().await] {
        assert!(site.get(&page).await.body.contains("只给甲公司看的办法"));
        assert!(site.get("/needs/XQ2022-0001").await.body.contains("只给甲公司看的办法"));
        assert!(site.get("/offers").await.body.contains("只给甲公司看的办法"));
        assert!(site.get("/needs").await.body.contains("1 家机构愿意解决"));
    }
    for path in ["answer", "withdraw"] {
        let refused = county.post(&format!("{page}/{path}"), &[("version", "1"), ("answer", "yes")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let before = county.post(&format!("{page}/contact"), &[]).await;
    assert_eq!(before.status, StatusCode::FORBIDDEN, "officers have their own way");
    let others = world.strangers().await;
    for site in &others {
        let shown = site.get(&page).await;
        assert!(shown.status != StatusCode::OK && !shown.body.contains("办法"));
        for address in ["/needs/XQ2022-0001", "/needs", "/offers", "/", "/search?q=套圈", "/needs?q=套圈"]
        {
            let body = site.get(address).await.body;
            assert!(!body.contains("只给甲公司看的办法") && !body.contains("愿意解决"), "{address}");
            assert!(!body.contains("提出能解决"), "{address}");
        }
        for path in ["answer", "withdraw", "undo", "contact"] {
            let refused = site.post(&format!("{page}/{path}"), &[("version", "1"), ("answer", "yes")]).await;
            assert!(refused.status.is_client_error(), "{path}: {}", refused.status);
        }
    }
    // The page of another institution is the same whether there is an offer or not.
    let other = &others[1];
    let with = other.get("/needs/XQ2022-0001").await.texts("main");
    let gone = world.offering(0).await;
    let version = gone.get(&page).await.links("form[action$='/withdraw'] [name=version]", "value").remove(0);
    gone.post(&format!("{page}/withdraw"), &[("version", &version)]).await;
    assert_eq!(other.get("/needs/XQ2022-0001").await.texts("main"), with);
}

#[tokio::test]
async fn whom_to_call_is_shown_only_once_both_want_to_talk() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    let (firm, own) = (world.answering().await, world.offering(0).await);
    let readings = async || {
        let mut conn = world.site.app.store.read().await.expect("connects");
        let trail = list_audit(&mut conn, &Viewer::operator(), 100).await.expect("reads");
        trail.into_iter().filter(|one| one.action == "unmask").map(|one| one.actor).collect::<Vec<_>>()
    };
    let silent = async |site: &TestSite| {
        for address in [page.as_str(), "/offers", "/needs/XQ2022-0001"] {
            let body = site.get(address).await.body;
            assert!(SECRETS.iter().all(|secret| !body.contains(secret)), "{address}");
        }
        let early = site.post(&format!("{page}/contact"), &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(SECRETS.iter().all(|secret| !early.body.contains(secret)));
    };
    silent(&firm).await;
    silent(&own).await;
    answer(&firm, &page, "yes").await;
    for (site, secrets) in [(&firm, &["13800000001", "王教授"]), (&own, &["13700000003", "张主任"])] {
        let body = site.get(&page).await.body;
        assert!(SECRETS.iter().all(|secret| !body.contains(secret)), "not before it is asked for");
        assert!(readings().await.len() < 2);
        let shown = site.post(&format!("{page}/contact"), &[]).await;
        assert!(secrets.iter().all(|secret| shown.body.contains(secret)), "{}", shown.body);
        assert!(shown.header("cache-control").contains("no-store"));
        assert_eq!(site.get(&format!("{page}/contact")).await.status, StatusCode::SEE_OTHER);
    }
    let read = readings().await;
    assert_eq!(read, [world.institution(0).actor(), world.enterprise().actor()], "newest first");
    assert_eq!(undo(&firm, &page).await.status, StatusCode::SEE_OTHER);
    silent(&firm).await;
    silent(&own).await;
}

#[tokio::test]
async fn a_second_offer_is_the_first_one_revised() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    let own = world.offering(0).await;
    let form = own.get("/needs/XQ2022-0001").await;
    assert!(form.texts("#offer-h")[0].contains("您的“我能解决”") && form.links("#offer", "id").is_empty());
    let address = own.get(&page).await.links("a[href$='/offer']", "href").remove(0);
    let form = own.get(&address).await;
    let stale = filled(&form, &[("text", "我改的")]);
    let saved = send(&own, &address, &filled(&form, &[("text", "同事改的")])).await;
    assert_eq!(saved.header("location"), format!("{page}?did=1"));
    let stale: Vec<_> = stale.into_iter().filter(|(name, _)| name != "once").collect();
    let conflict = send(&own, &address, &stale).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("我改的") && conflict.body.contains("同事改的"));
    let mut resolved: Vec<(String, String)> = conflict
        .links("form[action$='/offer'] input[type=hidden]", "name")
        .into_iter()
        .zip(conflict.links("form[action$='/offer'] input[type=hidden]", "value"))
        .collect();
    resolved.push(("text".to_owned(), "我改的".to_owned()));
    assert_eq!(send(&own, &address, &resolved).await.status, StatusCode::SEE_OTHER);
    let shown = own.get(&page).await;
    assert!(shown.body.contains("我改的") && !shown.body.contains("同事改的"));
    assert_eq!(shown.texts(".time b"), ["提出", "修改", "修改"]);
}

#[tokio::test]
async fn a_form_sent_twice_makes_one() {
    let world = World::new().await;
    let site = world.offering(0).await;
    let page = site.get("/needs/XQ2022-0001").await;
    let action = page.links("form[action$='/offer']", "action").remove(0);
    let fields = filled(&page, &[]);
    let (one, two) = tokio::join!(send(&site, &action, &fields), send(&site, &action, &fields));
    assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(one.header("location"), two.header("location"));
    assert_eq!(world.answering().await.get("/offers").await.texts("#res"), ["1 条解决意向"]);
    let address = one.header("location").to_owned();
    assert_eq!(site.get(&address).await.texts(".time b"), ["提出"]);
}

#[tokio::test]
async fn a_wrong_form_comes_back_filled_in() {
    let world = World::new().await;
    let site = world.offering(0).await;
    let long = "长".repeat(501);
    let wrong =
        offer(&site, &[("text", &long), ("evidence", ""), ("no_evidence", "<b>因为</b>"), ("wish", "x")])
            .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(&long) && wrong.body.contains("&#60;b&#62;因为"));
    assert_eq!(wrong.texts(".errors li").len(), 2, "{:?}", wrong.texts(".errors li"));
    let none = offer(&site, &[("evidence", "")]).await;
    assert_eq!(none.texts(".errors b"), ["还没有发出，有 1 处要改"]);
    let stranger = offer(&site, &[("evidence", &ulid::Ulid(9).to_string())]).await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.answering().await.get("/offers").await.texts("#res"), ["0 条解决意向"]);
    let reason = offer(&site, &[("evidence", ""), ("no_evidence", "还没有写进清单")]).await;
    assert_eq!(reason.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_comes_too_late_is_refused_and_kept() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    let (firm, own, other) = (world.answering().await, world.offering(0).await, world.offering(1).await);
    let form = other.get("/needs/XQ2022-0001").await;
    let action = form.links("form[action$='/offer']", "action").remove(0);
    let version = firm.get(&page).await.links("form[action$='/answer'] [name=version]", "value").remove(0);
    for at in 0..2 {
        if at == 0 {
            world.set_need(|need| need.disclosure = Disclosure::Authorities).await;
        } else {
            world.set_need(|need| need.disclosure = Disclosure::Public).await;
            world.move_need(NeedStatus::Withdrawn).await;
        }
        let late = send(&other, &action, &filled(&form, &[("text", "写了很久的办法")])).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("写了很久的办法") && late.body.contains("没有发出"), "{}", late.body);
        let late = firm.post(&format!("{page}/answer"), &[("version", &version), ("answer", "yes")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        for (site, said) in [(&firm, "不能再答复"), (&own, "已不再公开征集")] {
            let shown = site.get(&page).await;
            assert!(shown.body.contains(TEXT) && shown.body.contains(said), "{}", shown.body);
            assert!(shown.links("form[action$='/answer']", "action").is_empty());
        }
        // What the institution knew it still sees, and no more.
        assert!(own.get(&page).await.body.contains("套圈淬火变形"));
        assert_eq!(own.get("/needs/XQ2022-0001").await.status, StatusCode::NOT_FOUND);
    }
    // A guess at a need that was never open is answered in the same words.
    let guess = format!("/needs/{}/offer", ulid::Ulid(5));
    let never = send(&other, &guess, &filled(&form, &[("text", "写了很久的办法")])).await;
    let late = send(&other, &action, &filled(&form, &[("text", "写了很久的办法")])).await;
    assert_eq!((never.status, never.body), (late.status, late.body));
}

#[tokio::test]
async fn both_sides_take_their_last_step_back_for_half_an_hour() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    let (firm, own) = (world.answering().await, world.offering(0).await);
    let state = async |site: &TestSite| site.get(&page).await.texts(".scope .tag").remove(0);
    answer(&firm, &page, "dear").await;
    assert_eq!(state(&own).await, "企业暂不考虑：费用太高");
    assert!(own.get(&page).await.links("form[action$='/withdraw']", "action").is_empty());
    undo(&firm, &page).await;
    assert_eq!(state(&own).await, "等答复，今天提出");
    answer(&firm, &page, "yes").await;
    let version = own.get(&page).await.links("form[action$='/withdraw'] [name=version]", "value").remove(0);
    own.post(&format!("{page}/withdraw"), &[("version", &version)]).await;
    assert_eq!(state(&firm).await, "已撤回");
    let early = firm.post(&format!("{page}/undo"), &[("version", "4")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "not the other side's step");
    undo(&own, &page).await;
    assert_eq!(state(&firm).await, "企业愿意谈", "where it stood before");
    own.post(&format!("{page}/withdraw"), &[("version", "6")]).await;
    let later = Instant(world.site.app.now().0 + UNDO_MS + 1);
    let id = page.trim_start_matches("/offers/");
    let store = &world.site.app.store;
    let resume = (duijie::domain::offer::OfferStep::Resume, None);
    let ended = take_offer_step(store, &world.institution(0), later, (id, 7), resume).await.expect("ends");
    assert_eq!(ended, StepTaken::Late);
    let again = own.get(&page).await.links("a[href$='/offer']", "href").remove(0);
    let form = own.get(&again).await;
    assert_eq!(
        send(&own, &again, &filled(&form, &[("text", "再提一次")])).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(state(&firm).await, "等您答复，今天提出");
}

#[tokio::test]
async fn an_answer_to_another_text_is_asked_for_again() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    let (firm, own) = (world.answering().await, world.offering(0).await);
    let version = firm.get(&page).await.links("form[action$='/answer'] [name=version]", "value").remove(0);
    let address = own.get(&page).await.links("a[href$='/offer']", "href").remove(0);
    let form = own.get(&address).await;
    send(&own, &address, &filled(&form, &[("text", "要价翻倍")])).await;
    let fields = [("version", version.as_str()), ("answer", "yes")];
    let stale = firm.post(&format!("{page}/answer"), &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("要价翻倍") && stale.body.contains("刚刚有过改动"));
    assert_eq!(answer(&firm, &page, "yes").await.status, StatusCode::SEE_OTHER);
    let twice = firm.post(&format!("{page}/answer"), &[("version", "2"), ("answer", "yes")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "sent twice is sent once");
    let none = firm.post(&format!("{page}/answer"), &[("version", "3"), ("answer", "也许")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn silence_counts_working_days() {
    let world = World::new().await;
    let own = person(10, Role::Institution, Scope::Institution(world.institutions[0].clone()));
    let need = world.need().await;
    let draft = OfferDraft {
        text: TEXT.to_owned(),
        evidence: Vec::new(),
        no_evidence: "没有".to_owned(),
        wish: "any".to_owned(),
    };
    // Friday, of which Wednesday noon is three working days away.
    let friday = Instant(world.site.app.now().0 - 5 * DAY_MS);
    let made = make_offer(&world.site.app.store, &own, friday, need.id.as_str(), (&draft, 0), None).await;
    let OfferMade::Sent(made) = made.expect("made") else { panic!("not made") };
    assert_eq!(made.status, OfferStatus::Sent);
    let page = format!("/offers/{}", made.id);
    assert_eq!(world.answering().await.get(&page).await.texts(".scope .tag"), ["等您答复，已 3 个工作日"]);
    assert_eq!(world.offering(0).await.get(&page).await.texts(".scope .tag"), ["等答复，已 3 个工作日"]);
}

#[tokio::test]
async fn the_trail_holds_no_word_of_an_offer() {
    let world = World::new().await;
    let page = world.offered(0, TEXT).await;
    answer(&world.answering().await, &page, "busy").await;
    let mut conn = world.site.app.store.read().await.expect("connects");
    let trail = list_audit(&mut conn, &Viewer::operator(), 10).await.expect("reads");
    let steps: Vec<_> = trail.iter().filter(|one| one.action == "offer_step").collect();
    assert_eq!(steps.len(), 2);
    assert!(steps.iter().all(|one| one.detail.contains("XQ2022-0001") && !one.detail.contains("感应器")));
}
