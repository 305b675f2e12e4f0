//! Needs that are being written, and what was sent in.

use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::NeedDraftId;
use duijie::domain::need::NeedStatus;
use duijie::domain::need_life::NeedLife;
use duijie::domain::need_text::{NeedText, NeedTextField};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Scope, Viewer};
use duijie::storage::{
    StorageError, delete_need_draft, find_draft_of_need, find_need, find_need_draft, find_need_titled,
    forget_need_drafts, insert_need, insert_need_draft, insert_need_submission, list_need_drafts,
    list_need_submissions, save_need_draft, throw_need_draft,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples;
use crate::support::web::{bureau, person};

on_both!(
    a_draft_comes_back_as_it_was_typed,
    saves_go_by_the_version,
    a_draft_is_thrown_away_and_taken_back,
    there_is_one_draft_of_a_need,
    drafts_are_their_own_peoples,
    submissions_are_kept_without_persons,
    a_title_is_found_by_those_who_look_after_it,
);

fn own(number: u128, enterprise: &Enterprise) -> Viewer {
    person(number, Role::Enterprise, Scope::Enterprise(enterprise.id.clone()))
}

fn text(title: &str) -> NeedText {
    let mut text = NeedText::default();
    text.set(NeedTextField::Title, title);
    text.set(NeedTextField::ContactName, "周工");
    text.set(NeedTextField::Rows, "硬度\tge\t五十八\tHRC\t");
    text
}

async fn begun(db: &TestStore, viewer: &Viewer, enterprise: &Enterprise, on_behalf: bool) -> NeedDraftId {
    let mut tx = db.store.write(viewer, noon("2026-03-05")).await.expect("begins");
    let id = insert_need_draft(&mut tx, &enterprise.id, None, on_behalf, &text("淬火变形"))
        .await
        .expect("inserts");
    tx.commit().await.expect("commits");
    id
}

async fn a_draft_comes_back_as_it_was_typed(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let viewer = own(1, &enterprise);
    let id = begun(&db, &viewer, &enterprise, false).await;
    let found = find_need_draft(&mut *db.read().await, &viewer, &id).await.expect("reads").expect("there");
    assert_eq!((&found.id, &found.enterprise, &found.need), (&id, &enterprise.id, &None));
    assert_eq!((found.author.as_str(), found.on_behalf, found.version), (viewer.actor(), false, 1));
    assert_eq!((found.created_at, found.updated_at), (noon("2026-03-05"), noon("2026-03-05")));
    assert_eq!((found.text, found.deleted_at), (text("淬火变形"), None));
}

async fn saves_go_by_the_version(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let viewer = own(1, &enterprise);
    let id = begun(&db, &viewer, &enterprise, false).await;
    let mut tx = db.write_at(noon("2026-03-06")).await;
    save_need_draft(&mut tx, &id, 1, &text("新的")).await.expect("saves");
    let stale = save_need_draft(&mut tx, &id, 1, &text("旧的")).await;
    assert!(matches!(stale, Err(StorageError::Stale { .. })), "{stale:?}");
    tx.commit().await.expect("commits");
    let found = find_need_draft(&mut *db.read().await, &viewer, &id).await.expect("reads").expect("there");
    assert_eq!((found.text, found.version, found.updated_at), (text("新的"), 2, noon("2026-03-06")));
}

async fn a_draft_is_thrown_away_and_taken_back(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let viewer = own(1, &enterprise);
    let (id, other) =
        (begun(&db, &viewer, &enterprise, false).await, begun(&db, &viewer, &enterprise, false).await);
    let mut tx = db.write_at(Instant(5_000)).await;
    assert!(throw_need_draft(&mut tx, &id, true).await.expect("throws"));
    assert!(!throw_need_draft(&mut tx, &id, true).await.expect("throws"), "once");
    let listed = list_need_drafts(tx.conn(), &viewer, 10).await.expect("lists");
    assert_eq!(listed.iter().map(|one| &one.id).collect::<Vec<_>>(), [&other]);
    let thrown = find_need_draft(tx.conn(), &viewer, &id).await.expect("reads").expect("still there");
    assert_eq!(thrown.deleted_at, Some(Instant(5_000)));
    assert!(throw_need_draft(&mut tx, &id, false).await.expect("takes back"));
    assert_eq!(list_need_drafts(tx.conn(), &viewer, 10).await.expect("lists").len(), 2);
    throw_need_draft(&mut tx, &id, true).await.expect("throws");
    save_need_draft(&mut tx, &id, 1, &text("又写")).await.expect("saves");
    assert_eq!(
        list_need_drafts(tx.conn(), &viewer, 10).await.expect("lists").len(),
        2,
        "writing takes it back"
    );
    throw_need_draft(&mut tx, &id, true).await.expect("throws");
    assert_eq!(forget_need_drafts(&mut tx, Instant(5_000)).await.expect("forgets"), 0);
    assert_eq!(forget_need_drafts(&mut tx, Instant(5_001)).await.expect("forgets"), 1);
    delete_need_draft(&mut tx, &other).await.expect("deletes");
    assert_eq!(list_need_drafts(tx.conn(), &viewer, 10).await.expect("lists"), []);
    tx.commit().await.expect("commits");
}

async fn there_is_one_draft_of_a_need(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let viewer = own(1, &enterprise);
    let mut tx = db.write().await;
    let need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut tx = db.store.write(&viewer, noon("2026-03-05")).await.expect("begins");
    assert_eq!(find_draft_of_need(tx.conn(), &viewer, &need.id).await.expect("reads"), None);
    let made = insert_need_draft(&mut tx, &enterprise.id, Some(&need.id), false, &text("甲"))
        .await
        .expect("inserts");
    let found = find_draft_of_need(tx.conn(), &viewer, &need.id).await.expect("reads").expect("there");
    assert_eq!((found.id, found.need), (made, Some(need.id.clone())));
    let again = insert_need_draft(&mut tx, &enterprise.id, Some(&need.id), false, &text("乙")).await;
    assert!(matches!(again, Err(StorageError::Taken(_))), "{again:?}");
}

async fn drafts_are_their_own_peoples(db: TestStore) {
    let (mine, theirs) = (samples::found_enterprise(&db, 1).await, samples::found_enterprise(&db, 2).await);
    let (me, colleague, other) = (own(1, &mine), own(2, &mine), own(3, &theirs));
    let county = |number| person(number, Role::CountyOfficer, Scope::County(mine.county.clone()));
    let (officer, second) = (county(4), county(5));
    let elsewhere = person(6, Role::CountyOfficer, Scope::County(samples::code("410325")));
    let draft = begun(&db, &me, &mine, false).await;
    let filed = begun(&db, &officer, &mine, true).await;
    let by_bureau = begun(&db, &bureau(7), &mine, true).await;
    let institution =
        person(8, Role::Institution, Scope::Institution(samples::found_institution(&db, 1).await.id));
    let mut conn = db.read().await;
    for (viewer, seen) in [
        (&me, vec![&draft]),
        (&colleague, vec![&draft]),
        (&other, vec![]),
        (&officer, vec![&filed]),
        (&second, vec![]),
        (&elsewhere, vec![]),
        (&bureau(7), vec![&by_bureau]),
        (&bureau(9), vec![]),
        (&operator(), vec![]),
        (&institution, vec![]),
    ] {
        let listed = list_need_drafts(&mut conn, viewer, 10).await.expect("lists");
        assert_eq!(listed.iter().map(|one| &one.id).collect::<Vec<_>>(), seen, "{viewer:?}");
        for id in [&draft, &filed, &by_bureau] {
            let found = find_need_draft(&mut conn, viewer, id).await.expect("reads");
            assert_eq!(found.is_some(), seen.contains(&id), "{viewer:?}");
        }
    }
}

async fn submissions_are_kept_without_persons(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let viewer = own(1, &enterprise);
    let mut tx = db.store.write(&viewer, noon("2026-03-05")).await.expect("begins");
    let need = samples::need(&tx, 1, &enterprise.id);
    insert_need(&mut tx, &need, None).await.expect("inserts");
    for (score, title) in [(40, "一"), (70, "二"), (90, "三")] {
        insert_need_submission(&mut tx, &need.id, score, &text(title)).await.expect("inserts");
    }
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let found = list_need_submissions(&mut conn, &viewer, &need.id, 2).await.expect("lists");
    assert_eq!(found.iter().map(|one| one.score).collect::<Vec<_>>(), [90, 70]);
    assert_eq!((found[0].actor.as_str(), found[0].at), (viewer.actor(), noon("2026-03-05")));
    assert_eq!(found[0].text, text("三").impersonal());
    let county = person(2, Role::CountyOfficer, Scope::County(enterprise.county.clone()));
    assert_eq!(list_need_submissions(&mut conn, &county, &need.id, 9).await.expect("lists").len(), 3);
    let outside = person(3, Role::CountyOfficer, Scope::County(samples::code("410325")));
    assert_eq!(list_need_submissions(&mut conn, &outside, &need.id, 9).await.expect("lists"), []);
}

async fn a_title_is_found_by_those_who_look_after_it(db: TestStore) {
    let enterprise = samples::found_enterprise(&db, 1).await;
    let (viewer, officer) =
        (own(1, &enterprise), person(2, Role::CountyOfficer, Scope::County(enterprise.county.clone())));
    let mut tx = db.write().await;
    let mut need = samples::need(&tx, 1, &enterprise.id);
    need.status = NeedStatus::Draft;
    need.life.filed_by = None;
    insert_need(&mut tx, &need, None).await.expect("inserts");
    let mut filed = samples::need(&tx, 2, &enterprise.id);
    filed.status = NeedStatus::Draft;
    filed.life = NeedLife { filed_by: Some(officer.actor().to_owned()), ..NeedLife::default() };
    insert_need(&mut tx, &filed, None).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let spaced = format!(" {} ", need.title.replace(' ', "  "));
    let found = find_need_titled(&mut conn, &viewer, &enterprise.id, &spaced).await.expect("reads");
    assert_eq!(found, Some((need.id.clone(), need.no.clone())));
    assert_eq!(find_need_titled(&mut conn, &viewer, &enterprise.id, "别的").await.expect("reads"), None);
    // What was never sent in is no business of the county; what was returned is.
    assert_eq!(
        find_need_titled(&mut conn, &officer, &enterprise.id, &need.title).await.expect("reads"),
        None
    );
    assert!(find_need(&mut conn, &officer, need.id.as_str()).await.expect("reads").is_none());
    let found = find_need(&mut conn, &officer, filed.id.as_str()).await.expect("reads");
    assert!(found.is_some_and(|need| need.whole));
    let second = person(3, Role::CountyOfficer, Scope::County(enterprise.county.clone()));
    assert!(find_need(&mut conn, &second, filed.id.as_str()).await.expect("reads").is_some());
}
