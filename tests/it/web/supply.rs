//! Institutions keep their capabilities: who may, what is refused, two at once, taking it back; statements that age; claims
//! on profiles; the survey of R&D resources.

use axum::http::StatusCode;
use duijie::domain::capability::{Capability, CapabilityStatus};
use duijie::domain::county::CountyCode;
use duijie::domain::form_key::OneTimeKey;
use duijie::domain::ids::InstitutionId;
use duijie::domain::role::Role;
use duijie::domain::statement::{StatementGroup, StatementSource};
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    self, CapabilityFilter, find_capability, find_institution, list_capabilities, update_capability,
};
use scraper::{ElementRef, Html, Selector};

use crate::support::db::noon;
use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau, person, text_of};

/// Two institutions, the first with two capabilities from a list.
struct World {
    site: TestSite,
    one: InstitutionId,
    two: InstitutionId,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        site.load("institutions", "机构名称,机构类型\n示例大学,高校\n示例研究院,科研院所\n").await;
        let list = "机构名称,类型,名称,简介,技术指标,合作方式,应用案例,知识产权\n\
            示例大学,成果,大型轴承感应淬火,轴承滚道感应淬火变形控制,硬度 ≥ 60 HRC,委托开发,某轴承厂,发明专利 ZL1 已授权\n\
            示例大学,团队,齿轮磨削团队,齿轮磨削裂纹控制,,,,\n";
        site.load("capabilities", list).await;
        let mut ids = Vec::new();
        for name in ["示例大学", "示例研究院"] {
            let mut conn = site.app.store.read().await.expect("connects");
            let found = find_institution(&mut conn, &Viewer::operator(), name).await.expect("finds");
            ids.push(found.expect("is there").id);
        }
        let two = ids.pop().expect("two");
        Self { site, one: ids.pop().expect("one"), two }
    }

    async fn own(&self) -> TestSite {
        self.site.seen_by(person(1, Role::Institution, Scope::Institution(self.one.clone()))).await
    }

    async fn colleague(&self) -> TestSite {
        self.site.seen_by(person(5, Role::Institution, Scope::Institution(self.one.clone()))).await
    }

    async fn other(&self) -> TestSite {
        self.site.seen_by(person(2, Role::Institution, Scope::Institution(self.two.clone()))).await
    }

    async fn bureau(&self) -> TestSite {
        self.site.seen_by(bureau(4)).await
    }

    async fn county(&self) -> TestSite {
        let code = CountyCode::new("410311").expect("a code");
        self.site.seen_by(person(7, Role::CountyOfficer, Scope::County(code))).await
    }

    async fn all(&self) -> Vec<Capability> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let every = CapabilityFilter::default();
        list_capabilities(&mut conn, &Viewer::operator(), &every, None, 99).await.expect("lists")
    }

    async fn stored(&self, reference: &str) -> Option<Capability> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        find_capability(&mut conn, &Viewer::operator(), reference).await.expect("finds")
    }

    /// Makes it as if it had been confirmed on this day for the last time.
    async fn confirmed_on(&self, reference: &str, day: &str) {
        let mut capability = self.stored(reference).await.expect("is there");
        for statement in capability.statements.values_mut() {
            statement.confirmed_at = noon(day);
        }
        capability.confirmed_at = noon(day);
        let mut tx =
            self.site.app.store.write(&Viewer::operator(), self.site.app.now()).await.expect("begins");
        update_capability(&mut tx, &capability).await.expect("updates");
        tx.commit().await.expect("commits");
    }

    fn at(&self, rest: &str) -> String {
        format!("/institutions/{}{rest}", self.one)
    }
}

fn select(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// The fields of the form with this action as a browser would send them, some of them changed; a button adds its own.
pub fn filled(page: &Reply, action: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let document = Html::parse_document(&page.body);
    let form = select("main form[method=post]");
    let of_action = |form: &ElementRef<'_>| form.attr("action").unwrap_or_default() == action;
    let form =
        document.select(&form).find(of_action).unwrap_or_else(|| panic!("no form {action}: {}", page.body));
    let mut fields: Vec<(String, String)> = Vec::new();
    for element in form.select(&select("input[name], select[name], textarea[name]")) {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let kind = element.attr("type").unwrap_or("text");
        let value = match element.value().name() {
            "textarea" => element.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let (chosen, first) = (select("option[selected]"), select("option"));
                let option = element.select(&chosen).next().or_else(|| element.select(&first).next());
                option.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            _ if ["radio", "checkbox"].contains(&kind) && element.attr("checked").is_none() => continue,
            _ => element.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name, value));
    }
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

pub async fn send(site: &TestSite, address: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.post(address, &fields).await
}

/// Opens the form, changes fields, sends it.
pub async fn edit(site: &TestSite, address: &str, changes: &[(&str, &str)]) -> Reply {
    let form = site.get(address).await;
    assert_eq!(form.status, StatusCode::OK, "{address}: {}", form.body);
    send(site, address, &filled(&form, address, changes)).await
}

/// Presses the button of a form of a page.
async fn press(site: &TestSite, page: &str, action: &str, button: &[(&str, &str)]) -> Reply {
    let shown = site.get(page).await;
    send(site, action, &filled(&shown, action, button)).await
}

const LASER: [(&str, &str); 9] = [
    ("kind", "team"),
    ("title", "激光熔覆修复团队"),
    ("intro", "轧辊表面激光熔覆，修复后寿命提高"),
    ("keywords", "激光熔覆、修复"),
    ("figures", "熔覆层厚度 ≥ 2 mm\n很耐磨"),
    ("trl", "8"),
    ("proof", "检测报告 2022-01"),
    ("price", "免费试用"),
    ("secret", "0"),
];

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

#[tokio::test]
async fn a_capability_is_written_published_and_found() {
    let world = World::new().await;
    let site = world.own().await;
    let draft = edit(&site, "/capabilities/new", &LASER).await;
    assert_eq!(draft.status, StatusCode::SEE_OTHER, "{}", draft.body);
    let page = draft.header("location").split('?').next().expect("an address").to_owned();
    let shown = site.get(draft.header("location")).await;
    assert!(shown.texts(".note b")[0].contains("草稿已保存"), "{:?}", shown.texts(".note"));
    for (outside, status) in [
        (world.site.visitor(), StatusCode::NOT_FOUND),
        (world.other().await, StatusCode::NOT_FOUND),
        (world.county().await, StatusCode::NOT_FOUND),
        (world.colleague().await, StatusCode::OK),
        (world.bureau().await, StatusCode::OK),
    ] {
        assert_eq!(outside.get(&page).await.status, status);
    }
    let id = page.rsplit('/').next().expect("an id");
    let published = press(&site, &page, &format!("/capabilities/{id}/state"), &[("do", "publish")]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
    let note = site.get(published.header("location")).await.texts(".note b").remove(0);
    assert_eq!(note, "已发布“激光熔覆修复团队”");
    world.site.index().await;
    let found = world.site.visitor().get("/capabilities?q=激光熔覆").await;
    assert!(found.texts(".hit h3").contains(&"激光熔覆修复团队".to_owned()), "{:?}", found.texts(".hit h3"));
    let stored = world.stored(id).await.expect("stored");
    assert_eq!((stored.status, stored.trl), (CapabilityStatus::Published, Some(8)));
    assert_eq!(stored.statement(StatementGroup::Basics).source, StatementSource::Institution);
    assert!(stored.indicators[0].figure.is_some() && stored.indicators[1].figure.is_none());
    let public = world.site.visitor().get(&page).await;
    assert!(public.texts(".card-f").iter().all(|said| said.starts_with("来源：机构填报，2022-10-12")));
    assert!(public.texts("form[method=post]").is_empty(), "nothing to press for others");
}

#[tokio::test]
async fn only_its_holders_and_the_bureau_keep_it() {
    let world = World::new().await;
    let id = world.all().await[0].id.to_string();
    let edit = format!("/capabilities/{id}/edit");
    for (site, status) in [
        (world.own().await, StatusCode::OK),
        (world.bureau().await, StatusCode::OK),
        (world.other().await, StatusCode::FORBIDDEN),
        (world.county().await, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(site.get(&edit).await.status, status);
        for (address, fields) in [
            (edit.clone(), vec![("version", "1"), ("title", "别人改的")]),
            (format!("/capabilities/{id}/state"), vec![("version", "9"), ("do", "withdraw")]),
            (format!("/capabilities/{id}/undo"), vec![("version", "1")]),
            (format!("/capabilities/{id}/delete"), vec![("version", "9")]),
            (world.at("/confirm"), vec![("one", "x")]),
            (world.at("/confirm/undo"), vec![("version", "1")]),
        ] {
            let reply = site.post(&address, &fields).await;
            let refused = reply.status == StatusCode::FORBIDDEN;
            assert_eq!(refused, status == StatusCode::FORBIDDEN, "{address}: {}", reply.status);
        }
    }
    let new = world.county().await.get("/capabilities/new").await;
    assert_eq!(new.status, StatusCode::FORBIDDEN);
    let site = world.other().await;
    let forged = edit_new(&site, &[("institution", world.one.as_str())]).await;
    assert_eq!(forged.status, StatusCode::SEE_OTHER);
    let made = world.all().await.pop().expect("the newest");
    assert_eq!(
        made.holders,
        std::slice::from_ref(&world.two),
        "whatever is sent, it is for one's own institution"
    );
}

async fn edit_new(site: &TestSite, more: &[(&str, &str)]) -> Reply {
    edit(site, "/capabilities/new", &with(&LASER, more)).await
}

#[tokio::test]
async fn the_bureau_names_the_institution_for_which_it_writes() {
    let world = World::new().await;
    let site = world.bureau().await;
    for (named, status) in [
        ("", StatusCode::UNPROCESSABLE_ENTITY),
        ("没有的大学", StatusCode::UNPROCESSABLE_ENTITY),
        ("示例研究院", StatusCode::SEE_OTHER),
    ] {
        let reply = edit_new(&site, &[("institution", named)]).await;
        assert_eq!(reply.status, status, "{named}");
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(reply.texts("#errors li")[0].starts_with("机构："), "{:?}", reply.texts("#errors"));
        }
    }
    let made = world.all().await.pop().expect("the newest");
    assert_eq!(made.holders, std::slice::from_ref(&world.two));
    assert_eq!(made.statement(StatementGroup::Terms).source, StatementSource::Bureau);
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_what_was_typed_and_nothing_is_stored() {
    let world = World::new().await;
    let site = world.own().await;
    let before = world.all().await.len();
    for (field, value, said) in [
        ("secret", "1", "涉密内容不能写进本系统"),
        ("secret", "", "要填（或选）好"),
        ("price", "约一百二", "认不出是多少"),
        ("until", "2027-02-30", "日历上没有这一天"),
        ("industry", "轴承", "不是行业代码"),
        ("limit", "很多", "整数"),
        ("title", "", "要填（或选）好"),
        ("kind", "nothing", "没有这个选项"),
        ("title", "<b>\u{202e}大型轴承感应淬火", ""),
    ] {
        let reply = edit_new(&site, &[("do", "publish"), (field, value)]).await;
        if said.is_empty() {
            assert_eq!(reply.status, StatusCode::SEE_OTHER);
            assert!(site.get(reply.header("location")).await.body.contains("&#60;b&#62;大型轴承"));
            continue;
        }
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let errors = reply.texts("#errors li");
        assert!(errors.len() == 1 && errors[0].contains(said), "{field}: {errors:?}");
        assert!(reply.body.contains("轧辊表面激光熔覆"), "what was typed is still there");
        assert_eq!(world.all().await.len(), before, "{field}");
    }
    let same = [("kind", "achieve"), ("title", "大型轴承感应淬火"), ("intro", "轴承滚道感应淬火变形控制")];
    let reply = edit_new(&site, &same).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.texts("#errors")[0].contains("都相同的能力已经有了"));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one() {
    let world = World::new().await;
    let site = world.own().await;
    let form = site.get("/capabilities/new").await;
    let fields = filled(&form, "/capabilities/new", &LASER);
    let (first, second) =
        (send(&site, "/capabilities/new", &fields).await, send(&site, "/capabilities/new", &fields).await);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(world.all().await.len(), 3);
    assert!(OneTimeKey::parse(&fields.iter().find(|(name, _)| name == "once").expect("a key").1).is_some());
}

#[tokio::test]
async fn two_who_change_it_at_once_both_keep_their_words() {
    let world = World::new().await;
    let id = world.all().await[0].id.to_string();
    let address = format!("/capabilities/{id}/edit");
    let (own, bureau) = (world.own().await, world.bureau().await);
    let form = own.get(&address).await;
    let mine = filled(
        &form,
        &address,
        &[("price", "面议"), ("intro", "我的介绍"), ("secret", "0"), ("modes", "joint")],
    );
    let theirs = edit(&bureau, &address, &[("intro", "市局的介绍"), ("secret", "0"), ("limit", "3")]).await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.body);
    let conflict = send(&own, &address, &mine).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("市局专员") && conflict.body.contains("我的介绍"));
    let fields = conflict.texts("main fieldset legend");
    assert_eq!(fields, ["介绍", "每月最多承接", "合作方式", "报价"], "{fields:?}");
    let chosen = filled(
        &conflict,
        &address,
        &[("intro", "我的介绍"), ("limit", "3"), ("price", "面议"), ("modes", "joint")],
    );
    let saved = send(&own, &address, &chosen).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let stored = world.stored(&id).await.expect("stored");
    assert_eq!((stored.introduction.as_str(), stored.monthly_limit), ("我的介绍", Some(3)));
    assert_eq!(stored.statement(StatementGroup::Figures).source, StatementSource::Import, "was not touched");
    let revised = send(&own, &address, &with_pair(&chosen, "revise", "1")).await;
    assert_eq!(revised.status, StatusCode::OK);
}

fn with_pair(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    fields.iter().cloned().chain([(name.to_owned(), value.to_owned())]).collect()
}

#[tokio::test]
async fn each_step_is_told_and_taken_back() {
    let world = World::new().await;
    let before = world.all().await.remove(0);
    let (id, site) = (before.id.to_string(), world.own().await);
    let (page, state) = (format!("/capabilities/{id}"), format!("/capabilities/{id}/state"));
    for (step, said, after) in [
        ("pause", "已改为暂不接受合作", CapabilityStatus::Paused),
        ("withdraw", "已撤下", CapabilityStatus::Withdrawn),
        ("confirm", "仍然属实", CapabilityStatus::Published),
    ] {
        let reply = press(&site, &page, &state, &[("do", step)]).await;
        let told = site.get(reply.header("location")).await;
        assert!(told.texts(".note b")[0].contains(said), "{step}: {:?}", told.texts(".note"));
        assert_eq!(world.stored(&id).await.expect("stored").shown_status(), after);
        let others = world.colleague().await.get(reply.header("location")).await;
        assert!(others.links(".note form", "action").is_empty(), "only who did it can take it back");
        let undo = told.links(".note form", "action").remove(0);
        let undone = send(&site, &undo, &filled(&told, &undo, &[])).await;
        assert!(undone.header("location").ends_with("done=undone"), "{}", undone.header("location"));
        let now = world.stored(&id).await.expect("stored");
        assert_eq!(Capability { version: before.version, ..now }, before, "{step}");
        let again = send(&site, &undo, &filled(&told, &undo, &[])).await;
        assert!(again.header("location").ends_with("done=late"));
    }
    let late = site.post(&state, &[("version", "1"), ("do", "withdraw")]).await;
    assert!(site.get(late.header("location")).await.texts(".note")[0].contains("没有做成"));
    let odd = site.post(&state, &[("version", "1"), ("do", "explode")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_incomplete_is_not_put_on_show() {
    let world = World::new().await;
    let site = world.own().await;
    let draft = edit_new(&site, &[("intro", "")]).await;
    let page = draft.header("location").split('?').next().expect("an address").to_owned();
    let state = format!("{page}/state");
    let refused = press(&site, &page, &state, &[("do", "publish")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts("#errors li"), ["介绍：这一项要填（或选）好"]);
    let id = page.rsplit('/').next().expect("an id");
    assert_eq!(world.stored(id).await.expect("stored").status, CapabilityStatus::Draft);
    let delete = format!("{page}/delete");
    let dropped = press(&site, &page, &delete, &[]).await;
    assert!(world.stored(id).await.is_none(), "{}", dropped.body);
    let told = site.get(dropped.header("location")).await;
    assert_eq!(told.texts(".note-ok b"), ["已删除草稿“激光熔覆修复团队”"]);
    let undo = told.links(".note-ok form", "action").remove(0);
    send(&site, &undo, &filled(&told, &undo, &[])).await;
    assert_eq!(world.stored(id).await.expect("is there again").status, CapabilityStatus::Draft);
    let published = world.all().await.remove(0);
    let version = published.version.to_string();
    let kept = site.post(&format!("/capabilities/{}/delete", published.id), &[("version", &version)]).await;
    assert!(kept.header("location").ends_with("done=late"), "only drafts are dropped");
}

#[tokio::test]
async fn what_accepts_no_cooperation_is_no_candidate_and_says_so() {
    let world = World::new().await;
    let firm = format!("企业名称,统一社会信用代码,县区\n甲公司,{},洛龙区\n", uscc(1));
    world.site.load("enterprises", &firm).await;
    world
        .site
        .load("needs", "企业名称,需求名称,主要问题\n甲公司,轴承感应淬火变形,轴承滚道感应淬火变形大\n")
        .await;
    let list = world.site.get("/needs").await;
    let need = list.links(".hit h3 a", "href").remove(0);
    assert_eq!(world.site.get(&need).await.texts(".cand h3 a"), ["示例大学"]);
    let id = world.all().await[0].id.to_string();
    let site = world.own().await;
    press(&site, &format!("/capabilities/{id}"), &format!("/capabilities/{id}/state"), &[("do", "pause")])
        .await;
    world.site.index().await;
    assert!(world.site.get(&need).await.texts(".cand h3 a").is_empty());
    let public = world.site.visitor();
    assert!(public.get(&format!("/capabilities/{id}")).await.texts(".scope")[0].contains("不参加候选计算"));
    let found = public.get("/capabilities?q=感应淬火").await;
    assert!(found.texts(".hit-h")[0].contains("暂不接受合作"), "{:?}", found.texts(".hit-h"));
}

#[tokio::test]
async fn old_statements_are_told_everywhere_and_confirmed_at_once() {
    let world = World::new().await;
    let all = world.all().await;
    world.confirmed_on(all[0].id.as_str(), "2021-01-01").await;
    world.confirmed_on(all[1].id.as_str(), "2022-03-01").await;
    world.site.index().await;
    let public = world.site.visitor();
    assert!(
        public.get(&format!("/capabilities/{}", all[0].id)).await.texts(".scope")[0].contains("已过期待确认")
    );
    let listed = public.get("/capabilities").await.texts(".hit > .st");
    assert!(listed.iter().any(|one| one.contains("已过期待确认，上次 2021-01-01")), "{listed:?}");
    assert!(listed.iter().any(|one| one.contains("半年未确认")), "{listed:?}");
    assert!(public.get(&world.at("")).await.texts(".scope")[0].contains("2 项能力半年以上未确认"));
    assert_eq!(public.get(&world.at("/confirm")).await.status, StatusCode::SEE_OTHER, "to sign in");

    let site = world.own().await;
    assert!(site.get("/").await.texts("h2").contains(&"核对并认领本机构的资料".to_owned()));
    let sheet = site.get(&world.at("/confirm")).await;
    assert_eq!(sheet.texts("tbody th a"), [all[0].title.as_str(), all[1].title.as_str()], "oldest first");
    let boxes = sheet.links("input[name=one][checked]", "value");
    assert_eq!(boxes.len(), 2);
    let nothing = site.get(&world.at("/confirm?look=1")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    // One of them is changed after it was looked at.
    let preview = site.get(&world.at(&format!("/confirm?look=1&one={}&one={}", boxes[0], boxes[1]))).await;
    assert_eq!(preview.texts("#pre-h"), ["将要确认这 2 项"]);
    let address = format!("/capabilities/{}/edit", all[1].id);
    edit(&world.bureau().await, &address, &[("keywords", "磨削"), ("secret", "0")]).await;
    let fields = filled(&preview, &world.at("/confirm"), &[]);
    let confirmed = send(&site, &world.at("/confirm"), &fields).await;
    assert!(confirmed.header("location").ends_with("changed=1"), "{}", confirmed.header("location"));
    let told = site.get(confirmed.header("location")).await;
    let notes = told.texts(".note b");
    assert!(notes[0].contains("仍然属实") && notes[1].contains("另有 1 项没有确认"), "{notes:?}");
    let stored = world.stored(all[0].id.as_str()).await.expect("stored");
    assert_eq!(stored.confirmed_at.beijing_day().to_string(), "2022-10-12");
    assert_eq!(
        stored.statement(StatementGroup::Basics).source,
        StatementSource::Import,
        "who stated it stays"
    );
    let undo = told.links(".note form", "action").remove(0);
    send(&site, &undo, &filled(&told, &undo, &[])).await;
    let stored = world.stored(all[0].id.as_str()).await.expect("stored");
    assert_eq!(stored.confirmed_at.beijing_day().to_string(), "2021-01-01");
    // One by one, from the sheet and back to it.
    let state = format!("/capabilities/{}/state", all[0].id);
    let single = press(&site, &world.at("/confirm"), &state, &[("do", "confirm")]).await;
    assert!(single.header("location").starts_with(&world.at("/confirm?done=")));
}

#[tokio::test]
async fn what_is_past_its_day_wants_to_be_changed() {
    let world = World::new().await;
    let id = world.all().await[0].id.to_string();
    let site = world.own().await;
    let address = format!("/capabilities/{id}/edit");
    let saved = edit(&site, &address, &[("until", "2022-10-11"), ("secret", "0")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = site.get(&format!("/capabilities/{id}")).await;
    assert!(page.texts(".note-warn b").contains(&"有效期已过（2022-10-11）".to_owned()));
    let sheet = site.get(&world.at("/confirm")).await;
    assert!(sheet.texts("tbody tr")[0].contains("有效期已过，去修改"));
    assert_eq!(sheet.links("input[disabled]", "name"), ["one"]);
}

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
