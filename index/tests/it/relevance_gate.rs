//! Ranking on our own judged set does not fall below the committed baseline, for any cause of difficulty.
//!
//! The baseline is moved only on purpose: `evaluate --data index/eval --write-baseline index/eval/baseline.json`,
//! with the reason in the commit message.

use std::collections::HashMap;
use std::path::Path;

use duijie_index::eval::{Baseline, Folder, index_documents, judge};

use super::support::analyzer;

#[test]
fn no_cause_of_difficulty_falls_below_the_baseline() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval");
    let folder = Folder::open(&path).expect("judged set");
    let baseline = std::fs::read_to_string(path.join("baseline.json")).expect("baseline");
    let baseline: Baseline = serde_json::from_str(&baseline).expect("baseline");
    let groups = std::fs::read_to_string(path.join("groups.tsv")).expect("groups");
    let groups: HashMap<String, String> = groups
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(id, group)| (id.into(), group.into()))
        .collect();
    let mut losses = Vec::new();
    for name in folder.tasks() {
        let task = folder.task(name).expect("task");
        let reader =
            index_documents(&folder.documents(task).expect("documents"), &analyzer()).expect("index");
        let queries = folder.queries(task).expect("queries");
        let judgements = folder.judgements(task).expect("judgements");
        let table = judge(name, task, &reader, &queries, &judgements, &groups).expect("judge");
        assert!(table.rows.len() > 9, "{name} is measured by cause");
        assert!(baseline.0.contains_key(name), "{name} has a baseline");
        losses.extend(baseline.losses(&table));
    }
    assert!(losses.is_empty(), "{}", losses.join("\n"));
}

#[test]
fn the_gate_notices_a_loss() {
    use duijie_index::eval::{Row, Scores, Table};
    let row =
        |ndcg: f64| Row { group: "all".into(), queries: 1, scores: Scores { ndcg, ..Scores::default() } };
    let table = |ndcg: f64| Table { task: "t".into(), rows: vec![row(ndcg)] };
    let baseline = duijie_index::eval::baseline_of(&[table(0.6)]);
    assert!(baseline.losses(&table(0.6)).is_empty() && baseline.losses(&table(0.9)).is_empty());
    assert_eq!(baseline.losses(&table(0.5)).len(), 1);
    assert_eq!(
        baseline.losses(&Table { task: "t".into(), rows: vec![] }).len(),
        1,
        "a group that is gone is a loss"
    );
}
