//! The index as a store: commits with a cursor, replacement, rebuild and swap, damage.

use std::path::Path;

use duijie_index::lexicon::{Lexicon, LexiconSource};
use duijie_index::{
    Analyzer, Code, Document, Filter, IndexError, Query, Reader, Rebuild, Snapshot, Writer, search,
};
use tempfile::TempDir;

use super::support::{analyzer, small_world};

fn folder() -> TempDir {
    TempDir::new().expect("temporary folder")
}

fn filled(folder: &Path) -> Writer {
    let mut writer = Writer::open_or_create(folder, &analyzer()).expect("new index");
    for document in small_world() {
        writer.put(&document).expect("put");
    }
    writer.commit("7").expect("commit");
    writer
}

fn sorted_ids(snapshot: &Snapshot) -> Vec<String> {
    let mut ids = snapshot.ids().expect("ids");
    ids.sort();
    ids
}

fn first_hit(snapshot: &Snapshot, text: &str) -> Option<String> {
    let query = Query::words(&analyzer(), text);
    search(snapshot, &query, &Filter::all(), 0, 1).expect("search").hits.pop().map(|hit| hit.id)
}

#[test]
fn documents_and_cursor_appear_together() {
    let home = folder();
    let mut writer = filled(home.path());
    let reader = writer.reader().expect("reader");
    writer.put(&Document::new("C8", "牡丹籽油压榨", "低温压榨")).expect("put");
    assert_eq!(
        (reader.refresh().expect("refresh").len(), reader.snapshot().cursor().to_owned()),
        (7, "7".into())
    );
    writer.commit("8").expect("commit");
    assert_eq!(reader.snapshot().len(), 7, "a snapshot stays as it was until a refresh");
    assert_eq!(
        (reader.refresh().expect("refresh").len(), reader.snapshot().cursor().to_owned()),
        (8, "8".into())
    );
}

/// A cursor must never promise changes that the documents do not show, whoever commits meanwhile.
#[test]
fn no_snapshot_is_ahead_of_its_documents() {
    let home = folder();
    let mut writer = Writer::open_or_create(home.path(), &analyzer()).expect("new index");
    let reader = Reader::open(home.path(), &analyzer()).expect("reader");
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            for at in 1..=120 {
                writer.put(&Document::new(&format!("D{at}"), "轴承", "")).expect("put");
                writer.commit(&at.to_string()).expect("commit");
            }
        });
        let mut opened = 0;
        while !writing.is_finished() {
            let fresh = Reader::open(home.path(), &analyzer()).expect("a working writer is no damage");
            for snapshot in [reader.refresh().expect("refresh"), fresh.snapshot()] {
                let cursor: u64 = snapshot.cursor().parse().unwrap_or_default();
                assert!(cursor <= snapshot.len(), "cursor {cursor} over {} documents", snapshot.len());
            }
            opened += 1;
        }
        assert!(opened > 3);
    });
    let last = reader.refresh().expect("refresh");
    assert_eq!((last.len(), last.cursor()), (120, "120"));
}

#[test]
fn putting_again_replaces_and_deleting_removes() {
    let home = folder();
    let mut writer = filled(home.path());
    let reader = writer.reader().expect("reader");
    writer.put(&Document::new("C1", "牡丹花期调控", "温室催花")).expect("put");
    writer.put(&Document::new("C1", "牡丹切花保鲜", "冷链")).expect("put again in one batch");
    writer.delete("C2");
    writer.delete("no such id");
    writer.commit("8").expect("commit");
    let snapshot = reader.refresh().expect("refresh");
    assert_eq!(sorted_ids(&snapshot), ["C1", "C3", "C4", "C5", "C6", "C7"]);
    assert_eq!(first_hit(&snapshot, "牡丹切花保鲜"), Some("C1".into()));
    let old = first_hit(&snapshot, "感应淬火硬化层");
    assert!(old.as_deref() != Some("C1"), "the old text of C1 is gone");
}

#[test]
fn a_reopened_index_goes_on_where_it_was() {
    let home = folder();
    drop(filled(home.path()));
    let writer = Writer::open(home.path(), &analyzer()).expect("open");
    assert_eq!(writer.cursor(), "7");
    writer.delete("C7");
    drop(writer);
    let mut writer = Writer::open(home.path(), &analyzer()).expect("open");
    assert_eq!(writer.reader().expect("reader").snapshot().len(), 7, "what was not committed is gone");
    writer.delete("C7");
    writer.commit("9").expect("commit");
    assert_eq!(Reader::open(home.path(), &analyzer()).expect("reader").snapshot().cursor(), "9");
}

#[test]
fn a_rebuild_is_invisible_until_published() {
    let home = folder();
    let writer = filled(home.path());
    let reader = Reader::open(home.path(), &analyzer()).expect("reader");
    let rebuild = writer.into_rebuild().expect("rebuild");
    rebuild.put(&Document::new("N1", "矿井提升机制动监测", "制动力矩")).expect("put");
    assert_eq!(first_hit(&reader.refresh().expect("refresh"), "镁碳砖"), Some("C3".into()));
    let writer = rebuild.publish("20").expect("publish");
    assert_eq!(
        first_hit(&reader.snapshot(), "镁碳砖"),
        Some("C3".into()),
        "running searches keep their files"
    );
    let snapshot = reader.refresh().expect("refresh");
    assert_eq!((sorted_ids(&snapshot), snapshot.cursor()), (vec!["N1".to_owned()], "20"));
    assert_eq!(writer.cursor(), "20");
    let generations = std::fs::read_dir(home.path()).expect("list");
    let generations =
        generations.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir())).count();
    assert_eq!(generations, 1, "the old generation is removed");
}

#[test]
fn an_abandoned_rebuild_leaves_the_index_as_it_was() {
    let home = folder();
    drop(filled(home.path()));
    let rebuild = Rebuild::begin(home.path(), &analyzer()).expect("rebuild");
    rebuild.put(&Document::new("N1", "半途而废", "")).expect("put");
    drop(rebuild);
    let writer = Writer::open(home.path(), &analyzer()).expect("open");
    assert_eq!((writer.cursor(), writer.reader().expect("reader").snapshot().len()), ("7", 7));
}

#[test]
fn compacting_leaves_one_segment_and_the_same_documents() {
    let home = folder();
    let mut writer = Writer::open_or_create(home.path(), &analyzer()).expect("new index");
    for (at, document) in small_world().iter().enumerate() {
        writer.put(document).expect("put");
        writer.commit(&at.to_string()).expect("commit");
    }
    writer.delete("C4");
    writer.commit("x").expect("commit");
    writer.compact().expect("compact");
    let snapshot = writer.reader().expect("reader").snapshot();
    assert_eq!((snapshot.segment_count(), snapshot.len(), snapshot.cursor()), (1, 6, "x"));
}

#[test]
fn a_missing_index_is_named_with_the_remedy() {
    let home = folder();
    let error = Reader::open(&home.path().join("none"), &analyzer()).expect_err("missing");
    assert!(matches!(error, IndexError::Missing(_)));
    assert!(error.to_string().contains("duijie reindex"));
    assert!(matches!(Writer::open(home.path(), &analyzer()), Err(IndexError::Missing(_))));
}

#[test]
fn a_second_writer_is_told_to_wait_and_readers_are_not_hindered() {
    let home = folder();
    let writer = filled(home.path());
    let error = Writer::open(home.path(), &analyzer()).expect_err("locked");
    assert!(matches!(error, IndexError::Locked(_)), "{error}");
    assert!(matches!(Rebuild::begin(home.path(), &analyzer()), Err(IndexError::Locked(_))));
    assert_eq!(Reader::open(home.path(), &analyzer()).expect("reader").snapshot().len(), 7);
    drop(writer);
    assert!(Writer::open(home.path(), &analyzer()).is_ok());
}

#[test]
fn other_lexicons_and_versions_are_refused_with_the_remedy() {
    let home = folder();
    drop(filled(home.path()));
    let source = LexiconSource { terms: "感应淬火".into(), ..LexiconSource::default() };
    let other = Analyzer::new(Lexicon::parse(&source).expect("lexicon"));
    assert!(matches!(Reader::open(home.path(), &other), Err(IndexError::Outdated { .. })));
    let stamp = std::fs::read_to_string(home.path().join("CURRENT")).expect("stamp");
    let with_schema = |schema: &str| {
        let text = stamp.replace(
            &format!("\"schema\":{}", duijie_index::SCHEMA_VERSION),
            &format!("\"schema\":{schema}"),
        );
        std::fs::write(home.path().join("CURRENT"), text).expect("write");
        Writer::open(home.path(), &analyzer()).expect_err("refused")
    };
    let error = with_schema("0");
    assert!(matches!(error, IndexError::Outdated { .. }), "{error}");
    let error = with_schema("999");
    assert!(matches!(error, IndexError::Newer { found: 999, .. }), "{error}");
    assert!(error.to_string().contains("newer duijie"));
    let rebuilt =
        Rebuild::begin(home.path(), &analyzer()).expect("a rebuild mends it").publish("0").expect("publish");
    assert!(rebuilt.reader().expect("reader").snapshot().is_empty());
}

/// Every file of an index, damaged in four ways: an error or the right documents, never a panic.
#[test]
fn damage_is_found_whatever_the_file() {
    let home = folder();
    drop(filled(home.path()));
    let generation = home.path().join("gen-000001");
    let mut files: Vec<_> =
        std::fs::read_dir(&generation).expect("list").flatten().map(|entry| entry.path()).collect();
    files.push(home.path().join("CURRENT"));
    let mut refused = 0;
    for file in files {
        let sound = std::fs::read(&file).expect("read");
        for damaged in damages(&sound) {
            match damaged {
                Some(bytes) => std::fs::write(&file, bytes).expect("write"),
                None => std::fs::remove_file(&file).expect("remove"),
            }
            for opened in [
                Reader::open(home.path(), &analyzer()).map(|reader| reader.snapshot()),
                Writer::open(home.path(), &analyzer()).and_then(|writer| Ok(writer.reader()?.snapshot())),
            ] {
                match opened {
                    Ok(snapshot) => assert_eq!(snapshot.len(), 7, "{} was damaged unnoticed", file.display()),
                    Err(error) => {
                        assert!(error.to_string().contains("duijie reindex"), "{}: {error}", file.display());
                        refused += 1;
                    }
                }
            }
            std::fs::write(&file, &sound).expect("mend");
        }
    }
    assert!(refused > 40, "only {refused} damages were noticed");
    assert!(Reader::open(home.path(), &analyzer()).is_ok(), "mended");
}

fn damages(sound: &[u8]) -> [Option<Vec<u8>>; 4] {
    let mut flipped = sound.to_vec();
    let middle = sound.len() / 2;
    if let Some(byte) = flipped.get_mut(middle) {
        *byte ^= 0x55;
    }
    [Some(Vec::new()), Some(sound[..middle].to_vec()), Some(flipped), None]
}

#[test]
fn documents_that_cannot_be_indexed_are_refused_by_id() {
    let writer = Writer::in_ram(&analyzer()).expect("writer");
    for (document, id) in [
        (Document::new("", "无编号", ""), ""),
        (Document { trl: Some(12), ..Document::new("C9", "成熟度有误", "") }, "C9"),
        (Document::new("C9", "", "").held_by(&[""]), "C9"),
        (Document::new(&"长".repeat(400), "", ""), &*"长".repeat(60)),
    ] {
        match writer.put(&document) {
            Err(IndexError::Document { id: named, .. }) => assert_eq!(named, id),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn codes_are_short_and_plain() {
    assert!(Code::new("").is_err() && Code::new("123456789").is_err() && Code::new("洛龙").is_err());
    let code = Code::new("4103YB").expect("code");
    assert_eq!((code.to_string(), code.len()), ("4103YB".into(), 6));
    assert_eq!(code.shared_prefix(Code::new("410311").expect("code")), 4);
}
