//! Officers who look after enterprises, and the days on which people work.

use duijie::domain::account::Organisation;
use duijie::domain::assignment::Assignment;
use duijie::domain::calendar::{CalendarDay, DayKind};
use duijie::domain::ids::EnterpriseId;
use duijie::domain::role::Role;
use duijie::storage::{
    FactTable, Recorded, delete_enterprise, insert_assignment, insert_assignment_of, insert_calendar_day,
    list_assignments, list_assignments_of, list_calendar_days, load_assignments, withdraw_fact,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    officers_come_back_and_the_newest_record_holds,
    an_officer_may_come_back_later,
    an_enterprise_with_an_officer_stays,
    an_account_has_its_assignments_on_the_days_they_hold,
    days_come_back_and_the_newest_record_holds,
);

fn officer(enterprise: &EnterpriseId) -> Assignment {
    Assignment {
        enterprise: enterprise.clone(),
        officer: "张干部'; --".to_owned(),
        unit: Some("洛龙区科技局".to_owned()),
        position: Some("副局长".to_owned()),
        phone: Some("139 0000 1111".to_owned()),
        starts_on: Some(day("2026-01-01")),
        ends_on: None,
    }
}

fn bare(enterprise: &EnterpriseId) -> Assignment {
    let plain = officer(enterprise);
    Assignment {
        unit: None,
        position: None,
        phone: None,
        starts_on: None,
        officer: "李干部".to_owned(),
        ..plain
    }
}

fn facts<T>(records: Vec<Recorded<T>>) -> Vec<T> {
    records.into_iter().map(|record| record.fact).collect()
}

async fn officers_come_back_and_the_newest_record_holds(db: TestStore) {
    let (one, two) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    let mut tx = db.write().await;
    for fact in [officer(&one.id), bare(&one.id), bare(&two.id)] {
        insert_assignment(&mut tx, &fact).await.expect("assignment");
    }
    tx.commit().await.expect("commits");
    let ended = Assignment { ends_on: Some(day("2026-03-31")), ..officer(&one.id) };
    let mut tx = db.write_at(noon("2026-04-01")).await;
    let id = insert_assignment(&mut tx, &ended).await.expect("ends");
    tx.commit().await.expect("commits");
    let (mut conn, viewer) = (db.read().await, operator());
    let before = load_assignments(&mut conn, &viewer, &one.id, noon("2026-03-31")).await.expect("before");
    assert_eq!(facts(before), [officer(&one.id), bare(&one.id)]);
    let now = list_assignments(&mut conn, &viewer, noon("2026-04-01")).await.expect("now");
    assert_eq!(now.len(), 3);
    assert!(facts(now).contains(&ended));
    for (on, holds) in
        [("2025-12-31", false), ("2026-01-01", true), ("2026-03-31", true), ("2026-04-01", false)]
    {
        assert_eq!(ended.holds_on(day(on)), holds, "{on}");
    }
    let masked = ended.masked();
    assert_eq!((masked.officer.as_str(), masked.phone.as_deref()), ("张*", Some("139****1111")));
    drop(conn);
    let mut tx = db.write_at(noon("2026-05-01")).await;
    assert!(withdraw_fact(&mut tx, FactTable::Assignment, id.as_str()).await.expect("withdraw"));
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let again = load_assignments(&mut conn, &viewer, &one.id, noon("2026-05-01")).await.expect("again");
    assert_eq!(facts(again), [officer(&one.id), bare(&one.id)]);
}

async fn an_officer_may_come_back_later(db: TestStore) {
    let one = samples::found_enterprise(&db, 1).await;
    let earlier = Assignment { ends_on: Some(day("2026-02-01")), ..officer(&one.id) };
    let later = Assignment { starts_on: Some(day("2026-03-01")), ..officer(&one.id) };
    let mut tx = db.write().await;
    for fact in [&earlier, &later] {
        insert_assignment(&mut tx, fact).await.expect("assignment");
    }
    tx.commit().await.expect("commits");
    let all = load_assignments(&mut *db.read().await, &operator(), &one.id, noon("2026-03-05")).await;
    assert_eq!(facts(all.expect("both")), [later, earlier], "the latest begun first");
}

async fn an_enterprise_with_an_officer_stays(db: TestStore) {
    let one = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let id = insert_assignment(&mut tx, &officer(&one.id)).await.expect("assignment");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    delete_enterprise(&mut tx, &one.id).await.expect_err("referred to");
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write().await;
    withdraw_fact(&mut tx, FactTable::Assignment, id.as_str()).await.expect("withdraw");
    delete_enterprise(&mut tx, &one.id).await.expect("nothing holds it any more");
    tx.commit().await.expect("commits");
}

async fn an_account_has_its_assignments_on_the_days_they_hold(db: TestStore) {
    let (one, two) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    let mine = samples::found_account(&db, 1, Role::BureauOfficer, Organisation::Bureau).await;
    let other = samples::found_account(&db, 2, Role::BureauOfficer, Organisation::Bureau).await;
    let over = Assignment { ends_on: Some(day("2026-03-31")), ..officer(&one.id) };
    let mut tx = db.write().await;
    insert_assignment_of(&mut tx, &over, &mine.id).await.expect("assignment");
    insert_assignment_of(&mut tx, &officer(&two.id), &other.id).await.expect("assignment");
    insert_assignment(&mut tx, &bare(&two.id)).await.expect("nobody's");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    for (account, on, expected) in [
        (&mine, "2026-03-31", vec![over.clone()]),
        (&mine, "2026-04-01", vec![]),
        (&other, "2026-04-01", vec![officer(&two.id)]),
    ] {
        let held = list_assignments_of(&mut conn, &account.id, noon("2026-04-01"), day(on)).await;
        assert_eq!(facts(held.expect("reads")), expected, "{on}");
    }
}

async fn days_come_back_and_the_newest_record_holds(db: TestStore) {
    let off = CalendarDay {
        day: day("2026-10-01"),
        kind: DayKind::DayOff,
        name: Some("国庆节".to_owned()),
        source: Some("国办发明电〔2025〕7号".to_owned()),
    };
    let work = CalendarDay { day: day("2026-09-20"), kind: DayKind::WorkingDay, name: None, source: None };
    let mut tx = db.write().await;
    for fact in [&off, &work] {
        insert_calendar_day(&mut tx, fact).await.expect("day");
    }
    tx.commit().await.expect("commits");
    let corrected = CalendarDay { kind: DayKind::DayOff, ..work.clone() };
    let mut tx = db.write_at(noon("2026-04-01")).await;
    insert_calendar_day(&mut tx, &corrected).await.expect("day");
    tx.commit().await.expect("commits");
    let (mut conn, viewer) = (db.read().await, operator());
    let before = list_calendar_days(&mut conn, &viewer, noon("2026-03-05")).await.expect("before");
    assert_eq!(facts(before), [work, off.clone()], "in the order of the days");
    let now = list_calendar_days(&mut conn, &viewer, noon("2026-04-01")).await.expect("now");
    assert_eq!(facts(now), [corrected, off]);
}
