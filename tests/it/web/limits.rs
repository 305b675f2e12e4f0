//! Who asks too often waits, and is told how long.

use axum::http::StatusCode;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::service::{READS_SETTING, RequestLimits, WRITES_SETTING, request_limits};
use duijie::storage::put_setting;

use crate::support::web::{TestSite, bureau, person};

#[tokio::test]
async fn reads_and_writes_are_counted_apart_and_by_client() {
    let site = TestSite::empty().await.limited(RequestLimits { writes: 2, reads: 3 });
    for _ in 0..3 {
        assert_eq!(site.get("/search?q=a").await.status, StatusCode::OK);
    }
    let refused = site.get("/search?q=a").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "20");
    assert_eq!(refused.texts("h1"), ["操作太快，请稍等"]);
    assert!(refused.texts("main")[0].contains("20 秒"));
    for status in [StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS] {
        assert_eq!(site.post("/imports/nothing/undo", &[]).await.status, status);
    }
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK, "signs of life count as nothing");
    let colleague = site.seen_by(bureau(1)).await;
    assert_eq!(colleague.get("/search?q=a").await.status, StatusCode::OK);
    // Visitors are told apart by their address.
    let visitor = async |last: u8| {
        let origin = Origin { address: Some(format!("10.0.0.{last}")), ..Origin::default() };
        site.seen_by(Viewer::visitor(origin)).await
    };
    for _ in 0..3 {
        visitor(1).await.get("/search").await;
    }
    assert_eq!(visitor(1).await.get("/search").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(visitor(2).await.get("/search").await.status, StatusCode::TOO_MANY_REQUESTS);
    let same_address = site.seen_by(person(1, Role::AuditAdministrator, Scope::Public)).await;
    assert_eq!(same_address.get("/search").await.status, StatusCode::OK, "an account is counted by itself");
}

#[tokio::test]
async fn trying_out_a_need_is_no_write() {
    let site = TestSite::empty().await.limited(RequestLimits { writes: 1, reads: 50 });
    for _ in 0..10 {
        assert_eq!(site.post("/needs/new/preview", &[("problem", "轴承")]).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn settings_say_how_often() {
    let site = TestSite::empty().await;
    let store = &site.app.store;
    assert_eq!(request_limits(store).await.expect("reads"), RequestLimits { writes: 120, reads: 600 });
    let mut tx = store.write(&Viewer::operator(), site.app.now()).await.expect("begins");
    put_setting(&mut tx, WRITES_SETTING, "0").await.expect("puts");
    put_setting(&mut tx, READS_SETTING, "许多").await.expect("puts");
    tx.commit().await.expect("commits");
    assert_eq!(request_limits(store).await.expect("reads"), RequestLimits { writes: 0, reads: 600 });
}
