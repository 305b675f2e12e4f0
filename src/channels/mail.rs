//! Mail by SMTP, step by step, so that it is known how far one came when something breaks.
//!
//! Before the content was handed over, every failure is certain. Once the first byte of it is on its way, only an answer
//! of the server tells; without one nobody knows.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::{Patience, in_time};
use crate::domain::channel::{MailSecurity, MailSettings, OutgoingMail, SendProblem, SendResult};

/// Sends a mail.
pub async fn send_mail(server: &MailSettings, mail: &OutgoingMail, patience: Patience) -> SendResult {
    let Some(message) = message(server, mail) else { return SendResult::Never(SendProblem::Address) };
    match hand_over(server, &message, patience).await {
        Ok(()) => SendResult::Sent,
        Err(end) => end,
    }
}

/// The mail with its headers; `None` if an address is none.
fn message(server: &MailSettings, mail: &OutgoingMail) -> Option<Message> {
    let from: Mailbox = server.from.parse().ok()?;
    let to: Mailbox = mail.to.trim().parse().ok()?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(mail.at.0).ok()?);
    Message::builder()
        .from(from)
        .to(to)
        .date(at)
        .message_id(Some(mail.message_id.clone()))
        .subject(mail.subject.clone())
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .ok()
}

async fn hand_over(server: &MailSettings, message: &Message, patience: Patience) -> Result<(), SendResult> {
    let mut connection = connect(server, patience).await?;
    let sent = content(&mut connection, message, patience.step).await;
    // What the server answered stands, however the farewell goes.
    let _ = in_time(patience.step, connection.abort()).await;
    sent
}

async fn content(
    connection: &mut AsyncSmtpConnection,
    message: &Message,
    step_limit: Duration,
) -> Result<(), SendResult> {
    let envelope = message.envelope();
    step(in_time(step_limit, connection.command(Mail::new(envelope.from().cloned(), Vec::new()))).await)?;
    for to in envelope.to() {
        step(in_time(step_limit, connection.command(Rcpt::new(to.clone(), Vec::new()))).await)?;
    }
    step(in_time(step_limit, connection.command(Data)).await)?;
    match in_time(step_limit, connection.message(&message.formatted())).await {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) if error.status().is_some() => Err(refusal(&error)),
        Some(Err(_)) | None => Err(SendResult::Unknown(SendProblem::Unknown)),
    }
}

async fn connect(server: &MailSettings, patience: Patience) -> Result<AsyncSmtpConnection, SendResult> {
    let hello = ClientId::default();
    let tls =
        || TlsParameters::new(server.host.clone()).map_err(|_| SendResult::Never(SendProblem::Insecure));
    let first = match server.security {
        MailSecurity::Tls => Some(tls()?),
        MailSecurity::StartTls | MailSecurity::Plain => None,
    };
    let address = (server.host.as_str(), server.port);
    let opened = AsyncSmtpConnection::connect_tokio1(address, Some(patience.connect), &hello, first, None);
    let mut connection = match in_time(patience.connect + patience.step, opened).await {
        Some(Ok(connection)) => connection,
        Some(Err(error)) if error.status().is_some() => return Err(refusal(&error)),
        Some(Err(error)) if error.is_tls() => return Err(SendResult::NotYet(SendProblem::Insecure)),
        Some(Err(_)) | None => return Err(SendResult::NotYet(SendProblem::Unreachable)),
    };
    if server.security == MailSecurity::StartTls {
        let secured = in_time(patience.step, connection.starttls(tls()?, &hello)).await;
        if !matches!(secured, Some(Ok(()))) {
            return Err(SendResult::NotYet(SendProblem::Insecure));
        }
    }
    if !server.user.is_empty() {
        let credentials = Credentials::new(server.user.clone(), server.password.clone());
        match in_time(patience.step, connection.auth(DEFAULT_MECHANISMS, &credentials)).await {
            Some(Ok(_)) => {}
            Some(Err(error)) if error.is_transient() => return Err(SendResult::NotYet(SendProblem::Later)),
            Some(Err(error)) if error.is_permanent() || error.is_client() => {
                return Err(SendResult::Never(SendProblem::Credentials));
            }
            Some(Err(_)) | None => return Err(SendResult::NotYet(SendProblem::Lost)),
        }
    }
    Ok(connection)
}

/// A step before the content: whatever goes wrong, the mail was not taken.
fn step<T>(answer: Option<Result<T, Error>>) -> Result<(), SendResult> {
    match answer {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) if error.status().is_some() => Err(refusal(&error)),
        Some(Err(_)) | None => Err(SendResult::NotYet(SendProblem::Lost)),
    }
}

/// The server said no: for now, or for good.
fn refusal(error: &Error) -> SendResult {
    if error.is_permanent() {
        SendResult::Never(SendProblem::Refused)
    } else {
        SendResult::NotYet(SendProblem::Later)
    }
}
