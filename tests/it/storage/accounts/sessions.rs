//! Sessions: found by their secret's hash only, ended at once, used by nobody whose account may not sign in.

use duijie::domain::account::{AccountStatus, Delegation, Organisation};
use duijie::domain::ids::AccountId;
use duijie::domain::role::Role;
use duijie::domain::session::{Secret, SessionLimits, SessionTimes};
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::storage::{
    Session, WriteTx, clear_must, end_session, end_sessions_of, find_asker, forget_sessions,
    has_signed_in_from, insert_session, list_sessions, note_seen, prune_sessions, set_acting_for,
    update_account,
};

use super::records::viewer_of;
use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    a_session_is_found_by_its_secret_until_it_is_ended,
    who_may_not_sign_in_has_no_sessions,
    the_last_request_never_goes_back_in_time,
    ending_all_spares_the_one_asked_from,
    people_list_their_own,
    sessions_of_whoever_left_are_forgotten,
    whoever_asks_is_found_by_many_at_once,
    standing_in_holds_for_its_days_only,
);

pub fn session(tx: &WriteTx, account: &AccountId) -> Session {
    Session {
        id: tx.next_id(),
        account: account.clone(),
        times: SessionTimes {
            created_at: tx.now(),
            last_seen_at: tx.now(),
            limits: SessionLimits::default(),
        },
        must: Some("password".to_owned()),
        address: Some("10.1.2.3".to_owned()),
        device: Some("Chrome 80".to_owned()),
    }
}

async fn a_session_is_found_by_its_secret_until_it_is_ended(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let (secret, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
    let mut tx = db.write().await;
    let session = session(&tx, &account.id);
    insert_session(&mut tx, &session, &secret.hash()).await.expect("insert");
    tx.commit().await.expect("commits");
    let (mut conn, today) = (db.read().await, day("2026-03-05"));
    let asker = find_asker(&mut conn, &secret.hash(), today).await.expect("find").expect("there");
    assert_eq!(
        (asker.session, asker.account, asker.times),
        (session.id.clone(), account.id.clone(), session.times)
    );
    assert_eq!(
        (asker.role, asker.organisation, asker.must.as_deref()),
        (Role::BureauOfficer, Organisation::Bureau, Some("password"))
    );
    assert_eq!(find_asker(&mut conn, &other.hash(), today).await.expect("find"), None);
    drop(conn);
    let mut tx = db.write().await;
    clear_must(&mut tx, &account.id).await.expect("clear");
    let stranger: AccountId = tx.next_id();
    assert!(!end_session(&mut tx, &stranger, &session.id).await.expect("end"), "of another account");
    tx.commit().await.expect("commits");
    let asker = find_asker(&mut *db.read().await, &secret.hash(), today).await.expect("find").expect("there");
    assert_eq!(asker.must, None);
    let mut tx = db.write().await;
    assert!(end_session(&mut tx, &account.id, &session.id).await.expect("end"));
    assert!(!end_session(&mut tx, &account.id, &session.id).await.expect("end"), "ended already");
    tx.commit().await.expect("commits");
    assert_eq!(find_asker(&mut *db.read().await, &secret.hash(), today).await.expect("find"), None);
}

async fn who_may_not_sign_in_has_no_sessions(db: TestStore) {
    let mut account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let secret = Secret::new([1; 32]);
    let mut tx = db.write().await;
    let session = session(&tx, &account.id);
    insert_session(&mut tx, &session, &secret.hash()).await.expect("insert");
    tx.commit().await.expect("commits");
    for (status, found) in [
        (AccountStatus::Disabled, false),
        (AccountStatus::Waiting, false),
        (AccountStatus::Deleted, false),
        (AccountStatus::Active, true),
    ] {
        account.status = status;
        let mut tx = db.write().await;
        update_account(&mut tx, &account).await.expect("update");
        tx.commit().await.expect("commits");
        account.version += 1;
        let asker = find_asker(&mut *db.read().await, &secret.hash(), day("2026-03-05")).await.expect("find");
        assert_eq!(asker.is_some(), found, "{status:?}");
    }
}

async fn the_last_request_never_goes_back_in_time(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let secret = Secret::new([1; 32]);
    let mut tx = db.write().await;
    let session = session(&tx, &account.id);
    insert_session(&mut tx, &session, &secret.hash()).await.expect("insert");
    tx.commit().await.expect("commits");
    let began = session.times.last_seen_at.0;
    for (at, seen) in [(began + 70_000, began + 70_000), (began - 70_000, began + 70_000)] {
        let mut tx = db.write_at(Instant(at)).await;
        note_seen(&mut tx, &session.id).await.expect("note");
        tx.commit().await.expect("commits");
        let asker = find_asker(&mut *db.read().await, &secret.hash(), day("2026-03-05")).await.expect("find");
        assert_eq!(asker.expect("there").times.last_seen_at, Instant(seen));
    }
    let mut tx = db.write().await;
    assert_eq!(prune_sessions(&mut tx, Instant(began + 70_000)).await.expect("prune"), 0);
    assert_eq!(prune_sessions(&mut tx, Instant(began + 70_001)).await.expect("prune"), 1);
}

async fn ending_all_spares_the_one_asked_from(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let mut tx = db.write().await;
    let mut kept = Vec::new();
    for number in 1..=3 {
        let session = session(&tx, &account.id);
        insert_session(&mut tx, &session, &Secret::new([number; 32]).hash()).await.expect("insert");
        kept.push(session.id);
    }
    assert_eq!(end_sessions_of(&mut tx, &account.id, Some(&kept[1])).await.expect("end"), 2);
    assert_eq!(end_sessions_of(&mut tx, &account.id, Some(&kept[1])).await.expect("end"), 0);
    tx.commit().await.expect("commits");
    let left = list_sessions(&mut *db.read().await, &viewer_of(&account), None, 9).await.expect("list");
    assert_eq!(left.iter().map(|one| &one.id).collect::<Vec<_>>(), [&kept[1]]);
    let mut tx = db.write().await;
    assert_eq!(end_sessions_of(&mut tx, &account.id, None).await.expect("end"), 1);
}

async fn people_list_their_own(db: TestStore) {
    let one = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let other = samples::found_account(&db, 2, Role::SystemAdministrator, Organisation::Bureau).await;
    let guard = samples::found_account(&db, 3, Role::SecurityAdministrator, Organisation::Bureau).await;
    let mut tx = db.write().await;
    let mut sessions = Vec::new();
    for (account, number) in [(&one, 1), (&other, 2)] {
        let session = session(&tx, &account.id);
        insert_session(&mut tx, &session, &Secret::new([number; 32]).hash()).await.expect("insert");
        sessions.push(session);
    }
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let own = list_sessions(&mut conn, &viewer_of(&one), None, 9).await.expect("list");
    assert_eq!(own, sessions[..1]);
    assert!(list_sessions(&mut conn, &viewer_of(&one), Some(&other.id), 9).await.expect("list").is_empty());
    assert_eq!(list_sessions(&mut conn, &viewer_of(&other), None, 9).await.expect("list").len(), 1);
    assert_eq!(list_sessions(&mut conn, &viewer_of(&guard), None, 9).await.expect("list").len(), 2);
    assert_eq!(list_sessions(&mut conn, &operator(), Some(&one.id), 9).await.expect("list"), sessions[..1]);
    let visitor = Viewer::visitor(Origin::default());
    assert!(list_sessions(&mut conn, &visitor, None, 9).await.expect("list").is_empty());
}

async fn standing_in_holds_for_its_days_only(db: TestStore) {
    let colleague = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let mut away = samples::found_account(&db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    away.delegation =
        Some(Delegation { to: colleague.id.clone(), from: day("2026-03-05"), until: day("2026-03-06") });
    let secret = Secret::new([1; 32]);
    let mut tx = db.write_at(noon("2026-03-04")).await;
    update_account(&mut tx, &away).await.expect("update");
    let session = session(&tx, &colleague.id);
    insert_session(&mut tx, &session, &secret.hash()).await.expect("insert");
    set_acting_for(&mut tx, &session.id, Some(&away.id)).await.expect("set");
    tx.commit().await.expect("commits");
    for (today, acting) in
        [("2026-03-04", false), ("2026-03-05", true), ("2026-03-06", true), ("2026-03-07", false)]
    {
        let asker = find_asker(&mut *db.read().await, &secret.hash(), day(today))
            .await
            .expect("find")
            .expect("there");
        assert_eq!(asker.acting_for.map(|(id, _)| id), acting.then(|| away.id.clone()), "{today}");
    }
    let mut tx = db.write().await;
    set_acting_for(&mut tx, &session.id, None).await.expect("set");
    tx.commit().await.expect("commits");
    let asker = find_asker(&mut *db.read().await, &secret.hash(), day("2026-03-05")).await.expect("find");
    assert_eq!(asker.expect("there").acting_for, None);
}

async fn whoever_asks_is_found_by_many_at_once(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let secret = Secret::new([1; 32]);
    let mut tx = db.write().await;
    let session = session(&tx, &account.id);
    insert_session(&mut tx, &session, &secret.hash()).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut asking = Vec::new();
    for _ in 0..20 {
        let (store, hash) = (db.store.clone(), secret.hash());
        asking.push(tokio::spawn(async move { store.asker(&hash, day("2026-03-05")).await }));
    }
    for asked in asking {
        assert_eq!(asked.await.expect("asks").expect("asks").expect("there").session, session.id);
    }
    // Ended by another process, it is ended here.
    let other = db.another(2).await;
    let mut tx = other.write(&operator(), noon("2026-03-05")).await.expect("begins");
    assert!(end_session(&mut tx, &account.id, &session.id).await.expect("end"));
    tx.commit().await.expect("commits");
    assert_eq!(db.store.asker(&secret.hash(), day("2026-03-05")).await.expect("asks"), None);
    // The connection that is kept for this does not hold up the end.
    db.store.close().await;
    assert!(db.store.asker(&secret.hash(), day("2026-03-05")).await.is_err());
}

async fn sessions_of_whoever_left_are_forgotten(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let mut tx = db.write().await;
    let session = session(&tx, &account.id);
    insert_session(&mut tx, &session, &Secret::new([1; 32]).hash()).await.expect("insert");
    assert!(has_signed_in_from(tx.conn(), &account.id, "10.1.2.3").await.expect("asks"));
    assert!(!has_signed_in_from(tx.conn(), &account.id, "10.1.2.4").await.expect("asks"));
    forget_sessions(&mut tx, &account.id).await.expect("forgets");
    assert!(!has_signed_in_from(tx.conn(), &account.id, "10.1.2.3").await.expect("asks"));
}
