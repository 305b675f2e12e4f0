//! What is done with a capability besides writing it: on show and off, taken back, dropped; statements that age.

use axum::http::StatusCode;
use duijie::domain::capability::{Capability, CapabilityStatus};
use duijie::domain::statement::{StatementGroup, StatementSource};

use super::{World, edit, edit_new, filled, press, send};
use crate::support::samples::uscc;

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
