//! The page of a capability: what it reaches, how far it has come, its terms, its holders, and how old the statement is.

use axum::http::StatusCode;
use duijie::storage;

use super::records::{assert_escaped, small_site};
use crate::support::db::noon;
use crate::support::web::{Reply, TestSite};

async fn only(site: &TestSite) -> Reply {
    site.get(&site.get("/capabilities").await.links(".hit-h h3 a", "href").remove(0)).await
}

#[tokio::test]
async fn everything_that_was_stated_is_shown_as_text() {
    let site = small_site(1).await;
    let page = only(&site).await;
    assert_eq!(page.texts("h1"), ["无软带感应淬火<u>1</u>"]);
    assert_eq!(page.texts(".lines"), ["轴承滚道<b>感应淬火</b>，消除软带"]);
    assert_eq!(page.texts(".spec-t tbody tr"), ["硬度60 HRC"]);
    assert!(page.texts("section[aria-labelledby=fig-h]")[0].contains("<i>板形</i>很好（只作文字"));
    assert_eq!(page.texts("#trl-h"), ["成熟度 7 级（环境级）"]);
    assert_eq!(page.texts(".track li").len(), 9);
    assert_eq!(page.texts(".track li.done").len(), 6);
    assert_eq!(page.texts(".track li[aria-current=step]"), ["7 环境级"]);
    let terms = page.texts("section[aria-labelledby=terms-h] dl").remove(0);
    assert!(
        terms.contains("委托开发") && terms.contains("1 万元") && terms.contains("2022-10-12"),
        "{terms}"
    );
    assert_escaped(&page);
    let holder = page.links(".list a", "href").remove(0);
    assert_eq!(site.get(&holder).await.texts("h1"), page.texts(".list a"));
}

#[tokio::test]
async fn what_was_not_stated_says_so() {
    let site = small_site(0).await;
    site.load("capabilities", "机构名称,类型,名称,简介\n<i>示例</i>大学,服务,检测,轴承检测\n").await;
    let page = only(&site).await;
    assert_eq!(page.texts("#trl-h"), ["成熟度未填写"]);
    assert!(page.texts(".track .now, .track .done").is_empty());
    assert!(page.texts("section[aria-labelledby=fig-h]")[0].contains("没有写指标"));
    let terms = page.texts("section[aria-labelledby=terms-h] dd");
    assert_eq!(terms[..5], ["未填写", "未填写", "未填写", "未填写", "未填写"]);
}

#[tokio::test]
async fn a_statement_older_than_a_year_is_said_to_be_old() {
    let site = small_site(1).await;
    assert!(only(&site).await.texts(".note-warn").is_empty());
    let link = site.get("/capabilities").await.links(".hit-h h3 a", "href").remove(0);
    let reference = link.rsplit('/').next().expect("a number");
    for (confirmed, stale) in [("2021-10-13", false), ("2021-10-12", true)] {
        let mut tx = site.app.store.write(&site.app.viewer, site.app.now()).await.expect("writes");
        let found = storage::find_capability(tx.conn(), &site.app.viewer, reference).await.expect("reads");
        let mut capability = found.expect("is there");
        capability.confirmed_at = noon(confirmed);
        storage::update_capability(&mut tx, &capability).await.expect("updates");
        tx.commit().await.expect("commits");
        let notes = site.get(&link).await.texts(".note-warn");
        assert_eq!(notes.len(), usize::from(stale), "{confirmed}");
        assert!(notes.iter().all(|note| note.contains("2021-10-12，已超过一年")), "{notes:?}");
    }
}

#[tokio::test]
async fn an_unknown_capability_is_not_found() {
    let site = TestSite::empty().await;
    for unknown in ["CG1999-0001", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%3Cscript%3E"] {
        assert_eq!(site.get(&format!("/capabilities/{unknown}")).await.status, StatusCode::NOT_FOUND);
    }
}
