//! The first page: its numbers are those of the lists, and an empty installation is told how to begin.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::role::Role;
use scraper::Selector;

use super::coverage::counts_are_lists;
use crate::support::web::TestSite;

#[tokio::test]
async fn every_number_is_that_of_its_list() {
    let site = TestSite::demo().await;
    let reply = site.get("/").await;
    let tiles: Vec<(String, String)> = {
        let page = reply.page();
        let (tile, number) =
            (Selector::parse(".toc a").expect("tiles"), Selector::parse("strong").expect("number"));
        let pair = |tile: scraper::ElementRef<'_>| {
            let number = tile.select(&number).next().expect("a number").text().collect::<String>();
            (tile.attr("href").expect("an address").to_owned(), number)
        };
        page.select(&tile).map(pair).collect()
    };
    assert_eq!(tiles.len(), 6);
    for (address, number) in tiles {
        let list = site.get(&address).await;
        let said = match address.as_str() {
            "/imports" => list.texts("section[aria-labelledby=batches-h] .pages > span").remove(0),
            address if address.starts_with("/coverage") => list.texts(".big").remove(0),
            _ => list.texts("#res").remove(0),
        };
        let bare = number.trim_end_matches('%');
        let digits = |text: &str| {
            text.split(|ch: char| !ch.is_ascii_digit() && !".,".contains(ch)).any(|one| one == bare)
        };
        assert!(digits(&said), "{address}: {number} is not in {said}");
    }
    assert!(counts_are_lists(&site, &reply).await >= 2);
}

#[tokio::test]
async fn the_demo_is_begun_with_a_need_that_is_stated_in_figures() {
    let site = TestSite::demo().await;
    let reply = site.get("/").await;
    assert_eq!(reply.texts("section[aria-labelledby=guide-h] li b").len(), 3);
    let links = reply.links("section[aria-labelledby=guide-h] a", "href");
    assert!(links[0].starts_with("/needs/XQ"), "{links:?}");
    assert_eq!(site.get(&links[0]).await.status, StatusCode::OK);
    assert_eq!(reply.texts(".btn-main"), ["替企业填一条需求"], "one thing to do first");
    for link in reply.links("section[aria-labelledby=new-h] li a", "href") {
        assert_eq!(site.get(&link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn an_empty_installation_can_be_begun_in_two_ways() {
    let site = TestSite::empty().await;
    let reply = site.get("/").await;
    let start = reply.texts("section[aria-labelledby=start-h]").remove(0);
    assert!(start.contains("duijie demo --data") && start.contains("导入企业"), "{start}");
    assert_eq!(reply.texts("main .btn-main"), ["导入企业"], "one thing to do first");
    for link in reply.links("section[aria-labelledby=start-h] a", "href") {
        assert_eq!(
            site.get(link.split('#').next().expect("an address")).await.status,
            StatusCode::OK,
            "{link}"
        );
    }
}

#[tokio::test]
async fn without_an_index_the_page_still_tells_what_the_database_knows() {
    // The folder stays as long as the site that made it.
    let whole = TestSite::demo().await;
    let site = whole.without_index();
    let reply = site.get("/").await;
    assert_eq!(reply.status, StatusCode::OK);
    let numbers = reply.texts(".toc strong");
    assert_eq!(numbers[0], "—");
    assert_eq!(numbers[3], "1,800", "counts are read in threes");
}

#[tokio::test]
async fn administrators_begin_with_their_own_work() {
    let site = TestSite::empty().await;
    for (role, place) in [
        (Role::SystemAdministrator, "/admin"),
        (Role::SecurityAdministrator, "/admin"),
        (Role::AuditAdministrator, "/audit"),
    ] {
        let page = site.signed_in_as(role, Organisation::Bureau).await.get("/").await;
        assert_eq!(page.links("main .btn-main", "href"), [place], "{role:?}");
        assert!(page.links("[aria-labelledby=try-h]", "class").is_empty(), "{role:?}");
    }
}
