//! A small mail server that can be in any mood: takes mails, refuses them, is slow, hangs up at the worst moment.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use duijie::domain::channel::{MailSecurity, MailSettings};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes everything.
    Takes,
    /// Takes everything, but after this pause at every step.
    Slow(Duration),
    /// Answers to the connection with a refusal.
    Busy,
    /// Refuses the recipient, with this code.
    RefusesRecipient(u16),
    /// Refuses the content after it has it, with this code.
    RefusesContent(u16),
    /// Knows no password.
    RefusesPassword,
    /// Hangs up when it hears of the sender.
    DropsBeforeContent,
    /// Asks for the content, and hangs up.
    DropsInContent,
    /// Takes the content, and hangs up without an answer.
    DropsAfterContent,
    /// Takes the content and never answers.
    NeverAnswers,
}

/// The server.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<String>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Starts one.
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server =
            Self { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default(), heard: Arc::default() };
        let answering = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = answering.clone();
                // Whoever is hung up on is no failure of the server.
                tokio::spawn(async move {
                    let _ = server.serve(stream).await;
                });
            }
        });
        server
    }

    pub fn be(&self, mood: Mood) {
        *self.mood.lock().expect("whole") = mood;
    }

    /// The mails that it has, whole, whether it said so or not.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().expect("whole").clone()
    }

    /// How often it heard a command.
    pub fn heard(&self, command: &str) -> usize {
        self.heard.lock().expect("whole").iter().filter(|one| one.starts_with(command)).count()
    }

    /// How it is reached.
    pub fn settings(&self) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: MailSecurity::Plain,
            user: String::new(),
            password: String::new(),
            from: "duijie@example.cn".to_owned(),
        }
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mood = *self.mood.lock().expect("whole");
        let mut stream = BufReader::new(stream);
        let greeting = if mood == Mood::Busy { "421 busy\r\n" } else { "220 test\r\n" };
        stream.write_all(greeting.as_bytes()).await?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            self.heard.lock().expect("whole").push(line.trim_end().to_owned());
            if let Mood::Slow(pause) = mood {
                tokio::time::sleep(pause).await;
            }
            let command = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            let answer = match (command.as_str(), mood) {
                ("EHLO", _) => "250-test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n".to_owned(),
                ("AUTH", Mood::RefusesPassword) => "535 no\r\n".to_owned(),
                ("AUTH", _) => "235 yes\r\n".to_owned(),
                ("MAIL", Mood::DropsBeforeContent) => return Ok(()),
                ("RCPT", Mood::RefusesRecipient(code)) => format!("{code} no\r\n"),
                ("DATA", _) => {
                    stream.write_all(b"354 go on\r\n").await?;
                    if mood == Mood::DropsInContent {
                        return Ok(());
                    }
                    let mail = content(&mut stream).await?;
                    match mood {
                        Mood::RefusesContent(code) => format!("{code} no\r\n"),
                        Mood::NeverAnswers => {
                            self.taken.lock().expect("whole").push(mail);
                            tokio::time::sleep(Duration::from_secs(60)).await;
                            return Ok(());
                        }
                        _ => {
                            self.taken.lock().expect("whole").push(mail);
                            if mood == Mood::DropsAfterContent {
                                return Ok(());
                            }
                            "250 taken\r\n".to_owned()
                        }
                    }
                }
                ("QUIT", _) => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 fine\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }
}

/// Everything up to the dot.
async fn content(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let (mut mail, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim_end() == "." {
            return Ok(mail);
        }
        mail.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// A header of a mail.
pub fn header(mail: &str, name: &str) -> String {
    let start = format!("{name}: ");
    mail.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default().trim().to_owned()
}

/// Everything that a mail says, in its headers and both of its bodies, readable.
pub fn said(mail: &str) -> String {
    let parsed = |text: &str| {
        let text: String = text.split_whitespace().collect();
        base64_text(&text).unwrap_or_default()
    };
    let mut out = String::new();
    // The subject: words as =?utf-8?b?…?=, others as they are; blanks between two coded words do not count.
    let head = mail.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
    for (at, piece) in header(&head, "Subject").split("=?utf-8?b?").enumerate() {
        let (coded, plain) =
            if at == 0 { ("", piece) } else { piece.split_once("?=").unwrap_or((piece, "")) };
        out.push_str(&parsed(coded));
        out.push_str(if plain.trim().is_empty() { "" } else { plain });
    }
    for part in mail.split("Content-Transfer-Encoding: base64").skip(1) {
        let body = part.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        out.push('\n');
        out.push_str(&parsed(body.split("\r\n--").next().unwrap_or_default()));
    }
    out
}

fn base64_text(text: &str) -> Option<String> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for sign in text.bytes().filter(|sign| *sign != b'=') {
        let value = SIGNS.iter().position(|one| *one == sign)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
