//! The survey of the four haves: who fills it in, what is refused, two at once, taking it back, who has answered.

use axum::http::StatusCode;
use duijie::domain::county::CountyCode;
use duijie::domain::four_haves::FourHaves;
use duijie::domain::ids::EnterpriseId;
use duijie::domain::role::Role;
use duijie::domain::survey::{EnterpriseSurvey, SurveyFiller};
use duijie::domain::viewer::{DepartmentScope, Scope, Viewer};
use duijie::storage::{find_survey, list_enterprises, load_enterprise_facts};

use super::supply::{edit, filled, send};
use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau, person};

/// Three enterprises on the roster of 2022, two in 洛龙区 and one in 偃师区.
struct World {
    site: TestSite,
    firms: Vec<EnterpriseId>,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        let row = |name: &str, number, county: &str| format!("{name},{},{county},2020-01-01\n", uscc(number));
        let rows = [
            "企业名称,统一社会信用代码,县区,入库日期\n".to_owned(),
            row("甲公司", 1, "洛龙区"),
            row("乙公司", 2, "洛龙区"),
            row("丙公司", 3, "偃师区"),
        ];
        site.load("enterprises", &rows.concat()).await;
        site.load("needs", "企业名称,需求名称,主要问题\n甲公司,热处理变形,套圈变形大\n乙公司,噪声,噪声大\n")
            .await;
        let haves = format!("统一社会信用代码,年度,项,有无,证明材料\n{},2022,经费,是,800 万元\n", uscc(1));
        site.load("four-haves", &haves).await;
        let mut conn = site.app.store.read().await.expect("connects");
        let found = list_enterprises(&mut conn, &Viewer::operator(), None, 9).await.expect("lists");
        drop(conn);
        Self { site, firms: found.into_iter().map(|one| one.id).collect() }
    }

    async fn firm(&self, at: usize) -> TestSite {
        let scope = Scope::Enterprise(self.firms[at].clone());
        self.site.seen_by(person(10 + at as u128, Role::Enterprise, scope)).await
    }

    async fn county(&self, code: &str) -> TestSite {
        let number = code.parse().expect("digits");
        let code = CountyCode::new(code).expect("a code");
        self.site.seen_by(person(number, Role::CountyOfficer, Scope::County(code))).await
    }

    fn at(&self, firm: usize) -> String {
        format!("/enterprises/{}/survey", self.firms[firm])
    }

    async fn stored(&self, firm: usize) -> Option<EnterpriseSurvey> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        find_survey(&mut conn, &Viewer::operator(), &self.firms[firm], 2022).await.expect("finds")
    }

    async fn haves(&self, firm: usize) -> Vec<FourHaves> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let now = self.site.app.now();
        let facts = load_enterprise_facts(&mut conn, &Viewer::operator(), &self.firms[firm], now).await;
        facts.expect("loads").haves.into_iter().map(|one| one.fact).collect()
    }
}

const ALL_FOUR: [(&str, &str); 8] = [
    ("have.unit", "0"),
    ("have.staff", "1"),
    ("have.funds", "1"),
    ("have.coop", "0"),
    ("evidence.staff", "专职 3 人"),
    ("plan.coop", "明年签一个"),
    ("institution", "示例大学"),
    ("ideas", "想听政策宣讲"),
];

fn shown(page: &Reply) -> Vec<String> {
    page.texts(".scope .tag")
}

#[tokio::test]
async fn an_enterprise_fills_it_in_and_takes_it_back() {
    let world = World::new().await;
    let site = world.firm(0).await;
    let home = site.get("/").await;
    assert!(home.links("main a", "href").contains(&world.at(0)), "its home leads there");
    let form = site.get(&world.at(0)).await;
    assert_eq!(shown(&form), ["填了一部分"], "one of the four is known from a list");
    let need = form.links("select[name='need.coop'] option", "value").pop().expect("its need");
    let mut changes = ALL_FOUR.to_vec();
    changes.extend([("need.coop", need.as_str()), ("difficulties", "partner")]);
    let saved = edit(&site, &world.at(0), &changes).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let told = site.get(saved.header("location")).await;
    assert_eq!(shown(&told), ["已填报"]);
    assert!(told.texts(".note b")[0].starts_with("已保存"));
    let stored = world.stored(0).await.expect("stored");
    assert_eq!((stored.filled_by, stored.institution.as_str()), (SurveyFiller::Enterprise, "示例大学"));
    assert_eq!(stored.plans.len(), 1);
    let haves = world.haves(0).await;
    assert_eq!(haves.len(), 4);
    assert!(haves.iter().any(|have| have.evidence.as_deref() == Some("800 万元")), "what was known stays");
    let undo = told.links(".note form", "action").remove(0);
    let others = world.county("410311").await.get(saved.header("location")).await;
    assert!(others.texts(".note").is_empty(), "only who did it can take it back");
    let undone = send(&site, &undo, &filled(&told, &undo, &[])).await;
    assert!(undone.header("location").ends_with("done=undone"), "{}", undone.header("location"));
    assert_eq!((world.stored(0).await, world.haves(0).await.len()), (None, 1));
    let again = send(&site, &undo, &filled(&told, &undo, &[])).await;
    assert!(again.header("location").ends_with("done=late"));
}

#[tokio::test]
async fn who_may_fill_it_in() {
    let world = World::new().await;
    let county = world.county("410311").await;
    assert_eq!(edit(&county, &world.at(1), &ALL_FOUR).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.stored(1).await.expect("stored").filled_by, SurveyFiller::County);
    let bureau = world.site.seen_by(bureau(4)).await;
    assert_eq!(edit(&bureau, &world.at(2), &ALL_FOUR).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.stored(2).await.expect("stored").filled_by, SurveyFiller::Bureau);
    let department = DepartmentScope { department: "市科技局".to_owned(), groups: Vec::new() };
    let department =
        world.site.seen_by(person(6, Role::DepartmentOfficer, Scope::Department(department))).await;
    for outside in [world.firm(0).await, world.county("410307").await, department, world.site.visitor()] {
        let (get, post) =
            (outside.get(&world.at(1)).await, outside.post(&world.at(1), &[("ideas", "x")]).await);
        for reply in [get, post, outside.post(&format!("{}/undo", world.at(1)), &[]).await] {
            let closed = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED];
            let away = reply.header("location").starts_with("/sign-in");
            assert!(closed.contains(&reply.status) || away, "{}", reply.status);
        }
    }
    assert_eq!(world.stored(1).await.expect("stored").ideas, "想听政策宣讲");
}

#[tokio::test]
async fn what_is_wrong_comes_back_and_nothing_is_stored() {
    let world = World::new().await;
    let site = world.firm(0).await;
    let foreign = world.firm(1).await.get(&world.at(1)).await;
    let foreign = foreign.links("select[name='need.unit'] option", "value").pop().expect("a need of another");
    for (field, value, said) in [
        ("on.staff", "昨天", "日历上没有这一天"),
        ("have.unit", "也许", "没有这个选项"),
        ("need.unit", foreign.as_str(), "没有这个选项"),
        ("difficulties", "nothing", "没有这个选项"),
        ("ideas", &"长".repeat(2_001), "最多 2000 字"),
    ] {
        let mut changes = ALL_FOUR.to_vec();
        changes.push((field, value));
        changes.retain(|(name, old)| *name != field || *old == value);
        let reply = edit(&site, &world.at(0), &changes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let errors = reply.texts("#errors li");
        assert!(errors.len() == 1 && errors[0].contains(said), "{field}: {errors:?}");
        assert!(reply.body.contains("专职 3 人"), "what was typed is still there");
        assert_eq!((world.stored(0).await, world.haves(0).await.len()), (None, 1));
    }
    let nothing = edit(&world.firm(2).await, &world.at(2), &[]).await;
    assert!(nothing.header("location").ends_with("done=same"), "{}", nothing.header("location"));
    assert_eq!(world.stored(2).await, None);
}

#[tokio::test]
async fn two_who_fill_it_in_at_once_both_keep_their_words() {
    let world = World::new().await;
    let (site, county) = (world.firm(0).await, world.county("410311").await);
    let form = site.get(&world.at(0)).await;
    let mine = filled(&form, &world.at(0), &[("ideas", "企业的想法"), ("have.unit", "1")]);
    assert_eq!(edit(&county, &world.at(0), &[("ideas", "县区的话")]).await.status, StatusCode::SEE_OTHER);
    let conflict = send(&site, &world.at(0), &mine).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("县区专员") && conflict.body.contains("企业的想法"));
    assert_eq!(conflict.texts("main fieldset legend"), ["机构：有没有", "想法和建议"]);
    let chosen = filled(&conflict, &world.at(0), &[("ideas", "企业的想法"), ("have.unit", "1")]);
    let saved = send(&site, &world.at(0), &chosen).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(world.stored(0).await.expect("stored").ideas, "企业的想法");
}

#[tokio::test]
async fn numbers_are_the_lengths_of_their_lists() {
    let world = World::new().await;
    edit(&world.county("410311").await, &world.at(1), &ALL_FOUR).await;
    let site = world.site.seen_by(bureau(4)).await;
    let all = site.get("/enterprises/survey").await;
    assert_eq!(all.texts(".tabs a"), ["全部3", "已填报1", "填了一部分1", "未填报1"]);
    for link in all.links(".tabs a, .case td a", "href") {
        let list = site.get(&link).await;
        let shown: usize = list.texts("tbody.walk tr").len();
        assert_eq!(list.texts("#res"), [format!("{shown} 家企业")], "{link}");
        assert!(shown > 0, "{link}");
    }
    assert_eq!(site.get("/enterprises/survey?county=410307").await.texts("tbody.walk th a"), ["丙公司"]);
    assert_eq!(site.get("/enterprises/survey?rd=yes").await.texts("#res"), ["0 家企业"]);
    assert_eq!(site.get("/enterprises/survey?state=x").await.status, StatusCode::BAD_REQUEST);
    let own = world.county("410307").await;
    let theirs = own.get("/enterprises/survey").await;
    assert_eq!(theirs.texts("#res"), ["1 家企业"]);
    assert!(!theirs.body.contains("乙公司"));
    for (reader, other) in [(&site, false), (&own, true)] {
        let book = reader.get("/enterprises/survey.xlsx").await;
        assert_eq!(book.status, StatusCode::OK);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes)).expect("a workbook");
        let mut text = String::new();
        for at in 0..zip.len() {
            use std::io::Read as _;
            let _ = zip.by_index(at).expect("a part").read_to_string(&mut text);
        }
        assert_eq!(text.contains("想听政策宣讲"), !other, "only of those one looks after");
    }
    assert_eq!(world.firm(0).await.get("/enterprises/survey").await.status, StatusCode::FORBIDDEN);
}
