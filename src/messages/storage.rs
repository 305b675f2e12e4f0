//! What is said when the database, the indexes or the installation fail.

use super::index_error;
use crate::app::OpenError;
use crate::city::CityPackError;
use crate::search::SearchError;
use crate::service::ServiceError;
use crate::storage::StorageError;

/// A database problem and its remedy; no internal detail.
pub(crate) fn storage_error(error: &StorageError) -> String {
    match error {
        StorageError::Unreachable(_) => {
            "打不开数据库。请检查数据目录的权限、--database 地址和数据库服务是否在运行".to_owned()
        }
        StorageError::Busy => "另一个进程正在写入数据库。请等它完成后重试，本次没有写入任何内容".to_owned(),
        StorageError::Full => "磁盘空间不足。请腾出空间后重试，本次没有写入任何内容".to_owned(),
        StorageError::Damaged => {
            "数据库文件已损坏或不是数据库。请用 duijie restore 从备份恢复到新的数据目录".to_owned()
        }
        StorageError::Newer { found, known } => {
            format!("数据库版本 {found} 高于本程序支持的 {known}。请换用新版 duijie")
        }
        StorageError::ChangedMigration(number) => {
            format!("数据库是另一个版本的程序建立的（第 {number} 步不符）。请换用建立它的 duijie 版本")
        }
        StorageError::Stale { .. } => "记录已被他人修改。请刷新后重试".to_owned(),
        StorageError::Partial { .. } => "只读到记录的公开部分，不能据此修改".to_owned(),
        StorageError::Taken(_) => "已有相同的记录。请刷新后重试".to_owned(),
        StorageError::Referenced(_) => "仍有其他记录引用它，不能删除".to_owned(),
        StorageError::Inconsistent { table, column, id } => {
            format!("数据库内容不一致：{table}.{column}（{id}）。请运行 duijie doctor 并联系维护人员")
        }
        StorageError::Database(_) => {
            "数据库出错，本次没有写入任何内容。若重复出现，请运行 duijie doctor".to_owned()
        }
    }
}

/// Why an installation cannot be opened.
pub(crate) fn open_error(error: &OpenError) -> String {
    match error {
        OpenError::Folder { folder, .. } => {
            format!("建不了数据目录 {}。请检查路径、权限和剩余磁盘空间", folder.display())
        }
        OpenError::City(error) => city_error(error),
        OpenError::CityClash(_) => {
            "城市资料里的县区和数据库里已有的对不上：同一个名称换了代码，或者两个县区同名。请把 counties.csv 里已有县区的代码和名称改回去，没有写入任何内容".to_owned()
        }
        OpenError::Storage(error) => storage_error(error),
        OpenError::Random => "操作系统没有给出随机数，无法启动".to_owned(),
    }
}

/// What is wrong with a city pack.
pub(crate) fn city_error(error: &CityPackError) -> String {
    match error {
        CityPackError::Unreadable { path, .. } => {
            format!("读不了城市资料 {}。请检查文件和权限", path.display())
        }
        CityPackError::Line { file, line, problem } => {
            format!("城市资料 {file} 第 {line} 行有误（{problem}）。请改正后重试")
        }
    }
}

/// What is wrong with the indexes.
pub(crate) fn search_error(error: &SearchError) -> String {
    match error {
        SearchError::Index(error) => index_error(error),
        SearchError::Storage(error) => storage_error(error),
        SearchError::Lexicon(error) => {
            format!("词库 {} 第 {} 行有误，请重新安装本程序", error.file, error.line)
        }
        SearchError::Stopped => "索引工作中断。若重复出现，运行 duijie reindex 重建".to_owned(),
    }
}

/// Why a search or match gave no answer.
pub(crate) fn service_error(error: &ServiceError) -> String {
    match error {
        ServiceError::Storage(error) => storage_error(error),
        ServiceError::Search(error) => search_error(error),
        ServiceError::NotAllowed => "这个账号的角色不能做这件事".to_owned(),
        ServiceError::NoSuchNeed(reference) => {
            format!("没有需求 {reference}。编号形如 XQ2026-0012，可用 duijie search 查找")
        }
        ServiceError::NoSuchRecord(reference) => {
            format!("没有找到 {reference}。它可能已被撤销，或编号有误")
        }
    }
}
