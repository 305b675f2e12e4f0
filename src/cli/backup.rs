//! `duijie backup` and `duijie restore`.

use std::path::Path;
use std::process::ExitCode;

use super::failure::Failure;
use super::{audit, output};
use crate::app::{App, Place};
use crate::clock::Clock;
use crate::service::audit::set_heads_aside;
use crate::service::backup::{self, BackupError};

/// Writes a backup.
pub(super) async fn backup(app: &App, file: &Path) -> Result<ExitCode, Failure> {
    let manifest = backup::backup(&app.store, &app.place.url(), &app.viewer, app.now(), file).await?;
    output::say(&format!(
        "已备份到 {}（{} 字节，SHA-256 {}）。索引不在其中，恢复后自动重建",
        file.display(),
        manifest.bytes,
        manifest.sha256
    ));
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup into an empty place.
pub(super) async fn restore(place: Place, file: &Path) -> Result<ExitCode, Failure> {
    let sqlite = place.sqlite_file();
    let postgres = place.database.as_deref().is_some_and(|url| url.starts_with("postgres"));
    if place.database.is_some() && !postgres {
        return Err(Failure::Said("恢复 SQLite 备份请用 --data 指定数据目录，不用 --database".to_owned()));
    }
    let manifest = backup::restore(file, &place.url(), (!postgres).then_some(sqlite.as_path())).await?;
    let app = App::open(place, Clock::System).await?;
    backup::finish_restore(&app.store, &app.viewer, app.now(), &manifest).await.map_err(BackupError::from)?;
    let aside = set_heads_aside(app.data(), app.now());
    audit::leave(&app).await;
    output::say(&format!("已从 {} 恢复到 {}", file.display(), app.data().display()));
    match aside {
        Ok(None) => {}
        Ok(Some(aside)) => output::say(&format!("原来的审计旁证文件另存为 {}，请留作证据", aside.display())),
        Err(_) => {
            output::complain(
                "原来的审计旁证文件 audit-heads.txt 改不了名。请改名留存，否则自检会报告审计记录不符",
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
