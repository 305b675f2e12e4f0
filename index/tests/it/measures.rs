//! The measures and the evaluation folder agree with what the public evaluator computes.

use std::collections::HashMap;

use duijie_index::eval::{EvalError, Folder, Ranks, ndcg, recall, reciprocal_rank};

fn grades(pairs: &[(&str, u8)]) -> HashMap<String, u8> {
    pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
}

#[test]
fn measures_of_a_known_ranking() {
    let grades = grades(&[("a", 3), ("b", 1), ("c", 2)]);
    assert!((ndcg(&["a", "c", "b"], &grades) - 1.0).abs() < 1e-12);
    let expected = (1.0 + 7.0 / 3.0_f64.log2()) / (7.0 + 3.0 / 3.0_f64.log2() + 1.0 / 4.0_f64.log2());
    assert!((ndcg(&["b", "a"], &grades) - expected).abs() < 1e-12);
    assert!((reciprocal_rank(&["x", "b", "c"], &grades, 2) - 1.0 / 3.0).abs() < 1e-12);
    assert!((recall(&["x", "b", "c"], &grades, 1) - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(ndcg(&[], &grades), 0.0);
    assert_eq!(ndcg(&["a"], &HashMap::new()), 0.0);
}

#[test]
fn a_folder_is_read_as_its_tasks_say() {
    let home = tempfile::TempDir::new().expect("folder");
    let write = |name: &str, text: &str| std::fs::write(home.path().join(name), text).expect("write");
    write(
        "tasks.json",
        r#"{"t": {"queries": "q.tsv", "qrels": "r.tsv", "docs": "d.jsonl", "fields": ["title", "abstract", "keywords"], "ranks": "institutions", "min_rel": 3, "main": "x"}}"#,
    );
    write(
        "d.jsonl",
        "{\"id\":\"1\",\"title\":\"题\",\"abstract\":\"文\",\"keywords\":[\"词\"],\"inst\":\"J\",\"other\":\"不读\"}\n\n{\"id\":\"2\",\"inst\":[\"J\",\"K\"]}\n",
    );
    write("q.tsv", "q1\t轴承\r\n");
    write("r.tsv", "q1\t0\tJ\t3\n");
    let folder = Folder::open(home.path()).expect("folder");
    let task = folder.task("t").expect("task");
    let documents = folder.documents(task).expect("documents");
    assert_eq!((documents[0].title.as_str(), documents[0].body.as_str()), ("题", "文"));
    assert_eq!(
        (&documents[0].keywords[..], &documents[1].owners[..]),
        (&["词".to_owned()][..], &["J".to_owned(), "K".to_owned()][..])
    );
    assert_eq!(
        (task.ranks, folder.queries(task).expect("queries")),
        (Ranks::Institutions, vec![("q1".into(), "轴承".into())])
    );
    assert_eq!(folder.judgements(task).expect("judgements")["q1"]["J"], 3);
    assert!(matches!(folder.task("nope"), Err(EvalError::NoTask { .. })));
    write("d.jsonl", "{\"id\":\"1\"}\n{\"title\":\"\\ud800\"}\n");
    let error = folder.documents(task).expect_err("lone surrogate");
    assert!(error.to_string().contains("line 2"), "{error}");
}
