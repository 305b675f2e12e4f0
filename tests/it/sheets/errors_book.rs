//! The book of faults: written, mended, sent in again.

use duijie::sheets::{Cell, RowFault, find, read, read_bytes, write_faults};
use rust_xlsxwriter::Workbook;

use super::{COLUMNS, DAY, text};

fn fault(row: u32, column: Option<&str>, reason: &str) -> RowFault {
    RowFault { row, column: column.map(str::to_owned), reason: reason.to_owned() }
}

fn source() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("涧西").unwrap();
    page.write_row(0, 0, ["名单"]).unwrap();
    page.write_row(1, 0, ["序号", "单位名称", "统一社会信用代码", "备注"]).unwrap();
    for row in 2..6 {
        page.write_number(row, 0, row).unwrap();
        page.write_string(row, 1, format!("企业{row}")).unwrap();
        page.write_number(row, 2, 914_103_001_234_567_890_f64).unwrap();
        page.write_string(row, 3, "=备注").unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn only_rows_at_fault_with_their_cells_and_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("错误.xlsx");
    let book = read_bytes("a.xlsx", source()).unwrap();
    let table = find(&book, COLUMNS).unwrap();
    let faults = [
        fault(6, None, "重复"),
        fault(4, Some("统一社会信用代码"), "代码不对"),
        fault(4, Some("企业名称"), "名称不对"),
        fault(4, Some("企业名称"), "名称不对"),
    ];
    write_faults(&path, &table, &faults, DAY).unwrap();

    let again = read(&path).unwrap();
    let grid = &again.sheets[0];
    let headings: Vec<_> = grid.row(1).iter().map(|(_, cell)| cell.text()).collect();
    assert_eq!(headings, ["序号", "单位名称", "统一社会信用代码", "备注", "原行号", "原因"]);
    let expected = [
        (0, Cell::Number(3.0)),
        (1, text("企业3")),
        // Still a number: a damaged code must not come back looking whole.
        (2, Cell::Number(914_103_001_234_567_890_f64)),
        (3, text("=备注")),
        (4, Cell::Number(4.0)),
        (5, text("代码不对；名称不对")),
    ];
    assert_eq!(grid.row(2), expected);
    assert_eq!((grid.cell(3, 4), grid.last_row()), (Some(&Cell::Number(6.0)), 3));

    let table = find(&again, COLUMNS).unwrap();
    assert_eq!(table.unknown().len(), 2, "{:?}", table.unknown());
    write_faults(&path, &table, &[fault(2, Some("备注"), "还是不对")], DAY).unwrap();
    let third = read(&path).unwrap();
    let last: Vec<_> = third.sheets[0].row(2).iter().map(|(_, cell)| cell.text()).collect();
    assert_eq!(last[3..], ["=备注", "2", "还是不对"]);
    assert_eq!(third.sheets[0].row(1).len(), 6);
}

#[test]
fn cells_at_fault_are_filled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let book = read_bytes("a.xlsx", source()).unwrap();
    let table = find(&book, COLUMNS).unwrap();
    let size = |faults: &[RowFault]| {
        write_faults(&path, &table, faults, DAY).unwrap();
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
        let mut styles = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("xl/styles.xml").unwrap(), &mut styles).unwrap();
        styles.matches("FFFFE699").count()
    };
    assert_eq!(size(&[fault(4, Some("企业名称"), "x")]), 1);
    assert_eq!(size(&[fault(4, None, "x"), fault(4, Some("没有"), "x")]), 0);
}
