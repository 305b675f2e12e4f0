//! One-time links: used once, in time, by the one they are meant for; and who may make which.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::ids::AccountId;
use duijie::domain::invitation::InvitationKind;
use duijie::domain::role::Role;
use duijie::domain::session::Secret;
use duijie::domain::time::Instant;
use duijie::passwords::Salt;
use duijie::service::accounts::{
    Acceptance, AccountError, Invited, NewAccount, accept_invitation, first_administrator, invite,
    open_invitation, renew_link,
};

use super::{House, after, from, viewer_of};
use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;
use crate::support::web::PASSWORD;

on_both!(
    a_link_makes_an_account_once,
    a_link_is_over_after_its_days,
    a_forwarded_link_lets_nobody_else_in,
    a_new_link_closes_the_one_before,
    what_is_wrong_with_the_form_uses_nothing_up,
    the_three_administrators_are_kept_apart,
    owners_invite_their_own_people_only,
    the_first_administrator_comes_in_by_a_link,
);

fn somebody(role: Role, organisation: Organisation, phone: Option<&str>) -> NewAccount {
    NewAccount {
        name: " 李 明 ".to_owned(),
        phone: phone.map(str::to_owned),
        email: None,
        role,
        organisation,
    }
}

fn typed(name: &str, password: &str) -> Acceptance {
    Acceptance {
        sign_in_name: name.to_owned(),
        password: password.to_owned(),
        repeated: password.to_owned(),
        digits: String::new(),
        agreed: true,
    }
}

impl House {
    async fn invited(&self, secret: u8, phone: Option<&str>) -> Invited {
        let new = somebody(Role::BureauOfficer, Organisation::Bureau, phone);
        invite(self.desk(&operator()), new, &Secret::new([secret; 32])).await.expect("invites")
    }

    async fn accept(&self, secret: u8, typed: Acceptance, now: Instant) -> Result<AccountId, AccountError> {
        let visitor = from("10.0.0.1");
        let hash = Secret::new([secret; 32]).hash();
        let accepted = accept_invitation(self.desk_at(&visitor, now), &hash, typed, Salt([2; 16])).await;
        accepted.map(|account| account.id)
    }
}

async fn a_link_makes_an_account_once(db: TestStore) {
    let house = House::new(db);
    let invited = house.invited(1, None).await;
    assert_eq!(house.again(&invited.account).await.name, "李明");
    let visitor = from("10.0.0.1");
    for _ in 0..3 {
        open_invitation(house.desk(&visitor), &Secret::new([1; 32]).hash())
            .await
            .expect("looking uses nothing up");
    }
    let accepted = house.accept(1, typed("li.ming", PASSWORD), after(1)).await.expect("accepts");
    assert_eq!(
        (accepted, house.status(&invited.account).await),
        (invited.account.clone(), AccountStatus::Active)
    );
    let used = house.accept(1, typed("li.ming2", PASSWORD), after(2)).await;
    assert!(matches!(used, Err(AccountError::LinkOver)), "{used:?}");
    house.try_at(("li.ming", PASSWORD), "10.0.0.1", 9, after(3)).await.expect("comes in");
    let unknown = open_invitation(house.desk(&visitor), &Secret::new([7; 32]).hash()).await;
    assert!(matches!(unknown, Err(AccountError::LinkOver)));
    assert_eq!(house.audited("account_accepted").await, 1);
}

async fn a_link_is_over_after_its_days(db: TestStore) {
    let house = House::new(db);
    let invited = house.invited(1, None).await;
    let week = 7 * 86_400;
    let over = house.accept(1, typed("li.ming", PASSWORD), after(week)).await;
    assert!(matches!(over, Err(AccountError::LinkOver)));
    let early = house.accept(1, typed("li.ming", PASSWORD), after(-600)).await;
    assert!(matches!(early, Err(AccountError::LinkOver)), "before it was made");
    house.accept(1, typed("li.ming", PASSWORD), after(week - 1)).await.expect("in time");
    let viewer = operator();
    let reset =
        renew_link(house.desk(&viewer), &invited.account, &Secret::new([2; 32])).await.expect("resets");
    assert_eq!(reset.invitation.kind, InvitationKind::Reset);
    let over = house.accept(2, typed("", "Zhoucheng8!"), after(86_400)).await;
    assert!(matches!(over, Err(AccountError::LinkOver)), "a reset is good for a day");
}

async fn a_forwarded_link_lets_nobody_else_in(db: TestStore) {
    let house = House::new(db);
    let invited = house.invited(1, Some("138 0000 4321")).await;
    for left in (0..5).rev() {
        let wrong = Acceptance { digits: "1234".to_owned(), ..typed("thief", PASSWORD) };
        match house.accept(1, wrong, after(1)).await.expect_err("wrong digits") {
            AccountError::WrongDigits(shown) => assert_eq!(shown, left),
            AccountError::LinkOver => assert_eq!(left, 0),
            other => panic!("{other:?}"),
        }
    }
    let right = Acceptance { digits: "4321".to_owned(), ..typed("li.ming", PASSWORD) };
    let tried = house.accept(1, right.clone(), after(2)).await;
    assert!(matches!(tried, Err(AccountError::LinkOver)), "tried too often");
    renew_link(house.desk(&operator()), &invited.account, &Secret::new([2; 32])).await.expect("a new one");
    house.accept(2, right, after(3)).await.expect("the one who was meant");
}

async fn a_new_link_closes_the_one_before(db: TestStore) {
    let house = House::new(db);
    let invited = house.invited(1, None).await;
    renew_link(house.desk(&operator()), &invited.account, &Secret::new([2; 32])).await.expect("renews");
    let old = house.accept(1, typed("li.ming", PASSWORD), after(1)).await;
    assert!(matches!(old, Err(AccountError::LinkOver)));
    house.accept(2, typed("li.ming", PASSWORD), after(1)).await.expect("accepts");
    house.try_at(("li.ming", PASSWORD), "10.0.0.1", 9, after(2)).await.expect("comes in");
    renew_link(house.desk(&operator()), &invited.account, &Secret::new([3; 32])).await.expect("resets");
    let before = house.accept(3, typed("", PASSWORD), after(3)).await;
    assert!(matches!(before, Err(AccountError::BadPassword(_))), "the old password may not come back");
    house.accept(3, typed("other.name", "Zhoucheng8!"), after(3)).await.expect("resets");
    assert_eq!(
        house.again(&invited.account).await.sign_in_name.as_deref(),
        Some("li.ming"),
        "the name stays"
    );
    let old = house.try_at(("li.ming", PASSWORD), "10.0.0.1", 8, after(4)).await;
    assert!(old.is_err());
    house.try_at(("li.ming", "Zhoucheng8!"), "10.0.0.1", 8, after(8)).await.expect("the new one");
}

async fn what_is_wrong_with_the_form_uses_nothing_up(db: TestStore) {
    let house = House::new(db);
    house.officer(1).await;
    house.invited(1, None).await;
    let agreed = |agreed| Acceptance { agreed, ..typed("li.ming", PASSWORD) };
    let differs = Acceptance { repeated: "x".to_owned(), ..typed("li.ming", PASSWORD) };
    let refusals = [
        house.accept(1, typed("ZHANG.1", PASSWORD), after(1)).await,
        house.accept(1, typed("a", PASSWORD), after(1)).await,
        house.accept(1, typed("li.ming", "Luoyang2022"), after(1)).await,
        house.accept(1, typed("zhoucheng7", PASSWORD), after(1)).await,
        house.accept(1, differs, after(1)).await,
        house.accept(1, agreed(false), after(1)).await,
    ];
    let said: Vec<String> =
        refusals.into_iter().map(|one| format!("{:?}", one.expect_err("refused"))).collect();
    assert_eq!(
        said,
        [
            "NameTaken",
            "BadName(Length)",
            "BadPassword(Common)",
            "BadPassword(LikeTheName)",
            "PasswordsDiffer",
            "NoConsent"
        ]
    );
    house.accept(1, agreed(true), after(1)).await.expect("accepts");
}

async fn the_three_administrators_are_kept_apart(db: TestStore) {
    let house = House::new(db);
    let chief = viewer_of(&house.account(1, Role::SystemAdministrator, Organisation::Bureau).await);
    let guard = house.account(2, Role::SecurityAdministrator, Organisation::Bureau).await;
    let officer = viewer_of(&house.officer(3).await);
    for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
        let new = somebody(role, Organisation::Bureau, None);
        let refused = invite(house.desk(&chief), new.clone(), &Secret::new([1; 32])).await;
        assert!(matches!(refused, Err(AccountError::CommandLineOnly)), "{role:?}");
        let by_line = invite(house.desk(&operator()), new, &Secret::new([role as u8 + 10; 32])).await;
        assert!(by_line.is_ok(), "{role:?}");
    }
    let refused = renew_link(house.desk(&chief), &guard.id, &Secret::new([1; 32])).await;
    assert!(matches!(refused, Err(AccountError::CommandLineOnly)), "a link would be a way in");
    for viewer in [&viewer_of(&guard), &officer, &from("10.0.0.1")] {
        let new = somebody(Role::BureauOfficer, Organisation::Bureau, None);
        let refused = invite(house.desk(viewer), new, &Secret::new([1; 32])).await;
        assert!(matches!(refused, Err(AccountError::NotAllowed)));
    }
    let misfit = somebody(Role::CountyOfficer, Organisation::Bureau, None);
    let refused = invite(house.desk(&chief), misfit, &Secret::new([1; 32])).await;
    assert!(matches!(refused, Err(AccountError::RoleDoesNotFit)));
    let nowhere = somebody(Role::CountyOfficer, Organisation::County(samples::code("999999")), None);
    let refused = invite(house.desk(&chief), nowhere, &Secret::new([1; 32])).await;
    assert!(matches!(refused, Err(AccountError::NoSuchOrganisation)));
}

async fn owners_invite_their_own_people_only(db: TestStore) {
    let house = House::new(db);
    let (one, other) =
        (samples::found_institution(&house.db, 1).await, samples::found_institution(&house.db, 2).await);
    let body = |id: &duijie::domain::ids::InstitutionId, team: Option<&str>| Organisation::Institution {
        id: id.clone(),
        team: team.map(str::to_owned),
    };
    let owner = house.owner_if(1, Role::Institution, body(&one.id, None), true).await;
    let member = house.account(2, Role::Institution, body(&one.id, None)).await;
    let secret = Secret::new([1; 32]);
    let team = somebody(Role::Institution, body(&one.id, Some("轴承团队")), None);
    let invited = invite(house.desk(&viewer_of(&owner)), team.clone(), &secret).await.expect("a team");
    assert!(!house.again(&invited.account).await.owner, "one owner a body");
    let refused = invite(house.desk(&viewer_of(&member)), team, &Secret::new([2; 32])).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)));
    let strange = somebody(Role::Institution, body(&other.id, None), None);
    let refused = invite(house.desk(&viewer_of(&owner)), strange.clone(), &Secret::new([2; 32])).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)));
    let first = invite(house.desk(&operator()), strange, &Secret::new([3; 32])).await.expect("invites");
    assert!(house.again(&first.account).await.owner, "the first of a body answers for it");
}

async fn the_first_administrator_comes_in_by_a_link(db: TestStore) {
    let house = House::new(db);
    let viewer = operator();
    let first = first_administrator(house.desk(&viewer), &Secret::new([1; 32])).await.expect("asks");
    let first = first.expect("nobody there yet");
    let again =
        first_administrator(house.desk(&viewer), &Secret::new([2; 32])).await.expect("asks").expect("still");
    assert_eq!((again.account, again.invitation.kind), (first.account.clone(), InvitationKind::First));
    let old = house.accept(1, typed("boss", PASSWORD), after(1)).await;
    assert!(matches!(old, Err(AccountError::LinkOver)), "a start of the service renews the link");
    house.accept(2, typed("boss", PASSWORD), after(1)).await.expect("accepts");
    assert_eq!(first_administrator(house.desk(&viewer), &Secret::new([3; 32])).await.expect("asks"), None);
    let officer = viewer_of(&house.officer(1).await);
    let refused = first_administrator(house.desk(&officer), &Secret::new([4; 32])).await;
    assert!(matches!(refused, Err(AccountError::NotAllowed)));
}
