//! The demo, served on a real socket to every browser test of the process: loading its lists takes a while, so it is
//! done once.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::demo;
use duijie::domain::account::Organisation;
use duijie::domain::enterprise::Enterprise;
use duijie::domain::ids::{AccountId, InstitutionId, UploadId};
use duijie::domain::need::NeedStatus;
use duijie::domain::notice::{Audience, NewNotice, NoticeTopic, Point, Subject};
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::search::Search;
use duijie::service::accounts::{
    Desk, NewAccount, Registration, SignIn, invite, register_enterprise, sign_in,
};
use duijie::service::import::{ImportOptions, ImportScene, import_sheet};
use duijie::service::notices::{HookTyped, change_hook};
use duijie::service::{keep_upload, notify};
use duijie::storage::{
    CapabilityFilter, NeedFilter, list_capabilities, list_institutions, list_needs, load_enterprises,
};
use duijie::web::{PatientListener, Peer, Web, router};
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use super::db::noon;
use super::web::{PASSWORD, cheap, cookie_of, make_account};

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
    /// Id of the enterprise whose need that is.
    pub enterprise: String,
    /// Name of the same.
    pub enterprise_name: String,
    /// Id of an account.
    pub account: String,
    /// The secret of a one-time link that nobody has used.
    pub invitation: String,
    /// What somebody with a role, by its code, sends as the value of the session's cookie.
    cookies: HashMap<&'static str, String>,
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

    /// The value of the session's cookie of somebody with this role; nothing for `visitor`.
    pub fn cookie(&self, role: &str) -> Option<&str> {
        self.cookies.get(role).map(String::as_str)
    }

    /// An address of the site, with `{need}`, `{capability}`, `{institution}`, `{enterprise}`, `{import}`, `{upload}`,
    /// `{account}` and `{invitation}` filled in.
    pub fn address(&self, pattern: &str) -> String {
        let path = pattern
            .replace("{need}", &self.need)
            .replace("{capability}", &self.capability)
            .replace("{institution}", &self.institution)
            .replace("{enterprise}", &self.enterprise)
            .replace("{import}", &self.import)
            .replace("{upload}", &self.upload)
            .replace("{account}", &self.account)
            .replace("{invitation}", &self.invitation);
        format!("{}{path}", self.origin)
    }
}

fn block_on<F: Future<Output = ()>>(serving: F) {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime").block_on(serving);
}

async fn serve(home: &Path, tell: Sender<DemoSite>) {
    let place = Place { data: home.to_owned(), database: None };
    let app = Arc::new(App::open_with(place, Clock::Fixed(noon(DAY)), cheap()).await.expect("opens"));
    let import = load(&app).await;
    let search = Arc::new(Search::open(home).expect("lexicon"));
    search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await.expect("indexed");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let origin = format!("http://{}", listener.local_addr().expect("address"));
    let officer = make_account(&app, Role::BureauOfficer, Organisation::Bureau).await;
    let upload = send(&app, &officer.0).await;
    let site = known(&app, origin, import, upload, &officer.1).await;
    tokio::spawn(follow(Arc::clone(&app), Arc::clone(&search)));
    let service = router(Web::new(app, search, true)).into_make_service_with_connect_info::<Peer>();
    tell.send(site).expect("somebody waits");
    axum::serve(PatientListener::new(listener), service).await.expect("serves");
}

/// Keeps the indexes up to date, as a running service does.
async fn follow(app: Arc<App>, search: Arc<Search>) {
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await.expect("indexed");
    }
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
async fn send(app: &App, officer: &AccountId) -> String {
    let list = "企业名称,统一社会信用代码,县区\n名称写到四十个字也要放得下而且不能把旁边的内容挤出去的洛阳示例股份有限公司,91410399DEM900001X,洛龙区\n\
                甲公司,123,嵩县\n乙公司,,无此县\n";
    let id = app.next_id::<UploadId>();
    let sender = Viewer::account(officer.clone(), Role::BureauOfficer, Scope::All, Origin::default());
    let kept = keep_upload(
        app.data(),
        &sender,
        id,
        ("四十个字以上的文件名也要放得下而且不能把旁边的按钮挤出去的企业名单（新安县）.csv", list.into()),
        app.now(),
    );
    kept.await.expect("keeps the file").id.to_string()
}

async fn known(app: &App, origin: String, import: String, upload: String, officer: &str) -> DemoSite {
    let mut conn = app.store.read().await.expect("connects");
    let viewer = &app.viewer;
    let need = list_needs(&mut conn, viewer, &NeedFilter::default(), None, 1).await.expect("reads").remove(0);
    let capability = list_capabilities(&mut conn, viewer, &CapabilityFilter::default(), None, 1)
        .await
        .expect("reads")
        .remove(0);
    let institution = list_institutions(&mut conn, viewer, None, 1).await.expect("reads").remove(0);
    let enterprise = load_enterprises(&mut conn, viewer, std::slice::from_ref(&need.enterprise)).await;
    let enterprise = enterprise.expect("reads").remove(0);
    DemoSite {
        origin,
        import,
        upload,
        need: need.no,
        capability: capability.no,
        institution: institution.no,
        account: invite_somebody(app).await.0,
        invitation: invite_somebody(app).await.1,
        cookies: people(app, officer, (&enterprise, &institution.id)).await,
        enterprise: enterprise.id.to_string(),
        enterprise_name: enterprise.name,
    }
}

/// Somebody of each role who has signed in, somebody who registered and waits, and some who mistyped.
async fn people(
    app: &App,
    officer: &str,
    (enterprise, institution): (&Enterprise, &InstitutionId),
) -> HashMap<&'static str, String> {
    let value = |cookie: String| cookie.trim_start_matches("duijie=").to_owned();
    let mut cookies = HashMap::from([(Role::BureauOfficer.code(), value(cookie_of(app, officer).await))]);
    let county = Organisation::County(enterprise.county.clone());
    let department = Organisation::Department { name: "市工信局".to_owned(), groups: Vec::new() };
    for (role, body) in [
        (Role::DepartmentOfficer, department),
        (Role::Institution, Organisation::Institution { id: institution.clone(), team: None }),
        (Role::SystemAdministrator, Organisation::Bureau),
        (Role::SecurityAdministrator, Organisation::Bureau),
        (Role::AuditAdministrator, Organisation::Bureau),
        (Role::CountyOfficer, county),
        (Role::Enterprise, Organisation::Enterprise(enterprise.id.clone())),
    ] {
        let (id, name) = make_account(app, role, body).await;
        match role {
            Role::SystemAdministrator => open_channel(app, &id).await,
            Role::Enterprise => tell(app, &id, (enterprise, institution)).await,
            _ => {}
        }
        cookies.insert(role.code(), value(cookie_of(app, &name).await));
    }
    let visitor = Viewer::visitor(Origin { address: Some("203.0.113.5".to_owned()), ..Origin::default() });
    let desk = Desk { store: &app.store, passwords: &app.passwords, viewer: &visitor, now: app.now() };
    let registration = Registration {
        uscc: enterprise.uscc.to_string(),
        name: "赵工".to_owned(),
        phone: "0379-60001234".to_owned(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        repeated: PASSWORD.to_owned(),
        agreed: true,
    };
    register_enterprise(desk, registration, app.salt().expect("random")).await.expect("registers");
    let (_, name) = make_account(app, Role::BureauOfficer, Organisation::Bureau).await;
    for _ in 0..2 {
        let attempt = SignIn { name: name.clone(), password: "wrong".to_owned(), device: None, before: None };
        sign_in(desk, attempt, &app.secret().expect("random")).await.expect_err("wrong");
    }
    cookies
}

/// Lets messages go to a gateway that nobody answers at.
async fn open_channel(app: &App, keeper: &AccountId) {
    let keeper = Viewer::account(keeper.clone(), Role::SystemAdministrator, Scope::Public, Origin::default());
    let typed = HookTyped {
        url: "http://127.0.0.1:9/send".to_owned(),
        kind: "gateway".to_owned(),
        ..HookTyped::default()
    };
    change_hook(&app.store, &keeper, &typed, app.now()).await.expect("sets").expect("no problems");
}

/// Tells somebody of an enterprise what can happen to its needs, and of a matter that is no longer open.
async fn tell(app: &App, person: &AccountId, (enterprise, institution): (&Enterprise, &InstitutionId)) {
    let mut tx = app.store.write(&app.viewer, app.now()).await.expect("begins");
    let all = list_needs(tx.conn(), &app.viewer, &NeedFilter::default(), None, 500).await.expect("reads");
    let own = all.iter().find(|need| need.enterprise == enterprise.id).unwrap_or(&all[0]);
    let other = all.iter().find(|need| need.enterprise != enterprise.id).expect("one of another");
    let (own, other) = (Subject::need(&own.id), Subject::need(&other.id));
    let status = |status| Some(Point::Status(status));
    let day = |text| Some(Point::Day(super::db::day(text)));
    for notice in [
        NewNotice::new(NoticeTopic::NeedReturned, other),
        NewNotice::new(NoticeTopic::NeedPublished, own.clone())
            .changed(status(NeedStatus::CityReview), status(NeedStatus::Published)),
        NewNotice::new(NoticeTopic::OfferMade, own.clone()).naming([institution]),
        NewNotice::new(NoticeTopic::NeedExpiring, own.clone()).changed(day("2026-11-20"), day("2026-12-01")),
        NewNotice::new(NoticeTopic::NeedReturned, own),
    ] {
        notify(&mut tx, &Audience::Account(person.clone()), &notice).await.expect("tells");
    }
    tx.commit().await.expect("commits");
}

/// The id of somebody who was invited, and the secret of the link.
async fn invite_somebody(app: &App) -> (String, String) {
    let desk = Desk { store: &app.store, passwords: &app.passwords, viewer: &app.viewer, now: app.now() };
    let new = NewAccount {
        name: "李明".to_owned(),
        phone: Some("13800004321".to_owned()),
        email: None,
        role: Role::BureauOfficer,
        organisation: Organisation::Bureau,
    };
    let secret = app.secret().expect("random");
    let invited = invite(desk, new, &secret).await.expect("invites");
    (invited.account.to_string(), secret.reveal())
}
