//! Importing in the browser: a dry run that says what would happen, the load, its undoing; templates and exports.

use axum::http::StatusCode;

use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite};

/// Two good rows and two bad ones.
fn list() -> String {
    format!(
        "企业名称,统一社会信用代码,县区\n<b>甲</b>公司,{},洛龙区\n乙公司,{},嵩县\n丙公司,123,嵩县\n丁公司,{},无此县\n",
        uscc(1),
        uscc(2),
        uscc(3)
    )
}

async fn send(site: &TestSite, content: &str) -> Reply {
    let fields = [("kind", "enterprises")];
    site.upload("/imports", &fields, "../../企业 名单.csv", content.as_bytes()).await
}

/// Follows a redirect.
async fn follow(site: &TestSite, reply: &Reply) -> Reply {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    site.get(reply.header("location")).await
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let site = TestSite::empty().await;
    let report = follow(&site, &send(&site, &list()).await).await;
    assert_eq!(report.texts("h1"), ["企业 名单.csv"]);
    assert_eq!(report.texts("#sum-h"), ["4 行，可写入 2 行，2 行写不进去"]);
    let reasons = report.texts("section[aria-labelledby=err-h] tbody tr");
    assert!(reasons[0].starts_with('4') && reasons[0].contains("统一社会信用代码"), "{reasons:?}");
    assert!(reasons[1].starts_with('5') && reasons[1].contains("县区"), "{reasons:?}");
    let exported = site.get("/exports/enterprises.csv").await;
    assert!(!exported.body.contains("乙公司"));
}

#[tokio::test]
async fn a_load_makes_a_batch_that_can_be_undone() {
    let site = TestSite::empty().await;
    let sent = send(&site, &list()).await;
    let address = sent.header("location").replace('?', "/load?");
    let batch = follow(&site, &site.post(&address, &[]).await).await;
    let said = batch.texts(".note");
    assert!(said[0].contains("新增 2 条，更新 0 条") && said[0].contains("2 行没有写入"), "{said:?}");
    assert!(site.get("/exports/enterprises.csv").await.body.contains("乙公司"));
    let again = follow(&site, &send(&site, &list()).await).await;
    assert!(again.texts("main")[0].contains("没有要写入的内容"));
    let listed = site.get("/imports").await;
    assert_eq!(listed.texts("section[aria-labelledby=batches-h] tbody tr").len(), 1);
    let undo = batch.links("form[action$=undo]", "action").remove(0);
    let undone = follow(&site, &site.post(&undo, &[]).await).await;
    assert!(undone.texts(".note")[0].contains("这一批已撤销"));
    assert!(!site.get("/exports/enterprises.csv").await.body.contains("乙公司"));
    let twice = site.post(&undo, &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.texts(".note")[0].contains("没有撤销"), "{:?}", twice.texts(".note"));
}

#[tokio::test]
async fn rows_that_stay_out_come_back_as_a_workbook() {
    let site = TestSite::empty().await;
    let sent = send(&site, &list()).await;
    let book = site.get(&sent.header("location").replace('?', "/errors.xlsx?")).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-disposition").starts_with("attachment; filename*=UTF-8''%E4%BC%81"));
    assert!(book.header("content-type").contains("spreadsheetml"));
}

#[tokio::test]
async fn one_wrong_row_can_keep_the_whole_list_out() {
    let site = TestSite::empty().await;
    let fields = [("kind", "enterprises"), ("all_or_nothing", "on")];
    let sent = site.upload("/imports", &fields, "名单.csv", list().as_bytes()).await;
    let report = follow(&site, &sent).await;
    assert!(report.texts("main")[0].contains("现在写不进去"));
    assert!(report.texts("main button").is_empty());
    let loaded = site.post(&sent.header("location").replace('?', "/load?"), &[]).await;
    assert_eq!(loaded.status, StatusCode::OK);
    assert!(!site.get("/exports/enterprises.csv").await.body.contains("乙公司"));
}

/// Fields, name and content of a file, and what is said of it.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a [u8], &'a str);

#[tokio::test]
async fn what_cannot_be_taken_is_said_on_the_form() {
    let site = TestSite::empty().await;
    let cases: [Case<'_>; 6] = [
        (&[("kind", "enterprises")], "", b"", "没有收到文件"),
        (&[("kind", "")], "a.csv", b"x", "还没有选是哪一种表"),
        (&[("kind", "<script>")], "a.csv", b"x", "还没有选是哪一种表"),
        (&[("kind", "roster")], "a.csv", b"x", "数据年度"),
        (&[("kind", "roster"), ("year", "２０")], "a.csv", b"x", "数据年度"),
        (&[("kind", "roster"), ("year", "99999999999999")], "a.csv", b"x", "数据年度"),
    ];
    for (fields, name, content, said) in cases {
        let reply = site.upload("/imports", fields, name, content).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(
            reply.texts("[role=alert]")[0].contains(said),
            "{fields:?}: {:?}",
            reply.texts("[role=alert]")
        );
        assert!(!reply.body.contains("<script>"), "{fields:?}");
    }
    let broken = send(&site, "没有表头的文件\n1,2,3\n").await;
    let refused = follow(&site, &broken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("[role=alert]")[0].contains("找不到表头"));
    let huge = site.upload("/imports", &[("kind", "needs")], "a.csv", &vec![b'x'; 33 << 20]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(huge.texts("h1"), ["内容太大，没有收下"]);
}

#[tokio::test]
async fn files_that_are_gone_or_never_were_are_not_found() {
    let site = TestSite::empty().await;
    for address in [
        "/imports/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV?kind=needs",
        "/imports/uploads/..%2f..%2fduijie.sqlite?kind=needs",
        "/imports/01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "/imports/templates/needs.exe",
        "/imports/templates/nothing.xlsx",
        "/exports/..%2fneeds.csv",
    ] {
        assert_eq!(site.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn every_list_has_a_template_and_an_export() {
    let site = TestSite::empty().await;
    let page = site.get("/imports").await;
    let links = page.links("section[aria-labelledby=lists-h] a", "href");
    assert_eq!(links.len(), 33);
    for link in links {
        let file = site.get(&link).await;
        assert_eq!(file.status, StatusCode::OK, "{link}");
        assert!(file.header("content-disposition").starts_with("attachment"), "{link}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_longer_kept_is_sent_again() {
    let site = TestSite::empty().await;
    let sent = send(&site, &list()).await;
    let kept = sent.header("location").split('?').next().expect("an address").to_owned();
    assert_eq!(site.get(&kept).await.status, StatusCode::BAD_REQUEST, "it is not said which list it is");
    for gone in [
        "/imports/uploads/nothing",
        "/imports/uploads/01M85N47ZZ5GJ9GQ1JK0SD9397",
        "/imports/uploads/x/errors.xlsx",
    ] {
        let reply = site.get(gone).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{gone}");
        assert_eq!(reply.texts("h1"), ["这份表已经不在了"]);
        assert!(reply.texts("main")[0].contains("只留一天"), "{gone}");
        assert_eq!(reply.links("main .btn-main", "href"), ["/imports"]);
    }
    let loaded = site.post("/imports/uploads/nothing/load?kind=enterprises", &[]).await;
    assert_eq!(loaded.status, StatusCode::NOT_FOUND);
}
