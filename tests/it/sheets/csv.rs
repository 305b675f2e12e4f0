//! Text tables.

use duijie::sheets::{SheetError, read_bytes};

use super::{csv, text};

fn rows(content: &str) -> Vec<(u32, Vec<String>)> {
    let book = csv(content);
    book.sheets[0]
        .rows()
        .map(|(row, cells)| (row, cells.iter().map(|(_, cell)| cell.text()).collect()))
        .collect()
}

fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn encodings() {
    let content = "企业名称,县区\r\n甲,瀍河回族区\r\n乙,㵐河\r\n";
    let expected = csv(content);
    assert_eq!(expected.sheets[0].name(), "名单");
    assert_eq!(expected.sheets[0].cell(2, 1), Some(&text("瀍河回族区")));
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(content);
    assert!(!lossy);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(content.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [format!("\u{feff}{content}").into_bytes(), gb18030.into_owned(), utf16] {
        assert_eq!(read_bytes("名单.csv", bytes).unwrap(), expected);
    }
    let broken = read_bytes("a.csv", b"a,b\nc\nd,\xff\xff\n".to_vec());
    assert!(matches!(broken, Err(SheetError::Encoding { line: 3, .. })), "{broken:?}");
    let broken = read_bytes("a.csv", b"\xef\xbb\xbfa\n\xb0\xa1".to_vec());
    assert!(matches!(broken, Err(SheetError::Encoding { line: 2, .. })), "{broken:?}");
}

#[test]
fn separators() {
    for mark in [",", ";", "\t"] {
        let content = format!("全市名单\n\"名,称;\"{mark}县区\n甲{mark}乙\n");
        assert_eq!(rows(&content)[1..], [row(2, &["名,称;", "县区"]), row(3, &["甲", "乙"])], "{mark:?}");
    }
    assert_eq!(rows("a;b,c,d\n"), [row(1, &["a;b", "c", "d"])]);
}

/// Blank lines count, line breaks in quotes do not: the row numbers are those Excel shows.
#[test]
fn row_numbers() {
    for end in ["\n", "\r\n", "\r"] {
        let content = ["", "", "a,\"x", "y\",", "", ",,", "b,\"说\"\"好\"\"\",5\",d", "", "c"].join(end);
        let expected = [row(3, &["a", "x\ny"]), row(6, &["b", "说\"好\"", "5\"", "d"]), row(8, &["c"])];
        assert_eq!(rows(&content), expected, "{end:?}");
        assert_eq!(rows(&format!("{content}{end}")), expected, "{end:?}");
    }
}

#[test]
fn guards_against_formulas_are_taken_off() {
    assert_eq!(rows("'=1+1,'-5,'@a,''+b,'tis,-5\n"), [row(1, &["=1+1", "-5", "@a", "'+b", "'tis", "-5"])]);
}

#[test]
fn what_is_no_table() {
    let unreadable: [&[u8]; 6] = [
        b"a,b\0c",
        b"<html><table><tr><td>a</td></tr></table></html>",
        b"\xef\xbb\xbf <!DOCTYPE html>",
        b"%PDF-1.7 a",
        b"\x01\x02\x03\x04",
        b"a,b\nc,\"d\ne,f\ng,h\n",
    ];
    for bytes in unreadable {
        let read = read_bytes("a.csv", bytes.to_vec());
        assert!(matches!(read, Err(SheetError::Unreadable { .. })), "{read:?}");
    }
    for bytes in ["", "\u{feff}", "\r\n\r\n", ",,\n,,\n", " , \u{3000}"] {
        let read = read_bytes("a.csv", bytes.as_bytes().to_vec());
        assert!(matches!(read, Err(SheetError::Empty { .. })), "{read:?}");
    }
}

#[test]
fn limits() {
    let too_long = read_bytes("a.csv", "a\n".repeat(200_001).into_bytes());
    assert!(matches!(too_long, Err(SheetError::TooLarge { cell, .. }) if cell == "A200001"));
    assert_eq!(csv(&"a\n".repeat(200_000)).sheets[0].last_row(), 200_000);
    let too_wide = read_bytes("a.csv", "a,".repeat(513).into_bytes());
    assert!(matches!(too_wide, Err(SheetError::TooLarge { cell, .. }) if cell == "SS1"));
    let blank_beyond = format!("{}{}", "a,".repeat(512), ",".repeat(100));
    assert_eq!(csv(&blank_beyond).sheets[0].row(1).len(), 512);
}
