//! How notices leave this installation: the mail server, the webhook, and the hours; as the system administrator set
//! them. Passwords and keys stay here: no use case gives them to a page.

use sqlx::AnyConnection;

use crate::domain::account::Account;
use crate::domain::channel::{Channel, HookKind, HookSettings, MailSecurity, MailSettings};
use crate::domain::notice_times::NoticeTimes;
use crate::domain::role::Duty;
use crate::domain::text::clean;
use crate::domain::time::Instant;
use crate::domain::viewer::Viewer;
use crate::service::ServiceError;
use crate::storage::{self, StorageError, Store};

const MAIL_SETTING: &str = "notice_mail";
const HOOK_SETTING: &str = "notice_hook";
const TIMES_SETTING: &str = "notice_times";
/// Most characters of anything typed here.
const MOST_CHARS: usize = 2_000;

/// The channels of this installation; `None` where one was not set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channels {
    /// Mail.
    pub mail: Option<MailSettings>,
    /// The webhook.
    pub hook: Option<HookSettings>,
    /// When messages go out.
    pub times: NoticeTimes,
}

impl Channels {
    /// Whether this channel was set up and the account says where it reaches its holder.
    pub(super) fn reach(&self, channel: Channel, account: &Account) -> bool {
        match channel {
            Channel::Mail => {
                self.mail.is_some() && account.email.as_deref().is_some_and(|to| to.contains('@'))
            }
            Channel::Hook => self.hook.is_some() && account.phone.as_deref().is_some_and(|to| !to.is_empty()),
        }
    }

    /// The host in ids of messages: that of the sender's address.
    pub(super) fn host(&self) -> String {
        let from = self.mail.as_ref().and_then(|mail| mail.from.rsplit_once('@'));
        from.map_or_else(|| "duijie.invalid".to_owned(), |(_, host)| host.trim_end_matches('>').to_owned())
    }

    /// True if this channel was set up.
    #[must_use]
    pub fn has(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.mail.is_some(),
            Channel::Hook => self.hook.is_some(),
        }
    }
}

/// What cannot be a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChannelProblem {
    /// No server, or one with blanks.
    Host,
    /// No port.
    Port,
    /// No address of a sender.
    From,
    /// The password must be typed again, because server or user changed.
    Password,
    /// Signing in without encryption.
    PlainPassword,
    /// No address of a webhook.
    Url,
    /// The body is no JSON, or says nothing.
    Body,
    /// The secret of a 钉钉 robot is missing.
    Secret,
    /// No time of day, or one in the quiet hours.
    Digest,
}

/// What was typed about the mail server; an empty host switches mail off.
#[derive(Clone, Default)]
pub struct MailTyped {
    /// Server.
    pub host: String,
    /// Port.
    pub port: String,
    /// Code of the security.
    pub security: String,
    /// User.
    pub user: String,
    /// Password; empty keeps the one that is stored.
    pub password: String,
    /// Sender.
    pub from: String,
}

/// What was typed about the webhook.
#[derive(Clone, Default)]
pub struct HookTyped {
    /// True to switch it off.
    pub off: bool,
    /// Address; empty keeps the one that is stored.
    pub url: String,
    /// Code of the kind.
    pub kind: String,
    /// Secret; empty keeps the one that is stored if the address is kept too.
    pub secret: String,
    /// Body; empty for the usual one.
    pub body: String,
}

/// The channels, as far as whoever keeps the outbox, or the program, may know them.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails.
pub async fn channels(store: &Store, viewer: &Viewer) -> Result<Channels, ServiceError> {
    if !viewer.may(Duty::ManageOutbox) {
        return Err(ServiceError::NotAllowed);
    }
    Ok(channels_in(&mut *store.read().await?).await?)
}

/// When messages go out, which everybody may know.
///
/// # Errors
/// If the database fails.
pub async fn notice_times(store: &Store) -> Result<NoticeTimes, ServiceError> {
    Ok(channels_in(&mut *store.read().await?).await?.times)
}

pub(super) async fn channels_in(conn: &mut AnyConnection) -> Result<Channels, StorageError> {
    Ok(Channels {
        mail: setting(conn, MAIL_SETTING).await?,
        hook: setting(conn, HOOK_SETTING).await?,
        times: setting(conn, TIMES_SETTING).await?.unwrap_or_default(),
    })
}

/// A setting; one that cannot be read counts as not made.
async fn setting<T: serde::de::DeserializeOwned>(
    conn: &mut AnyConnection,
    name: &str,
) -> Result<Option<T>, StorageError> {
    let set = storage::find_setting(conn, name).await?;
    Ok(set.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn change(
    (store, viewer, now): (&Store, &Viewer, Instant),
    name: &str,
    value: Option<String>,
) -> Result<(), ServiceError> {
    let mut tx = store.write(viewer, now).await?;
    storage::put_setting(&mut tx, name, &value.unwrap_or_default()).await?;
    tx.audit("notice_channels_changed", "setting", name, &serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

/// Sets the mail server, or switches mail off.
///
/// # Errors
/// [`ServiceError::NotAllowed`]; otherwise if the database fails. What cannot be set is the inner error.
pub async fn change_mail(
    store: &Store,
    viewer: &Viewer,
    typed: &MailTyped,
    now: Instant,
) -> Result<Result<(), Vec<ChannelProblem>>, ServiceError> {
    let known = channels(store, viewer).await?.mail;
    if clean(&typed.host).is_empty() {
        change((store, viewer, now), MAIL_SETTING, None).await?;
        return Ok(Ok(()));
    }
    match read_mail(typed, known.as_ref()) {
        Err(problems) => Ok(Err(problems)),
        Ok(mail) => {
            let text = serde_json::to_string(&mail).ok();
            change((store, viewer, now), MAIL_SETTING, text).await?;
            Ok(Ok(()))
        }
    }
}

/// Reads the settings of a mail server. A stored password is kept for the server and user it was typed for, and for no
/// other: nobody may have it sent elsewhere.
fn read_mail(typed: &MailTyped, known: Option<&MailSettings>) -> Result<MailSettings, Vec<ChannelProblem>> {
    let mut mail = MailSettings {
        host: short(&typed.host),
        port: typed.port.trim().parse().unwrap_or(0),
        security: MailSecurity::from_code(typed.security.trim()).unwrap_or(MailSecurity::Tls),
        user: short(&typed.user),
        password: typed.password.chars().take(MOST_CHARS).collect(),
        from: short(&typed.from),
    };
    let mut problems = Vec::new();
    let plain = |ch: char| ch.is_ascii_alphanumeric() || ".-:[]".contains(ch);
    if !mail.host.chars().all(plain) {
        problems.push(ChannelProblem::Host);
    }
    if mail.port == 0 {
        problems.push(ChannelProblem::Port);
    }
    if !mail
        .from
        .rsplit_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.is_ascii() && host.contains('.'))
    {
        problems.push(ChannelProblem::From);
    }
    if mail.password.is_empty() && !mail.user.is_empty() {
        let same =
            |one: &&MailSettings| one.host == mail.host && one.port == mail.port && one.user == mail.user;
        match known.filter(same).filter(|one| !one.password.is_empty()) {
            Some(one) => mail.password.clone_from(&one.password),
            None => problems.push(ChannelProblem::Password),
        }
    }
    let local = mail.host == "localhost"
        || mail.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if mail.security == MailSecurity::Plain && !mail.user.is_empty() && !local {
        problems.push(ChannelProblem::PlainPassword);
    }
    if problems.is_empty() { Ok(mail) } else { Err(problems) }
}

/// Sets the webhook, or switches it off.
///
/// # Errors
/// As [`change_mail`].
pub async fn change_hook(
    store: &Store,
    viewer: &Viewer,
    typed: &HookTyped,
    now: Instant,
) -> Result<Result<(), Vec<ChannelProblem>>, ServiceError> {
    let known = channels(store, viewer).await?.hook;
    if typed.off {
        change((store, viewer, now), HOOK_SETTING, None).await?;
        return Ok(Ok(()));
    }
    match read_hook(typed, known) {
        Err(problems) => Ok(Err(problems)),
        Ok(hook) => {
            let text = serde_json::to_string(&hook).ok();
            change((store, viewer, now), HOOK_SETTING, text).await?;
            Ok(Ok(()))
        }
    }
}

fn read_hook(typed: &HookTyped, known: Option<HookSettings>) -> Result<HookSettings, Vec<ChannelProblem>> {
    let kind = HookKind::from_code(typed.kind.trim()).unwrap_or(HookKind::Gateway);
    let mut hook =
        HookSettings { url: short(&typed.url), kind, secret: short(&typed.secret), body: short(&typed.body) };
    if let Some(known) = known.filter(|_| hook.url.is_empty()) {
        hook.url = known.url;
        if hook.secret.is_empty() {
            hook.secret = known.secret;
        }
    }
    if hook.body.is_empty() {
        hook.body = kind.usual_body().to_owned();
    }
    let mut problems = Vec::new();
    let usable = url::Url::parse(&hook.url)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
    if !usable {
        problems.push(ChannelProblem::Url);
    }
    let json = serde_json::from_str::<serde_json::Value>(&hook.body).is_ok();
    if !json || !hook.body.contains("{{text}}") {
        problems.push(ChannelProblem::Body);
    }
    if kind == HookKind::DingTalk && hook.secret.is_empty() {
        problems.push(ChannelProblem::Secret);
    }
    if problems.is_empty() { Ok(hook) } else { Err(problems) }
}

/// Sets the hour of the digest.
///
/// # Errors
/// As [`change_mail`].
pub async fn change_times(
    store: &Store,
    viewer: &Viewer,
    digest: &str,
    now: Instant,
) -> Result<Result<(), Vec<ChannelProblem>>, ServiceError> {
    let times = channels(store, viewer).await?.times;
    let minute = NoticeTimes::parse_minute(&clean(digest));
    let Some(minute) = minute.filter(|minute| !times.is_quiet_minute(*minute)) else {
        return Ok(Err(vec![ChannelProblem::Digest]));
    };
    let text = serde_json::to_string(&NoticeTimes { digest: minute, ..times }).ok();
    change((store, viewer, now), TIMES_SETTING, text).await?;
    Ok(Ok(()))
}

fn short(text: &str) -> String {
    text.trim().chars().filter(|ch| !ch.is_control()).take(MOST_CHARS).collect()
}
