//! Offers with the steps of their life, who may know of them, and whom to call.

use duijie::domain::account::Organisation;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::institution::Institution;
use duijie::domain::need::{Disclosure, Need, NeedStatus};
use duijie::domain::offer::{DeclineReason, Offer, OfferStatus, OfferStep};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{DepartmentScope, Origin, Scope, Viewer};
use duijie::storage::{
    OfferFilter, OfferOrder, StorageError, count_offers, count_offers_of_needs, find_agreed_contact,
    find_offer, find_offer_to, insert_need, insert_offer, list_offer_steps, list_offers, move_need,
    update_need, update_offer,
};

use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;
use crate::support::web::person;

on_both!(
    an_offer_comes_back_with_its_steps,
    there_is_one_of_an_institution_to_a_need,
    only_its_parties_and_officers_know_of_it,
    lists_are_narrowed_counted_and_paged,
    it_tells_whether_the_need_is_open_to_who_offers,
    whom_to_call_is_told_once_both_want_to_talk,
);

struct Scene {
    enterprise: Enterprise,
    institutions: Vec<Institution>,
    need: Need,
}

async fn scene(db: &TestStore) -> Scene {
    let enterprise = samples::found_enterprise(db, 1).await;
    let institutions = vec![samples::found_institution(db, 1).await, samples::found_institution(db, 2).await];
    let mut tx = db.write().await;
    let need = Need { disclosure: Disclosure::Public, ..samples::need(&tx, 1, &enterprise.id) };
    insert_need(&mut tx, &need, None).await.expect("insert");
    tx.commit().await.expect("commits");
    Scene { enterprise, institutions, need }
}

impl Scene {
    async fn offer(&self, db: &TestStore, at: usize, when: i64) -> Offer {
        let mut tx = db.write_at(Instant(when)).await;
        let offer = samples::offer(&tx, &self.need, &self.institutions[at].id);
        insert_offer(&mut tx, &offer).await.expect("insert");
        tx.commit().await.expect("commits");
        offer
    }

    fn institution(&self, at: usize) -> Viewer {
        person(10 + at as u128, Role::Institution, Scope::Institution(self.institutions[at].id.clone()))
    }

    fn enterprise(&self) -> Viewer {
        person(2, Role::Enterprise, Scope::Enterprise(self.enterprise.id.clone()))
    }
}

async fn answered(db: &TestStore, offer: &Offer, status: OfferStatus, step: OfferStep) {
    let mut tx = db.write().await;
    let declined = (status == OfferStatus::Declined).then_some(DeclineReason::Busy);
    let after = Offer { status, declined, answered_at: Some(tx.now()), ..offer.clone() };
    update_offer(&mut tx, &after, step, offer.status).await.expect("updates");
    tx.commit().await.expect("commits");
}

async fn an_offer_comes_back_with_its_steps(db: TestStore) {
    let scene = scene(&db).await;
    let offer = scene.offer(&db, 0, 5_000).await;
    let (viewer, mut conn) = (operator(), db.read().await);
    assert_eq!(find_offer(&mut conn, &viewer, &offer.id).await.expect("finds"), Some(offer.clone()));
    let of = &scene.institutions[0].id;
    let found = find_offer_to(&mut conn, &viewer, &scene.need.id, of).await.expect("finds");
    assert_eq!(found, Some(offer.clone()));
    drop(conn);
    answered(&db, &offer, OfferStatus::Declined, OfferStep::Decline).await;
    let mut conn = db.read().await;
    let found = find_offer(&mut conn, &viewer, &offer.id).await.expect("finds").expect("one");
    assert_eq!(
        (found.status, found.declined, found.version),
        (OfferStatus::Declined, Some(DeclineReason::Busy), 2)
    );
    let steps = list_offer_steps(&mut conn, &viewer, &offer.id).await.expect("lists");
    let seen: Vec<_> = steps.iter().map(|step| (step.step, step.from, step.to, step.reason)).collect();
    assert_eq!(
        seen,
        [
            (OfferStep::Send, None, OfferStatus::Sent, None),
            (OfferStep::Decline, Some(OfferStatus::Sent), OfferStatus::Declined, Some(DeclineReason::Busy)),
        ]
    );
    assert_eq!((steps[0].actor.as_str(), steps[0].at), ("system", Instant(5_000)));
}

async fn there_is_one_of_an_institution_to_a_need(db: TestStore) {
    let scene = scene(&db).await;
    let offer = scene.offer(&db, 0, 5_000).await;
    let mut tx = db.write().await;
    let second = samples::offer(&tx, &scene.need, &scene.institutions[0].id);
    assert!(matches!(insert_offer(&mut tx, &second).await, Err(StorageError::Taken { .. })));
    tx.rollback().await.expect("rolls back");
    let mut tx = db.write().await;
    let stale = Offer { version: 7, ..offer.clone() };
    let ended = update_offer(&mut tx, &stale, OfferStep::Revise, OfferStatus::Sent).await;
    assert!(matches!(ended, Err(StorageError::Stale { .. })));
    let found = find_offer(tx.conn(), &operator(), &offer.id).await.expect("finds");
    assert_eq!(found, Some(offer));
}

async fn only_its_parties_and_officers_know_of_it(db: TestStore) {
    let scene = scene(&db).await;
    let offer = scene.offer(&db, 0, 5_000).await;
    let county = |code: &str| person(3, Role::CountyOfficer, Scope::County(samples::code(code)));
    let department = DepartmentScope { department: "国资委".to_owned(), groups: Vec::new() };
    let mut conn = db.read().await;
    for (viewer, knows) in [
        (operator(), true),
        (scene.institution(0), true),
        (scene.enterprise(), true),
        (county("410311"), true),
        (scene.institution(1), false),
        (county("410307"), false),
        (person(4, Role::DepartmentOfficer, Scope::Department(department)), false),
        (person(5, Role::Enterprise, Scope::Enterprise(ulid::Ulid(77).into())), false),
        (person(6, Role::SystemAdministrator, Scope::Public), false),
        (Viewer::visitor(Origin::default()), false),
    ] {
        let (filter, place) = (OfferFilter::default(), (0, 10));
        let found = find_offer(&mut conn, &viewer, &offer.id).await.expect("finds");
        assert_eq!(found.is_some(), knows, "{viewer:?}");
        let listed =
            list_offers(&mut conn, &viewer, &filter, OfferOrder::Newest, place).await.expect("lists");
        assert_eq!(listed.len(), usize::from(knows), "{viewer:?}");
        let counted = count_offers(&mut conn, &viewer, &filter).await.expect("counts");
        assert_eq!(counted.values().sum::<i64>(), i64::from(knows), "{viewer:?}");
        let of = std::slice::from_ref(&scene.need.id);
        let counted = count_offers_of_needs(&mut conn, &viewer, of).await.expect("counts");
        assert_eq!(counted.contains_key(&scene.need.id), knows, "{viewer:?}");
        let steps = list_offer_steps(&mut conn, &viewer, &offer.id).await.expect("lists");
        assert_eq!(steps.len(), usize::from(knows), "{viewer:?}");
        let of = &scene.institutions[0].id;
        let found = find_offer_to(&mut conn, &viewer, &scene.need.id, of).await.expect("finds");
        assert_eq!(found.is_some(), knows, "{viewer:?}");
    }
}

async fn lists_are_narrowed_counted_and_paged(db: TestStore) {
    let scene = scene(&db).await;
    let (first, second) = (scene.offer(&db, 0, 5_000).await, scene.offer(&db, 1, 6_000).await);
    answered(&db, &first, OfferStatus::Declined, OfferStep::Decline).await;
    let (viewer, mut conn) = (operator(), db.read().await);
    let listed = async |conn: &mut sqlx::AnyConnection, filter: OfferFilter, order, place| {
        let found = list_offers(conn, &viewer, &filter, order, place).await.expect("lists");
        found.into_iter().map(|offer| offer.id).collect::<Vec<_>>()
    };
    let all = OfferFilter::default;
    let (one, two) = (first.id.clone(), second.id.clone());
    assert_eq!(listed(&mut conn, all(), OfferOrder::Newest, (0, 10)).await, [two.clone(), one.clone()]);
    assert_eq!(listed(&mut conn, all(), OfferOrder::Oldest, (1, 10)).await, std::slice::from_ref(&two));
    let waiting = OfferFilter { status: Some(OfferStatus::Sent), ..all() };
    assert_eq!(
        listed(&mut conn, waiting.clone(), OfferOrder::Newest, (0, 10)).await,
        std::slice::from_ref(&two)
    );
    let counts = count_offers(&mut conn, &viewer, &waiting).await.expect("counts");
    assert_eq!((counts[&OfferStatus::Sent], counts[&OfferStatus::Declined], counts.len()), (1, 1, 2));
    for (text, found) in [("噪声", 2), ("第2研究", 1), ("XQ2026-0001", 2), ("100%", 0), ("  ", 2), ("_", 0)]
    {
        let filter = OfferFilter { text: Some(text.to_owned()), ..all() };
        assert_eq!(listed(&mut conn, filter, OfferOrder::Newest, (0, 10)).await.len(), found, "{text}");
    }
    let other = OfferFilter { need: Some(ulid::Ulid(9).into()), ..all() };
    assert!(listed(&mut conn, other, OfferOrder::Newest, (0, 10)).await.is_empty());
    let of = [scene.need.id.clone(), ulid::Ulid(9).into()];
    let counted = count_offers_of_needs(&mut conn, &viewer, &of).await.expect("counts");
    assert_eq!((counted.len(), counted[&scene.need.id]), (1, 2));
    drop(conn);
    answered(&db, &second, OfferStatus::Withdrawn, OfferStep::Withdraw).await;
    let counted = count_offers_of_needs(&mut *db.read().await, &viewer, &of).await.expect("counts");
    assert_eq!(counted[&scene.need.id], 1, "what was withdrawn is not offered");
}

async fn it_tells_whether_the_need_is_open_to_who_offers(db: TestStore) {
    let mut scene = scene(&db).await;
    let offer = scene.offer(&db, 0, 5_000).await;
    let open = async || {
        let found = find_offer(&mut *db.read().await, &operator(), &offer.id).await.expect("finds");
        found.expect("one").need_open
    };
    assert!(open().await);
    for (disclosure, intended, expected) in [
        (Disclosure::Authorities, Vec::new(), false),
        (Disclosure::Matched, vec!["某某所".to_owned()], false),
        (Disclosure::Matched, vec![scene.institutions[0].name.clone()], true),
        (Disclosure::Unnamed, Vec::new(), true),
    ] {
        let mut tx = db.write().await;
        scene.need = Need { disclosure, intended, ..scene.need };
        update_need(&mut tx, &scene.need).await.expect("updates");
        tx.commit().await.expect("commits");
        scene.need.version += 1;
        assert_eq!(open().await, expected, "{disclosure:?}");
    }
    let mut tx = db.write().await;
    move_need(&mut tx, &scene.need, NeedStatus::Withdrawn, None).await.expect("moves");
    tx.commit().await.expect("commits");
    assert!(!open().await);
}

async fn whom_to_call_is_told_once_both_want_to_talk(db: TestStore) {
    let scene = scene(&db).await;
    let author = samples::found_account(
        &db,
        1,
        Role::Institution,
        Organisation::Institution { id: scene.institutions[0].id.clone(), team: None },
    )
    .await;
    let mut tx = db.write().await;
    let offer = Offer {
        author: author.id.to_string(),
        ..samples::offer(&tx, &scene.need, &scene.institutions[0].id)
    };
    insert_offer(&mut tx, &offer).await.expect("insert");
    tx.commit().await.expect("commits");
    let told = async |viewer: &Viewer| {
        find_agreed_contact(&mut *db.read().await, viewer, &offer.id).await.expect("reads")
    };
    assert_eq!(told(&scene.enterprise()).await, None);
    assert_eq!(told(&scene.institution(0)).await, None);
    answered(&db, &offer, OfferStatus::Welcome, OfferStep::Welcome).await;
    let there = told(&scene.enterprise()).await.expect("told");
    assert_eq!(
        (there.organisation.as_str(), there.contact.phone.as_deref()),
        ("示例大学第1研究院", Some("13800000000"))
    );
    assert_eq!(there.author.expect("an author").phone, author.phone);
    let here = told(&scene.institution(0)).await.expect("told");
    assert_eq!((here.contact.phone.as_deref(), here.contact.decision_maker), (Some("13900000000"), None));
    for other in [scene.institution(1), operator(), Viewer::visitor(Origin::default())] {
        assert_eq!(told(&other).await, None, "{other:?}");
    }
    let welcome = Offer { status: OfferStatus::Welcome, version: 2, ..offer.clone() };
    answered(&db, &welcome, OfferStatus::Withdrawn, OfferStep::Withdraw).await;
    assert_eq!(told(&scene.enterprise()).await, None);
}
