//! What is said when the database fails.

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
