//! What reminders need to know: capabilities that have grown old, enterprises that were reminded or cannot be reached.

use duijie::domain::account::{Account, AccountStatus, Organisation};
use duijie::domain::capability::{Capability, CapabilityStatus};
use duijie::domain::role::Role;
use duijie::domain::statement::Statement;
use duijie::domain::time::BusinessDate;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    StorageError, aged_capabilities, enterprises_with_accounts, insert_account, insert_capability,
    insert_enterprise_reminder, list_enterprise_reminders,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::person;

on_both!(
    what_is_on_show_and_old_is_found_with_its_holders,
    a_reminder_is_known_to_those_who_look_after_the_enterprise,
    only_who_can_sign_in_is_reached,
);

fn day(text: &str) -> BusinessDate {
    BusinessDate::parse_iso(text).expect("a day")
}

async fn what_is_on_show_and_old_is_found_with_its_holders(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let both = [two.id.clone(), one.id.clone()];
    let mut tx = db.write().await;
    let mut ids = Vec::new();
    for (number, confirmed, valid_until, status) in [
        (1, "2025-09-05", None, CapabilityStatus::Published),
        (2, "2025-09-06", None, CapabilityStatus::Published),
        (3, "2026-03-01", Some("2026-03-04"), CapabilityStatus::Published),
        (4, "2026-03-01", Some("2026-03-05"), CapabilityStatus::Published),
        (5, "2020-01-01", None, CapabilityStatus::Draft),
    ] {
        let base = samples::capability(&tx, number, &both);
        let at = noon(confirmed);
        let dated = |statement: Statement| Statement { stated_at: at, confirmed_at: at, ..statement };
        let statements =
            base.statements.clone().into_iter().map(|(group, one)| (group, dated(one))).collect();
        let one =
            Capability { status, confirmed_at: at, statements, valid_until: valid_until.map(day), ..base };
        insert_capability(&mut tx, &one).await.expect("inserts");
        ids.push(one.id);
    }
    tx.commit().await.expect("commits");
    let found =
        aged_capabilities(&mut *db.read().await, &operator(), day("2026-03-05")).await.expect("finds");
    let of: Vec<_> = found.iter().map(|one| (&one.id, &one.institution)).collect();
    assert_eq!(of, [(&ids[0], &two.id), (&ids[0], &one.id), (&ids[2], &two.id), (&ids[2], &one.id)]);
    assert_eq!((found[0].confirmed_at, found[2].valid_until), (noon("2025-09-05"), Some(day("2026-03-04"))));
}

async fn a_reminder_is_known_to_those_who_look_after_the_enterprise(db: TestStore) {
    let (one, two) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    for (at, year) in [("2026-03-05", 2025), ("2026-03-07", 2025), ("2026-03-08", 2024)] {
        let mut tx = db.write_at(noon(at)).await;
        insert_enterprise_reminder(&mut tx, &one.id, year).await.expect("inserts");
        tx.commit().await.expect("commits");
    }
    let county = |code: &str| person(2, Role::CountyOfficer, Scope::County(samples::code(code)));
    let own =
        |id: &duijie::domain::ids::EnterpriseId| person(3, Role::Enterprise, Scope::Enterprise(id.clone()));
    for (viewer, sees) in [
        (operator(), true),
        (county(one.county.as_str()), true),
        (county("410328"), false),
        (own(&one.id), true),
        (own(&two.id), false),
        (Viewer::visitor(Default::default()), false),
    ] {
        let found = list_enterprise_reminders(&mut *db.read().await, &viewer, 2025).await.expect("lists");
        let wanted = sees.then(|| noon("2026-03-07"));
        assert_eq!(found.get(&one.id).copied(), wanted, "{viewer:?}");
        assert!(found.len() <= 1);
    }
    let mut tx = db.write().await;
    let stray = tx.next_id();
    let refused = insert_enterprise_reminder(&mut tx, &stray, 2025).await.expect_err("no such enterprise");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
}

async fn only_who_can_sign_in_is_reached(db: TestStore) {
    let (one, two) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    samples::found_account(&db, 1, Role::Enterprise, Organisation::Enterprise(one.id.clone())).await;
    let mut tx = db.write().await;
    let gone = samples::account(&tx, 2, Role::Enterprise, Organisation::Enterprise(two.id.clone()));
    insert_account(&mut tx, &Account { status: AccountStatus::Disabled, ..gone }).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let reached = enterprises_with_accounts(&mut conn, &operator()).await.expect("finds");
    assert_eq!(reached.into_iter().collect::<Vec<_>>(), [one.id]);
    let visitor = Viewer::visitor(Default::default());
    assert!(enterprises_with_accounts(&mut conn, &visitor).await.expect("finds").is_empty());
}
