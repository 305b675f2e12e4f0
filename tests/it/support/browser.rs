//! A real browser before the demo: Debian's Chromium, driven through its ChromeDriver.
//!
//! Both are started once per test process. Where they are missing the tests are left out aloud, and fail where `CI`
//! is set. A small shell waits for the end of this process, however it ends, and then takes driver, browsers and
//! folder away.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Once, OnceLock};
use std::thread;
use std::time::Duration;

use std::os::unix::process::CommandExt as _;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Builder;

use super::demo::DemoSite;

/// Starts the driver in a group of its own and ends it when standard input does.
const CARETAKER: &str = r#"
setsid chromedriver --port=0 >"$1/driver.log" 2>&1 &
driver=$!
cat >/dev/null
kill -KILL "-$driver"
rm -rf "$1"
"#;

/// Nothing that calls home, nothing that needs a screen.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--lang=zh-CN",
    "--force-color-profile=srgb",
];

/// The longest a page may take to load before the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Taller pictures than this are cut.
const TALLEST: u64 = 12_000;

/// How the site is looked at.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Ends the name of its screenshots.
    pub name: &'static str,
    pub width: u64,
    pub height: u64,
    /// Device pixels per CSS pixel.
    pub scale: u64,
    /// A phone: viewport meta, touch, scroll bars that take no room.
    pub phone: bool,
    /// Scripts run.
    pub scripts: bool,
}

/// A window on a desk.
pub const DESK: View = View { name: "1280", width: 1280, height: 900, scale: 1, phone: false, scripts: true };
/// A phone in a hand.
pub const PHONE: View = View { name: "390", width: 390, height: 844, scale: 1, phone: true, scripts: true };
/// The smallest phone.
pub const SMALL: View = View { name: "360", width: 360, height: 740, scale: 1, phone: true, scripts: true };
/// A desk's window at 200 %: half the room, twice the pixels.
pub const ZOOMED: View =
    View { name: "zoom-200", width: 640, height: 450, scale: 2, phone: false, scripts: true };

impl View {
    /// The same with JavaScript off.
    pub const fn without_scripts(self) -> Self {
        Self { scripts: false, ..self }
    }
}

/// What all browser tests of this process share.
struct Driver {
    url: String,
    site: DemoSite,
    /// As long as its input is open the caretaker waits.
    _caretaker: Child,
}

/// One window.
pub struct Browser {
    pub client: Client,
    pub site: &'static DemoSite,
    pub view: View,
    /// Addresses whose refusal is what the test wants.
    status: u64,
}

/// Looks at the site; leaves the test out if there is no browser. The window is closed whatever happens in `body`.
pub fn browse(view: View, body: impl AsyncFnOnce(&mut Browser)) {
    let Some(driver) = driver() else { return };
    let runtime = Builder::new_current_thread().enable_all().build().expect("runtime");
    let client = runtime.block_on(open(driver, view));
    let mut browser = Browser { client: client.clone(), site: &driver.site, view, status: 200 };
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        runtime.block_on(body(&mut browser));
    }));
    runtime.block_on(client.close()).expect("closes");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

fn driver() -> Option<&'static Driver> {
    static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
    DRIVER.get_or_init(|| there().then(start)).as_ref()
}

fn there() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let missing: Vec<&str> = ["chromium", "chromedriver"]
        .into_iter()
        .filter(|program| !std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
        .collect();
    if !missing.is_empty() {
        left_out("every test in a browser", &format!("{} not found", missing.join(", ")));
    }
    missing.is_empty()
}

/// Says past the test runner's capture what is not tested; fails where everything must be.
fn left_out(what: &str, why: &str) {
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci.is_empty()),
        "{what}: {why}, and CI must run every check"
    );
    writeln!(std::io::stderr(), "LEFT OUT: {what} ({why})").expect("standard error");
}

fn start() -> Driver {
    // Not removed when this value goes: statics never go. The caretaker removes it.
    let folder = TempDir::with_prefix("duijie-browser-").expect("folder").keep();
    let caretaker = Command::new("sh")
        .args(["-c", CARETAKER, "caretaker"])
        .arg(&folder)
        // What the browsers write down goes the same way.
        .env("TMPDIR", &folder)
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("a shell");
    let site = DemoSite::start(&folder.join("数据"));
    Driver {
        url: format!("http://127.0.0.1:{}", port(&folder.join("driver.log"))),
        site,
        _caretaker: caretaker,
    }
}

/// The driver says which port it took.
fn port(log: &Path) -> u16 {
    for _ in 0..600 {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        let said = text.split_once("started successfully on port ").map(|(_, rest)| rest);
        let port = said.and_then(|rest| rest.trim_end().trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return port;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("chromedriver does not start: {}", std::fs::read_to_string(log).unwrap_or_default())
}

async fn open(driver: &Driver, view: View) -> Client {
    let javascript = if view.scripts { 1 } else { 2 };
    let capabilities = json!({
        "goog:chromeOptions": {
            "args": FLAGS,
            "prefs": { "profile.managed_default_content_settings.javascript": javascript },
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    let Value::Object(capabilities) = capabilities else { unreachable!("an object") };
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities.into_iter().collect())
        .connect(&driver.url)
        .await
        .expect("a browser");
    let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), Some(Duration::ZERO));
    client.update_timeouts(patience).await.expect("takes time limits");
    resize(&client, view, view.height).await;
    client
}

/// Windows cannot be as narrow as phones; what the page sees can.
async fn resize(client: &Client, view: View, height: u64) {
    let metrics = json!({
        "width": view.width, "height": height, "deviceScaleFactor": view.scale, "mobile": view.phone,
    });
    command(
        client,
        "goog/cdp/execute",
        json!({
            "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics,
        }),
    )
    .await;
}

/// A command that fantoccini has no method for.
#[derive(Debug)]
struct Own(&'static str, Value);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.1.to_string()))
    }
}

async fn command(client: &Client, path: &'static str, body: Value) -> Value {
    client.issue_cmd(Own(path, body)).await.unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Browser {
    /// Opens an address of the site; see [`DemoSite::address`].
    pub async fn goto(&mut self, pattern: &str) {
        self.goto_refused(pattern, 200).await;
    }

    /// Opens an address that is answered with this status. It is opened as an officer of the bureau, or, after the
    /// code of another role and a colon (`sysadm:/admin`), as somebody with that role; `visitor` has not signed in.
    pub async fn goto_refused(&mut self, pattern: &str, status: u64) {
        self.status = status;
        let (role, pattern) = match pattern.split_once(":/") {
            Some((role, rest)) => (role, format!("/{rest}")),
            None => ("bureau", pattern.to_owned()),
        };
        let address = self.site.address(&pattern);
        let (cmd, params) = match self.site.cookie(role) {
            Some(value) => {
                ("Network.setCookie", json!({ "url": self.site.origin, "name": "duijie", "value": value }))
            }
            None => ("Network.deleteCookies", json!({ "url": self.site.origin, "name": "duijie" })),
        };
        command(&self.client, "goog/cdp/execute", json!({ "cmd": cmd, "params": params })).await;
        self.client.goto(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Cuts the network off, or puts it back.
    pub async fn network(&self, there: bool) {
        let speed = if there { -1 } else { 0 };
        let conditions = json!({
            "offline": !there, "latency": 0, "downloadThroughput": speed, "uploadThroughput": speed,
        });
        let cmd = json!({ "cmd": "Network.emulateNetworkConditions", "params": conditions });
        command(&self.client, "goog/cdp/execute", cmd).await;
    }

    /// What the next page is answered with.
    pub fn status(&mut self, status: u64) {
        self.status = status;
    }

    /// The address without the site's origin.
    pub async fn at(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.as_str().strip_prefix(&self.site.origin).unwrap_or(url.as_str()).to_owned()
    }

    /// Presses one key after another, wherever the focus is.
    pub async fn press(&self, keys: &[Key]) {
        self.strike(keys.iter().copied().map(char::from)).await;
    }

    /// Types wherever the focus is.
    pub async fn type_text(&self, text: &str) {
        self.strike(text.chars()).await;
    }

    async fn strike(&self, keys: impl Iterator<Item = char>) {
        let actions = keys.fold(KeyActions::new("keys".to_owned()), |actions, value| {
            actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(actions).await.expect("takes keys");
    }

    /// What the focus is on: tag, and its text or value.
    pub async fn focus(&self) -> String {
        let focus = "(e => e.tagName.toLowerCase() + ' ' + (e.value || e.textContent).trim())(document.activeElement)";
        self.eval(focus).await.as_str().expect("a text").to_owned()
    }

    /// The value of an expression in the page.
    pub async fn eval(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        self.client.execute(&script, Vec::new()).await.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Everything that was wrong since the last call: what the console says, requests to other hosts, the status.
    pub async fn troubles(&self) -> Vec<String> {
        let mut troubles = self.console().await;
        for entry in self.log("performance").await {
            let event: Value =
                serde_json::from_str(entry["message"].as_str().unwrap_or("null")).expect("JSON");
            let (method, params) = (&event["message"]["method"], &event["message"]["params"]);
            if method == "Network.requestWillBeSent" {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                if !url.starts_with(&format!("{}/", self.site.origin)) && !url.starts_with("about:") {
                    troubles.push(format!("asks another host: {url}"));
                }
            }
            if method == "Network.responseReceived" {
                let status = params["response"]["status"].as_u64().unwrap_or_default();
                let wanted = if params["type"] == "Document" { self.status } else { 200 };
                if status != wanted && status != 304 {
                    troubles.push(format!("{status} for {}", params["response"]["url"]));
                }
            }
        }
        troubles
    }

    /// Warnings and errors. That a refused page was refused is no news.
    async fn console(&self) -> Vec<String> {
        let refusal = format!("the server responded with a status of {}", self.status);
        let entries = self.log("browser").await;
        let told = entries.iter().filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG");
        told.filter_map(|entry| entry["message"].as_str())
            .filter(|message| self.status == 200 || !message.contains(&refusal))
            .map(|message| format!("console: {message}"))
            .collect()
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = command(&self.client, "se/log", json!({ "type": kind })).await;
        entries.as_array().expect("a list").clone()
    }

    /// How far the page is wider than the window, and by what.
    pub async fn overflow(&self) -> Option<String> {
        let width = self.view.width;
        let real = self.eval("document.documentElement.scrollWidth").await.as_u64().expect("a width");
        if real <= width {
            return None;
        }
        let wide = format!(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > {width} + 0.5)\
             .slice(0, 5).map(e => e.tagName.toLowerCase() + '.' + (e.getAttribute('class') || '') \
             + ' to ' + Math.round(e.getBoundingClientRect().right)).join(', ')"
        );
        Some(format!("{real} px wide instead of {width}: {}", self.eval(&wide).await))
    }

    /// What axe-core finds to be serious or critical; nothing where it is missing.
    pub async fn barriers(&self) -> Vec<String> {
        let Some(axe) = axe() else { return Vec::new() };
        self.client.execute(axe, Vec::new()).await.expect("axe-core loads");
        let run = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'], preload: false })\
            .then(r => done(r.violations), e => done(String(e)));";
        let found = self.client.execute_async(run, Vec::new()).await.expect("axe-core runs");
        let found = found.as_array().unwrap_or_else(|| panic!("axe-core: {found}")).clone();
        let grave = found.iter().filter(|one| one["impact"] == "serious" || one["impact"] == "critical");
        grave
            .flat_map(|one| {
                let nodes = one["nodes"].as_array().cloned().unwrap_or_default();
                nodes.into_iter().take(5).map(move |node| {
                    let summary = node["failureSummary"].as_str().unwrap_or_default().replace('\n', " ");
                    format!("{}: {} — {summary}", one["id"], node["target"])
                })
            })
            .collect()
    }

    /// A picture of the whole page, where somebody wants to look at it: in the folder of `DUIJIE_SCREENSHOTS`.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("DUIJIE_SCREENSHOTS").filter(|folder| !folder.is_empty()) else {
            return;
        };
        let folder = PathBuf::from(folder);
        let tall = self.eval("document.documentElement.scrollHeight").await.as_u64().expect("a height");
        resize(&self.client, self.view, tall.clamp(self.view.height, TALLEST)).await;
        let png = self.client.screenshot().await.expect("a picture");
        resize(&self.client, self.view, self.view.height).await;
        std::fs::create_dir_all(&folder).expect("folder of screenshots");
        std::fs::write(folder.join(format!("{name}-{}.png", self.view.name)), png).expect("writes");
    }
}

/// axe-core, which `.ci/run` fetches; `AXE_JS` names another copy.
fn axe() -> Option<&'static str> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    static TOLD: Once = Once::new();
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    let file = std::env::var_os("AXE_JS").filter(|file| !file.is_empty()).map_or_else(usual, PathBuf::from);
    let axe = AXE.get_or_init(|| std::fs::read_to_string(&file).ok());
    if axe.is_none() {
        let why = format!("{} is missing; tests/axe.sh fetches it", file.display());
        TOLD.call_once(|| left_out("axe-core's look at the pages", &why));
    }
    axe.as_deref()
}
