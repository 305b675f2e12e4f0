//! Where enterprises stand in a data year: counts and lists agree with each other and with a plain count.

use duijie::domain::coverage::{AreaCount, COUNTED_SOURCES, RdState};
use duijie::domain::enterprise::Enterprise;
use duijie::domain::four_haves::{FourHaves, FourHavesItem};
use duijie::domain::rate::BasisPoints;
use duijie::domain::rd_activity::{RdActivity, RdSource};
use duijie::domain::roster::RosterEntry;
use duijie::domain::target::{Target, TargetKind};
use duijie::storage::{
    DataYear, FactTable, Standing, StandingFilter, StandingOrder, StandingScope, WriteTx, count_listed,
    count_standings, find_standing, insert_enterprise, insert_four_haves, insert_rd_activity,
    insert_roster_entry, insert_target, list_data_years, list_standings, load_enterprise_facts,
    withdraw_fact,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_state_is_counted_once,
    filters_and_counts_agree,
    what_is_asked_for_is_taken_literally,
    as_of_a_day_only_what_was_known_counts,
    years_are_those_of_which_something_is_known,
    facts_of_one_enterprise,
);

fn scope() -> StandingScope {
    StandingScope { year: 2025, as_of: day("2026-03-05").end_of_day(), sources: COUNTED_SOURCES.to_vec() }
}

fn place(enterprise: &Enterprise) -> RosterEntry {
    RosterEntry { enterprise: enterprise.id.clone(), entered_on: None, left_on: None, left_reason: None }
}

async fn add(tx: &mut WriteTx, number: u32, county: &str, roster: bool) -> Enterprise {
    let made = Enterprise { county: samples::code(county), ..samples::enterprise(tx, number) };
    insert_enterprise(tx, &made).await.expect("enterprise");
    if roster {
        insert_roster_entry(tx, &place(&made)).await.expect("roster");
    }
    made
}

async fn say(tx: &mut WriteTx, of: &Enterprise, source: RdSource, active: bool) {
    let fact = RdActivity {
        enterprise: of.id.clone(),
        data_year: 2025,
        source,
        active,
        expense: None,
        as_of_on: None,
    };
    insert_rd_activity(tx, &fact).await.expect("activity");
}

async fn have(tx: &mut WriteTx, of: &Enterprise, items: &[FourHavesItem], evidence: Option<&str>) {
    for item in items {
        let fact = FourHaves {
            enterprise: of.id.clone(),
            data_year: 2025,
            item: *item,
            present: true,
            evidence: evidence.map(str::to_owned),
            evidence_on: None,
        };
        insert_four_haves(tx, &fact).await.expect("have");
    }
}

/// Nine enterprises in two counties: one of every kind.
async fn settle(db: &TestStore) -> Vec<Enterprise> {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    let mut all = Vec::new();
    for number in 1..=8 {
        let county = if number <= 6 { "410311" } else { "410307" };
        all.push(add(&mut tx, number, county, number != 8).await);
    }
    let last = add(&mut tx, 9, "410307", false).await;
    let late = RosterEntry { entered_on: Some(day("2026-01-01")), ..place(&last) };
    insert_roster_entry(&mut tx, &late).await.expect("roster");
    all.push(last);
    say(&mut tx, &all[0], RdSource::Province, true).await;
    say(&mut tx, &all[1], RdSource::County, false).await;
    // Contradictory: counts, and is told.
    say(&mut tx, &all[2], RdSource::Province, false).await;
    say(&mut tx, &all[2], RdSource::County, true).await;
    // Sources that are not switched on tell nothing.
    say(&mut tx, &all[3], RdSource::SelfReport, true).await;
    have(&mut tx, &all[3], FourHavesItem::ALL, Some("协议")).await;
    have(&mut tx, &all[4], FourHavesItem::ALL, None).await;
    have(&mut tx, &all[5], &[FourHavesItem::Unit, FourHavesItem::Staff], Some("批文")).await;
    // Corrected: the newer record holds.
    say(&mut tx, &all[6], RdSource::Province, false).await;
    say(&mut tx, &all[6], RdSource::Province, true).await;
    have(&mut tx, &all[6], FourHavesItem::ALL, Some("协议")).await;
    say(&mut tx, &all[7], RdSource::Province, true).await;
    say(&mut tx, &all[8], RdSource::Province, true).await;
    tx.commit().await.expect("commits");
    all
}

async fn every_state_is_counted_once(db: TestStore) {
    settle(&db).await;
    let counts = count_standings(&mut *db.read().await, &operator(), &scope()).await.expect("counts");
    let here = AreaCount {
        enterprises: 6,
        roster: 6,
        active: 2,
        inactive: 1,
        unknown: 3,
        contradictory: 1,
        evidence_ready: 1,
    };
    let there = AreaCount { enterprises: 3, roster: 1, active: 1, ..AreaCount::default() };
    assert_eq!(counts, [(samples::code("410307"), there), (samples::code("410311"), here)]);
    let none = StandingScope { sources: Vec::new(), ..scope() };
    let counts = count_standings(&mut *db.read().await, &operator(), &none).await.expect("counts");
    assert!(counts.iter().all(|(_, count)| count.active == 0 && count.unknown == count.roster));
}

async fn listed(db: &TestStore, filter: &StandingFilter, order: StandingOrder) -> Vec<Standing> {
    let (mut conn, range) = (db.read().await, (0, 100));
    list_standings(&mut conn, &operator(), &scope(), filter, order, range).await.expect("list")
}

async fn filters_and_counts_agree(db: TestStore) {
    let all = settle(&db).await;
    let whole = listed(&db, &StandingFilter::default(), StandingOrder::Name).await;
    assert_eq!(whole.len(), 9);
    let choices =
        |some: &[RdState]| -> Vec<Option<RdState>> { some.iter().copied().map(Some).chain([None]).collect() };
    let (here, there) = (samples::code("410311"), samples::code("410307"));
    for counties in [vec![], vec![there.clone()], vec![samples::code("410325")], vec![there, here]] {
        for rd in choices(RdState::ALL) {
            for on_roster in [None, Some(true), Some(false)] {
                for (contradictory, evidence_ready) in [(false, false), (true, false), (false, true)] {
                    let filter = StandingFilter {
                        counties: counties.clone(),
                        text: None,
                        rd,
                        on_roster,
                        contradictory,
                        evidence_ready,
                        ..StandingFilter::default()
                    };
                    let rows = listed(&db, &filter, StandingOrder::Name).await;
                    let wanted: Vec<&Standing> = whole
                        .iter()
                        .filter(|one| counties.is_empty() || counties.contains(&one.enterprise.county))
                        .filter(|one| rd.is_none_or(|rd| one.rd == rd))
                        .filter(|one| on_roster.is_none_or(|on_roster| one.on_roster == on_roster))
                        .filter(|one| !contradictory || one.contradictory)
                        .filter(|one| !evidence_ready || one.evidence_ready)
                        .collect();
                    assert_eq!(rows.iter().collect::<Vec<_>>(), wanted, "{filter:?}");
                    let counts =
                        count_listed(&mut *db.read().await, &operator(), &scope(), &filter).await.expect("n");
                    let total: i64 = counts
                        .iter()
                        .filter(|one| counties.is_empty() || counties.contains(&one.county))
                        .filter(|one| rd.is_none_or(|rd| one.rd == rd))
                        .filter(|one| on_roster.is_none_or(|on_roster| one.on_roster == on_roster))
                        .map(|one| one.count)
                        .sum();
                    assert_eq!(total, rows.len() as i64, "{filter:?}");
                }
            }
        }
    }
    let by_county = listed(&db, &StandingFilter::default(), StandingOrder::County).await;
    assert_eq!(by_county[0].enterprise.county, samples::code("410311"), "in the city's order");
    let (mut conn, order) = (db.read().await, StandingOrder::Name);
    let filter = StandingFilter::default();
    let page = list_standings(&mut conn, &operator(), &scope(), &filter, order, (7, 5)).await.expect("page");
    assert_eq!(page, whole[7..], "the last page is short");
    let one = find_standing(&mut conn, &operator(), &scope(), all[2].uscc.as_str()).await.expect("one");
    assert!(one.is_some_and(|one| one.contradictory && one.rd == RdState::Active && one.on_roster));
    let gone = find_standing(&mut conn, &operator(), &scope(), "91410300DEM0000009").await.expect("none");
    assert!(gone.is_none());
}

async fn what_is_asked_for_is_taken_literally(db: TestStore) {
    let all = settle(&db).await;
    let count = async |text: &str| {
        let filter = StandingFilter { text: Some(text.to_owned()), ..StandingFilter::default() };
        listed(&db, &filter, StandingOrder::Name).await.len()
    };
    assert_eq!(count("轴承").await, 9);
    assert_eq!(count("（3）").await, 1, "brackets of either width");
    assert_eq!(count("轴 承(3)").await, 1);
    assert_eq!((count("zhoucheng").await, count("SLZC3").await), (9, 1), "by sound and by initials");
    assert_eq!(count(&all[4].uscc.as_str()[..17].to_lowercase()).await, 1);
    assert_eq!(count("DEM00").await, 0, "a code is found by its beginning");
    for odd in ["%", "_", "!", "'", "轴%", "\\"] {
        assert_eq!(count(odd).await, 0, "{odd}");
    }
    assert_eq!(count("  ").await, 9, "blanks ask nothing");
    assert_eq!(count("ZhouCheng").await, 9, "by pinyin");
    for initials in ["lysl", "SLZC"] {
        assert_eq!(count(initials).await, 9, "by initials, from the beginning or inside: {initials}");
    }
}

async fn as_of_a_day_only_what_was_known_counts(db: TestStore) {
    let all = settle(&db).await;
    let mut tx = db.write_at(noon("2026-04-01")).await;
    say(&mut tx, &all[1], RdSource::County, true).await;
    let left = RosterEntry { left_on: Some(day("2025-12-31")), ..place(&all[0]) };
    let left = insert_roster_entry(&mut tx, &left).await.expect("roster");
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-05-01")).await;
    assert!(withdraw_fact(&mut tx, FactTable::RosterEntry, left.as_str()).await.expect("withdraw"));
    tx.commit().await.expect("commits");
    let at = async |iso: &str| {
        let scope = StandingScope { as_of: day(iso).end_of_day(), ..scope() };
        let counts = count_standings(&mut *db.read().await, &operator(), &scope).await.expect("counts");
        let here = counts.iter().find(|(code, _)| code.as_str() == "410311").expect("county").1;
        (here.roster, here.active, here.inactive)
    };
    assert_eq!(at("2026-03-04").await, (0, 0, 0));
    assert_eq!(at("2026-03-31").await, (6, 2, 1));
    assert_eq!(at("2026-04-01").await, (5, 2, 0));
    assert_eq!(at("2026-05-01").await, (6, 3, 0));
}

async fn years_are_those_of_which_something_is_known(db: TestStore) {
    let all = settle(&db).await;
    let mut tx = db.write().await;
    for year in [2022, 2024] {
        let target = Target {
            document: "文件".to_owned(),
            data_year: year,
            area: samples::code("410311"),
            kind: TargetKind::Guidance,
            rate: BasisPoints(5_500),
        };
        insert_target(&mut tx, &target).await.expect("target");
    }
    let fact = RdActivity {
        enterprise: all[0].id.clone(),
        data_year: 2024,
        source: RdSource::County,
        active: false,
        expense: None,
        as_of_on: None,
    };
    insert_rd_activity(&mut tx, &fact).await.expect("activity");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let years = list_data_years(&mut conn, &operator(), noon("2026-03-05")).await.expect("years");
    let known = |year, has_targets| DataYear { year, has_targets };
    assert_eq!(years, [known(2025, false), known(2024, true), known(2022, true)]);
    let before = list_data_years(&mut conn, &operator(), noon("2026-03-04")).await.expect("years");
    assert!(before.is_empty());
}

async fn facts_of_one_enterprise(db: TestStore) {
    let all = settle(&db).await;
    let mut tx = db.write().await;
    let older = RdActivity {
        enterprise: all[2].id.clone(),
        data_year: 2024,
        source: RdSource::County,
        active: true,
        expense: None,
        as_of_on: None,
    };
    insert_rd_activity(&mut tx, &older).await.expect("activity");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let now = noon("2026-03-05");
    let facts = load_enterprise_facts(&mut conn, &operator(), &all[2].id, now).await.expect("facts");
    assert_eq!(facts.roster.map(|one| one.fact), Some(place(&all[2])));
    let years: Vec<i32> = facts.activities.iter().map(|one| one.fact.data_year).collect();
    assert_eq!(years, [2025, 2025, 2024]);
    assert!(facts.haves.is_empty() && facts.activities.iter().all(|one| one.fact.enterprise == all[2].id));
    let facts = load_enterprise_facts(&mut conn, &operator(), &all[3].id, now).await.expect("facts");
    assert_eq!((facts.activities.len(), facts.haves.len()), (1, 4));
    let early = noon("2026-03-04");
    let facts = load_enterprise_facts(&mut conn, &operator(), &all[3].id, early).await.expect("facts");
    assert!(facts.roster.is_none() && facts.activities.is_empty() && facts.haves.is_empty());
}
