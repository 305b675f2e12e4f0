//! The pages of administrators and of the own account: who gets to them, and that their forms do what they say.

use axum::http::StatusCode;
use duijie::domain::account::Organisation;
use duijie::domain::role::Role;

use crate::support::samples;
use crate::support::web::{PASSWORD, TestSite};

#[tokio::test]
async fn every_page_is_open_to_its_duty_only() {
    let site = TestSite::empty().await;
    let mut roles = vec![("visitor", site.visitor()), ("officer", site.with_cookie(site.cookie.clone()))];
    for (name, role) in [
        ("chief", Role::SystemAdministrator),
        ("guard", Role::SecurityAdministrator),
        ("auditor", Role::AuditAdministrator),
    ] {
        roles.push((name, site.signed_in_as(role, Organisation::Bureau).await));
    }
    for (address, open) in [
        ("/sign-in", vec!["visitor"]),
        ("/register", vec!["visitor", "officer", "chief", "guard", "auditor"]),
        ("/privacy", vec!["visitor", "officer", "chief", "guard", "auditor"]),
        ("/account", vec!["officer", "chief", "guard", "auditor"]),
        ("/account/password", vec!["officer", "chief", "guard", "auditor"]),
        ("/admin", vec!["chief", "guard", "auditor"]),
        ("/admin/accounts", vec!["chief"]),
        ("/admin/accounts/new", vec!["chief"]),
        ("/admin/security", vec!["guard"]),
        ("/registrations", vec!["officer"]),
    ] {
        for (name, site) in &roles {
            let status = site.get(address).await.status;
            assert_eq!(status == StatusCode::OK, open.contains(name), "{address} for {name}: {status}");
        }
    }
}

#[tokio::test]
async fn the_system_administrator_invites_changes_and_disables() {
    let site = TestSite::empty().await;
    let chief = site.signed_in_as(Role::SystemAdministrator, Organisation::Bureau).await;
    let form = [("name", "李明"), ("phone", "13800004321"), ("role", "county"), ("county", "410325")];
    let made = chief.post("/admin/accounts", &form).await;
    let link = made.links("#link", "value").remove(0);
    assert!(
        made.status == StatusCode::OK && link.starts_with("http://127.0.0.1:8080/invitations/"),
        "{link}"
    );
    assert_eq!(made.header("cache-control"), "private, no-store");
    let opened = site.visitor().get(link.trim_start_matches("http://127.0.0.1:8080")).await;
    assert_eq!(opened.status, StatusCode::OK);
    let refused = chief.post("/admin/accounts", &[("name", "李明"), ("role", "county")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.links("#name", "value"), ["李明"], "what was typed stays");
    let raised = chief.post("/admin/accounts", &[("name", "李明"), ("role", "secadm")]).await;
    assert_eq!(raised.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = chief.get("/admin/accounts?q=李明&role=county&status=invited").await;
    let page = list.links("tbody a", "href").remove(0);
    assert_eq!(list.texts("tbody th"), ["李明"]);
    let shown = chief.get(&page).await;
    assert!(
        shown.page().html().contains("建立账号") && !shown.body.contains("13800004321"),
        "{}",
        shown.body
    );
    let silent = chief.post(&format!("{page}/disable"), &[("reason", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let disabled = chief.post(&format!("{page}/disable"), &[("reason", "不来了")]).await;
    assert_eq!(disabled.header("location"), format!("{page}?done=disabled"));
    assert!(chief.get(&format!("{page}?done=disabled")).await.body.contains("账号已停用"));
    let gone = site.visitor().get(link.trim_start_matches("http://127.0.0.1:8080")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    let other = site.signed_in_as(Role::SecurityAdministrator, Organisation::Bureau).await;
    assert_eq!(
        other.post(&format!("{page}/disable"), &[("reason", "试")]).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn somebody_disabled_is_out_with_the_next_click() {
    let site = TestSite::empty().await;
    let chief = site.signed_in_as(Role::SystemAdministrator, Organisation::Bureau).await;
    let (id, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let officer = site.signed_in(&name).await;
    assert_eq!(officer.get("/enterprises").await.status, StatusCode::OK);
    chief.post(&format!("/admin/accounts/{id}/disable"), &[("reason", "调离")]).await;
    assert_eq!(officer.get("/enterprises").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_security_administrator_unlocks_and_ends_sessions() {
    let site = TestSite::empty().await;
    let guard = site.signed_in_as(Role::SecurityAdministrator, Organisation::Bureau).await;
    let (id, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let officer = site.signed_in(&name).await;
    for _ in 0..3 {
        site.visitor().post("/sign-in", &[("name", &name), ("password", "wrong")]).await;
    }
    let page = guard.get("/admin/security").await;
    assert!(page.body.contains(&format!("/admin/security/{id}/unlock")), "{}", page.body);
    let done = guard.post(&format!("/admin/security/{id}/unlock"), &[]).await;
    assert_eq!(done.header("location"), "/admin/security?done=unlocked");
    let done = guard.post(&format!("/admin/security/{id}/end-sessions"), &[("reason", "设备丢失")]).await;
    assert_eq!(done.header("location"), "/admin/security?done=sessions");
    assert_eq!(officer.get("/account").await.status, StatusCode::SEE_OTHER);
    guard.post("/admin/security", &[("lock_after", "4"), ("idle_minutes", "nonsense")]).await;
    let page = guard.get("/admin/security?done=rules").await;
    assert_eq!(
        (page.links("#lock_after", "value"), page.links("#idle_minutes", "value")),
        (vec!["4".to_owned()], vec!["30".to_owned()])
    );
}

#[tokio::test]
async fn an_enterprise_registers_and_its_county_confirms() {
    let site = TestSite::empty().await;
    let code = samples::uscc(1).to_string();
    site.load("enterprises", &format!("企业名称,统一社会信用代码,县区\n甲公司,{code},洛龙区\n")).await;
    let form = [
        ("uscc", code.as_str()),
        ("name", "赵工"),
        ("phone", "0379-60001234"),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
        ("agreed", "yes"),
    ];
    let visitor = site.visitor();
    let first = visitor.post("/register", &form).await;
    let second = visitor.post("/register", &form).await;
    assert_eq!((first.status, &first.body), (StatusCode::OK, &second.body));
    let county = site.signed_in_as(Role::CountyOfficer, Organisation::County(samples::code("410311"))).await;
    let list = county.get("/registrations").await;
    let confirm = list.links("form[action$=confirm]", "action");
    assert_eq!(confirm.len(), 2);
    let confirmed = county.post(&confirm[0], &[]).await;
    assert!(confirmed.body.contains(&code), "{}", confirmed.body);
    let refuse = confirm[1].replace("confirm", "refuse");
    assert_eq!(
        county.post(&refuse, &[("reason", "重复")]).await.header("location"),
        "/registrations?done=refused"
    );
    let entered = visitor.post("/sign-in", &[("name", &code), ("password", PASSWORD)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
    let other = site.signed_in_as(Role::CountyOfficer, Organisation::County(samples::code("410325"))).await;
    assert_eq!(other.post(&confirm[1], &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_own_account_is_changed_and_ended() {
    let site = TestSite::empty().await;
    let (_, name) = site.account(Role::BureauOfficer, Organisation::Bureau).await;
    let (one, other) = (site.signed_in(&name).await, site.signed_in(&name).await);
    let page = one.get("/account").await;
    let end = page.links("form[action*=sessions]", "action");
    assert_eq!((end.len(), page.texts(".tag-ok")), (1, vec!["这一台".to_owned()]));
    assert_eq!(one.post(&end[0], &[]).await.header("location"), "/account?done=session");
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
    let saved = one.post("/account/details", &[("name", "王小丽"), ("phone", ""), ("email", "")]).await;
    assert_eq!(saved.header("location"), "/account?done=saved");
    let wrong = one
        .post("/account/password", &[("present", "x"), ("new", "Zhoucheng8!"), ("repeated", "Zhoucheng8!")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = [("present", PASSWORD), ("new", "Zhoucheng8!"), ("repeated", "Zhoucheng8!")];
    assert_eq!(one.post("/account/password", &new).await.header("location"), "/account?done=password");
    let data = one.post("/account/data", &[]).await;
    assert!(data.body.contains("王小丽") && data.header("content-disposition").contains("attachment"));
    let gone = one.post("/account/delete", &[("present", "Zhoucheng8!")]).await;
    assert_eq!(gone.header("location"), "/sign-in?done=deleted");
    assert_eq!(one.get("/account").await.status, StatusCode::SEE_OTHER);
}
