//! Needs with their indicators and the steps of their life.

use duijie::domain::money::Price;
use duijie::domain::need::{Disclosure, NeedContact, NeedField, NeedSource, NeedStatus, NeedStep, Urgency};
use duijie::domain::text::name_key;
use duijie::domain::viewer::Viewer;
use duijie::storage::{
    NeedFilter, StorageError, count_needs, delete_need, find_need, insert_need, list_need_steps, list_needs,
    list_newest_needs, load_needs, move_need, need_due_days, need_keys, update_need,
};

use crate::support::db::{TestStore, day, noon, on_both, operator};
use crate::support::samples;

on_both!(
    every_field_comes_back,
    a_change_replaces_all_but_the_status,
    every_step_is_kept_with_its_reason,
    a_title_is_taken_once_per_enterprise,
    lists_open_ones_and_pages,
    the_newest_come_first,
    a_removed_one_is_gone_with_its_parts,
);

async fn every_field_comes_back(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let full = samples::need(&tx, 1, &enterprise.id);
    let bare = samples::bare_need(&tx, 2, &enterprise.id);
    let mut open_budget = samples::need(&tx, 3, &enterprise.id);
    open_budget.budget = Some(Price::Negotiable);
    open_budget.field_disclosure.insert(NeedField::Due, Disclosure::Authorities);
    for need in [&full, &bare, &open_budget] {
        insert_need(&mut tx, need, None).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    for reference in [full.id.as_str(), "xq2026-0001 "] {
        let found = find_need(&mut conn, &viewer, reference).await.expect("find");
        assert_eq!(found.as_ref(), Some(&full), "{reference}");
    }
    assert_eq!(find_need(&mut conn, &viewer, "XQ").await.expect("find"), None);
    let ids = [open_budget.id.clone(), bare.id.clone()];
    let mut loaded = load_needs(&mut conn, &viewer, &ids).await.expect("load");
    loaded.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(loaded, [bare.clone(), open_budget.clone()]);
    let due = full.due_on.map(|day| vec![(full.id.clone(), day)]).expect("a day");
    let nobody = Viewer::visitor(Default::default());
    let asked = [full.id.clone(), bare.id];
    assert_eq!(need_due_days(&mut conn, &viewer, &asked).await.expect("reads"), due);
    let asked = [full.id.clone(), open_budget.id];
    assert_eq!(need_due_days(&mut conn, &viewer, &asked).await.expect("reads").len(), 2);
    assert_eq!(need_due_days(&mut conn, &nobody, &asked).await.expect("reads"), due, "one is hidden");
    let keys = need_keys(&mut conn, &viewer).await.expect("keys");
    assert_eq!(keys.len(), 3);
    assert!(keys.contains(&(enterprise.id, name_key(&full.title), full.id)));
}

async fn a_change_replaces_all_but_the_status(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let mut need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("insert");
    tx.commit().await.expect("commits");

    let mut tx = db.write().await;
    let fresh = samples::bare_need(&tx, 9, &enterprise.id);
    need = duijie::domain::need::Need {
        id: need.id,
        no: need.no,
        status: need.status,
        budget: Some(Price::Negotiable),
        urgency: Urgency::Urgent,
        disclosure: Disclosure::Authorities,
        source: NeedSource::Event,
        due_on: Some(day("2027-01-01")),
        contact: NeedContact { email: Some("a@b.cn".to_owned()), ..NeedContact::default() },
        // What it carries of its life is changed by steps alone.
        life: need.life,
        ..fresh
    };
    update_need(&mut tx, &need).await.expect("update");
    let refused = update_need(&mut tx, &need).await.expect_err("stale");
    assert!(matches!(refused, StorageError::Stale { entity: "need", .. }), "{refused}");
    need.version = 2;
    // A status is changed by a step, never by the way.
    let mut other_status = need.clone();
    other_status.status = NeedStatus::Completed;
    update_need(&mut tx, &other_status).await.expect_err("status");
    tx.commit().await.expect("commits");
    let found = find_need(&mut *db.read().await, &operator(), need.id.as_str()).await.expect("find");
    assert_eq!(found, Some(need));
}

async fn every_step_is_kept_with_its_reason(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let mut need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, Some("批量导入")).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write_at(noon("2026-04-01")).await;
    move_need(&mut tx, &need, NeedStatus::Negotiating, None).await.expect("step");
    let refused =
        move_need(&mut tx, &need, NeedStatus::Signed, None).await.expect_err("the version was read before");
    assert!(matches!(refused, StorageError::Stale { .. }), "{refused}");
    need.version = 2;
    need.status = NeedStatus::Negotiating;
    move_need(&mut tx, &need, NeedStatus::Withdrawn, Some("企业停产")).await.expect("step");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let steps = list_need_steps(&mut conn, &operator(), &need.id).await.expect("steps");
    let step = |from, to, at, reason: Option<&str>| NeedStep {
        from,
        to,
        actor: "system".to_owned(),
        at: noon(at),
        reason: reason.map(str::to_owned),
    };
    assert_eq!(
        steps,
        [
            step(None, NeedStatus::Published, "2026-03-05", Some("批量导入")),
            step(Some(NeedStatus::Published), NeedStatus::Negotiating, "2026-04-01", None),
            step(Some(NeedStatus::Negotiating), NeedStatus::Withdrawn, "2026-04-01", Some("企业停产")),
        ]
    );
    let found = find_need(&mut conn, &operator(), need.id.as_str()).await.expect("find").expect("there");
    assert_eq!((found.status, found.version), (NeedStatus::Withdrawn, 3));
}

async fn a_title_is_taken_once_per_enterprise(db: TestStore) {
    let one = samples::found_enterprise(&db, 1).await;
    let two = samples::found_enterprise(&db, 2).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &one.id);
    insert_need(&mut tx, &need, None).await.expect("insert");
    let mut elsewhere = samples::need(&tx, 2, &two.id);
    elsewhere.title = need.title.clone();
    insert_need(&mut tx, &elsewhere, None).await.expect("another enterprise");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    let mut twin = samples::need(&tx, 3, &one.id);
    twin.title = "轴承 噪声１".to_owned();
    let refused = insert_need(&mut tx, &twin, None).await.expect_err("taken");
    assert!(matches!(refused, StorageError::Taken(_)), "{refused}");
}

async fn lists_open_ones_and_pages(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let mut all = Vec::new();
    for (number, status) in (1..).zip(NeedStatus::ALL) {
        let mut need = samples::need(&tx, number, &enterprise.id);
        need.status = *status;
        insert_need(&mut tx, &need, None).await.expect("insert");
        all.push(need);
    }
    tx.commit().await.expect("commits");
    let (viewer, mut conn) = (operator(), db.read().await);
    let every = NeedFilter::default();
    let first = list_needs(&mut conn, &viewer, &every, None, 5).await.expect("list");
    let rest = list_needs(&mut conn, &viewer, &every, Some(&first[4].id), 5).await.expect("list");
    assert_eq!([first, rest].concat(), all);
    let open = list_needs(&mut conn, &viewer, &NeedFilter::open(), None, 99).await.expect("list");
    let statuses: Vec<_> = open.iter().map(|need| need.status).collect();
    assert_eq!(statuses, [NeedStatus::Published, NeedStatus::Negotiating]);
}

async fn a_removed_one_is_gone_with_its_parts(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("insert");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    delete_need(&mut tx, &need.id).await.expect("delete");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert_eq!(find_need(&mut conn, &operator(), &need.no).await.expect("find"), None);
    assert!(list_need_steps(&mut conn, &operator(), &need.id).await.expect("steps").is_empty());
    let left: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM need_indicator").fetch_one(&mut *conn).await.expect("count");
    assert_eq!(left, 0);
}

async fn the_newest_come_first(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let mut numbers = Vec::new();
    for (number, moment) in [(1, "2026-03-05"), (2, "2026-03-07"), (3, "2026-03-06"), (4, "2026-03-08")] {
        let mut tx = db.write_at(noon(moment)).await;
        let mut need = samples::need(&tx, number, &enterprise.id);
        if number == 4 {
            need.status = NeedStatus::Draft;
        }
        insert_need(&mut tx, &need, None).await.expect("insert");
        tx.commit().await.expect("commits");
        numbers.push(need);
    }
    let mut conn = db.read().await;
    let open = NeedFilter::open();
    let found = list_newest_needs(&mut conn, &operator(), &open, 2).await.expect("list");
    assert_eq!(found, [numbers[1].clone(), numbers[2].clone()]);
    let all = NeedFilter::default();
    let found = list_newest_needs(&mut conn, &operator(), &all, 9).await.expect("list");
    assert_eq!((found.len(), &found[0]), (4, &numbers[3]));
    assert_eq!(count_needs(&mut conn, &operator(), &open).await.expect("count"), 3);
    assert_eq!(count_needs(&mut conn, &operator(), &all).await.expect("count"), 4);
}
