//! Sessions: fresh secrets, no fixation, no replay, an end at once, clocks that jump.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::ids::SessionId;
use duijie::domain::role::Role;
use duijie::domain::session::{Secret, SecretHash};
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Scope};
use duijie::service::accounts::{
    AccountError, Asking, Must, SignIn, act_for, delegate, disable, end_own_session, end_sessions,
    note_request, own_sessions, sign_in, sign_out, sign_out_everywhere, who_asks,
};
use duijie::service::accounts::{DelegationAsked, cancel_delegation};
use duijie::storage::update_account;

use super::{House, after, from, viewer_of};
use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::PASSWORD;

on_both!(
    a_session_is_its_holders_until_it_ends,
    the_secret_is_new_at_every_signing_in,
    revocation_works_at_once_and_from_another_process,
    idle_and_old_sessions_end_and_clocks_that_jump_lengthen_none,
    an_older_notice_must_be_agreed_to,
    whoever_stands_in_is_named_with_the_colleague,
    only_colleagues_stand_in,
);

impl House {
    async fn asks(&self, secret: u8, now: Instant) -> Asking {
        self.asks_as(&Secret::new([secret; 32]).hash(), now).await
    }

    async fn asks_as(&self, secret: &SecretHash, now: Instant) -> Asking {
        who_asks(&self.db.store, Some(secret), Origin::default(), now).await.expect("asks")
    }

    async fn enter(&self, number: u32, secret: u8) -> SessionId {
        let name = format!("zhang.{number}");
        self.try_at((&name, PASSWORD), "10.0.0.1", secret, after(0)).await.expect("comes in").session
    }
}

async fn a_session_is_its_holders_until_it_ends(db: TestStore) {
    let house = House::new(db);
    samples::found_city(&house.db.store).await;
    let body = Organisation::County(samples::code("410325"));
    let account = house.account(1, Role::CountyOfficer, body).await;
    let session = house.enter(1, 1).await;
    let asking = house.asks(1, after(1)).await;
    assert_eq!((asking.viewer.account_id(), &asking.name), (Some(&account.id), &account.name));
    assert_eq!(asking.viewer.scope(), &Scope::County(samples::code("410325")));
    assert_eq!(asking.viewer.origin().unit.as_deref(), Some("county:410325"));
    assert_eq!((asking.session.as_ref(), asking.must), (Some(&session), None));
    for guessed in [2, 0, 255] {
        assert_eq!(house.asks(guessed, after(1)).await, Asking::visitor(Origin::default()));
    }
    let nobody = who_asks(&house.db.store, None, Origin::default(), after(1)).await.expect("asks");
    assert_eq!(nobody.viewer.scope(), &Scope::Public);
    let own = viewer_of(&account);
    sign_out(house.desk(&own), &session).await.expect("leaves");
    assert_eq!(house.asks(1, after(2)).await.session, None, "a replayed cookie is nobody's");
}

async fn the_secret_is_new_at_every_signing_in(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    house.officer(2).await;
    house.enter(1, 1).await;
    // Somebody planted the first one's cookie in the second one's browser: it ends, and is not taken over.
    let attempt = SignIn {
        name: "zhang.2".to_owned(),
        password: PASSWORD.to_owned(),
        device: Some("x".repeat(1_000)),
        before: Some(Secret::new([1; 32]).hash()),
    };
    let visitor = from("10.0.0.1");
    sign_in(house.desk(&visitor), attempt, &Secret::new([2; 32])).await.expect("comes in");
    assert_eq!(house.asks(1, after(1)).await.session, None);
    assert!(house.asks(2, after(1)).await.session.is_some());
}

async fn revocation_works_at_once_and_from_another_process(db: TestStore) {
    let house = House::new(db);
    let (one, two) = (house.officer(1).await, house.officer(2).await);
    let guard = viewer_of(&house.account(8, Role::SecurityAdministrator, Organisation::Bureau).await);
    let chief = viewer_of(&house.account(9, Role::SystemAdministrator, Organisation::Bureau).await);
    let (first, _) = (house.enter(1, 1).await, house.enter(1, 2).await);
    let strange = end_own_session(house.desk(&viewer_of(&two)), &first).await;
    strange.expect("there is no such session of mine");
    assert!(house.asks(1, after(1)).await.session.is_some(), "of another, it goes on");
    let own = viewer_of(&one);
    assert_eq!(own_sessions(house.desk(&own)).await.expect("list").len(), 2);
    end_own_session(house.desk(&own), &first).await.expect("ends");
    assert_eq!(
        (house.asks(1, after(1)).await.session, house.asks(2, after(1)).await.session.is_some()),
        (None, true)
    );
    house.enter(1, 3).await;
    assert_eq!(sign_out_everywhere(house.desk(&own)).await.expect("ends"), 2);
    assert_eq!((house.asks(2, after(1)).await.session, house.asks(3, after(1)).await.session), (None, None));
    house.enter(1, 4).await;
    let refused = end_sessions(house.desk(&chief), &one.id, "离岗").await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)), "of another administrator: {refused:?}");
    assert_eq!(end_sessions(house.desk(&guard), &one.id, "设备丢失").await.expect("ends"), 1);
    assert_eq!(house.asks(4, after(1)).await.session, None);
    house.enter(1, 5).await;
    let elsewhere = House {
        db: TestStore {
            store: house.db.another(2).await,
            url: house.db.url.clone(),
            folder: house.db.folder.clone(),
        },
        passwords: house.passwords.clone(),
    };
    disable(elsewhere.desk(&chief), &one.id, "离职").await.expect("disabled");
    assert_eq!(house.asks(5, after(1)).await.session, None, "disabled while signed in");
    assert_eq!(house.status(&one.id).await, AccountStatus::Disabled);
}

async fn idle_and_old_sessions_end_and_clocks_that_jump_lengthen_none(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    let session = house.enter(1, 1).await;
    let holds = async |seconds| house.asks(1, after(seconds)).await.session.is_some();
    assert!(holds(29 * 60).await && !holds(30 * 60).await);
    assert!(!holds(-600).await, "the clock was set back");
    for extreme in [i64::MIN, i64::MAX, 0] {
        assert_eq!(house.asks(1, Instant(extreme)).await.session, None);
    }
    // In use every quarter of an hour it lasts for half a day, not longer; a jump back in between adds nothing.
    for quarter in 1..48 {
        let now = after(quarter * 900);
        assert!(house.asks(1, now).await.to_be_noted);
        note_request(&house.db.store, &session, now).await.expect("noted");
        note_request(&house.db.store, &session, after(10)).await.expect("noted");
    }
    assert!(holds(12 * 3_600 - 1).await && !holds(12 * 3_600).await);
    assert!(!holds(3_600).await, "the last request lies ahead of this clock");
    assert!(!house.asks(1, after(47 * 900 + 30)).await.to_be_noted, "at most once a minute");
}

async fn an_older_notice_must_be_agreed_to(db: TestStore) {
    let house = House::new(db);
    let mut account = house.officer(1).await;
    account.consent = None;
    let mut tx = house.db.write().await;
    update_account(&mut tx, &account).await.expect("update");
    tx.commit().await.expect("commits");
    house.enter(1, 1).await;
    assert_eq!(house.asks(1, after(1)).await.must, Some(Must::Agree));
    let own = viewer_of(&account);
    duijie::service::accounts::agree(house.desk(&own)).await.expect("agrees");
    assert_eq!(house.asks(1, after(1)).await.must, None);
}

async fn whoever_stands_in_is_named_with_the_colleague(db: TestStore) {
    let house = House::new(db);
    let (away, colleague) = (house.officer(1).await, house.officer(2).await);
    let (of_away, of_colleague) = (viewer_of(&away), viewer_of(&colleague));
    let session = house.enter(2, 1).await;
    let refused = act_for(house.desk(&of_colleague), &session, Some(&away.id)).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)), "nobody asked for it");
    let asked =
        DelegationAsked { to: colleague.id.clone(), from: day("2026-03-05"), until: day("2026-03-06") };
    delegate(house.desk(&of_away), asked).await.expect("asks");
    act_for(house.desk(&of_colleague), &session, Some(&away.id)).await.expect("stands in");
    let asking = house.asks(1, after(1)).await;
    assert_eq!(
        (asking.viewer.account_id(), asking.viewer.on_behalf()),
        (Some(&colleague.id), Some(&away.id))
    );
    let details = duijie::service::accounts::OwnDetails {
        name: "张三2".to_owned(),
        phone: String::new(),
        email: String::new(),
    };
    duijie::service::accounts::update_own(house.desk(&asking.viewer), details).await.expect("changes");
    let newest =
        duijie::storage::list_audit(&mut *house.db.read().await, &operator(), 1).await.expect("list");
    assert_eq!(newest[0].actor, colleague.id.as_str());
    assert!(newest[0].detail.contains(away.id.as_str()), "{}", newest[0].detail);
    cancel_delegation(house.desk(&of_away)).await.expect("taken back");
    assert_eq!(house.asks(1, after(1)).await.viewer.on_behalf(), None, "at once");
    assert_eq!(house.audited("account_delegated").await, 2);
}

async fn only_colleagues_stand_in(db: TestStore) {
    let house = House::new(db);
    let away = house.officer(1).await;
    let chief = house.account(2, Role::SystemAdministrator, Organisation::Bureau).await;
    let guard = house.account(3, Role::SecurityAdministrator, Organisation::Bureau).await;
    let other = house.officer(4).await;
    let ask = async |by: &duijie::domain::account::Account,
                     to: &duijie::domain::account::Account,
                     days: (&str, &str)| {
        let asked = DelegationAsked { to: to.id.clone(), from: day(days.0), until: day(days.1) };
        let viewer = viewer_of(by);
        delegate(house.desk_at(&viewer, noon("2026-03-05")), asked).await
    };
    let days = ("2026-03-05", "2026-03-06");
    for (by, to) in [(&away, &chief), (&chief, &guard), (&away, &away)] {
        assert!(matches!(ask(by, to, days).await, Err(AccountError::NotASuccessor)), "{:?}", to.role);
    }
    for days in [("2026-03-06", "2026-03-05"), ("2026-01-01", "2026-03-04"), ("2026-03-05", "2027-03-05")] {
        assert!(matches!(ask(&away, &other, days).await, Err(AccountError::BadDays)), "{days:?}");
    }
    ask(&away, &other, days).await.expect("a colleague");
    let chief = viewer_of(&chief);
    disable(house.desk(&chief), &other.id, "调离").await.expect("disabled");
    assert_eq!(house.again(&away.id).await.delegation.map(|one| one.to), Some(other.id));
}
