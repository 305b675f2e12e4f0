//! Many at once: no change is lost, none comes twice, and nobody is turned away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use duijie::domain::time::Instant;
use duijie::storage::{
    Cursor, Series, Store, delete_institution, find_setting, insert_institution, next_number, put_setting,
    tail,
};

use crate::support::db::{TestStore, noon, on_both, on_postgres, operator};
use crate::support::samples;

on_both!(read_modify_write_loses_no_step);

/// Random enough, and the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn read_modify_write_loses_no_step(db: TestStore) {
    const TASKS: usize = 16;
    const STEPS: usize = 10;
    let mut tasks = Vec::new();
    // Four processes with four tasks each.
    for seed in 0..4_u8 {
        let store = db.another(20 + seed).await;
        for _ in 0..TASKS / 4 {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                for _ in 0..STEPS {
                    let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
                    let number = next_number(&mut tx, Series::Need).await.expect("number");
                    let count: usize = find_setting(tx.conn(), "count")
                        .await
                        .expect("find")
                        .map_or(0, |text| text.parse().expect("a number"));
                    put_setting(&mut tx, "count", &(count + 1).to_string()).await.expect("put");
                    assert_eq!(number, format!("XQ2026-{:04}", count + 1));
                    tx.commit().await.expect("commits");
                }
            }));
        }
    }
    for task in tasks {
        task.await.expect("no error");
    }
    let count = find_setting(&mut *db.read().await, "count").await.expect("find");
    assert_eq!(count, Some((TASKS * STEPS).to_string()));
}

/// Writes until told otherwise; returns what it committed, in its own order.
async fn write_some(store: Store, seed: u64, running: Arc<AtomicUsize>) -> Vec<String> {
    let (mut dice, mut committed) = (Dice(seed), Vec::new());
    let mut number = u32::try_from(seed).expect("small") * 100_000;
    while running.load(Ordering::Relaxed) == 1 {
        let now = Instant(noon("2026-03-05").0 + i64::from(number));
        let mut tx = store.write(&operator(), now).await.expect("begins");
        let mut mine = Vec::new();
        for _ in 0..=dice.roll(3) {
            number += 1;
            let institution = samples::bare_institution(&tx, number);
            insert_institution(&mut tx, &institution).await.expect("insert");
            mine.push(institution.id.to_string());
            if dice.roll(8) == 0 {
                delete_institution(&mut tx, &institution.id).await.expect("delete");
                mine.push(institution.id.to_string());
            }
            tokio::time::sleep(Duration::from_millis(dice.roll(12))).await;
        }
        if dice.roll(10) == 0 {
            tx.rollback().await.expect("rolls back");
        } else {
            tx.commit().await.expect("commits");
            committed.extend(mine);
        }
        tokio::time::sleep(Duration::from_millis(dice.roll(5))).await;
    }
    store.close().await;
    committed
}

fn counted(ids: &[String]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for id in ids {
        *counts.entry(id.as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn a_follower_misses_nothing_of_eight_writers_on_postgres() {
    on_postgres(async |db| {
        let running = Arc::new(AtomicUsize::new(1));
        let mut writers = Vec::new();
        for seed in 1..=8_u8 {
            let store = db.another(seed + 50).await;
            writers.push(tokio::spawn(write_some(store, u64::from(seed), Arc::clone(&running))));
        }
        let (mut cursor, mut seen, mut expected) = (Cursor::default(), Vec::new(), Vec::new());
        let mut conn = db.read().await;
        for _ in 0..600 {
            for change in tail(&mut conn, db.kind(), cursor, 50).await.expect("tail") {
                assert!(change.cursor > cursor, "the follower never goes back");
                cursor = change.cursor;
                seen.push(change.id);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!seen.is_empty(), "the follower kept up while they wrote");
        running.store(0, Ordering::Relaxed);
        for writer in writers {
            expected.extend(writer.await.expect("writer"));
        }
        seen.extend(
            db.log(cursor, expected.len().saturating_sub(seen.len()))
                .await
                .into_iter()
                .map(|change| change.id),
        );
        assert!(expected.len() > 200, "only {} changes", expected.len());
        assert_eq!(counted(&seen), counted(&expected));
    });
}
