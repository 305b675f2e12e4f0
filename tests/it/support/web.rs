//! The web service over a database of its own, entered through the router as a browser would.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::domain::account::{Account, AccountStatus, CONSENT_VERSION, Consent, Organisation};
use duijie::domain::ids::AccountId;
use duijie::domain::role::Role;
use duijie::domain::time::Instant;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::passwords::Cost;
use duijie::search::Search;
use duijie::service::RequestLimits;
use duijie::service::accounts::{Desk, SignIn, sign_in};
use duijie::settings::Settings;
use duijie::storage::{find_account, insert_account, set_password};
use duijie::web::{Peer, Web, router};
use http_body_util::BodyExt as _;
use scraper::{Html, Selector};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::db::noon;

/// The password of every account that tests make.
pub const PASSWORD: &str = "Zhoucheng7!";

/// A site of one test, at noon of 2022-10-12 unless said otherwise, as an officer of the bureau who signed in reaches
/// it unless asked otherwise.
pub struct TestSite {
    pub app: Arc<App>,
    pub search: Arc<Search>,
    router: axum::Router,
    /// What is sent as `Cookie`; nothing for a visitor.
    pub cookie: Option<String>,
    /// The address from which requests come, where one is known.
    peer: Option<IpAddr>,
    /// The folders it lives in, kept as long as it.
    _homes: Vec<Arc<TempDir>>,
}

/// Surroundings in which a password costs next to nothing.
pub fn cheap() -> Settings {
    Settings { password_cost: Cost::Cheap, ..Settings::default() }
}

/// An answer.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: axum::body::Bytes,
}

impl TestSite {
    /// An empty installation.
    pub async fn empty() -> Self {
        let home = TempDir::with_prefix("对接 网页").expect("folder");
        let site = Self::at(None, home, cheap()).await;
        site.index().await;
        site.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await
    }

    /// An empty installation over this database.
    pub async fn over(folder: &Path, url: &str) -> Self {
        let home = TempDir::with_prefix_in("web", folder).expect("folder");
        let site = Self::at(Some(url.to_owned()), home, cheap()).await;
        site.index().await;
        site.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await
    }

    /// An empty installation in other surroundings, as a visitor reaches it.
    pub async fn within(settings: Settings) -> Self {
        let site = Self::at(None, TempDir::with_prefix("对接 网页").expect("folder"), settings).await;
        site.index().await;
        site
    }

    async fn at(database: Option<String>, home: TempDir, settings: Settings) -> Self {
        let place = Place { data: home.path().to_owned(), database };
        let app = App::open_with(place, Clock::Fixed(noon("2022-10-12")), settings).await.expect("opens");
        let (app, search) = (Arc::new(app), Arc::new(Search::open(home.path()).expect("lexicon")));
        let router = router(Web::new(Arc::clone(&app), Arc::clone(&search), true));
        Self { app, search, router, cookie: None, peer: None, _homes: vec![Arc::new(home)] }
    }

    /// The same site as another browser reaches it, with this cookie.
    pub fn with_cookie(&self, cookie: Option<String>) -> Self {
        Self {
            app: Arc::clone(&self.app),
            search: Arc::clone(&self.search),
            router: self.router.clone(),
            cookie,
            peer: self.peer,
            _homes: self._homes.clone(),
        }
    }

    /// The same installation at another time, for a visitor.
    pub async fn at_time(&self, now: Instant) -> Self {
        let app = App::open_with(self.app.place.clone(), Clock::Fixed(now), cheap()).await.expect("opens");
        let (app, search) = (Arc::new(app), Arc::clone(&self.search));
        let router = router(Web::new(Arc::clone(&app), Arc::clone(&search), true));
        Self { app, search, router, cookie: None, peer: None, _homes: self._homes.clone() }
    }

    /// The same site for somebody who has not signed in.
    pub fn visitor(&self) -> Self {
        self.with_cookie(None)
    }

    /// The same site for somebody new with this role, who signed in.
    pub async fn signed_in_as(&self, role: Role, organisation: Organisation) -> Self {
        let (_, name) = self.account(role, organisation).await;
        self.signed_in(&name).await
    }

    /// The same site for the holder of this account, who signed in.
    pub async fn signed_in(&self, name: &str) -> Self {
        self.with_cookie(Some(cookie_of(&self.app, name).await))
    }

    /// What use cases about accounts work with.
    pub fn desk<'a>(&'a self, viewer: &'a Viewer) -> Desk<'a> {
        Desk { store: &self.app.store, passwords: &self.app.passwords, viewer, now: self.app.now() }
    }

    /// Makes an account that may sign in with [`PASSWORD`]; its id and sign-in name.
    pub async fn account(&self, role: Role, organisation: Organisation) -> (AccountId, String) {
        make_account(&self.app, role, organisation).await
    }

    /// The demo, loaded once per run of the tests and copied for every site.
    pub async fn demo() -> Self {
        let home = TempDir::with_prefix("对接 示例").expect("folder");
        copy_folder(demo_folder(), home.path());
        Self::at(None, home, cheap()).await.signed_in_as(Role::BureauOfficer, Organisation::Bureau).await
    }

    /// Brings the indexes up to date, as the followers of a running service do.
    pub async fn index(&self) {
        let done = self.search.bring_up_to_date(&self.app.store, Duration::ZERO, &|_, _| {}).await;
        done.expect("indexed");
    }

    /// The same installation as a process sees it that has no index yet.
    pub fn without_index(&self) -> Self {
        let home = TempDir::with_prefix("对接 空").expect("folder");
        let search = Arc::new(Search::open(home.path()).expect("lexicon"));
        let router = router(Web::new(Arc::clone(&self.app), Arc::clone(&search), true));
        let mut homes = self._homes.clone();
        homes.push(Arc::new(home));
        let app = Arc::clone(&self.app);
        Self { app, search, router, cookie: self.cookie.clone(), peer: self.peer, _homes: homes }
    }

    /// The same site as this person reaches it, from the address that is known of the person. Who has an id keeps it.
    pub async fn seen_by(&self, viewer: Viewer) -> Self {
        let peer = viewer.origin().address.as_deref().and_then(|address| address.parse().ok());
        let site = match (viewer.account_id(), viewer.role()) {
            (Some(id), Some(role)) => {
                let name = make_account_of(&self.app, id, role, organisation_of(&viewer)).await;
                self.signed_in(&name).await
            }
            _ => self.visitor(),
        };
        Self { peer, ..site }
    }

    /// The same site, which answers each client at most so often.
    pub fn limited(&self, limits: RequestLimits) -> Self {
        let web = Web::new(Arc::clone(&self.app), Arc::clone(&self.search), true).limited(limits);
        let peer = Some(IpAddr::from([10, 0, 0, 9]));
        Self { router: router(web), peer, ..self.with_cookie(self.cookie.clone()) }
    }

    pub async fn get(&self, address: &str) -> Reply {
        self.send(Request::get(address)).await
    }

    /// Sends a request without a body, under this machine's name.
    pub async fn send(&self, request: axum::http::request::Builder) -> Reply {
        self.send_body(request, Body::empty()).await
    }

    pub async fn send_body(&self, request: axum::http::request::Builder, body: Body) -> Reply {
        let mut request = request.body(body).expect("a request");
        let host = "127.0.0.1:8080".parse().expect("a host");
        request.headers_mut().entry(header::HOST).or_insert(host);
        if let Some(cookie) = &self.cookie {
            let cookie = cookie.parse().expect("a cookie");
            request.headers_mut().entry(header::COOKIE).or_insert(cookie);
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(Peer(SocketAddr::new(peer, 40_000))));
        }
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// Sends a file with the fields of a form.
    pub async fn upload(&self, address: &str, fields: &[(&str, &str)], name: &str, content: &[u8]) -> Reply {
        const EDGE: &str = "----duijie-test-edge";
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        body.extend(
            format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(content);
        body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
        let form = format!("multipart/form-data; boundary={EDGE}");
        self.send_body(Request::post(address).header(header::CONTENT_TYPE, form), Body::from(body)).await
    }

    /// Loads a list as somebody would in the browser, and brings the indexes up to date.
    pub async fn load(&self, kind: &str, list: &str) {
        let sent = self.upload("/imports", &[("kind", kind)], "名单.csv", list.as_bytes()).await;
        let load = sent.header("location").replace('?', "/load?");
        let loaded = self.post(&load, &[]).await;
        assert_eq!(loaded.status, StatusCode::SEE_OTHER, "{}", loaded.body);
        self.index().await;
    }

    /// Posts a form.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Reply {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send_body(request, Body::from(body)).await
    }
}

/// Makes an account that may sign in with [`PASSWORD`]; its id and sign-in name.
pub async fn make_account(app: &App, role: Role, organisation: Organisation) -> (AccountId, String) {
    let id = app.next_id::<AccountId>();
    let name = make_account_of(app, &id, role, organisation).await;
    (id, name)
}

/// The same with this id, unless there is one; its sign-in name.
async fn make_account_of(app: &App, id: &AccountId, role: Role, organisation: Organisation) -> String {
    let name = format!("u{}", id.as_str().to_lowercase());
    let turn = app.passwords.queue().expect("room");
    let hash = app.passwords.hash(turn, PASSWORD, app.salt().expect("random")).await.expect("hashed");
    let mut tx = app.store.write(&Viewer::operator(), app.now()).await.expect("begins");
    if find_account(tx.conn(), &Viewer::operator(), id).await.expect("reads").is_some() {
        return name;
    }
    let account = Account {
        id: id.clone(),
        sign_in_name: Some(name.clone()),
        name: "王丽".to_owned(),
        phone: Some("13800001234".to_owned()),
        email: None,
        role,
        organisation,
        owner: false,
        status: AccountStatus::Active,
        delegation: None,
        consent: Some(Consent { version: CONSENT_VERSION, at: app.now() }),
        version: 1,
    };
    insert_account(&mut tx, &account).await.expect("insert");
    set_password(&mut tx, id, &hash).await.expect("set");
    tx.commit().await.expect("commits");
    name
}

/// For whom somebody with this scope works.
fn organisation_of(viewer: &Viewer) -> Organisation {
    match viewer.scope() {
        Scope::All | Scope::Public => Organisation::Bureau,
        Scope::County(county) => Organisation::County(county.clone()),
        Scope::Department(scope) => {
            Organisation::Department { name: scope.department.clone(), groups: scope.groups.clone() }
        }
        Scope::Enterprise(id) => Organisation::Enterprise(id.clone()),
        Scope::Institution(id) => Organisation::Institution { id: id.clone(), team: None },
    }
}

/// Signs in with [`PASSWORD`]; what the browser then sends as `Cookie`.
pub async fn cookie_of(app: &App, name: &str) -> String {
    let (viewer, secret) = (Viewer::visitor(Origin::default()), app.secret().expect("random"));
    let desk = Desk { store: &app.store, passwords: &app.passwords, viewer: &viewer, now: app.now() };
    let attempt = SignIn { name: name.to_owned(), password: PASSWORD.to_owned(), device: None, before: None };
    sign_in(desk, attempt, &secret).await.expect("signs in");
    format!("duijie={}", secret.reveal())
}

impl Reply {
    /// The page; the answer must be one.
    pub fn page(&self) -> Html {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        Html::parse_document(&self.body)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ascii"))
    }

    /// The values of an attribute of all elements that match.
    pub fn links(&self, selector: &str, attribute: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).expect("a selector");
        page.select(&selector).filter_map(|element| element.attr(attribute).map(str::to_owned)).collect()
    }

    /// The names of all elements that match, in their order.
    pub fn tags(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.page().select(&selector).map(|element| element.value().name().to_owned()).collect()
    }

    /// The visible text of all elements that match, one line each.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        texts(&Html::parse_document(&self.body), selector)
    }
}

/// Somebody of the bureau.
pub fn bureau(number: u128) -> Viewer {
    person(number, Role::BureauOfficer, Scope::All)
}

/// Somebody with this role and scope.
pub fn person(number: u128, role: Role, scope: Scope) -> Viewer {
    let origin = Origin { address: Some(format!("10.0.0.{number}")), ..Origin::default() };
    Viewer::account(AccountId::from(ulid::Ulid(number)), role, scope, origin)
}

/// The visible text of all elements that match, blanks settled.
pub fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).map(text_of).collect()
}

/// The visible text of an element, blanks settled.
pub fn text_of(element: scraper::ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder in which the demo is set up and indexed.
fn demo_folder() -> &'static Path {
    static HOME: LazyLock<TempDir> = LazyLock::new(|| {
        let home = TempDir::with_prefix("duijie-demo").expect("folder");
        let place = Place { data: home.path().to_owned(), database: None };
        // A runtime of its own: the caller is inside another one.
        let work = move || {
            tokio::runtime::Runtime::new().expect("runtime").block_on(async {
                let app = App::open(place, Clock::Fixed(noon("2022-10-12"))).await.expect("opens");
                super::demo::load(&app).await;
                let search = Search::open(app.data()).expect("lexicon");
                search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await.expect("indexed");
                app.store.close().await;
            });
        };
        std::thread::spawn(work).join().expect("the demo loads");
        home
    });
    HOME.path()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
