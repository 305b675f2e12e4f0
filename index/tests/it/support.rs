//! Builders shared by the tests.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use duijie_index::rank::{InstitutionFacts, RankOptions, Weights};
use duijie_index::{Analyzer, Day, Document, Filter, Snapshot, Writer};

/// The analyzer with the built-in lexicon, loaded once.
pub fn analyzer() -> Analyzer {
    Analyzer::bundled().expect("the built-in lexicon is sound")
}

/// A snapshot over documents in memory, in one segment.
pub fn snapshot(documents: &[Document]) -> Arc<Snapshot> {
    let mut writer = Writer::in_ram(&analyzer()).expect("memory index");
    for document in documents {
        writer.put(document).expect("document is sound");
    }
    writer.commit("").expect("commit");
    writer.compact().expect("compact");
    writer.reader().expect("reader").snapshot()
}

static NO_FACTS: LazyLock<HashMap<String, InstitutionFacts>> = LazyLock::new(HashMap::new);

/// Default weights, nothing filtered, nobody barred, as of 2026-11-23.
pub fn options() -> RankOptions<'static> {
    RankOptions {
        filter: Filter::all(),
        institutions: &NO_FACTS,
        weights: Weights::default(),
        as_of: Day(20_780),
        top: 20,
    }
}

/// A handful of capabilities of five invented institutions.
pub fn small_world() -> Vec<Document> {
    let texts = [
        (
            "C1",
            "J1",
            "大型转盘轴承滚道感应淬火技术",
            "针对直径三米以上转盘轴承套圈，采用双频感应加热，硬化层深度均匀，软带宽度小于十毫米，已用于风电主机厂。",
        ),
        (
            "C2",
            "J1",
            "轴承钢纯净度与疲劳寿命研究",
            "研究夹杂物尺寸对轴承钢接触疲劳寿命的影响，建立寿命预测模型。",
        ),
        ("C3", "J2", "镁碳砖抗氧化添加剂", "在镁碳砖中引入复合抗氧化剂，提高钢包渣线部位的使用炉次。"),
        (
            "C4",
            "J2",
            "耐火浇注料快速烘烤工艺",
            "通过防爆纤维与优化烘烤曲线，浇注料烘烤时间缩短一半，不开裂。",
        ),
        (
            "C5",
            "J3",
            "废水中氨氮的短程硝化处理",
            "采用短程硝化与厌氧氨氧化组合工艺处理高氨氮废水，曝气能耗降低。",
        ),
        (
            "C6",
            "J4",
            "机器视觉零件表面缺陷检测",
            "基于深度学习的表面划痕与凹坑在线检测，漏检率低于千分之一。",
        ),
        ("C7", "J5", "丘陵山地拖拉机姿态调整", "电液控制的车身调平系统，坡地作业时保持车身水平。"),
    ];
    texts.iter().map(|(id, owner, title, body)| Document::new(id, title, body).held_by(&[owner])).collect()
}

/// The owners of all documents, sorted; for checks of which revision is indexed.
pub fn owners_of(snapshot: &Snapshot) -> Vec<String> {
    let mut owners = snapshot.owner_ids_in_use();
    owners.sort();
    owners
}
