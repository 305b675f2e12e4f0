//! The working calendar: a year, its days off, and what is not known of it.

use axum::http::StatusCode;

use crate::support::web::TestSite;

const AUTUMN: &str = "日期,开始,结束,类型,名称,数据来源\n,2022-10-01,2022-10-07,放假,国庆节,国办发明电〔2021〕11号\n\
    2022-10-08,,,上班,国庆节,\n2022-10-09,,,上班,国庆节,\n";

#[tokio::test]
async fn a_year_without_arrangement_says_so() {
    let site = TestSite::empty().await;
    let reply = site.get("/admin/calendar").await;
    assert_eq!(reply.texts("h1"), ["2022 年工作日历"]);
    assert!(reply.texts(".note b")[0].contains("2022 年的放假安排还没有导入，只按周末计算"));
    assert_eq!(reply.texts(".month").len(), 12);
    assert!(reply.texts(".scope")[0].contains("工作日 260 天"));
    assert!(reply.links("main a", "href").contains(&"/imports?kind=holidays".to_owned()));
    assert!(reply.texts(".empty h3")[0].contains("还没有放假安排"));
}

#[tokio::test]
async fn days_off_and_make_up_days_are_marked_in_words() {
    let site = TestSite::empty().await;
    site.load("holidays", AUTUMN).await;
    let reply = site.get("/admin/calendar?year=2022").await;
    assert_eq!(reply.texts(".month .off").len(), 7);
    assert!(reply.texts(".month .off").iter().all(|day| day.ends_with('休')));
    assert_eq!(reply.texts(".month .made-up"), ["8班", "9班"]);
    // Five weekdays off, two weekend days worked.
    assert!(reply.texts(".scope")[0].contains("工作日 257 天"));
    assert!(reply.texts(".note b")[0].contains("只导入了一部分"));
    assert!(reply.texts(".note p")[0].contains("1 月 1 日、5 月 1 日"));
    let rows = reply.texts("tbody tr th[scope=row]");
    assert_eq!(rows, ["国庆节", "国庆节"]);
    let text = reply.texts("section[aria-labelledby=spans-h]").remove(0);
    assert!(text.contains("10 月 1 日（周六）到 10 月 7 日（周五）"), "{text}");
    assert!(text.contains("国办发明电〔2021〕11号"), "{text}");
    assert_eq!(reply.texts(".month .today").len(), 1, "today is marked in its own year");
    assert!(site.get("/admin/calendar?year=2023").await.texts(".month .today").is_empty());
}

#[tokio::test]
async fn the_demo_knows_its_year() {
    let reply = TestSite::demo().await.get("/admin/calendar").await;
    assert!(reply.texts(".note").is_empty());
    assert!(reply.texts(".tabs a").iter().any(|year| year == "2026"));
    assert_eq!(reply.links(".tabs a[aria-current]", "href"), ["/admin/calendar?year=2022"]);
}

#[tokio::test]
async fn years_that_are_none_are_answered_in_words() {
    let site = TestSite::empty().await;
    for bad in ["abc", "99999", "1800", "%3Cb%3E"] {
        let reply = site.get(&format!("/admin/calendar?year={bad}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(reply.texts("main")[0].contains("看不懂"), "{bad}");
    }
    assert_eq!(site.get("/admin/calendar?year=2024%E5%B9%B4").await.texts("h1"), ["2024 年工作日历"]);
}

#[tokio::test]
async fn rows_that_cannot_be_taken_say_why() {
    let site = TestSite::empty().await;
    let list = "日期,开始,结束,类型,名称\n2026-10-01,2026-10-01,2026-10-07,放假,国庆节\n,,,放假,元旦\n\
        ,2026-10-07,2026-10-01,放假,国庆节\n,2025-10-01,2026-10-07,放假,国庆节\n2026-10-10,,,加班,国庆节\n\
        ,2026-05-01,2026-05-05,放假,劳动节\n2026-05-03,,,上班,劳动节\n";
    let sent = site.upload("/imports", &[("kind", "holidays")], "a.csv", list.as_bytes()).await;
    let report = site.get(sent.header("location")).await;
    let text = report.texts("main").remove(0);
    for said in
        ["请只填“日期”", "必填", "结束日期早于开始日期", "372 天", "“加班”不在可选范围", "与第 7 行重复"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}
