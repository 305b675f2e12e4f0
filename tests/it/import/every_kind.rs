//! What holds for every kind of list: counts, dry run, natural keys, undo.

use duijie::domain::batch::SheetKind;
use duijie::service::import::{ImportError, ImportOptions};

use super::{Desk, changed, list, options};
use crate::support::db::{TestStore, on_both};

on_both!(
    a_dry_run_counts_what_the_load_does_and_writes_nothing,
    the_same_file_again_changes_nothing,
    a_changed_cell_is_an_update_and_undo_puts_it_back,
    undo_removes_what_was_created,
    blank_cells_keep_what_is_stored,
);

async fn a_dry_run_counts_what_the_load_does_and_writes_nothing(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in SheetKind::ALL {
        desk.prepare(kind).await;
        let before = desk.everything().await;
        let dry = ImportOptions { dry_run: true, ..options(kind) };
        let foretold = desk.import_as(dry, &changed(kind)).await;
        assert_eq!((foretold.rows, foretold.batch.as_deref()), (2, None), "{kind:?}");
        assert!(desk.everything().await == before, "{kind:?} wrote in a dry run");
        let mut done = desk.import(kind, &changed(kind)).await;
        assert!(done.errors.is_empty(), "{done:?}");
        assert_eq!(done.batch.take().is_some(), done.created + done.updated > 0, "{kind:?}");
        assert_eq!(foretold, done, "{kind:?}");
    }
}

async fn the_same_file_again_changes_nothing(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in SheetKind::ALL {
        let first = desk.import(kind, &list(kind)).await;
        // The roster names the enterprises that are there by then.
        let expected = if kind == SheetKind::Roster { (0, 2) } else { (2, 0) };
        assert_eq!(
            (first.created, first.unchanged, first.rejected),
            (expected.0, expected.1, 0),
            "{first:?}"
        );
        let before = desk.export(kind).await;
        let second = desk.import(kind, &list(kind)).await;
        assert_eq!((second.rows, second.unchanged, second.batch), (2, 2, None), "{kind:?}");
        assert!(desk.export(kind).await == before, "{kind:?}");
    }
}

async fn a_changed_cell_is_an_update_and_undo_puts_it_back(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in SheetKind::ALL {
        desk.prepare(kind).await;
        desk.import(kind, &list(kind)).await;
        let before = desk.everything().await;
        let report = desk.import(kind, &changed(kind)).await;
        assert_eq!((report.updated, report.unchanged, report.created), (1, 1, 0), "{kind:?} {report:?}");
        let batch = report.batch.expect("a batch");
        let (_, new) = super::change(kind);
        assert!(desk.export(kind).await.contains(new.trim_matches(',')), "{kind:?}");
        desk.undo(&batch).await.expect("undoes");
        assert_eq!(desk.everything().await, before, "{kind:?}");
        let again = desk.undo(&batch).await;
        assert!(matches!(&again, Err(ImportError::UndoneBefore(id)) if *id == batch), "{kind:?} {again:?}");
        assert!(desk.everything().await == before, "{kind:?}");
    }
}

async fn undo_removes_what_was_created(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in SheetKind::ALL {
        desk.prepare(kind).await;
        let before = desk.everything().await;
        let report = desk.import(kind, &list(kind)).await;
        let Some(batch) = report.batch else { continue };
        let undone = desk.undo(&batch).await.expect("undoes");
        assert!(undone.removed >= 2 && undone.restored == 0, "{kind:?} {undone:?}");
        assert_eq!(desk.everything().await, before, "{kind:?}");
        let again = desk.import(kind, &list(kind)).await;
        assert_eq!(again.created, 2, "{kind:?} {again:?}");
    }
}

async fn blank_cells_keep_what_is_stored(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in [SheetKind::Enterprises, SheetKind::Institutions, SheetKind::Capabilities, SheetKind::Needs] {
        desk.take(kind, &list(kind)).await;
        let before = desk.export(kind).await;
        let mut reader = csv::Reader::from_path(desk.csv(&list(kind))).expect("reads");
        let headings = reader.headers().expect("headings").clone();
        let keep = match kind {
            SheetKind::Enterprises => &["企业名称", "统一社会信用代码", "县区"][..],
            SheetKind::Institutions => &["机构名称", "机构类型"],
            SheetKind::Capabilities => &["机构名称", "类型", "名称", "简介"],
            _ => &["企业名称", "需求名称", "主要问题"],
        };
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&headings).expect("writes");
        for row in reader.records().map(|row| row.expect("a row")) {
            let cells = headings.iter().zip(row.iter());
            let cells = cells.map(|(heading, cell)| if keep.contains(&heading) { cell } else { "" });
            writer.write_record(cells).expect("writes");
        }
        let bare = String::from_utf8(writer.into_inner().expect("flushes")).expect("UTF-8");
        let report = desk.import(kind, &bare).await;
        assert_eq!((report.unchanged, report.batch), (2, None), "{kind:?} {:?}", report.errors);
        assert!(desk.export(kind).await == before, "{kind:?}");
    }
}
