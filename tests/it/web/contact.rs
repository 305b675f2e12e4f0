//! Contacts in full: who may see them, only with a reason, only once it is recorded, kept nowhere.

use axum::http::StatusCode;
use duijie::domain::county::CountyCode;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{find_enterprise, find_institution, find_need, list_audit};

use crate::support::samples::uscc;
use crate::support::web::{TestSite, bureau, person};

/// What no page may hold that did not ask.
const SECRETS: [&str; 6] = ["13800000001", "王教授", "13900000002", "李工程师", "13700000003", "张主任"];

/// A number for each who asks.
fn number(scope: &Scope) -> u128 {
    format!("{scope:?}").bytes().map(u128::from).sum()
}

struct World {
    site: TestSite,
    institution: Scope,
    enterprise: Scope,
    /// Need, enterprise, institution.
    pages: [String; 3],
}

impl World {
    async fn new() -> Self {
        let site = TestSite::empty().await;
        site.load("institutions", "机构名称,机构类型,联系人,联系电话\n示例大学,高校,王教授,13800000001\n")
            .await;
        let rows = format!(
            "企业名称,统一社会信用代码,县区,联系人,联系电话\n甲公司,{},洛龙区,李工程师,13900000002\n",
            uscc(1)
        );
        site.load("enterprises", &rows).await;
        site.load(
            "needs",
            "企业名称,需求名称,主要问题,联系人,联系电话\n甲公司,轴承降噪,噪声太大,张主任,13700000003\n",
        )
        .await;
        let (mut conn, all) = (site.app.store.read().await.expect("connects"), Viewer::operator());
        let institution = find_institution(&mut conn, &all, "示例大学").await.expect("finds").expect("one");
        let enterprise = find_enterprise(&mut conn, &all, uscc(1).to_string().as_str())
            .await
            .expect("finds")
            .expect("one");
        let need = find_need(&mut conn, &all, "XQ2022-0001").await.expect("finds").expect("one");
        drop(conn);
        let pages = [
            format!("/needs/{}", need.id),
            format!("/enterprises/{}", enterprise.id),
            format!("/institutions/{}", institution.id),
        ];
        Self {
            site,
            institution: Scope::Institution(institution.id),
            enterprise: Scope::Enterprise(enterprise.id),
            pages,
        }
    }

    async fn seen_by(&self, role: Role, scope: &Scope) -> TestSite {
        self.site.seen_by(person(number(scope), role, scope.clone())).await
    }

    /// What was read, newest first.
    async fn readings(&self) -> Vec<String> {
        let mut conn = self.site.app.store.read().await.expect("connects");
        let trail = list_audit(&mut conn, &Viewer::operator(), 100).await.expect("reads");
        trail.into_iter().filter(|one| one.action == "unmask").map(|one| one.detail).collect()
    }
}

#[tokio::test]
async fn officers_state_a_reason_that_is_recorded() {
    let world = World::new().await;
    let county = Scope::County(CountyCode::new("410311").expect("a code"));
    let site = world.seen_by(Role::CountyOfficer, &county).await;
    for (page, secret) in world.pages.iter().zip(["13700000003", "13900000002", "13800000001"]) {
        let shown = site.get(page).await;
        let address = format!("{page}/contact");
        assert!(shown.links("main a", "href").contains(&address), "{page} offers it");
        let form = site.get(&address).await;
        for page in [&shown, &form] {
            assert!(SECRETS.iter().all(|secret| !page.body.contains(secret)), "{}", page.body);
        }
        let answer = site.post(&address, &[("reason", "match")]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains(secret), "{}", answer.body);
        assert!(answer.header("cache-control").contains("no-store"));
        assert_eq!(answer.header("etag"), "");
    }
    assert_eq!(world.readings().await.len(), 3);
    assert!(world.readings().await.iter().all(|detail| detail.contains("match")));
}

#[tokio::test]
async fn without_a_reason_nothing_is_shown() {
    let world = World::new().await;
    let site = world.site.seen_by(bureau(1)).await;
    let address = format!("{}/contact", world.pages[1]);
    let long = "长".repeat(201);
    let cases: [&[(&str, &str)]; 6] = [
        &[],
        &[("reason", "")],
        &[("reason", "好奇")],
        &[("reason", "other")],
        &[("reason", "other"), ("text", " \u{0}\u{3000}")],
        &[("reason", "other"), ("text", &long)],
    ];
    for fields in cases {
        let reply = site.post(&address, fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(!reply.body.contains("13900000002"));
        assert!(reply.texts("[role=alert]")[0].contains("请选一个用途"));
    }
    assert!(world.readings().await.is_empty());
    let reply = site.post(&address, &[("reason", "other"), ("text", "核对 <奖补> 名单")]).await;
    assert!(reply.body.contains("13900000002"));
    assert!(world.readings().await[0].contains("核对 <奖补> 名单"));
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let world = World::new().await;
    let officer = world.site.seen_by(bureau(1)).await;
    let mut tx = world.site.app.store.write(&Viewer::operator(), world.site.app.now()).await.expect("begins");
    let broken =
        "CREATE TRIGGER no_audit BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::raw_sql(broken).execute(tx.conn()).await.expect("makes");
    tx.commit().await.expect("commits");
    for page in &world.pages {
        let reply = officer.post(&format!("{page}/contact"), &[("reason", "match")]).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(SECRETS.iter().all(|secret| !reply.body.contains(secret)));
    }
}

#[tokio::test]
async fn owners_see_their_own_and_others_never() {
    let world = World::new().await;
    let [need, enterprise, institution] = &world.pages;
    let own = world.seen_by(Role::Enterprise, &world.enterprise).await;
    let uni = world.seen_by(Role::Institution, &world.institution).await;
    let far =
        world.seen_by(Role::CountyOfficer, &Scope::County(CountyCode::new("410307").expect("a code"))).await;
    let stranger = world.seen_by(Role::Enterprise, &Scope::Enterprise(ulid::Ulid(9).into())).await;
    let rival = world.seen_by(Role::Institution, &Scope::Institution(ulid::Ulid(9).into())).await;
    let admin = world.seen_by(Role::SecurityAdministrator, &Scope::Public).await;
    let visitor = world.site.seen_by(Viewer::visitor(Origin::default())).await;
    let reason = [("reason", "match")];
    for (site, page) in [(&own, need), (&own, enterprise), (&uni, institution)] {
        assert_eq!(site.post(&format!("{page}/contact"), &reason).await.status, StatusCode::OK, "{page}");
    }
    let refused = [
        (&own, institution),
        (&uni, need),
        (&uni, enterprise),
        (&far, need),
        (&far, enterprise),
        (&stranger, need),
        (&stranger, enterprise),
        (&stranger, institution),
        (&rival, need),
        (&rival, institution),
        (&admin, need),
        (&admin, institution),
        (&visitor, need),
        (&visitor, enterprise),
        (&visitor, institution),
    ];
    for (site, page) in refused {
        let reply = site.post(&format!("{page}/contact"), &reason).await;
        assert!((401..=404).contains(&reply.status.as_u16()), "{page}: {}", reply.status);
        for reply in [reply, site.get(&format!("{page}/contact")).await, site.get(page).await] {
            assert!(SECRETS.iter().all(|secret| !reply.body.contains(secret)), "{page}: {}", reply.body);
        }
    }
    assert_eq!(world.readings().await.len(), 3);
}
