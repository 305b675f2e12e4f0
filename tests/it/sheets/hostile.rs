//! Files that are damaged, disguised, or made to exhaust the machine.

use duijie::sheets::{SheetError, Workbook, read_bytes};

use super::{BOOK, RELATIONS, ROOT, workbook_of, zip_of};

fn refused(bytes: Vec<u8>) -> SheetError {
    read_bytes("坏.xlsx", bytes).expect_err("should be refused")
}

fn unreadable(read: &Result<Workbook, SheetError>) -> bool {
    matches!(read, Err(SheetError::Unreadable { file, .. }) if file == "坏.xlsx")
}

fn far_cell(row: u32, column: u16) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("远").unwrap();
    page.write_string(0, 0, "a").unwrap().write_string(row, column, "b").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_far_cell_costs_nothing_and_is_named() {
    for (row, column, name) in [(1_048_575, 16_383, "XFD1048576"), (200_000, 0, "A200001"), (0, 512, "SS1")] {
        let error = refused(far_cell(row, column));
        let SheetError::TooLarge { sheet, cell, .. } = error else { panic!("{error:?}") };
        assert_eq!((sheet.as_str(), cell.as_str()), ("远", name));
    }
    let book = read_bytes("a.xlsx", far_cell(199_999, 511)).unwrap();
    assert_eq!(book.sheets[0].last_row(), 200_000);
}

/// Overwrites the unpacked size of all parts, in the directory and before the parts.
fn lie_about_sizes(bytes: &mut [u8], size: u32) {
    for (mark, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(mark)).collect();
        for at in places {
            bytes[at + offset..at + offset + 4].copy_from_slice(&size.to_le_bytes());
        }
    }
}

#[test]
fn bombs_honest_and_lying() {
    let rows = "<row><c><v>1</v></c></row>".repeat(6_000_000);
    let mut bomb = workbook_of(&rows, "", &[]);
    drop(rows);
    let honest = refused(bomb.clone());
    let SheetError::Inflates { packed_bytes, unpacked_bytes, .. } = honest else { panic!("{honest:?}") };
    assert!(unpacked_bytes > 150_000_000 && packed_bytes < 1_000_000);
    lie_about_sizes(&mut bomb, 1_000);
    // The zip reader stops where the directory says a part ends; `package` counts all the same.
    let lying = refused(bomb);
    assert!(matches!(lying, SheetError::Unreadable { .. } | SheetError::Inflates { .. }), "{lying:?}");
}

#[test]
fn parts_that_lie_over_one_another() {
    let inner: Vec<u8> = (0..50_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut bytes = workbook_of("", "", &[("xl/a.xml", &inner), ("xl/b.xml", b"<b/>")]);
    // The directory entry of the second part is made to describe the first.
    let entries: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    let [.., first, second] = entries[..] else { panic!("{entries:?}") };
    for field in [10..28, 42..46] {
        let from = bytes[first + field.start..first + field.end].to_vec();
        bytes[second + field.start..second + field.end].copy_from_slice(&from);
    }
    let read = read_bytes("坏.xlsx", bytes);
    assert!(
        matches!(&read, Err(SheetError::Unreadable { reason, .. }) if reason.contains("over one another")),
        "{read:?}"
    );
}

/// One long string and many cells that show it: 30 bytes of file, a megabyte of memory each.
#[test]
fn shared_strings_are_counted_where_they_are_shown() {
    let words: String = (0..150_000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    let strings = format!("<sst><si><t>{words}</t></si></sst>");
    let rows = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(1_000);
    let error = refused(workbook_of(&rows, &strings, &[]));
    assert!(matches!(&error, SheetError::TooMuch { sheet, .. } if sheet == "S"), "{error:?}");
}

#[test]
fn promised_strings_are_not_believed() {
    let row = r#"<row><c t="s"><v>0</v></c></row>"#;
    let far = format!("<sst{}uniqueCount = \t'99999999999999999'", " ".repeat(70_000));
    let padded = format!("<sst uniqueCount{}='99999999999'", " ".repeat(200));
    for start in ["<sst uniqueCount=\"40000000000\"", far.as_str(), padded.as_str()] {
        let error = refused(workbook_of(row, &format!("{start}><si><t>a</t></si></sst>"), &[]));
        assert!(matches!(error, SheetError::Unreadable { .. }), "{error:?}");
    }
    let fine = "<sst count=\"1\" uniqueCount=\"1\"><si><t>uniqueCount</t></si></sst>";
    assert!(read_bytes("a.xlsx", workbook_of(row, fine, &[])).is_ok());
}

#[test]
fn styles_are_not_multiplied() {
    let format: String = (0..200_000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    let styles = format!(
        r#"<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{format}"/></numFmts><cellXfs>{}</cellXfs></styleSheet>"#,
        r#"<xf numFmtId="200"/>"#.repeat(1_000)
    );
    let bytes = workbook_of("<row><c><v>1</v></c></row>", "", &[("xl/styles.xml", styles.as_bytes())]);
    assert!(unreadable(&read_bytes("坏.xlsx", bytes)));
}

#[test]
fn damaged_files() {
    let whole = far_cell(10, 10);
    for end in [4, 30, 300, whole.len() / 2, whole.len() - 1] {
        assert!(unreadable(&read_bytes("坏.xlsx", whole[..end].to_vec())), "{end}");
    }
    // Every byte in turn: an error or a book, never a panic or a hang.
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read_bytes("坏.xlsx", bytes);
    }
}

#[test]
fn malformed_positions() {
    for name in ["A99999999999", "AAAAAAAAAAAA1", "1A", "A0", "", "甲1"] {
        let read =
            read_bytes("坏.xlsx", workbook_of(&format!(r#"<row><c r="{name}"><v>1</v></c></row>"#), "", &[]));
        assert!(!matches!(read, Ok(ref book) if book.sheets[0].last_row() > 200_000), "{name}: {read:?}");
    }
}

#[test]
fn files_of_other_kinds() {
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    let old = [ole.as_slice(), &[0; 600]].concat();
    assert!(matches!(refused(old.clone()), SheetError::OldExcel { .. }));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(refused([old, name].concat()), SheetError::Protected { .. }));
    let word = String::from_utf8_lossy(ROOT).replace("xl/workbook.xml", "word/document.xml");
    let relations: &[u8] = b"<Relationships></Relationships>";
    let document: [(&str, &[u8]); 3] = [
        ("_rels/.rels", word.as_bytes()),
        ("word/document.xml", b"<document></document>"),
        ("word/_rels/document.xml.rels", relations),
    ];
    let binary = String::from_utf8_lossy(ROOT).replace("workbook.xml", "workbook.bin");
    for parts in [&[("a.txt", ROOT)][..], &document[..], &[("_rels/.rels", binary.as_bytes())][..]] {
        assert!(unreadable(&read_bytes("坏.xlsx", zip_of(parts))));
    }
    assert!(matches!(refused(workbook_of("", "", &[])), SheetError::Empty { .. }));
    assert!(matches!(refused(Vec::new()), SheetError::Empty { .. }));
    let missing: [(&str, &[u8]); 3] =
        [("_rels/.rels", ROOT), ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELATIONS)];
    assert!(unreadable(&read_bytes("坏.xlsx", zip_of(&missing))));
}

#[test]
fn too_many_bytes_or_parts() {
    let limit = usize::try_from(duijie::sheets::MAX_BYTES).unwrap();
    assert!(matches!(refused(vec![b'a'; limit + 1]), SheetError::TooManyBytes { .. }));
    let names: Vec<String> = (0..10_001).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), ROOT)).collect();
    assert!(unreadable(&read_bytes("坏.xlsx", zip_of(&parts))));
    let twins: [(&str, &[u8]); 2] = [("xl/A.xml", ROOT), ("xl/a.xml", ROOT)];
    assert!(unreadable(&read_bytes("坏.xlsx", workbook_of("<row><c><v>1</v></c></row>", "", &twins))));
}
