//! Kept searches, followed records and alerts: each account its own, and nothing told twice.

use duijie::domain::account::{Account, Organisation};
use duijie::domain::capability::{Capability, CapabilityStatus};
use duijie::domain::ids::SavedSearchId;
use duijie::domain::need::{Disclosure, Need, NeedStatus};
use duijie::domain::role::Role;
use duijie::domain::saved_search::{Alert, AlertReason, Follow, FollowKind, SavedKind, SavedSearch};
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::storage::{
    StorageError, WriteTx, capabilities_confirmed_since, delete_follow, find_saved_search, forget_alerts,
    forget_kept_of, insert_alert, insert_capability, insert_institution, insert_need, insert_saved_search,
    institutions_since, list_alerts, list_follows, list_saved_searches, mark_alerts_seen, move_need,
    needs_published_since, put_follow, update_saved_search,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;

on_both!(
    a_search_is_kept_changed_and_deleted,
    nobody_reads_or_writes_what_others_keep,
    follows_are_put_once,
    alerts_are_told_once_and_seen,
    all_of_an_account_is_forgotten,
    what_is_new_is_found_by_when_it_was_published_or_confirmed,
);

async fn people(db: &TestStore) -> [Viewer; 2] {
    let one = samples::found_account(db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let two = samples::found_account(db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    [viewer(&one), viewer(&two)]
}

fn viewer(account: &Account) -> Viewer {
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

async fn write(db: &TestStore, viewer: &Viewer) -> WriteTx {
    db.store.write(viewer, Instant(10_000)).await.expect("begins")
}

async fn kept(db: &TestStore, viewer: &Viewer, name: &str) -> SavedSearch {
    let mut tx = write(db, viewer).await;
    let search = SavedSearch {
        id: tx.next_id(),
        kind: SavedKind::Needs,
        name: name.to_owned(),
        query: "q=%E8%BD%B4%E6%89%BF&field=04".to_owned(),
        alerts: true,
        created_at: Instant(10_000),
        deleted_at: None,
        version: 1,
    };
    insert_saved_search(&mut tx, &search).await.expect("inserts");
    tx.commit().await.expect("commits");
    search
}

async fn a_search_is_kept_changed_and_deleted(db: TestStore) {
    let [one, _] = people(&db).await;
    let search = kept(&db, &one, "轴承").await;
    let other = kept(&db, &one, "齿轮").await;
    let listed = list_saved_searches(&mut *db.read().await, &one).await.expect("lists");
    assert_eq!(listed, [other.clone(), search.clone()], "newest first");
    let mut tx = write(&db, &one).await;
    let changed = SavedSearch { name: "轴承 洛龙".to_owned(), alerts: false, ..search.clone() };
    update_saved_search(&mut tx, &changed).await.expect("updates");
    assert!(matches!(update_saved_search(&mut tx, &changed).await, Err(StorageError::Stale { .. })));
    let found = find_saved_search(tx.conn(), &one, &search.id).await.expect("finds");
    let changed = SavedSearch { version: 2, ..changed };
    assert_eq!(found, Some(changed.clone()));
    let gone = SavedSearch { deleted_at: Some(Instant(20_000)), ..changed };
    update_saved_search(&mut tx, &gone).await.expect("updates");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert_eq!(list_saved_searches(&mut conn, &one).await.expect("lists"), [other]);
    let found = find_saved_search(&mut conn, &one, &search.id).await.expect("finds");
    assert_eq!(found.and_then(|one| one.deleted_at), Some(Instant(20_000)), "until it is forgotten");
    drop(conn);
    let mut tx = db.write().await;
    assert_eq!(forget_alerts(&mut tx, Instant(0), Instant(20_000)).await.expect("forgets"), 0);
    assert_eq!(forget_alerts(&mut tx, Instant(0), Instant(20_001)).await.expect("forgets"), 1);
}

async fn nobody_reads_or_writes_what_others_keep(db: TestStore) {
    let [one, two] = people(&db).await;
    let search = kept(&db, &one, "只是我的").await;
    let follow = Follow {
        kind: FollowKind::Need,
        id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(),
        state: "open".to_owned(),
        since: Instant(1),
    };
    let mut tx = write(&db, &one).await;
    put_follow(&mut tx, &follow).await.expect("puts");
    let alert = alert(&one, AlertReason::Search, search.id.as_str(), &["A"]);
    insert_alert(&mut tx, &alert).await.expect("inserts");
    tx.commit().await.expect("commits");
    for other in [&two, &operator(), &Viewer::visitor(Origin::default())] {
        let mut conn = db.read().await;
        assert_eq!(find_saved_search(&mut conn, other, &search.id).await.expect("finds"), None);
        assert!(list_saved_searches(&mut conn, other).await.expect("lists").is_empty());
        assert!(list_follows(&mut conn, other).await.expect("lists").is_empty());
        assert!(list_alerts(&mut conn, other).await.expect("lists").is_empty());
        drop(conn);
        let mut tx = write(&db, other).await;
        assert!(matches!(update_saved_search(&mut tx, &search).await, Err(StorageError::Stale { .. })));
        assert!(!delete_follow(&mut tx, FollowKind::Need, &follow.id).await.expect("deletes"));
        assert_eq!(mark_alerts_seen(&mut tx, Instant(i64::MAX)).await.expect("marks"), 0);
        tx.commit().await.expect("commits");
    }
    assert_eq!(list_alerts(&mut *db.read().await, &one).await.expect("lists"), [alert]);
}

async fn follows_are_put_once(db: TestStore) {
    let [one, _] = people(&db).await;
    let follow = |id: &str, state: &str, since| Follow {
        kind: FollowKind::Need,
        id: id.to_owned(),
        state: state.to_owned(),
        since: Instant(since),
    };
    let mut tx = write(&db, &one).await;
    put_follow(&mut tx, &follow("A", "open", 1)).await.expect("puts");
    put_follow(&mut tx, &follow("B", "open", 2)).await.expect("puts");
    put_follow(&mut tx, &follow("A", "done", 3)).await.expect("puts");
    let listed = list_follows(tx.conn(), &one).await.expect("lists");
    assert_eq!(listed, [follow("B", "open", 2), follow("A", "done", 1)], "since when stays");
    assert!(!delete_follow(&mut tx, FollowKind::Capability, "A").await.expect("deletes"));
    assert!(delete_follow(&mut tx, FollowKind::Need, "A").await.expect("deletes"));
    assert_eq!(list_follows(tx.conn(), &one).await.expect("lists").len(), 1);
}

fn alert(viewer: &Viewer, reason: AlertReason, source: &str, items: &[&str]) -> Alert {
    Alert {
        account: viewer.account_id().expect("an account").clone(),
        reason,
        source: source.to_owned(),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    }
}

async fn alerts_are_told_once_and_seen(db: TestStore) {
    let [one, _] = people(&db).await;
    let mut tx = write(&db, &one).await;
    let first = alert(&one, AlertReason::Fit, "C1", &["A", "B"]);
    assert_eq!(insert_alert(&mut tx, &first).await.expect("inserts"), ["A", "B"]);
    let second = alert(&one, AlertReason::Fit, "C1", &["B", "C"]);
    assert_eq!(insert_alert(&mut tx, &second).await.expect("inserts"), ["C"], "each once");
    let third = alert(&one, AlertReason::Search, "S", &["B"]);
    assert_eq!(insert_alert(&mut tx, &third).await.expect("inserts"), ["B"], "for another reason again");
    let listed = list_alerts(tx.conn(), &one).await.expect("lists");
    assert_eq!(listed, [alert(&one, AlertReason::Fit, "C1", &["A", "B", "C"]), third]);
    assert_eq!(mark_alerts_seen(&mut tx, Instant(9_999)).await.expect("marks"), 0);
    assert_eq!(mark_alerts_seen(&mut tx, Instant(10_000)).await.expect("marks"), 4);
    assert!(list_alerts(tx.conn(), &one).await.expect("lists").is_empty());
    assert!(insert_alert(&mut tx, &first).await.expect("inserts").is_empty(), "nor after it was seen");
    assert_eq!(forget_alerts(&mut tx, Instant(10_001), Instant(0)).await.expect("forgets"), 4);
}

async fn all_of_an_account_is_forgotten(db: TestStore) {
    let [one, two] = people(&db).await;
    kept(&db, &one, "甲").await;
    kept(&db, &two, "乙").await;
    let mut tx = write(&db, &one).await;
    insert_alert(&mut tx, &alert(&one, AlertReason::Fit, "C", &["A"])).await.expect("inserts");
    forget_kept_of(&mut tx, one.account_id().expect("an account")).await.expect("forgets");
    assert!(list_saved_searches(tx.conn(), &one).await.expect("lists").is_empty());
    assert!(list_alerts(tx.conn(), &one).await.expect("lists").is_empty());
    assert_eq!(list_saved_searches(tx.conn(), &two).await.expect("lists").len(), 1);
    let nowhere = SavedSearchId::from(ulid::Ulid(5));
    assert_eq!(find_saved_search(tx.conn(), &two, &nowhere).await.expect("finds"), None);
}

async fn what_is_new_is_found_by_when_it_was_published_or_confirmed(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let institution = samples::found_institution(&db, 1).await;
    let mut tx = db.write_at(Instant(5_000)).await;
    let open = Need { disclosure: Disclosure::Public, ..samples::need(&tx, 1, &enterprise.id) };
    let hidden = Need { disclosure: Disclosure::Authorities, ..samples::need(&tx, 2, &enterprise.id) };
    let draft = Need { status: NeedStatus::CityReview, ..samples::need(&tx, 3, &enterprise.id) };
    for need in [&open, &hidden, &draft] {
        insert_need(&mut tx, need, None).await.expect("inserts");
    }
    let holders = std::slice::from_ref(&institution.id);
    let capability = samples::capability(&tx, 1, holders);
    let kept_back = Capability { status: CapabilityStatus::Draft, ..samples::capability(&tx, 2, holders) };
    for one in [&capability, &kept_back] {
        insert_capability(&mut tx, one).await.expect("inserts");
    }
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(Instant(9_000)).await;
    move_need(&mut tx, &draft, NeedStatus::Published, None).await.expect("moves");
    tx.commit().await.expect("commits");
    let (all, nobody, mut conn) = (operator(), Viewer::visitor(Origin::default()), db.read().await);
    let mut of = async |viewer: &Viewer, since| {
        needs_published_since(&mut conn, viewer, Instant(since)).await.expect("reads").len()
    };
    assert_eq!((of(&all, 0).await, of(&all, 5_000).await, of(&all, 9_000).await), (3, 1, 0));
    assert_eq!(of(&nobody, 0).await, 2, "not what is for the authorities");
    let confirmed = noon("2026-01-02").0;
    for (since, found) in [(confirmed - 1, 1), (confirmed, 0)] {
        let ids = capabilities_confirmed_since(&mut conn, &nobody, Instant(since)).await.expect("reads");
        assert_eq!(ids.len(), found);
    }
    let ids = capabilities_confirmed_since(&mut conn, &all, Instant(0)).await.expect("reads");
    assert_eq!(ids, [capability.id], "only what is published");
    drop(conn);
    let late = Instant(noon("2026-05-01").0);
    let mut tx = db.write_at(late).await;
    let newest = samples::institution(&tx, 9);
    insert_institution(&mut tx, &newest).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let found = institutions_since(&mut conn, Instant(late.0 - 1)).await.expect("reads");
    assert_eq!(found, [newest.id]);
    assert!(institutions_since(&mut conn, late).await.expect("reads").is_empty());
}
