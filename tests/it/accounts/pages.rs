//! Coming in through the pages: cookies, where one goes afterwards, what is kept by nobody.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use duijie::domain::account::Organisation;
use duijie::domain::role::Role;
use duijie::service::accounts::{NewAccount, invite};
use duijie::settings::{Network, PublicUrl, Settings};
use duijie::web::Peer;

use crate::support::web::{PASSWORD, Reply, TestSite, cheap};

impl TestSite {
    async fn enter(&self, name: &str, password: &str, next: &str) -> Reply {
        self.post("/sign-in", &[("name", name), ("password", password), ("next", next)]).await
    }
}

/// What a browser sends back for the cookie it was given.
fn cookie_of(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let visitor = site.visitor();
    let asked = visitor.get("/enterprises?q=a").await;
    assert_eq!(
        (asked.status, asked.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in?next=%2Fenterprises%3Fq%3Da")
    );
    let form = visitor.get(asked.header("location")).await;
    assert_eq!(form.links("input[name=next]", "value"), ["/enterprises?q=a"]);
    let entered = visitor.enter(&name, PASSWORD, "/enterprises?q=a").await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/enterprises?q=a"));
    let cookie = entered.header("set-cookie");
    for part in ["duijie=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Secure"), "{cookie}");
    let inside = visitor.with_cookie(Some(cookie_of(&entered)));
    let page = inside.get("/enterprises").await;
    assert!(page.page().html().contains("王丽"), "{}", page.body);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    for next in ["//evil.cn", "https://evil.cn/", "/\\evil.cn", "/\t/evil.cn", "javascript:alert(1)", "evil"]
    {
        let entered = site.visitor().enter(&name, PASSWORD, next).await;
        assert_eq!(entered.header("location"), "/", "{next}");
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let form = site.visitor().get(&format!("/sign-in?next={next}")).await;
        assert_eq!(form.links("input[name=next]", "value"), ["/"], "{next}");
    }
}

#[tokio::test]
async fn wrong_and_unknown_look_alike_and_the_name_stays_in_the_form() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let visitor = site.visitor();
    let wrong = visitor.enter(&name, "wrong", "/needs").await;
    let unknown = visitor.enter("nobody", "wrong", "/needs").await;
    assert_eq!(
        (wrong.status, unknown.status),
        (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
    );
    assert_eq!(wrong.body.replace(&name, "nobody"), unknown.body);
    assert!(wrong.texts("[role=alert]")[0].contains("还可以再试 4 次"), "{:?}", wrong.texts("[role=alert]"));
    assert_eq!(wrong.links("input[name=name]", "value"), [name.as_str()]);
    assert!(!wrong.body.contains("wrong") && wrong.header("set-cookie").is_empty());
    for _ in 0..5 {
        let _ = visitor.enter("nobody", "wrong", "/").await;
    }
    let soon = visitor.enter("nobody", "wrong", "/").await;
    assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS, "{}", soon.body);
}

#[tokio::test]
async fn a_cookie_is_good_until_its_holder_signs_out() {
    let site = TestSite::empty().await;
    assert_eq!(site.get("/account").await.status, StatusCode::OK);
    let away = site.post("/sign-out", &[]).await;
    assert_eq!((away.status, away.header("location")), (StatusCode::SEE_OTHER, "/sign-in?done=signed-out"));
    assert!(away.header("set-cookie").contains("Max-Age=0"), "{}", away.header("set-cookie"));
    assert_eq!(site.get("/account").await.status, StatusCode::SEE_OTHER, "a replayed cookie is nobody's");
    for forged in [
        "duijie=",
        "duijie=x",
        &format!("duijie={}", "0".repeat(64)),
        &format!("duijie={}", "é".repeat(32)),
        "other=1; duijie=\"\"",
    ] {
        let asked =
            site.visitor().send(Request::get("/account").header(header::COOKIE, forged.as_bytes())).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{forged}");
    }
}

#[tokio::test]
async fn a_cookie_that_somebody_planted_is_not_taken_over() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let planted = site.cookie.clone();
    let entered = site.with_cookie(planted.clone()).enter(&name, PASSWORD, "/").await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_ne!(Some(cookie_of(&entered)), planted);
    assert_eq!(site.get("/account").await.status, StatusCode::SEE_OTHER, "the planted one ended");
}

#[tokio::test]
async fn what_is_shown_to_one_is_kept_nowhere() {
    let site = TestSite::empty().await;
    for address in ["/", "/needs", "/account", "/enterprises", "/imports"] {
        let page = site.get(address).await;
        assert_eq!(page.header("cache-control"), "private, no-store", "{address}");
        assert!(page.header("vary").contains("cookie"), "{address}");
    }
    let style = site.get(&site.get("/").await.links("link[rel=stylesheet]", "href")[0]).await;
    assert!(style.header("cache-control").contains("immutable"), "files are nobody's in particular");
    let own = site.get("/").await;
    let known = Request::get("/").header(header::IF_NONE_MATCH, own.header("etag"));
    let other = site.visitor().send(known).await;
    assert_eq!(other.status, StatusCode::OK, "the page of one is never another's");
}

#[tokio::test]
async fn behind_https_the_cookie_stays_there_and_only_the_public_name_is_answered() {
    let public_url = PublicUrl::parse("https://duijie.example.cn");
    let site = TestSite::within(Settings { public_url, ..cheap() }).await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let entered = site.enter(&name, PASSWORD, "/").await;
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-duijie=") && cookie.contains("Secure"), "{cookie}");
    let shown = cookie_of(&entered);
    for (host, cookie, status) in [
        ("duijie.example.cn", shown.clone(), StatusCode::OK),
        ("duijie.example.cn", shown.replace("__Host-", ""), StatusCode::SEE_OTHER),
        ("evil.cn", shown.clone(), StatusCode::FORBIDDEN),
        ("127.0.0.1:8080", shown, StatusCode::OK),
    ] {
        let request = Request::get("/account").header(header::HOST, host).header(header::COOKIE, cookie);
        assert_eq!(site.send(request).await.status, status, "{host}");
    }
}

#[tokio::test]
async fn a_link_is_looked_at_and_used() {
    let site = TestSite::empty().await;
    let secret = site.app.secret().expect("random");
    let new = NewAccount {
        name: "李明".to_owned(),
        phone: Some("13800004321".to_owned()),
        email: None,
        role: Role::BureauOfficer,
        organisation: Organisation::Bureau,
    };
    invite(site.desk(&site.app.viewer), new, &secret).await.expect("invites");
    let (visitor, link) = (site.visitor(), format!("/invitations/{}", secret.reveal()));
    let opened = visitor.get(&link).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(
        !opened.body.contains("13800004321") && !opened.body.contains("李明"),
        "a link alone tells little"
    );
    let form = [
        ("name", "li.ming"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
        ("digits", "4321"),
        ("agreed", "yes"),
    ];
    let wrong: Vec<_> =
        form.iter().map(|(name, value)| (*name, if *name == "digits" { "1111" } else { value })).collect();
    let refused = visitor.post(&link, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.body.contains(PASSWORD), "passwords do not come back");
    let accepted = visitor.post(&link, &form).await;
    assert_eq!(accepted.header("location"), "/sign-in?done=accepted");
    for again in
        [visitor.post(&link, &form).await, visitor.get(&link).await, visitor.get("/invitations/x").await]
    {
        assert_eq!(again.status, StatusCode::GONE);
    }
    assert_eq!(visitor.enter("li.ming", PASSWORD, "/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn other_sites_cannot_sign_anybody_in_or_out() {
    let site = TestSite::empty().await;
    for address in ["/sign-in", "/sign-out", "/account/delete", "/register", "/account/password"] {
        let form = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .header(header::ORIGIN, "https://evil.cn");
        assert_eq!(site.send(form).await.status, StatusCode::FORBIDDEN, "{address}");
    }
}

#[tokio::test]
async fn addresses_are_believed_from_known_proxies_only() {
    let proxies = Network::parse("10.0.0.0/8").into_iter().collect();
    let site = TestSite::within(Settings { proxies, ..cheap() }).await;
    for (peer, forwarded, client) in
        [("10.0.0.1:9", "203.0.113.5", "203.0.113.5"), ("198.51.100.7:9", "203.0.113.5", "198.51.100.7")]
    {
        let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
        let body = format!("name={name}&password={PASSWORD}&next=/").replace('!', "%21");
        let peer = ConnectInfo(Peer(peer.parse().expect("an address")));
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", forwarded)
            .extension(peer);
        let entered = site.send_body(request, Body::from(body)).await;
        let inside = site.with_cookie(Some(cookie_of(&entered)));
        let page = inside.get("/account").await;
        assert!(page.texts("td[data-l=网络地址]").contains(&client.to_owned()), "{}", page.body);
    }
}

#[tokio::test]
async fn a_password_too_old_comes_first() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let inside = site.signed_in(&name).await;
    let mut tx = site.app.store.write(&site.app.viewer, site.app.now()).await.expect("begins");
    sqlx::query("UPDATE session SET must = 'password'").execute(tx.conn()).await.expect("update");
    tx.commit().await.expect("commits");
    for address in ["/", "/needs", "/account", "/enterprises"] {
        assert_eq!(inside.get(address).await.header("location"), "/account/password", "{address}");
    }
    assert_eq!(inside.get("/account/password").await.status, StatusCode::OK);
    let new = [("present", PASSWORD), ("new", "Zhoucheng8!"), ("repeated", "Zhoucheng8!")];
    inside.post("/account/password", &new).await;
    assert_eq!(inside.get("/needs").await.status, StatusCode::OK);
}
