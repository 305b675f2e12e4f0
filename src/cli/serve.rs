//! `duijie serve`: the web service with what runs beside it, until the process is told to end.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::failure::Failure;
use super::output;
use crate::app::App;
use crate::jobs::Background;
use crate::search::Search;
use crate::service::{RequestLimits, is_demo, request_limits};
use crate::settings::{Network, PublicUrl, Settings};
use crate::web::{PatientListener, Peer, Web, router};

/// What is said when the service could not go on.
const ENDED: &str = "网页服务意外停止。请重新运行 duijie serve";
/// How long answers under way may take once the process was told to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C or a signal to terminate; `asked` are writes and reads a minute, in place of the settings.
pub(super) async fn run(
    mut app: App,
    listen: &str,
    plain_http: bool,
    asked: (Option<u32>, Option<u32>),
) -> Result<ExitCode, Failure> {
    let (listener, address) = bind(listen, &app.settings, plain_http).await?;
    app.settings.listens_at = Some(address);
    logs();
    let search = Arc::new(Search::open(app.data())?);
    let demo = is_demo(&app.store).await?;
    let set = request_limits(&app.store).await?;
    let limits = RequestLimits { writes: asked.0.unwrap_or(set.writes), reads: asked.1.unwrap_or(set.reads) };
    let app = Arc::new(app);
    let background = Background::start(&app, &search);
    let end = EndSignals::listen().map_err(|_| Failure::Said(ENDED.to_owned()))?;
    output::say(&started(&app, address));
    let base = app.settings.base();
    super::account::say_first_link(&app, &base).await?;
    if demo {
        super::account::say_demo_links(&app, &base).await?;
    }
    let service = router(Web::new(Arc::clone(&app), search, demo).limited(limits));
    let served = serve(listener, service, end).await;
    background.stop().await;
    app.store.close().await;
    served.map_err(|_| Failure::Said(ENDED.to_owned()))?;
    output::say("已停止");
    Ok(ExitCode::SUCCESS)
}

/// What is said at the start. Outside checks wait for the address in it.
fn started(app: &App, address: SocketAddr) -> String {
    match &app.settings.public_url {
        None => format!("网页服务已启动：{}/ （只在本机可用，按 Ctrl-C 停止）", app.settings.base()),
        Some(_) => {
            format!("网页服务已启动：http://{address}/ （从 {} 访问，按 Ctrl-C 停止）", app.settings.base())
        }
    }
}

/// What the command line says about the surroundings.
pub(super) fn settings(public_url: Option<&str>, proxies: &[String]) -> Result<Settings, Failure> {
    let public_url = public_url.map(|text| {
        PublicUrl::parse(text).ok_or_else(|| {
            Failure::Said(format!("对外地址“{text}”不对。请写成 https://duijie.example.cn 这样，不带路径"))
        })
    });
    let proxies = proxies.iter().flat_map(|list| list.split(',')).map(|text| {
        Network::parse(text).ok_or_else(|| {
            Failure::Said(format!("代理地址“{text}”不对。请写成 10.0.0.5 或 10.0.0.0/24 这样"))
        })
    });
    let proxies: Result<Vec<Network>, Failure> = proxies.collect();
    Ok(Settings { public_url: public_url.transpose()?, proxies: proxies?, ..Settings::default() })
}

/// Refuses what would let passwords and sessions travel in the open, or answer to any name.
fn check_surroundings(address: SocketAddr, settings: &Settings, plain_http: bool) -> Result<(), Failure> {
    let wrong = |text: &str| Err(Failure::Said(text.to_owned()));
    match &settings.public_url {
        None if !address.ip().is_loopback() => wrong(
            "监听本机以外的地址时，要用 --public-url 写明大家从哪个地址访问，例如 https://duijie.example.cn",
        ),
        Some(url) if !url.is_secure() && !is_loopback(url.host()) && !plain_http => wrong(
            "对外地址是 http，密码会明文传送。请改用 https（在前面加一层代理）；确实只在可信内网用，再加 --allow-plain-http",
        ),
        _ => Ok(()),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Takes the address before anything else, so that a wrong one costs nothing.
async fn bind(
    listen: &str,
    settings: &Settings,
    plain_http: bool,
) -> Result<(TcpListener, SocketAddr), Failure> {
    let address: SocketAddr = listen
        .replace("localhost", "127.0.0.1")
        .parse()
        .map_err(|_| Failure::Said(format!("监听地址“{listen}”不对。请写成 127.0.0.1:8080 这样")))?;
    check_surroundings(address, settings, plain_http)?;
    let taken = || Failure::Said(format!("{address} 用不了，可能已被别的程序占用。请用 --listen 换一个端口"));
    let listener = TcpListener::bind(address).await.map_err(|_| taken())?;
    let address = listener.local_addr().map_err(|_| taken())?;
    Ok((listener, address))
}

async fn serve(listener: TcpListener, service: axum::Router, end: EndSignals) -> std::io::Result<()> {
    let (told, mut heard) = tokio::sync::watch::channel(false);
    let farewell = async move {
        end.come().await;
        let _ = told.send(true);
    };
    let server =
        axum::serve(PatientListener::new(listener), service.into_make_service_with_connect_info::<Peer>())
            .with_graceful_shutdown(farewell);
    tokio::select! {
        served = server.into_future() => served,
        // A client that does not let go must not keep the process.
        () = async { let _ = heard.changed().await; tokio::time::sleep(FAREWELL).await } => Ok(()),
    }
}

/// What tells the process to end: Ctrl-C, or a service manager. Listened for from the start, so that neither ends it
/// the hard way.
struct EndSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl EndSignals {
    fn listen() -> std::io::Result<Self> {
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    async fn come(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The log goes to standard error; `RUST_LOG` chooses what is in it.
fn logs() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second subscriber in one process is refused, which is harmless.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
