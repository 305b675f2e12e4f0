//! Accounts: every field comes back, names are taken once, each body has one owner, and who sees which.

use duijie::domain::account::{Account, AccountStatus, CONSENT_VERSION, Consent, Delegation, Organisation};
use duijie::domain::account_event::AccountEventKind;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::storage::{
    AccountFilter, StorageError, count_accounts, find_account, find_account_named, insert_account,
    insert_account_event, insert_consent, list_account_events, list_accounts, list_consents, list_delegators,
    load_accounts, update_account,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    names_and_owners_are_taken_once,
    a_stale_change_is_refused,
    lists_are_searched_and_paged,
    people_see_their_own_and_what_is_their_duty,
    colleagues_who_stand_in_know_for_whom,
    histories_and_agreements_are_kept,
);

pub fn viewer_of(account: &Account) -> Viewer {
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

async fn every_field_comes_back(db: TestStore) {
    let institution = samples::found_institution(&db, 1).await;
    let mut tx = db.write().await;
    let colleague = samples::account(
        &tx,
        1,
        Role::Institution,
        Organisation::Institution { id: institution.id.clone(), team: None },
    );
    let full = Account {
        owner: true,
        delegation: Some(Delegation {
            to: colleague.id.clone(),
            from: day("2026-03-01"),
            until: day("2026-03-09"),
        }),
        consent: Some(Consent { version: CONSENT_VERSION, at: noon("2026-03-02") }),
        ..samples::account(
            &tx,
            2,
            Role::Institution,
            Organisation::Institution { id: institution.id, team: Some("轴承团队".to_owned()) },
        )
    };
    let groups = Organisation::Department {
        name: "工信局".to_owned(),
        groups: vec!["工信局·其他".to_owned()],
    };
    let bare = Account {
        sign_in_name: None,
        phone: None,
        email: None,
        status: AccountStatus::Invited,
        ..samples::account(&tx, 3, Role::DepartmentOfficer, groups)
    };
    for account in [&colleague, &full, &bare] {
        insert_account(&mut tx, account).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    for account in [&colleague, &full, &bare] {
        let found = find_account(&mut conn, &operator(), &account.id).await.expect("find");
        assert_eq!(found.as_ref(), Some(account));
    }
    let named = find_account_named(&mut conn, &operator(), " ＺＨＡＮＧ.2").await.expect("find");
    assert_eq!(named, Some(full));
    assert_eq!(find_account_named(&mut conn, &operator(), "nobody").await.expect("find"), None);
}

async fn names_and_owners_are_taken_once(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let body = Organisation::Enterprise(enterprise.id);
    let mut tx = db.write().await;
    let first = Account { owner: true, ..samples::account(&tx, 1, Role::Enterprise, body.clone()) };
    insert_account(&mut tx, &first).await.expect("insert");
    for number in [2, 3] {
        let nameless =
            Account { sign_in_name: None, ..samples::account(&tx, number, Role::Enterprise, body.clone()) };
        insert_account(&mut tx, &nameless).await.expect("without a name, as many as there are");
    }
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let twin = Account {
        sign_in_name: Some("Zhang.1".to_owned()),
        ..samples::account(&tx, 4, Role::Enterprise, body.clone())
    };
    let refused = insert_account(&mut tx, &twin).await.expect_err("name taken");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write().await;
    let usurper = Account { owner: true, ..samples::account(&tx, 5, Role::Enterprise, body) };
    let refused = insert_account(&mut tx, &usurper).await.expect_err("has an owner");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
}

async fn a_stale_change_is_refused(db: TestStore) {
    let mut account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    account.name = "李四".to_owned();
    account.status = AccountStatus::Disabled;
    account.role = Role::SystemAdministrator;
    let mut tx = db.write().await;
    update_account(&mut tx, &account).await.expect("update");
    let refused = update_account(&mut tx, &account).await.expect_err("stale");
    assert!(matches!(refused, StorageError::Stale { entity: "account", .. }), "{refused}");
    tx.commit().await.expect("commits");
    account.version += 1;
    let found = find_account(&mut *db.read().await, &operator(), &account.id).await.expect("find");
    assert_eq!(found, Some(account));
}

async fn lists_are_searched_and_paged(db: TestStore) {
    for number in 1..=5 {
        samples::found_account(&db, number, Role::BureauOfficer, Organisation::Bureau).await;
    }
    let mut gone =
        samples::found_account(&db, 6, Role::BureauOfficer, Organisation::Bureau).await.anonymised();
    let mut tx = db.write().await;
    update_account(&mut tx, &gone).await.expect("update");
    tx.commit().await.expect("commits");
    gone.version += 1;
    let (viewer, mut conn) = (operator(), db.read().await);
    let all = AccountFilter::default();
    assert_eq!(count_accounts(&mut conn, &viewer, &all).await.expect("count"), 5, "without those ended");
    let page = list_accounts(&mut conn, &viewer, &all, (3, 9)).await.expect("list");
    assert_eq!(page.len(), 2);
    let text = |text: &str| AccountFilter { text: Some(text.to_owned()), ..AccountFilter::default() };
    for (asked, number) in
        [("张三4", 1), ("ZHANG.4", 1), ("zhang", 5), ("%", 0), ("zhang_4", 0), ("1390000", 5)]
    {
        assert_eq!(count_accounts(&mut conn, &viewer, &text(asked)).await.expect("count"), number, "{asked}");
    }
    let ended = AccountFilter { status: Some(AccountStatus::Deleted), ..AccountFilter::default() };
    assert_eq!(list_accounts(&mut conn, &viewer, &ended, (0, 9)).await.expect("list"), [gone]);
    let other = AccountFilter { role: Some(Role::Enterprise), ..AccountFilter::default() };
    assert_eq!(count_accounts(&mut conn, &viewer, &other).await.expect("count"), 0);
    let bureau = AccountFilter { organisation: Some(Organisation::Bureau), ..AccountFilter::default() };
    assert_eq!(count_accounts(&mut conn, &viewer, &bureau).await.expect("count"), 5);
}

async fn people_see_their_own_and_what_is_their_duty(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let institution = samples::found_institution(&db, 1).await;
    let county = |code: &str| Organisation::County(samples::code(code));
    let department = Organisation::Department { name: "工信局".to_owned(), groups: Vec::new() };
    let bodies = [
        (Role::Enterprise, Organisation::Enterprise(enterprise.id)),
        (Role::Institution, Organisation::Institution { id: institution.id, team: None }),
        (Role::CountyOfficer, county("410311")),
        (Role::CountyOfficer, county("410325")),
        (Role::DepartmentOfficer, department),
        (Role::BureauOfficer, Organisation::Bureau),
        (Role::SystemAdministrator, Organisation::Bureau),
        (Role::SecurityAdministrator, Organisation::Bureau),
        (Role::AuditAdministrator, Organisation::Bureau),
    ];
    let mut accounts = Vec::new();
    for ((role, body), number) in bodies.into_iter().zip(1..) {
        accounts.push(samples::found_account(&db, number, role, body).await);
    }
    let mut conn = db.read().await;
    let mut seen = Vec::new();
    for account in &accounts {
        let viewer = viewer_of(account);
        seen.push(count_accounts(&mut conn, &viewer, &AccountFilter::default()).await.expect("count"));
        let own = find_account(&mut conn, &viewer, &account.id).await.expect("find");
        assert_eq!(own.as_ref(), Some(account), "everybody sees himself");
    }
    // The county of the enterprise sees its account, the other county does not; the bureau sees its own people and
    // enterprises; two administrators see all, the one of the audit trail only himself.
    assert_eq!(seen, [1, 1, 2, 1, 1, 5, 9, 9, 1]);
    let ids: Vec<_> = accounts.iter().map(|account| account.id.clone()).collect();
    for (account, seen) in accounts.iter().zip(&seen) {
        let loaded = load_accounts(&mut conn, &viewer_of(account), &ids).await.expect("load");
        assert_eq!(loaded.len(), usize::try_from(*seen).expect("few"), "{:?}", account.role);
    }
    let visitor = Viewer::visitor(Origin::default());
    assert_eq!(count_accounts(&mut conn, &visitor, &AccountFilter::default()).await.expect("count"), 0);
}

async fn colleagues_who_stand_in_know_for_whom(db: TestStore) {
    let colleague = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let mut away = samples::found_account(&db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    away.delegation =
        Some(Delegation { to: colleague.id.clone(), from: day("2026-03-01"), until: day("2026-03-09") });
    let mut tx = db.write().await;
    update_account(&mut tx, &away).await.expect("update");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let known = list_delegators(&mut conn, &viewer_of(&colleague), &colleague.id).await.expect("list");
    assert_eq!(known.iter().map(|one| &one.id).collect::<Vec<_>>(), [&away.id]);
    assert!(list_delegators(&mut conn, &viewer_of(&away), &away.id).await.expect("list").is_empty());
}

async fn histories_and_agreements_are_kept(db: TestStore) {
    let account = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let other = samples::found_account(&db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    let mut tx = db.write().await;
    insert_account_event(&mut tx, &account.id, AccountEventKind::Made, "bureau", None).await.expect("insert");
    insert_account_event(&mut tx, &account.id, AccountEventKind::Disabled, "", Some("离职"))
        .await
        .expect("insert");
    let consent = Consent { version: CONSENT_VERSION, at: tx.now() };
    insert_consent(&mut tx, &account.id, consent).await.expect("insert");
    insert_consent(&mut tx, &account.id, consent).await.expect("twice is once");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let events = list_account_events(&mut conn, &operator(), &account.id, 9).await.expect("list");
    let told: Vec<_> =
        events.iter().map(|event| (event.kind, event.actor.as_str(), event.reason.as_deref())).collect();
    assert_eq!(
        told,
        [(AccountEventKind::Disabled, "system", Some("离职")), (AccountEventKind::Made, "system", None)]
    );
    let own = list_account_events(&mut conn, &viewer_of(&account), &account.id, 1).await.expect("list");
    assert_eq!(own.len(), 1);
    let strange = list_account_events(&mut conn, &viewer_of(&other), &account.id, 9).await.expect("list");
    assert!(strange.is_empty());
    assert_eq!(list_consents(&mut conn, &viewer_of(&account)).await.expect("list"), [consent]);
    assert!(list_consents(&mut conn, &operator()).await.expect("list").is_empty());
}
