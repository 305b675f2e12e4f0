//! Claims, reminders, surveys, and edits by one person at one moment.

use duijie::domain::account::Organisation;
use duijie::domain::capability::{Capability, CapabilityKind, CapabilityStatus};
use duijie::domain::claim::Claim;
use duijie::domain::ids::{EnterpriseId, InstitutionId};
use duijie::domain::role::Role;
use duijie::domain::survey::{Difficulty, EnterpriseSurvey, ItemPlan, SurveyFiller};
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    Entity, StorageError, delete_survey, find_survey, find_survey_image, insert_capability, insert_need,
    insert_record_edit, insert_survey_reminder, list_own_edits, list_resources, list_survey_reminders,
    list_surveys, load_claims, put_claim, put_survey,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::{bureau, person};

on_both!(
    a_claim_is_public_and_who_made_it_is_not,
    the_survey_of_resources_counts_what_is_on_show,
    reminders_are_for_those_who_lead_and_the_one_reminded,
    a_survey_is_written_read_by_its_circle_and_removed,
    edits_are_found_by_who_and_when,
);

fn of_institution(number: u128, id: &InstitutionId) -> Viewer {
    person(number, Role::Institution, Scope::Institution(id.clone()))
}

async fn a_claim_is_public_and_who_made_it_is_not(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let claim = Claim {
        institution: one.id.clone(),
        claimed_at: Some(noon("2026-03-05")),
        claimed_by: Some("谁".to_owned()),
        confirmed_at: Some(noon("2026-03-06")),
    };
    let mut tx = db.write().await;
    put_claim(&mut tx, &Claim { confirmed_at: None, ..claim.clone() }).await.expect("puts");
    put_claim(&mut tx, &claim).await.expect("puts over it");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let ids = [two.id.clone(), one.id.clone()];
    for (viewer, whole) in [
        (operator(), true),
        (of_institution(1, &one.id), true),
        (of_institution(2, &two.id), false),
        (person(3, Role::CountyOfficer, Scope::County(samples::code("410311"))), false),
        (Viewer::visitor(Default::default()), false),
    ] {
        let found = load_claims(&mut conn, &viewer, &ids).await.expect("loads");
        let seen = if whole { claim.clone() } else { Claim { claimed_by: None, ..claim.clone() } };
        assert_eq!(found, [Claim::none(two.id.clone()), seen], "{viewer:?}");
    }
    let mut tx = db.write().await;
    let stray = Claim::none(tx.next_id());
    let refused = put_claim(&mut tx, &stray).await.expect_err("no such institution");
    assert!(matches!(refused, StorageError::Referenced(_)), "{refused}");
}

async fn the_survey_of_resources_counts_what_is_on_show(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    let mut tx = db.write().await;
    for (number, kind, status) in [
        (1, CapabilityKind::Team, CapabilityStatus::Published),
        (2, CapabilityKind::Team, CapabilityStatus::Published),
        (3, CapabilityKind::Expert, CapabilityStatus::Published),
        (4, CapabilityKind::Expert, CapabilityStatus::Draft),
    ] {
        let base = samples::capability(&tx, number, std::slice::from_ref(&one.id));
        insert_capability(&mut tx, &Capability { kind, status, ..base }).await.expect("insert");
    }
    let claim = Claim { claimed_at: Some(Instant(7)), ..Claim::none(two.id.clone()) };
    put_claim(&mut tx, &claim).await.expect("puts");
    tx.commit().await.expect("commits");
    let organisation = Organisation::Institution { id: one.id.clone(), team: None };
    samples::found_account(&db, 1, Role::Institution, organisation).await;
    let mut conn = db.read().await;
    let rows = list_resources(&mut conn, &operator()).await.expect("lists");
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), [&one.name, &two.name]);
    let mut counted = rows[0].capabilities.clone();
    counted.sort();
    let mut expected = vec![(CapabilityKind::Team, 2), (CapabilityKind::Expert, 1)];
    expected.sort();
    assert_eq!((counted, rows[0].stated()), (expected, 3));
    assert_eq!((rows[1].stated(), &rows[1].claim), (0, &claim));
    assert_eq!(rows[0].seen_at, None, "nobody of it signed in yet");
    for outside in [of_institution(1, &one.id), Viewer::visitor(Default::default())] {
        assert_eq!(list_resources(&mut conn, &outside).await.expect("lists"), []);
    }
}

async fn reminders_are_for_those_who_lead_and_the_one_reminded(db: TestStore) {
    let (one, two) = (samples::found_institution(&db, 1).await, samples::found_institution(&db, 2).await);
    for (at, institution) in [(1_000, &one), (2_000, &one), (3_000, &two)] {
        let mut tx = db.write_at(Instant(at)).await;
        insert_survey_reminder(&mut tx, &institution.id, 2026).await.expect("inserts");
        tx.commit().await.expect("commits");
    }
    let mut conn = db.read().await;
    let mut seen = async |viewer: &Viewer, year| {
        let found = list_survey_reminders(&mut conn, viewer, year).await.expect("lists");
        found.into_iter().map(|one| (one.institution, one.at.0)).collect::<Vec<_>>()
    };
    let newest = vec![(one.id.clone(), 2_000), (two.id.clone(), 3_000)];
    assert_eq!(seen(&bureau(1), 2026).await, newest);
    assert_eq!(seen(&bureau(1), 2025).await, []);
    assert_eq!(seen(&of_institution(2, &two.id), 2026).await, [(two.id.clone(), 3_000)]);
    assert_eq!(seen(&Viewer::visitor(Default::default()), 2026).await, []);
}

fn survey(enterprise: &EnterpriseId) -> EnterpriseSurvey {
    EnterpriseSurvey {
        institution: "示例大学'; DROP TABLE need".to_owned(),
        activity: "做新产品\n第二行".to_owned(),
        technology: "热处理".to_owned(),
        difficulties: vec![Difficulty::Partner, Difficulty::Funds],
        difficulty_note: "缺人".to_owned(),
        ideas: "“培训”".to_owned(),
        ..EnterpriseSurvey::empty(enterprise.clone(), 2022, SurveyFiller::County, Instant(5_000))
    }
}

async fn a_survey_is_written_read_by_its_circle_and_removed(db: TestStore) {
    use duijie::domain::four_haves::FourHavesItem;
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("insert");
    let mut first = survey(&enterprise.id);
    let planned = ItemPlan { plan: "明年建".to_owned(), need: Some(need.id.clone()) };
    first.plans.insert(FourHavesItem::Unit, planned);
    first.plans.insert(FourHavesItem::Funds, ItemPlan { plan: "增加".to_owned(), need: None });
    put_survey(&mut tx, &first, Some("{}")).await.expect("inserts");
    let refused = put_survey(&mut tx, &first, None).await.expect_err("is there");
    assert!(matches!(refused, StorageError::Stale { .. }), "{refused}");
    first.version = 1;
    let second =
        EnterpriseSurvey { ideas: "改".to_owned(), filled_by: SurveyFiller::Enterprise, ..first.clone() };
    put_survey(&mut tx, &second, None).await.expect("updates");
    let refused = put_survey(&mut tx, &first, None).await.expect_err("stale");
    assert!(matches!(refused, StorageError::Stale { .. }), "{refused}");
    tx.commit().await.expect("commits");
    let stored = EnterpriseSurvey { version: 2, ..second };
    let mut conn = db.read().await;
    let inside = [
        operator(),
        person(1, Role::Enterprise, Scope::Enterprise(enterprise.id.clone())),
        person(2, Role::CountyOfficer, Scope::County(samples::code("410311"))),
    ];
    for viewer in &inside {
        let found = find_survey(&mut conn, viewer, &enterprise.id, 2022).await.expect("finds");
        assert_eq!(found.as_ref(), Some(&stored), "{viewer:?}");
        assert_eq!(
            list_surveys(&mut conn, viewer, 2022).await.expect("lists"),
            std::slice::from_ref(&stored)
        );
        let image = find_survey_image(&mut conn, viewer, &enterprise.id, 2022).await.expect("finds");
        assert_eq!(image.map(|image| (image.saved_by, image.image)), Some(("system".to_owned(), None)));
    }
    assert_eq!(list_surveys(&mut conn, &operator(), 2023).await.expect("lists"), []);
    let institution = InstitutionId::from(ulid::Ulid(9));
    for viewer in [
        person(3, Role::CountyOfficer, Scope::County(samples::code("410307"))),
        person(4, Role::Enterprise, Scope::Enterprise(EnterpriseId::from(ulid::Ulid(4)))),
        of_institution(5, &institution),
        Viewer::visitor(Default::default()),
    ] {
        assert_eq!(find_survey(&mut conn, &viewer, &enterprise.id, 2022).await.expect("finds"), None);
        assert_eq!(list_surveys(&mut conn, &viewer, 2022).await.expect("lists"), []);
        assert_eq!(find_survey_image(&mut conn, &viewer, &enterprise.id, 2022).await.expect("finds"), None);
    }
    drop(conn);
    let mut tx = db.write().await;
    delete_survey(&mut tx, &enterprise.id, 2022).await.expect("deletes");
    assert_eq!(find_survey(tx.conn(), &operator(), &enterprise.id, 2022).await.expect("finds"), None);
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM enterprise_survey_plan")
        .fetch_one(tx.conn())
        .await
        .expect("count");
    assert_eq!(left, 0);
}

async fn edits_are_found_by_who_and_when(db: TestStore) {
    let ids = ["01ARZ3NDEKTSV4RRFFQ69G5FA1", "01ARZ3NDEKTSV4RRFFQ69G5FA2"];
    for (viewer, at) in [(bureau(1), 5_000), (bureau(2), 5_000), (bureau(1), 6_000)] {
        let mut tx = db.store.write(&viewer, Instant(at)).await.expect("begins");
        for id in ids {
            insert_record_edit(&mut tx, (Entity::Capability, id), &[], "{}", 2).await.expect("inserts");
        }
        insert_record_edit(&mut tx, (Entity::Enterprise, ids[0]), &[], "{}", 2).await.expect("inserts");
        tx.commit().await.expect("commits");
    }
    let mut conn = db.read().await;
    let found =
        list_own_edits(&mut conn, &bureau(1), Entity::Capability, Instant(5_000)).await.expect("lists");
    assert_eq!(found.iter().map(|edit| edit.entity_id.as_str()).collect::<Vec<_>>(), ids);
    assert!(found.iter().all(|edit| edit.actor == bureau(1).actor() && edit.at == Instant(5_000)));
    let none =
        list_own_edits(&mut conn, &bureau(3), Entity::Capability, Instant(5_000)).await.expect("lists");
    assert_eq!(none, []);
}
