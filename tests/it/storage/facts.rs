//! Dated facts: what held as of a moment can be told at any later time.

use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::ids::EnterpriseId;
use duijie::domain::money::Fen;
use duijie::domain::rate::BasisPoints;
use duijie::domain::rd_activity::{RdActivity, RdAggregate, RdSource};
use duijie::domain::roster::RosterEntry;
use duijie::domain::target::{Target, TargetKind};
use duijie::domain::time::Instant;
use duijie::storage::{
    FactTable, Recorded, insert_four_haves, insert_rd_activity, insert_rd_aggregate, insert_roster_entry,
    insert_target, list_four_haves, list_rd_activities, list_rd_aggregates, list_roster_entries,
    list_targets, withdraw_fact,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    the_newest_holds_as_of_a_moment,
    what_is_withdrawn_held_until_then,
    within_a_moment_the_later_record_holds,
    sources_years_and_areas_do_not_cover_each_other,
);

/// Always on the roster.
pub fn on_roster(enterprise: &EnterpriseId) -> RosterEntry {
    RosterEntry { enterprise: enterprise.clone(), entered_on: None, left_on: None, left_reason: None }
}

fn activity(enterprise: &EnterpriseId, source: RdSource) -> RdActivity {
    RdActivity {
        enterprise: enterprise.clone(),
        data_year: 2025,
        source,
        active: true,
        expense: Some(Fen(9_007_199_254_740_993)),
        as_of_on: Some(day("2026-01-31")),
    }
}

fn facts<T>(records: Vec<Recorded<T>>) -> Vec<T> {
    records.into_iter().map(|record| record.fact).collect()
}

async fn every_field_comes_back(db: TestStore) {
    let (one, two) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    let entry = RosterEntry {
        enterprise: one.id.clone(),
        entered_on: Some(day("2024-02-29")),
        left_on: Some(day("2025-12-31")),
        left_reason: Some("停产".to_owned()),
    };
    let bare_activity =
        RdActivity { active: false, expense: None, as_of_on: None, ..activity(&two.id, RdSource::County) };
    let aggregate = RdAggregate {
        data_year: 2025,
        area: samples::code("410311"),
        as_of_on: day("2026-01-31"),
        enterprises: 100,
        active: 120,
    };
    let have = FourHaves {
        enterprise: one.id.clone(),
        data_year: 2025,
        item: FourHavesItem::Unit,
        present: true,
        evidence: Some("市级研发中心〔2024〕3号".to_owned()),
        evidence_on: Some(day("2024-05-06")),
    };
    let bare_have = FourHaves {
        item: FourHavesItem::Staff,
        present: false,
        evidence: None,
        evidence_on: None,
        ..have.clone()
    };
    let target = Target {
        document: "洛政办〔2026〕1号".to_owned(),
        data_year: 2026,
        area: samples::code("410300"),
        kind: TargetKind::Work,
        rate: BasisPoints(7550),
    };
    let mut tx = db.write().await;
    let id = insert_roster_entry(&mut tx, &entry).await.expect("roster");
    insert_roster_entry(&mut tx, &on_roster(&two.id)).await.expect("roster");
    insert_rd_activity(&mut tx, &activity(&one.id, RdSource::Province)).await.expect("activity");
    insert_rd_activity(&mut tx, &bare_activity).await.expect("activity");
    insert_rd_aggregate(&mut tx, &aggregate).await.expect("aggregate");
    insert_four_haves(&mut tx, &have).await.expect("have");
    insert_four_haves(&mut tx, &bare_have).await.expect("have");
    insert_target(&mut tx, &target).await.expect("target");
    tx.commit().await.expect("commits");

    let (now, viewer, mut conn) = (noon("2026-03-05"), operator(), db.read().await);
    let roster = list_roster_entries(&mut conn, &viewer, now).await.expect("roster");
    assert_eq!((&roster[0].id, roster[0].recorded_at), (&id, now));
    assert_eq!(facts(roster), [entry, on_roster(&two.id)]);
    let activities = list_rd_activities(&mut conn, &viewer, now).await.expect("activities");
    assert_eq!(facts(activities), [activity(&one.id, RdSource::Province), bare_activity]);
    assert_eq!(facts(list_rd_aggregates(&mut conn, &viewer, now).await.expect("aggregates")), [aggregate]);
    assert_eq!(facts(list_four_haves(&mut conn, &viewer, now).await.expect("haves")), [bare_have, have]);
    assert_eq!(facts(list_targets(&mut conn, &viewer, now).await.expect("targets")), [target]);
    for table in FactTable::ALL {
        assert_eq!(FactTable::from_name(table.name()), Some(table));
    }
    assert_eq!(FactTable::from_name("setting"), None);
}

async fn roster_at(db: &TestStore, moment: Instant) -> Vec<RosterEntry> {
    facts(list_roster_entries(&mut *db.read().await, &operator(), moment).await.expect("roster"))
}

async fn the_newest_holds_as_of_a_moment(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let left = RosterEntry { left_on: Some(day("2026-04-01")), ..on_roster(&enterprise.id) };
    for (moment, entry) in [("2026-03-05", on_roster(&enterprise.id)), ("2026-04-05", left.clone())] {
        let mut tx = db.write_at(noon(moment)).await;
        insert_roster_entry(&mut tx, &entry).await.expect("insert");
        tx.commit().await.expect("commits");
    }
    assert!(roster_at(&db, Instant(noon("2026-03-05").0 - 1)).await.is_empty());
    assert_eq!(roster_at(&db, noon("2026-03-05")).await, [on_roster(&enterprise.id)]);
    assert_eq!(roster_at(&db, Instant(noon("2026-04-05").0 - 1)).await, [on_roster(&enterprise.id)]);
    assert_eq!(roster_at(&db, noon("2026-04-05")).await, [left]);
}

async fn what_is_withdrawn_held_until_then(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let left = RosterEntry { left_on: Some(day("2026-04-01")), ..on_roster(&enterprise.id) };
    let mut tx = db.write_at(noon("2026-03-05")).await;
    insert_roster_entry(&mut tx, &on_roster(&enterprise.id)).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-04-05")).await;
    let mistake = insert_roster_entry(&mut tx, &left).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-05-05")).await;
    let table = FactTable::RosterEntry;
    assert!(withdraw_fact(&mut tx, table, mistake.as_str()).await.expect("withdraw"));
    assert!(!withdraw_fact(&mut tx, table, mistake.as_str()).await.expect("withdraw"), "once only");
    tx.commit().await.expect("commits");
    // What a report said between import and undo can still be told.
    assert_eq!(roster_at(&db, noon("2026-04-20")).await, [left]);
    assert_eq!(roster_at(&db, noon("2026-05-05")).await, [on_roster(&enterprise.id)]);
}

async fn within_a_moment_the_later_record_holds(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let mut last = on_roster(&enterprise.id);
    for number in 0..20 {
        last.left_reason = Some(format!("第{number}行"));
        insert_roster_entry(&mut tx, &last).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    assert_eq!(roster_at(&db, noon("2026-03-05")).await, [last]);
}

async fn sources_years_and_areas_do_not_cover_each_other(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    for source in RdSource::ALL {
        for year in [2024, 2025] {
            let fact = RdActivity { data_year: year, ..activity(&enterprise.id, *source) };
            insert_rd_activity(&mut tx, &fact).await.expect("insert");
            let corrected = RdActivity { active: false, ..fact };
            insert_rd_activity(&mut tx, &corrected).await.expect("insert");
        }
    }
    for (area, kind) in
        [("410311", TargetKind::Work), ("410311", TargetKind::Guidance), ("410325", TargetKind::Work)]
    {
        let rate = BasisPoints(5_500);
        let (document, area) = ("文件".to_owned(), samples::code(area));
        let target = Target { document, data_year: 2026, area, kind, rate };
        insert_target(&mut tx, &target).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let (now, mut conn) = (noon("2026-03-05"), db.read().await);
    let activities = facts(list_rd_activities(&mut conn, &operator(), now).await.expect("list"));
    assert_eq!(activities.len(), 8);
    assert!(activities.iter().all(|fact| !fact.active), "the correction holds");
    assert_eq!(list_targets(&mut conn, &operator(), now).await.expect("list").len(), 3);
}
