//! The queue: longest due first, never two at the same job, and none is lost with the process that had it.

use std::collections::BTreeSet;

use duijie::domain::job::{Job, JobLane, JobOutcome, JobPayload};
use duijie::domain::time::Instant;
use duijie::storage::{JobCounts, claim_job, count_jobs, enqueue_job, finish_job, has_due_job};

use crate::support::db::{TestStore, noon, on_both, operator};

on_both!(
    the_longest_due_comes_first,
    who_waits_for_other_servers_holds_nobody_up,
    a_job_taken_back_with_its_transaction_never_was,
    two_claims_never_meet,
    an_expired_claim_is_taken_over_and_the_first_owner_ignored,
    outcomes_count_where_they_should,
);

fn payload(need: &str) -> JobPayload {
    JobPayload::Rematch { need: need.to_owned() }
}

async fn enqueue(db: &TestStore, need: &str, run_at: Instant, waits_for: Option<&str>) {
    let mut tx = db.write().await;
    enqueue_job(&mut tx, &payload(need), run_at, waits_for.map(str::to_owned)).await.expect("enqueue");
    tx.commit().await.expect("commits");
}

async fn claim(db: &TestStore, now: Instant, until: Instant) -> Option<Job> {
    let mut tx = db.write_at(now).await;
    let due = has_due_job(&mut *db.read().await, JobLane::Work, now).await.expect("asks");
    let job = claim_job(&mut tx, db.kind(), JobLane::Work, until).await.expect("claim");
    assert_eq!(due, job.is_some());
    tx.commit().await.expect("commits");
    job
}

async fn finish(db: &TestStore, job: &Job, outcome: JobOutcome) -> bool {
    let mut tx = db.write().await;
    let ours = finish_job(&mut tx, job, &outcome).await.expect("finish");
    tx.commit().await.expect("commits");
    ours
}

async fn counts(db: &TestStore) -> (i64, i64, i64) {
    let JobCounts { waiting, running, failed } = count_jobs(&mut *db.read().await).await.expect("count");
    (waiting, running, failed)
}

async fn the_longest_due_comes_first(db: TestStore) {
    enqueue(&db, "late", noon("2026-03-07"), None).await;
    enqueue(&db, "second", noon("2026-03-02"), None).await;
    enqueue(&db, "first", noon("2026-03-01"), Some("3:14")).await;
    enqueue(&db, "third", noon("2026-03-02"), None).await;
    let (now, until) = (noon("2026-03-05"), noon("2026-03-06"));
    let first = claim(&db, now, until).await.expect("a job");
    assert_eq!((first.attempts, first.waits_for.as_deref()), (1, Some("3:14")));
    assert_eq!(first.payload, payload("first"));
    assert_eq!(claim(&db, now, until).await.expect("a job").payload, payload("second"));
    assert_eq!(claim(&db, now, until).await.expect("a job").payload, payload("third"));
    assert_eq!(claim(&db, now, until).await, None, "the last one is not due yet");
    assert_eq!(counts(&db).await, (1, 3, 0));
}

async fn who_waits_for_other_servers_holds_nobody_up(db: TestStore) {
    let mut tx = db.write().await;
    let mail = JobPayload::Deliver { delivery: "d".to_owned() };
    enqueue_job(&mut tx, &mail, noon("2026-03-01"), None).await.expect("enqueue");
    tx.commit().await.expect("commits");
    enqueue(&db, "x", noon("2026-03-02"), None).await;
    let now = noon("2026-03-05");
    assert_eq!(claim(&db, now, noon("2026-03-06")).await.expect("a job").payload, payload("x"));
    assert_eq!(claim(&db, now, noon("2026-03-06")).await, None);
    let mut tx = db.write_at(now).await;
    let sent = claim_job(&mut tx, db.kind(), JobLane::Send, noon("2026-03-06")).await.expect("claim");
    assert_eq!(sent.expect("a job").payload, mail);
    tx.commit().await.expect("commits");
}

async fn a_job_taken_back_with_its_transaction_never_was(db: TestStore) {
    let mut tx = db.write().await;
    enqueue_job(&mut tx, &payload("x"), noon("2026-03-05"), None).await.expect("enqueue");
    tx.rollback().await.expect("rolls back");
    assert_eq!(counts(&db).await, (0, 0, 0));
    enqueue(&db, "y", noon("2026-03-01"), None).await;
    let mut tx = db.write().await;
    assert!(claim_job(&mut tx, db.kind(), JobLane::Work, noon("2026-03-06")).await.expect("claim").is_some());
    tx.rollback().await.expect("rolls back");
    assert_eq!(counts(&db).await, (1, 0, 0), "a claim that was taken back claims nothing");
}

async fn two_claims_never_meet(db: TestStore) {
    for number in 0..40 {
        enqueue(&db, &number.to_string(), noon("2026-03-01"), None).await;
    }
    let mut workers = Vec::new();
    for seed in 0..4 {
        let store = db.another(10 + seed).await;
        workers.push(tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
                let job =
                    claim_job(&mut tx, store.kind(), JobLane::Work, noon("2026-03-06")).await.expect("claim");
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                tx.commit().await.expect("commits");
                let Some(job) = job else { break };
                mine.push(job);
            }
            store.close().await;
            mine
        }));
    }
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.expect("worker"));
    }
    let distinct: BTreeSet<_> = claimed.iter().map(|job| job.id.clone()).collect();
    assert_eq!((claimed.len(), distinct.len()), (40, 40));
    assert!(claimed.iter().all(|job| job.attempts == 1));
}

async fn an_expired_claim_is_taken_over_and_the_first_owner_ignored(db: TestStore) {
    enqueue(&db, "x", noon("2026-03-01"), None).await;
    let lost = claim(&db, noon("2026-03-05"), noon("2026-03-06")).await.expect("a job");
    assert_eq!(
        claim(&db, noon("2026-03-06"), noon("2026-03-07")).await,
        None,
        "the claim lasts till its end"
    );
    let taken = claim(&db, Instant(noon("2026-03-06").0 + 1), noon("2026-03-07")).await.expect("a job");
    assert_eq!((&taken.id, taken.attempts), (&lost.id, 2));
    let failed = JobOutcome::Failed { reason: "zu spät".to_owned() };
    let retry = JobOutcome::Retry { at: noon("2026-03-09"), reason: "x".to_owned() };
    for outcome in [JobOutcome::Done, failed, retry] {
        assert!(!finish(&db, &lost, outcome).await, "it is no longer his");
    }
    assert_eq!(counts(&db).await, (0, 1, 0));
    assert!(finish(&db, &taken, JobOutcome::Done).await);
    assert!(!finish(&db, &taken, JobOutcome::Done).await);
    assert_eq!(counts(&db).await, (0, 0, 0));
}

async fn outcomes_count_where_they_should(db: TestStore) {
    enqueue(&db, "x", noon("2026-03-01"), None).await;
    let (now, until) = (noon("2026-03-05"), noon("2026-03-06"));
    let job = claim(&db, now, until).await.expect("a job");
    let again = JobOutcome::Retry { at: noon("2026-03-08"), reason: "索引未就绪".to_owned() };
    assert!(finish(&db, &job, again).await);
    assert_eq!(counts(&db).await, (1, 0, 0));
    assert_eq!(claim(&db, now, until).await, None);
    let job = claim(&db, noon("2026-03-08"), noon("2026-03-09")).await.expect("a job");
    assert_eq!(job.attempts, 2);
    assert!(finish(&db, &job, JobOutcome::Failed { reason: "坏".to_owned() }).await);
    assert_eq!(counts(&db).await, (0, 0, 1));
    assert_eq!(claim(&db, noon("2030-01-01"), noon("2030-01-02")).await, None, "given up for good");
}
