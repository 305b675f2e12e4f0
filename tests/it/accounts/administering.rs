//! What the system administrator does: roles, disabling, handing over; and what is kept from everybody.

use duijie::domain::account::{AccountStatus, Organisation};
use duijie::domain::account_event::AccountEventKind;
use duijie::domain::assignment::Assignment;
use duijie::domain::role::Role;
use duijie::service::accounts::{
    AccountError, AccountFilter, BodyTyped, NewRole, change_role, disable, find_account_named, find_body,
    hand_over, list_accounts, reactivate, show_account,
};

use duijie::storage::{insert_assignment, list_assignments};

use super::{House, after, viewer_of};
use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::PASSWORD;

on_both!(
    roles_change_with_a_reason_and_sessions_end,
    nobody_changes_the_own_account_and_none_two_roles,
    the_last_administrator_stays,
    owners_hand_over_before_they_go,
    enterprises_are_handed_over_with_their_history,
    a_disabled_account_comes_back_with_its_password,
    bodies_are_found_as_people_write_them,
    lists_name_the_bodies,
);

fn to(role: Role, organisation: Organisation) -> NewRole {
    NewRole { role, organisation, reason: "岗位调整".to_owned() }
}

async fn roles_change_with_a_reason_and_sessions_end(db: TestStore) {
    samples::found_city(&db.store).await;
    let house = House::new(db);
    let chief = viewer_of(&house.account(1, Role::SystemAdministrator, Organisation::Bureau).await);
    let account = house.officer(2).await;
    house.try_at(("zhang.2", PASSWORD), "10.0.0.1", 1, after(0)).await.expect("comes in");
    let county = Organisation::County(samples::code("410325"));
    let silent = NewRole { reason: String::new(), ..to(Role::CountyOfficer, county.clone()) };
    let refused = change_role(house.desk(&chief), &account.id, silent).await;
    assert!(matches!(refused, Err(AccountError::ReasonMissing)));
    let misfit = to(Role::CountyOfficer, Organisation::Bureau);
    let refused = change_role(house.desk(&chief), &account.id, misfit).await;
    assert!(matches!(refused, Err(AccountError::RoleDoesNotFit)));
    change_role(house.desk(&chief), &account.id, to(Role::CountyOfficer, county.clone()))
        .await
        .expect("changes");
    let shown = show_account(house.desk(&chief), &account.id).await.expect("shows");
    assert_eq!((shown.row.account.role, shown.row.account.organisation), (Role::CountyOfficer, county));
    let event = &shown.events[0];
    assert_eq!(
        (event.event.kind, event.event.reason.as_deref()),
        (AccountEventKind::RoleChanged, Some("岗位调整"))
    );
    assert_eq!(event.by.as_deref(), Some("张三1"));
    let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM session WHERE ended_at_ms IS NULL")
        .fetch_one(&mut *house.db.read().await)
        .await
        .expect("count");
    assert_eq!(open, 0);
}

async fn nobody_changes_the_own_account_and_none_two_roles(db: TestStore) {
    let house = House::new(db);
    let chief = house.account(1, Role::SystemAdministrator, Organisation::Bureau).await;
    let guard = house.account(2, Role::SecurityAdministrator, Organisation::Bureau).await;
    let officer = house.officer(3).await;
    let viewer = viewer_of(&chief);
    let own =
        change_role(house.desk(&viewer), &chief.id, to(Role::BureauOfficer, Organisation::Bureau)).await;
    assert!(matches!(own, Err(AccountError::NotAllowed)));
    for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator] {
        let raised = change_role(house.desk(&viewer), &officer.id, to(role, Organisation::Bureau)).await;
        assert!(matches!(raised, Err(AccountError::CommandLineOnly)), "{role:?}");
    }
    let lowered =
        change_role(house.desk(&viewer), &guard.id, to(Role::BureauOfficer, Organisation::Bureau)).await;
    assert!(matches!(lowered, Err(AccountError::CommandLineOnly)));
    for other in [&guard, &officer] {
        let viewer = viewer_of(other);
        let tried = disable(house.desk(&viewer), &chief.id, "试试").await;
        assert!(matches!(tried, Err(AccountError::NotAllowed)), "{:?}", other.role);
    }
    let tried = disable(house.desk(&viewer), &chief.id, "自己").await;
    assert!(matches!(tried, Err(AccountError::NotAllowed)));
}

async fn the_last_administrator_stays(db: TestStore) {
    let house = House::new(db);
    let guard = house.account(2, Role::SecurityAdministrator, Organisation::Bureau).await;
    let viewer = operator();
    let last = disable(house.desk(&viewer), &guard.id, "离职").await;
    assert!(matches!(last, Err(AccountError::LastAdministrator(Role::SecurityAdministrator))));
    house.account(3, Role::SecurityAdministrator, Organisation::Bureau).await;
    disable(house.desk(&viewer), &guard.id, "离职").await.expect("another is there");
}

async fn owners_hand_over_before_they_go(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let house = House::new(db);
    let body = Organisation::Enterprise(enterprise.id);
    let owner = house.owner_if(1, Role::Enterprise, body.clone(), true).await;
    let colleague = house.account(2, Role::Enterprise, body).await;
    let officer = house.officer(3).await;
    let chief = viewer_of(&house.account(4, Role::SystemAdministrator, Organisation::Bureau).await);
    let early = disable(house.desk(&chief), &owner.id, "离职").await;
    assert!(matches!(early, Err(AccountError::OwnerFirst)));
    let misfit = hand_over(house.desk(&chief), &owner.id, &officer.id, "离职").await;
    assert!(matches!(misfit, Err(AccountError::NotASuccessor)));
    let stranger = hand_over(house.desk(&viewer_of(&colleague)), &owner.id, &colleague.id, "抢").await;
    assert!(matches!(stranger, Err(AccountError::NotAllowed)));
    hand_over(house.desk(&chief), &owner.id, &colleague.id, "离职").await.expect("hands over");
    assert!(!house.again(&owner.id).await.owner && house.again(&colleague.id).await.owner);
    disable(house.desk(&chief), &owner.id, "离职").await.expect("goes");
    assert_eq!(house.status(&owner.id).await, AccountStatus::Disabled);
    assert_eq!(house.audited("account_owner_changed").await, 2);
}

async fn enterprises_are_handed_over_with_their_history(db: TestStore) {
    let enterprises = [samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await];
    let house = House::new(db);
    let leaving = house.officer(1).await;
    let phone = leaving.phone.clone().expect("a telephone");
    let spaced = format!("{} {}", &phone[..3], &phone[3..]);
    let mut tx = house.db.write().await;
    for (enterprise, starts_on) in enterprises.iter().zip([Some(day("2025-06-01")), Some(day("2026-03-05"))])
    {
        let assignment = Assignment {
            enterprise: enterprise.id.clone(),
            officer: leaving.name.clone(),
            unit: Some("市科技局".to_owned()),
            position: Some("副科长".to_owned()),
            phone: Some(spaced.clone()),
            starts_on,
            ends_on: None,
        };
        insert_assignment(&mut tx, &assignment).await.expect("insert");
        let namesake = Assignment { phone: Some("0379-1".to_owned()), starts_on: None, ..assignment };
        insert_assignment(&mut tx, &namesake).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    // Made after the list was loaded: it does not matter which came first.
    let successor = house.officer(2).await;
    let chief = viewer_of(&house.account(4, Role::SystemAdministrator, Organisation::Bureau).await);
    let early = disable(house.desk(&chief), &leaving.id, "调离").await;
    assert!(matches!(early, Err(AccountError::HandOverFirst(2))), "{early:?}");
    let moved = hand_over(house.desk(&chief), &leaving.id, &successor.id, "调离").await.expect("hands over");
    assert_eq!(moved, 2);
    disable(house.desk(&chief), &leaving.id, "调离").await.expect("goes");
    let refused = disable(house.desk(&chief), &successor.id, "也走").await;
    assert!(matches!(refused, Err(AccountError::HandOverFirst(2))), "they are the successor's now");
    let all = list_assignments(&mut *house.db.read().await, &operator(), noon("2026-03-06")).await;
    let told: Vec<_> = all
        .expect("list")
        .into_iter()
        .map(|one| one.fact)
        .filter(|one| one.phone.as_deref() != Some("0379-1"))
        .map(|one| (one.enterprise == enterprises[0].id, one.officer, one.starts_on, one.ends_on))
        .collect();
    let today = Some(day("2026-03-05"));
    let expected = [
        (true, leaving.name.clone(), Some(day("2025-06-01")), Some(day("2026-03-04"))),
        (true, successor.name.clone(), today, None),
        (false, successor.name.clone(), today, None),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    assert!(expected.iter().all(|one| told.contains(one)), "{told:?}");
}

async fn a_disabled_account_comes_back_with_its_password(db: TestStore) {
    let house = House::new(db);
    let chief = viewer_of(&house.account(1, Role::SystemAdministrator, Organisation::Bureau).await);
    let account = house.officer(2).await;
    disable(house.desk(&chief), &account.id, "长假").await.expect("disables");
    let tried = house.try_at(("zhang.2", PASSWORD), "10.0.0.1", 1, after(0)).await;
    assert!(matches!(tried, Err(AccountError::NotInUse)));
    reactivate(house.desk(&chief), &account.id, "回来了").await.expect("comes back");
    house.try_at(("zhang.2", PASSWORD), "10.0.0.1", 1, after(10)).await.expect("comes in");
    let twice = reactivate(house.desk(&chief), &account.id, "再来").await;
    assert!(matches!(twice, Err(AccountError::NotAllowed)));
}

async fn bodies_are_found_as_people_write_them(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let institution = samples::found_institution(&db, 1).await;
    let house = House::new(db);
    let viewer = operator();
    let typed = BodyTyped {
        county: "嵩县".to_owned(),
        department: "工信局".to_owned(),
        groups: "工信局·其他，住建局·商砼".to_owned(),
        enterprise: enterprise.uscc.to_string(),
        institution: "jg2026-0001".to_owned(),
        team: "轴承团队".to_owned(),
    };
    let desk = house.desk(&viewer);
    let found = async |role| find_body(desk, role, &typed).await.expect("found");
    assert_eq!(found(Role::CountyOfficer).await, Organisation::County(samples::code("410325")));
    assert_eq!(found(Role::Enterprise).await, Organisation::Enterprise(enterprise.id));
    let team = Some("轴承团队".to_owned());
    assert_eq!(found(Role::Institution).await, Organisation::Institution { id: institution.id, team });
    let groups = vec!["工信局·其他".to_owned(), "住建局·商砼".to_owned()];
    assert_eq!(
        found(Role::DepartmentOfficer).await,
        Organisation::Department { name: "工信局".to_owned(), groups }
    );
    assert_eq!(found(Role::AuditAdministrator).await, Organisation::Bureau);
    for role in [Role::CountyOfficer, Role::DepartmentOfficer, Role::Enterprise, Role::Institution] {
        let none = find_body(desk, role, &BodyTyped::default()).await;
        assert!(matches!(none, Err(AccountError::NoSuchOrganisation)), "{role:?}");
    }
}

async fn lists_name_the_bodies(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let institution = samples::found_institution(&db, 1).await;
    let house = House::new(db);
    house.account(1, Role::Enterprise, Organisation::Enterprise(enterprise.id.clone())).await;
    let team = Some("轴承团队".to_owned());
    house.account(2, Role::Institution, Organisation::Institution { id: institution.id.clone(), team }).await;
    house.account(3, Role::CountyOfficer, Organisation::County(samples::code("410325"))).await;
    house.officer(4).await;
    let viewer = operator();
    let list = list_accounts(house.desk(&viewer), &AccountFilter::default(), 99).await.expect("list");
    let bodies: Vec<Option<String>> = list.rows.into_iter().map(|row| row.body).collect();
    let team = format!("{} · 轴承团队", institution.name);
    assert_eq!(bodies, [Some(enterprise.name), Some(team), Some("嵩县".to_owned()), None]);
    let named = find_account_named(house.desk(&viewer), "ZHANG.4").await.expect("find");
    assert_eq!(named.map(|account| account.name), Some("张三4".to_owned()));
}
