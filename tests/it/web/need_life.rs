//! The life of a need in the browser: reviews by county and city, returns with reasons, what stands in the way of
//! publishing, steps taken back, confirmation by a link, terms, paper. And a walk of everybody at random.

use axum::http::StatusCode;
use duijie::domain::county::CountyCode;
use duijie::domain::need::{Disclosure, Need, NeedContact, NeedStatus};
use duijie::domain::need_life::{Confirmation, NeedLife, NeedMove, may_publish};
use duijie::domain::role::Role;
use duijie::domain::time::{BusinessDate, Instant};
use duijie::domain::viewer::{Scope, Viewer};
use duijie::service::{MoveWish, Moved, expire_needs, move_need};
use duijie::storage::{self, find_need, insert_need, list_audit, list_need_steps};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::samples::{self, uscc};
use crate::support::web::{Reply, TestSite, person};

struct Desk {
    site: TestSite,
    need: Need,
    county: TestSite,
    bureau: TestSite,
    enterprise: TestSite,
}

impl Desk {
    /// An enterprise with a need that was sent in, and people of every side.
    async fn new(change: impl FnOnce(Need) -> Need) -> Self {
        let site = TestSite::empty().await;
        let rows = format!("企业名称,统一社会信用代码,县区\n洛阳示例轴承有限公司,{},洛龙区\n", uscc(1));
        site.load("enterprises", &rows).await;
        let operator = Viewer::operator();
        let mut tx = site.app.store.write(&operator, site.app.now()).await.expect("begins");
        let owner = storage::find_enterprise(tx.conn(), &operator, uscc(1).to_string().as_str()).await;
        let owner = owner.expect("reads").expect("is there");
        let plain = Need {
            status: NeedStatus::CountyReview,
            life: NeedLife { filed_by: Some("01JZ00000000000000000000AA".to_owned()), ..NeedLife::default() },
            field_disclosure: std::collections::BTreeMap::new(),
            ..samples::need(&tx, 1, &owner.id)
        };
        let need = change(plain);
        insert_need(&mut tx, &need, Some("自主填报")).await.expect("inserts");
        tx.commit().await.expect("commits");
        site.index().await;
        let near = Scope::County(CountyCode::new("410311").expect("a code"));
        Self {
            county: site.seen_by(person(11, Role::CountyOfficer, near)).await,
            bureau: site.seen_by(person(12, Role::BureauOfficer, Scope::All)).await,
            enterprise: site.seen_by(person(13, Role::Enterprise, Scope::Enterprise(owner.id))).await,
            need,
            site,
        }
    }

    fn page(&self) -> String {
        format!("/needs/{}", self.need.id)
    }

    async fn now(&self) -> Need {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let found = find_need(&mut conn, &Viewer::operator(), self.need.id.as_str()).await;
        found.expect("reads").expect("is there")
    }

    /// Takes a step as somebody, with the version of the page.
    async fn step(&self, who: &TestSite, step: &str, more: &[(&str, &str)]) -> Reply {
        let version = self.now().await.version.to_string();
        let mut fields = vec![("step", step), ("version", &version)];
        fields.extend_from_slice(more);
        who.post(&format!("{}/move", self.page()), &fields).await
    }
}

#[tokio::test]
async fn a_need_goes_from_the_county_to_the_city_and_on_show() {
    let desk = Desk::new(|need| need).await;
    let queue = desk.county.get("/needs/review").await;
    assert!(queue.texts("tbody tr")[0].contains("轴承噪声 1"), "{:?}", queue.texts("tbody tr"));
    assert!(queue.texts("tbody tr")[0].contains("还剩 1 个工作日"), "{:?}", queue.texts("tbody tr"));
    let page = desk.county.get(&desk.page()).await;
    assert_eq!(page.texts("#steps .btn-main"), ["通过，转市级审核"]);
    let sent = desk.step(&desk.county, "forward", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let said = desk.county.get(sent.header("location")).await;
    assert!(said.texts(".note-ok")[0].contains("已转市级审核"), "{:?}", said.texts(".note-ok"));
    assert!(desk.county.get("/needs/review").await.texts(".empty")[0].contains("处理完了"));

    let queue = desk.bureau.get("/needs/review").await;
    assert!(queue.texts("tbody tr")[0].contains("轴承噪声 1"));
    assert_eq!(queue.texts(".tabs .count"), ["0", "1", "0", "0", "0"]);
    let refused = desk.step(&desk.bureau, "publish", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("#step-refused")[0].contains("保密审查"), "{:?}", refused.texts("#step-refused"));
    let done = desk.step(&desk.bureau, "publish", &[("reviewed", "1")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let now = desk.now().await;
    assert_eq!(now.status, NeedStatus::Published);
    assert!(now.life.secrecy_review.is_some());
    assert_eq!(now.life.valid_until, desk.site.app.now().beijing_day().plus_days(90));
    let page = desk.enterprise.get(&desk.page()).await;
    assert!(page.texts(".need-pane .list")[0].contains("征集到"), "{:?}", page.texts(".need-pane .list"));
    let steps: Vec<String> = page.texts(".need-pane .time li b");
    assert_eq!(steps, ["县区审核", "市级审核", "已发布"], "every step with who and when");
}

#[tokio::test]
async fn a_return_says_why_and_reaches_the_enterprise() {
    let desk = Desk::new(|need| need).await;
    let refused = desk.step(&desk.county, "return", &[("reason", "  ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("#step-refused")[0].contains("请写一句原因"));
    let long = "长".repeat(501);
    let refused = desk.step(&desk.county, "return", &[("reason", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts("#reason-return"), [long], "what was typed stays");
    let sent = desk.step(&desk.county, "return", &[("reason", "请写明<b>尺寸</b>")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = desk.enterprise.get(&desk.page()).await;
    assert!(page.texts(".need-pane .time li").pop().expect("a step").contains("请写明<b>尺寸</b>"));
    let mine = desk.county.get("/needs/review?tab=returned").await;
    assert_eq!(mine.texts("tbody tr").len(), 1, "what was returned is still followed");
}

#[tokio::test]
async fn a_step_is_taken_back_by_whoever_took_it_within_half_an_hour() {
    let desk = Desk::new(|need| need).await;
    let sent = desk.step(&desk.county, "return", &[("reason", "请补充")]).await;
    let page = desk.county.get(sent.header("location")).await;
    let undo = page.links(".note-ok form", "action").remove(0);
    let version = page.links(".note-ok form input[name=version]", "value").remove(0);
    let other = desk.bureau.post(&undo, &[("version", &version)]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "not by others");
    let done = desk.county.post(&undo, &[("version", &version)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.now().await.status, NeedStatus::CountyReview);
    let again = desk.county.post(&undo, &[("version", &version)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let mut conn = desk.site.app.store.read().await.expect("connects");
    let steps = list_need_steps(&mut conn, &Viewer::operator(), &desk.need.id).await.expect("steps");
    assert_eq!(steps.len(), 3, "the history keeps both");
}

#[tokio::test]
async fn of_two_officers_the_second_is_told() {
    let desk = Desk::new(|need| need).await;
    let fields = [("step", "forward"), ("version", "1")];
    let action = format!("{}/move", desk.page());
    assert_eq!(desk.county.post(&action, &fields).await.status, StatusCode::SEE_OTHER);
    let late =
        desk.bureau.post(&action, &[("step", "return"), ("version", "1"), ("reason", "我的理由")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.texts("#step-refused")[0].contains("刚才有人动过"));
    assert!(late.body.contains("我的理由"), "the text is not lost");
    assert_eq!(desk.now().await.status, NeedStatus::CityReview);
}

#[tokio::test]
async fn steps_of_others_are_refused() {
    let desk = Desk::new(|need| need).await;
    for (who, step) in
        [(&desk.enterprise, "forward"), (&desk.enterprise, "publish"), (&desk.county, "publish")]
    {
        let reply = desk.step(who, step, &[("reviewed", "1")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
    }
    let far = Scope::County(CountyCode::new("410307").expect("a code"));
    for (role, scope) in [(Role::CountyOfficer, far), (Role::AuditAdministrator, Scope::Public)] {
        let other = desk.site.seen_by(person(31, role, scope)).await;
        let reply = desk.step(&other, "forward", &[]).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status), "{}", reply.status);
        assert!(!reply.body.contains("轴承噪声"));
    }
    assert_eq!(desk.step(&desk.county, "jump", &[]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(desk.now().await.version, 1);
    assert_eq!(desk.enterprise.get("/needs/review").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_need_filed_on_behalf_waits_for_its_enterprise() {
    let waiting = NeedLife {
        confirmation: Confirmation::Waiting,
        filed_by: Some("01JZ00000000000000000000AA".to_owned()),
        ..NeedLife::default()
    };
    let phone = NeedContact { phone: Some("13900001234".to_owned()), ..NeedContact::default() };
    let desk =
        Desk::new(|need| Need { status: NeedStatus::CityReview, life: waiting, contact: phone, ..need })
            .await;
    let refused = desk.step(&desk.bureau, "publish", &[("reviewed", "1")]).await;
    assert!(refused.texts("#step-refused")[0].contains("企业还没有确认"));

    let link_of = |reply: &Reply| {
        let link = reply.links("#link", "value").remove(0);
        link[link.find("/confirmations").expect("an address")..].to_owned()
    };
    let make = format!("{}/confirmation-link", desk.page());
    let old = link_of(&desk.county.post(&make, &[]).await);
    let made = desk.county.post(&make, &[]).await;
    assert!(made.body.contains("<svg") && made.header("cache-control").contains("no-store"));
    let link = link_of(&made);
    let visitor = desk.site.visitor();
    assert_eq!(visitor.get(&old).await.status, StatusCode::GONE, "the newer one holds");
    for _ in 0..2 {
        let opened = visitor.get(&link).await;
        assert!(opened.body.contains("轴承噪声 1") && !opened.body.contains("1390000"));
    }
    let wrong = visitor.post(&link, &[("agrees", "1"), ("digits", "0000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.texts(".note-bad")[0].contains("后四位"));
    let why = visitor.post(&link, &[("agrees", "0"), ("digits", "1234")]).await;
    assert_eq!(why.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.now().await.life.confirmation, Confirmation::Waiting);
    let agreed = visitor.post(&link, &[("agrees", "1"), ("digits", "1234")]).await;
    assert!(agreed.texts("h1")[0].contains("已经确认"), "{}", agreed.body);
    let again = visitor.post(&link, &[("agrees", "0"), ("digits", "1234"), ("reason", "后来的人")]).await;
    assert!(again.texts("h1")[0].contains("已经确认"), "used twice, or by somebody it was forwarded to");
    assert_eq!(desk.now().await.status, NeedStatus::CityReview);
    assert_eq!(desk.step(&desk.bureau, "publish", &[("reviewed", "1")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_enterprise_confirms_or_objects_on_its_page() {
    let life = || NeedLife {
        confirmation: Confirmation::Waiting,
        filed_by: Some("01JZ00000000000000000000AA".to_owned()),
        ..NeedLife::default()
    };
    for (agrees, status) in [("1", NeedStatus::CountyReview), ("0", NeedStatus::Draft)] {
        let desk = Desk::new(|need| Need { life: life(), ..need }).await;
        let confirm = format!("{}/confirm", desk.page());
        let page = desk.enterprise.get(&desk.page()).await;
        assert!(page.texts(".need-pane .note-warn")[0].contains("代填"));
        let refused = desk.county.post(&confirm, &[("agrees", "1")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "nobody confirms for the enterprise");
        let done = desk.enterprise.post(&confirm, &[("agrees", agrees), ("reason", "尺寸不对")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let now = desk.now().await;
        assert_eq!(now.status, status);
        assert_eq!(matches!(now.life.confirmation, Confirmation::Given { .. }), agrees == "1");
    }
}

#[tokio::test]
async fn a_name_that_is_not_to_be_shown_is_warned_of_and_not_found() {
    let desk = Desk::new(|need| Need {
        status: NeedStatus::CityReview,
        disclosure: Disclosure::Unnamed,
        problem: "示例轴承的套圈淬火变形大".to_owned(),
        ..need
    })
    .await;
    let page = desk.bureau.get(&desk.page()).await;
    assert!(page.texts(".need-pane .note-warn")[0].contains("主要问题"), "{:?}", page.texts(".note-warn"));
    desk.step(&desk.bureau, "publish", &[("reviewed", "1")]).await;
    desk.site.index().await;
    let visitor = desk.site.visitor();
    let page = visitor.get(&desk.page()).await;
    assert!(page.body.contains("本企业的套圈淬火变形大") && !page.body.contains("示例轴承"), "{}", page.body);
    let found = visitor.get("/needs?q=%E5%A5%97%E5%9C%88").await;
    assert_eq!(found.texts(".hit-h").len(), 1);
    for query in ["示例轴承", "洛阳示例轴承有限公司"] {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let found = visitor.get(&format!("/needs?q={query}")).await;
        let passages = found.texts(".hit");
        assert!(passages.iter().all(|passage| !passage.contains("示例轴承")), "{passages:?}");
    }
}

#[tokio::test]
async fn terms_end_and_are_confirmed_again() {
    let today = TestSite::empty().await.app.now().beijing_day();
    let until = |day: Option<BusinessDate>| NeedLife { valid_until: day, ..NeedLife::default() };
    let over = until(today.plus_days(-1));
    let desk = Desk::new(|need| Need { status: NeedStatus::Published, life: over, ..need }).await;
    let (store, now) = (&desk.site.app.store, desk.site.app.now());
    assert_eq!(expire_needs(store, &Viewer::operator(), now).await.expect("ends"), 1);
    assert_eq!(expire_needs(store, &Viewer::operator(), now).await.expect("ends"), 0);
    assert_eq!(desk.now().await.status, NeedStatus::Expired);
    let page = desk.enterprise.get(&desk.page()).await;
    assert!(
        page.texts("#steps .btn-main").contains(&"确认仍然有效".to_owned()),
        "{:?}",
        page.texts("#steps")
    );
    assert_eq!(desk.step(&desk.enterprise, "confirm", &[]).await.status, StatusCode::SEE_OTHER);
    let again = desk.now().await;
    assert_eq!((again.status, again.life.valid_until), (NeedStatus::Published, today.plus_days(90)));
    let last_day =
        Desk::new(|need| Need { status: NeedStatus::Published, life: until(Some(today)), ..need }).await;
    let ended = expire_needs(&last_day.site.app.store, &Viewer::operator(), now).await.expect("looks");
    assert_eq!(ended, 0, "the last day is still in the term");
}

#[tokio::test]
async fn a_need_and_a_queue_are_printed_for_stamping() {
    let desk = Desk::new(|need| need).await;
    let paper = desk.county.get(&format!("{}/print", desk.page())).await;
    assert!(paper.texts(".paper")[0].contains("企业技术需求征集表"));
    assert!(paper.texts(".form-t")[0].contains("洛阳示例轴承有限公司"));
    assert!(!paper.body.contains("13900000000"), "contacts are masked on paper too");
    let list = desk.county.get("/needs/print").await;
    assert_eq!(list.texts(".form-t tbody tr").len(), 1);
    let published = Desk::new(|need| Need { status: NeedStatus::Published, ..need }).await;
    let other = published.site.seen_by(person(41, Role::DepartmentOfficer, Scope::Public)).await;
    let reply = other.get(&format!("{}/print", published.page())).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN, "the form holds what is not published");
}

/// What somebody tries at random.
#[derive(Debug, Clone)]
struct Try {
    step: NeedMove,
    who: usize,
    reason: bool,
    reviewed: bool,
    stale: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (select(NeedMove::ALL), 0..5_usize, any::<bool>(), any::<bool>(), prop::bool::weighted(0.1));
    let one = one.prop_map(|(step, who, reason, reviewed, stale)| Try { step, who, reason, reviewed, stale });
    prop::collection::vec(one, 1..40)
}

async fn take_all(desk: &Desk, tries: Vec<Try>) -> Result<(), TestCaseError> {
    let (store, operator) = (&desk.site.app.store, Viewer::operator());
    let county = CountyCode::new("410311").expect("a code");
    let people = [
        person(1, Role::Enterprise, Scope::Enterprise(desk.need.enterprise.clone())),
        person(2, Role::CountyOfficer, Scope::County(county)),
        person(3, Role::BureauOfficer, Scope::All),
        person(4, Role::Institution, Scope::Public),
        operator.clone(),
    ];
    let mut rows = 1;
    for (at, one) in tries.into_iter().enumerate() {
        let before = desk.now().await;
        let wish = MoveWish {
            step: one.step,
            version: before.version - i64::from(one.stale),
            reason: one.reason.then(|| "理由".to_owned()),
            reviewed_for_secrets: one.reviewed,
        };
        let now = Instant(desk.site.app.now().0 + i64::try_from(at).expect("few") * 1_000);
        let moved = move_need(store, &people[one.who], now, before.id.as_str(), &wish).await;
        let after = desk.now().await;
        let mut conn = store.read().await.expect("connects");
        let steps = list_need_steps(&mut conn, &operator, &before.id).await.expect("steps");
        if let Ok(Moved::Done(to)) = moved {
            rows += 1;
            prop_assert_eq!((after.status, after.version), (to, before.version + 1));
            let last = steps.last().expect("a step");
            prop_assert_eq!((last.from, last.to), (Some(before.status), to));
            prop_assert_eq!(&last.actor, people[one.who].actor());
            prop_assert!(one.step != NeedMove::Publish || may_publish(&after).is_ok());
        } else {
            prop_assert_eq!(after, before, "what was refused left no trace");
        }
        prop_assert_eq!(steps.len(), rows, "no history row is lost");
    }
    Ok(())
}

#[test]
fn no_sequence_of_steps_by_anybody_reaches_an_unlawful_state_or_loses_a_row() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(12));
    let ended = runner.run(&tries(), |tries| {
        runtime.block_on(async {
            let desk = Desk::new(|need| Need { status: NeedStatus::Draft, ..need }).await;
            take_all(&desk, tries).await
        })
    });
    ended.expect("holds");
}

#[tokio::test]
async fn steps_are_audited_without_a_word_of_the_need() {
    let desk = Desk::new(|need| need).await;
    desk.step(&desk.county, "return", &[("reason", "机密理由")]).await;
    let mut conn = desk.site.app.store.read().await.expect("connects");
    let records = list_audit(&mut conn, &Viewer::operator(), 500).await.expect("lists");
    let moved: Vec<_> = records.iter().filter(|record| record.action == "need_moved").collect();
    assert_eq!(moved.len(), 1);
    assert!(!format!("{moved:?}").contains("机密理由") && !format!("{moved:?}").contains("轴承噪声"));
}
