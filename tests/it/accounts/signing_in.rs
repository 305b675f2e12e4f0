//! Signing in: the same answers for known and unknown names, locks that hit nobody else, hundreds of attempts at once.

use duijie::domain::account::AccountStatus;
use duijie::domain::sign_in_law::SignInRules;
use duijie::domain::time::Instant;
use duijie::service::accounts::{
    AccountError, FailureSubject, SIGN_IN_RULES_SETTING, change_sign_in_rules, locked_accounts,
    sign_in_rules, unlock,
};
use duijie::storage::{find_failures, put_setting, update_account};

use super::{House, after, viewer_of};
use crate::support::db::{TestStore, noon, on_both, on_sqlite};
use crate::support::web::PASSWORD;
use duijie::domain::account::Organisation;
use duijie::domain::role::Role;
use duijie::passwords::{Cost, Passwords};

on_both!(
    right_names_and_passwords_come_in_however_the_name_is_written,
    unknown_names_and_wrong_passwords_are_answered_alike,
    five_failures_lock_for_a_quarter_of_an_hour,
    attempts_at_once_are_all_counted,
    an_old_password_must_be_changed_first,
    the_rules_are_kept_within_sense,
);

async fn right_names_and_passwords_come_in_however_the_name_is_written(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    for (name, secret) in [("zhang.1", 1), (" ZHANG.1 ", 2), ("ｚhang.1", 3)] {
        let signed_in = house.try_at((name, PASSWORD), "10.0.0.1", secret, after(0)).await.expect(name);
        assert_eq!((signed_in.account, signed_in.must_change_password), (account.id.clone(), false));
    }
    assert_eq!(house.audited("signed_in").await, 3);
}

async fn unknown_names_and_wrong_passwords_are_answered_alike(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    let mut disabled = house.officer(2).await;
    disabled.status = AccountStatus::Disabled;
    let mut tx = house.db.write().await;
    update_account(&mut tx, &disabled).await.expect("update");
    tx.commit().await.expect("commits");
    for failure in 0..7 {
        let now = after(failure * 10);
        let mut said = Vec::new();
        for name in ["zhang.1", "nobody", "zhang.2", "'; DROP TABLE account; --"] {
            let refused = house.try_at((name, "Falsch7!xx"), "10.0.0.1", 1, now).await.expect_err(name);
            said.push(format!("{refused:?}"));
        }
        assert!(said.iter().all(|one| *one == said[0]), "{failure}: {said:?}");
    }
    let now = after(2_000);
    let refused = house.try_at(("zhang.2", PASSWORD), "10.0.0.1", 1, now).await.expect_err("disabled");
    assert!(
        matches!(refused, AccountError::NotInUse),
        "only whoever knows the password learns it: {refused:?}"
    );
}

async fn five_failures_lock_for_a_quarter_of_an_hour(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    let guard = house.account(9, Role::SecurityAdministrator, Organisation::Bureau).await;
    let mut last = 0;
    for (failure, left) in [(1, 4), (2, 3), (3, 2), (4, 1), (5, 0)] {
        last = failure * 10;
        let refused =
            house.try_at(("zhang.1", "wrong"), "10.0.0.1", 1, after(last)).await.expect_err("wrong");
        match refused {
            AccountError::Wrong(shown) => assert_eq!(shown, left),
            AccountError::Locked(minutes) => assert_eq!((left, minutes), (0, 15)),
            other => panic!("{other:?}"),
        }
    }
    for (later, locked) in [(1, true), (899, true), (900, false)] {
        let tried = house.try_at(("zhang.1", PASSWORD), "10.0.0.2", 2, after(last + later)).await;
        assert_eq!(matches!(tried, Err(AccountError::Locked(_))), locked, "{later}: {tried:?}");
    }
    for failure in 0..4 {
        let tried = house.try_at(("zhang.1", "wrong"), "10.0.0.1", 1, after(5_000 + failure * 10)).await;
        assert!(matches!(tried, Err(AccountError::Wrong(_))), "a success had reset the count: {tried:?}");
    }
    let _ = house.try_at(("zhang.1", "wrong"), "10.0.0.1", 1, after(5_050)).await;
    let guard = viewer_of(&guard);
    let locked = locked_accounts(house.desk_at(&guard, after(5_060))).await.expect("list");
    assert_eq!((locked.len(), locked[0].minutes), (1, Some(15)));
    let own = viewer_of(&account);
    assert!(matches!(unlock(house.desk(&own), &account.id).await, Err(AccountError::NotAllowed)));
    unlock(house.desk_at(&guard, after(5_060)), &account.id).await.expect("unlocks");
    house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 3, after(5_061)).await.expect("comes in");
    assert_eq!((house.audited("account_locked").await, house.audited("account_unlocked").await), (2, 1));
}

async fn attempts_at_once_are_all_counted(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    let tries = (0..40).map(|_| house.try_at(("zhang.1", "wrong"), "10.0.0.1", 1, after(0)));
    let mut looked_at = 0;
    for tried in futures_all(tries).await {
        match tried.expect_err("wrong") {
            AccountError::Wrong(_) => looked_at += 1,
            AccountError::TooSoon(_) | AccountError::Locked(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(looked_at <= 5, "{looked_at} guesses in one moment");
}

/// Runs them side by side.
async fn futures_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = all.map(|one| Some(Box::pin(one))).collect();
    let mut done: Vec<Option<F::Output>> = pending.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (slot, result) in pending.iter_mut().zip(&mut done) {
            if let Some(future) = slot
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                (*slot, *result) = (None, Some(output));
            }
        }
        if pending.iter().all(Option::is_none) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

async fn an_old_password_must_be_changed_first(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    for (day, must) in
        [("2026-06-03", false), ("2026-06-04", true), ("2036-01-01", true), ("2020-01-01", false)]
    {
        let now = Instant(noon(day).0);
        let signed_in = house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 1, now).await;
        assert_eq!(signed_in.expect(day).must_change_password, must, "{day}");
        house.db.sql("DELETE FROM session").await;
    }
}

async fn the_rules_are_kept_within_sense(db: TestStore) {
    let house = House::new(db);
    let guard = viewer_of(&house.account(1, Role::SecurityAdministrator, Organisation::Bureau).await);
    let other = viewer_of(&house.account(2, Role::SystemAdministrator, Organisation::Bureau).await);
    assert_eq!(sign_in_rules(&house.db.store).await.expect("rules"), SignInRules::default());
    let asked = SignInRules { lock_after: 1_000, lock_minutes: 0, ..SignInRules::default() };
    let set = change_sign_in_rules(house.desk(&guard), asked).await.expect("set");
    assert_eq!((set.lock_after, set.lock_minutes), (10, 5));
    assert_eq!(sign_in_rules(&house.db.store).await.expect("rules"), set);
    let refused = change_sign_in_rules(house.desk(&other), asked).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)));
    let mut tx = house.db.write().await;
    put_setting(&mut tx, SIGN_IN_RULES_SETTING, "{\"lock_after\": -3, \"unknown\": 1}").await.expect("put");
    tx.commit().await.expect("commits");
    assert_eq!(sign_in_rules(&house.db.store).await.expect("rules").lock_after, 3);
}

/// A county has one address. Somebody who hammers at one account there, or guesses at many, keeps no colleague out.
#[test]
fn a_thousand_failures_keep_no_bystander_out() {
    on_sqlite(async |db| {
        let house = House::new(db);
        house.officer(1).await;
        house.officer(2).await;
        house.officer(3).await;
        house.try_at(("zhang.3", PASSWORD), "10.9.9.9", 30, after(-3_600)).await.expect("was here before");
        for attempt in 0..1_000 {
            let refused = house.try_at(("zhang.1", "wrong"), "10.9.9.9", 1, after(attempt / 10)).await;
            assert!(refused.is_err());
        }
        house.try_at(("zhang.2", PASSWORD), "10.9.9.9", 2, after(101)).await.expect("a bystander comes in");
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sign_in_failure")
            .fetch_one(&mut *house.db.read().await)
            .await
            .expect("count");
        assert!(rows <= 2, "one row a name and one an address, {rows}");
        assert!(house.audited("sign_in_refused").await < 10, "what is refused unseen leaves nothing behind");
        // Guessing at hundreds of names slows the address down, but not those who came in from there before.
        for attempt in 0..320 {
            let name = format!("guess{attempt}");
            let _ = house.try_at((&name, "wrong"), "10.9.9.9", 1, after(200)).await;
        }
        let subject = FailureSubject::address("10.9.9.9");
        let failures = find_failures(&mut *house.db.read().await, &subject).await.expect("find");
        assert!(failures.count >= 300, "{failures:?}");
        house.try_at(("zhang.3", PASSWORD), "10.9.9.9", 31, after(200)).await.expect("known here");
        let stranger = house.try_at(("zhang.2", "x"), "10.9.9.9", 4, after(200)).await;
        assert!(stranger.is_err());
    });
}

#[test]
fn whoever_finds_no_place_in_the_queue_is_told_so() {
    on_sqlite(async |db| {
        let house = House { passwords: Passwords::with_room(Cost::Cheap, 1, 0), db };
        let full = house.passwords.queue().expect("room");
        let refused = house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 1, after(0)).await;
        assert!(matches!(refused, Err(AccountError::Crowded)), "{refused:?}");
        drop(full);
    });
}
