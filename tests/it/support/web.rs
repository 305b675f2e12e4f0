//! The web service over a database of its own, entered through the router as a browser would.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::search::Search;
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
    _home: TempDir,
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
        let app = App::open(place, Clock::Fixed(noon("2022-10-12"))).await.expect("opens");
        let (app, search) = (Arc::new(app), Arc::new(Search::open(home.path()).expect("lexicon")));
        let router = router(Web::new(Arc::clone(&app), Arc::clone(&search), true));
        let site = Self { app, search, router, _home: home };
        site.index().await;
        site
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
        Self { app: Arc::clone(&self.app), search, router, _home: home }
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
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
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

    /// The visible text of all elements that match, one line each.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        texts(&Html::parse_document(&self.body), selector)
    }
}

/// The visible text of all elements that match, blanks settled.
pub fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let text = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&selector).map(text).collect()
}
