//! The channels of the outbox: the mail server, the webhook, the hour of the digest, and a message that tries them out.
//! What is secret is taken here and never shown.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Done, done};
use crate::domain::channel::{Channel, HookKind, MailSecurity};
use crate::domain::notice_times::NoticeTimes;
use crate::messages::notice_pages as words;
use crate::service::notices as service;
use crate::service::notices::{ChannelProblem, Channels, HookTyped, MailTyped};
use crate::web::asking::Visit;
use crate::web::error::PageError;
use crate::web::extract::{Fields, Params};
use crate::web::layout::{Layout, Section};
use crate::web::render;
use crate::web::urls;

/// What stands in the fields; passwords and keys never do.
#[derive(Default)]
struct Filled {
    mail: MailForm,
    hook: HookForm,
    digest: String,
}

#[derive(Template)]
#[template(path = "notices/channels.html")]
struct ChannelsPage {
    layout: Layout,
    filled: Filled,
    channels: Channels,
    problems: Vec<ChannelProblem>,
    quiet: String,
    said: Option<&'static str>,
    problem: Option<String>,
}

impl ChannelsPage {
    /// What is wrong with a field, in words.
    fn wrong(&self, problem: ChannelProblem) -> Option<&'static str> {
        self.problems.contains(&problem).then(|| words::channel_problem(problem))
    }

    /// Where the field of a problem is, and what is wrong with it.
    fn list(&self) -> Vec<(&'static str, &'static str)> {
        self.problems.iter().map(|problem| (field(*problem), words::channel_problem(*problem))).collect()
    }

    fn has(&self, channel: &Channel) -> bool {
        self.channels.has(*channel)
    }

    fn hint(kind: &HookKind) -> &'static str {
        words::hook_hint(*kind)
    }
}

fn field(problem: ChannelProblem) -> &'static str {
    match problem {
        ChannelProblem::Host => "host",
        ChannelProblem::Port => "port",
        ChannelProblem::From => "from",
        ChannelProblem::Password => "password",
        ChannelProblem::PlainPassword => "security",
        ChannelProblem::Url => "url",
        ChannelProblem::Body => "body",
        ChannelProblem::Secret => "secret",
        ChannelProblem::Digest => "digest",
    }
}

/// Shows them.
pub async fn show(
    _: urls::OutboxChannels,
    visit: Visit,
    Params(asked): Params<Done>,
) -> Result<Response, PageError> {
    page(&visit, StatusCode::OK, None, Vec::new(), words::outbox_done(&asked.done)).await
}

/// The page with what is stored, or with what was typed in one of its forms.
async fn page(
    visit: &Visit,
    status: StatusCode,
    typed: Option<Typed>,
    problems: Vec<ChannelProblem>,
    said: Option<&'static str>,
) -> Result<Response, PageError> {
    let channels = service::channels(&visit.app().store, visit.viewer()).await?;
    let mut filled = Filled {
        mail: channels.mail.as_ref().map(MailForm::of).unwrap_or_default(),
        hook: channels.hook.as_ref().map(HookForm::of).unwrap_or_default(),
        digest: NoticeTimes::written(channels.times.digest),
    };
    match typed {
        Some(Typed::Mail(form)) => filled.mail = form,
        Some(Typed::Hook(form)) => filled.hook = form,
        Some(Typed::Times(digest)) => filled.digest = digest,
        None => {}
    }
    let (quiet, layout) = (words::quiet_words(&channels.times), Layout::new(visit, Section::Outbox));
    render::unkept(status, &ChannelsPage { layout, filled, channels, problems, quiet, said, problem: None })
}

/// A form that came back.
enum Typed {
    Mail(MailForm),
    Hook(HookForm),
    Times(String),
}

async fn answer(
    visit: &Visit,
    result: Result<(), Vec<ChannelProblem>>,
    typed: Typed,
    code: &str,
) -> Result<Response, PageError> {
    match result {
        Ok(()) => Ok(done(urls::OutboxChannels, code)),
        Err(problems) => page(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(typed), problems, None).await,
    }
}

/// The mail server, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct MailForm {
    host: String,
    port: String,
    security: String,
    user: String,
    password: String,
    from: String,
}

impl MailForm {
    fn of(mail: &crate::domain::channel::MailSettings) -> Self {
        Self {
            host: mail.host.clone(),
            port: mail.port.to_string(),
            security: mail.security.code().to_owned(),
            user: mail.user.clone(),
            password: String::new(),
            from: mail.from.clone(),
        }
    }
}

/// Sets the mail server.
pub async fn mail(
    _: urls::OutboxMail,
    visit: Visit,
    Fields(form): Fields<MailForm>,
) -> Result<Response, PageError> {
    let off = form.host.trim().is_empty();
    let typed = MailTyped {
        host: form.host.clone(),
        port: form.port.clone(),
        security: form.security.clone(),
        user: form.user.clone(),
        password: form.password.clone(),
        from: form.from.clone(),
    };
    let result = service::change_mail(&visit.app().store, visit.viewer(), &typed, visit.now()).await?;
    answer(&visit, result, Typed::Mail(form), if off { "mail-off" } else { "mail" }).await
}

/// The webhook, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct HookForm {
    off: String,
    url: String,
    kind: String,
    secret: String,
    body: String,
}

impl HookForm {
    fn of(hook: &crate::domain::channel::HookSettings) -> Self {
        Self { kind: hook.kind.code().to_owned(), body: hook.body.clone(), ..Self::default() }
    }
}

/// Sets the webhook.
pub async fn hook(
    _: urls::OutboxHook,
    visit: Visit,
    Fields(form): Fields<HookForm>,
) -> Result<Response, PageError> {
    let typed = HookTyped {
        off: form.off == "1",
        url: form.url.clone(),
        kind: form.kind.clone(),
        secret: form.secret.clone(),
        body: form.body.clone(),
    };
    let code = if typed.off { "hook-off" } else { "hook" };
    let result = service::change_hook(&visit.app().store, visit.viewer(), &typed, visit.now()).await?;
    answer(&visit, result, Typed::Hook(form), code).await
}

/// The hour of the digest, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TimesForm {
    digest: String,
}

/// Sets the hour of the digest.
pub async fn times(
    _: urls::OutboxTimes,
    visit: Visit,
    Fields(form): Fields<TimesForm>,
) -> Result<Response, PageError> {
    let result = service::change_times(&visit.app().store, visit.viewer(), &form.digest, visit.now()).await?;
    answer(&visit, result, Typed::Times(form.digest), "times").await
}

/// Which channel to try out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TestForm {
    channel: String,
}

/// Sends a message to whoever asks, by a channel.
pub async fn test(
    _: urls::OutboxTest,
    visit: Visit,
    Fields(form): Fields<TestForm>,
) -> Result<Response, PageError> {
    let channel = Channel::from_code(&form.channel).ok_or(PageError::NotFound)?;
    service::send_test(&visit.app().store, visit.viewer(), channel, visit.now()).await?;
    Ok(done(urls::Outbox, "test"))
}
