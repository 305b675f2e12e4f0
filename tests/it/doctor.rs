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

fn import(data: &Path, number: u32) {
    let file = data.join("企业.csv");
    let code = crate::support::samples::uscc(number);
    std::fs::write(&file, format!("企业名称,统一社会信用代码,县区\n企业{number},{code},洛龙区\n"))
        .expect("written");
    let (status, said) = duijie(data, &["import", "enterprises", &file.to_string_lossy()]);
    assert_eq!(status, Some(0), "{said}");
}

fn duijie(data: &Path, words: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_duijie"))
        .args(words)
        .arg("--data")
        .arg(data)
        .env_remove("DUIJIE_DATABASE_URL")
        .output()
        .expect("the binary runs");
    (
        done.status.code(),
        String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr),
    )
}

fn meddle(data: &Path, sql: &str) {
    let url = duijie::storage::Store::sqlite_url(&data.join(duijie::app::DATABASE_FILE));
    tokio::runtime::Runtime::new().expect("runtime").block_on(async {
        use sqlx::{Connection as _, Executor as _};
        sqlx::any::install_default_drivers();
        let mut conn = sqlx::AnyConnection::connect(&url).await.expect("opens");
        conn.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.expect(sql);
        conn.close().await.expect("closes");
    });
}

#[test]
fn the_audit_trail_is_checked_and_meddling_named_with_its_remedy() {
    let home = TempDir::with_prefix("对接 审计").expect("folder");
    let data = home.path().join("数据");
    std::fs::create_dir(&data).expect("folder");
    for number in 1..4 {
        import(&data, number);
    }
    let heads = data.join("audit-heads.txt");
    assert_eq!(
        std::fs::read_to_string(&heads).expect("heads").lines().count(),
        3,
        "each command seals what it did"
    );
    let (status, text) = doctor(&data);
    assert_eq!(status, Some(0), "{text}");
    assert!(
        text.contains("[正常] 审计记录：已校验到第 3 块，5 条记录完好，与旁证文件的 3 个块头一致"),
        "{text}"
    );
    let (status, text) = duijie(&data, &["audit", "verify"]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = duijie(&data, &["audit", "list", "--action", "import", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, listed.as_array().map(Vec::len)), (Some(0), Some(3)));
    assert_eq!(listed[2]["block"], 1);
    let (status, text) = duijie(&data, &["audit", "list"]);
    assert!(status == Some(0) && text.contains("校验审计记录") && text.contains("导入批次"), "{text}");
    let file = home.path().join("审计.xlsx");
    let (status, text) = duijie(&data, &["audit", "export", &file.to_string_lossy(), "--result", "done"]);
    assert!(status == Some(0) && file.exists(), "{text}");
    assert_eq!(duijie(&data, &["audit", "keep", "11"]).0, Some(1));
    let (status, text) = duijie(&data, &["audit", "keep", "60"]);
    assert!(status == Some(0) && text.contains("保留 60 个月"), "{text}");
    // Something gone from the middle, then everything after it cut off.
    meddle(&data, "DELETE FROM audit_record WHERE block = 2");
    let (status, text) = doctor(&data);
    assert_eq!(status, Some(1));
    assert!(text.contains("[需处理] 审计记录：第 2 块第 1 条记录被删去。前 1 块完好。"), "{text}");
    assert!(text.contains("留作证据"), "{text}");
    let (status, text) = duijie(&data, &["audit", "verify", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (status, &said["fault"]["kind"], &said["sound_to"]),
        (Some(1), &"record_missing".into(), &1.into())
    );
    meddle(&data, "DELETE FROM audit_record WHERE block > 1");
    meddle(&data, "DELETE FROM audit_block WHERE number > 1");
    let (status, text) = doctor(&data);
    assert_eq!(status, Some(1));
    assert!(text.contains("旁证文件 audit-heads.txt 记有第 2 块，数据库里没有"), "{text}");
}

#[test]
fn a_restored_backup_begins_a_file_of_heads_of_its_own() {
    let home = TempDir::with_prefix("对接 审计").expect("folder");
    let data = home.path().join("数据");
    std::fs::create_dir(&data).expect("folder");
    import(&data, 1);
    let backup = home.path().join("备份.zip");
    assert_eq!(duijie(&data, &["backup", &backup.to_string_lossy()]).0, Some(0));
    import(&data, 2);
    for file in std::fs::read_dir(&data).expect("list").flatten() {
        if file.file_name().to_string_lossy().starts_with("duijie.sqlite") {
            std::fs::remove_file(file.path()).expect("removed");
        }
    }
    let (status, text) = duijie(&data, &["restore", &backup.to_string_lossy()]);
    assert!(status == Some(0) && text.contains("旁证文件另存为"), "{text}");
    let (status, text) = doctor(&data);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("[正常] 审计记录"), "{text}");
}
