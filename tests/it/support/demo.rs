//! The demo, served on a real socket to every browser test of the process: loading its lists takes a while, so it is
//! done once.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::demo;
use duijie::domain::ids::UploadId;
use duijie::search::Search;
use duijie::service::import::{ImportOptions, ImportScene, import_sheet};
use duijie::service::keep_upload;
use duijie::storage::{
    CapabilityFilter, NeedFilter, list_capabilities, list_enterprises, list_institutions, list_needs,
};
use duijie::web::{PatientListener, Web, router};
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use super::db::noon;
use super::web::bureau;

/// The demo's day: after the last of its records.
const DAY: &str = "2026-11-10";

/// The demo, being served.
pub struct DemoSite {
    /// Such as `http://127.0.0.1:4567`.
    pub origin: String,
    /// Its first import.
    pub import: String,
    /// A file that was sent and waits for its load.
    pub upload: String,
    /// Printed number of its first need.
    pub need: String,
    /// Printed number of its first capability.
    pub capability: String,
    /// Printed number of its first institution.
    pub institution: String,
    /// Id of its first enterprise.
    pub enterprise: String,
}

impl DemoSite {
    /// Loads and serves the demo in this folder, until the process ends.
    pub fn start(home: &Path) -> Self {
        let (tell, told) = channel();
        let home = home.to_owned();
        let serving = async move { serve(&home, tell).await };
        thread::spawn(|| block_on(serving));
        told.recv().expect("the demo is loaded and served")
    }

    /// An address of the site, with `{need}`, `{capability}`, `{institution}`, `{enterprise}`, `{import}` and
    /// `{upload}` filled in.
    pub fn address(&self, pattern: &str) -> String {
        let path = pattern
            .replace("{need}", &self.need)
            .replace("{capability}", &self.capability)
            .replace("{institution}", &self.institution)
            .replace("{enterprise}", &self.enterprise)
            .replace("{import}", &self.import)
            .replace("{upload}", &self.upload);
        format!("{}{path}", self.origin)
    }
}

fn block_on<F: Future<Output = ()>>(serving: F) {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime").block_on(serving);
}

async fn serve(home: &Path, tell: Sender<DemoSite>) {
    let place = Place { data: home.to_owned(), database: None };
    let app = Arc::new(App::open(place, Clock::Fixed(noon(DAY))).await.expect("opens"));
    let import = load(&app).await;
    let search = Arc::new(Search::open(home).expect("lexicon"));
    search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await.expect("indexed");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let origin = format!("http://{}", listener.local_addr().expect("address"));
    let upload = send(&app).await;
    let site = known(&app, origin, import, upload).await;
    let service = router(Web::new(app, search, true));
    tell.send(site).expect("somebody waits");
    axum::serve(PatientListener::new(listener), service).await.expect("serves");
}

/// Loads the lists; returns the first import.
pub async fn load(app: &App) -> String {
    let scene = ImportScene {
        store: &app.store,
        city: &app.city,
        viewer: &app.viewer,
        now: app.now(),
        progress: &|_, _| {},
    };
    let mut batches = Vec::new();
    for (list, file) in demo::write_lists(app.data()).expect("writes the lists") {
        let options = ImportOptions::of(list.kind).whole();
        let import = import_sheet(&scene, file, options).await.expect("imports");
        batches.extend(import.report.batch);
    }
    app.store.settle().await.expect("settles");
    batches.into_iter().next().expect("a batch")
}

/// Sends a list of which one row is new, one is known and changed, and two cannot be taken.
async fn send(app: &App) -> String {
    let list = "企业名称,统一社会信用代码,县区\n名称写到四十个字也要放得下而且不能把旁边的内容挤出去的洛阳示例股份有限公司,91410399DEM900001X,洛龙区\n\
                甲公司,123,嵩县\n乙公司,,无此县\n";
    let id = app.next_id::<UploadId>();
    // Who looks at the demo, as long as nobody signs in.
    let sender = bureau(0);
    let kept = keep_upload(
        app.data(),
        &sender,
        id,
        ("四十个字以上的文件名也要放得下而且不能把旁边的按钮挤出去的企业名单（新安县）.csv", list.into()),
        app.now(),
    );
    kept.await.expect("keeps the file").id.to_string()
}

async fn known(app: &App, origin: String, import: String, upload: String) -> DemoSite {
    let mut conn = app.store.read().await.expect("connects");
    let viewer = &app.viewer;
    let need = list_needs(&mut conn, viewer, &NeedFilter::default(), None, 1).await.expect("reads").remove(0);
    let capability = list_capabilities(&mut conn, viewer, &CapabilityFilter::default(), None, 1)
        .await
        .expect("reads")
        .remove(0);
    let institution = list_institutions(&mut conn, viewer, None, 1).await.expect("reads").remove(0);
    let enterprise = list_enterprises(&mut conn, viewer, None, 1).await.expect("reads").remove(0);
    DemoSite {
        origin,
        import,
        upload,
        need: need.no,
        capability: capability.no,
        institution: institution.no,
        enterprise: enterprise.id.to_string(),
    }
}
