//! A capability is written, published and changed on a page: who may, what is refused, two at once.

use axum::http::StatusCode;
use duijie::domain::capability::CapabilityStatus;
use duijie::domain::form_key::OneTimeKey;
use duijie::domain::statement::{StatementGroup, StatementSource};

use super::{LASER, World, edit, edit_new, filled, press, send};

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
