//! Writing: what is in the files, and that nothing is left half done.

use std::io::{Cursor, Read};

use duijie::sheets::{Cell, Kind, OutCell, OutSheet, WriteError, read, write_csv, write_xlsx};

use super::{DAY, column, sheet, text};

fn form() -> OutSheet {
    let mut columns =
        vec![column("信用代码", Kind::Text), column("价格(万元)", Kind::Number), column("日期", Kind::Date)];
    columns[0].required = true;
    columns[0].note = "18 位".to_owned();
    columns[1].choices = vec!["面议".to_owned(), "免费".to_owned()];
    columns[2].choices = (0..300).map(|number| format!("选择{number}")).collect();
    let row = |code: &str, price: OutCell, day: &str| {
        vec![OutCell::Text(code.to_owned()), price, OutCell::Date(day.to_owned())]
    };
    let rows = vec![
        row("007", OutCell::Number(12.5), "2022-03-05"),
        row("=1+1", OutCell::Text("面议".to_owned()), "待定"),
        row("-", OutCell::Number(-5.0), ""),
        vec![OutCell::Blank, OutCell::Blank, OutCell::Blank],
    ];
    OutSheet { name: "名单/一".to_owned(), columns, rows }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_form_in_xlsx() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    write_xlsx(&path, &[form(), sheet("选项", &["a"], &[])], DAY).unwrap();
    let book = read(&path).unwrap();
    assert_eq!(book.sheets.iter().map(|grid| grid.name()).collect::<Vec<_>>(), ["名单_一", "选项"]);
    let grid = &book.sheets[0];
    let day = Cell::Date("2022-03-05".to_owned());
    assert_eq!(grid.row(2), [(0, text("007")), (1, Cell::Number(12.5)), (2, day)]);
    assert_eq!(grid.row(3), [(0, text("=1+1")), (1, text("面议")), (2, text("待定"))]);
    assert_eq!((grid.row(4).len(), grid.last_row()), (2, 4));

    let bytes = std::fs::read(&path).unwrap();
    let page = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        "<autoFilter ref=\"A1:C5\"/>",
        "state=\"frozen\"",
        "B2:B2001",
        "\"面议,免费\"",
        "'选项(2)'!$A$1:$A$300",
    ] {
        assert!(page.contains(piece), "{piece} in {page}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("name=\"选项(2)\" sheetId=\"3\" state=\"hidden\""));
    assert!(part(&bytes, "xl/styles.xml").contains("微软雅黑"));
    assert!(part(&bytes, "xl/comments1.xml").contains("18 位"));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-03-01T00:00:00Z"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name: &str| {
        let path = folder.path().join(name);
        write_xlsx(&path, &[form()], DAY).unwrap();
        std::fs::read(path).unwrap()
    };
    let first = bytes("a.xlsx");
    // Zip files count time in steps of two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(first, bytes("b.xlsx"));
}

#[test]
fn csv_for_excel() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.csv");
    let mut table = form();
    table.rows.push(["@a", "\tb", "'=c", "+1,\"2\"\n3"].map(|cell| OutCell::Text(cell.to_owned())).to_vec());
    write_csv(&path, &table).unwrap();
    let expected = "\u{feff}信用代码,价格(万元),日期\r\n007,12.5,2022-03-05\r\n'=1+1,面议,待定\r\n'-,-5,\r\n,,\r\n\
                    '@a,'\tb,''=c,\"'+1,\"\"2\"\"\n3\"\r\n";
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
    let book = read(&path).unwrap();
    let last: Vec<_> = book.sheets[0].row(6).iter().map(|(_, cell)| cell.text()).collect();
    assert_eq!(last, ["@a", "\tb", "'=c", "+1,\"2\"\n3"]);
}

#[test]
fn failures_leave_the_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    write_csv(&path, &form()).unwrap();
    let before = std::fs::read(&path).unwrap();
    let long = "长".repeat(32_768);
    let error = write_xlsx(&path, &[sheet("一", &["a"], &[&["b"], &[&long]])], DAY).unwrap_err();
    assert!(
        matches!(&error, WriteError::TextTooLong { cell, units: 32_768, .. } if cell == "A3"),
        "{error:?}"
    );
    assert!(matches!(write_xlsx(&path, &[form()], "昨天"), Err(WriteError::Created { .. })));
    let nowhere = folder.path().join("none").join("a.csv");
    assert!(matches!(write_csv(&nowhere, &form()), Err(WriteError::Io { .. })));
    let taken = folder.path().join("taken.csv");
    std::fs::create_dir(&taken).unwrap();
    assert!(matches!(write_csv(&taken, &form()), Err(WriteError::Io { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
