//! How audit records are sealed: the documented form of the digests, and how long records are kept.

use duijie::domain::audit::{AuditBlock, AuditRecord, digest_of_digests, kept_since, without_phones};
use duijie::domain::time::Instant;
use sha2::{Digest, Sha256};

use crate::support::db::{day, noon};

fn record(id: i64) -> AuditRecord {
    AuditRecord {
        id,
        at: Instant(1_700_000_000_000),
        actor: "01J".to_owned(),
        channel: "网页".to_owned(),
        action: "import".to_owned(),
        entity: "batch".to_owned(),
        entity_id: "B\"1\\".to_owned(),
        detail: "{\"rows\":3}".to_owned(),
        result: "done".to_owned(),
        address: None,
        request: Some("R".to_owned()),
        unit: None,
        seal: None,
    }
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn digests_are_those_of_the_documented_form() {
    let form = r#"["duijie audit record 1",4,2,7,1700000000000,"01J","网页","import","batch","B\"1\\","{\"rows\":3}","done",null,"R",null]"#;
    assert_eq!(record(7).digest_at(4, 2), sha256(form));
    let mut records = [record(7), record(9)];
    let block = AuditBlock::seal(None, &mut records, Instant(1_700_000_005_000)).expect("records");
    let digests = [record(7).digest_at(1, 1), record(9).digest_at(1, 2)];
    assert_eq!(block.records_digest, sha256(&digests.concat()));
    assert_eq!(block.records_digest, digest_of_digests(digests.iter().map(String::as_str)));
    let zeros = "0".repeat(64);
    let form = format!(
        r#"["duijie audit block 1",1,7,9,2,1700000000000,1700000000000,"{}","{zeros}",1700000005000]"#,
        block.records_digest
    );
    assert_eq!(block.hash, sha256(&form));
    let next = AuditBlock::seal(Some(&block), &mut [record(10)], Instant(0)).expect("a record");
    assert_eq!((next.number, next.previous_hash), (2, block.hash));
    assert_eq!(AuditBlock::seal(None, &mut [], Instant(0)), None);
}

#[test]
fn texts_keep_their_bounds() {
    let (mut one, mut other) = (record(1), record(1));
    (one.entity, one.entity_id) = ("ab".to_owned(), "c".to_owned());
    (other.entity, other.entity_id) = ("a".to_owned(), "bc".to_owned());
    assert_ne!(one.digest_at(1, 1), other.digest_at(1, 1));
    (one.entity, one.entity_id) = ("a\",\"b".to_owned(), "c".to_owned());
    (other.entity, other.entity_id) = ("a".to_owned(), "b\",\"c".to_owned());
    assert_ne!(one.digest_at(1, 1), other.digest_at(1, 1));
    let mut nothing = record(1);
    nothing.address = Some(String::new());
    assert_ne!(nothing.digest_at(1, 1), record(1).digest_at(1, 1), "an empty text is not none");
}

#[test]
fn records_are_kept_for_whole_months_and_a_year_at_least() {
    let since = |now: &str, months| kept_since(noon(now), months).beijing_day();
    assert_eq!(since("2026-03-05", 36), day("2023-03-05"));
    assert_eq!(since("2026-03-05", 13), day("2025-02-05"));
    assert_eq!(since("2028-02-29", 12), day("2027-02-28"));
    assert_eq!(since("2026-03-05", 0), day("2025-03-05"), "not less than twelve");
    assert_eq!(kept_since(noon("2026-03-05"), 12).0, noon("2025-03-05").0 - 12 * 3_600_000);
}

#[test]
fn mobile_numbers_are_masked_and_nothing_else() {
    for (text, masked) in [
        ("名单 13812345678.xlsx", "名单 138****5678.xlsx"),
        ("13812345678", "138****5678"),
        ("（13812345678，19912345678）", "（138****5678，199****5678）"),
        ("12812345678 2381234567 138123456789", "12812345678 2381234567 138123456789"),
        ("a13812345678", "a13812345678"),
        ("9f13812345678e", "9f13812345678e"),
        ("", ""),
        ("没有号码", "没有号码"),
    ] {
        assert_eq!(without_phones(text), masked);
    }
}
