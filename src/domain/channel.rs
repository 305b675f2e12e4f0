//! How notices leave the house: by mail, or by a webhook to a robot or a gateway for text messages; what is to be known
//! about either, what a message is, and how its sending can end. Sends nothing.

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, DeliveryId};
use super::time::Instant;
use super::vocabulary::vocabulary;

vocabulary! {
    /// A way out of the house. The inbox is none: whatever is to be told stands there.
    pub enum Channel {
        /// Mail.
        Mail = "mail" "邮件",
        /// A robot of a group, or text messages.
        Hook = "hook" "短信或群机器人",
    }
}

vocabulary! {
    /// How the connection to a mail server is kept from listeners.
    pub enum MailSecurity {
        /// TLS from the first byte on, usually port 465.
        Tls = "tls" "全程加密（TLS）",
        /// TLS after a greeting, usually port 587; without it nothing is sent.
        StartTls = "starttls" "先连接再加密（STARTTLS）",
        /// Not at all.
        Plain = "plain" "不加密（只用于本机或内网）",
    }
}

vocabulary! {
    /// What answers at the address of a webhook.
    pub enum HookKind {
        /// A robot of a group in 企业微信.
        WeCom = "wecom" "企业微信群机器人",
        /// A robot of a group in 钉钉.
        DingTalk = "dingtalk" "钉钉群机器人",
        /// A gateway for text messages, or anything else that takes JSON.
        Gateway = "gateway" "短信网关",
    }
}

impl HookKind {
    /// What is sent unless the installation says otherwise. `{{text}}`, `{{phone}}` and `{{id}}` are put in.
    #[must_use]
    pub fn usual_body(self) -> &'static str {
        match self {
            Self::WeCom => {
                r#"{"msgtype":"text","text":{"content":"{{text}}","mentioned_mobile_list":["{{phone}}"]}}"#
            }
            Self::DingTalk => {
                r#"{"msgtype":"text","text":{"content":"{{text}}"},"at":{"atMobiles":["{{phone}}"]}}"#
            }
            Self::Gateway => r#"{"phone":"{{phone}}","content":"{{text}}","id":"{{id}}"}"#,
        }
    }
}

/// What is to be known about the mail server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// Name or address of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from listeners.
    pub security: MailSecurity,
    /// By which name one signs in there; nothing where one need not.
    pub user: String,
    /// With which password. Never shown.
    pub password: String,
    /// The address in `From`.
    pub from: String,
}

/// What is to be known about the webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSettings {
    /// Where it is. May hold a key: never shown.
    pub url: String,
    /// What answers there.
    pub kind: HookKind,
    /// With which messages are signed, or a token; nothing where none is asked for. Never shown.
    pub secret: String,
    /// The body, JSON with places to be filled in.
    pub body: String,
}

// Passwords and keys are in neither log nor panic.
impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for HookSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HookSettings").field("kind", &self.kind).finish_non_exhaustive()
    }
}

vocabulary! {
    /// Where a message stands.
    pub enum DeliveryState {
        /// It waits for its time.
        Waiting = "waiting" "等待发送",
        /// Somebody is sending it.
        Sending = "sending" "发送中",
        /// It was taken over by the server.
        Sent = "sent" "已发送",
        /// It may have been taken over or not: sent again only if somebody says so.
        Uncertain = "unsure" "不能确定",
        /// It was refused for good, or too often.
        Failed = "failed" "没有发出",
        /// Somebody holds it back.
        Held = "held" "已暂停",
        /// There was nothing left to say when its time came.
        Dropped = "dropped" "不必再发",
    }
}

vocabulary! {
    /// Why a message was not sent, or not for certain.
    pub enum SendProblem {
        /// Nobody answers.
        Unreachable = "noserver" "连不上服务器。检查地址和端口，或等服务器恢复",
        /// The connection cannot be kept from listeners.
        Insecure = "tls" "加密连接没有建立。检查加密方式和服务器证书",
        /// The server does not let us in.
        Credentials = "password" "服务器不认可账号或密码。重新填写通道设置",
        /// The server asks to try later.
        Later = "later" "服务器暂时不收，稍后自动重试",
        /// The server refuses the message or who is to get it.
        Refused = "refused" "服务器拒收。检查收件地址和通道设置",
        /// What was said of the channel or the reader cannot be used.
        Address = "address" "收件地址或手机号不能用。请本人在“我的账号”里更正",
        /// The connection was lost before the message was handed over.
        Lost = "lost" "交出内容之前连接断了，稍后自动重试",
        /// The connection was lost while or after the message was handed over.
        Unknown = "unknown" "内容交出后没有等到回答，可能已经送到。核实后再决定要不要重发",
        /// The process ended while it was sending.
        Ended = "ended" "发送途中程序停了，可能已经送到。核实后再决定要不要重发",
        /// Nobody has said how this channel is reached.
        NoChannel = "nochan" "通道没有设置",
        /// Too many attempts.
        TooOften = "often" "重试多次都没有成功。检查服务器后点“放行”再试",
    }
}

/// How sending ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendResult {
    /// The server has it.
    Sent,
    /// The server does not have it, for certain; it may take it later.
    NotYet(SendProblem),
    /// The server does not have it and will never take it.
    Never(SendProblem),
    /// Nobody knows.
    Unknown(SendProblem),
}

/// Minutes to the next attempt, by the number of attempts before; after the last one it is given up.
const PAUSES: [i64; 9] = [1, 5, 15, 30, 60, 120, 240, 480, 720];

/// When to try again after so many attempts that failed for certain; `None` to give up.
#[must_use]
pub fn next_attempt(now: Instant, attempts: i64) -> Option<Instant> {
    let place = usize::try_from(attempts - 1).ok()?;
    PAUSES.get(place).map(|minutes| Instant(now.0 + minutes * 60_000))
}

/// A message of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Id.
    pub id: DeliveryId,
    /// By which way.
    pub channel: Channel,
    /// To whom.
    pub account: AccountId,
    /// True if it does not wait for the digest.
    pub urgent: bool,
    /// True if it only shows that the channel works.
    pub test: bool,
    /// Where it stands.
    pub state: DeliveryState,
    /// The same for every attempt, so that whoever gets it twice can tell.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub due_at: Instant,
    /// What happened last.
    pub problem: Option<SendProblem>,
    /// When it was begun.
    pub created_at: Instant,
    /// When its state last changed.
    pub changed_at: Instant,
    /// Counts changes; a stale write is refused.
    pub version: i64,
}

/// A mail that is ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// The address.
    pub to: String,
    /// The same for every attempt.
    pub message_id: String,
    /// The moment in `Date`.
    pub at: Instant,
    /// Subject.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// A short message that is ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingHook {
    /// The telephone.
    pub phone: String,
    /// The same for every attempt.
    pub message_id: String,
    /// The moment, which signatures hold.
    pub at: Instant,
    /// What it says.
    pub text: String,
}
