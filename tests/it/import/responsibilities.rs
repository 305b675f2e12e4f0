//! Who looks after enterprises follows every import and every undo; ranges of days, and officers that change.

use duijie::domain::batch::SheetKind;
use duijie::domain::viewer::Viewer;
use duijie::storage::{find_enterprise, load_responsibilities};

use super::{Desk, list};
use crate::support::db::{TestStore, on_both};
use crate::support::samples::uscc;

on_both!(
    who_leads_follows_imports_and_undo,
    an_officer_ends_and_another_begins,
    days_of_a_range_are_taken_one_by_one,
);

/// Names of those who look after the first enterprise, the lead first.
async fn told(desk: &Desk) -> Vec<String> {
    let (mut conn, viewer) = (desk.db.read().await, Viewer::operator());
    let one = find_enterprise(&mut conn, &viewer, uscc(1).as_str()).await.expect("find").expect("there");
    let rows = load_responsibilities(&mut conn, &viewer, &one.id).await.expect("load");
    rows.iter().map(|row| row.name().to_owned()).collect()
}

async fn who_leads_follows_imports_and_undo(db: TestStore) {
    let desk = Desk::new(db).await;
    let private = list(SheetKind::Enterprises).replace(",是,", ",否,");
    desk.take(SheetKind::Enterprises, &private).await;
    assert_eq!(told(&desk).await, ["工信局·其他"]);
    let concrete = private.replace(",3451,", ",3021,");
    let moved = desk.take(SheetKind::Enterprises, &concrete).await;
    assert_eq!(told(&desk).await, ["住建局·商砼"]);
    let research = desk.take(SheetKind::RdActivities, &list(SheetKind::RdActivities)).await;
    assert_eq!(told(&desk).await, ["住建局·商砼", "市科技局"]);
    let owned = desk.take(SheetKind::Enterprises, &concrete.replacen(",否,", ",是,", 1)).await;
    assert_eq!(told(&desk).await, ["市国资委", "住建局·商砼", "市科技局"].map(str::to_owned));
    desk.undo(&owned).await.expect("undoes");
    assert_eq!(told(&desk).await, ["住建局·商砼", "市科技局"]);
    desk.undo(&research).await.expect("undoes");
    assert_eq!(told(&desk).await, ["住建局·商砼"]);
    desk.undo(&moved).await.expect("undoes");
    assert_eq!(told(&desk).await, ["工信局·其他"]);
}

async fn an_officer_ends_and_another_begins(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.prepare(SheetKind::Assignments).await;
    let heading = "统一社会信用代码,包联干部,单位,联系电话,开始日期,结束日期\n";
    let one = uscc(1);
    desk.take(SheetKind::Assignments, &format!("{heading}{one},张干部,科技局,13900001111,2025-01-01,\n"))
        .await;
    let next = format!("{heading}{one},张干部,,,2025-01-01,2025-06-30\n{one},李干部,,,2025-07-01,\n");
    let report = desk.import(SheetKind::Assignments, &next).await;
    assert_eq!((report.updated, report.created), (1, 1), "{report:?}");
    let all = desk.export(SheetKind::Assignments).await;
    assert!(
        all.contains("张干部,科技局,,13900001111,2025-01-01,2025-06-30"),
        "blanks keep what is stored: {all}"
    );
    assert!(all.contains("李干部,,,,2025-07-01,"), "{all}");
    let reversed = format!("{heading}{one},王干部,,,2025-07-01,2025-06-30\n");
    let report = desk.import(SheetKind::Assignments, &reversed).await;
    assert_eq!(report.rejected, 1);
    assert!(report.errors[0].reason.contains("结束日期早于开始日期"), "{report:?}");
}

async fn days_of_a_range_are_taken_one_by_one(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.take(SheetKind::Holidays, &list(SheetKind::Holidays)).await;
    let all = desk.export(SheetKind::Holidays).await;
    assert_eq!(all.lines().count(), 9, "{all}");
    assert!(all.contains("2026-10-07,,,放假,国庆节,国办发明电〔2025〕7号"), "{all}");
    // One day of the range said otherwise: the others stay as they are.
    let report = desk.import(SheetKind::Holidays, "日期,类型\n2026-10-07,上班\n").await;
    assert_eq!((report.updated, report.created), (1, 0), "{report:?}");
    let changed = desk.export(SheetKind::Holidays).await;
    assert_eq!(changed, all.replace("2026-10-07,,,放假", "2026-10-07,,,上班"));
    let again = desk.import(SheetKind::Holidays, &changed).await;
    assert_eq!((again.rows, again.unchanged), (8, 8), "an export says what is known");
}
