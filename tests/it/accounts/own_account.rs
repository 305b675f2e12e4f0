//! What one does with the own account: password, details, everything kept, and the end.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::notice::{NewNotice, NoticeTopic, Subject};
use duijie::domain::password::PasswordProblem;
use duijie::domain::role::Role;
use duijie::domain::session::Secret;
use duijie::domain::viewer::Origin;
use duijie::passwords::Salt;
use duijie::service::accounts::{
    AccountError, NewPassword, OwnDetails, change_password, delete_own_account, export_own_data, update_own,
    who_asks,
};

use duijie::storage::insert_notice;

use super::{House, after, from, viewer_of};
use crate::support::db::{TestStore, on_both};
use crate::support::samples;
use crate::support::web::PASSWORD;

on_both!(
    a_new_password_ends_other_sessions,
    the_last_five_passwords_do_not_come_back,
    guessing_at_ones_own_password_is_counted,
    details_are_changed_and_exported,
    whoever_leaves_is_forgotten,
    whoever_is_needed_cannot_leave,
);

fn typed(present: &str, new: &str) -> NewPassword {
    NewPassword { present: present.to_owned(), new: new.to_owned(), repeated: new.to_owned() }
}

async fn a_new_password_ends_other_sessions(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    let here = house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 1, after(0)).await.expect("here").session;
    house.try_at(("zhang.1", PASSWORD), "10.0.0.2", 2, after(0)).await.expect("elsewhere");
    let own = viewer_of(&account);
    change_password(house.desk(&own), &here, typed(PASSWORD, "Zhoucheng8!"), Salt([5; 16]))
        .await
        .expect("changes");
    for (secret, holds) in [(1, true), (2, false)] {
        let hash = Secret::new([secret; 32]).hash();
        let asking = who_asks(&house.db.store, Some(&hash), Origin::default(), after(1)).await.expect("asks");
        assert_eq!(asking.session.is_some(), holds, "{secret}");
    }
    assert!(house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 3, after(2)).await.is_err(), "the old one");
    house.try_at(("zhang.1", "Zhoucheng8!"), "10.0.0.1", 3, after(4)).await.expect("the new one");
}

async fn the_last_five_passwords_do_not_come_back(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    let here = house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 1, after(0)).await.expect("here").session;
    let own = viewer_of(&account);
    let change = async |present: &str, new: &str| {
        change_password(house.desk(&own), &here, typed(present, new), Salt([7; 16])).await
    };
    let used = AccountError::BadPassword(PasswordProblem::UsedBefore);
    let same = change(PASSWORD, PASSWORD).await.expect_err("the present one");
    assert_eq!(format!("{same:?}"), format!("{used:?}"));
    let mut present = PASSWORD.to_owned();
    for number in 1..=5 {
        let new = format!("Zhoucheng8!{number}");
        change(&present, &new).await.expect("changes");
        let back = change(&new, PASSWORD).await;
        if number < 5 {
            assert!(back.is_err(), "after {number}");
        } else {
            back.expect("forgotten by then");
        }
        present = new;
    }
    let weak = change(PASSWORD, "kurz").await;
    assert!(matches!(weak, Err(AccountError::BadPassword(PasswordProblem::Weak))), "{weak:?}");
}

async fn guessing_at_ones_own_password_is_counted(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    let here = house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 1, after(0)).await.expect("here").session;
    let own = viewer_of(&account);
    let guess = async |seconds| {
        let desk = house.desk_at(&own, after(seconds));
        change_password(desk, &here, typed("guess", "Zhoucheng8!"), Salt([5; 16])).await
    };
    for attempt in 0..5 {
        assert!(matches!(guess(attempt * 10).await, Err(AccountError::WrongPassword)));
    }
    let locked = guess(60).await;
    assert!(
        matches!(locked, Err(AccountError::Locked(_))),
        "a browser left open is no way to guess: {locked:?}"
    );
    house.try_at(("zhang.1", PASSWORD), "10.0.0.1", 2, after(61)).await.expect("signing in goes on");
    let visitor = from("10.0.0.1");
    let nobody = change_password(house.desk(&visitor), &here, typed(PASSWORD, "x"), Salt([5; 16])).await;
    assert!(matches!(nobody, Err(AccountError::NotAllowed)));
}

async fn details_are_changed_and_exported(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    let own = viewer_of(&account);
    let details =
        OwnDetails { name: " 李 明 ".to_owned(), phone: "13912345678".to_owned(), email: String::new() };
    update_own(house.desk(&own), details.clone()).await.expect("changes");
    let nameless = update_own(house.desk(&own), OwnDetails { name: " ".to_owned(), ..details }).await;
    assert!(matches!(nameless, Err(AccountError::NameMissing)));
    house.try_at(("zhang.1", PASSWORD), "10.0.0.7", 1, after(0)).await.expect("comes in");
    let mut tx = house.db.write().await;
    let told = NewNotice::new(NoticeTopic::ReviewWaits, Subject::search("x"));
    insert_notice(&mut tx, &account.id, &told).await.expect("tells");
    tx.commit().await.expect("commits");
    let file = export_own_data(house.desk(&own)).await.expect("exports");
    let data: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
    assert_eq!(
        (&data["account"]["name"], &data["account"]["phone"]),
        (&"李明".into(), &"13912345678".into())
    );
    assert_eq!(data["sessions"][0]["address"], "10.0.0.7");
    assert_eq!(data["notices"][0]["about"], NoticeTopic::ReviewWaits.label());
    let text = String::from_utf8(file).expect("text");
    assert!(!text.contains("argon2") && !text.contains("hash"), "{text}");
    assert_eq!(house.audited("own_data_exported").await, 1);
}

async fn whoever_leaves_is_forgotten(db: TestStore) {
    let house = House::new(db);
    let account = house.officer(1).await;
    house.try_at(("zhang.1", PASSWORD), "10.0.0.7", 1, after(0)).await.expect("comes in");
    let own = viewer_of(&account);
    let wrong = delete_own_account(house.desk(&own), "guess").await;
    assert!(matches!(wrong, Err(AccountError::WrongPassword)));
    delete_own_account(house.desk(&own), PASSWORD).await.expect("leaves");
    let left = house.again(&account.id).await;
    assert_eq!(
        (left.status, left.name.as_str(), left.phone, left.email),
        (AccountStatus::Deleted, "", None, None)
    );
    let tried = house.try_at(("zhang.1", PASSWORD), "10.0.0.7", 2, after(5)).await;
    assert!(matches!(tried, Err(AccountError::Wrong(_))), "as if it had never been: {tried:?}");
    for table in ["session", "password_history"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut *house.db.read().await).await.expect("count");
        assert_eq!(rows, 0, "{table}");
    }
    house.officer(1).await;
}

async fn whoever_is_needed_cannot_leave(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    let chief = house.account(1, Role::SystemAdministrator, Organisation::Bureau).await;
    let last = delete_own_account(house.desk(&viewer_of(&chief)), PASSWORD).await;
    assert!(matches!(last, Err(AccountError::LastAdministrator(Role::SystemAdministrator))));
    let body = Organisation::Enterprise(enterprise.id);
    let owner = house.owner_if(2, Role::Enterprise, body.clone(), true).await;
    let colleague = house.account(3, Role::Enterprise, body).await;
    let refused = delete_own_account(house.desk(&viewer_of(&owner)), PASSWORD).await;
    assert!(matches!(refused, Err(AccountError::OwnerFirst)));
    delete_own_account(house.desk(&viewer_of(&colleague)), PASSWORD).await.expect("a colleague may");
    delete_own_account(house.desk(&viewer_of(&owner)), PASSWORD).await.expect("and then the owner");
}
