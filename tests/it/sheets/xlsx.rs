//! Workbooks that are well made.

use duijie::sheets::{Cell, SheetError, column_name, read, read_bytes};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{text, workbook_of};

#[test]
fn types_of_cells() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let page = book.add_worksheet().set_name("一").unwrap();
    page.write_string(0, 0, "洛阳轴研\r\n科技").unwrap();
    page.write_number(0, 1, 91_410_300_123_456_789_f64).unwrap();
    page.write_number(0, 2, 12.5).unwrap();
    let moment = ExcelDateTime::parse_from_str("2022-03-05T23:59").unwrap();
    page.write_datetime_with_format(0, 3, &moment, &date).unwrap();
    page.write_boolean(0, 4, true).unwrap();
    page.write_formula(0, 5, Formula::new("=1+1").set_result("2")).unwrap();
    page.write_formula(0, 6, Formula::new("=A0").set_result("#REF!")).unwrap();
    page.write_blank(0, 7, &date).unwrap();
    page.write_string(0, 8, " \u{3000}").unwrap();
    page.write_number_with_format(0, 9, 0.5, &Format::new().set_num_format("h:mm")).unwrap();
    page.write_number_with_format(4, 9, 3.0, &Format::new().set_num_format("0\"天\"")).unwrap();
    let read = read_bytes("a.xlsx", book.save_to_buffer().unwrap()).unwrap();
    let grid = &read.sheets[0];
    let expected = [
        (0, text("洛阳轴研\n科技")),
        (1, Cell::Number(91_410_300_123_456_789_f64)),
        (2, Cell::Number(12.5)),
        (3, Cell::Date("2022-03-05".to_owned())),
        (4, Cell::Bool(true)),
        (5, Cell::Number(2.0)),
        (6, Cell::Error("#REF!".to_owned())),
        (9, Cell::Number(0.5)),
    ];
    assert_eq!((read.file.as_str(), grid.name()), ("a.xlsx", "一"));
    assert_eq!(grid.row(1), expected);
    assert_eq!(grid.rows().map(|(number, _)| number).collect::<Vec<_>>(), [1, 5]);
    assert_eq!((grid.cell(5, 9), grid.cell(1, 7), grid.last_row()), (Some(&Cell::Number(3.0)), None, 5));
}

#[test]
fn texts_as_people_read_them() {
    let numbers =
        [(3.0, "3"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (1e15, "1000000000000000"), (-12.50, "-12.5")];
    for (number, expected) in numbers {
        assert_eq!(Cell::Number(number).text(), expected);
    }
    assert_eq!(Cell::Bool(false).text(), "FALSE");
    let names =
        [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD"), (u16::MAX, "CRXP")];
    for (column, name) in names {
        assert_eq!(column_name(column), name);
    }
}

/// Serial numbers, in both calendars; what no calendar has stays a number.
#[test]
fn dates_of_both_systems() {
    let styles = br#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;
    let old = br#"<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let row = r#"<row r="1"><c r="A1" s="1"><v>44625.75</v></c><c r="B1" s="1"><v>1</v></c><c r="C1" s="1"><v>60</v></c><c r="D1" s="1"><v>2958465</v></c><c r="E1" s="1"><v>2958466</v></c><c r="F1" s="1"><v>-3</v></c><c r="G1" s="2"><v>1.5</v></c><c r="H1" t="d"><v>2022-03-05T10:00:00</v></c><c r="I1" t="d"><v>3月</v></c></row>"#;
    let day = |day: &str| Cell::Date(day.to_owned());
    let new = read_bytes("a.xlsx", workbook_of(row, "", &[("xl/styles.xml", styles)])).unwrap();
    let expected = [
        day("2022-03-05"),
        day("1900-01-01"),
        Cell::Number(60.0),
        day("9999-12-31"),
        Cell::Number(2_958_466.0),
        Cell::Number(-3.0),
        Cell::Number(1.5),
        day("2022-03-05"),
        text("3月"),
    ];
    let cells = |book: &duijie::sheets::Workbook| -> Vec<Cell> {
        book.sheets[0].row(1).iter().map(|(_, cell)| cell.clone()).collect()
    };
    assert_eq!(cells(&new), expected);
    let sheet = format!("<worksheet><sheetData>{row}</sheetData></worksheet>");
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", super::ROOT),
        ("xl/workbook.xml", old),
        ("xl/_rels/workbook.xml.rels", super::RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/styles.xml", styles),
    ];
    let old = read_bytes("a.xlsx", super::zip_of(&parts)).unwrap();
    assert_eq!(cells(&old)[..3], [day("2026-03-06"), day("1904-01-02"), day("1904-03-01")]);
}

#[test]
fn hidden_sheets_are_passed_over() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("看").unwrap().write_string(0, 0, "a").unwrap();
    book.add_worksheet().set_name("藏").unwrap().set_hidden(true).write_string(0, 0, "b").unwrap();
    book.add_worksheet().set_name("空").unwrap();
    let read = read_bytes("a.xlsx", book.save_to_buffer().unwrap()).unwrap();
    let names: Vec<_> = read.sheets.iter().map(|grid| (grid.name(), grid.is_empty())).collect();
    assert_eq!(names, [("看", false), ("空", true)]);
}

#[test]
fn rows_and_cells_out_of_order_are_put_in_order() {
    let cell = |name: &str, value: &str| format!(r#"<c r="{name}"><v>{value}</v></c>"#);
    let rows = format!(
        r#"<row r="3">{}{}</row><row r="1">{}</row><row r="3">{}{}</row>"#,
        cell("C3", "3"),
        cell("A3", "1"),
        cell("B1", "9"),
        cell("B3", "2"),
        cell("C3", "4")
    );
    let book = read_bytes("a.xlsx", workbook_of(&rows, "", &[])).unwrap();
    let rows: Vec<_> = book.sheets[0].rows().map(|(number, cells)| (number, cells.to_vec())).collect();
    let number = Cell::Number;
    let third = vec![(0, number(1.0)), (1, number(2.0)), (2, number(4.0))];
    assert_eq!(rows, [(1, vec![(1, number(9.0))]), (3, third)]);
}

#[test]
fn long_text_of_other_programs_is_read() {
    let long = "长".repeat(40_000);
    let rows = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row>"#);
    let book = read_bytes("a.xlsx", workbook_of(&rows, "", &[])).unwrap();
    assert_eq!(book.sheets[0].cell(1, 0), Some(&text(&long)));
}

/// A workbook need not lie in `xl/`, and Java writes sizes behind the content.
#[test]
fn other_layouts_of_the_package() {
    use std::io::Write;
    let root = String::from_utf8_lossy(super::ROOT).replace("xl/workbook.xml", "/Book/wb22.xml");
    let sheet = "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>";
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    let parts = [
        ("_rels/.rels", root.as_str()),
        ("Book/wb22.xml", str::from_utf8(super::BOOK).unwrap()),
        ("Book/_rels/wb22.xml.rels", str::from_utf8(super::RELATIONS).unwrap()),
        ("Book/worksheets/sheet1.xml", sheet),
    ];
    for (name, content) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let book = read_bytes("a.xlsx", bytes).unwrap();
    assert_eq!(book.sheets[0].cell(1, 0), Some(&Cell::Number(7.0)));
}

#[test]
fn files_are_opened_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("没有.xlsx");
    assert!(matches!(read(&path), Err(SheetError::Io { file, .. }) if file == "没有.xlsx"));
    std::fs::write(&path, "a,b").unwrap();
    // Content decides, not the extension.
    assert_eq!(read(&path).unwrap().sheets[0].row(1), [(0, text("a")), (1, text("b"))]);
}
