//! Writing a need: the form and its help, drafts, sending in, what comes back; every rule as a browser meets it.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::need::{Need, NeedSource, NeedStatus};
use duijie::domain::need_life::{Confirmation, NeedMove, Party};
use duijie::domain::role::Role;
use duijie::domain::viewer::Viewer;
use duijie::storage::{find_need, list_enterprises, move_need};

use crate::support::web::{Reply, TestSite};

const TITLE: &str = "大型风电主轴轴承滚道淬火硬化层控制";
const PROBLEM: &str = "直径 2 米以上的轴承套圈感应淬火后硬化层不均匀，硬化层深度只有 4.2 mm，要求硬化层深度不小于 6 mm，\
    去年因此返修 37 套。";

/// What is to be there before a need is taken.
const WHOLE: [(&str, &str); 6] = [
    ("title", TITLE),
    ("problem", PROBLEM),
    ("contact", "周工"),
    ("phone", "0379-60000000"),
    ("shown", "unnamed"),
    ("secrecy", "no"),
];

async fn some_enterprise(site: &TestSite) -> Enterprise {
    let mut conn = site.app.store.read().await.expect("connects");
    list_enterprises(&mut conn, &Viewer::operator(), None, 1).await.expect("reads").remove(0)
}

/// The demo, its first enterprise, and somebody of that.
async fn writer() -> (TestSite, Enterprise, TestSite) {
    let site = TestSite::demo().await;
    let enterprise = some_enterprise(&site).await;
    let own = site.signed_in_as(Role::Enterprise, Organisation::Enterprise(enterprise.id.clone())).await;
    (site, enterprise, own)
}

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// Begins a draft; its address.
async fn begin(site: &TestSite, fields: &[(&str, &str)]) -> String {
    let reply = site.post("/needs/drafts", fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let place = reply.header("location").to_owned();
    assert!(place.starts_with("/needs/drafts/"), "{place}");
    place
}

fn value(reply: &Reply, name: &str) -> String {
    reply.links(&format!("#need-form [name={name}]"), "value").remove(0)
}

async fn need_of(site: &TestSite, no: &str) -> Need {
    let mut conn = site.app.store.read().await.expect("connects");
    find_need(&mut conn, &Viewer::operator(), no).await.expect("reads").expect("a need")
}

/// The number in the address of the page that says it was sent in.
fn number(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let place = reply.header("location");
    place.strip_prefix("/needs/").and_then(|rest| rest.split_once("/sent")).expect(place).0.to_owned()
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_draft() {
    let (_, _, own) = writer().await;
    let form = own.get("/needs/new").await;
    let once = value(&form, "once");
    let fields = [("once", once.as_str()), ("title", TITLE)];
    let place = begin(&own, &fields).await;
    assert_eq!(begin(&own, &fields).await, place);
    let list = own.get("/needs/drafts").await;
    assert_eq!(list.texts(".need-row h3"), [TITLE]);
    let page = own.get(&place).await;
    assert_eq!((value(&page, "title").as_str(), value(&page, "version").as_str()), (TITLE, "1"));
    assert!(page.texts("[data-saved]")[0].contains("草稿已保存"));
    let home = own.get("/").await;
    assert!(home.texts("#next-h")[0].contains(&format!("接着写“{TITLE}”")), "{:?}", home.texts("#next-h"));
}

#[tokio::test]
async fn everything_typed_comes_back_even_what_cannot_be_understood() {
    let (_, _, own) = writer().await;
    let place = begin(&own, &with(&WHOLE, &[("budget", "约一百二"), ("due", "明年底")])).await;
    let fields = with(
        &WHOLE,
        &[
            ("version", "1"),
            ("budget", "约一百二"),
            ("due", "明年底"),
            ("ind_name", "硬化层深度"),
            ("ind_cmp", "ge"),
            ("ind_value", "六"),
            ("ind_unit", "mm"),
            ("ind_now", "4.2"),
            ("modes", "commis"),
            ("hide.budget", "bureau"),
        ],
    );
    let saved = own.post(&place, &fields).await;
    assert_eq!(saved.header("location"), place);
    let page = own.get(&place).await;
    assert_eq!((value(&page, "budget").as_str(), value(&page, "ind_value").as_str()), ("约一百二", "六"));
    assert_eq!(page.links("#modes-q", "id").len() + page.links("[name=modes][checked]", "value").len(), 2);
    assert_eq!(page.links("[name='hide.budget'] option[selected]", "value"), ["bureau"]);
    assert!(page.texts(".coach .todo")[0].contains("拟投入写成数字"), "{:?}", page.texts(".coach .todo"));
    // It is refused only when it is sent in, field by field, and is kept.
    let mut sent = fields.clone();
    sent.push(("do", "send"));
    let sent = with(&sent, &[("version", "2")]);
    let refused = own.post(&place, &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problems = refused.texts("#errors li");
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(
        problems.iter().any(|one| one == "拟投入：“约一百二”看不懂，请写成 120 或“面议”"),
        "{problems:?}"
    );
    assert_eq!(refused.links("#errors a", "href"), ["#rows", "#budget", "#due"]);
    assert_eq!(value(&refused, "budget"), "约一百二");
    assert_eq!(own.get("/needs/drafts").await.texts(".need-row h3").len(), 1);
}

#[tokio::test]
async fn what_must_be_there_is_asked_for_when_it_is_sent_in() {
    let (_, _, own) = writer().await;
    let place = begin(&own, &[]).await;
    let refused = own.post(&place, &[("version", "1"), ("do", "send")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wanted = ["#title", "#problem", "#contact", "#phone", "#shown", "#secrecy"];
    assert_eq!(refused.links("#errors a", "href"), wanted);
    for anchor in wanted {
        assert_eq!(refused.links(anchor, "id").len(), 1, "{anchor} can be gone to");
    }
}

#[tokio::test]
async fn a_whole_need_is_sent_in_once_and_answered_in_working_days() {
    let (_, enterprise, own) = writer().await;
    let place = begin(&own, &WHOLE).await;
    let sent = with(&WHOLE, &[("version", "1"), ("do", "send"), ("budget", "120")]);
    let no = number(&own.post(&place, &sent).await);
    assert_eq!(number(&own.post(&place, &sent).await), no, "sent twice it is one");
    let need = need_of(&own, &no).await;
    assert_eq!(
        (need.status, need.source, &need.enterprise),
        (NeedStatus::CountyReview, NeedSource::Enterprise, &enterprise.id)
    );
    assert_eq!((need.life.confirmation, need.title.as_str()), (Confirmation::NotWanted, TITLE));
    assert_eq!(own.get(&place).await.status, StatusCode::NOT_FOUND, "the draft is gone");
    let told =
        own.get(&format!("/needs/{no}/sent?draft={}", place.trim_start_matches("/needs/drafts/"))).await;
    assert_eq!(told.texts("h1"), ["已提交，1 个工作日内答复"]);
    assert_eq!(told.links("[data-draft-gone]", "data-draft-gone").len(), 1);
    let page = own.get(&format!("/needs/{no}")).await;
    assert!(page.texts("#submissions")[0].contains("填写质量"), "{:?}", page.texts("#submissions"));
    assert_eq!(own.visitor().get(&format!("/needs/{no}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_first_form_can_be_sent_in_at_once_and_only_once() {
    let (_, _, own) = writer().await;
    let once = value(&own.get("/needs/new").await, "once");
    let sent = with(&WHOLE, &[("once", once.as_str()), ("do", "send")]);
    let no = number(&own.post("/needs/drafts", &sent).await);
    assert_eq!(number(&own.post("/needs/drafts", &sent).await), no);
    assert!(own.get("/needs/drafts").await.texts(".need-row").is_empty());
}

#[tokio::test]
async fn two_windows_get_both_texts() {
    let (site, enterprise, own) = writer().await;
    let colleague =
        site.signed_in_as(Role::Enterprise, Organisation::Enterprise(enterprise.id.clone())).await;
    let place = begin(&own, &WHOLE).await;
    let theirs = colleague
        .post(&place, &with(&WHOLE, &[("version", "1"), ("tried", "同事写的"), ("modes", "joint")]))
        .await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER);
    let mine = with(&WHOLE, &[("version", "1"), ("tried", "我写的"), ("modes", "commis")]);
    let conflict = own.post(&place, &mine).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.texts("fieldset legend"), ["试过什么", "合作方式"]);
    assert!(conflict.body.contains("同事写的") && conflict.body.contains("我写的"));
    assert!(conflict.body.contains("委托开发") && conflict.body.contains("合作开发"));
    let quiet = own.post(&place, &with(&mine, &[("do", "quiet")])).await;
    assert_eq!(quiet.status, StatusCode::CONFLICT);
    assert!(!quiet.body.contains("同事写的"), "the script is told nothing of it");
    let revised = own.post(&place, &with(&mine, &[("version", "2"), ("revise", "1")])).await;
    assert_eq!((revised.status, value(&revised, "version").as_str()), (StatusCode::OK, "2"));
    assert_eq!(revised.texts("#tried"), ["我写的"]);
    let chosen = own.post(&place, &with(&mine, &[("version", "2")])).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(own.get(&place).await.texts("#tried"), ["我写的"]);
}

#[tokio::test]
async fn the_script_saves_in_silence() {
    let (_, _, own) = writer().await;
    let once = value(&own.get("/needs/new").await, "once");
    let begun = own.post("/needs/drafts", &[("once", once.as_str()), ("title", "一"), ("do", "quiet")]).await;
    assert_eq!((begun.status, begun.header("content-type")), (StatusCode::OK, "application/json"));
    let told: serde_json::Value = serde_json::from_str(&begun.body).expect("JSON");
    assert_eq!((told["version"].as_i64(), told["at"].as_str()), (Some(1), Some("12:00")));
    let place = format!("/needs/drafts/{}", told["id"].as_str().expect("an id"));
    let saved = own.post(&place, &[("version", "1"), ("title", "一二"), ("do", "quiet")]).await;
    let told: serde_json::Value = serde_json::from_str(&saved.body).expect("JSON");
    assert_eq!(told["version"].as_i64(), Some(2));
    assert_eq!(value(&own.get(&place).await, "title"), "一二");
    let part = own.post("/needs/drafts/help", &[("title", TITLE), ("problem", PROBLEM)]).await;
    assert!(
        !part.body.contains("<html") && !part.texts("[data-put='title-q'] b").is_empty(),
        "{}",
        part.body
    );
}

#[tokio::test]
async fn a_draft_is_thrown_away_and_taken_back() {
    let (_, _, own) = writer().await;
    let place = begin(&own, &WHOLE).await;
    let thrown = own.post(&format!("{place}/delete"), &[]).await;
    let list = own.get(thrown.header("location")).await;
    assert!(list.texts(".note-ok b")[0].contains("已删去") && list.texts(".need-row").is_empty());
    assert_eq!(own.get(&place).await.status, StatusCode::NOT_FOUND);
    let undo = list.links(".note form", "action").remove(0);
    let back = own.post(&undo, &[]).await;
    assert_eq!(own.get(back.header("location")).await.texts(".need-row h3"), [TITLE]);
}

#[tokio::test]
async fn help_asks_reads_figures_and_shows_similar_needs() {
    let (site, _, own) = writer().await;
    let vague = own
        .post("/needs/drafts/help", &[("title", "轴承质量问题"), ("problem", "轴承质量不好，想请专家看看")])
        .await;
    let gaps = vague.texts(".todo li");
    assert!(gaps.len() >= 3 && gaps.iter().all(|gap| gap.contains("分")), "{gaps:?}");
    let score = |reply: &Reply| reply.texts("[data-score]")[0].parse::<u32>().expect("a number");
    let full = own.post("/needs/drafts/help", &WHOLE).await;
    assert!(score(&full) > score(&vague) + 20, "{} {}", score(&full), score(&vague));
    let figures = full.texts(".ind");
    assert!(figures.iter().any(|one| one.contains("硬化层深度") && one.contains("≥ 6 mm")), "{figures:?}");
    // A yes puts the figure into the rows, without a script as well.
    let place = begin(&own, &WHOLE).await;
    let page = own.get(&place).await;
    let add = page
        .links(".ind button[form=need-form]", "value")
        .into_iter()
        .find(|one| one.starts_with("row."))
        .expect("a figure");
    let added = own.post(&place, &with(&WHOLE, &[("version", "1"), ("do", add.as_str())])).await;
    let page = own.get(added.header("location")).await;
    assert_eq!(value(&page, "ind_name"), add.trim_start_matches("row.").split('\t').next().expect("a name"));
    assert!(page.texts(".ind.is-ok").len() == 1);
    // The same again is noticed before it is sent, and refused with the way to the first when it is.
    let no = number(&own.post(&place, &with(&WHOLE, &[("version", "2"), ("do", "send")])).await);
    let again = own.post("/needs/drafts/help", &WHOLE).await;
    let similar = again.texts(".list li");
    assert!(similar.iter().any(|one| one.contains(TITLE) && one.contains("本企业")), "{similar:?}");
    assert!(again.body.contains("可能填过同一件事"));
    let second = begin(&own, &WHOLE).await;
    let refused = own.post(&second, &with(&WHOLE, &[("version", "1"), ("do", "send")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.links("#errors a", "href").contains(&format!("/needs/{no}")));
    // Another enterprise hears nothing of what is not published.
    let mut conn = site.app.store.read().await.expect("connects");
    let other = list_enterprises(&mut conn, &Viewer::operator(), None, 2).await.expect("reads").remove(1);
    drop(conn);
    site.index().await;
    let other = site.signed_in_as(Role::Enterprise, Organisation::Enterprise(other.id)).await;
    assert!(!other.post("/needs/drafts/help", &WHOLE).await.body.contains(TITLE));
}

#[tokio::test]
async fn rows_are_added_and_dropped_without_a_script() {
    let (_, _, own) = writer().await;
    let place = begin(&own, &[]).await;
    let rows = |reply: &Reply| reply.links("[name=ind_name]", "value");
    let two = [("ind_name", "甲"), ("ind_value", "1"), ("ind_name", "乙"), ("ind_value", "2")];
    let more = own.post(&place, &with(&[], &[&two[..], &[("version", "1"), ("do", "more")]].concat())).await;
    let page = own.get(more.header("location").split('#').next().expect("a page")).await;
    assert_eq!(rows(&page), ["甲", "乙", "", "", ""]);
    let fewer = own.post(&place, &[&two[..], &[("version", "2"), ("do", "drop.0")]].concat()).await;
    assert_eq!(rows(&own.get(fewer.header("location")).await), ["乙", ""]);
}

#[tokio::test]
async fn what_is_no_indicator_is_not_listed_again_while_the_draft_lives() {
    let (_, _, own) = writer().await;
    let place = begin(&own, &WHOLE).await;
    let dismissable = |reply: &Reply| {
        let all = reply.links(".coach .ind button, .ind button", "value");
        all.into_iter().filter(|one| one.starts_with("not.")).collect::<Vec<_>>()
    };
    let before = dismissable(&own.get(&place).await);
    let figure = before.iter().find(|one| one.contains("硬化层深度")).expect("a figure").clone();
    let gone = own.post(&place, &with(&WHOLE, &[("version", "1"), ("do", figure.as_str())])).await;
    assert!(gone.header("location").ends_with("#coach"), "{}", gone.header("location"));
    let page = own.get(&place).await;
    assert_eq!(dismissable(&page).len(), before.len() - 1);
    assert!(!dismissable(&page).contains(&figure));
    assert!(page.texts(".coach")[0].contains("1 处您说不是指标"), "{:?}", page.texts(".coach"));
    assert_eq!(value(&page, "title"), TITLE, "what was typed is kept");
    // The form carries it on: saves, the script's questions and another day keep it.
    let kept = value(&page, "notind");
    let typed = with(&WHOLE, &[("tried", "换过线圈"), ("notind", kept.as_str())]);
    assert!(!dismissable(&own.post("/needs/drafts/help", &typed).await).contains(&figure));
    own.post(&place, &with(&typed, &[("version", "2"), ("do", "quiet")])).await;
    let page = own.get(&place).await;
    assert_eq!((value(&page, "version").as_str(), dismissable(&page).contains(&figure)), ("3", false));
    own.post(&place, &with(&typed, &[("version", "3"), ("do", "again")])).await;
    assert_eq!(dismissable(&own.get(&place).await), before);
    // The need itself says nothing of it.
    let sent = with(&typed, &[("version", "4"), ("do", "send")]);
    let no = number(&own.post(&place, &sent).await);
    assert!(!own.get(&format!("/needs/{no}")).await.body.contains("不是指标"));
}

#[tokio::test]
async fn the_industry_that_fits_is_taken_into_the_keywords() {
    let (_, enterprise, own) = writer().await;
    let fields = with(&WHOLE, &[("keywords", "感应淬火")]);
    let place = begin(&own, &fields).await;
    let page = own.get(&place).await;
    let hint = page.texts("[data-industry]");
    assert_eq!(hint.len(), 1, "{:?}", page.texts(".coach"));
    let take = page.links("[data-industry] button", "value");
    let taken = own.post(&place, &with(&fields, &[("version", "1"), ("do", take[0].as_str())])).await;
    assert!(taken.header("location").ends_with("#coach"));
    let page = own.get(&place).await;
    let words = value(&page, "keywords");
    assert!(words.starts_with("感应淬火；") && words.len() > "感应淬火；".len(), "{words}");
    assert!(page.texts("[data-industry]")[0].contains("已写进关键词"), "{:?}", page.texts("[data-industry]"));
    assert!(page.links("[data-industry] button", "value").is_empty());
    assert_eq!(enterprise.industry.as_deref().map(str::len), Some(4), "its own industry is another matter");
}

#[tokio::test]
async fn a_must_goes_from_the_form_to_the_page_the_print_and_back() {
    let (site, _, own) = writer().await;
    let place = begin(&own, &[]).await;
    // The first row is not ticked and goes: the tick stays with the second.
    let rows = [
        ("ind_name", "圆度"),
        ("ind_value", "0.01"),
        ("ind_name", "有效硬化层深度"),
        ("ind_value", "6"),
        ("ind_unit", "mm"),
        ("ind_must", "1"),
        ("ind_name", "表面硬度"),
        ("ind_value", "58"),
        ("ind_unit", "HRC"),
    ];
    let dropped =
        own.post(&place, &[&WHOLE[..], &rows[..], &[("version", "1"), ("do", "drop.0")]].concat()).await;
    let form = own.get(dropped.header("location")).await;
    assert_eq!(form.links("[name=ind_name]", "value"), ["有效硬化层深度", "表面硬度", ""]);
    assert_eq!(form.links("[name=ind_must]", "value"), ["0", "1", "2"]);
    assert_eq!(form.links("[name=ind_must][checked]", "value"), ["0"]);
    let rows = [&rows[2..5], &[("ind_must", "0")], &rows[6..]].concat();
    let send = [&WHOLE[..], &rows[..], &[("version", "2"), ("do", "send")]].concat();
    let no = number(&own.post(&place, &send).await);
    let need = need_of(&site, &no).await;
    assert_eq!(need.indicators.iter().map(|one| one.is_must()).collect::<Vec<_>>(), [true, false]);
    let page = own.get(&format!("/needs/{no}")).await;
    assert_eq!(page.texts(".need-pane .must"), ["必须"]);
    assert!(page.texts(".need-pane .spec-t tbody tr")[0].starts_with("有效硬化层深度 必须"));
    let print = own.get(&format!("/needs/{no}/print")).await;
    assert!(print.texts(".form-t")[0].contains("有效硬化层深度 ≥ 6 mm（必须）；表面硬度 ≥ 58 HRC"));
    send_back(&site, &no).await;
    let again = own.post(&format!("/needs/{no}/draft"), &[]).await;
    let form = own.get(again.header("location")).await;
    assert_eq!(form.links("[name=ind_must][checked]", "value"), ["0"]);
}

#[tokio::test]
async fn an_officer_files_for_an_enterprise_and_keeps_the_draft_to_himself() {
    let (site, enterprise, own) = writer().await;
    let county = Organisation::County(enterprise.county.clone());
    let officer = site.signed_in_as(Role::CountyOfficer, county.clone()).await;
    let second = site.signed_in_as(Role::CountyOfficer, county).await;
    let form = officer.get("/needs/new").await;
    assert!(form.texts("h1")[0].contains("替企业填写"));
    let refused = officer.post("/needs/drafts", &WHOLE).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (value(&refused, "title").as_str(), refused.links("#errors a", "href").remove(0).as_str()),
        (TITLE, "#enterprise_name")
    );
    let found =
        officer.post("/needs/drafts", &with(&WHOLE, &[("enterprise_name", enterprise.name.as_str())])).await;
    let chosen = found.links(".picker-list input", "value").remove(0);
    let place = begin(&officer, &with(&WHOLE, &[("enterprise", chosen.as_str()), ("way", "visit")])).await;
    for other in [&own, &second, &site] {
        assert_eq!(other.get(&place).await.status, StatusCode::NOT_FOUND);
        assert!(other.get("/needs/drafts").await.texts(".need-row").is_empty());
    }
    let no = number(
        &officer.post(&place, &with(&WHOLE, &[("version", "1"), ("do", "send"), ("way", "visit")])).await,
    );
    let need = need_of(&site, &no).await;
    assert_eq!((need.status, need.source), (NeedStatus::CountyReview, NeedSource::Visit));
    assert_eq!((&need.life.confirmation, need.enterprise), (&Confirmation::Waiting, enterprise.id));
    assert_eq!(own.get(&format!("/needs/{no}")).await.status, StatusCode::OK, "its enterprise sees it now");
    assert!(officer.get(&format!("/needs/{no}/sent")).await.body.contains("先请企业确认"));
}

/// The bureau or county sends a need back.
async fn send_back(site: &TestSite, no: &str) {
    let need = need_of(site, no).await;
    let to = NeedMove::Return.from(need.status, Party::Bureau, Some("指标不清楚")).expect("lawful");
    let mut tx = site.app.store.write(&Viewer::operator(), site.app.now()).await.expect("begins");
    move_need(&mut tx, &need, to, Some("指标不清楚")).await.expect("moves");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn a_returned_need_is_written_again_and_compared() {
    let (site, _, own) = writer().await;
    let place = begin(&own, &WHOLE).await;
    let no = number(&own.post(&place, &with(&WHOLE, &[("version", "1"), ("do", "send")])).await);
    assert_eq!(
        own.post(&format!("/needs/{no}/draft"), &[]).await.status,
        StatusCode::FORBIDDEN,
        "it is being reviewed"
    );
    send_back(&site, &no).await;
    let page = own.get(&format!("/needs/{no}")).await;
    let again = page.links("form[action$='/draft']", "action").remove(0);
    let place = own.post(&again, &[]).await.header("location").to_owned();
    assert_eq!(own.post(&again, &[]).await.header("location"), place, "there is one");
    let form = own.get(&place).await;
    assert_eq!(
        (value(&form, "title").as_str(), form.texts("#problem").remove(0)),
        (TITLE, PROBLEM.split_whitespace().collect::<Vec<_>>().join(" "))
    );
    assert!(form.links("#secrecy[checked]", "id").is_empty(), "that is to be declared anew");
    assert_eq!(
        site.post(&again, &[]).await.status,
        StatusCode::FORBIDDEN,
        "not by those who did not file it"
    );
    let better = with(
        &WHOLE,
        &[("version", "1"), ("do", "send"), ("budget", "120"), ("tried", "调整过线圈间隙，改善有限")],
    );
    assert_eq!(number(&own.post(&place, &better).await), no, "it keeps its number");
    let need = need_of(&site, &no).await;
    assert_eq!(
        (need.status, need.tried.as_deref()),
        (NeedStatus::CountyReview, Some("调整过线圈间隙，改善有限"))
    );
    let told = site.get(&format!("/needs/{no}")).await;
    assert_eq!(told.texts("#submissions h3"), ["试过什么", "拟投入"]);
    assert!(told.texts("#submissions summary")[0].contains('→'));
    assert!(!told.texts("#submissions")[0].contains("周工"));
}

#[tokio::test]
async fn those_who_write_no_needs_try_one_and_are_told_where_to_go() {
    let (site, _, _) = writer().await;
    let visitor = site.visitor();
    let page = visitor.get("/needs/new").await;
    assert_eq!(page.texts("h1"), ["试填一条需求"]);
    assert!(page.links("main a", "href").contains(&"/register".to_owned()));
    assert_eq!(visitor.post("/needs/drafts", &WHOLE).await.status, StatusCode::UNAUTHORIZED);
    let department = Organisation::Department { name: "市工信局".to_owned(), groups: Vec::new() };
    let department = site.signed_in_as(Role::DepartmentOfficer, department).await;
    assert_eq!(department.post("/needs/drafts", &WHOLE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(department.get("/needs/new").await.texts("h1"), ["试填一条需求"]);
}
