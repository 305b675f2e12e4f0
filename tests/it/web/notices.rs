//! The inbox, the bell, one's own switches, and the outbox with its channels, as people meet them.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::ids::AccountId;
use duijie::domain::need::{Need, NeedStatus};
use duijie::domain::notice::{Audience, NewNotice, NoticeTopic, Subject};
use duijie::domain::role::Role;
use duijie::service::accounts::{Registration, register_enterprise};
use duijie::service::notify;
use duijie::storage::{insert_enterprise, insert_need, move_need};

use crate::support::samples;
use crate::support::web::{PASSWORD, TestSite};

/// A person of an enterprise who has these needs returned.
async fn told(titles: &[&str]) -> (TestSite, AccountId, Vec<Need>) {
    let site = TestSite::empty().await;
    let app = &site.app;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let enterprise = samples::enterprise(&tx, 1);
    insert_enterprise(&mut tx, &enterprise).await.expect("inserts");
    let mut needs = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        let number = u32::try_from(at).expect("few") + 1;
        let need = Need { title: (*title).to_owned(), ..samples::need(&tx, number, &enterprise.id) };
        insert_need(&mut tx, &need, None).await.expect("inserts");
        needs.push(need);
    }
    tx.commit().await.expect("commits");
    let (id, name) = site.account(Role::Enterprise, Organisation::Enterprise(enterprise.id)).await;
    for need in &needs {
        tell(&site, &id, NoticeTopic::NeedReturned, need).await;
    }
    let person = site.signed_in(&name).await;
    (person, id, needs)
}

async fn tell(site: &TestSite, to: &AccountId, topic: NoticeTopic, need: &Need) {
    let app = &site.app;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let notice = NewNotice::new(topic, Subject::need(&need.id));
    notify(&mut tx, &Audience::Account(to.clone()), &notice).await.expect("tells");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn a_notice_says_what_to_do_leads_there_and_is_read_then() {
    let (site, _, needs) = told(&["轴承套圈变形"]).await;
    let home = site.get("/").await;
    assert!(home.body.contains("aria-label=\"通知，1 条未读\""), "the bell counts");
    let inbox = site.get("/inbox").await;
    assert_eq!(inbox.texts(".notices h2"), ["修改被退回的需求：轴承套圈变形（未读）"]);
    assert_eq!(inbox.texts(".notices .btn").first().map(String::as_str), Some("去修改"));
    let [href] = inbox.links(".notices .btn[href]", "href").try_into().expect("one");
    let gone = site.get(&href).await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (StatusCode::SEE_OTHER, format!("/needs/{}", needs[0].id).as_str())
    );
    assert!(!site.get("/").await.body.contains("条未读\""), "the bell is still");
    assert!(site.get("/inbox").await.links(".notices .unread", "class").is_empty());
    assert_eq!(site.visitor().get("/inbox").await.status, StatusCode::SEE_OTHER, "first one signs in");
    let another = site.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await;
    assert_eq!(another.get(&href).await.status, StatusCode::NOT_FOUND, "nobody opens those of others");
    assert!(another.get("/inbox").await.body.contains("还没有通知"));
}

#[tokio::test]
async fn all_are_read_at_once_and_that_can_be_taken_back() {
    let (site, id, needs) = told(&["轴承套圈变形", "刀具寿命太短"]).await;
    tell(&site, &id, NoticeTopic::NeedExpiring, &needs[0]).await;
    let read = site.post("/inbox/read-all", &[]).await;
    let after = site.get(read.header("location")).await;
    assert!(after.body.contains("3 条已标为已读"), "{}", read.header("location"));
    assert!(site.get("/inbox?show=unread").await.body.contains("这些条件下没有通知"));
    let at = after.links(".note input[name=at]", "value").pop().expect("a moment");
    let back = site.post("/inbox/unread", &[("at", &at)]).await;
    assert_eq!(site.get(back.header("location")).await.links(".notices .unread", "class").len(), 3);
    let one = site.get("/inbox?show=unread&topic=expiring").await;
    assert_eq!(one.texts(".notices h2"), ["确认是否还需要：轴承套圈变形（未读）"]);
    let action = one.links(".notices form", "action").pop().expect("a form");
    site.post(&action, &[("show", "unread")]).await;
    assert_eq!(site.get("/inbox?show=unread").await.links(".notices .unread", "class").len(), 2);
    assert_eq!(site.get("/inbox?page=x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(site.post("/inbox/nonsense/read", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_matter_that_is_no_longer_open_is_not_named() {
    let (site, id, _) = told(&[]).await;
    let app = &site.app;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let other = samples::enterprise(&tx, 9);
    insert_enterprise(&mut tx, &other).await.expect("inserts");
    let need = Need {
        title: "刀具寿命太短".to_owned(),
        status: NeedStatus::Published,
        ..samples::need(&tx, 9, &other.id)
    };
    insert_need(&mut tx, &need, None).await.expect("inserts");
    tx.commit().await.expect("commits");
    tell(&site, &id, NoticeTopic::FollowedChanged, &need).await;
    assert!(site.get("/inbox").await.body.contains("刀具寿命太短"));
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    move_need(&mut tx, &need, NeedStatus::Withdrawn, None).await.expect("moves");
    tx.commit().await.expect("commits");
    let inbox = site.get("/inbox").await;
    assert!(inbox.body.contains("这件事已不再开放") && !inbox.body.contains("刀具"), "{}", inbox.body);
    let id = inbox.links(".notices form", "action").pop().expect("a form");
    let opened = site.get(id.trim_end_matches("/read")).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.body.contains("这件事已不再开放") && !opened.body.contains("刀具"));
}

#[tokio::test]
async fn everybody_switches_the_own_topics_and_no_others() {
    let (site, _, _) = told(&[]).await;
    let page = site.get("/account/notices").await;
    let before = page.links("input[name=on][checked]", "value");
    assert!(before.contains(&"returned:mail".to_owned()) && before.contains(&"returned:hook".to_owned()));
    assert!(!before.contains(&"publishd:hook".to_owned()), "only what is urgent goes to the telephone");
    assert!(!page.body.contains("review:mail"), "not a topic of enterprises");
    assert!(page.body.contains("22:00 到次日 7:30") && page.body.contains("8:30"));
    let saved =
        site.post("/account/notices", &[("on", "publishd:hook"), ("on", "review:mail"), ("on", "x")]).await;
    let after = site.get(saved.header("location")).await;
    assert!(after.body.contains("通知设置已保存"));
    assert_eq!(after.links("input[name=on][checked]", "value"), ["publishd:hook"]);
    let keeper = site.signed_in_as(Role::SystemAdministrator, Organisation::Bureau).await;
    assert!(keeper.get("/account/notices").await.body.contains("这个角色没有要通知的事"));
}

#[tokio::test]
async fn who_registers_is_told_to_the_county() {
    let site = TestSite::empty().await;
    let app = &site.app;
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let enterprise = samples::enterprise(&tx, 1);
    insert_enterprise(&mut tx, &enterprise).await.expect("inserts");
    tx.commit().await.expect("commits");
    let county =
        site.signed_in_as(Role::CountyOfficer, Organisation::County(enterprise.county.clone())).await;
    let colleague =
        site.signed_in_as(Role::CountyOfficer, Organisation::County(enterprise.county.clone())).await;
    let registration = Registration {
        uscc: enterprise.uscc.to_string(),
        name: "王丽".to_owned(),
        phone: "13800001234".to_owned(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        repeated: PASSWORD.to_owned(),
        agreed: true,
    };
    let visitor = duijie::domain::viewer::Viewer::visitor(duijie::domain::viewer::Origin::default());
    register_enterprise(site.desk(&visitor), registration, app.salt().expect("random"))
        .await
        .expect("registers");
    let inbox = county.get("/inbox").await;
    assert_eq!(inbox.texts(".notices h2"), [format!("确认注册：{}（未读）", enterprise.name)]);
    let href = inbox.links(".notices .btn[href]", "href").pop().expect("a link");
    assert_eq!(county.get(&href).await.header("location"), "/registrations");
    let unread = async || colleague.get("/inbox?show=unread").await.links(".notices .unread", "class").len();
    assert_eq!(unread().await, 1);
    let action = county.get("/registrations").await.links("form[action$='/confirm']", "action").remove(0);
    let done = county.post(&action, &[]).await;
    assert!(done.status.is_success() || done.status.is_redirection(), "{}", done.body);
    assert_eq!(unread().await, 0, "it has been decided");
}

const MAIL: [(&str, &str); 6] = [
    ("host", "smtp.example.cn"),
    ("port", "465"),
    ("security", "tls"),
    ("user", "duijie"),
    ("password", "Geheim-4711"),
    ("from", "duijie@example.cn"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(known, old)| (*known, if *known == name { value } else { old })).collect()
}

#[tokio::test]
async fn a_channel_is_set_up_and_its_secrets_are_never_shown() {
    let site = TestSite::empty().await;
    let keeper = site.signed_in_as(Role::SystemAdministrator, Organisation::Bureau).await;
    assert!(keeper.get("/admin/outbox").await.body.contains("通知只留在站内"));
    let wrong = keeper.post("/admin/outbox/mail", &with(&with(&MAIL, "port", "x"), "from", "duijie")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("2 处要改") && wrong.body.contains("smtp.example.cn"));
    let saved = keeper.post("/admin/outbox/mail", &MAIL).await;
    assert_eq!(saved.header("location"), "/admin/outbox/channels?done=mail", "{}", saved.body);
    let robot = [
        ("kind", "dingtalk"),
        ("url", "https://oapi.example.cn/robot/send?access_token=Token-0815"),
        ("secret", "SEC-0815"),
        ("body", ""),
    ];
    let wrong = keeper.post("/admin/outbox/hook", &with(&robot, "secret", "")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("加签"));
    assert_eq!(keeper.post("/admin/outbox/hook", &robot).await.status, StatusCode::SEE_OTHER);
    let wrong = keeper.post("/admin/outbox/hook", &with(&robot, "body", "{{text}}")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the body is no JSON");
    for address in ["/admin/outbox/channels", "/admin/outbox"] {
        let page = keeper.get(address).await.body;
        for secret in ["Geheim-4711", "Token-0815", "SEC-0815"] {
            assert!(!page.contains(secret), "{secret} at {address}");
        }
    }
    // Left empty, it stays; but it does not go along to another server.
    assert_eq!(
        keeper.post("/admin/outbox/mail", &with(&MAIL, "password", "")).await.status,
        StatusCode::SEE_OTHER
    );
    let elsewhere = with(&with(&MAIL, "password", ""), "host", "smtp.elsewhere.cn");
    let refused = keeper.post("/admin/outbox/mail", &elsewhere).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("请再输入一次密码"));
    let open = keeper.post("/admin/outbox/mail", &with(&MAIL, "security", "plain")).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "no password in the open");
    for (digest, status) in [("7:00", 422), ("25:00", 422), ("9:15", 303)] {
        assert_eq!(
            keeper.post("/admin/outbox/times", &[("digest", digest)]).await.status.as_u16(),
            status,
            "{digest}"
        );
    }
    keeper.post("/admin/outbox/mail", &with(&MAIL, "host", "")).await;
    assert!(keeper.get("/admin/outbox/channels").await.body.contains("未开通"));
    for role in [Role::BureauOfficer, Role::SecurityAdministrator, Role::AuditAdministrator] {
        let other = site.signed_in_as(role, Organisation::Bureau).await;
        assert_eq!(other.get("/admin/outbox/channels").await.status, StatusCode::FORBIDDEN);
        assert_eq!(other.post("/admin/outbox/mail", &MAIL).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_outbox_tells_of_messages_but_not_what_they_say() {
    let (site, id, needs) = told(&["轴承套圈变形"]).await;
    let keeper = site.signed_in_as(Role::SystemAdministrator, Organisation::Bureau).await;
    keeper
        .post("/admin/outbox/hook", &[("kind", "gateway"), ("url", "http://127.0.0.1:9/"), ("secret", "")])
        .await;
    tell(&site, &id, NoticeTopic::NeedReturned, &needs[0]).await;
    let page = keeper.get("/admin/outbox").await;
    assert!(page.body.contains("需求被退回 1 件") && page.body.contains("等待发送"));
    assert!(!page.body.contains("轴承"), "records are none of an administrator's business");
    let action = page.links("td form", "action").pop().expect("a form");
    let held = keeper.post(&action, &[]).await;
    assert_eq!(held.header("location"), "/admin/outbox?done=held");
    assert_eq!(keeper.post(&action, &[]).await.header("location"), "/admin/outbox?done=late");
    let page = keeper.get("/admin/outbox?state=held").await;
    let action = page.links("td form", "action").pop().expect("a form");
    assert_eq!(keeper.post(&action, &[]).await.header("location"), "/admin/outbox?done=released");
    let tried = keeper.post("/admin/outbox/test", &[("channel", "hook")]).await;
    assert!(keeper.get(tried.header("location")).await.body.contains("测试消息"));
    assert_eq!(keeper.post("/admin/outbox/test", &[("channel", "x")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(keeper.post("/admin/outbox/nonsense/hold", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post(&action, &[]).await.status, StatusCode::FORBIDDEN);
}
