//! Changing what is said of institutions and enterprises: who may, what is refused, two at once, taking it back.

use axum::http::StatusCode;
use duijie::domain::county::CountyCode;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::institution::Institution;
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{DepartmentScope, Scope, Viewer};
use duijie::service::{Editable, UNDO_MS, undo_edit};
use duijie::storage::{find_enterprise, find_institution, list_audit};

use crate::support::db::on_postgres;
use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau, person};

struct World {
    site: TestSite,
    institution: Institution,
    enterprise: Enterprise,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        site.load(
            "institutions",
            "机构名称,机构类型,所在地,简介,月度上限,联系人,联系电话\n示例大学,高校,河南洛阳,做轴承,5,王教授,13800000001\n",
        )
        .await;
        let rows = format!(
            "企业名称,统一社会信用代码,县区,行业代码,联系人,联系电话\n甲公司,{},洛龙区,3451,李工,13900000002\n",
            uscc(1)
        );
        site.load("enterprises", &rows).await;
        let mut conn = site.app.store.read().await.expect("connects");
        let all = Viewer::operator();
        let institution = find_institution(&mut conn, &all, "示例大学").await.expect("finds").expect("one");
        let code = uscc(1).to_string();
        let enterprise = find_enterprise(&mut conn, &all, &code).await.expect("finds").expect("one");
        drop(conn);
        Self { site, institution, enterprise }
    }

    async fn own(&self) -> TestSite {
        self.site.seen_by(person(1, Role::Institution, Scope::Institution(self.institution.id.clone()))).await
    }

    async fn firm(&self) -> TestSite {
        self.site.seen_by(person(2, Role::Enterprise, Scope::Enterprise(self.enterprise.id.clone()))).await
    }

    async fn county(&self, code: &str) -> TestSite {
        let number = code.parse().expect("digits");
        let code = CountyCode::new(code).expect("a code");
        self.site.seen_by(person(number, Role::CountyOfficer, Scope::County(code))).await
    }

    async fn bureau(&self) -> TestSite {
        self.site.seen_by(bureau(4)).await
    }

    fn at(&self, rest: &str) -> String {
        format!("/institutions/{}{rest}", self.institution.id)
    }

    fn firm_at(&self, rest: &str) -> String {
        format!("/enterprises/{}{rest}", self.enterprise.id)
    }

    async fn stored(&self) -> Institution {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let id = self.institution.id.as_str();
        find_institution(&mut conn, &Viewer::operator(), id).await.expect("finds").expect("one")
    }

    async fn stored_firm(&self) -> Enterprise {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let id = self.enterprise.id.as_str();
        find_enterprise(&mut conn, &Viewer::operator(), id).await.expect("finds").expect("one")
    }
}

/// The fields of the one form of a page as a browser would send them, some of them changed.
fn filled(page: &Reply, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for selector in ["main input:not([type=radio])", "main input[checked]"] {
        fields.extend(page.links(selector, "name").into_iter().zip(page.links(selector, "value")));
    }
    for name in page.links("main textarea", "name") {
        fields.push((name.clone(), page.texts(&format!("main textarea[name={name}]")).remove(0)));
    }
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

/// Opens the form, changes fields, sends it.
async fn edit(site: &TestSite, address: &str, changes: &[(&str, &str)]) -> Reply {
    let form = site.get(address).await;
    send(site, address, &filled(&form, changes)).await
}

#[tokio::test]
async fn its_own_people_change_a_profile_and_take_it_back() {
    let world = World::new().await;
    let site = world.own().await;
    assert!(site.get(&world.at("")).await.texts("main .btn").contains(&"修改资料".to_owned()));
    let saved = edit(
        &site,
        &world.at("/edit"),
        &[("place", "洛龙区\u{202e}\u{0}"), ("limit", ""), ("open", "0"), ("intro", "第一行\r\n第二行 <b>")],
    )
    .await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, world.at("?saved=1").as_str())
    );
    let stored = world.stored().await;
    assert_eq!((stored.place.as_deref(), stored.monthly_limit, stored.open), (Some("洛龙区"), None, false));
    assert_eq!(stored.introduction.as_deref(), Some("第一行\n第二行 <b>"));
    assert_eq!(stored.contact, world.institution.contact, "what was not touched stays");
    let page = site.get(saved.header("location")).await;
    assert_eq!(page.texts(".note[role=status] b"), ["已保存：简介、所在地、是否接受合作、每月最多承接"]);
    let other = world.bureau().await.get(saved.header("location")).await;
    assert!(other.texts(".note[role=status]").is_empty(), "only who did it can take it back");
    let action = page.links(".note[role=status] form", "action").remove(0);
    let version = page.links(".note[role=status] input[name=version]", "value").remove(0);
    let undone = site.post(&action, &[("version", &version)]).await;
    assert_eq!(undone.header("location"), world.at("?saved=undone"));
    let back = world.stored().await;
    assert_eq!(Institution { version: 0, ..back }, Institution { version: 0, ..world.institution.clone() });
    let again = site.post(&action, &[("version", &version)]).await;
    assert_eq!(again.header("location"), world.at("?saved=late"));
    assert!(site.get(again.header("location")).await.texts(".note[role=status]")[0].contains("没有撤销"));
}

#[tokio::test]
async fn the_trail_names_fields_and_no_values() {
    let world = World::new().await;
    edit(&world.own().await, &world.at("/edit"), &[("phone", "0379-64900000"), ("contact", "赵老师")]).await;
    let mut conn = world.site.app.store.read().await.expect("connects");
    let trail = list_audit(&mut conn, &Viewer::operator(), 1).await.expect("reads").remove(0);
    assert_eq!((trail.action.as_str(), trail.entity.as_str()), ("edit", "institution"));
    assert!(trail.detail.contains("phone") && trail.detail.contains("contact"), "{}", trail.detail);
    assert!(!trail.detail.contains("6490") && !trail.detail.contains('赵'), "{}", trail.detail);
}

#[tokio::test]
async fn the_bureau_sees_no_contact_in_the_form_and_keeps_it() {
    let world = World::new().await;
    let site = world.bureau().await;
    let form = site.get(&world.at("/edit")).await;
    assert!(!form.body.contains("13800000001") && !form.body.contains("王教授"));
    assert!(form.body.contains("138****0001"), "{}", form.body);
    assert!(form.header("cache-control").contains("no-store"));
    edit(&site, &world.at("/edit"), &[("limit", "8")]).await;
    let stored = world.stored().await;
    assert_eq!((stored.monthly_limit, stored.contact), (Some(8), world.institution.contact.clone()));
    edit(&site, &world.at("/edit"), &[("phone", "0379-1234567")]).await;
    assert_eq!(world.stored().await.contact.phone.as_deref(), Some("0379-1234567"));
}

#[tokio::test]
async fn others_are_refused() {
    let world = World::new().await;
    let department = DepartmentScope { department: "市工信局".to_owned(), groups: Vec::new() };
    let other = person(6, Role::Institution, Scope::Institution(ulid::Ulid(77).into()));
    for (site, status) in [
        (world.firm().await, StatusCode::FORBIDDEN),
        (world.county("410311").await, StatusCode::FORBIDDEN),
        (world.site.seen_by(other).await, StatusCode::FORBIDDEN),
        (
            world.site.seen_by(person(5, Role::DepartmentOfficer, Scope::Department(department))).await,
            StatusCode::FORBIDDEN,
        ),
        (
            world.site.seen_by(person(7, Role::SystemAdministrator, Scope::Public)).await,
            StatusCode::FORBIDDEN,
        ),
        (world.site.seen_by(Viewer::visitor(Default::default())).await, StatusCode::UNAUTHORIZED),
    ] {
        let fields = [("version", "1"), ("place", "别处")];
        assert_eq!(site.post(&world.at("/edit"), &fields).await.status, status);
        assert_eq!(site.post(&world.at("/undo"), &fields).await.status, status);
        let page = site.get(&world.at("")).await;
        assert!(!page.body.contains("/edit\""), "nor are they offered it");
    }
    assert_eq!(world.stored().await, world.institution);
    for site in [world.county("410307").await, world.own().await] {
        assert_eq!(
            site.get(&world.firm_at("/edit")).await.status,
            StatusCode::NOT_FOUND,
            "it is not there for them"
        );
        assert_eq!(site.post(&world.firm_at("/edit"), &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_beside_the_field_and_stays() {
    let world = World::new().await;
    let changes = [("limit", "很多"), ("phone", "找前台"), ("place", "<script>x</script>")];
    let reply = edit(&world.own().await, &world.at("/edit"), &changes).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.texts("[role=alert] b"), ["有 2 处要改，改好再保存"]);
    assert_eq!(reply.links("[role=alert] a", "href"), ["#limit", "#phone"]);
    assert_eq!(reply.texts(".field-bad .err").len(), 2);
    assert_eq!(reply.links("#limit", "value"), ["很多"]);
    assert!(!reply.body.contains("<script>x"), "{}", reply.body);
    assert_eq!(world.stored().await, world.institution);
    let version = world.institution.version.to_string();
    let reply =
        world.own().await.post(&world.at("/edit"), &[("version", &version), ("place", "只有这一项")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "fields that did not come are not emptied");
    assert_eq!(world.stored().await, world.institution);
}

#[tokio::test]
async fn of_two_at_once_neither_is_lost() {
    let world = World::new().await;
    let (mine, theirs) = (world.own().await, world.bureau().await);
    let form = mine.get(&world.at("/edit")).await;
    edit(&theirs, &world.at("/edit"), &[("place", "郑州"), ("limit", "9")]).await;
    let late =
        send(&mine, &world.at("/edit"), &filled(&form, &[("place", "涧西区"), ("phone", "0379-7654321")]))
            .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let said = late.texts("main").remove(0);
    for part in ["市局专员", "2022-10-12 12:00", "涧西区", "郑州", "用我的", "用对方的"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(late.texts("fieldset legend"), ["所在地", "每月最多承接", "联系电话"]);
    let place = late.links("input[name=place]", "checked");
    assert!(place.is_empty(), "both changed it: nothing is chosen for them");
    assert_eq!(late.links("input[name=limit][checked]", "value"), ["9"], "only they changed it");
    assert_eq!(late.links("input[name=phone][checked]", "value"), ["0379-7654321"], "only I changed it");
    assert_eq!(world.stored().await.place.as_deref(), Some("郑州"), "nothing was overwritten");
    // Of the place neither side is chosen yet: the form comes with my text, and theirs beside it.
    let revised = send(&mine, &world.at("/edit"), &filled(&late, &[("revise", "1")])).await;
    assert!(revised.texts("#place-h")[0].ends_with("现在存的是：郑州"), "{:?}", revised.texts("#place-h"));
    assert_eq!(
        (revised.status, revised.links("#place", "value")),
        (StatusCode::OK, vec!["涧西区".to_owned()])
    );
    let saved = send(&mine, &world.at("/edit"), &filled(&late, &[("place", "涧西区")])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let stored = world.stored().await;
    assert_eq!((stored.place.as_deref(), stored.monthly_limit), (Some("涧西区"), Some(9)));
    assert_eq!(stored.contact.phone.as_deref(), Some("0379-7654321"));
    // What both wrote alike is no conflict.
    let same =
        send(&mine, &world.at("/edit"), &filled(&revised, &[("limit", "9"), ("phone", "0379-7654321")]))
            .await;
    assert_eq!(same.header("location"), world.at("?saved=1"));
    let untouched = edit(&mine, &world.at("/edit"), &[]).await;
    assert_eq!(untouched.header("location"), world.at("?saved=same"));
    assert!(mine.get(untouched.header("location")).await.texts(".note[role=status]")[0].contains("没有变化"));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_saved_once() {
    let world = World::new().await;
    let site = world.own().await;
    let form = filled(&site.get(&world.at("/edit")).await, &[("place", "涧西区")]);
    let address = world.at("/edit");
    let (first, second) = tokio::join!(send(&site, &address, &form), send(&site, &address, &form));
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(world.stored().await.version, world.institution.version + 1);
    assert_eq!(site.get(second.header("location")).await.texts(".note[role=status] b"), ["已保存：所在地"]);
}

#[tokio::test]
async fn a_conflict_shows_officers_no_contact() {
    let world = World::new().await;
    let officer = world.bureau().await;
    let form = officer.get(&world.at("/edit")).await;
    edit(&world.own().await, &world.at("/edit"), &[("phone", "13700000009")]).await;
    let late = send(&officer, &world.at("/edit"), &filled(&form, &[("phone", "0379-1111111")])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!late.body.contains("13700000009") && late.body.contains("137****0009"), "{}", late.body);
    let kept = send(&officer, &world.at("/edit"), &filled(&late, &[("phone", "")])).await;
    assert_eq!(kept.header("location"), world.at("?saved=same"));
    assert_eq!(world.stored().await.contact.phone.as_deref(), Some("13700000009"));
}

#[tokio::test]
async fn an_import_meanwhile_is_a_conflict_too() {
    let world = World::new().await;
    let form = world.own().await.get(&world.at("/edit")).await;
    world.site.load("institutions", "机构名称,机构类型,所在地\n示例大学,高校,开封\n").await;
    let late = send(&world.own().await, &world.at("/edit"), &filled(&form, &[("place", "涧西区")])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.texts("main")[0].contains("批量导入"), "{:?}", late.texts("main"));
}

#[tokio::test]
async fn a_load_can_be_undone_after_an_edit_was_taken_back() {
    let world = World::new().await;
    let list = "机构名称,机构类型,所在地\n示例大学,高校,开封\n";
    let sent = world
        .bureau()
        .await
        .upload("/imports", &[("kind", "institutions")], "名单.csv", list.as_bytes())
        .await;
    let loaded = world.bureau().await.post(&sent.header("location").replace('?', "/load?"), &[]).await;
    let batch = loaded.header("location").split('?').next().expect("an address").to_owned();
    edit(&world.own().await, &world.at("/edit"), &[("place", "涧西区")]).await;
    let refused = world.bureau().await.post(&format!("{batch}/undo"), &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "somebody changed it since");
    let version = world.stored().await.version.to_string();
    world.own().await.post(&world.at("/undo"), &[("version", &version)]).await;
    assert_eq!(world.stored().await.place.as_deref(), Some("开封"));
    let undone = world.bureau().await.post(&format!("{batch}/undo"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    assert_eq!(world.stored().await.place.as_deref(), Some("河南洛阳"));
}

#[tokio::test]
async fn an_enterprise_is_changed_by_its_people_its_county_and_the_bureau() {
    let world = World::new().await;
    let own = world.firm().await;
    let form = own.get(&world.firm_at("/edit")).await;
    assert_eq!(form.links("main input:not([type=hidden])", "name"), ["contact", "phone"]);
    edit(&own, &world.firm_at("/edit"), &[("contact", "周经理"), ("industry", "0610"), ("owned", "1")]).await;
    let stored = world.stored_firm().await;
    assert_eq!(stored.contact.name.as_deref(), Some("周经理"));
    assert_eq!((stored.industry.as_deref(), stored.state_owned), (Some("3451"), None), "not theirs to say");
    let officer = world.county("410311").await;
    let wrong = edit(&officer, &world.firm_at("/edit"), &[("industry", "9999")]).await;
    assert_eq!(wrong.texts(".field-bad .err"), ["行业分类里没有这个代码。请写 2 到 4 位数字，例如 3451"]);
    let saved = edit(&officer, &world.firm_at("/edit"), &[("industry", "3463"), ("owned", "1")]).await;
    assert_eq!(saved.header("location"), world.firm_at("?saved=1"));
    let stored = world.stored_firm().await;
    assert_eq!((stored.industry.as_deref(), stored.state_owned), (Some("3463"), Some(true)));
    assert_eq!(stored.contact.name.as_deref(), Some("周经理"));
    let page = officer.get(saved.header("location")).await;
    let version = page.links(".note[role=status] input[name=version]", "value").remove(0);
    let undone = officer.post(&world.firm_at("/undo"), &[("version", &version)]).await;
    assert_eq!(undone.header("location"), world.firm_at("?saved=undone"));
    assert_eq!(world.stored_firm().await.industry.as_deref(), Some("3451"));
}

#[tokio::test]
async fn taking_back_ends_after_half_an_hour() {
    let world = World::new().await;
    edit(&world.own().await, &world.at("/edit"), &[("place", "涧西区")]).await;
    let version = world.stored().await.version;
    let viewer = person(1, Role::Institution, Scope::Institution(world.institution.id.clone()));
    let then = world.site.app.now();
    let about = (Editable::Institution, world.institution.id.as_str());
    let undo = async |after: i64| {
        undo_edit(&world.site.app.store, &viewer, Instant(then.0 + after), about, version)
            .await
            .expect("answers")
    };
    assert!(!undo(UNDO_MS + 1).await);
    assert_eq!(world.stored().await.version, version);
    assert!(undo(UNDO_MS).await);
}

/// What SQLite takes and PostgreSQL does not.
#[test]
fn signs_that_no_database_holds_do_no_harm() {
    on_postgres(async |db| {
        let site = TestSite::over(&db.folder, &db.url).await;
        site.load("institutions", "机构名称,机构类型\n示例大学,高校\n").await;
        let mut conn = site.app.store.read().await.expect("connects");
        let found = find_institution(&mut conn, &Viewer::operator(), "示例大学").await.expect("finds");
        drop(conn);
        let address = format!("/institutions/{}/edit", found.expect("one").id);
        let saved = edit(&site, &address, &[("place", "洛阳\u{0}"), ("intro", "\u{0}")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        for asked in [
            "/needs/%00",
            "/institutions/a%00/edit",
            "/needs?q=%00",
            "/enterprises?county=%00",
            "/suggest?q=%00",
        ] {
            assert!(site.get(asked).await.status.as_u16() < 500, "{asked}");
        }
        for (address, name) in
            [("/needs/new", "enterprise"), ("/needs/new", "county"), ("/needs/%00/contact", "reason")]
        {
            assert!(
                site.post(address, &[(name, "\u{0}"), ("problem", "\u{0}轴承")]).await.status.as_u16() < 500,
                "{address} {name}"
            );
        }
    });
}
