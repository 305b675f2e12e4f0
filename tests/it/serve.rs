//! `duijie serve` as a process: it prints its address, follows what other processes write, and ends when told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::samples::uscc;

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duijie"));
    command.args(words).env_remove("DUIJIE_DATABASE_URL").env("DUIJIE_DATA", data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running service; killed if a test ends before it does.
struct Service {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
    address: String,
}

impl Service {
    fn start(data: &Path) -> Self {
        let mut child = command(data, &["serve", "--listen", "127.0.0.1:0"]).spawn().expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, lines, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)
            .expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Tries a name and password that nobody has: a deed that is recorded.
    fn fail_to_sign_in(&self) {
        static TRIES: AtomicU32 = AtomicU32::new(0);
        let body = format!("name=nobody{}&password=Zhoucheng7!", TRIES.fetch_add(1, Ordering::Relaxed));
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        write!(
            stream,
            "POST /sign-in HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: {1}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains("账号或密码不对"), "{answer}");
    }

    /// Asks until the answer says so.
    fn wait_for(&self, path: &str, text: &str) {
        for _ in 0..100 {
            if self.get(path).contains(text) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{path} never says {text}: {}", self.get(path));
    }

    fn tell(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a pid")).expect("a pid");
        kill_process(pid, signal).expect("told");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(data: &Path, words: &[&str]) -> (i32, String) {
    let done = command(data, words).output().expect("runs");
    let text = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    (done.status.code().expect("a status"), text)
}

#[test]
fn what_another_process_imports_is_found_without_a_restart() {
    let home = TempDir::with_prefix("对接 服务").expect("folder");
    let service = Service::start(home.path());
    service.wait_for("/readyz", "ready");
    let list = |name: &str, text: String| {
        let file = home.path().join(name);
        std::fs::write(&file, text).expect("written");
        file.to_string_lossy().into_owned()
    };
    let enterprises = format!("企业名称,统一社会信用代码,县区\n甲公司,{},洛龙区\n", uscc(1));
    let enterprises = list("企业.csv", enterprises);
    let needs = list("需求.csv", "企业名称,需求名称,主要问题\n甲公司,齿轮渗碳变形,渗碳后变形大\n".to_owned());
    for (kind, file) in [("enterprises", enterprises), ("needs", needs)] {
        let (status, said) = run(home.path(), &["import", kind, &file]);
        assert_eq!(status, 0, "{said}");
    }
    service.wait_for("/needs", "齿轮渗碳变形");
    let (status, said) = run(home.path(), &["search", "渗碳"]);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn it_ends_in_order_when_told_to() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = TempDir::with_prefix("对接 服务").expect("folder");
        let mut service = Service::start(home.path());
        let silent = TcpStream::connect(&service.address).expect("a client that says nothing");
        service.tell(signal);
        assert!(service.child.wait().expect("ends").success());
        let mut rest = String::new();
        service.lines.read_to_string(&mut rest).expect("the rest");
        assert!(rest.contains("/invitations/") && rest.ends_with("\n已停止\n"), "{rest}");
        drop(silent);
    }
}

#[test]
fn addresses_that_cannot_be_used_are_refused_in_words() {
    let home = TempDir::with_prefix("对接 服务").expect("folder");
    let service = Service::start(home.path());
    for (listen, said) in [
        ("0.0.0.0:8080", "--public-url"),
        ("192.168.1.5:80", "--public-url"),
        ("nonsense", "监听地址“nonsense”不对"),
        (service.address.as_str(), "可能已被别的程序占用"),
    ] {
        let (status, text) = run(home.path(), &["serve", "--listen", listen]);
        assert_eq!(status, 1, "{listen}");
        assert!(text.contains(said), "{listen}: {text}");
    }
}

#[test]
fn passwords_in_the_open_are_refused_unless_asked_for() {
    let home = TempDir::with_prefix("对接 服务").expect("folder");
    for (words, said) in [
        (vec!["--public-url", "http://10.1.2.3"], "--allow-plain-http"),
        (vec!["--public-url", "duijie.example.cn"], "对外地址"),
        (vec!["--trust-proxy", "proxy"], "代理地址"),
    ] {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(words);
        let (status, text) = run(home.path(), &all);
        assert_eq!(status, 1, "{text}");
        assert!(text.contains(said), "{text}");
    }
}

/// What `duijie doctor` says of the audit trail.
fn trail(data: &Path) -> String {
    let said = run(data, &["doctor"]).1;
    said.lines().find(|line| line.contains("审计记录")).unwrap_or(&said).to_owned()
}

#[test]
fn what_was_done_last_is_sealed_when_it_ends() {
    let home = TempDir::with_prefix("对接 服务").expect("folder");
    let mut service = Service::start(home.path());
    service.wait_for("/readyz", "ready");
    service.fail_to_sign_in();
    service.tell(Signal::TERM);
    assert!(service.child.wait().expect("ends").success());
    let heads = std::fs::read_to_string(home.path().join("audit-heads.txt")).expect("heads");
    let last = heads.lines().last().and_then(|line| line.split(' ').next()).expect("a head").to_owned();
    let said = trail(home.path());
    assert!(said.contains(&format!("[正常] 审计记录：已校验到第 {last} 块，5 条记录完好")), "{said}");
}

#[test]
fn a_killed_service_leaves_a_trail_that_goes_on() {
    let home = TempDir::with_prefix("对接 服务").expect("folder");
    for round in 0..5_u64 {
        let mut service = Service::start(home.path());
        for _ in 0..3 {
            service.fail_to_sign_in();
        }
        std::thread::sleep(Duration::from_millis(round * 37));
        service.tell(Signal::KILL);
        assert!(!service.child.wait().expect("ends").success());
        assert!(trail(home.path()).starts_with("[正常]"), "{}", trail(home.path()));
    }
    assert_eq!(run(home.path(), &["audit", "verify"]).0, 0);
    let said = trail(home.path());
    assert!(said.contains("24 条记录完好"), "none was lost: {said}");
}
