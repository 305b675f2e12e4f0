//! What people read, in Chinese. Errors of the engine are translated here, each with what to do next.

mod files;
mod rows;
mod storage;

use duijie_index::IndexError;

pub(crate) use files::{import_error, mapping_error, sheet_error, write_error};
pub(crate) use rows::{not_on_roster, row_problem, row_warning};
pub(crate) use storage::storage_error;

/// An index problem and its remedy.
pub(crate) fn index_error(error: &IndexError) -> String {
    match error {
        IndexError::Missing(folder) => {
            format!("{} 里还没有索引。导入数据后运行 duijie reindex 建立", folder.display())
        }
        IndexError::Locked(folder) => {
            format!("{} 的索引正由另一个进程写入。等它完成，或先停掉那个进程", folder.display())
        }
        IndexError::Corrupt { folder, .. } => {
            format!("{} 的索引已损坏。运行 duijie reindex 重建，数据库不受影响", folder.display())
        }
        IndexError::Outdated { folder, .. } => {
            format!("{} 的索引是旧版本或旧词库建立的。运行 duijie reindex 重建", folder.display())
        }
        IndexError::Newer { folder, found, known } => format!(
            "{} 的索引版本 {found} 高于本程序支持的 {known}。请换用新版 duijie，或移走该目录后运行 duijie reindex",
            folder.display()
        ),
        IndexError::Io { folder, .. } => {
            format!("无法读写 {}。请检查目录权限和剩余磁盘空间", folder.display())
        }
        IndexError::Document { id, .. } => format!("记录 {id} 无法收入索引。请检查它的编号和成熟度"),
        IndexError::Weights(_) => "排序权重有误。每项应在 0 到 100 之间，文本项大于 0".to_owned(),
        IndexError::Engine(_) => "索引出错。若重复出现，运行 duijie reindex 重建".to_owned(),
    }
}
