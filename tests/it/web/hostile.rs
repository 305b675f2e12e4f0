//! Clients that mean ill, or know no better, over real sockets.

use std::time::Duration;

use duijie::web::{PatientListener, Peer, Web, router};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::web::TestSite;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(60);
/// Connections that say nothing.
const IDLE_CLIENTS: usize = 2_000;
/// What one of them may cost, both ends in this process.
const MOST_BYTES_EACH: usize = 64 * 1024;

/// A site on a socket, with these limits of patience.
struct Served {
    _site: TestSite,
    address: std::net::SocketAddr,
}

impl Served {
    async fn new(idle: Duration, unread: Duration) -> Self {
        let site = TestSite::empty().await;
        let web = Web::new(site.app.clone(), site.search.clone(), true);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("address");
        let listener = PatientListener::with_limits(listener, idle, unread);
        // As `duijie serve` does: a bare router would be put together anew for every connection.
        let service = router(web).into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { _site: site, address }
    }

    async fn patient() -> Self {
        Self::new(LONG, LONG).await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connects")
    }

    /// Sends these bytes as they are and reads to the end of the connection.
    async fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The server may hang up before it has heard all.
        let _ = stream.write_all(bytes).await;
        read_all(&mut stream).await
    }

    /// Asks for an address, without the client's help in escaping it.
    async fn get(&self, target: &str) -> Answer {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        Answer::of(&self.say(request.as_bytes()).await)
    }

    async fn post(&self, target: &str, kind: &str, body: &[u8]) -> Answer {
        let mut request = format!(
            "POST {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        Answer::of(&self.say(&request).await)
    }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset after the answer is an end as well.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server lets go");
    String::from_utf8_lossy(&bytes).into_owned()
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn of(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Self { status: status.expect("a status"), head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    /// No fault of ours, and nothing said that is nobody's business.
    fn assert_harmless(&self, what: &str) {
        assert!(self.status < 500, "{what}: {}", self.status);
        for detail in ["panicked", "sqlx", "SELECT", "src/", ".rs:", "axum", "Failed to", "tantivy", "/tmp"] {
            assert!(!self.body.contains(detail), "{what} tells of {detail}: {}", self.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_who_say_nothing_cost_little_and_hinder_nobody() {
    raise_file_limit();
    let site = Served::patient().await;
    assert_eq!(site.get("/styleguide").await.status, 200, "everything that is made once is made");
    let before = resident();
    let mut idle = Vec::with_capacity(IDLE_CLIENTS);
    for _ in 0..IDLE_CLIENTS {
        idle.push(site.connect().await);
    }
    assert_eq!(site.get("/styleguide").await.status, 200);
    let each = resident().saturating_sub(before) / IDLE_CLIENTS;
    assert!(each < MOST_BYTES_EACH, "{each} bytes for each of them");
    // They are connections indeed: the last one is answered when it speaks at last.
    let mut last = idle.pop().expect("one");
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", site.address);
    last.write_all(request.as_bytes()).await.expect("writes");
    assert_eq!(Answer::of(&read_all(&mut last).await).status, 200);
}

fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: now.maximum, maximum: now.maximum };
    setrlimit(Resource::Nofile, raised).expect("as many files as are allowed");
    let enough = now.maximum.is_none_or(|most| most > 2 * IDLE_CLIENTS as u64 + 200);
    assert!(enough, "{:?} open files are too few for this test", now.maximum);
}

/// Bytes of memory this process holds.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
    let kib: usize =
        line.split_ascii_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    kib * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_is_let_go() {
    let site = Served::new(LONG, Duration::from_millis(300)).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(site.address).await.expect("connects");
    let request = format!("GET /styleguide HTTP/1.1\r\nHost: {}\r\n\r\n", site.address);
    // Asks again and again and never reads; ends when the server hangs up.
    let asking = async {
        while stream.write_all(request.as_bytes()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, asking).await.expect("the server hangs up");
    assert_eq!(site.get("/healthz").await.status, 200, "others are answered");
}

#[tokio::test]
async fn who_never_finishes_a_sentence_is_let_go() {
    let site = Served::new(Duration::from_millis(300), LONG).await;
    for begun in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a"] {
        assert!(!site.say(begun.as_bytes()).await.contains(" 200 "), "{begun:?}");
    }
    let half = format!(
        "POST /needs/new HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 100\r\n\r\nproblem=",
        site.address
    );
    let said = site.say(half.as_bytes()).await;
    assert!(!said.contains(" 200 ") && !said.contains(" 500 "), "{said}");
}

#[tokio::test]
async fn addresses_and_headers_without_end_are_refused() {
    let site = Served::patient().await;
    let long = "a".repeat(70_000);
    assert_eq!(site.get(&format!("/search?q={long}")).await.status, 414);
    let header = format!("GET / HTTP/1.1\r\nHost: {}\r\nX-Long: {}\r\n\r\n", site.address, long.repeat(8));
    assert_eq!(Answer::of(&site.say(header.as_bytes()).await).status, 431);
    let many: String = (0..1_000).map(|at| format!("X-{at}: 1\r\n")).collect();
    let header = format!("GET / HTTP/1.1\r\nHost: {}\r\n{many}\r\n", site.address);
    assert_eq!(Answer::of(&site.say(header.as_bytes()).await).status, 431);
}

#[tokio::test]
async fn bodies_over_the_limit_get_a_page() {
    let site = Served::patient().await;
    let form = "application/x-www-form-urlencoded";
    let body = format!("problem={}", "a".repeat(300 * 1024));
    let answer = site.post("/needs/new", form, body.as_bytes()).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("</html>"), "{}", answer.body);
    for (kind, body) in
        [(form, &b"problem=%ff%fe&title=\xff"[..]), ("text/plain", b"x"), ("multipart/form-data", b"x")]
    {
        site.post("/needs/new", form, body).await.assert_harmless("a broken form");
        site.post("/needs/new", kind, body).await.assert_harmless(kind);
        let answer = site.post("/imports", kind, body).await;
        assert!((400..500).contains(&answer.status), "{kind}: {}", answer.status);
        answer.assert_harmless(kind);
    }
}

/// Lists and searches, to be given parameters.
const ASKED: [&str; 5] = ["/search", "/needs", "/capabilities", "/institutions", "/suggest"];

#[tokio::test]
async fn whatever_is_asked_is_shown_as_text_or_refused() {
    let site = Served::patient().await;
    let words = [
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "%00%01%1b%7f%e2%80%ae",
        "%ff%fe%e9%9c",
        "'%3B%20DROP%20TABLE%20needs%3B--",
        "%F0%9F%98%80%CC%81%CC%81",
        "%28%28%28%22%2A%3F%7E%5E",
    ];
    let long = ["%E8%BD%B4".repeat(5_000), "a".repeat(10_000), "%20".repeat(10_000), "1%20".repeat(5_000)];
    for page in ASKED {
        for word in words.iter().copied().chain(long.iter().map(String::as_str)) {
            for parameter in ["q", "page", "sort", "county", "field", "status", "kind", "list"] {
                let target = format!("{page}?{parameter}={word}");
                let shown: String = target.chars().take(80).collect();
                let answer = site.get(&target).await;
                answer.assert_harmless(&shown);
                assert!(answer.head.contains("content-security-policy"), "{shown}");
                let body = &answer.body;
                assert!(!body.contains("<script>alert") && !body.contains("<img src=x"), "{shown}: {body}");
                let odd = |ch: char| ch == '\u{202E}' || ch.is_control() && !['\n', '\t'].contains(&ch);
                let control = body.chars().find(|ch| odd(*ch));
                assert_eq!(control, None, "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn other_ways_to_ask() {
    let site = Served::patient().await;
    let host = site.address;
    let ask = async |line: &str, rest: &str| {
        let answer =
            site.say(format!("{line}\r\nHost: {host}\r\nConnection: close\r\n{rest}\r\n").as_bytes()).await;
        Answer::of(&answer)
    };
    let head = ask("HEAD /styleguide HTTP/1.1", "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(ask("OPTIONS /styleguide HTTP/1.1", "").await.status, 405);
    assert_eq!(ask("BREW /styleguide HTTP/1.1", "").await.status, 405);
    assert_eq!(ask("GET /styleguide HTTP/1.0", "").await.status, 200);
    assert_eq!(ask(&format!("GET http://{host}/styleguide HTTP/1.1"), "").await.status, 200);
    // Some of these leave the connection open.
    let hasty = Served::new(Duration::from_millis(300), LONG).await;
    let named = Answer::of(&site.say(b"GET / HTTP/1.0\r\n\r\n").await);
    assert_eq!(named.status, 403, "a request that does not say which site it means");
    for line in ["GET", "\u{0}\u{1}\u{2}", "GET / HTTP/9.9", "GET  /  HTTP/1.1", "PRI * HTTP/2.0"] {
        let answer = hasty.say(format!("{line}\r\n\r\n").as_bytes()).await;
        assert!(answer.is_empty() || (400..500).contains(&Answer::of(&answer).status), "{line:?}: {answer}");
    }
    // A name in the address counts for as much as one in the header.
    assert_eq!(ask("GET http://evil.example/styleguide HTTP/1.1", "").await.status, 403);
    for path in
        ["/static/", "/static/..", "/static/%2e%2e%2f", "/static/app.css", "/static/%00", "//", "/%2f"]
    {
        let answer = ask(&format!("GET {path} HTTP/1.1"), "").await;
        assert_eq!(answer.status, 404, "{path}");
    }
}
