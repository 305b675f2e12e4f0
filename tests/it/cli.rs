//! The command line as people and scripts use it, through the binary.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::demo::story::PEOPLE;
use duijie::domain::need_life::QueueTab;
use duijie::domain::offer::OfferStatus;
use duijie::domain::viewer::{Origin, Viewer};
use duijie::service::accounts::{Desk, find_account_named};
use duijie::service::offers::count_offers_in;
use duijie::service::review_queue;
use duijie::service::supply::{ResourceQuestion, list_resource_survey};
use duijie::service::survey::{SurveyQuestion, list_surveys};
use duijie::storage::count_notices;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::samples::uscc;

fn start(data: &Path, words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_duijie"))
        .args(words)
        .env_remove("DUIJIE_DATABASE_URL")
        .env("DUIJIE_DATA", data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

/// Exit status, standard output, standard error.
fn run(data: &Path, words: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = start(data, words).wait_with_output().expect("ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("a status"), text(stdout), text(stderr))
}

fn done(data: &Path, words: &[&str]) -> String {
    let (status, out, err) = run(data, words);
    assert_eq!(status, 0, "{words:?} {out} {err}");
    out
}

fn json(data: &Path, words: &[&str]) -> Value {
    serde_json::from_str(&done(data, words)).expect("one JSON value and nothing else")
}

fn enterprises(file: &Path, numbers: std::ops::Range<u32>) -> String {
    let mut text = "企业名称,统一社会信用代码,县区\n".to_owned();
    for number in numbers {
        text.push_str(&format!("示例{number}公司,{},洛龙区\n", uscc(number)));
    }
    std::fs::write(file, text).expect("writes");
    file.to_str().expect("UTF-8").to_owned()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Hundredths of a number as it is written.
fn hundredths(number: &Value) -> i64 {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    assert!(part.len() <= 2, "{text}");
    format!("{whole}{part:0<2}").parse().expect("a decimal")
}

#[test]
fn the_demo_from_an_empty_folder_to_a_restored_copy() {
    let home = TempDir::with_prefix("示例 数据").expect("folder");
    let data = home.path().join("甲");
    let said = done(&data, &["demo", "--no-serve"]);
    let shown = said.lines().filter(|line| line.starts_with("XQ2")).count();
    assert_eq!(shown, 3, "{said}");
    let (status, _, err) = run(&data, &["demo", "--no-serve"]);
    assert!(status == 1 && err.contains("duijie serve"), "{err}");
    story_is_told(&data);

    let all = done(&data, &["match", "--all", "--json"]);
    assert!(all == done(&data, &["match", "--all", "--json"]), "the same answer twice");
    let needs: Vec<Value> = serde_json::from_str(&all).expect("JSON");
    let mut candidates = 0;
    for candidate in needs.iter().flat_map(|need| need["candidates"].as_array().expect("a list")) {
        let parts = candidate["parts"].as_object().expect("parts");
        let sum: i64 = parts.values().map(hundredths).sum();
        assert_eq!(sum, hundredths(&candidate["score"]), "{candidate}");
        candidates += 1;
    }
    assert!(needs.len() == 122 && candidates > 360, "those of the list and of the story: {}", needs.len());
    for key in ["need", "no"] {
        let reference = needs[0][key].as_str().expect("text");
        assert_eq!(json(&data, &["match", "--need", reference, "--json"]), needs[0]);
    }
    let (status, out, err) = run(&data, &["match", "--need", "XQ2026-9999", "--json"]);
    assert!(status == 1 && out.is_empty() && !err.is_empty());

    let found = json(&data, &["search", "轴承", "--limit", "3", "--json"]);
    assert_eq!(keys(&found), ["fallback", "hits", "query", "total"]);
    let hits = found["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 3);
    for key in ["kind", "id", "no", "title", "owner", "score", "passage"] {
        assert!(!hits[0][key].is_null(), "{key}");
    }

    let file = home.path().join("备份");
    let backup = file.to_str().expect("UTF-8");
    done(&data, &["backup", backup]);
    let copy = home.path().join("乙");
    done(&copy, &["restore", backup]);
    assert!(all == done(&copy, &["match", "--all", "--json"]), "the copy answers alike");
    assert!(done(&copy, &["doctor"]).contains("校验通过"));
    let (status, _, err) = run(&copy, &["restore", backup]);
    assert!(status == 1 && err.contains("已有数据库"), "{err}");
    let mut bytes = std::fs::read(&file).expect("reads");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).expect("writes");
    let other = home.path().join("丙");
    let (status, _, err) = run(&other, &["restore", backup]);
    assert!(status == 1 && err.contains("不是完好的备份"), "{err}");
    assert!(!other.join("duijie.sqlite").exists());
}

/// Whoever signs in at the demo finds something that waits: needs in every state, offers, surveys, notices.
fn story_is_told(data: &Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let place = Place { data: data.to_owned(), database: None };
        let app = App::open(place, Clock::System).await.expect("opens");
        let (store, all, now) = (&app.store, &app.viewer, app.now());
        let queue = review_queue(store, all, &app.city, now, QueueTab::City, 1).await.expect("reads");
        for (tab, count) in &queue.counts {
            assert!(*count > 0 || *tab == QueueTab::Ending, "nothing is in {}", tab.label());
        }
        for status in [OfferStatus::Sent, OfferStatus::Welcome, OfferStatus::Declined] {
            assert!(count_offers_in(store, all, status).await.expect("counts") > 0, "{status:?}");
        }
        let survey = list_surveys(store, all, now, &SurveyQuestion::default()).await.expect("reads");
        assert!(survey.by_state.iter().all(|(_, count)| *count > 0), "{:?}", survey.by_state);
        let question =
            ResourceQuestion { year: now.beijing_day().year(), page: 1, ..ResourceQuestion::default() };
        let resources = list_resource_survey(store, all, &question).await.expect("reads");
        assert!(resources.by_answer.iter().all(|(_, count)| *count > 0), "{:?}", resources.by_answer);
        let desk = Desk { store, passwords: &app.passwords, viewer: all, now };
        for person in PEOPLE {
            let account =
                find_account_named(desk, person.sign_in_name).await.expect("reads").expect("is there");
            let viewer =
                Viewer::account(account.id.clone(), account.role, account.scope(), Origin::default());
            let mut conn = store.read().await.expect("connects");
            let counts = count_notices(&mut conn, &viewer).await.expect("counts");
            assert!(counts.iter().any(|count| count.unread > 0), "{}", person.sign_in_name);
        }
        store.close().await;
    });
}

#[test]
fn the_demo_wants_an_empty_folder() {
    let home = TempDir::new().expect("folder");
    std::fs::write(home.path().join("别的"), "").expect("writes");
    let (status, out, err) = run(home.path(), &["demo", "--no-serve"]);
    assert!(status == 1 && out.is_empty() && err.contains("不是空目录"), "{err}");
}

#[test]
fn imports_report_in_json_and_by_their_status() {
    let home = TempDir::new().expect("folder");
    let (data, file) = (home.path().join("数据"), home.path().join("表.csv"));
    let name = enterprises(&file, 1..4);
    let report = json(&data, &["import", "enterprises", &name, "--json"]);
    let expected = ["batch", "created", "errors", "rejected", "rows", "unchanged", "updated", "warnings"];
    assert_eq!(keys(&report), expected);
    assert_eq!(report["created"], 3);
    let batch = report["batch"].as_str().expect("a batch");
    std::fs::write(&file, format!("企业名称,统一社会信用代码,县区\n甲,{},郑州\n", uscc(9))).expect("writes");
    let report = json(&data, &["import", "enterprises", &name, "--json"]);
    assert_eq!((&report["rejected"], report["batch"].is_null()), (&Value::from(1), true));
    assert_eq!(keys(&report["errors"][0]), ["column", "reason", "row", "sheet"]);
    std::fs::write(&file, b"\xd0\xcf\x11\xe0").expect("writes");
    let (status, out, err) = run(&data, &["import", "enterprises", &name, "--json"]);
    assert!(status == 1 && out.is_empty() && !err.is_empty(), "{err}");
    let (status, _, err) = run(&data, &["import", "nonsense", &name]);
    assert!(status == 2 && err.contains("“nonsense”不对，可用：") && !err.contains("error"), "{err}");
    assert_eq!(json(&data, &["import", "--undo", batch, "--json"])["removed"], 6);
    let (status, _, err) = run(&data, &["import", "--undo", batch]);
    assert!(status == 1 && err.contains("已经撤销过"), "{err}");
}

#[test]
fn two_imports_at_once_both_complete() {
    let home = TempDir::new().expect("folder");
    let data = home.path().join("数据");
    let files = [home.path().join("一.csv"), home.path().join("二.csv")];
    let names = [enterprises(&files[0], 1..301), enterprises(&files[1], 301..601)];
    let both = names.each_ref().map(|name| start(&data, &["import", "enterprises", name]));
    for child in both {
        let output = child.wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let out = home.path().join("全部.csv");
    done(&data, &["export", "enterprises", out.to_str().expect("UTF-8")]);
    let text = std::fs::read_to_string(out).expect("reads");
    assert!((1..601).all(|number| text.contains(uscc(number).as_str())));
    assert!(done(&data, &["doctor"]).contains("校验通过"));
}

#[test]
fn help_is_chinese() {
    let home = TempDir::new().expect("folder");
    let commands =
        ["demo", "import", "template", "export", "search", "match", "reindex", "doctor", "backup", "restore"];
    for words in commands.map(|command| vec![command, "--help"]).into_iter().chain([vec!["--help"]]) {
        let help = done(home.path(), &words);
        assert!(help.contains("用法：duijie") && help.contains("选项"), "{help}");
        for english in ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "possible values", "default"]
        {
            assert!(!help.contains(english), "{words:?} {english}: {help}");
        }
    }
}

#[test]
fn coverage_names_all_areas_in_the_form_of_the_contract() {
    let home = TempDir::new().expect("folder");
    let (data, file) = (home.path().join("数据"), home.path().join("表.csv"));
    done(&data, &["import", "enterprises", &enterprises(&file, 1..5)]);
    let mut text = "统一社会信用代码,年度,是否有研发活动,来源\n".to_owned();
    for (number, says) in [(1, "是,科技厅系统"), (2, "否,科技厅系统"), (2, "是,县区核实"), (3, "是,企业自报")]
    {
        text.push_str(&format!("{},2022,{says}\n", uscc(number)));
    }
    std::fs::write(&file, text).expect("writes");
    done(&data, &["import", "rd-activities", file.to_str().expect("UTF-8")]);
    let told = json(&data, &["coverage", "--year", "2022", "--json"]);
    assert_eq!(keys(&told), ["as_of", "city", "counties", "document", "year"]);
    let counties = told["counties"].as_array().expect("a list");
    assert_eq!(counties.len(), 16);
    for area in counties.iter().chain([&told["city"]]) {
        let expected = [
            "N",
            "code",
            "county",
            "n_counted",
            "n_evidence_ready",
            "n_projected",
            "needed",
            "rate_bp",
            "reached",
            "target_bp",
        ];
        assert_eq!(keys(area), expected);
    }
    let one = counties.iter().find(|area| area["county"] == "洛龙区").expect("洛龙区");
    assert_eq!((&one["N"], &one["n_counted"], &one["rate_bp"]), (&4.into(), &2.into(), &5_000.into()));
    assert_eq!((&one["target_bp"], &one["needed"]), (&8_000.into(), &2.into()));
    let empty = counties.iter().find(|area| area["county"] == "嵩县").expect("嵩县");
    assert!(empty["rate_bp"].is_null() && empty["reached"].is_null() && empty["needed"] == 0);
    let city = &told["city"];
    assert_eq!((&city["county"], &city["target_bp"]), (&"全市".into(), &5_000.into()));
    assert_eq!((&city["reached"], &city["needed"]), (&true.into(), &0.into()));
    let before = json(&data, &["coverage", "--year", "2022", "--as-of", "2020-01-01", "--json"]);
    assert!(before["document"].is_null() && before["city"]["N"] == 0);
    let table = done(&data, &["coverage", "--year", "2022"]);
    assert!(table.contains("嵩县") && table.contains("50%") && table.contains("1 家企业"), "{table}");
    let (status, out, err) = run(&data, &["coverage", "--year", "2022", "--document", "没有的文件"]);
    assert!(status == 1 && out.is_empty() && err.contains("没有的文件"), "{err}");
    assert_eq!(run(&data, &["coverage"]).0, 2, "the year is asked for");
}

#[test]
fn accounts_are_made_reset_and_disabled_by_links_never_passwords() {
    let home = TempDir::with_prefix("示例 账号").expect("folder");
    let data = home.path().join("数据");
    let link = |said: &str| {
        let found = said.split("/invitations/").nth(1).and_then(|rest| rest.get(..64));
        found.unwrap_or_else(|| panic!("no link: {said}")).to_owned()
    };
    let add =
        ["account", "add", "--role", "secadm", "--name", "李明", "--public-url", "https://duijie.example.cn"];
    let made = done(&data, &add);
    assert!(made.contains("https://duijie.example.cn/invitations/"), "{made}");
    let list = done(&data, &["account", "list"]);
    assert!(list.contains("李明") && list.contains("安全管理员") && list.contains("待启用"), "{list}");
    let id = list.split_whitespace().last().expect("an id").to_owned();
    let again = done(&data, &["account", "reset", &id]);
    assert_ne!(link(&made), link(&again));
    let county = [
        "account",
        "add",
        "--role",
        "county",
        "--name",
        "王丽",
        "--county",
        "嵩县",
        "--phone",
        "13800001234",
    ];
    assert!(!done(&data, &county).contains("13800001234"));
    let (status, _, err) =
        run(&data, &["account", "add", "--role", "county", "--name", "王丽", "--county", "无此县"]);
    assert!(status == 1 && err.contains("没有这个单位"), "{err}");
    done(&data, &["account", "disable", &id, "--reason", "调离"]);
    let (status, _, err) = run(&data, &["account", "reset", &id]);
    assert!(status == 1 && !err.is_empty(), "{err}");
    assert_eq!(run(&data, &["account", "disable", &id]).0, 2, "a reason is asked for");
    assert_eq!(run(&data, &["account", "add", "--role", "king", "--name", "x"]).0, 2);
    assert_eq!(run(&data, &["account", "reset", "nobody"]).0, 1);
}
