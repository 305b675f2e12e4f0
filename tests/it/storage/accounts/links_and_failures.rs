//! One-time links, passwords that are remembered, and failures, one row however many.

use duijie::domain::account::{AccountStatus, Organisation, sign_in_key};
use duijie::domain::invitation::{Invitation, InvitationKind};
use duijie::domain::role::Role;
use duijie::domain::session::Secret;
use duijie::domain::sign_in_law::Failures;
use duijie::domain::time::Instant;
use duijie::storage::{
    FailureSubject, WriteTx, close_invitation, close_invitations_of, count_wrong_try, find_credentials,
    find_failures, find_invitation, find_open_invitation, forget_failures, forget_passwords, forgive_one,
    hold_failures, insert_invitation, list_failing_accounts, list_password_hashes, prune_failures,
    put_failures, set_password,
};

use super::records::viewer_of;
use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;

on_both!(a_link_is_closed_once, passwords_are_remembered_five_deep, failures_take_one_row,);

fn link(tx: &WriteTx, account: &duijie::domain::ids::AccountId) -> Invitation {
    Invitation {
        id: tx.next_id(),
        account: account.clone(),
        kind: InvitationKind::Invite,
        made_at: tx.now(),
        made_by: tx.viewer().actor().to_owned(),
        expires_at: InvitationKind::Invite.expires_at(tx.now()),
        wrong_tries: 0,
        closed_at: None,
    }
}

async fn a_link_is_closed_once(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let secret = Secret::new([3; 32]);
    let mut tx = db.write().await;
    let first = link(&tx, &account.id);
    insert_invitation(&mut tx, &first, &secret.hash()).await.expect("insert");
    count_wrong_try(&mut tx, &first.id).await.expect("count");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let known = find_invitation(&mut conn, &secret.hash()).await.expect("find");
    let tried = Invitation { wrong_tries: 1, ..first.clone() };
    assert_eq!(known.as_ref(), Some(&tried));
    assert_eq!(find_open_invitation(&mut conn, &account.id).await.expect("find"), Some(tried));
    assert_eq!(find_invitation(&mut conn, &Secret::new([4; 32]).hash()).await.expect("find"), None);
    drop(conn);
    let mut tx = db.write().await;
    assert!(close_invitation(&mut tx, &first.id).await.expect("close"));
    assert!(!close_invitation(&mut tx, &first.id).await.expect("close"), "used already");
    let second = link(&tx, &account.id);
    insert_invitation(&mut tx, &second, &Secret::new([5; 32]).hash()).await.expect("insert");
    assert_eq!(close_invitations_of(&mut tx, &account.id).await.expect("close"), 1);
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert_eq!(find_open_invitation(&mut conn, &account.id).await.expect("find"), None);
    let closed = find_invitation(&mut conn, &secret.hash()).await.expect("find").expect("there");
    assert!(closed.closed_at.is_some());
}

async fn passwords_are_remembered_five_deep(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let other = samples::found_account(&db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    let key = sign_in_key("zhang.1");
    let none = find_credentials(&mut *db.read().await, &key).await.expect("find").expect("there");
    assert_eq!((none.hash, none.set_at, none.status), (None, None, AccountStatus::Active));
    let mut tx = db.write().await;
    for number in 1..=7 {
        set_password(&mut tx, &account.id, &format!("hash {number}")).await.expect("set");
    }
    set_password(&mut tx, &other.id, "other").await.expect("set");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let known = find_credentials(&mut conn, &key).await.expect("find").expect("there");
    assert_eq!((known.hash.as_deref(), known.account), (Some("hash 7"), account.id.clone()));
    let hashes = list_password_hashes(&mut conn, &account.id).await.expect("list");
    assert_eq!(hashes, ["hash 7", "hash 6", "hash 5", "hash 4", "hash 3"]);
    assert_eq!(find_credentials(&mut conn, "nobody").await.expect("find"), None);
    drop(conn);
    let mut tx = db.write().await;
    forget_passwords(&mut tx, &account.id).await.expect("forget");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert!(list_password_hashes(&mut conn, &account.id).await.expect("list").is_empty());
    assert_eq!(list_password_hashes(&mut conn, &other.id).await.expect("list"), ["other"]);
}

async fn failures_take_one_row(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let guard = samples::found_account(&db, 2, Role::SecurityAdministrator, Organisation::Bureau).await;
    let (name, address) = (FailureSubject::name("zhang.1"), FailureSubject::address("zhang.1"));
    let at = |count, at| Failures { count, last_at: Some(Instant(at)) };
    let mut tx = db.write().await;
    put_failures(&mut tx, &name, Some(&account.id), at(4, 10)).await.expect("put");
    put_failures(&mut tx, &name, Some(&account.id), at(5, 20)).await.expect("put");
    put_failures(&mut tx, &address, None, at(9, 30)).await.expect("put");
    forgive_one(&mut tx, &address).await.expect("forgive");
    let fresh = FailureSubject::name("fresh");
    assert_eq!(hold_failures(&mut tx, &fresh).await.expect("hold"), at(0, tx.now().0));
    assert_eq!(hold_failures(&mut tx, &name).await.expect("hold"), at(5, 20));
    forget_failures(&mut tx, &fresh).await.expect("forget");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert_eq!(find_failures(&mut conn, &name).await.expect("find"), at(5, 20));
    assert_eq!(find_failures(&mut conn, &address).await.expect("find"), at(8, 30));
    assert_eq!(
        find_failures(&mut conn, &FailureSubject::name("x")).await.expect("find"),
        Failures::default()
    );
    let locked = list_failing_accounts(&mut conn, &viewer_of(&guard), 5, Instant(0)).await.expect("list");
    assert_eq!(locked, [(account.id.clone(), at(5, 20))]);
    for (at_least, since) in [(6, 0), (5, 21)] {
        let none =
            list_failing_accounts(&mut conn, &operator(), at_least, Instant(since)).await.expect("list");
        assert!(none.is_empty());
    }
    let strange = list_failing_accounts(&mut conn, &viewer_of(&account), 1, Instant(0)).await.expect("list");
    assert!(strange.is_empty());
    drop(conn);
    let mut tx = db.write().await;
    forget_failures(&mut tx, &name).await.expect("forget");
    assert_eq!(prune_failures(&mut tx, Instant(30)).await.expect("prune"), 0);
    assert_eq!(prune_failures(&mut tx, Instant(31)).await.expect("prune"), 1);
    tx.commit().await.expect("commits");
    assert_eq!(find_failures(&mut *db.read().await, &name).await.expect("find"), Failures::default());
}
