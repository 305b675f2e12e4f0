//! Reading and writing of tables, entered as callers do.

mod csv;
mod errors_book;
mod hostile;
mod round_trip;
mod table;
mod write;
mod xlsx;

use std::io::{Cursor, Write};

use duijie::sheets::{Cell, Column, Kind, OutCell, OutColumn, OutSheet, Workbook, read_bytes};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A day for file properties.
const DAY: &str = "2026-03-01";

/// Columns like those of the enterprise list.
const COLUMNS: &[Column] = &[
    Column { key: "name", heading: "企业名称", aliases: &["单位名称"], required: true },
    Column { key: "code", heading: "统一社会信用代码", aliases: &["信用代码"], required: true },
    Column { key: "price", heading: "价格(万元)", aliases: &[], required: false },
];

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn column(heading: &str, kind: Kind) -> OutColumn {
    OutColumn {
        heading: heading.to_owned(),
        width: 16.0,
        kind,
        choices: Vec::new(),
        required: false,
        note: String::new(),
    }
}

/// A sheet of text columns.
fn sheet(name: &str, headings: &[&str], rows: &[&[&str]]) -> OutSheet {
    OutSheet {
        name: name.to_owned(),
        columns: headings.iter().map(|heading| column(heading, Kind::Text)).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|cell| OutCell::Text((*cell).to_owned())).collect())
            .collect(),
    }
}

fn csv(content: &str) -> Workbook {
    read_bytes("名单.csv", content.as_bytes().to_vec()).unwrap()
}

/// A zip file of parts.
fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook by hand: the rows of its one sheet, its shared strings, and further parts.
fn workbook_of(rows: &str, strings: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if !strings.is_empty() {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    parts.extend(more);
    zip_of(&parts)
}
