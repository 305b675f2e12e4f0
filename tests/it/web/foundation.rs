//! What holds for every address: headers, refusals as pages, ids, tags, embedded files, monitoring.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use scraper::Selector;

use crate::support::web::TestSite;

#[tokio::test]
async fn every_answer_forbids_other_hosts_inline_code_and_frames() {
    let site = TestSite::empty().await;
    for address in ["/styleguide", "/nothing-here", "/healthz", "/readyz", "/metrics"] {
        let reply = site.get(address).await;
        let policy = reply.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{address}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{address}");
        assert_eq!(reply.header("x-request-id").len(), 26, "{address}");
    }
}

#[tokio::test]
async fn unknown_addresses_get_a_page_that_says_what_to_do() {
    let site = TestSite::empty().await;
    for address in
        ["/nothing-here", "/static/app.0.css", "/%ff%fe", "/needs/%E9%9C", "/static/..%2f..%2fCargo.toml"]
    {
        let reply = site.get(address).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(reply.texts("h1"), ["没有这一页"], "{address}");
        assert!(reply.texts("main a").contains(&"回到首页".to_owned()), "{address}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_refused_in_words() {
    let site = TestSite::empty().await;
    let reply = site.send(Request::delete("/styleguide")).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.texts("h1"), ["这个地址不能这样打开"]);
    let reply = site.post("/styleguide", &[("a", "b")]).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn only_this_machines_own_names_are_answered() {
    let site = TestSite::empty().await;
    for host in ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "127.3.2.1"] {
        let reply = site.send(Request::get("/healthz").header("host", host)).await;
        assert_eq!(reply.status, StatusCode::OK, "{host}");
    }
    for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.8:8080", "", "[::2]"] {
        let reply = site.send(Request::get("/styleguide").header("host", host)).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{host}");
    }
}

#[tokio::test]
async fn other_sites_cannot_send_forms() {
    let site = TestSite::empty().await;
    let from = |name: &'static str, value: &'static str| {
        Request::post("/styleguide")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
    };
    for (name, value) in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")] {
        let reply = site.send_body(from(name, value), Body::from("a=b")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(reply.texts("h1"), ["没有受理来自别处的请求"], "{name}");
    }
    let reply = site.send_body(from("origin", "http://127.0.0.1:8080"), Body::from("a=b")).await;
    assert_eq!(
        reply.status,
        StatusCode::METHOD_NOT_ALLOWED,
        "the page takes no form, but the guard lets it pass"
    );
}

#[tokio::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let site = TestSite::empty().await;
    let first = site.get("/styleguide").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let again = site.send(Request::get("/styleguide").header("if-none-match", &tag)).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.body, "");
    let other = site.send(Request::get("/styleguide").header("if-none-match", "W/\"other\"")).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn style_and_script_are_named_by_content_kept_for_ever_and_compressed() {
    let site = TestSite::empty().await;
    let page = site.get("/styleguide").await.page();
    let mut files = Vec::new();
    for (selector, attribute) in [("link[rel=stylesheet]", "href"), ("script[src]", "src")] {
        let selector = Selector::parse(selector).expect("a selector");
        files.extend(
            page.select(&selector).map(|element| element.attr(attribute).expect("an address").to_owned()),
        );
    }
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let plain = site.get(&file).await;
        assert_eq!(plain.status, StatusCode::OK, "{file}");
        assert!(plain.header("cache-control").contains("immutable"), "{file}");
        let zipped = site.send(Request::get(&file).header("accept-encoding", "gzip")).await;
        assert_eq!(zipped.header("content-encoding"), "gzip", "{file}");
        assert_eq!(zipped.header("vary"), "accept-encoding", "{file}");
    }
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_can_read_it() {
    let site = TestSite::empty().await;
    let zipped = site.send(Request::get("/styleguide").header("accept-encoding", "gzip")).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn monitoring_is_answered_without_what_people_typed() {
    let site = TestSite::empty().await;
    assert_eq!(site.get("/healthz").await.body, "ok\n");
    assert_eq!(site.get("/readyz").await.body, "ready\n");
    site.get("/needs/XQ-secret-9?q=%E7%A7%98%E5%AF%86").await;
    let metrics = site.get("/metrics").await;
    assert!(metrics.body.contains("duijie_http_requests_total{"), "{}", metrics.body);
    assert!(metrics.body.contains("duijie_index_changes_behind 0"), "{}", metrics.body);
    assert!(metrics.body.contains("duijie_jobs{state=\"waiting\"} 0"), "{}", metrics.body);
    assert!(metrics.body.ends_with("# EOF\n"));
    assert!(!metrics.body.contains("secret") && !metrics.body.contains("秘密"), "{}", metrics.body);
}

#[tokio::test]
async fn a_service_without_indexes_is_alive_but_not_ready() {
    let site = TestSite::empty().await;
    let fresh = site.without_index();
    assert_eq!(fresh.get("/healthz").await.status, StatusCode::OK);
    let reply = fresh.get("/readyz").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.body, "not ready: needs, published-needs, capabilities, institutions\n");
}
