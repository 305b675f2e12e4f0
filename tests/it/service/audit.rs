//! The audit trail betrays whoever meddles with it, on both databases; old records go, and the chain still holds.

use std::path::Path;
use std::time::Duration;

use duijie::domain::audit::{AuditBlock, digest_of_digests};
use duijie::domain::audit_check::AuditFault;
use duijie::domain::time::Instant;
use duijie::service::audit::{
    AUDIT_A_PAGE, AUDIT_MONTHS_SETTING, AuditCheck, AuditEntry, AuditFilter, AuditPlace, HEADS_FILE,
    audit_months, check_audit, export_audit, keep_audit, list_audit, prune_audit, record_deed, seal_audit,
    set_heads_aside, verify_audit,
};
use duijie::storage::{self, SealKey, put_setting};
use serde_json::json;

use crate::support::db::{TestStore, noon, on_both, on_sqlite, operator};

on_both!(
    every_change_of_a_record_is_found,
    records_that_went_came_or_moved_are_found,
    every_change_of_a_block_is_found,
    false_pruning_is_found,
    a_forged_chain_is_betrayed_by_the_heads_outside,
    old_records_are_dropped_and_the_chain_holds,
    lists_are_paged_and_exports_leave_a_trace,
);

fn now() -> Instant {
    noon("2026-03-06")
}

async fn write(db: &TestStore, at: Instant, count: usize) {
    let mut tx = db.write_at(at).await;
    for number in 0..count {
        tx.audit("import", "batch", &format!("B{number}"), &json!({ "rows": number })).await.expect("audit");
    }
    tx.commit().await.expect("commits");
}

async fn seal_to(db: &TestStore, data: &Path) {
    for _ in 0..600 {
        seal_audit(&db.store, data, &operator(), now(), true).await.expect("seals");
        if storage::count_unsealed(&mut *db.read().await, 1).await.expect("count") == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("some records are never sealed");
}

/// Three blocks of five, three and four records, and a copy of both tables.
async fn three_blocks(db: &TestStore) {
    for count in [5, 3, 4] {
        write(db, noon("2026-03-05"), count).await;
        seal_to(db, &db.folder).await;
    }
    db.sql("CREATE TABLE kept_record AS SELECT * FROM audit_record").await;
    db.sql("CREATE TABLE kept_block AS SELECT * FROM audit_block").await;
}

/// Puts both tables back as they were.
async fn mend(db: &TestStore) {
    db.sql("DELETE FROM audit_record; INSERT INTO audit_record SELECT * FROM kept_record").await;
    db.sql("DELETE FROM audit_block; INSERT INTO audit_block SELECT * FROM kept_block").await;
}

async fn check(db: &TestStore, data: &Path) -> AuditCheck {
    verify_audit(&db.store, data, &operator(), now()).await.expect("verifies")
}

/// What is found after some meddling, the heads outside left aside.
async fn found(db: &TestStore, meddling: &str) -> Option<AuditFault> {
    db.sql(meddling).await;
    let check = check(db, &db.folder.join("nowhere")).await;
    let (sound, fault) = (check.sound_to, check.fault);
    if let Some(block) = fault.as_ref().and_then(AuditFault::block) {
        assert!(sound < block || matches!(fault, Some(AuditFault::PruneUnrecorded { .. })), "{fault:?}");
    }
    mend(db).await;
    fault
}

async fn every_change_of_a_record_is_found(db: TestStore) {
    three_blocks(&db).await;
    let whole = check(&db, &db.folder).await;
    assert_eq!((whole.sound_to, whole.records, whole.heads, whole.fault), (3, 12, 3, None));
    assert_eq!(whole.hash.len(), 64);
    for change in [
        "at_ms = at_ms + 1",
        "actor = 'somebody'",
        "channel = '网页'",
        "action = 'export'",
        "entity = 'sheet'",
        "entity_id = 'B9'",
        "detail = '{\"rows\": 1}'",
        "result = 'failed'",
        "address = ''",
        "request = 'R1'",
        "unit = '410311'",
        "digest = 'x'",
    ] {
        let fault =
            found(&db, &format!("UPDATE audit_record SET {change} WHERE block = 2 AND place = 2")).await;
        let id = 7;
        assert_eq!(fault, Some(AuditFault::RecordChanged { block: 2, place: 2, id }), "{change}");
    }
    let fault = found(&db, "UPDATE audit_record SET id = 99 WHERE block = 2 AND place = 2").await;
    assert_eq!(fault, Some(AuditFault::RecordChanged { block: 2, place: 2, id: 99 }));
    // Together with its digest: it cannot be told which one.
    let mut conn = db.read().await;
    let mut forged =
        storage::list_sealed(&mut conn, &operator(), SealKey::before_block(2), 2, 1).await.expect("list");
    drop(conn);
    forged[0].actor = "somebody".to_owned();
    let digest = forged[0].digest_at(2, 1);
    let meddling = format!(
        "UPDATE audit_record SET actor = 'somebody', digest = '{digest}' WHERE block = 2 AND place = 1"
    );
    assert_eq!(found(&db, &meddling).await, Some(AuditFault::RecordsReplaced { block: 2 }));
    assert_eq!(check(&db, &db.folder).await.fault, None, "mended");
}

async fn records_that_went_came_or_moved_are_found(db: TestStore) {
    three_blocks(&db).await;
    let missing = |place| Some(AuditFault::RecordMissing { block: 2, place });
    let gone = |place: i64| format!("DELETE FROM audit_record WHERE block = 2 AND place = {place}");
    assert_eq!(found(&db, &gone(1)).await, missing(1));
    assert_eq!(found(&db, &gone(3)).await, missing(3));
    assert_eq!(found(&db, "DELETE FROM audit_record WHERE block = 2").await, missing(1));
    assert_eq!(
        found(&db, "UPDATE audit_record SET block = 3, place = 5 WHERE block = 2 AND place = 3").await,
        missing(3)
    );
    for unsealed in ["place = NULL", "block = NULL, place = NULL, digest = NULL", "block = 99"] {
        let meddling = format!("UPDATE audit_record SET {unsealed} WHERE block = 2 AND place = 2");
        assert_eq!(found(&db, &meddling).await, missing(2), "{unsealed}");
    }
    let insert = |block: i64, place: i64| {
        format!(
            "INSERT INTO audit_record (id, at_ms, actor, channel, action, entity, entity_id, detail, block, place, \
             digest) SELECT 99, at_ms, actor, channel, action, entity, entity_id, detail, {block}, {place}, digest \
             FROM audit_record WHERE block = 2 AND place = 3"
        )
    };
    assert_eq!(found(&db, &insert(2, 4)).await, Some(AuditFault::RecordInserted { block: 2, id: 99 }));
    assert_eq!(found(&db, &insert(2, 0)).await, Some(AuditFault::RecordInserted { block: 2, id: 99 }));
    for nowhere in [4, 77, 0, -3] {
        assert_eq!(
            found(&db, &insert(nowhere, 1)).await,
            Some(AuditFault::StrayRecords { count: 1 }),
            "{nowhere}"
        );
    }
    let swapped = "UPDATE audit_record SET place = place + 100 WHERE block = 2 AND place < 3; \
         UPDATE audit_record SET place = 103 - place WHERE block = 2 AND place > 100";
    assert_eq!(found(&db, swapped).await, Some(AuditFault::RecordMoved { block: 2, place: 1, from: 2 }));
    let closed_up = "DELETE FROM audit_record WHERE block = 2 AND place = 2; \
         UPDATE audit_record SET place = 2 WHERE block = 2 AND place = 3";
    assert_eq!(found(&db, closed_up).await, Some(AuditFault::RecordMoved { block: 2, place: 2, from: 3 }));
}

async fn every_change_of_a_block_is_found(db: TestStore) {
    three_blocks(&db).await;
    for change in [
        "first_record = first_record + 1",
        "last_record = last_record + 1",
        "records = 2",
        "records = 2000",
        "oldest_at_ms = 0",
        "newest_at_ms = newest_at_ms + 1",
        "records_digest = 'x'",
        "previous_hash = 'x'",
        "sealed_at_ms = 0",
        "hash = 'x'",
    ] {
        let fault = found(&db, &format!("UPDATE audit_block SET {change} WHERE number = 2")).await;
        assert_eq!(fault, Some(AuditFault::BlockChanged { block: 2 }), "{change}");
    }
    for gone in ["", "DELETE FROM audit_record WHERE block = 2;"] {
        let meddling = format!("{gone} DELETE FROM audit_block WHERE number = 2");
        assert_eq!(found(&db, &meddling).await, Some(AuditFault::BlockMissing { block: 2 }));
    }
    let first = "DELETE FROM audit_record WHERE block = 1; DELETE FROM audit_block WHERE number = 1";
    assert_eq!(found(&db, first).await, Some(AuditFault::BlockMissing { block: 1 }));
    // Two blocks exchanged, with all their records; or one moved up into the place of one that went.
    let turn = |table: &str, column: &str| {
        format!(
            "UPDATE {table} SET {column} = {column} + 100 WHERE {column} > 1; \
             UPDATE {table} SET {column} = 105 - {column} WHERE {column} > 100;"
        )
    };
    let exchanged = turn("audit_record", "block") + &turn("audit_block", "number");
    assert_eq!(found(&db, &exchanged).await, Some(AuditFault::BlockChanged { block: 2 }));
    let moved_up = "DELETE FROM audit_record WHERE block = 2; DELETE FROM audit_block WHERE number = 2; \
         UPDATE audit_record SET block = 2 WHERE block = 3; UPDATE audit_block SET number = 2 WHERE number = 3";
    assert_eq!(found(&db, moved_up).await, Some(AuditFault::BlockChanged { block: 2 }));
    // Rewritten with a hash of its own that fits: the next one does not name it.
    let mut block = storage::list_blocks(&mut *db.read().await, 1, 1).await.expect("list").remove(0);
    block.sealed_at = Instant(1);
    let meddling =
        format!("UPDATE audit_block SET sealed_at_ms = 1, hash = '{}' WHERE number = 2", block.own_hash());
    assert_eq!(found(&db, &meddling).await, Some(AuditFault::BlockUnlinked { block: 3 }));
    let meddling = "INSERT INTO audit_block SELECT -1, first_record, last_record, records, oldest_at_ms, \
         newest_at_ms, records_digest, previous_hash, sealed_at_ms, hash, pruned_at_ms FROM audit_block WHERE number = 2; \
         UPDATE audit_record SET block = -1 WHERE id = 99";
    assert_eq!(found(&db, meddling).await, None, "a block before the first has no records to show");
}

async fn false_pruning_is_found(db: TestStore) {
    write(&db, noon("2021-05-05"), 2).await;
    seal_to(&db, &db.folder).await;
    write(&db, noon("2021-05-06"), 2).await;
    three_blocks(&db).await;
    let drop = |block: i64, at: Instant| {
        format!(
            "DELETE FROM audit_record WHERE block <= {block}; \
             UPDATE audit_block SET pruned_at_ms = {} WHERE number <= {block}",
            at.0
        )
    };
    // Too young; young when it is said to have been dropped; dropped in a time to come.
    assert_eq!(found(&db, &drop(3, now())).await, Some(AuditFault::FalselyPruned { block: 2 }));
    assert_eq!(found(&db, &drop(1, noon("2022-01-01"))).await, Some(AuditFault::FalselyPruned { block: 1 }));
    assert_eq!(found(&db, &drop(4, noon("2099-01-01"))).await, Some(AuditFault::FalselyPruned { block: 1 }));
    // Old enough, and nobody recorded it.
    assert_eq!(found(&db, &drop(1, now())).await, Some(AuditFault::PruneUnrecorded { block: 1 }));
    let marked = format!("UPDATE audit_block SET pruned_at_ms = {} WHERE number = 1", now().0);
    assert_eq!(found(&db, &marked).await, Some(AuditFault::RecordInserted { block: 1, id: 1 }));
}

/// Rebuilds the whole chain after a change of the first record, as somebody could who may write the database.
async fn forge(db: &TestStore) {
    let blocks = storage::list_blocks(&mut *db.read().await, 0, 99).await.expect("list");
    let mut before: Option<AuditBlock> = None;
    for mut block in blocks {
        let number = block.number;
        let mut conn = db.read().await;
        let after = SealKey::before_block(number);
        let mut records =
            storage::list_sealed(&mut conn, &operator(), after, number, 99).await.expect("list");
        drop(conn);
        if number == 1 {
            records[0].actor = "somebody".to_owned();
            db.sql("UPDATE audit_record SET actor = 'somebody' WHERE block = 1 AND place = 1").await;
        }
        let digests: Vec<String> =
            (1..).zip(&records).map(|(place, one)| one.digest_at(number, place)).collect();
        for (place, digest) in (1..).zip(&digests) {
            db.sql(&format!(
                "UPDATE audit_record SET digest = '{digest}' WHERE block = {number} AND place = {place}"
            ))
            .await;
        }
        block.records_digest = digest_of_digests(digests.iter().map(String::as_str));
        if let Some(before) = &before {
            block.previous_hash.clone_from(&before.hash);
        }
        block.hash = block.own_hash();
        db.sql(&format!(
            "UPDATE audit_block SET records_digest = '{}', previous_hash = '{}', hash = '{}' WHERE number = {number}",
            block.records_digest, block.previous_hash, block.hash
        ))
        .await;
        before = Some(block);
    }
}

async fn a_forged_chain_is_betrayed_by_the_heads_outside(db: TestStore) {
    three_blocks(&db).await;
    let heads = db.folder.join(HEADS_FILE);
    let known = std::fs::read_to_string(&heads).expect("heads");
    assert_eq!(known.lines().count(), 3);
    let outside = async || check(&db, &db.folder).await.fault;
    // The end cut off: the chain itself is sound.
    let cut = "DELETE FROM audit_record WHERE block = 3; DELETE FROM audit_block WHERE number = 3";
    assert_eq!(found(&db, cut).await, None);
    db.sql(cut).await;
    assert_eq!(outside().await, Some(AuditFault::HeadUnknown { block: 3 }));
    // And grown again: the file is not taught another truth.
    write(&db, now(), 2).await;
    seal_to(&db, &db.folder).await;
    assert_eq!(outside().await, Some(AuditFault::HeadDiffers { block: 3 }));
    assert_eq!(std::fs::read_to_string(&heads).expect("heads"), known);
    mend(&db).await;
    assert_eq!(outside().await, None);
    forge(&db).await;
    assert_eq!(check(&db, &db.folder.join("nowhere")).await.fault, None, "a perfect forgery");
    assert_eq!(outside().await, Some(AuditFault::HeadDiffers { block: 1 }));
    mend(&db).await;
    // A line that broke off is no meddling; the next one begins anew.
    for torn in ["3", "3 ", "3 9f86d0"] {
        std::fs::write(&heads, format!("{known}{torn}")).expect("written");
        assert_eq!(outside().await, None, "{torn}");
        let entry = AuditEntry::new("import", "batch", "later");
        record_deed(&db.store, &operator(), now(), entry).await.expect("recorded");
        seal_to(&db, &db.folder).await;
        assert!(std::fs::read_to_string(&heads).expect("heads").contains(&format!("{torn}\n4 ")));
        assert_eq!(check(&db, &db.folder).await.heads, 4, "{torn}");
        std::fs::write(&heads, &known).expect("written");
        mend(&db).await;
    }
    std::fs::write(&heads, format!("{known}nonsense\n")).expect("written");
    assert_eq!(outside().await, Some(AuditFault::HeadUnreadable { line: 4 }));
    let aside = set_heads_aside(&db.folder, now()).expect("renamed").expect("a file");
    assert!(aside.exists() && !heads.exists());
    assert_eq!((outside().await, set_heads_aside(&db.folder, now()).expect("renamed")), (None, None));
}

async fn old_records_are_dropped_and_the_chain_holds(db: TestStore) {
    for (day, count) in [("2021-05-05", 3), ("2024-05-05", 2), ("2025-06-01", 4), ("2026-03-05", 1)] {
        write(&db, noon(day), count).await;
        seal_to(&db, &db.folder).await;
    }
    let prune = async |months: &str| {
        let mut tx = db.write().await;
        put_setting(&mut tx, AUDIT_MONTHS_SETTING, months).await.expect("put");
        tx.commit().await.expect("commits");
        let pruned = prune_audit(&db.store, &db.folder, &operator(), now()).await.expect("prunes");
        seal_to(&db, &db.folder).await;
        pruned
    };
    assert_eq!(prune("nonsense").await.records, 3, "36 months unless said otherwise");
    assert_eq!(prune("0").await.records, 2, "never less than twelve");
    assert_eq!(prune("1").await.records, 0);
    assert!(!keep_audit(&db.store, &operator(), now(), 11).await.expect("refused"));
    assert_eq!(audit_months(&db.store).await.expect("months"), 12);
    assert!(keep_audit(&db.store, &operator(), now(), 24).await.expect("set"));
    assert_eq!(audit_months(&db.store).await.expect("months"), 24);
    let whole = check(&db, &db.folder).await;
    assert_eq!((whole.fault, whole.pruned_to), (None, 2));
    assert!(whole.heads > 4 && whole.sound_to > 4);
    let filter = AuditFilter { action: Some("audit_pruned".to_owned()), ..AuditFilter::default() };
    let told = list_audit(&db.store, &operator(), &filter, AuditPlace::Newest).await.expect("list");
    let told: Vec<_> = told.records.iter().map(|one| (one.entity_id.as_str(), one.detail.as_str())).collect();
    assert_eq!(told, [("2", r#"{"months":12,"records":2}"#), ("1", r#"{"months":36,"records":3}"#)]);
    // What is not sound is not dropped: it is evidence.
    db.sql("UPDATE audit_record SET actor = 'somebody' WHERE block = 3 AND place = 2").await;
    let later = noon("2031-01-01");
    let pruned = prune_audit(&db.store, &db.folder, &operator(), later).await.expect("prunes");
    assert!(matches!(pruned.fault, Some(AuditFault::RecordChanged { block: 3, place: 2, .. })), "{pruned:?}");
    assert_eq!(pruned.records, 0);
}

async fn lists_are_paged_and_exports_leave_a_trace(db: TestStore) {
    write(&db, noon("2026-03-05"), AUDIT_A_PAGE * 2 + 3).await;
    let all = AuditFilter::default();
    let list = async |place| list_audit(&db.store, &operator(), &all, place).await.expect("list");
    let first = list(AuditPlace::Newest).await;
    assert_eq!((first.records.len(), first.total, first.more), (AUDIT_A_PAGE, 103, false));
    assert_eq!((first.newer, first.chain.waiting, first.chain.newest.is_none()), (None, 103, true));
    let second = list(AuditPlace::Older(first.older.expect("more"))).await;
    let third = list(AuditPlace::Older(second.older.expect("more"))).await;
    assert_eq!((third.records.len(), third.older), (3, None));
    assert_eq!(list(AuditPlace::Newer(third.newer.expect("before"))).await.records, second.records);
    assert_eq!(list(AuditPlace::Newer(second.newer.expect("before"))).await, first);
    seal_to(&db, &db.folder).await;
    check_audit(&db.store, &db.folder, &operator(), now()).await.expect("checks");
    let state = list(AuditPlace::Newest).await.chain;
    let checked = state.checked.expect("recorded");
    assert_eq!((checked.sound_to, checked.records, checked.fault), (1, 103, None));
    let file = db.folder.join("记录.xlsx");
    let imports = AuditFilter { action: Some("import".to_owned()), ..all.clone() };
    let done = export_audit(&db.store, &operator(), &imports, &file, now()).await.expect("exports");
    assert_eq!(done, (103, false));
    let book = duijie::sheets::read(&file).expect("readable");
    assert_eq!(book.sheets[0].rows().count(), 104);
    let newest = list(AuditPlace::Newest).await.records.remove(0);
    assert_eq!((newest.action.as_str(), newest.entity.as_str()), ("export", "audit_record"));
    assert_eq!(newest.detail, r#"{"conditions":["action"],"rows":103}"#);
    assert!(export_audit(&db.store, &operator(), &all, &db.folder.join("x.txt"), now()).await.is_err());
}

/// A process that is killed between the commit and the line in the file leaves nothing wrong behind.
#[test]
fn a_head_that_was_not_noted_is_noted_by_the_next() {
    on_sqlite(async |db| {
        write(&db, noon("2026-03-05"), 2).await;
        let mut tx = db.write().await;
        storage::seal_block(&mut tx, db.kind()).await.expect("seals");
        tx.commit().await.expect("commits");
        assert_eq!(check(&db, &db.folder).await.heads, 0);
        seal_to(&db, &db.folder).await;
        assert_eq!((check(&db, &db.folder).await.heads, check(&db, &db.folder).await.fault), (1, None));
        // Within a minute the running service adds no further line.
        write(&db, noon("2026-03-05"), 2).await;
        seal_audit(&db.store, &db.folder, &operator(), now(), false).await.expect("seals");
        assert_eq!(check(&db, &db.folder).await.heads, 1);
        let later = Instant(now().0 + 60_000);
        seal_audit(&db.store, &db.folder, &operator(), later, false).await.expect("seals");
        assert_eq!(check(&db, &db.folder).await.heads, 2);
    });
}
