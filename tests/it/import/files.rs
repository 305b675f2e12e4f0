//! Files out and in again: exports, templates, the workbook of wrong rows; and files that are no list.

use duijie::domain::batch::SheetKind;
use duijie::service::export::write_template;
use duijie::service::import::{ImportError, columns};
use duijie::sheets::{find, read};
use rust_xlsxwriter::Workbook;

use super::{Desk, list, options, told};
use crate::support::db::{TestStore, noon, on_both};
use crate::support::samples::uscc;

on_both!(
    every_export_comes_in_again_unchanged,
    an_export_fills_an_empty_database,
    every_template_is_an_empty_list,
    mended_rows_come_in_again,
    files_that_are_no_list_are_refused_whole,
);

impl Desk {
    async fn load_everything(&self) {
        for kind in SheetKind::ALL {
            let report = self.import(kind, &list(kind)).await;
            assert_eq!(report.rejected, 0, "{kind:?} {report:?}");
        }
    }
}

async fn every_export_comes_in_again_unchanged(db: TestStore) {
    let desk = Desk::new(db).await;
    desk.load_everything().await;
    let before = desk.everything().await;
    for kind in SheetKind::ALL {
        for name in ["往返.xlsx", "往返.csv"] {
            let file = desk.export_to(kind, name).await;
            let report = desk.load(file, options(kind)).await.expect("imports").report;
            assert!(report.rows >= 2 && report.unchanged == report.rows, "{kind:?} {name} {report:?}");
            assert!(report.batch.is_none() && report.warnings.is_empty(), "{kind:?} {name} {report:?}");
        }
    }
    assert!(desk.everything().await == before);
}

async fn an_export_fills_an_empty_database(db: TestStore) {
    let desk = Desk::new(db).await;
    let mut batches = Vec::new();
    for kind in SheetKind::ALL {
        batches.extend(desk.import(kind, &list(kind)).await.batch);
    }
    for kind in SheetKind::ALL {
        desk.export_to(kind, &format!("{}.xlsx", kind.code())).await;
    }
    let full = desk.everything().await;
    for batch in batches.iter().rev() {
        desk.undo(batch).await.expect("undoes");
    }
    assert!(desk.everything().await != full);
    for kind in SheetKind::ALL {
        let file = desk.path(&format!("{}.xlsx", kind.code()));
        let report = desk.load(file, options(kind)).await.expect("imports").report;
        assert_eq!(report.rejected, 0, "{kind:?} {report:?}");
    }
    // Numbers are never given twice, so new ones stand in the exports.
    let plain = |text: &String| {
        let mut lines: Vec<String> =
            text.split(',').map(|cell| if cell.contains("2026-0") { "" } else { cell }.to_owned()).collect();
        lines.sort();
        lines
    };
    let (now, then): (Vec<_>, Vec<_>) =
        (desk.everything().await.iter().map(plain).collect(), full.iter().map(plain).collect());
    assert_eq!(now, then);
}

async fn every_template_is_an_empty_list(db: TestStore) {
    let desk = Desk::new(db).await;
    for kind in SheetKind::ALL {
        for name in ["模板.xlsx", "模板.csv"] {
            let file = desk.path(name);
            write_template(&desk.city, kind, &file, noon("2026-03-05")).await.expect("writes");
            let book = read(&file).expect("reads");
            let table = find(&book, columns(kind)).expect("is the list");
            assert_eq!((table.rows().count(), table.unknown().len()), (0, 0), "{kind:?} {name}");
            for column in columns(kind) {
                assert!(table.column_of(column.key).is_some(), "{kind:?} {name} {}", column.heading);
            }
            let report = desk.load(file, options(kind)).await.expect("imports").report;
            assert_eq!((report.rows, report.batch), (0, None), "{kind:?}");
        }
    }
}

async fn mended_rows_come_in_again(db: TestStore) {
    let desk = Desk::new(db).await;
    let (two, three) = (uscc(2), uscc(3));
    let text = format!(
        "企业名称,统一社会信用代码,县区\n甲公司,{},洛龙区\n乙公司,{two},郑州市\n丙公司,{three},\n",
        uscc(1)
    );
    let first = desk.load(desk.csv(&text), options(SheetKind::Enterprises)).await.expect("imports");
    assert_eq!((first.report.created, first.report.rejected), (1, 2));
    let errors = desk.path("不合格.xlsx");
    first.write_errors(&errors, noon("2026-03-05").beijing_day()).expect("writes");
    let unmended = desk.load(errors.clone(), options(SheetKind::Enterprises)).await.expect("imports").report;
    assert_eq!((unmended.rows, unmended.rejected, unmended.batch), (2, 2, None));
    let rows: Vec<(u32, String)> =
        told(&unmended.errors).iter().map(|(row, _, why)| (*row, (*why).to_owned())).collect();
    assert!(rows[0].0 == 2 && rows[0].1.contains("“郑州市”") && rows[1].0 == 3, "{rows:?}");

    // People mend the cells of the workbook and leave the rest of it as it is.
    let book = read(&errors).expect("reads");
    let mut mended = Workbook::new();
    let page = mended.add_worksheet();
    for (row, cells) in book.sheets[0].rows() {
        for (column, cell) in cells {
            let text = if cell.text() == "郑州市" { "嵩县".to_owned() } else { cell.text() };
            page.write_string(row - 1, *column, text).expect("writes");
        }
    }
    page.write_string(2, 2, "高新区").expect("writes");
    mended.save(&errors).expect("saves");
    let again = desk.load(errors, options(SheetKind::Enterprises)).await.expect("imports").report;
    assert_eq!((again.rows, again.created, again.rejected), (2, 2, 0), "{again:?}");
    let all = desk.export(SheetKind::Enterprises).await;
    assert!(["甲公司", "乙公司", "丙公司"].iter().all(|name| all.matches(name).count() == 1), "{all}");
}

async fn files_that_are_no_list_are_refused_whole(db: TestStore) {
    let desk = Desk::new(db).await;
    let before = desk.everything().await;
    for (name, bytes) in [
        ("坏.xlsx", &b"PK\x03\x04 nothing"[..]),
        ("空.csv", b""),
        ("空.xlsx", b""),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("别的.csv", "天气,温度\n晴,21\n".as_bytes()),
        ("缺列.csv", "企业名称,县区\n甲公司,嵩县\n".as_bytes()),
    ] {
        let file = desk.path(name);
        std::fs::write(&file, bytes).expect("writes");
        for kind in SheetKind::ALL {
            let refused = desk.load(file.clone(), options(kind)).await.err();
            let known = matches!(refused, Some(ImportError::Sheet(_) | ImportError::Mapping(_)));
            assert!(known, "{name} {kind:?} {refused:?}");
        }
    }
    let missing = desk.load(desk.path("没有.xlsx"), options(SheetKind::Needs)).await.err();
    assert!(matches!(missing, Some(ImportError::Sheet(_))), "{missing:?}");
    assert!(desk.everything().await == before);
}
