//! Any text survives being written and read.

use duijie::sheets::{OutSheet, Workbook, read, write_csv, write_xlsx};
use proptest::prelude::*;

use super::{DAY, sheet};

/// What reading is expected to give: one kind of line break, nothing for a cell of blanks.
fn expected(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let blank = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    if blank.is_empty() { String::new() } else { text }
}

fn cells(book: &Workbook, count: u16) -> Vec<String> {
    let grid = &book.sheets[0];
    (0..count).map(|at| grid.cell(2, at).map(|cell| cell.text()).unwrap_or_default()).collect()
}

fn check(texts: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let headings: Vec<String> = (0..texts.len()).map(|at| format!("列{at}")).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let row: Vec<&str> = texts.iter().map(String::as_str).collect();
    let table: OutSheet = sheet("一", &headings, &[&row]);
    let wanted: Vec<String> = texts.iter().map(|text| expected(text)).collect();
    let count = u16::try_from(texts.len()).unwrap();
    let csv = folder.path().join("a.csv");
    write_csv(&csv, &table).unwrap();
    assert_eq!(cells(&read(&csv).unwrap(), count), wanted);
    let xlsx = folder.path().join("a.xlsx");
    write_xlsx(&xlsx, &[table], DAY).unwrap();
    assert_eq!(cells(&read(&xlsx).unwrap(), count), wanted);
}

#[test]
fn texts_with_a_history() {
    let texts = [
        "",
        " a ",
        "\u{3000}",
        "'",
        "''=",
        "'=",
        "a\r\nb",
        "\r",
        "_x000D_",
        "_x0041_",
        "&amp;<b>",
        "😀\"说\"",
        "a,b;c\td",
        "http://x.cn/",
    ];
    check(&texts.map(str::to_owned));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Two columns at least: with one, nothing in a .csv file tells a tab in a text from a separator.
    #[test]
    fn any_text(texts in prop::collection::vec("[\\t\\r\\n ,;\"'=+@<&>_x0-9a-zA-Z一-龥㐀-㐿瀍；，（）　😀-😎é\u{a0}-]{0,12}|\\PC{0,12}", 2..6)) {
        check(&texts);
    }
}
