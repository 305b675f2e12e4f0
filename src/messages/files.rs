//! What is said about files that people bring or want.

use super::storage_error;
use crate::service::backup::BackupError;
use crate::service::export::ExportError;
use crate::service::import::ImportError;
use crate::sheets::{MappingError, SheetError, WriteError};

const LIMIT: &str = "200,000 行 × 512 列";

/// Why a file cannot be read as a table.
fn sheet_error(error: &SheetError) -> String {
    match error {
        SheetError::Io { file, .. } => format!("打不开文件 {file}。请检查路径和权限"),
        SheetError::TooManyBytes { file, limit_bytes } => {
            format!("{file} 超过 {} MB。请拆成几个文件", limit_bytes >> 20)
        }
        SheetError::Inflates { file, .. } => {
            format!("{file} 解压后异常膨胀，已拒绝。请用 WPS 或 Excel 另存一份再试")
        }
        SheetError::TooLarge { file, sheet, cell } => {
            format!("{file} 的工作表“{sheet}”在 {cell} 处超出 {LIMIT}。请删除多余的行列")
        }
        SheetError::TooMuch { file, sheet, cell } => {
            format!("{file} 的工作表“{sheet}”到 {cell} 内容过多。请拆成几个文件")
        }
        SheetError::OldExcel { file } => format!("{file} 是旧版 .xls。请另存为 .xlsx 再导入"),
        SheetError::Protected { file } => format!("{file} 有密码保护。请去掉密码另存后再导入"),
        SheetError::Macros { file } => {
            format!("{file} 里带有宏，不能收。请用 WPS 或 Excel 打开，另存为“Excel 工作簿（.xlsx）”再传")
        }
        SheetError::Encoding { file, line } => {
            format!("{file} 第 {line} 行的编码无法识别。请另存为 .xlsx 或“CSV UTF-8”")
        }
        SheetError::Unreadable { file, .. } => {
            format!("{file} 已损坏或不是表格。请用 WPS 或 Excel 打开后另存为 .xlsx")
        }
        SheetError::Empty { file } => format!("{file} 是空的，没有可导入的内容"),
    }
}

/// Why the headings do not do.
fn mapping_error(error: &MappingError) -> String {
    match error {
        MappingError::NoHeading { file, expected, found } => {
            let found = if found.is_empty() { "无".to_owned() } else { found.join("、") };
            format!("{file} 前 20 行里找不到表头。应有：{}；读到的是：{found}", expected.join("、"))
        }
        MappingError::MissingColumns { file, sheet, row, missing } => {
            format!("{file} 的工作表“{sheet}”第 {row} 行表头缺少必填列：{}", missing.join("、"))
        }
        MappingError::DuplicateColumn { file, sheet, row, heading, first, second } => format!(
            "{file} 的工作表“{sheet}”第 {row} 行有两个“{heading}”列（{first} 与 {second}）。请删去一个"
        ),
    }
}

/// Why a file cannot be written.
fn write_error(error: &WriteError) -> String {
    match error {
        WriteError::Io { file, .. } => format!("写不了文件 {file}。请检查目录权限和剩余磁盘空间"),
        WriteError::TextTooLong { file, sheet, cell, .. } => {
            format!("{file} 的工作表“{sheet}”{cell} 的文字超过表格上限。请改用 .csv 导出")
        }
        WriteError::Created { .. } | WriteError::Workbook { .. } => {
            "生成表格时出错。请改用 .csv 导出".to_owned()
        }
    }
}

/// Why nothing was imported or undone.
pub(crate) fn import_error(error: &ImportError) -> String {
    match error {
        ImportError::Sheet(error) => sheet_error(error),
        ImportError::Mapping(error) => mapping_error(error),
        ImportError::Write(error) => write_error(error),
        ImportError::Storage(error) => storage_error(error),
        ImportError::YearMissing => "导入名录要用 --year 指明数据年度".to_owned(),
        ImportError::NotAllowed => "这个账号的角色不能导入清单。需要时请联系市局专员".to_owned(),
        ImportError::Broken => "读取文件时出错。请用 WPS 或 Excel 另存为 .xlsx 再试".to_owned(),
        ImportError::UnknownBatch(batch) => format!("没有批次 {batch}。批次号在导入结果里"),
        ImportError::UndoneBefore(batch) => format!("批次 {batch} 已经撤销过"),
        ImportError::ChangedSince(ids) => {
            let shown: Vec<&str> = ids.iter().take(5).map(String::as_str).collect();
            format!(
                "有 {} 条记录在导入后又被修改或引用，未撤销任何内容：{}。请先撤销后来的批次",
                ids.len(),
                shown.join("、")
            )
        }
    }
}

/// Why a list was not written.
pub(crate) fn export_error(error: &ExportError) -> String {
    match error {
        ExportError::Write(error) => write_error(error),
        ExportError::Storage(error) => storage_error(error),
        ExportError::UnknownFormat(file) => format!("{file} 的格式不认识。文件名请以 .xlsx 或 .csv 结尾"),
        ExportError::NotAllowed => "这个账号的角色不能导出整张清单。需要时请联系市局专员".to_owned(),
        ExportError::Broken => "写文件时出错。请重试".to_owned(),
    }
}

/// Why nothing was backed up or restored.
pub(crate) fn backup_error(error: &BackupError) -> String {
    match error {
        BackupError::Io { file, .. } => {
            format!("无法读写 {}。请检查路径、权限和剩余磁盘空间", file.display())
        }
        BackupError::Damaged(file) => {
            format!("{} 不是完好的备份（校验不符或无法读取）。请换一份备份", file.display())
        }
        BackupError::NotEmpty => {
            "目标位置已有数据库，未恢复任何内容。请用 --data 指定空目录，或先移走现有数据".to_owned()
        }
        BackupError::OtherKind(kind) => format!("这份备份是 {kind} 的，与目标数据库不同类。请换用同类数据库"),
        BackupError::Newer(schema) => format!("备份来自更新的程序（版本 {schema}）。请换用新版 duijie"),
        BackupError::Tool { tool, .. } => {
            format!("{tool} 没有完成。请确认已安装 PostgreSQL 客户端工具，目标数据库为空且可以连接")
        }
        BackupError::Storage(error) => storage_error(error),
        BackupError::Broken => "处理文件时中断。请重试".to_owned(),
    }
}
