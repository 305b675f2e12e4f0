//! Who looks after which enterprise is true after every commit, whoever wrote what.

use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::EnterpriseId;
use duijie::domain::rd_activity::{RdActivity, RdSource};
use duijie::domain::responsibility::{LeadChoice, LeadDecision, ResponsibilityCause};
use duijie::domain::working_group::GroupRole;
use duijie::storage::{
    COUNTED_SOURCES_SETTING, FactTable, LeadFilter, StandingFilter, StandingOrder, StandingScope,
    count_listed, count_responsibilities, counted_sources, delete_enterprise, find_lead_by_rules,
    insert_enterprise, insert_lead_decision, insert_rd_activity, list_contested, list_lead_decisions,
    list_orphans, list_standings, load_responsibilities, put_setting, refresh_responsibilities, replace_city,
    stale_responsibilities, update_enterprise, withdraw_fact,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    it_follows_industry_and_ownership,
    it_follows_rd_activity_and_the_sources_that_count,
    it_follows_the_rules,
    it_follows_decisions_and_keeps_their_history,
    nothing_is_left_of_what_was_taken_back,
    orphans_and_the_contested_are_listed,
    lists_can_be_narrowed_to_those_who_lead_or_join,
    a_table_that_was_never_filled_is_filled,
    many_at_once_are_computed_in_pieces,
    writers_at_the_same_time_leave_it_true,
);

/// Bearings, private, of which nothing else is known.
async fn plain(db: &TestStore, number: u32) -> Enterprise {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    let made = Enterprise { state_owned: None, ..samples::enterprise(&tx, number) };
    insert_enterprise(&mut tx, &made).await.expect("insert");
    tx.commit().await.expect("commits");
    made
}

/// `lead | joins`, each by the name in lists.
async fn told(db: &TestStore, of: &EnterpriseId) -> String {
    let rows = load_responsibilities(&mut *db.read().await, &operator(), of).await.expect("load");
    let names = |role| {
        let of_role = rows.iter().filter(move |row| row.role == role);
        of_role.map(|row| row.name().to_owned()).collect::<Vec<_>>().join(",")
    };
    format!("{} | {}", names(GroupRole::Lead), names(GroupRole::Joins))
}

async fn change(db: &TestStore, to: &Enterprise) -> Enterprise {
    let mut tx = db.write().await;
    update_enterprise(&mut tx, to).await.expect("update");
    tx.commit().await.expect("commits");
    Enterprise { version: to.version + 1, ..to.clone() }
}

fn said(of: &EnterpriseId, data_year: i32, source: RdSource, active: bool) -> RdActivity {
    RdActivity { enterprise: of.clone(), data_year, source, active, expense: None, as_of_on: None }
}

async fn say(db: &TestStore, fact: RdActivity) -> String {
    let mut tx = db.write().await;
    let id = insert_rd_activity(&mut tx, &fact).await.expect("activity");
    tx.commit().await.expect("commits");
    id.to_string()
}

fn decision(of: &EnterpriseId, name: Option<&str>, instead_of: Option<&str>) -> LeadDecision {
    LeadDecision {
        enterprise: of.clone(),
        chosen: name.and_then(|name| LeadChoice::named(&samples::working_groups(), name)),
        reason: "企业主业已转为商砼'; --".to_owned(),
        actor: "system".to_owned(),
        starts_on: day("2026-03-01"),
        instead_of: instead_of.map(str::to_owned),
    }
}

async fn decide(db: &TestStore, decision: &LeadDecision) {
    let mut tx = db.write().await;
    insert_lead_decision(&mut tx, decision).await.expect("decision");
    tx.commit().await.expect("commits");
}

async fn it_follows_industry_and_ownership(db: TestStore) {
    let one = plain(&db, 1).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ");
    let one = change(&db, &Enterprise { industry: Some("3021".to_owned()), ..one }).await;
    assert_eq!(told(&db, &one.id).await, "住建局·商砼 | ");
    let one = change(&db, &Enterprise { state_owned: Some(true), ..one }).await;
    assert_eq!(told(&db, &one.id).await, "国资委 | 住建局·商砼");
    let by_rules = find_lead_by_rules(&mut *db.read().await, &operator(), &one.id).await.expect("rules");
    assert_eq!(by_rules.as_deref(), Some("国资委"));
    let one = change(&db, &Enterprise { state_owned: Some(false), industry: None, ..one }).await;
    assert_eq!(told(&db, &one.id).await, " | ");
    let mut tx = db.write().await;
    delete_enterprise(&mut tx, &one.id).await.expect("delete");
    tx.commit().await.expect("commits");
    assert_eq!(told(&db, &one.id).await, " | ");
}

async fn it_follows_rd_activity_and_the_sources_that_count(db: TestStore) {
    let one = plain(&db, 1).await;
    say(&db, said(&one.id, 2024, RdSource::SelfReport, true)).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ", "a source that does not count");
    let first = say(&db, said(&one.id, 2024, RdSource::Province, true)).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | 科技局");
    let later = say(&db, said(&one.id, 2025, RdSource::Province, false)).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ", "the newest data year decides");
    let county = say(&db, said(&one.id, 2025, RdSource::County, true)).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | 科技局", "one source that says yes is enough");
    for (id, after) in
        [(county, "工信局·其他 | "), (later, "工信局·其他 | 科技局"), (first, "工信局·其他 | ")]
    {
        let mut tx = db.write().await;
        assert!(withdraw_fact(&mut tx, FactTable::RdActivity, &id).await.expect("withdraw"));
        tx.commit().await.expect("commits");
        assert_eq!(told(&db, &one.id).await, after);
    }
    let mut tx = db.write().await;
    put_setting(&mut tx, COUNTED_SOURCES_SETTING, "self, ledger").await.expect("put");
    tx.commit().await.expect("commits");
    let counted = counted_sources(&mut *db.read().await).await.expect("sources");
    assert_eq!(counted, [RdSource::SelfReport, RdSource::Ledger]);
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | 科技局");
    let mut tx = db.write().await;
    put_setting(&mut tx, COUNTED_SOURCES_SETTING, "").await.expect("put");
    tx.commit().await.expect("commits");
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ");
}

async fn it_follows_the_rules(db: TestStore) {
    let one = plain(&db, 1).await;
    let mut groups = samples::working_groups();
    groups.rules.retain(|rule| rule.prefix != "34");
    for (groups, after) in [(groups, " | "), (samples::working_groups(), "工信局·其他 | ")] {
        let mut tx = db.write().await;
        replace_city(&mut tx, &samples::counties(), &groups).await.expect("replace");
        tx.commit().await.expect("commits");
        assert_eq!(told(&db, &one.id).await, after);
    }
}

async fn it_follows_decisions_and_keeps_their_history(db: TestStore) {
    let one = plain(&db, 1).await;
    let made = decision(&one.id, Some("住建局·商砼"), Some("工信局·其他"));
    decide(&db, &made).await;
    assert_eq!(told(&db, &one.id).await, "住建局·商砼 | 工信局·其他");
    let rows = load_responsibilities(&mut *db.read().await, &operator(), &one.id).await.expect("load");
    assert_eq!((rows[0].cause, rows[0].rival.as_deref()), (ResponsibilityCause::Decided, None));
    let by_rules = find_lead_by_rules(&mut *db.read().await, &operator(), &one.id).await.expect("rules");
    assert_eq!(by_rules.as_deref(), Some("工信局·其他"));
    let other = decision(&one.id, Some("国资委"), Some("工信局·其他"));
    decide(&db, &other).await;
    assert_eq!(told(&db, &one.id).await, "国资委 | 工信局·其他", "the newest holds");
    let back = decision(&one.id, None, Some("国资委"));
    decide(&db, &back).await;
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ");
    let history = list_lead_decisions(&mut *db.read().await, &operator(), &one.id).await.expect("history");
    assert!(history.iter().all(|one| one.recorded_at == noon("2026-03-05")));
    let history: Vec<LeadDecision> = history.into_iter().map(|one| one.fact).collect();
    assert_eq!(history, [back, other, made], "newest first, nothing lost");
    let mut tx = db.write().await;
    delete_enterprise(&mut tx, &one.id).await.expect_err("its history holds it");
    tx.rollback().await.expect("rolls back");
}

async fn nothing_is_left_of_what_was_taken_back(db: TestStore) {
    let one = plain(&db, 1).await;
    let mut tx = db.write().await;
    update_enterprise(&mut tx, &Enterprise { industry: Some("3021".to_owned()), ..one.clone() })
        .await
        .expect("update");
    tx.rollback().await.expect("rolls back");
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ");
}

async fn orphans_and_the_contested_are_listed(db: TestStore) {
    let (one, two) = (plain(&db, 1).await, plain(&db, 2).await);
    let three = plain(&db, 3).await;
    change(&db, &Enterprise { industry: None, ..one.clone() }).await;
    change(&db, &Enterprise { industry: Some("0610".to_owned()), ..two.clone() }).await;
    decide(&db, &decision(&three.id, Some("住建局·商砼"), Some("国资委"))).await;
    let mut conn = db.read().await;
    let (orphans, count) = list_orphans(&mut conn, &operator(), 10).await.expect("orphans");
    assert_eq!((orphans.len(), count), (2, 2));
    assert_eq!((&orphans[0].id, &orphans[1].id), (&one.id, &two.id), "by name");
    let (first, count) = list_orphans(&mut conn, &operator(), 1).await.expect("orphans");
    assert_eq!((first.len(), count), (1, 2));
    let (contested, count) = list_contested(&mut conn, &operator(), 10).await.expect("contested");
    assert_eq!((contested.len(), count), (1, 1));
    let (whose, lead) = &contested[0];
    assert_eq!((&whose.id, lead.rival.as_deref()), (&three.id, Some("工信局·其他")));
}

async fn lists_can_be_narrowed_to_those_who_lead_or_join(db: TestStore) {
    let (one, two) = (plain(&db, 1).await, plain(&db, 2).await);
    let (three, four) = (plain(&db, 3).await, plain(&db, 4).await);
    change(&db, &Enterprise { state_owned: Some(true), ..two.clone() }).await;
    change(&db, &Enterprise { industry: None, ..three.clone() }).await;
    decide(&db, &decision(&four.id, Some("住建局"), Some("别的"))).await;
    let scope = StandingScope { year: 2025, as_of: noon("2026-03-06"), sources: Vec::new() };
    let listed = async |filter: StandingFilter| {
        let mut conn = db.read().await;
        let counts = count_listed(&mut conn, &operator(), &scope, &filter).await.expect("counts");
        let rows =
            list_standings(&mut conn, &operator(), &scope, &filter, StandingOrder::Name, (0, 100)).await;
        let rows = rows.expect("rows").into_iter();
        let ids: Vec<String> = rows.map(|row| row.enterprise.id.to_string()).collect();
        (ids, counts)
    };
    let led =
        |name: &str| StandingFilter { lead: Some(LeadFilter::By(name.to_owned())), ..Default::default() };
    let (rows, counts) = listed(led("工信局·其他")).await;
    assert_eq!(rows, [one.id.as_str()]);
    // Beside the list stand the counts of the other choices.
    let mut beside: Vec<(Option<&str>, i64)> =
        counts.iter().map(|one| (one.lead.as_deref(), one.count)).collect();
    beside.sort_unstable();
    assert_eq!(beside, [(None, 1), (Some("住建局"), 1), (Some("国资委"), 1), (Some("工信局·其他"), 1)]);
    assert_eq!(listed(led("国资委")).await.0, [two.id.as_str()]);
    assert_eq!(listed(led("住建局")).await.0, [four.id.as_str()], "a department as such");
    assert!(listed(led("' OR 1=1")).await.0.is_empty());
    let nobody = StandingFilter { lead: Some(LeadFilter::Nobody), ..Default::default() };
    assert_eq!(listed(nobody).await.0, [three.id.as_str()]);
    let joins = StandingFilter { joins: Some("工信局·其他".to_owned()), ..Default::default() };
    assert_eq!(listed(joins).await.0, [two.id.as_str(), four.id.as_str()]);
    let contested = StandingFilter { contested: true, ..Default::default() };
    assert_eq!(listed(contested).await.0, [four.id.as_str()]);
    let counted = count_responsibilities(&mut *db.read().await, &operator()).await.expect("counts");
    let of = |department: &str, group: Option<&str>, role| {
        let found = counted
            .iter()
            .filter(|one| one.department == department && one.group.as_deref() == group && one.role == role);
        found.map(|one| one.count).sum::<i64>()
    };
    assert_eq!(of("工信局", Some("工信局·其他"), GroupRole::Lead), 1);
    assert_eq!(of("工信局", Some("工信局·其他"), GroupRole::Joins), 2);
    assert_eq!(of("国资委", None, GroupRole::Lead), 1);
    assert_eq!(counted.iter().map(|one| one.count).sum::<i64>(), 5);
}

async fn a_table_that_was_never_filled_is_filled(db: TestStore) {
    let one = plain(&db, 1).await;
    assert!(stale_responsibilities(&mut *db.read().await).await.expect("stale"));
    db.sql("DELETE FROM responsibility").await;
    assert_eq!(told(&db, &one.id).await, " | ");
    let mut tx = db.write().await;
    refresh_responsibilities(&mut tx).await.expect("refresh");
    tx.commit().await.expect("commits");
    assert_eq!(told(&db, &one.id).await, "工信局·其他 | ");
    assert!(!stale_responsibilities(&mut *db.read().await).await.expect("fresh"));
}

async fn many_at_once_are_computed_in_pieces(db: TestStore) {
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    for number in 1..=1_203 {
        let made = samples::enterprise(&tx, number);
        insert_enterprise(&mut tx, &made).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let counted = count_responsibilities(&mut *db.read().await, &operator()).await.expect("counts");
    assert_eq!(counted.iter().map(|one| one.count).collect::<Vec<_>>(), [1_203, 1_203], "{counted:?}");
}

/// One changes the industry, another reports R&D, a third decides: whoever commits last has seen the others.
async fn writers_at_the_same_time_leave_it_true(db: TestStore) {
    let one = plain(&db, 1).await;
    for round in 0..5 {
        let industry = if round % 2 == 0 { "3021" } else { "3451" };
        let current = {
            let mut conn = db.read().await;
            duijie::storage::find_enterprise(&mut conn, &operator(), one.id.as_str()).await.expect("find")
        };
        let to = Enterprise { industry: Some(industry.to_owned()), ..current.expect("there") };
        let fact = said(&one.id, 2020 + round, RdSource::Province, round % 2 == 0);
        let tasks = [
            tokio::spawn({
                let store = db.store.clone();
                async move {
                    let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
                    update_enterprise(&mut tx, &to).await.expect("update");
                    tx.commit().await.expect("commits");
                }
            }),
            tokio::spawn({
                let store = db.store.clone();
                async move {
                    let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
                    insert_rd_activity(&mut tx, &fact).await.expect("activity");
                    tx.commit().await.expect("commits");
                }
            }),
        ];
        for task in tasks {
            task.await.expect("done");
        }
        let expected = if round % 2 == 0 { "住建局·商砼 | 科技局" } else { "工信局·其他 | " };
        assert_eq!(told(&db, &one.id).await, expected, "round {round}");
    }
}
