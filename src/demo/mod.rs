//! The demo: an invented city's lists, embedded, written out as files people can open, and loaded through the same
//! import as any other list. Every record is marked 示例数据; `src/demo/README.md` says how the lists were made.

pub mod story;

use std::path::{Path, PathBuf};

use crate::domain::batch::SheetKind;

/// Folder of the lists in the data folder.
pub const FOLDER: &str = "示例数据";

/// One list of the demo.
#[derive(Debug, Clone, Copy)]
pub struct DemoList {
    /// What kind of list.
    pub kind: SheetKind,
    /// Its file name.
    pub file: &'static str,
    text: &'static str,
}

/// The lists, in the order in which they must be loaded.
pub const LISTS: [DemoList; 9] = [
    DemoList {
        kind: SheetKind::Enterprises, file: "1 企业.csv", text: include_str!("data/enterprises.csv")
    },
    DemoList {
        kind: SheetKind::Institutions,
        file: "2 机构.csv",
        text: include_str!("data/institutions.csv"),
    },
    DemoList {
        kind: SheetKind::Capabilities,
        file: "3 能力.csv",
        text: include_str!("data/capabilities.csv"),
    },
    DemoList { kind: SheetKind::Needs, file: "4 需求.csv", text: include_str!("data/needs.csv") },
    DemoList {
        kind: SheetKind::RdActivities,
        file: "5 研发活动.csv",
        text: include_str!("data/rd-activities.csv"),
    },
    DemoList {
        kind: SheetKind::RdAggregates,
        file: "6 研发活动汇总.csv",
        text: include_str!("data/rd-aggregates.csv"),
    },
    DemoList { kind: SheetKind::FourHaves, file: "7 四有.csv", text: include_str!("data/four-haves.csv") },
    DemoList {
        kind: SheetKind::Assignments,
        file: "8 包联干部.csv",
        text: include_str!("data/assignments.csv"),
    },
    DemoList { kind: SheetKind::Holidays, file: "9 节假日.csv", text: include_str!("data/holidays.csv") },
];

/// Writes the lists into the data folder, with the mark by which spreadsheets know UTF-8, and returns their paths.
///
/// # Errors
/// If a file cannot be written.
pub fn write_lists(data: &Path) -> Result<Vec<(DemoList, PathBuf)>, std::io::Error> {
    let folder = data.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let mut written = Vec::with_capacity(LISTS.len());
    for list in LISTS {
        let file = folder.join(list.file);
        std::fs::write(&file, format!("\u{FEFF}{}", list.text))?;
        written.push((list, file));
    }
    Ok(written)
}
