//! Finding the table and its columns.

use duijie::sheets::{Cell, MappingError, find};

use super::{COLUMNS, csv, text};

#[test]
fn headings_below_a_title_in_other_widths() {
    let book = csv(
        "洛阳市企业名单,,,,\n单位：万元\n序号,企业 名称＊,统一社会信用代码（必填）,价格（万元）,备注\n1, 甲 ,91,12,\n,,,,\n2,,,,\n3,乙,92,,好\n",
    );
    let table = find(&book, COLUMNS).unwrap();
    assert_eq!((table.sheet(), table.heading_row()), ("名单", 3));
    let unknown: Vec<_> = table.unknown().iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    assert_eq!(unknown, [("A", "序号"), ("E", "备注")]);
    let rows: Vec<_> = table.rows().collect();
    let numbers: Vec<_> = rows.iter().map(|row| (row.number(), row.is_blank_in_known())).collect();
    assert_eq!(numbers, [(4, false), (6, true), (7, false)]);
    assert_eq!((rows[0].text("name"), rows[0].get("name")), ("甲".to_owned(), Some(&text(" 甲 "))));
    assert_eq!((rows[2].text("price"), rows[2].get("price")), (String::new(), None::<&Cell>));
    assert_eq!((rows[0].column_of("price"), rows[0].column_of("none")), (Some(3), None));
}

#[test]
fn the_best_sheet_wins_and_the_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let sheets = [
        super::sheet("说明", &["企业名称", "价格(万元)"], &[&["填写全称", ""]]),
        super::sheet("涧西", &["单位名称", "信用代码"], &[&["甲", "91"]]),
        super::sheet("西工", &["企业名称", "统一社会信用代码"], &[&["乙", "92"]]),
    ];
    duijie::sheets::write_xlsx(&path, &sheets, super::DAY).unwrap();
    let book = duijie::sheets::read(&path).unwrap();
    let table = find(&book, COLUMNS).unwrap();
    assert_eq!(table.sheet(), "涧西");
    assert_eq!(table.others(), ["说明", "西工"]);
    assert_eq!(table.column_of("price"), None);
}

#[test]
fn headings_that_are_not_there() {
    let book = csv("甲,乙\n1,2\n");
    let found = ["甲", "乙", "1", "2"].map(str::to_owned).to_vec();
    let expected = vec!["企业名称", "统一社会信用代码", "价格(万元)"];
    let file = || "名单.csv".to_owned();
    assert_eq!(find(&book, COLUMNS).unwrap_err(), MappingError::NoHeading { file: file(), expected, found });

    let book = csv("表\n企业名称,价格(万元)\n");
    let missing = MappingError::MissingColumns {
        file: file(),
        sheet: "名单".to_owned(),
        row: 2,
        missing: vec!["统一社会信用代码"],
    };
    assert_eq!(find(&book, COLUMNS).unwrap_err(), missing);

    let late = format!("{}企业名称,统一社会信用代码\n", "x\n".repeat(20));
    assert!(matches!(find(&csv(&late), COLUMNS), Err(MappingError::NoHeading { .. })));
}

#[test]
fn headings_that_are_there_twice() {
    let book = csv("企业名称,统一社会信用代码,企业名称*\n");
    let double = find(&book, COLUMNS).unwrap_err();
    let MappingError::DuplicateColumn { row, heading, first, second, .. } = double else {
        panic!("{double:?}")
    };
    assert_eq!((row, heading, first.as_str(), second.as_str()), (1, "企业名称", "A", "C"));
    // The heading of the template goes before an alias; the alias is shown as unknown.
    let book = csv("单位名称,统一社会信用代码,企业名称\n甲,91,乙\n");
    let table = find(&book, COLUMNS).unwrap();
    assert_eq!(table.rows().next().unwrap().text("name"), "乙");
    assert_eq!(table.unknown(), [("A".to_owned(), "单位名称".to_owned())]);
}
