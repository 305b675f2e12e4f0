//! Suggestions by name, code and sounds, and the sounds of older records.

use duijie::domain::institution::Institution;
use duijie::storage::{
    fill_sounds, insert_enterprise, insert_institution, missing_sounds, suggest_enterprises,
    suggest_institutions, update_enterprise, update_institution,
};

use crate::support::db::{TestStore, on_both, operator};
use crate::support::samples;

on_both!(
    exact_names_come_first_then_beginnings_then_the_rest,
    marks_of_patterns_have_no_meaning,
    a_new_name_has_new_sounds,
    older_records_get_their_sounds,
);

async fn found(db: &TestStore, names: &[&str]) -> Vec<Institution> {
    let mut tx = db.write().await;
    let mut all = Vec::new();
    for (number, name) in (1..).zip(names) {
        let institution = Institution { name: (*name).to_owned(), ..samples::bare_institution(&tx, number) };
        insert_institution(&mut tx, &institution).await.expect("insert");
        all.push(institution);
    }
    tx.commit().await.expect("commits");
    all
}

async fn institutions(db: &TestStore, text: &str, limit: i64) -> Vec<String> {
    let mut conn = db.read().await;
    let found = suggest_institutions(&mut conn, &operator(), text, limit).await.expect("suggests");
    found.into_iter().map(|one| one.name).collect()
}

async fn enterprises(db: &TestStore, text: &str) -> Vec<String> {
    let mut conn = db.read().await;
    let found = suggest_enterprises(&mut conn, &operator(), text, 9).await.expect("suggests");
    found.into_iter().map(|one| one.id).collect()
}

async fn exact_names_come_first_then_beginnings_then_the_rest(db: TestStore) {
    found(&db, &["河南理工大学", "大学", "大学科技园", "安阳大学", "研究院"]).await;
    let order = ["大学", "大学科技园", "安阳大学", "河南理工大学"];
    for text in ["大学", "dx", "daxue", " DA XUE "] {
        assert_eq!(institutions(&db, text, 9).await, order, "{text}");
    }
    assert_eq!(institutions(&db, "大学", 2).await, order[..2]);
    assert_eq!(institutions(&db, "", 9).await.len(), 5);
    assert!(institutions(&db, "学大", 9).await.is_empty());
    let enterprise = samples::found_enterprise(&db, 1).await;
    let code = enterprise.uscc.as_str();
    for text in [code, &code[..6], &code[..4].to_lowercase(), enterprise.name.as_str()] {
        assert_eq!(enterprises(&db, text).await, [enterprise.id.to_string()], "{text}");
    }
    assert!(enterprises(&db, &code[4..]).await.is_empty());
}

async fn marks_of_patterns_have_no_meaning(db: TestStore) {
    found(&db, &["百分百%研究所", "下划_线研究所", "感叹!研究所", "反\\斜'研究所"]).await;
    for (text, name) in [
        ("%", "百分百%研究所"),
        ("_", "下划_线研究所"),
        ("!", "感叹!研究所"),
        ("\\", "反\\斜'研究所"),
        ("斜'", "反\\斜'研究所"),
    ] {
        assert_eq!(institutions(&db, text, 9).await, [name], "{text}");
    }
    assert!(institutions(&db, "\u{0}%%", 9).await.is_empty());
    assert!(institutions(&db, &"长".repeat(100_000), 9).await.is_empty());
}

async fn a_new_name_has_new_sounds(db: TestStore) {
    let mut institution = found(&db, &["洛轴"]).await.remove(0);
    institution.name = "一拖".to_owned();
    let mut enterprise = samples::found_enterprise(&db, 1).await;
    enterprise.name = "中信重工".to_owned();
    let mut tx = db.write().await;
    update_institution(&mut tx, &institution).await.expect("update");
    update_enterprise(&mut tx, &enterprise).await.expect("update");
    tx.commit().await.expect("commits");
    assert_eq!(institutions(&db, "yt", 9).await, ["一拖"]);
    assert!(institutions(&db, "lz", 9).await.is_empty());
    assert_eq!(enterprises(&db, "zxzg").await.len(), 1);
}

async fn older_records_get_their_sounds(db: TestStore) {
    found(&db, &["洛轴", "——"]).await;
    samples::found_city(&db.store).await;
    let mut tx = db.write().await;
    for number in 1..4 {
        let enterprise = samples::enterprise(&tx, number);
        insert_enterprise(&mut tx, &enterprise).await.expect("insert");
    }
    tx.commit().await.expect("commits");
    db.sql("UPDATE institution SET pinyin = NULL, initials = NULL; UPDATE enterprise SET initials = NULL")
        .await;
    let mut conn = db.read().await;
    assert_eq!(missing_sounds(&mut conn).await.expect("count"), 5);
    drop(conn);
    assert!(institutions(&db, "luozhou", 9).await.is_empty());
    assert_eq!(institutions(&db, "洛轴", 9).await, ["洛轴"], "names are found all the same");
    let mut tx = db.write().await;
    fill_sounds(&mut tx).await.expect("fill");
    tx.commit().await.expect("commits");
    let mut conn = db.read().await;
    assert_eq!(missing_sounds(&mut conn).await.expect("count"), 0);
    drop(conn);
    assert_eq!(institutions(&db, "luozhou", 9).await, ["洛轴"]);
}
