//! Registering for an enterprise: matched to the roster, confirmed by the county, silent about everybody else.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::AccountId;
use duijie::domain::role::Role;
use duijie::passwords::Salt;
use duijie::service::accounts::{
    AccountError, Registration, confirm_registration, list_registrations, refuse_registration,
    register_enterprise,
};

use super::{House, after, from, viewer_of};
use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;
use crate::support::web::PASSWORD;

on_both!(
    the_county_confirms_and_gives_the_name,
    whoever_registers_learns_nothing_of_others,
    what_cannot_be_registered_is_said,
    other_counties_and_roles_do_not_confirm,
    a_refused_registration_leaves_no_person,
    one_address_does_not_fill_the_list,
);

fn form(enterprise: &Enterprise) -> Registration {
    Registration {
        uscc: enterprise.uscc.as_str().to_lowercase(),
        name: "赵 工".to_owned(),
        phone: "0379-6000 1234".to_owned(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        repeated: PASSWORD.to_owned(),
        agreed: true,
    }
}

impl House {
    async fn register(&self, form: Registration, address: &str) -> Result<(), AccountError> {
        register_enterprise(self.desk(&from(address)), form, Salt([3; 16])).await
    }

    async fn waiting(&self) -> Vec<AccountId> {
        let list = list_registrations(self.desk(&operator()), 1).await.expect("list");
        list.rows.into_iter().map(|row| row.account.id).collect()
    }
}

async fn the_county_confirms_and_gives_the_name(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    let county = viewer_of(
        &house.account(1, Role::CountyOfficer, Organisation::County(enterprise.county.clone())).await,
    );
    house.register(form(&enterprise), "10.0.0.1").await.expect("taken");
    let name = enterprise.uscc.as_str();
    let early = house.try_at((name, PASSWORD), "10.0.0.1", 1, after(0)).await;
    assert!(matches!(early, Err(AccountError::Wrong(_))), "not before the county confirms: {early:?}");
    let list = list_registrations(house.desk(&county), 1).await.expect("list");
    assert_eq!((list.total, list.rows[0].body.as_deref()), (1, Some(enterprise.name.as_str())));
    let first = confirm_registration(house.desk(&county), &list.rows[0].account.id).await.expect("confirms");
    assert_eq!((first.sign_in_name.as_deref(), first.owner), (Some(name), true));
    house.try_at((name, PASSWORD), "10.0.0.1", 1, after(5)).await.expect("comes in");
    house.register(form(&enterprise), "10.0.0.1").await.expect("a colleague");
    let waiting = house.waiting().await;
    let second = confirm_registration(house.desk(&county), &waiting[0]).await.expect("confirms");
    assert_eq!((second.sign_in_name, second.owner), (Some(format!("{name}-2")), false));
    let twice = confirm_registration(house.desk(&county), &second.id).await;
    assert!(matches!(twice, Err(AccountError::NoSuchAccount)), "nobody waits any more");
}

async fn whoever_registers_learns_nothing_of_others(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    for attempt in 0..5 {
        let said = house.register(form(&enterprise), "10.0.0.1").await;
        assert!(said.is_ok(), "{attempt}: the same answer, however many: {said:?}");
    }
    assert_eq!(house.waiting().await.len(), 3, "more are dropped without a word");
    assert_eq!(house.audited("registration_dropped").await, 2);
}

async fn what_cannot_be_registered_is_said(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    let right = form(&enterprise);
    let wrong = [
        Registration { uscc: "123".to_owned(), ..right.clone() },
        Registration { uscc: samples::uscc(77).to_string(), ..right.clone() },
        Registration { name: "  ".to_owned(), ..right.clone() },
        Registration { phone: "110".to_owned(), ..right.clone() },
        Registration { agreed: false, ..right.clone() },
        Registration { repeated: "x".to_owned(), ..right.clone() },
        Registration { password: "Luoyang2022".to_owned(), ..right.clone() },
    ];
    let mut said = Vec::new();
    for form in wrong {
        said.push(format!("{:?}", house.register(form, "10.0.0.1").await.expect_err("refused")));
    }
    assert_eq!(
        said,
        [
            "BadUscc(Length(3))",
            "NotOnRoster",
            "NameMissing",
            "PhoneMissing",
            "NoConsent",
            "PasswordsDiffer",
            "BadPassword(Common)"
        ]
    );
    assert!(house.waiting().await.is_empty());
}

async fn other_counties_and_roles_do_not_confirm(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    house.register(form(&enterprise), "10.0.0.1").await.expect("taken");
    let id = house.waiting().await.remove(0);
    let other = Organisation::County(samples::code("410325"));
    let other = viewer_of(&house.account(1, Role::CountyOfficer, other).await);
    let refused = confirm_registration(house.desk(&other), &id).await;
    assert!(matches!(refused, Err(AccountError::NoSuchAccount)), "out of scope, it does not exist");
    assert_eq!(list_registrations(house.desk(&other), 1).await.expect("list").total, 0);
    let chief = viewer_of(&house.account(2, Role::SystemAdministrator, Organisation::Bureau).await);
    let refused = confirm_registration(house.desk(&chief), &id).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)));
    let bureau = viewer_of(&house.officer(3).await);
    confirm_registration(house.desk(&bureau), &id).await.expect("the bureau may");
}

async fn a_refused_registration_leaves_no_person(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    house.register(form(&enterprise), "10.0.0.1").await.expect("taken");
    let id = house.waiting().await.remove(0);
    let viewer = operator();
    let silent = refuse_registration(house.desk(&viewer), &id, " ").await;
    assert!(matches!(silent, Err(AccountError::ReasonMissing)));
    refuse_registration(house.desk(&viewer), &id, "不是本企业人员").await.expect("refuses");
    let left = house.again(&id).await;
    assert_eq!((left.status, left.name.as_str(), left.phone), (AccountStatus::Deleted, "", None));
    assert!(house.waiting().await.is_empty());
}

async fn one_address_does_not_fill_the_list(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    for _ in 0..30 {
        house.register(form(&enterprise), "10.0.0.1").await.expect("taken");
    }
    let refused = house.register(form(&enterprise), "10.0.0.1").await;
    assert!(matches!(refused, Err(AccountError::TooSoon(900))), "{refused:?}");
    house.register(form(&enterprise), "10.0.0.2").await.expect("others go on");
}
