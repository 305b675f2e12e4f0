//! Undo is all or nothing.

use duijie::domain::batch::SheetKind;
use duijie::service::import::ImportError;

use super::{Desk, changed, list};
use crate::support::db::{TestStore, on_both};
use crate::support::samples::uscc;

on_both!(
    what_changed_since_is_not_undone,
    what_is_referred_to_is_not_undone,
    an_unknown_batch_is_named,
    batches_are_undone_in_turn,
);

async fn what_changed_since_is_not_undone(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in [SheetKind::Enterprises, SheetKind::Institutions, SheetKind::Capabilities, SheetKind::Needs] {
        let first = desk.take(kind, &list(kind)).await;
        let second = desk.take(kind, &changed(kind)).await;
        let before = desk.everything().await;
        let refused = desk.undo(&first).await;
        assert!(
            matches!(&refused, Err(ImportError::ChangedSince(ids)) if ids.len() == 1),
            "{kind:?} {refused:?}"
        );
        assert!(desk.everything().await == before, "{kind:?}");
        desk.undo(&second).await.expect("the later batch can be undone");
    }
}

async fn what_is_referred_to_is_not_undone(db: TestStore) {
    let desk = Desk::new(db).await;
    for (owner, owned) in
        [(SheetKind::Enterprises, SheetKind::Needs), (SheetKind::Institutions, SheetKind::Capabilities)]
    {
        let batch = desk.take(owner, &list(owner)).await;
        let later = desk.take(owned, &list(owned)).await;
        let before = desk.everything().await;
        let refused = desk.undo(&batch).await;
        assert!(matches!(&refused, Err(ImportError::ChangedSince(_))), "{owner:?} {refused:?}");
        assert!(desk.everything().await == before, "{owner:?}");
        desk.undo(&later).await.expect("the later batch can be undone");
        desk.undo(&batch).await.expect("and then the earlier one");
    }
}

async fn an_unknown_batch_is_named(db: TestStore) {
    let desk = Desk::new(db).await;
    for text in ["", "不是批次", "01J00000000000000000000000"] {
        let refused = desk.undo(text).await;
        assert!(matches!(&refused, Err(ImportError::UnknownBatch(id)) if id == text), "{refused:?}");
    }
}

/// The same record written by three batches; undone from the last to the first.
async fn batches_are_undone_in_turn(db: TestStore) {
    let desk = Desk::new(db).await;
    let mut states = vec![desk.export(SheetKind::Enterprises).await];
    let mut batches = Vec::new();
    for (name, county) in [("甲公司", "洛龙区"), ("乙公司", "嵩县"), ("丙公司", "高新区")] {
        let text =
            format!("企业名称,统一社会信用代码,县区,入库日期\n{name},{},{county},2020-01-01\n", uscc(7));
        batches.push(desk.take(SheetKind::Enterprises, &text).await);
        states.push(desk.export(SheetKind::Enterprises).await);
    }
    while let Some(batch) = batches.pop() {
        if let Some(first) = batches.first() {
            let refused = desk.undo(first).await;
            assert!(matches!(refused, Err(ImportError::ChangedSince(_))), "{refused:?}");
        }
        states.pop();
        desk.undo(&batch).await.expect("undoes");
        assert_eq!(Some(&desk.export(SheetKind::Enterprises).await), states.last());
    }
}
