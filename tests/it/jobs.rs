//! Jobs that use cases leave in the database, drained by a call: done, tried again, waiting for the index.

use std::sync::Arc;

use duijie::domain::job::JobPayload;
use duijie::jobs::run_due_jobs;
use duijie::storage::{count_jobs, enqueue_job, insert_enterprise};

use crate::support::samples::enterprise;
use crate::support::web::TestSite;

async fn leave(site: &TestSite, waits_for: Option<String>) {
    let app = Arc::clone(&site.app);
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let payload = JobPayload::Rematch { need: "XQ2022-0001".to_owned() };
    enqueue_job(&mut tx, &payload, app.now(), waits_for).await.expect("enqueued");
    tx.commit().await.expect("commits");
}

async fn counts(site: &TestSite) -> (i64, i64, i64) {
    let counts = count_jobs(&mut site.app.store.read().await.expect("connects")).await.expect("counts");
    (counts.waiting, counts.running, counts.failed)
}

#[tokio::test]
async fn a_due_job_is_done_and_gone() {
    let site = TestSite::demo().await;
    leave(&site, None).await;
    leave(&site, None).await;
    assert_eq!(run_due_jobs(&site.app, &site.search).await.expect("runs"), 2);
    assert_eq!(counts(&site).await, (0, 0, 0));
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later() {
    let site = TestSite::demo().await;
    leave(&site, None).await;
    let without_index = site.without_index();
    assert_eq!(run_due_jobs(&site.app, &without_index.search).await.expect("runs"), 0);
    assert_eq!(counts(&site).await, (1, 0, 0));
    assert_eq!(run_due_jobs(&site.app, &site.search).await.expect("runs"), 0, "not before its time");
}

#[tokio::test]
async fn a_job_waits_until_the_index_shows_what_it_is_about() {
    let site = TestSite::demo().await;
    let app = Arc::clone(&site.app);
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let new = enterprise(&tx, 900);
    insert_enterprise(&mut tx, &new).await.expect("inserted");
    tx.commit().await.expect("commits");
    leave(&site, Some("0:1".to_owned())).await;
    assert_eq!(run_due_jobs(&site.app, &site.search).await.expect("runs"), 0);
    site.index().await;
    leave(&site, Some("0:1".to_owned())).await;
    assert_eq!(run_due_jobs(&site.app, &site.search).await.expect("runs"), 1);
    assert_eq!(counts(&site).await, (1, 0, 0), "the first one waits for its next attempt");
}
