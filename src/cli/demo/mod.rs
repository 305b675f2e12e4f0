//! `duijie demo`: sets up the demo in an empty folder, tells its story, matches, prints what came out, and serves it.

mod story;

use std::process::ExitCode;

use crate::app::{App, DATABASE_FILE, Place};
use crate::cli::failure::Failure;
use crate::cli::lists::scene;
use crate::cli::output::{self, Progress};
use crate::cli::{audit, find, serve};
use crate::clock::Clock;
use crate::demo;
use crate::domain::claim::Claim;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::import::{ImportOptions, import_sheet};
use crate::service::{DEMO_SETTING, is_demo};
use crate::storage::{StorageError, WriteTx, list_institutions, put_claim, put_setting};

/// Needs whose partners are printed.
const SHOWN_NEEDS: usize = 3;
/// More institutions than the demo has.
const MOST_INSTITUTIONS: i64 = 1_000;
/// Days since some institutions last confirmed their profile.
const LONG_AGO_DAYS: i64 = 400;
/// Partners printed for each.
const SHOWN_PARTNERS: usize = 3;

/// Sets up the demo unless it is there, and serves it.
pub(super) async fn run(place: Place, listen: &str, no_serve: bool) -> Result<ExitCode, Failure> {
    let fresh = place.database.is_some() || !place.data.join(DATABASE_FILE).exists();
    let occupied = std::fs::read_dir(&place.data).is_ok_and(|mut entries| entries.next().is_some());
    if fresh && occupied && place.database.is_none() {
        return Err(Failure::Said(format!(
            "{} 不是空目录。示例数据只装在空目录里，请用 --data 另指一个",
            place.data.display()
        )));
    }
    let app = App::open(place, Clock::System).await?;
    let marked = is_demo(&app.store).await?;
    if marked && no_serve {
        app.store.close().await;
        return Err(Failure::Said(format!(
            "{} 已是示例数据。查看请运行 duijie serve --data {0}，或用 duijie match --all",
            app.data().display()
        )));
    }
    if !marked {
        let done = set_up(&app).await;
        if no_serve || done.is_err() {
            audit::leave(&app).await;
            return done.map(|()| ExitCode::SUCCESS);
        }
    }
    serve::run(app, listen, false, (None, None)).await
}

async fn set_up(app: &App) -> Result<(), Failure> {
    let mut conn = app.store.read().await?;
    let used = !crate::storage::list_enterprises(&mut conn, &app.viewer, None, 1).await?.is_empty();
    drop(conn);
    if used {
        return Err(Failure::Said(
            "这里已有正式数据。示例数据只装在空目录里，请用 --data 另指一个".to_owned(),
        ));
    }
    load(app).await?;
    output::say(&format!("示例数据已装好（全部虚构），表格在 {}", app.data().join(demo::FOLDER).display()));
    find::show_demo(app, SHOWN_NEEDS, SHOWN_PARTNERS).await?;
    Ok(())
}

/// Lets all institutions but every third, beginning with the first, have taken their profiles over, so that both are seen.
async fn claim_profiles(tx: &mut WriteTx, viewer: &Viewer) -> Result<(), StorageError> {
    let all = list_institutions(tx.conn(), viewer, None, MOST_INSTITUTIONS).await?;
    for (at, one) in all.into_iter().enumerate().filter(|(at, _)| at % 3 != 0) {
        // Some took it over long ago and have not confirmed it since: they have answered the survey in part.
        let days = if at.is_multiple_of(5) { LONG_AGO_DAYS } else { 3 };
        let then = Some(Instant(tx.now().0 - days * 24 * 60 * 60 * 1_000));
        put_claim(tx, &Claim { claimed_at: then, confirmed_at: then, ..Claim::none(one.id) }).await?;
    }
    Ok(())
}

/// Loads every list through the import.
async fn load(app: &App) -> Result<(), Failure> {
    let lists = demo::write_lists(app.data())
        .map_err(|_| Failure::Said("写不了示例表格。请检查目录权限和剩余磁盘空间".to_owned()))?;
    for (list, file) in lists {
        let progress = Progress::new(list.kind.label());
        let report = |done, total| progress.at(done, total);
        let scene = scene(app, &report);
        let options = ImportOptions::of(list.kind).whole();
        let import = import_sheet(&scene, file, options).await?;
        drop(progress);
        let said = &import.report;
        if said.rejected > 0 {
            return Err(Failure::Said(format!("示例表格 {} 有误，请重新安装本程序", list.file)));
        }
        output::say(&format!("  {:　<6} 新增 {}，更新 {}", list.kind.label(), said.created, said.updated));
    }
    app.store.settle().await?;
    let mut tx = app.store.write(&app.viewer, app.now()).await?;
    claim_profiles(&mut tx, &app.viewer).await?;
    put_setting(&mut tx, DEMO_SETTING, "示例数据").await?;
    tx.audit("demo_installed", "setting", DEMO_SETTING, &serde_json::json!({})).await?;
    tx.commit().await?;
    story::tell(app).await
}
