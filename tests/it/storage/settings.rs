//! Settings, and the numbers by which people phone and file.

use duijie::domain::time::Instant;
use duijie::storage::{Series, find_setting, next_number, put_setting};

use crate::support::db::{TestStore, day, noon, on_both};

on_both!(a_setting_holds_what_was_put_last, numbers_rise_within_a_beijing_year_and_are_given_back);

async fn a_setting_holds_what_was_put_last(db: TestStore) {
    assert_eq!(find_setting(&mut *db.read().await, "来源").await.expect("find"), None);
    for value in ["甲", "", "乙 'quoted'"] {
        let mut tx = db.write().await;
        put_setting(&mut tx, "来源", value).await.expect("put");
        assert_eq!(find_setting(tx.conn(), "来源").await.expect("find").as_deref(), Some(value));
        tx.commit().await.expect("commits");
    }
    let mut tx = db.write().await;
    put_setting(&mut tx, "来源", "丙").await.expect("put");
    tx.rollback().await.expect("rolls back");
    let found = find_setting(&mut *db.read().await, "来源").await.expect("find");
    assert_eq!(found.as_deref(), Some("乙 'quoted'"));
}

async fn number(db: &TestStore, now: Instant, series: Series, keep: bool) -> String {
    let mut tx = db.write_at(now).await;
    let number = next_number(&mut tx, series).await.expect("number");
    if keep {
        tx.commit().await.expect("commits");
    } else {
        tx.rollback().await.expect("rolls back");
    }
    number
}

async fn numbers_rise_within_a_beijing_year_and_are_given_back(db: TestStore) {
    let now = noon("2026-03-05");
    assert_eq!(number(&db, now, Series::Need, true).await, "XQ2026-0001");
    assert_eq!(number(&db, now, Series::Need, false).await, "XQ2026-0002");
    assert_eq!(number(&db, now, Series::Need, true).await, "XQ2026-0002", "given back");
    assert_eq!(number(&db, now, Series::Capability, true).await, "CG2026-0001");
    assert_eq!(number(&db, now, Series::Institution, true).await, "JG2026-0001");
    // The year ends at midnight in Beijing, when it is four in the afternoon in London.
    let last = day("2026-12-31").end_of_day();
    assert_eq!(number(&db, last, Series::Need, true).await, "XQ2026-0003");
    assert_eq!(number(&db, Instant(last.0 + 1), Series::Need, true).await, "XQ2027-0001");
    db.sql("UPDATE printed_number SET last = 9999 WHERE series = 'XQ2027'").await;
    assert_eq!(number(&db, Instant(last.0 + 1), Series::Need, true).await, "XQ2027-10000");
}
