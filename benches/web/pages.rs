//! A page of 50 rows against a hello-world: two child processes behind the same listener, asked in turn by the same
//! client over connections that stay open. What a child has cost is read from the system.

use std::io::{BufRead as _, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use axum::routing::get;
use duijie::app::{App, Place};
use duijie::clock::Clock;
use duijie::demo;
use duijie::domain::account::{Account, AccountStatus, CONSENT_VERSION, Consent, Organisation};
use duijie::domain::role::Role;
use duijie::domain::session::{SessionLimits, SessionTimes};
use duijie::search::Search;
use duijie::service::import::{ImportOptions, ImportScene, import_sheet};
use duijie::storage::{Session, WriteTx, insert_account, insert_session};
use duijie::web::{PatientListener, Peer, Web, router};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

use super::Failure;
use super::clock::median;

/// Under which name the officer signs in.
pub const NAME: &str = "officer";
/// What the children are told to be.
pub const HELLO: &str = "serve-hello";
pub const SITE: &str = "serve-site";

const ROUNDS: usize = 5;
/// Connections that ask at once.
const CLIENTS: usize = 4;
/// Requests of a round: enough for the system's clock, which ticks a hundred times a second.
const OF_HELLO: usize = 40_000;
const OF_SITE: usize = 2_000;
/// Ticks of that clock in a second.
const TICKS: f64 = 100.0;

type Http = Client<HttpConnector, Body>;

async fn serve(router: Router, cookie: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{} {cookie}", listener.local_addr()?)?;
    let router = router.into_make_service_with_connect_info::<Peer>();
    // The parent's end of the pipe closes with the parent, however it ends.
    let gone = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    tokio::select! {
        served = async { axum::serve(PatientListener::new(listener), router).await } => Ok(served?),
        _ = gone => Ok(()),
    }
}

pub async fn serve_hello() -> Result<(), Failure> {
    serve(Router::new().route("/", get(|| async { "hello, world" })), "none").await
}

/// The demo.
pub async fn serve_site() -> Result<(), Failure> {
    let home = tempfile::TempDir::new()?;
    let place = Place { data: home.path().to_owned(), database: None };
    let app = App::open(place, Clock::System).await?;
    for (list, file) in demo::write_lists(app.data())? {
        let scene = ImportScene {
            store: &app.store,
            city: &app.city,
            viewer: &app.viewer,
            now: app.now(),
            progress: &|_, _| {},
        };
        let options = ImportOptions::of(list.kind).whole();
        import_sheet(&scene, file, options).await?;
    }
    app.store.settle().await?;
    let search = Search::open(home.path())?;
    search.bring_up_to_date(&app.store, Duration::ZERO, &|_, _| {}).await?;
    let cookie = officer(&app).await?;
    serve(router(Web::new(Arc::new(app), Arc::new(search), true)), &cookie).await
}

/// An officer of the bureau who signs in with [`NAME`].
pub fn officer_account(tx: &WriteTx) -> Account {
    Account {
        id: tx.next_id(),
        sign_in_name: Some(NAME.to_owned()),
        name: "王丽".to_owned(),
        phone: None,
        email: None,
        role: Role::BureauOfficer,
        organisation: Organisation::Bureau,
        owner: false,
        status: AccountStatus::Active,
        delegation: None,
        consent: Some(Consent { version: CONSENT_VERSION, at: tx.now() }),
        version: 1,
    }
}

/// The cookie of an officer of the bureau who has just signed in: pages are measured as most people open them.
async fn officer(app: &App) -> Result<String, Failure> {
    let (mut tx, secret) = (app.store.write(&app.viewer, app.now()).await?, app.secret()?);
    let account = officer_account(&tx);
    insert_account(&mut tx, &account).await?;
    let limits = SessionLimits::default();
    let session = Session {
        id: tx.next_id(),
        account: account.id,
        times: SessionTimes { created_at: app.now(), last_seen_at: app.now(), limits },
        must: None,
        address: None,
        device: None,
    };
    insert_session(&mut tx, &session, &secret.hash()).await?;
    tx.commit().await?;
    Ok(format!("duijie={}", secret.reveal()))
}

/// A child that serves; ended with this value.
struct Server {
    child: Child,
    origin: String,
    cookie: String,
}

impl Server {
    fn start(what: &str) -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut said)?;
        let (origin, cookie) = said.trim().split_once(' ').ok_or("no cookie")?;
        Ok(Self { child, origin: origin.to_owned(), cookie: cookie.to_owned() })
    }

    /// CPU time of all its threads, ended ones too, µs.
    fn cpu_us(&self) -> Result<f64, Failure> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold blanks; user and system time are the 14th and 15th field.
        let (_, rest) = stat.rsplit_once(')').ok_or("no name")?;
        let times = rest.split_ascii_whitespace().skip(11).take(2);
        let ticks = times.map(str::parse::<f64>).sum::<Result<f64, _>>()?;
        Ok(ticks * 1e6 / TICKS)
    }

    /// What one request costs the server, µs, and the bytes of an answer.
    async fn cost(
        &self,
        http: &Http,
        path: &str,
        encoding: &'static str,
        count: usize,
    ) -> Result<(f64, usize), Failure> {
        let before = self.cpu_us()?;
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            let (http, address) = (http.clone(), format!("{}{path}", self.origin));
            let cookie = self.cookie.clone();
            clients.push(tokio::spawn(async move {
                let mut bytes = 0;
                for _ in 0..count / CLIENTS {
                    bytes = ask(&http, &address, encoding, &cookie).await?.len();
                }
                Ok::<_, Failure>(bytes)
            }));
        }
        let mut bytes = 0;
        for client in clients {
            bytes = client.await??;
        }
        Ok(((self.cpu_us()? - before) / count as f64, bytes))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn ask(http: &Http, address: &str, encoding: &str, cookie: &str) -> Result<Bytes, Failure> {
    let request = Request::get(address)
        .header(header::ACCEPT_ENCODING, encoding)
        .header(header::COOKIE, cookie)
        .body(Body::empty())?;
    let response = http.request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if status.is_success() { Ok(body) } else { Err(format!("{status} for {address}").into()) }
}

/// Prints what pages cost.
pub async fn compare(out: &mut impl Write) -> Result<(), Failure> {
    let (hello, site) = (Server::start(HELLO)?, Server::start(SITE)?);
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    writeln!(out, "CPU time of the server for one request, medians of {ROUNDS} rounds")?;
    let pages = [
        ("50 needs", "/needs?per_page=50", "identity"),
        ("50 needs, gzip", "/needs?per_page=50", "gzip"),
        ("the needs of a word", "/needs?per_page=50&q=%E8%BD%B4%E6%89%BF", "identity"),
        ("the style guide", "/styleguide", "identity"),
    ];
    let mut hellos = Vec::new();
    let mut costs = vec![Vec::new(); pages.len()];
    let mut sizes = [0; 4];
    // One round more than counted, to warm caches.
    for round in 0..=ROUNDS {
        let (plain, _) = hello.cost(&http, "/", "identity", OF_HELLO).await?;
        if round > 0 {
            hellos.push(plain);
        }
        for (at, (_, path, encoding)) in pages.iter().enumerate() {
            let (cost, bytes) = site.cost(&http, path, encoding, OF_SITE).await?;
            sizes[at] = bytes;
            if round > 0 {
                costs[at].push(cost);
            }
        }
    }
    let hello = median(hellos);
    writeln!(out, "hello-world             {hello:>8.1} µs")?;
    for (((name, ..), costs), bytes) in pages.iter().zip(costs).zip(sizes) {
        let cost = median(costs);
        writeln!(
            out,
            "{name:<24}{cost:>8.1} µs   ratio {:.1} (goal ≤ 15 for 50 needs)   {bytes} bytes",
            cost / hello
        )?;
    }
    Ok(())
}
