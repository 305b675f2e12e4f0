//! `duijie doctor` says what is wrong and how to mend it.

use std::path::Path;
use std::process::{Command, Output};

use duijie_index::{Analyzer, Document, Writer};
use tempfile::TempDir;

fn doctor(data: &Path) -> (Option<i32>, String) {
    let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_duijie"))
        .args(["doctor", "--data"])
        .arg(data)
        .output()
        .expect("the binary runs");
    (status.code(), String::from_utf8(stdout).expect("UTF-8"))
}

#[test]
fn an_empty_installation_is_healthy_and_told_what_comes_next() {
    let home = TempDir::new().expect("folder");
    let (status, text) = doctor(home.path());
    assert_eq!(status, Some(0));
    assert!(text.contains("[正常] 词库") && text.contains("duijie reindex"), "{text}");
    assert_eq!(std::fs::read_dir(home.path()).expect("list").count(), 0, "examining writes nothing");
}

#[test]
fn a_sound_index_is_counted_and_a_damaged_one_gets_its_remedy() {
    let home = TempDir::new().expect("folder");
    let folder = home.path().join("index").join("capabilities");
    let analyzer = Analyzer::bundled().expect("lexicon");
    let mut writer = Writer::open_or_create(&folder, &analyzer).expect("index");
    writer.put(&Document::new("C1", "转盘轴承感应淬火", "软带控制")).expect("put");
    writer.commit("1").expect("commit");
    drop(writer);
    assert_eq!(doctor(home.path()).0, Some(0));
    assert!(doctor(home.path()).1.contains("1 条记录"));
    std::fs::write(folder.join("gen-000001").join("meta.json"), "{").expect("damage");
    let (status, text) = doctor(home.path());
    assert_eq!(status, Some(1));
    assert!(text.contains("[需处理] 能力索引") && text.contains("duijie reindex"), "{text}");
}

#[test]
fn wrong_usage_is_exit_status_two() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_duijie")).arg("nonsense").output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
}
