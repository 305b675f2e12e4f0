//! The page of the audit trail: what was done, what narrows it, the state of the chain, checking, exporting.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::audit::AuditResult;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::service::audit::{AuditEntry, record_deed};
use duijie::storage::list_audit;
use serde_json::json;

use crate::support::samples::uscc;
use crate::support::web::TestSite;

const ENTERPRISES: &str = "企业名称,统一社会信用代码,县区\n";

async fn site() -> TestSite {
    let site = TestSite::empty().await;
    site.load("enterprises", &format!("{ENTERPRISES}甲公司,{},洛龙区\n", uscc(1))).await;
    site.signed_in_as(Role::AuditAdministrator, Organisation::Bureau).await
}

/// Meddles with the database behind the back of the program.
async fn sql(site: &TestSite, text: &str) {
    let mut tx = site.app.store.write(&site.app.viewer, site.app.now()).await.expect("begins");
    sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(tx.conn()).await.expect(text);
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn deeds_are_listed_with_their_words_and_unfold() {
    let site = site().await;
    let reply = site.get("/audit").await;
    let deeds = reply.texts("tbody summary");
    let words =
        ["登录：账号", "导入：导入批次", "登录：账号", "重算牵头部门：企业", "写入城市资料：城市资料"];
    assert_eq!(deeds.len(), words.len());
    assert!(deeds.iter().zip(words).all(|(deed, words)| deed.starts_with(words)), "{deeds:?}");
    assert!(reply.texts("tbody dl")[1].contains("名单.csv"), "{:?}", reply.texts("tbody dl"));
    assert!(
        reply.texts(".note")[0].contains("还没有校验过")
            && reply.texts(".note")[0].contains("5 条新记录等待封存")
    );
    assert_eq!(reply.texts("#res"), ["5 条记录"]);
}

#[tokio::test]
async fn what_narrows_the_list_is_in_the_address_and_can_be_taken_away() {
    let site = site().await;
    let refused = AuditEntry::new("export", "sheet", "needs").ended(AuditResult::Refused);
    let refused = refused.with(&json!({ "rows": 7 }));
    let origin = Origin { address: Some("10.2.3.4".to_owned()), ..Origin::default() };
    let viewer = Viewer::account(ulid::Ulid::nil().into(), Role::BureauOfficer, Scope::All, origin);
    record_deed(&site.app.store, &viewer, site.app.now(), refused).await.expect("recorded");
    for (query, found) in [
        ("", 6),
        ("result=refused", 1),
        ("action=import", 1),
        ("entity=city", 1),
        ("id=needs", 1),
        ("entity=account&channel=%E7%BD%91%E9%A1%B5", 2),
        ("q=10.2.3", 1),
        ("q=%E5%90%8D%E5%8D%95", 1),
        ("from=2022-10-12&to=2022-10-12", 6),
        ("to=2022-10-11", 0),
        ("from=2022%E5%B9%B410%E6%9C%8813%E6%97%A5", 0),
        ("action=nonsense", 0),
        ("unknown=1", 6),
    ] {
        let reply = site.get(&format!("/audit?{query}")).await;
        assert_eq!(reply.texts("tbody tr").len(), found, "{query}");
    }
    let reply = site.get("/audit?result=refused&q=10.2").await;
    assert_eq!(reply.texts(".chip"), ["结果：拒绝", "文字：10.2"]);
    assert_eq!(reply.links(".chip", "href"), ["/audit?q=10.2", "/audit?result=refused"]);
    assert!(reply.texts("tbody dl")[0].contains("来源地址10.2.3.4"), "{:?}", reply.texts("tbody dl"));
    for (query, status) in [
        ("from=gestern", StatusCode::UNPROCESSABLE_ENTITY),
        ("from=2022-10-12&to=2022-10-01", StatusCode::UNPROCESSABLE_ENTITY),
        ("result=x", StatusCode::BAD_REQUEST),
        ("before=x", StatusCode::BAD_REQUEST),
        ("after=1-x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(site.get(&format!("/audit?{query}")).await.status, status, "{query}");
    }
}

#[tokio::test]
async fn pages_lead_down_and_up_again() {
    let site = site().await;
    for number in 0..60 {
        let entry = AuditEntry::new("import", "batch", &format!("B{number}"));
        record_deed(&site.app.store, &site.app.viewer, site.app.now(), entry).await.expect("recorded");
    }
    let first = site.get("/audit?action=import").await;
    assert_eq!(first.texts("tbody tr").len(), 50);
    assert!(first.links("a[rel=prev]", "href").is_empty());
    let second = site.get(&first.links("a[rel=next]", "href")[0]).await;
    assert_eq!(second.texts("tbody tr").len(), 11);
    assert!(second.links("a[rel=next]", "href").is_empty());
    let back = site.get(&second.links("a[rel=prev]", "href")[0]).await;
    assert_eq!(back.texts("tbody summary"), first.texts("tbody summary"));
    assert!(first.links("a[rel=next]", "href")[0].starts_with("/audit?action=import&before="));
}

#[tokio::test]
async fn checking_says_how_far_the_chain_holds_and_what_was_done_to_it() {
    let site = site().await;
    let checked = site.post("/audit/verify", &[]).await;
    assert_eq!((checked.status, checked.header("location")), (StatusCode::SEE_OTHER, "/audit"));
    let note = site.get("/audit").await.texts(".note-ok").remove(0);
    assert!(note.contains("已校验到第 1 块，5 条记录完好") && note.contains("最新是第 1 块，"), "{note}");
    assert!(site.get("/audit").await.texts("tbody dl").concat().contains("第 1 块第 2 条"));
    sql(&site, "UPDATE audit_record SET actor = 'nobody' WHERE block = 1 AND place = 2").await;
    site.post("/audit/verify", &[]).await;
    let reply = site.get("/audit").await;
    let note = reply.texts(".note-bad").remove(0);
    assert!(note.contains("第 1 块第 2 条（记录号 2）的内容被改动") && note.contains("留作证据"), "{note}");
    assert!(reply.texts("tbody .st-bad")[0].contains("失败"));
    assert!(reply.texts("tbody dl")[0].contains("第 1 块第 2 条（记录号 2）的内容被改动"));
    // A request from elsewhere cannot start it, and a mere link cannot either.
    assert_eq!(site.get("/audit/verify").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_is_shown_can_be_taken_along() {
    let site = site().await;
    let page = site.get("/audit?action=import").await;
    let link = page.links("a[href*=export]", "href").remove(0);
    assert_eq!(link, "/audit/export.xlsx?action=import");
    let file = site.get(&link).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").contains("attachment"));
    let newest = list_audit(&mut site.app.store.read().await.expect("connects"), &site.app.viewer, 1).await;
    let newest = newest.expect("list").remove(0);
    assert_eq!(
        (newest.action.as_str(), newest.detail.as_str()),
        ("export", r#"{"conditions":["action"],"rows":1}"#)
    );
    assert_eq!(site.get("/audit/export.xlsx?from=nie").await.status, StatusCode::BAD_REQUEST);
}

/// True if a mobile number stands there.
fn holds_phone(text: &str) -> bool {
    text.split(|ch: char| !ch.is_ascii_alphanumeric()).any(|word| {
        word.len() == 11 && word.starts_with('1') && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Every use case that is audited, fed with names and telephone numbers: none of them is in the trail.
#[tokio::test]
async fn no_personal_data_get_into_the_trail() {
    let site = TestSite::empty().await;
    let people = "企业名称,统一社会信用代码,县区,联系人,联系电话\n";
    let auditor = site.signed_in_as(Role::AuditAdministrator, Organisation::Bureau).await;
    let list = format!("{people}甲公司,{},洛龙区,欧阳静,13812345678\n", uscc(1));
    let kind = [("kind", "enterprises")];
    let sent = site.upload("/imports", &kind, "欧阳 13812345678.csv", list.as_bytes()).await;
    let loaded = site.post(&sent.header("location").replace('?', "/load?"), &[]).await;
    let batch = loaded.header("location").split('?').next().expect("an address").to_owned();
    site.get("/exports/enterprises.xlsx").await;
    auditor.get("/audit/export.xlsx?q=13812345678").await;
    auditor.post("/audit/verify", &[]).await;
    assert_eq!(site.post(&format!("{batch}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
    let mut conn = site.app.store.read().await.expect("connects");
    let records = list_audit(&mut conn, &site.app.viewer, 99).await.expect("list");
    let actions: Vec<_> = records.iter().map(|record| record.action.as_str()).collect();
    let all = [
        "import_undone",
        "audit_verified",
        "export",
        "export",
        "import",
        "signed_in",
        "signed_in",
        "responsibilities_computed",
        "city_installed",
    ];
    assert_eq!(actions, all);
    for record in records {
        assert!(!holds_phone(&record.detail) && !holds_phone(&record.entity_id), "{record:?}");
        assert!(!record.detail.contains("欧阳静"), "{record:?}");
    }
}
