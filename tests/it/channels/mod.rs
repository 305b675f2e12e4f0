//! Carrying messages out of the house, against servers in every mood: what is certain, and what nobody knows.

use std::time::Duration;

use duijie::channels::{Patience, post_hook, send_mail};
use duijie::domain::channel::{
    HookKind, HookSettings, MailSettings, OutgoingHook, OutgoingMail, SendProblem, SendResult,
};
use duijie::domain::time::Instant;
use tokio::net::TcpListener;

use crate::support::hook::HookServer;
use crate::support::smtp::{MailServer, Mood, header, said};

const SHORT: Patience = Patience { connect: Duration::from_millis(800), step: Duration::from_millis(800) };

fn mail() -> OutgoingMail {
    OutgoingMail {
        to: "li@example.cn".to_owned(),
        message_id: "<01abc@example.cn>".to_owned(),
        at: Instant(1_772_640_000_000),
        subject: "对接平台：需求被退回 1 件".to_owned(),
        text: "第一行\n.\n.点在行首也不要紧".to_owned(),
        html: "<p>修改被退回的需求</p>".to_owned(),
    }
}

async fn send(server: &MailServer) -> SendResult {
    send_mail(&server.settings(), &mail(), SHORT).await
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = MailServer::start(Mood::Takes).await;
    assert_eq!(send(&server).await, SendResult::Sent);
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(header(&taken[0], "Message-ID"), "<01abc@example.cn>");
    assert_eq!(header(&taken[0], "To"), "li@example.cn");
    assert_eq!(header(&taken[0], "Date"), "Wed, 04 Mar 2026 16:00:00 +0000");
    assert!(taken[0].is_ascii(), "servers without 8BITMIME take it too");
    let said = said(&taken[0]);
    for words in ["对接平台：需求被退回 1 件", ".点在行首也不要紧", "<p>修改被退回的需求</p>"]
    {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
}

#[tokio::test]
async fn whatever_fails_before_the_content_is_certain() {
    for (mood, wanted) in [
        (Mood::Busy, SendResult::NotYet(SendProblem::Later)),
        (Mood::RefusesRecipient(450), SendResult::NotYet(SendProblem::Later)),
        (Mood::RefusesRecipient(550), SendResult::Never(SendProblem::Refused)),
        (Mood::RefusesContent(451), SendResult::NotYet(SendProblem::Later)),
        (Mood::RefusesContent(554), SendResult::Never(SendProblem::Refused)),
        (Mood::DropsBeforeContent, SendResult::NotYet(SendProblem::Lost)),
    ] {
        let server = MailServer::start(mood).await;
        assert_eq!(send(&server).await, wanted, "{mood:?}");
        assert!(server.taken().is_empty(), "{mood:?}");
    }
}

#[tokio::test]
async fn nobody_knows_what_became_of_content_without_an_answer() {
    for mood in [Mood::DropsInContent, Mood::DropsAfterContent, Mood::NeverAnswers] {
        let server = MailServer::start(mood).await;
        assert_eq!(send(&server).await, SendResult::Unknown(SendProblem::Unknown), "{mood:?}");
    }
}

#[tokio::test]
async fn a_slow_server_is_waited_for_and_one_that_never_speaks_is_not() {
    let slow = MailServer::start(Mood::Slow(Duration::from_millis(150))).await;
    assert_eq!(send(&slow).await, SendResult::Sent);
    let stuck = MailServer::start(Mood::Slow(Duration::from_secs(20))).await;
    assert_eq!(send(&stuck).await, SendResult::NotYet(SendProblem::Unreachable));
    // Accepts, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let settings = MailSettings { port, ..slow.settings() };
    let end = send_mail(&settings, &mail(), SHORT).await;
    assert_eq!(end, SendResult::NotYet(SendProblem::Unreachable));
    drop(silent);
    assert_eq!(send_mail(&settings, &mail(), SHORT).await, SendResult::NotYet(SendProblem::Unreachable));
}

#[tokio::test]
async fn a_password_is_shown_to_the_server_and_a_wrong_one_is_not_tried_again() {
    let server = MailServer::start(Mood::Takes).await;
    let settings =
        MailSettings { user: "duijie".to_owned(), password: "geheim".to_owned(), ..server.settings() };
    assert_eq!(send_mail(&settings, &mail(), SHORT).await, SendResult::Sent);
    assert_eq!(server.heard("AUTH"), 1);
    server.be(Mood::RefusesPassword);
    let end = send_mail(&settings, &mail(), SHORT).await;
    assert_eq!(end, SendResult::Never(SendProblem::Credentials));
}

#[tokio::test]
async fn a_server_that_cannot_encrypt_gets_neither_password_nor_mail() {
    use duijie::domain::channel::MailSecurity;
    let server = MailServer::start(Mood::Takes).await;
    for security in [MailSecurity::StartTls, MailSecurity::Tls] {
        let settings = MailSettings {
            security,
            user: "duijie".to_owned(),
            password: "geheim".to_owned(),
            ..server.settings()
        };
        let end = send_mail(&settings, &mail(), SHORT).await;
        assert!(matches!(end, SendResult::NotYet(_)), "{security:?}: {end:?}");
    }
    assert_eq!((server.heard("AUTH"), server.taken().len()), (0, 0));
}

#[tokio::test]
async fn an_address_that_is_none_is_no_reason_to_ask_a_server() {
    let server = MailServer::start(Mood::Takes).await;
    let mail = OutgoingMail { to: "li@ex ample\r\nBcc: all@example.cn".to_owned(), ..mail() };
    let end = send_mail(&server.settings(), &mail, SHORT).await;
    assert_eq!((end, server.heard("EHLO")), (SendResult::Never(SendProblem::Address), 0));
}

fn short() -> OutgoingHook {
    OutgoingHook {
        phone: "13800001234".to_owned(),
        message_id: "<01abc@example.cn>".to_owned(),
        at: Instant(1_577_836_800_000),
        text: "【对接平台】您有需求被退回 1 件，请登录查看".to_owned(),
    }
}

#[tokio::test]
async fn each_kind_of_webhook_gets_what_it_wants() {
    let server = HookServer::start().await;
    for kind in HookKind::ALL {
        let end = post_hook(&server.settings(*kind), &short(), SHORT).await;
        assert_eq!(end, SendResult::Sent, "{kind:?}");
    }
    let [wecom, dingtalk, gateway] = server.posted().try_into().expect("three");
    assert_eq!(wecom.body["text"]["content"], short().text.as_str());
    assert_eq!(wecom.body["text"]["mentioned_mobile_list"][0], "13800001234");
    assert_eq!((wecom.query.as_str(), wecom.token.as_str()), ("key=k", ""));
    assert!(dingtalk.query.starts_with("key=k&timestamp=1577836800000&sign="), "{}", dingtalk.query);
    assert_eq!(dingtalk.body["at"]["atMobiles"][0], "13800001234");
    assert_eq!((gateway.token.as_str(), gateway.key.as_str()), ("Bearer geheim", "01abc@example.cn"));
    assert_eq!(gateway.body["id"], "01abc@example.cn");
}

#[tokio::test]
async fn what_a_webhook_answers_is_certain_or_not() {
    let server = HookServer::start().await;
    for (status, body, wanted) in [
        (429, "", SendResult::NotYet(SendProblem::Later)),
        (503, "", SendResult::NotYet(SendProblem::Later)),
        (403, "", SendResult::Never(SendProblem::Credentials)),
        (404, "", SendResult::Never(SendProblem::Refused)),
        (500, "", SendResult::Unknown(SendProblem::Unknown)),
        (200, r#"{"errcode":45009}"#, SendResult::NotYet(SendProblem::Later)),
        (200, r#"{"errcode":310000}"#, SendResult::Never(SendProblem::Refused)),
        (200, "", SendResult::Unknown(SendProblem::Unknown)),
    ] {
        server.answer(status, body);
        let end = post_hook(&server.settings(HookKind::WeCom), &short(), SHORT).await;
        assert_eq!(end, wanted, "{status} {body}");
    }
    // Nobody there; and somebody who takes the request and hangs up.
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", nobody.local_addr().expect("an address"));
    let settings = HookSettings { url, ..server.settings(HookKind::Gateway) };
    let rude = tokio::spawn(async move {
        let (stream, _) = nobody.accept().await.expect("somebody");
        let _ = stream.readable().await;
        drop(stream);
    });
    let end = post_hook(&settings, &short(), SHORT).await;
    assert_eq!(end, SendResult::Unknown(SendProblem::Unknown));
    rude.await.expect("ended");
    let end = post_hook(&settings, &short(), SHORT).await;
    assert_eq!(end, SendResult::NotYet(SendProblem::Unreachable));
}
