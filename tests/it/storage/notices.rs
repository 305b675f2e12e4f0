//! Notices, switches and the outbox: bursts, whose is whose, and messages that are claimed once.

use duijie::domain::account::{Account, Organisation};
use duijie::domain::channel::{Channel, Delivery, DeliveryState, SendProblem};
use duijie::domain::ids::{DeliveryId, NoticeId};
use duijie::domain::need::NeedStatus;
use duijie::domain::notice::{NewNotice, NoticeTopic, Point, Subject};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::storage::{
    DeliveryFilter, NoticeFilter, WriteTx, claim_delivery, count_deliveries, count_notices, find_delivery,
    find_notice, finish_delivery, forget_deliveries, forget_notices, gather_delivery, insert_notice,
    insert_test_delivery, list_deliveries, list_delivery_notices, list_delivery_topics, list_notice_switches,
    list_notices, mark_notice_read, mark_notices_read, mark_notices_unread, move_delivery, put_notice_switch,
    settle_notices,
};

use crate::support::db::{TestStore, noon, on_both, operator};
use crate::support::samples::found_account;

on_both!(
    a_burst_is_one_notice_until_it_is_read,
    everybody_reads_the_own_ones_only,
    reading_all_can_be_taken_back,
    what_was_answered_need_not_be_read_by_anybody,
    switches_are_ones_own,
    messages_gather_until_their_time_comes,
    a_claim_that_runs_out_leaves_the_message_in_doubt,
    only_who_keeps_the_outbox_sees_and_moves_messages,
    what_is_old_is_forgotten,
);

const HOST: &str = "example.cn";

async fn officer(db: &TestStore, number: u32) -> (Account, Viewer) {
    let account = found_account(db, number, Role::BureauOfficer, Organisation::Bureau).await;
    let viewer = Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default());
    (account, viewer)
}

async fn keeper(db: &TestStore, number: u32) -> Viewer {
    let account = found_account(db, number, Role::SystemAdministrator, Organisation::Bureau).await;
    Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default())
}

fn review(need: &str) -> NewNotice {
    let subject = Subject { kind: duijie::domain::notice::SubjectKind::Need, id: need.to_owned() };
    NewNotice::new(NoticeTopic::ReviewWaits, subject)
}

async fn give(db: &TestStore, account: &Account, new: &NewNotice) -> NoticeId {
    let mut tx = db.write().await;
    let id = insert_notice(&mut tx, &account.id, new).await.expect("gives");
    tx.commit().await.expect("commits");
    id
}

async fn as_own(db: &TestStore, viewer: &Viewer, now: Instant) -> WriteTx {
    db.store.write(viewer, now).await.expect("begins")
}

async fn listed(
    db: &TestStore,
    viewer: &Viewer,
    filter: NoticeFilter,
) -> Vec<duijie::domain::notice::Notice> {
    list_notices(&mut *db.read().await, viewer, filter, (0, 50)).await.expect("lists")
}

async fn a_burst_is_one_notice_until_it_is_read(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let status = |status| Some(Point::Status(status));
    let one = review("A").changed(status(NeedStatus::Draft), status(NeedStatus::CountyReview)).naming(["x"]);
    let two = review("A")
        .changed(status(NeedStatus::CountyReview), status(NeedStatus::CityReview))
        .naming(["y", "x"]);
    let first = give(&db, &account, &one).await;
    assert_eq!(give(&db, &account, &two).await, first);
    assert_ne!(give(&db, &account, &review("B")).await, first);
    let found = find_notice(&mut *db.read().await, &viewer, &first).await.expect("finds").expect("is there");
    assert_eq!((found.detail.times, found.detail.items.join(",")), (2, "x,y".to_owned()));
    assert_eq!(
        (found.detail.before, found.detail.after),
        (status(NeedStatus::Draft), status(NeedStatus::CityReview))
    );
    let mut tx = as_own(&db, &viewer, noon("2026-03-06")).await;
    assert!(mark_notice_read(&mut tx, &first).await.expect("marks"));
    assert!(!mark_notice_read(&mut tx, &first).await.expect("marks"), "once");
    tx.commit().await.expect("commits");
    assert_ne!(give(&db, &account, &one).await, first, "what was read is not changed behind one's back");
    let counts = count_notices(&mut *db.read().await, &viewer).await.expect("counts");
    assert_eq!(
        counts.iter().map(|one| (one.topic, one.all, one.unread)).collect::<Vec<_>>(),
        [(NoticeTopic::ReviewWaits, 3, 2)]
    );
    assert_eq!(listed(&db, &viewer, NoticeFilter { unread: true, topic: None }).await.len(), 2);
    let other = NoticeFilter { unread: false, topic: Some(NoticeTopic::OfferMade) };
    assert!(listed(&db, &viewer, other).await.is_empty());
}

async fn everybody_reads_the_own_ones_only(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let (_, other) = officer(&db, 2).await;
    let id = give(&db, &account, &review("A")).await;
    for stranger in [&other, &keeper(&db, 3).await, &operator(), &Viewer::visitor(Origin::default())] {
        assert!(listed(&db, stranger, NoticeFilter::default()).await.is_empty());
        let mut conn = db.read().await;
        assert!(count_notices(&mut conn, stranger).await.expect("counts").is_empty());
        assert_eq!(find_notice(&mut conn, stranger, &id).await.expect("finds"), None);
        drop(conn);
        let mut tx = as_own(&db, stranger, noon("2026-03-06")).await;
        assert!(!mark_notice_read(&mut tx, &id).await.expect("marks"));
        assert_eq!(mark_notices_read(&mut tx).await.expect("marks"), 0);
        tx.commit().await.expect("commits");
    }
    // Whoever stands in for a colleague works with the colleague's records, not with the colleague's inbox.
    let standing_in = other.on_behalf_of(account.id.clone());
    assert!(listed(&db, &standing_in, NoticeFilter::default()).await.is_empty());
    assert_eq!(listed(&db, &viewer, NoticeFilter::default()).await.len(), 1);
}

async fn reading_all_can_be_taken_back(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    for need in ["A", "B", "C"] {
        give(&db, &account, &review(need)).await;
    }
    let at = noon("2026-03-06");
    let mut tx = as_own(&db, &viewer, at).await;
    assert_eq!(mark_notices_read(&mut tx).await.expect("marks"), 3);
    tx.commit().await.expect("commits");
    // Of one of them there is news meanwhile, which is enough.
    give(&db, &account, &review("B")).await;
    let mut tx = as_own(&db, &viewer, noon("2026-03-07")).await;
    assert_eq!(mark_notices_unread(&mut tx, noon("2026-03-01")).await.expect("marks"), 0);
    assert_eq!(mark_notices_unread(&mut tx, at).await.expect("marks"), 2);
    tx.commit().await.expect("commits");
    assert_eq!(listed(&db, &viewer, NoticeFilter { unread: true, topic: None }).await.len(), 3);
}

async fn what_was_answered_need_not_be_read_by_anybody(db: TestStore) {
    let (one, first) = officer(&db, 1).await;
    let (two, second) = officer(&db, 2).await;
    for account in [&one, &two] {
        give(&db, account, &review("A")).await;
        give(&db, account, &review("B")).await;
        give(&db, account, &NewNotice::new(NoticeTopic::NeedWithdrawn, review("A").subject)).await;
    }
    let mut tx = db.write().await;
    let topics = [NoticeTopic::ReviewWaits, NoticeTopic::NeedReturned];
    settle_notices(&mut tx, &review("A").subject, &topics).await.expect("settles");
    tx.commit().await.expect("commits");
    for viewer in [&first, &second] {
        let left = listed(&db, viewer, NoticeFilter { unread: true, topic: None }).await;
        let mut left: Vec<_> = left.iter().map(|one| (one.topic, one.subject.id.as_str())).collect();
        left.sort_unstable_by_key(|(topic, _)| topic.code());
        assert_eq!(left, [(NoticeTopic::ReviewWaits, "B"), (NoticeTopic::NeedWithdrawn, "A")]);
    }
    assert_ne!(give(&db, &one, &review("A")).await, give(&db, &one, &review("B")).await, "it may wait again");
}

async fn switches_are_ones_own(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let (other, stranger) = officer(&db, 2).await;
    let mut tx = as_own(&db, &viewer, noon("2026-03-06")).await;
    for on in [false, true, false] {
        put_notice_switch(&mut tx, NoticeTopic::ReviewWaits, Channel::Mail, on).await.expect("puts");
    }
    tx.commit().await.expect("commits");
    let ids = [account.id.clone(), other.id];
    let mut conn = db.read().await;
    let found = list_notice_switches(&mut conn, &viewer, &ids).await.expect("lists");
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].account, found[0].on), (&account.id, false));
    assert!(list_notice_switches(&mut conn, &stranger, &ids).await.expect("lists").is_empty());
    assert_eq!(list_notice_switches(&mut conn, &operator(), &ids).await.expect("lists"), found);
}

async fn gather(
    db: &TestStore,
    account: &Account,
    notice: &NoticeId,
    due: Instant,
) -> (DeliveryId, Option<Instant>) {
    let mut tx = db.write().await;
    let place = (&account.id, Channel::Mail, false);
    let gathered = gather_delivery(&mut tx, place, HOST, notice, |_| due).await.expect("gathers");
    tx.commit().await.expect("commits");
    gathered
}

async fn claim(db: &TestStore, id: &DeliveryId, now: Instant, until: Instant) -> Option<Delivery> {
    let mut tx = db.write_at(now).await;
    let claimed = claim_delivery(&mut tx, id, until).await.expect("claims");
    tx.commit().await.expect("commits");
    claimed
}

async fn messages_gather_until_their_time_comes(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let (one, two) = (give(&db, &account, &review("A")).await, give(&db, &account, &review("B")).await);
    let due = noon("2026-03-06");
    let (message, told) = gather(&db, &account, &one, due).await;
    assert_eq!(told, Some(due));
    assert_eq!(gather(&db, &account, &one, due).await, (message.clone(), None), "nobody need be told again");
    let later = Instant(due.0 + 1);
    assert_eq!(gather(&db, &account, &two, later).await, (message.clone(), Some(later)));
    assert_eq!(claim(&db, &message, due, later).await, None, "not before its time");
    let claimed = claim(&db, &message, later, Instant(later.0 + 1_000)).await.expect("claimed");
    assert_eq!((claimed.attempts, claimed.state), (1, DeliveryState::Sending));
    assert_eq!(claimed.message_id, format!("<{}@{HOST}>", message.as_str().to_ascii_lowercase()));
    assert_eq!(claim(&db, &message, later, later).await, None, "by one only");
    let (next, _) = gather(&db, &account, &one, due).await;
    assert_ne!(next, message, "what is being sent takes nothing more");
    let mut conn = db.read().await;
    let carried = list_delivery_notices(&mut conn, &viewer, &message).await.expect("lists");
    assert_eq!(carried.iter().map(|one| &one.id).collect::<Vec<_>>(), [&one, &two]);
    assert!(list_delivery_notices(&mut conn, &operator(), &message).await.expect("lists").is_empty());
    drop(conn);
    let mut tx = as_own(&db, &viewer, later).await;
    mark_notice_read(&mut tx, &one).await.expect("marks");
    tx.commit().await.expect("commits");
    let carried = list_delivery_notices(&mut *db.read().await, &viewer, &message).await.expect("lists");
    assert_eq!(carried.len(), 1, "what was read need not be told");
    let mut tx = db.write_at(later).await;
    let end = (DeliveryState::Waiting, Some(SendProblem::Later), Instant(later.0 + 60_000));
    assert!(finish_delivery(&mut tx, &claimed, end.0, end.1, end.2).await.expect("finishes"));
    assert!(!finish_delivery(&mut tx, &claimed, DeliveryState::Sent, None, later).await.expect("finishes"));
    tx.commit().await.expect("commits");
    let again = claim(&db, &message, end.2, Instant(end.2.0 + 1)).await.expect("claimed");
    assert_eq!((again.attempts, again.message_id), (2, claimed.message_id));
}

async fn a_claim_that_runs_out_leaves_the_message_in_doubt(db: TestStore) {
    let (account, _) = officer(&db, 1).await;
    let notice = give(&db, &account, &review("A")).await;
    let due = noon("2026-03-06");
    let (message, _) = gather(&db, &account, &notice, due).await;
    let claimed = claim(&db, &message, due, Instant(due.0 + 1_000)).await.expect("claimed");
    assert_eq!(claim(&db, &message, Instant(due.0 + 500), due).await, None);
    assert_eq!(claim(&db, &message, Instant(due.0 + 2_000), due).await, None, "nobody sends it again");
    let found =
        find_delivery(&mut *db.read().await, &operator(), &message).await.expect("finds").expect("there");
    assert_eq!((found.state, found.problem), (DeliveryState::Uncertain, Some(SendProblem::Ended)));
    let mut tx = db.write_at(Instant(due.0 + 3_000)).await;
    assert!(!finish_delivery(&mut tx, &claimed, DeliveryState::Sent, None, due).await.expect("finishes"));
}

async fn only_who_keeps_the_outbox_sees_and_moves_messages(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let keeper = keeper(&db, 2).await;
    let notice = give(&db, &account, &review("A")).await;
    let now = noon("2026-03-06");
    let (message, _) = gather(&db, &account, &notice, now).await;
    let mut tx = as_own(&db, &keeper, now).await;
    let test = insert_test_delivery(&mut tx, Channel::Hook, HOST).await.expect("inserts");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let all = DeliveryFilter::default();
    assert!(list_deliveries(&mut conn, &viewer, all, (0, 9)).await.expect("lists").is_empty());
    assert!(count_deliveries(&mut conn, &viewer).await.expect("counts").is_empty());
    assert_eq!(find_delivery(&mut conn, &viewer, &message).await.expect("finds"), None);
    let ids = [message.clone(), test.clone()];
    assert!(list_delivery_topics(&mut conn, &viewer, &ids).await.expect("lists").is_empty());
    let topics = list_delivery_topics(&mut conn, &keeper, &ids).await.expect("lists");
    assert_eq!(topics, [(message.clone(), NoticeTopic::ReviewWaits, 1)]);
    assert_eq!(count_deliveries(&mut conn, &keeper).await.expect("counts"), [(DeliveryState::Waiting, 2)]);
    assert_eq!(list_deliveries(&mut conn, &keeper, all, (0, 9)).await.expect("lists").len(), 2);
    drop(conn);
    let (waiting, held) = (DeliveryState::Waiting, DeliveryState::Held);
    let mut tx = as_own(&db, &viewer, now).await;
    assert!(!move_delivery(&mut tx, &message, &[waiting], held).await.expect("moves"));
    tx.commit().await.expect("commits");
    let mut tx = as_own(&db, &keeper, now).await;
    assert!(move_delivery(&mut tx, &message, &[waiting], held).await.expect("moves"));
    assert!(!move_delivery(&mut tx, &message, &[waiting], held).await.expect("moves"));
    tx.commit().await.expect("commits");
    assert_eq!(claim(&db, &message, Instant(now.0 + 1), now).await, None, "what is held is not sent");
    let mut conn = db.read().await;
    let only = DeliveryFilter { state: Some(held) };
    assert_eq!(list_deliveries(&mut conn, &keeper, only, (0, 9)).await.expect("lists").len(), 1);
}

async fn what_is_old_is_forgotten(db: TestStore) {
    let (account, viewer) = officer(&db, 1).await;
    let (read, unread) = (give(&db, &account, &review("A")).await, give(&db, &account, &review("B")).await);
    let now = noon("2026-03-06");
    let (message, _) = gather(&db, &account, &read, now).await;
    let claimed = claim(&db, &message, now, now).await.expect("claimed");
    let mut tx = db.store.write(&viewer, now).await.expect("begins");
    mark_notice_read(&mut tx, &read).await.expect("marks");
    finish_delivery(&mut tx, &claimed, DeliveryState::Sent, None, now).await.expect("finishes");
    let later = Instant(now.0 + 1);
    assert_eq!(forget_notices(&mut tx, later).await.expect("forgets"), 0, "a message holds it");
    assert_eq!(forget_deliveries(&mut tx, now).await.expect("forgets"), 0, "not old enough");
    assert_eq!(forget_deliveries(&mut tx, later).await.expect("forgets"), 1);
    assert_eq!(forget_notices(&mut tx, later).await.expect("forgets"), 1);
    tx.commit().await.expect("commits");
    let left = listed(&db, &viewer, NoticeFilter::default()).await;
    assert_eq!(left.iter().map(|one| &one.id).collect::<Vec<_>>(), [&unread]);
}
