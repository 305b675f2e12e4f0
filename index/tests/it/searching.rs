//! Search as a user of the search box notices it.

use duijie_index::{Code, CodeColumn, Document, Fallback, Filter, Query, Writer, search};
use proptest::prelude::*;

use super::support::{analyzer, small_world, snapshot};

fn ids(documents: &[Document], text: &str, filter: &Filter) -> Vec<String> {
    let snapshot = snapshot(documents);
    let query = Query::words(&analyzer(), text);
    let found = search(&snapshot, &query, filter, 0, 100).expect("search");
    found.hits.into_iter().map(|hit| hit.id).collect()
}

fn code(text: &str) -> Code {
    Code::new(text).expect("code")
}

#[test]
fn spelling_variants_find_the_same() {
    for text in ["镁碳砖抗氧化", "鎂碳磚抗氧化", "镁碳砖　抗氧化"] {
        assert_eq!(ids(&small_world(), text, &Filter::all())[0], "C3", "{text}");
    }
}

#[test]
fn an_abbreviation_finds_its_full_name() {
    let documents = [
        Document::new("A", "可编程控制器产线改造", "老旧产线电气控制系统升级。"),
        Document::new("B", "液压支架立柱修复", "立柱表面修复技术。"),
    ];
    assert_eq!(ids(&documents, "PLC老化", &Filter::all())[0], "A");
}

#[test]
fn filters_apply_before_counting_and_cutting() {
    let mut documents = small_world();
    for (document, status) in
        documents.iter_mut().zip(["open", "open", "draft", "open", "open", "draft", "open"])
    {
        document.status = Some(code(status));
    }
    let open = Filter::all().with_any(CodeColumn::Status, &[code("open")]);
    assert!(!ids(&documents, "镁碳砖抗氧化添加剂", &open).contains(&"C3".to_owned()));
    assert_eq!(
        ids(&documents, "镁碳砖抗氧化添加剂", &Filter::all().with_any(CodeColumn::Status, &[])),
        [""; 0]
    );
    let closed = Filter::all().without(CodeColumn::Status, &[code("open")]);
    assert_eq!(ids(&documents, "镁碳砖抗氧化添加剂", &closed), ["C3"]);
    assert_eq!(ids(&documents, "轴承钢疲劳寿命", &Filter::all().held_by(&["J1"])).len(), 2);
    assert!(ids(&documents, "轴承钢疲劳寿命", &Filter::all().held_by(&[])).is_empty());
}

#[test]
fn nothing_similar_falls_back_to_single_characters_and_says_so() {
    let snapshot = snapshot(&small_world());
    let query = Query::words(&analyzer(), "砖屿");
    let found = search(&snapshot, &query, &Filter::all(), 0, 10).expect("search");
    assert_eq!(found.fallback, Some(Fallback::SingleCharacters));
    assert_eq!((found.total, found.hits[0].id.as_str()), (1, "C3"));
}

#[test]
fn a_single_character_finds_every_document_that_has_it() {
    let documents = [
        Document::new("A", "钼、钨冶炼", ""),
        Document::new("B", "辉钼矿浮选", ""),
        Document::new("C", "钼酸铵结晶", ""),
        Document::new("D", "钛合金锻造", ""),
    ];
    let mut found = ids(&documents, "钼", &Filter::all());
    found.sort();
    assert_eq!(found, ["A", "B", "C"]);
    assert!(ids(&documents, "钼、钨", &Filter::all()).contains(&"B".to_owned()));
}

#[test]
fn a_piece_cut_out_of_a_figure_still_comes_first() {
    let documents = [
        Document::new("A", "", "采用GCr15轴承钢夹杂物控制工艺，其余从略，另有说明若干，篇幅很长很长很长"),
        Document::new("B", "轴承钢夹杂物", "轴承钢，钢中夹杂物，轴承钢夹杂，夹杂物控，承钢夹"),
    ];
    assert_eq!(ids(&documents, "15轴承钢夹杂物控", &Filter::all())[0], "A");
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let documents: Vec<Document> =
        (0..50).map(|at| Document::new(&format!("D{at:02}"), "轴承密封", "同样的文字")).collect();
    let snapshot = snapshot(&documents);
    let query = Query::words(&analyzer(), "轴承密封");
    let mut seen = Vec::new();
    for page in 0..6 {
        let found = search(&snapshot, &query, &Filter::all(), page * 9, 9).expect("search");
        assert_eq!(found.total, 50);
        seen.extend(found.hits.into_iter().map(|hit| hit.id));
    }
    let sorted: Vec<String> = (0..50).map(|at| format!("D{at:02}")).collect();
    assert_eq!(seen, sorted, "ties are ordered by id");
    assert!(
        search(&snapshot, &query, &Filter::all(), usize::MAX, usize::MAX).expect("search").hits.is_empty()
    );
}

#[test]
fn the_layout_of_the_index_does_not_change_scores() {
    let documents = small_world();
    let mut scattered = Writer::in_ram(&analyzer()).expect("writer");
    for document in documents.iter().rev() {
        scattered.put(document).expect("put");
        scattered.commit("").expect("commit");
    }
    let query = Query::words(&analyzer(), "大型轴承套圈感应淬火硬化层不均匀");
    let found =
        |snapshot: &duijie_index::Snapshot| search(snapshot, &query, &Filter::all(), 0, 10).expect("search");
    let many = scattered.reader().expect("reader").snapshot();
    assert!(many.segment_count() > 1);
    assert_eq!(found(&many), found(&snapshot(&documents)));
}

/// Sentences of technical prose out of which the property cuts its pieces.
const CLAUSES: [&str; 12] = [
    "采用双频感应加热使硬化层深度均匀",
    "通过防爆纤维与优化烘烤曲线缩短时间",
    "基于深度学习的表面划痕在线检测",
    "短程硝化与厌氧氨氧化组合工艺",
    "电液控制的车身调平系统",
    "夹杂物尺寸对接触疲劳寿命的影响",
    "引入复合抗氧化剂提高使用炉次",
    "高压气淬减小齿轮热处理畸变",
    "浮选药剂对辉钼矿回收率的影响",
    "兽用疫苗悬浮培养与纯化",
    "牡丹籽油微胶囊包埋技术",
    "光伏组件热斑无人机巡检",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any piece of two or more characters is among the hits; one of six or more that occurs once is first.
    #[test]
    fn verbatim_pieces_are_found(
        picks in prop::collection::vec(prop::collection::vec(0..CLAUSES.len(), 1..5), 4..16),
        target in any::<prop::sample::Index>(),
        cut in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let body = |picks: &Vec<usize>| picks.iter().map(|&at| CLAUSES[at]).collect::<Vec<_>>().join("，");
        let bodies: Vec<String> = picks.iter().map(body).collect();
        let documents: Vec<Document> =
            bodies.iter().enumerate().map(|(at, body)| Document::new(&format!("D{at}"), "", body)).collect();
        let target = target.index(bodies.len());
        let clauses: Vec<&str> = bodies[target].split('，').collect();
        let clause: Vec<char> = clauses[cut.0.index(clauses.len())].chars().collect();
        let start = cut.1.index(clause.len() - 1);
        let length = 2 + cut.0.index(clause.len() - start - 1);
        let piece: String = clause[start..start + length].iter().collect();
        let snapshot = snapshot(&documents);
        let query = Query::words(&analyzer(), &piece);
        let found = search(&snapshot, &query, &Filter::all(), 0, documents.len()).expect("search");
        let hits: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
        let holders: Vec<String> = (0..bodies.len()).filter(|&at| bodies[at].contains(&piece)).map(|at| format!("D{at}")).collect();
        for holder in &holders {
            prop_assert!(hits.contains(&holder.as_str()), "{piece}: {holder} missing in {hits:?}");
        }
        if length >= 6 && holders.len() == 1 {
            prop_assert_eq!(hits[0], holders[0].as_str(), "{} is not first", piece);
        }
    }
}
