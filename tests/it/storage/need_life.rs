//! What storage keeps of the life of needs: steps, links for confirmation, queues; and what it hides of their texts.

use std::collections::BTreeMap;

use duijie::domain::need::{Disclosure, Need, NeedField, NeedStatus};
use duijie::domain::need_confirmation::NeedConfirmation;
use duijie::domain::need_life::{Confirmation, NeedLife};
use duijie::domain::role::Role;
use duijie::domain::session::Secret;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{
    NeedQueue, close_need_confirmations, count_queued_needs, count_wrong_confirmation, find_need,
    find_need_confirmation, insert_institution, insert_need, insert_need_confirmation, list_need_steps,
    list_queued_needs, load_needs, move_need,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::person;

on_both!(
    a_step_writes_what_the_need_carries,
    links_are_found_closed_and_counted,
    queues_hold_what_waits_and_no_more,
    hidden_fields_and_names_stay_inside,
);

async fn a_step_writes_what_the_need_carries(db: TestStore) {
    let owner = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &owner.id);
    insert_need(&mut tx, &need, None).await.expect("inserts");
    tx.commit().await.expect("commits");
    let life = NeedLife {
        confirmation: Confirmation::Waiting,
        secrecy_review: None,
        valid_until: None,
        ..need.life.clone()
    };
    let mut tx = db.write_at(noon("2026-04-01")).await;
    let moved = Need { life: life.clone(), ..need.clone() };
    move_need(&mut tx, &moved, NeedStatus::Withdrawn, Some("停产")).await.expect("moves");
    move_need(&mut tx, &moved, NeedStatus::Draft, None).await.expect_err("stale");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let found = find_need(&mut conn, &operator(), &need.no).await.expect("reads").expect("is there");
    assert_eq!((found.status, found.version), (NeedStatus::Withdrawn, 2));
    assert_eq!(found.life, NeedLife { since: Some(noon("2026-04-01")), ..life });
    let steps = list_need_steps(&mut conn, &operator(), &need.id).await.expect("steps");
    assert_eq!((steps.len(), steps[1].reason.as_deref()), (2, Some("停产")));
}

async fn links_are_found_closed_and_counted(db: TestStore) {
    let owner = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &owner.id);
    insert_need(&mut tx, &need, None).await.expect("inserts");
    let (first, second) = (Secret::new([1; 32]), Secret::new([2; 32]));
    let link = NeedConfirmation::new(need.id.clone(), 1, "system".to_owned(), tx.now());
    insert_need_confirmation(&mut tx, &link, &first.hash()).await.expect("adds");
    insert_need_confirmation(&mut tx, &link, &second.hash()).await.expect("replaces");
    count_wrong_confirmation(&mut tx, &second.hash()).await.expect("counts");
    let old = find_need_confirmation(tx.conn(), &first.hash()).await.expect("reads").expect("is kept");
    assert!(!old.is_good(tx.now()), "the newer one closed it");
    let new = find_need_confirmation(tx.conn(), &second.hash()).await.expect("reads").expect("is there");
    assert_eq!(new, NeedConfirmation { wrong_tries: 1, ..link });
    assert!(new.is_good(tx.now()) && !new.is_good(noon("2026-03-13")));
    let now = [
        close_need_confirmations(&mut tx, &need.id).await.expect("closes"),
        close_need_confirmations(&mut tx, &need.id).await.expect("none left"),
    ];
    assert_eq!(now, [1, 0]);
    let none = find_need_confirmation(tx.conn(), &Secret::new([3; 32]).hash()).await.expect("reads");
    assert!(none.is_none());
    tx.commit().await.expect("commits");
}

async fn queues_hold_what_waits_and_no_more(db: TestStore) {
    let owner = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let waiting = |number, status, confirmation, filed: bool| {
        let plain = samples::need(&tx, number, &owner.id);
        let filed_by = filed.then(|| "01JZ00000000000000000000AA".to_owned());
        Need { status, life: NeedLife { confirmation, filed_by, ..plain.life.clone() }, ..plain }
    };
    let all = [
        waiting(1, NeedStatus::CountyReview, Confirmation::NotWanted, true),
        waiting(2, NeedStatus::CityReview, Confirmation::Waiting, true),
        waiting(3, NeedStatus::Draft, Confirmation::NotWanted, true),
        waiting(4, NeedStatus::Draft, Confirmation::NotWanted, false),
        waiting(5, NeedStatus::Published, Confirmation::NotWanted, true),
    ];
    for need in &all {
        insert_need(&mut tx, need, None).await.expect("inserts");
    }
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let near = person(1, Role::CountyOfficer, Scope::County(owner.county.clone()));
    let far = person(2, Role::CountyOfficer, Scope::County(samples::code("410307")));
    for (queue, expected) in [
        (NeedQueue::CountyReview, vec![1]),
        (NeedQueue::CityReview, vec![2]),
        (NeedQueue::Confirmation, vec![2]),
        (NeedQueue::Returned, vec![3]),
        (NeedQueue::Ending(day("2026-06-01")), vec![5]),
        (NeedQueue::Ending(day("2026-05-31")), vec![]),
    ] {
        let expected: Vec<String> = expected.iter().map(|number| format!("XQ2026-{number:04}")).collect();
        for viewer in [&operator(), &near] {
            let found = list_queued_needs(&mut conn, viewer, queue, 10, 0).await.expect("lists");
            assert_eq!(found.iter().map(|need| need.no.clone()).collect::<Vec<_>>(), expected, "{queue:?}");
            let count = count_queued_needs(&mut conn, viewer, queue).await.expect("counts");
            assert_eq!(usize::try_from(count), Ok(expected.len()), "{queue:?}");
        }
        assert!(list_queued_needs(&mut conn, &far, queue, 10, 0).await.expect("lists").is_empty());
        assert_eq!(count_queued_needs(&mut conn, &far, queue).await.expect("counts"), 0);
    }
    assert!(
        list_queued_needs(&mut conn, &near, NeedQueue::CountyReview, 10, 1).await.expect("lists").is_empty()
    );
}

async fn hidden_fields_and_names_stay_inside(db: TestStore) {
    let owner = samples::found_enterprise(&db, 1).await;
    let body = owner.name.trim_end_matches("有限公司").to_owned();
    let mut tx = db.write().await;
    let wanted = samples::institution(&tx, 1);
    let other = samples::institution(&tx, 2);
    for one in [&wanted, &other] {
        insert_institution(&mut tx, one).await.expect("inserts");
    }
    let need = Need {
        disclosure: Disclosure::Unnamed,
        problem: format!("{body}的套圈变形"),
        intended: vec![wanted.name.clone()],
        field_disclosure: BTreeMap::from([
            (NeedField::Tried, Disclosure::Authorities),
            (NeedField::Budget, Disclosure::Matched),
            (NeedField::Indicators, Disclosure::Matched),
            (NeedField::Due, Disclosure::Authorities),
        ]),
        ..samples::need(&tx, 1, &owner.id)
    };
    insert_need(&mut tx, &need, None).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let of = |one: &duijie::domain::institution::Institution| {
        person(3, Role::Institution, Scope::Institution(one.id.clone()))
    };
    let ids = std::slice::from_ref(&need.id);
    let whole = load_needs(&mut conn, &operator(), ids).await.expect("reads").remove(0);
    assert_eq!(
        (whole.problem, whole.tried, whole.budget),
        (need.problem.clone(), need.tried.clone(), need.budget)
    );
    for (viewer, matched) in
        [(Viewer::visitor(Origin::default()), false), (of(&other), false), (of(&wanted), true)]
    {
        let read = load_needs(&mut conn, &viewer, ids).await.expect("reads").remove(0);
        assert_eq!(read.problem, "本企业的套圈变形");
        assert_eq!((read.tried, read.due_on), (None, None), "for the authorities alone");
        assert_eq!(read.budget.is_some(), matched);
        assert_eq!(read.indicators.is_empty(), !matched);
        assert!(read.field_disclosure.is_empty(), "which fields are hidden is not told");
    }
}
