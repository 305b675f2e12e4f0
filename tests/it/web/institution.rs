//! The page of an institution: the numbers of the needs' pages, rules that bar it, its capabilities in pages, and what
//! to do where there is nothing.

use axum::http::StatusCode;

use super::records::{assert_escaped, printed, small_site};
use crate::support::web::TestSite;

#[tokio::test]
async fn numbers_are_those_of_the_pages_of_the_needs() {
    let site = TestSite::demo().await;
    let mut compared = 0;
    for institution in site.get("/institutions").await.links(".hit-h h3 a", "href").iter().take(4) {
        let page = site.get(institution).await;
        let name = page.texts("h1").remove(0);
        let links = page.links(".cand h3 a", "href");
        for (link, mine) in links.iter().zip(printed(&page, ".cand")) {
            let (need, anchor) = link.split_once('#').expect("leads to the candidate");
            let theirs = printed(&site.get(need).await, &format!("li[id=\"{anchor}\"]")).remove(0);
            assert_eq!(theirs.name, name);
            assert_eq!((&theirs.total, &theirs.parts), (&mine.total, &mine.parts), "{link}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[tokio::test]
async fn needs_a_rule_keeps_it_from_stand_under_the_rule() {
    let site = TestSite::demo().await;
    let full = site.get("/institutions?q=%E7%A1%85%E5%9F%BA%E6%9D%90%E6%96%99").await;
    let page = site.get(&full.links(".hit-h h3 a", "href")[0]).await;
    assert_eq!(page.texts("h1"), ["示例硅基材料创新中心"]);
    assert!(page.texts(".scope")[0].contains("已满"));
    assert!(page.texts(".cand").is_empty());
    assert!(page.texts(".empty")[0].contains("都被规则挡下"));
    let head = page.texts(".sec h3");
    let rows = page.texts(".sec .trace li");
    assert_eq!(head, [format!("规则挡下的 {} 条：已满", rows.len())]);
    let need = page.links(".sec .trace a", "href").remove(0);
    let other = site.get(need.split('#').next().expect("an address")).await;
    let named = other.texts("#why-not .trace b");
    assert!(named.contains(&"示例硅基材料创新中心：已满".to_owned()), "{named:?}");
}

#[tokio::test]
async fn capabilities_come_in_pages() {
    let site = small_site(23).await;
    let link = site.get("/institutions").await.links(".hit-h h3 a", "href").remove(0);
    let first = site.get(&link).await;
    assert_eq!(first.texts(".stack-t tbody tr").len(), 20);
    assert!(first.texts(".pages")[0].starts_with("第 1–20 条，共 23 条"));
    let next = first.links(".pages a[rel=next]", "href").remove(0);
    let second = site.get(&next).await;
    let rows = second.texts(".stack-t tbody tr");
    assert_eq!(rows.len(), 3);
    assert!(rows[0].contains("7 级") && rows[0].contains("委托开发") && rows[0].contains("万元"), "{rows:?}");
    assert!(rows[0].contains("硬度 60 HRC"), "{rows:?}");
    assert_eq!(site.get(&format!("{link}?page=0")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(site.get(&format!("{link}?page=99")).await.texts(".stack-t tbody tr").len(), 3);
}

#[tokio::test]
async fn texts_stay_texts_and_contacts_are_masked() {
    let site = small_site(2).await;
    let page = site.get(&site.get("/institutions").await.links(".hit-h h3 a", "href").remove(0)).await;
    assert_eq!(page.texts("h1"), ["<i>示例</i>大学"]);
    assert!(page.texts(".lines")[0].contains("<script>alert(1)</script>"));
    assert_escaped(&page);
    let about = page.texts("section[aria-labelledby=about-h]").remove(0);
    assert!(about.contains("张*") && about.contains("138****5678"), "{about}");
    assert!(!page.body.contains("13812345678") && !page.body.contains("三丰"));
}

#[tokio::test]
async fn without_capabilities_it_says_what_to_do() {
    let site = small_site(0).await;
    let link = site.get("/institutions").await.links(".hit-h h3 a", "href").remove(0);
    let page = site.get(&link).await;
    let said = page.texts(".empty");
    assert!(said[0].contains("还没有它的能力记录") && said[1].contains("还没有能力记录"), "{said:?}");
    let links = page.links(".empty a", "href");
    assert!(links.contains(&"/imports?kind=capabilities".to_owned()), "{links:?}");
    assert!(links.contains(&"/imports/templates/capabilities.xlsx".to_owned()), "{links:?}");
}

#[tokio::test]
async fn without_a_need_that_fits_it_says_why() {
    let site = small_site(0).await;
    let other = "机构名称,类型,名称,简介\n<i>示例</i>大学,服务,茶叶杀青,乌龙茶摇青与烘焙\n";
    site.load("capabilities", other).await;
    let link = site.get("/institutions").await.links(".hit-h h3 a", "href").remove(0);
    let page = site.get(&link).await;
    assert!(page.texts(".cand").is_empty());
    assert!(page.texts(".empty")[0].contains("没有一条和它的能力文字相近"), "{:?}", page.texts(".empty"));
}

#[tokio::test]
async fn an_unknown_institution_is_not_found() {
    let site = TestSite::empty().await;
    for unknown in ["JG1999-0001", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%3Cscript%3E"] {
        let reply = site.get(&format!("/institutions/{unknown}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{unknown}");
        assert_eq!(reply.texts("h1"), ["没有这一页"]);
    }
}
