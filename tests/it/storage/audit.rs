//! Audit records and their chain: every record is sealed once, in the order of the commits, and found again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use duijie::domain::audit::{AuditBlock, AuditRecord, AuditResult, NO_HASH};
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::storage::{
    AuditEntry, AuditFilter, AuditKey, AuditPlace, SealKey, Store, block_hashes, count_audit, count_pruned,
    count_stray, count_unsealed, list_audit, list_blocks, list_sealed, newest_block, prune_blocks,
    seal_block, search_audit,
};
use serde_json::json;

use crate::support::db::{TestStore, ids, noon, on_both, on_postgres, operator};

on_both!(
    deeds_are_audited_with_their_transaction,
    all_that_is_known_of_a_deed_is_recorded,
    records_are_sealed_in_their_order,
    a_sealing_that_breaks_off_is_done_again,
    records_are_found_by_every_condition,
    pages_go_by_key_in_both_directions,
    blocks_are_pruned_from_the_beginning_on,
    no_record_is_lost_or_sealed_twice,
);

fn entry(number: usize) -> AuditEntry {
    AuditEntry::new("import", "batch", &format!("B{number}"))
}

async fn write(db: &TestStore, at: Instant, numbers: std::ops::Range<usize>) {
    let mut tx = db.write_at(at).await;
    for number in numbers {
        tx.audit_entry(entry(number)).await.expect("audit");
    }
    tx.commit().await.expect("commits");
}

/// Seals one block at a time until nothing waits; on PostgreSQL transactions of other tests hold it back.
async fn seal_all(store: &Store) -> Vec<AuditBlock> {
    let mut blocks = Vec::new();
    for _ in 0..600 {
        let mut tx = store.write(&operator(), noon("2026-03-06")).await.expect("begins");
        let sealed = seal_block(&mut tx, store.kind()).await.expect("seals");
        tx.commit().await.expect("commits");
        blocks.extend(sealed);
        if count_unsealed(&mut store.read().await.expect("connects"), 9).await.expect("count") == 0 {
            return blocks;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("some records are never sealed");
}

async fn sealed(db: &TestStore) -> Vec<AuditRecord> {
    let mut conn = db.read().await;
    let (mut all, mut after) = (Vec::new(), SealKey::before_block(1));
    loop {
        let found = list_sealed(&mut conn, &operator(), after, i64::MAX, 7).await.expect("list");
        let Some(last) = found.last().and_then(SealKey::after) else { return all };
        after = last;
        all.extend(found);
    }
}

async fn deeds_are_audited_with_their_transaction(db: TestStore) {
    let mut tx = db.write().await;
    tx.audit("import", "batch", "X1", &json!({"行": 3})).await.expect("audit");
    tx.audit("undo", "batch", "X1", &json!({})).await.expect("audit");
    tx.commit().await.expect("commits");
    let mut tx = db.write().await;
    tx.audit("import", "batch", "never", &json!({})).await.expect("audit");
    tx.rollback().await.expect("rolls back");
    let mut conn = db.read().await;
    let records = list_audit(&mut conn, &operator(), 99).await.expect("list");
    let record = |id: i64, action: &str, detail: &str| AuditRecord {
        id,
        at: noon("2026-03-05"),
        actor: "system".to_owned(),
        channel: "命令行".to_owned(),
        action: action.to_owned(),
        entity: "batch".to_owned(),
        entity_id: "X1".to_owned(),
        detail: detail.to_owned(),
        result: "done".to_owned(),
        address: None,
        request: None,
        unit: None,
        seal: None,
    };
    assert_eq!(records, [record(2, "undo", "{}"), record(1, "import", "{\"行\":3}")], "newest first");
    assert_eq!(list_audit(&mut conn, &operator(), 1).await.expect("list").len(), 1);
}

/// Somebody who signed in, with what is known of the request.
fn officer(origin: Origin) -> Viewer {
    Viewer::account(ulid::Ulid::nil().into(), Role::BureauOfficer, Scope::All, origin)
}

async fn all_that_is_known_of_a_deed_is_recorded(db: TestStore) {
    let origin = Origin {
        address: Some("10.1.2.3".to_owned()),
        request: Some("R1".to_owned()),
        unit: Some("county:410311".to_owned()),
    };
    let mut tx = db.store.write(&officer(origin), noon("2026-03-05")).await.expect("begins");
    let detail =
        json!({"file": "名单 13812345678.xlsx", "rows": 13_912_345_678_i64, "in": ["电话13712345678。"]});
    let known = AuditEntry::new("sign_in", "account", "A1").with(&detail).ended(AuditResult::Refused);
    tx.audit_entry(known).await.expect("audit");
    tx.commit().await.expect("commits");
    let found = list_audit(&mut *db.read().await, &operator(), 9).await.expect("list").remove(0);
    assert_eq!((found.result.as_str(), found.address.as_deref()), ("refused", Some("10.1.2.3")));
    assert_eq!((found.request.as_deref(), found.unit.as_deref()), (Some("R1"), Some("county:410311")));
    assert!(
        found.detail.contains("138****5678") && found.detail.contains("电话137****5678。"),
        "{}",
        found.detail
    );
    assert!(found.detail.contains("13912345678"), "a count is no telephone number: {}", found.detail);
}

async fn records_are_sealed_in_their_order(db: TestStore) {
    assert_eq!(seal_all(&db.store).await, [], "nothing waits");
    write(&db, noon("2026-03-05"), 0..3).await;
    let first = seal_all(&db.store).await;
    write(&db, noon("2026-03-06"), 3..1_300).await;
    let mut blocks = first.clone();
    blocks.extend(seal_all(&db.store).await);
    assert_eq!(blocks.iter().map(|block| block.records).collect::<Vec<_>>(), [3, 1_000, 297]);
    assert_eq!(blocks[0].previous_hash, NO_HASH);
    assert!(blocks.windows(2).all(|pair| pair[1].previous_hash == pair[0].hash));
    assert!(blocks.iter().all(|block| block.own_hash() == block.hash && block.hash.len() == 64));
    assert_eq!((blocks[1].oldest, blocks[0].newest), (noon("2026-03-06"), noon("2026-03-05")));
    let mut conn = db.read().await;
    assert_eq!(list_blocks(&mut conn, 0, 9).await.expect("list"), blocks);
    assert_eq!(list_blocks(&mut conn, 1, 1).await.expect("list"), blocks[1..2]);
    assert_eq!(newest_block(&mut conn).await.expect("newest").as_ref(), blocks.last());
    let hashes = block_hashes(&mut conn, &[2, 7]).await.expect("hashes");
    assert_eq!(hashes, [(2, blocks[1].hash.clone())]);
    assert!(block_hashes(&mut conn, &[]).await.expect("hashes").is_empty());
    assert_eq!(count_stray(&mut conn).await.expect("count"), 0);
    drop(conn);
    let records = sealed(&db).await;
    let names: Vec<_> = records.iter().map(|record| record.entity_id.clone()).collect();
    assert_eq!(names, (0..1_300).map(|number| format!("B{number}")).collect::<Vec<_>>());
    for record in &records {
        let seal = record.seal.as_ref().expect("sealed");
        assert_eq!(record.digest_at(seal.block, seal.place), seal.digest);
    }
}

async fn a_sealing_that_breaks_off_is_done_again(db: TestStore) {
    write(&db, noon("2026-03-05"), 0..5).await;
    let mut broken = None;
    for _ in 0..600 {
        let mut tx = db.write().await;
        broken = seal_block(&mut tx, db.kind()).await.expect("seals");
        // Dropped without a commit, as when the process is killed.
        drop(tx);
        if broken.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(broken.expect("sealed").records, 5);
    assert_eq!(newest_block(&mut *db.read().await).await.expect("newest"), None);
    assert_eq!(count_unsealed(&mut *db.read().await, 99).await.expect("count"), 5);
    let blocks = seal_all(&db.store).await;
    assert_eq!(blocks.iter().map(|block| (block.number, block.records)).collect::<Vec<_>>(), [(1, 5)]);
}

async fn records_are_found_by_every_condition(db: TestStore) {
    write(&db, noon("2026-03-05"), 0..4).await;
    let origin = Origin { address: Some("10.0.0.9".to_owned()), ..Origin::default() };
    let mut tx = db.store.write(&officer(origin), noon("2026-03-07")).await.expect("begins");
    let refused = AuditEntry::new("export", "sheet", "needs").ended(AuditResult::Refused);
    let refused = refused.with(&json!({"why": "100%_Unterlagen 名单"}));
    tx.audit_entry(refused).await.expect("audit");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    let mut count = async |filter: AuditFilter| {
        let found =
            search_audit(&mut conn, &operator(), &filter, AuditPlace::Newest, 99).await.expect("search");
        let counted = count_audit(&mut conn, &operator(), &filter, 3).await.expect("count");
        assert_eq!(counted, i64::try_from(found.len().min(3)).expect("small"), "counts stop at the limit");
        found.len()
    };
    let text = |text: &str| Some(text.to_owned());
    let all = AuditFilter::default();
    assert_eq!(count(all.clone()).await, 5);
    assert_eq!(count(AuditFilter { from: Some(noon("2026-03-06")), ..all.clone() }).await, 1);
    assert_eq!(count(AuditFilter { to: Some(noon("2026-03-05")), ..all.clone() }).await, 4);
    assert_eq!(count(AuditFilter { actor: text("system"), ..all.clone() }).await, 4);
    assert_eq!(count(AuditFilter { actor: text("somebody"), ..all.clone() }).await, 0);
    assert_eq!(count(AuditFilter { action: text("import"), ..all.clone() }).await, 4);
    assert_eq!(count(AuditFilter { entity: text("sheet"), ..all.clone() }).await, 1);
    assert_eq!(count(AuditFilter { entity_id: text("B2"), ..all.clone() }).await, 1);
    assert_eq!(count(AuditFilter { result: Some(AuditResult::Refused), ..all.clone() }).await, 1);
    assert_eq!(count(AuditFilter { channel: text("命令行"), ..all.clone() }).await, 4);
    assert_eq!(count(AuditFilter { channel: text("网页"), ..all.clone() }).await, 1);
    for (words, found) in
        [("unterlagen", 1), ("名单", 1), ("0%_u", 1), ("0%u", 0), ("b3", 1), ("10.0.0.9", 1)]
    {
        assert_eq!(count(AuditFilter { text: text(words), ..all.clone() }).await, found, "{words}");
    }
}

async fn pages_go_by_key_in_both_directions(db: TestStore) {
    // Several of the same moment.
    for day in ["2026-03-05", "2026-03-06"] {
        write(&db, noon(day), 0..5).await;
    }
    let mut conn = db.read().await;
    let all = AuditFilter::default();
    let mut place = AuditPlace::Newest;
    let mut down = Vec::new();
    loop {
        let found = search_audit(&mut conn, &operator(), &all, place, 3).await.expect("search");
        let Some(last) = found.last() else { break };
        place = AuditPlace::Older(AuditKey { at: last.at, id: last.id });
        down.extend(found);
    }
    assert_eq!(down.len(), 10);
    assert!(down.windows(2).all(|pair| (pair[0].at, pair[0].id) > (pair[1].at, pair[1].id)));
    let middle = AuditKey { at: down[6].at, id: down[6].id };
    let newer =
        search_audit(&mut conn, &operator(), &all, AuditPlace::Newer(middle), 3).await.expect("search");
    assert_eq!(newer, down[3..6], "the next newer ones, newest first");
}

async fn blocks_are_pruned_from_the_beginning_on(db: TestStore) {
    // The second block is younger than the third, as when clocks of two machines differ.
    for (day, range) in [("2022-01-01", 0..3), ("2026-01-01", 3..5), ("2022-01-02", 5..9)] {
        write(&db, noon(day), range).await;
        seal_all(&db.store).await;
    }
    let mut tx = db.write().await;
    let before = noon("2022-01-01");
    assert_eq!(prune_blocks(&mut tx, db.kind(), before, 9).await.expect("prune"), None, "not older");
    let pruned = prune_blocks(&mut tx, db.kind(), noon("2025-01-01"), 9).await.expect("prune");
    assert_eq!(pruned, Some((1, 3)), "none behind one that is kept");
    assert_eq!(prune_blocks(&mut tx, db.kind(), noon("2025-01-01"), 9).await.expect("prune"), None);
    tx.commit().await.expect("commits");
    assert_eq!(sealed(&db).await.len(), 6);
    let mut conn = db.read().await;
    let blocks = list_blocks(&mut conn, 0, 9).await.expect("list");
    let pruned: Vec<_> = blocks.iter().map(|block| block.pruned_at).collect();
    assert_eq!(pruned, [Some(noon("2026-03-05")), None, None]);
    assert_eq!(count_pruned(&mut conn).await.expect("count"), 1);
    drop(conn);
    let mut tx = db.write().await;
    let pruned = prune_blocks(&mut tx, db.kind(), noon("2027-01-01"), 1).await.expect("prune");
    assert_eq!(pruned, Some((2, 2)), "not more than asked for");
}

/// Writers, each several records a transaction, some of them slow, some taken back.
async fn write_some(store: Store, writer: usize) -> Vec<String> {
    let mut committed = Vec::new();
    for round in 0..25 {
        let mut tx = store.write(&operator(), noon("2026-03-05")).await.expect("begins");
        let mut mine = Vec::new();
        for step in 0..=(writer + round) % 3 {
            let id = format!("{writer}-{round}-{step}");
            tx.audit("import", "batch", &id, &json!({})).await.expect("audit");
            mine.push(id);
            if (writer + round).is_multiple_of(7) {
                tokio::time::sleep(Duration::from_millis(15)).await;
            }
        }
        if (writer + round).is_multiple_of(5) {
            tx.rollback().await.expect("rolls back");
        } else {
            tx.commit().await.expect("commits");
            committed.extend(mine);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    store.close().await;
    committed
}

async fn no_record_is_lost_or_sealed_twice(db: TestStore) {
    let running = Arc::new(AtomicUsize::new(1));
    let mut sealers = Vec::new();
    for seed in 0..2_u8 {
        let (store, running) = (db.another(seed + 80).await, Arc::clone(&running));
        sealers.push(tokio::spawn(async move {
            while running.load(Ordering::Relaxed) == 1 {
                let mut tx = store.write(&operator(), noon("2026-03-06")).await.expect("begins");
                seal_block(&mut tx, store.kind()).await.expect("seals");
                tx.commit().await.expect("commits");
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            store.close().await;
        }));
    }
    let mut writers = Vec::new();
    for seed in 0..6_u8 {
        let store = db.another(seed + 60).await;
        writers.push(tokio::spawn(write_some(store, usize::from(seed))));
    }
    let mut expected = BTreeSet::new();
    for writer in writers {
        expected.extend(writer.await.expect("writer"));
    }
    running.store(0, Ordering::Relaxed);
    for sealer in sealers {
        sealer.await.expect("sealer");
    }
    seal_all(&db.store).await;
    let records = sealed(&db).await;
    assert_eq!(records.len(), expected.len(), "each once");
    assert_eq!(records.iter().map(|one| one.entity_id.clone()).collect::<BTreeSet<_>>(), expected);
    // Those of one writer are in the order in which it wrote them.
    for writer in 0..6 {
        let prefix = format!("{writer}-");
        let rounds: Vec<(usize, usize)> = records
            .iter()
            .filter_map(|record| record.entity_id.strip_prefix(&prefix)?.split_once('-'))
            .map(|(round, step)| (round.parse().expect("a round"), step.parse().expect("a step")))
            .collect();
        assert!(rounds.is_sorted(), "{rounds:?}");
    }
    let blocks = list_blocks(&mut *db.read().await, 0, 9_999).await.expect("list");
    assert!(blocks.len() > 1, "sealed while they wrote");
    assert_eq!(
        blocks.iter().map(|block| block.records).sum::<i64>(),
        i64::try_from(expected.len()).expect("fits")
    );
    assert!(blocks.windows(2).all(|pair| pair[1].previous_hash == pair[0].hash));
}

/// A record that becomes visible late is sealed after those that were committed before, not lost behind them.
#[test]
fn a_long_transaction_holds_the_seal_back_on_postgres() {
    on_postgres(async |db| {
        let mut long = db.write().await;
        long.audit("import", "batch", "long", &json!({})).await.expect("audit");
        write(&db, noon("2026-03-05"), 0..3).await;
        let mut tx = db.write().await;
        assert_eq!(seal_block(&mut tx, db.kind()).await.expect("seals"), None, "an older one is under way");
        tx.commit().await.expect("commits");
        long.commit().await.expect("commits");
        seal_all(&db.store).await;
        let names: Vec<_> = sealed(&db).await.into_iter().map(|record| record.entity_id).collect();
        assert_eq!(names, ["long", "B0", "B1", "B2"]);
    });
}

/// Transaction numbers of another server lie above those of this one, and must not keep records waiting for years.
#[test]
fn records_of_another_life_are_sealed_too_on_postgres() {
    on_postgres(async |db| {
        write(&db, noon("2026-03-05"), 0..3).await;
        db.sql("UPDATE audit_record SET txid = txid + 4000000000000 WHERE entity_id = 'B1'").await;
        seal_all(&db.store).await;
        assert_eq!(sealed(&db).await.len(), 3);
    });
}

#[test]
fn a_database_can_be_opened_as_it_is() {
    crate::support::db::on_sqlite(async |db| {
        write(&db, noon("2026-03-05"), 0..1).await;
        db.sql("DELETE FROM schema_migration WHERE number = 10").await;
        let store = Store::open_as_it_is(&db.url, ids(9)).await.expect("opens");
        let found =
            list_audit(&mut store.read().await.expect("connects"), &operator(), 9).await.expect("list");
        assert_eq!(found.len(), 1, "nothing was migrated");
        store.close().await;
    });
}
