//! The web service over a database of its own, entered through the router as a browser would.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::domain::ids::AccountId;
use duijie::domain::role::Role;
use duijie::domain::viewer::{Origin, Scope, Viewer};
use duijie::search::Search;
use duijie::service::RequestLimits;
use duijie::web::{Web, router};
use http_body_util::BodyExt as _;
use scraper::{Html, Selector};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::db::noon;

/// A site of one test, at noon of 2022-10-12 unless said otherwise.
pub struct TestSite {
    pub app: Arc<App>,
    pub search: Arc<Search>,
    router: axum::Router,
    /// Who asks; as the service finds out itself if nobody is named.
    viewer: Option<Viewer>,
    _home: Arc<TempDir>,
}

/// An answer.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl TestSite {
    /// An empty installation.
    pub async fn empty() -> Self {
        let home = TempDir::with_prefix("对接 网页").expect("folder");
        let place = Place { data: home.path().to_owned(), database: None };
        Self::at(place, home).await
    }

    /// An empty installation over this database.
    pub async fn over(folder: &Path, url: &str) -> Self {
        let home = TempDir::with_prefix_in("web", folder).expect("folder");
        let place = Place { data: home.path().to_owned(), database: Some(url.to_owned()) };
        Self::at(place, home).await
    }

    async fn at(place: Place, home: TempDir) -> Self {
        let app = App::open(place, Clock::Fixed(noon("2022-10-12"))).await.expect("opens");
        let (app, search) = (Arc::new(app), Arc::new(Search::open(home.path()).expect("lexicon")));
        let router = router(Web::new(Arc::clone(&app), Arc::clone(&search), true));
        let site = Self { app, search, router, viewer: None, _home: Arc::new(home) };
        site.index().await;
        site
    }

    /// The demo, loaded once per run of the tests and copied for every site.
    pub async fn demo() -> Self {
        let home = TempDir::with_prefix("对接 示例").expect("folder");
        copy_folder(demo_folder(), home.path());
        let place = Place { data: home.path().to_owned(), database: None };
        let app = App::open(place, Clock::Fixed(noon("2022-10-12"))).await.expect("opens");
        let (app, search) = (Arc::new(app), Arc::new(Search::open(home.path()).expect("lexicon")));
        let router = router(Web::new(Arc::clone(&app), Arc::clone(&search), true));
        Self { app, search, router, viewer: None, _home: Arc::new(home) }
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
        Self { app: Arc::clone(&self.app), search, router, viewer: None, _home: Arc::new(home) }
    }

    /// The same site, asked by this viewer.
    pub fn seen_by(&self, viewer: Viewer) -> Self {
        Self {
            app: Arc::clone(&self.app),
            search: Arc::clone(&self.search),
            router: self.router.clone(),
            viewer: Some(viewer),
            _home: Arc::clone(&self._home),
        }
    }

    /// The same site, which answers each client at most so often.
    pub fn limited(&self, limits: RequestLimits) -> Self {
        let web = Web::new(Arc::clone(&self.app), Arc::clone(&self.search), true).limited(limits);
        Self { router: router(web), ..self.seen_by(bureau(9)) }
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
        if let Some(viewer) = &self.viewer {
            request.extensions_mut().insert(viewer.clone());
        }
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
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
