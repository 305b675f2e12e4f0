//! What only needs and capabilities have: drafts, secrecy, several holders.

use duijie::domain::batch::SheetKind;
use duijie::domain::need::NeedStatus;
use duijie::service::import::ImportOptions;
use duijie::storage::{CapabilityFilter, NeedFilter, list_capabilities, list_needs};

use super::{Desk, list, options, told};
use crate::support::db::{TestStore, on_both};

on_both!(
    drafts_stay_drafts,
    classified_needs_stay_out,
    the_same_capability_of_two_institutions_has_two_holders,
    titles_make_the_same_need,
);

impl Desk {
    async fn statuses(&self) -> Vec<NeedStatus> {
        let mut conn = self.db.read().await;
        let needs =
            list_needs(&mut conn, &self.viewer, &NeedFilter::default(), None, 99).await.expect("list");
        needs.into_iter().map(|need| need.status).collect()
    }

    /// The numbers of holders of all capabilities.
    async fn holders(&self) -> Vec<usize> {
        let mut conn = self.db.read().await;
        let filter = CapabilityFilter::default();
        let all = list_capabilities(&mut conn, &self.viewer, &filter, None, 99).await.expect("list");
        all.into_iter().map(|one| one.holders.len()).collect()
    }
}

async fn drafts_stay_drafts(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::Needs).await;
    let draft = ImportOptions { draft: true, ..options(SheetKind::Needs) };
    let report = desk.import_as(draft, &list(SheetKind::Needs)).await;
    assert_eq!(report.created, 2);
    assert_eq!(desk.statuses().await, [NeedStatus::Draft, NeedStatus::Draft]);
    let exported = desk.export(SheetKind::Needs).await;
    assert_eq!(exported.matches(",草稿,").count(), 2, "{exported}");
    desk.undo(&report.batch.expect("a batch")).await.expect("undoes");
    desk.take(SheetKind::Needs, &list(SheetKind::Needs)).await;
    assert_eq!(desk.statuses().await, [NeedStatus::Published, NeedStatus::Published]);
}

async fn classified_needs_stay_out(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::Needs).await;
    let text = list(SheetKind::Needs).replace(",否,,,走访", ",是,,,走访");
    let report = desk.import(SheetKind::Needs, &text).await;
    assert_eq!((report.created, report.rejected), (1, 1));
    let expected = (3, "M 是否涉密", "涉密内容不得录入本系统。请从文件中删除这一行，按保密规定处理");
    assert_eq!(told(&report.errors), [expected]);
    assert!(!desk.export(SheetKind::Needs).await.contains("窑衬"));
}

async fn the_same_capability_of_two_institutions_has_two_holders(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::Capabilities).await;
    let text = "机构名称,类型,名称,简介\n示例大学,成果,感应淬火,软带控制\n示例研究所,成果,感应淬火,软带控制\n\
                示例大学,成果,感应淬火,软带控制\n示例大学,服务,感应淬火,软带控制\n";
    let report = desk.import(SheetKind::Capabilities, text).await;
    assert_eq!((report.created, report.updated, report.rejected), (2, 1, 1), "{report:?}");
    assert_eq!(told(&report.errors)[0].2, "与第 2 行重复，只采用第 2 行。请合并或删除其中一行");
    assert_eq!(desk.holders().await, [2, 1]);
    desk.undo(&report.batch.expect("a batch")).await.expect("undoes");
    assert!(desk.holders().await.is_empty());
}

async fn titles_make_the_same_need(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::Needs).await;
    let text = "企业名称,需求名称,主要问题\n示例轴承公司,轴承噪声,大\n示例轴承公司, 轴承　噪声 ,更大\n\
                示例耐材公司,轴承噪声,也大\n";
    let report = desk.import(SheetKind::Needs, text).await;
    assert_eq!((report.created, report.rejected), (2, 1));
    assert_eq!(told(&report.errors)[0].0, 3);
    let text = "企业名称,需求名称,主要问题\n示例轴承公司,轴承噪声,变小了\n";
    let report = desk.import(SheetKind::Needs, text).await;
    assert_eq!((report.created, report.updated), (0, 1));
    assert_eq!(desk.statuses().await.len(), 2);
}
