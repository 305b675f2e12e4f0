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
use crate::web::{PatientListener, Web, router};

/// What is said when the service could not go on.
const ENDED: &str = "网页服务意外停止。请重新运行 duijie serve";
/// How long answers under way may take once the process was told to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C or a signal to terminate; `asked` are writes and reads a minute, in place of the settings.
pub(super) async fn run(
    app: App,
    listen: &str,
    asked: (Option<u32>, Option<u32>),
) -> Result<ExitCode, Failure> {
    let (listener, address) = bind(listen).await?;
    logs();
    let search = Arc::new(Search::open(app.data())?);
    let demo = is_demo(&app.store).await?;
    let set = request_limits(&app.store).await?;
    let limits = RequestLimits { writes: asked.0.unwrap_or(set.writes), reads: asked.1.unwrap_or(set.reads) };
    let app = Arc::new(app);
    let background = Background::start(&app, &search);
    let end = EndSignals::listen().map_err(|_| Failure::Said(ENDED.to_owned()))?;
    output::say(&format!("网页服务已启动：http://{address}/ （只在本机可用，按 Ctrl-C 停止）"));
    let service = router(Web::new(Arc::clone(&app), search, demo).limited(limits));
    let served = serve(listener, service, end).await;
    background.stop().await;
    app.store.close().await;
    served.map_err(|_| Failure::Said(ENDED.to_owned()))?;
    output::say("已停止");
    Ok(ExitCode::SUCCESS)
}

/// Takes the address before anything else, so that a wrong one costs nothing.
async fn bind(listen: &str) -> Result<(TcpListener, SocketAddr), Failure> {
    let address: SocketAddr = listen
        .replace("localhost", "127.0.0.1")
        .parse()
        .map_err(|_| Failure::Said(format!("监听地址“{listen}”不对。请写成 127.0.0.1:8080 这样")))?;
    if !address.ip().is_loopback() {
        return Err(Failure::Said(format!(
            "还没有账号功能，只能在本机使用，不能监听 {listen}。请改用 127.0.0.1:{}",
            address.port()
        )));
    }
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
    let server = axum::serve(PatientListener::new(listener), service).with_graceful_shutdown(farewell);
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
